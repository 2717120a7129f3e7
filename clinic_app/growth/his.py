"""The codes by which the health ministry's register (HIS) names what a check-up found. Pure; facts and their sources in data/README.md.

They are what public programs of health posts use; the norm's own text was not read, so screens call them suggestions.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from clinic_app.growth import norms
from clinic_app.growth.assessment import HAEMOGLOBIN
from clinic_app.growth.who import DATA, REFERENCE_2007
from clinic_app.patients.age import age_on

CHECKUP, BLOOD_TEST = "Z001", "85018"
# completed days or months of age below which a code of the CRED check-up holds
NEWBORN_DAYS = 29
BY_YEARS = ((1, "99381"), (5, "99382"), (12, "99383"))
NEWBORN, NOT_NUMBERED = "99381.01", "99383"
WORDS = {  # the register's own names, like those of a catalogue: not translated
    CHECKUP: "Control de crecimiento y desarrollo", NEWBORN: "CRED del recién nacido", "99381": "CRED del menor de 1 año",
    "99382": "CRED de 1 a 4 años", "99383": "CRED de 5 a 11 años", BLOOD_TEST: "Dosaje de hemoglobina",
}  # fmt: skip


class HisCode(NamedTuple):
    """One line of the register: the code, the value of its LAB field (may be empty), and words."""

    code: str
    lab: str
    text: str


@cache
def _found_codes() -> dict[tuple[str, str, str], HisCode]:
    """By what it is about, the reference (yes: 5 to 19 years; empty: any) and our code."""
    with (DATA / "his.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["about"], row["school"], row["code"]): HisCode(row["his_code"], row["lab"], row["text"])
            for row in csv.DictReader(file)
            if row["confidence"] in ("A", "B")
        }


def attention(born: date, on: date) -> HisCode | None:
    """The code of the check-up itself, by age, with its number among those of the age; None for those who have grown out of CRED.

    From five years on the register's numbers are not known well enough to be suggested.
    """
    days, years = (on - born).days, age_on(born, on).years
    code = NEWBORN if days < NEWBORN_DAYS else next((name for until, name in BY_YEARS if years < until), "")
    if not code:
        return None
    reached = [turn for turn in norms.calendar(born, on) if turn.his_code == code and turn.on <= on]
    number = sum(turn.group == reached[-1].group for turn in reached) if reached else 1
    return HisCode(code, "" if code == NOT_NUMBERED else str(number), WORDS[code])


def codes(result: Mapping[str, Any], born: date, on: date) -> list[HisCode]:
    """All lines of a stored result (assessment.stored): the check-up, its classes and changes, the blood test and its grade; each once."""
    found = [HisCode(CHECKUP, "", WORDS[CHECKUP])] if (visit := attention(born, on)) else []
    found += [visit] if visit else []
    school = "yes" if result.get("reference") == REFERENCE_2007 else "no"
    known = _found_codes()
    asked = [(about, school, one["code"]) for about, one in result.get("scores", {}).items()]
    asked += [(one["about"], school, one["code"]) for one in result.get("alerts", ())]
    blood = result.get("haemoglobin")
    if blood:
        found.append(HisCode(BLOOD_TEST, "", WORDS[BLOOD_TEST]))
        asked.append((HAEMOGLOBIN, "", blood.get("grade") or ""))
    return list(dict.fromkeys([*found, *(known[key] for key in asked if key in known)]))
