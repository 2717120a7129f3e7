"""Peru's norms as data: check-up calendar, haemoglobin, altitude, iron, instruments; which holds on a day. Pure; sources in data/README.md."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

from dateutil.relativedelta import relativedelta

from clinic_app.core.i18n import N_
from clinic_app.growth.ages import TERM_WEEKS
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.who import DATA

ANAEMIA_NORMS, CHECKUP_NORMS = ("NTS134", "NTS213"), ("NTS137", "NTS238")
PRETERM, TERM = "preterm", "term"
SMALLEST_HB, LARGEST_HB = Decimal("2"), Decimal("25")  # g/dL that a person can have


@dataclass(frozen=True)
class Norm:
    """A norm and what is known of it."""

    code: str
    title: str
    since: date
    confirmed: bool  # its own text was read


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def norms() -> dict[str, Norm]:
    """Every norm by its code."""
    return {
        row["norm"]: Norm(row["norm"], row["title"], date.fromisoformat(row["since"]), row["text_read"] == "yes") for row in _rows("norms")
    }


def in_force(codes: Iterable[str], on: date) -> Norm:
    """The newest of some norms that held on a day; the oldest for days before all of them."""
    known = sorted((norms()[code] for code in codes), key=lambda norm: norm.since)
    return next((norm for norm in reversed(known) if norm.since <= on), known[0])


class Grade(StrEnum):
    NORMAL = "normal"
    MILD = "anemia_leve"
    MODERATE = "anemia_moderada"
    SEVERE = "anemia_severa"
    ANAEMIA = "anemia"  # at ages for which the norm has no grades


GRADE_LABELS = {
    Grade.NORMAL: N_("Sin anemia"), Grade.MILD: N_("Anemia leve"), Grade.MODERATE: N_("Anemia moderada"), Grade.SEVERE: N_("Anemia severa"),
    Grade.ANAEMIA: N_("Anemia"),
}  # fmt: skip
GRADE_LEVELS = {
    Grade.NORMAL: Level.GREEN,
    Grade.MILD: Level.AMBER,
    Grade.ANAEMIA: Level.AMBER,
    Grade.MODERATE: Level.RED,
    Grade.SEVERE: Level.RED,
}


@dataclass(frozen=True)
class Haemoglobin:
    """A haemoglobin judged: what was measured, what altitude takes off, and the grade (None at ages without a threshold)."""

    measured: Decimal
    altitude: int | None
    subtracted: Decimal
    grade: Grade | None
    norm: str

    @property
    def adjusted(self) -> Decimal:
        return self.measured - self.subtracted

    @property
    def level(self) -> Level:
        return GRADE_LEVELS[self.grade] if self.grade else Level.GREEN


def altitude_share(norm: str, metres: int | None) -> Decimal:
    """What living at an altitude adds to haemoglobin, g/dL; above the last step as in it."""
    steps = [row for row in _rows("altitude") if row["norm"] == norm]
    reached = [row for row in steps if int(row["from_m"]) <= max(metres or 0, 0)]
    return Decimal(reached[-1]["subtract"])


def birth_of(gestation_weeks: int | None) -> str:
    """Which rules of the norms hold: born early or at term; unknown counts as at term."""
    return PRETERM if gestation_weeks is not None and gestation_weeks < TERM_WEEKS else TERM


def _holds(row: dict[str, str], days: int, birth: str, sex: str) -> bool:
    inside = int(row["from_day"]) <= days and (not row["to_day"] or days <= int(row["to_day"]))
    return inside and row["birth"] in ("", birth) and row.get("sex", "") in ("", sex)


def judge_haemoglobin(
    measured: Decimal, days: int, sex: str, on: date, *, altitude: int | None = None, gestation_weeks: int | None = None
) -> Haemoglobin:
    """Adjust for altitude and grade by age, with the thresholds in force on that day."""
    norm = in_force(ANAEMIA_NORMS, on).code
    taken = altitude_share(norm, altitude)
    found = next((row for row in _rows("haemoglobin") if row["norm"] == norm and _holds(row, days, birth_of(gestation_weeks), sex)), None)
    return Haemoglobin(measured, altitude, taken, _grade(measured - taken, found) if found else None, norm)


def _grade(adjusted: Decimal, row: dict[str, str]) -> Grade:
    normal = Decimal(row["normal_from"])
    if adjusted > normal or (adjusted == normal and not row["equal_is_anaemia"]):
        return Grade.NORMAL
    if not row["severe_below"]:
        return Grade.ANAEMIA
    if adjusted < Decimal(row["severe_below"]):
        return Grade.SEVERE
    return Grade.MODERATE if adjusted < Decimal(row["mild_from"]) else Grade.MILD


@dataclass(frozen=True)
class IronDose:
    """What the norm says of iron for a child: milligrams of elemental iron a day, for how long."""

    purpose: str
    mg_a_day: Decimal
    duration: str
    norm: str


def iron_dose(days: int, weight_kg: Decimal | None, *, anaemia: bool, gestation_weeks: int | None = None) -> IronDose | None:
    """The dose for an age and a weight; None when none is due, or the weight is needed and missing."""
    purpose = "treatment" if anaemia else "prevention"
    birth = birth_of(gestation_weeks)
    row = next((row for row in _rows("iron") if row["purpose"] == purpose and _holds(row, days, birth, "")), None)
    if row is None or (row["mg_per_kg"] and weight_kg is None):
        return None
    dose = Decimal(row["mg_a_day"]) if row["mg_a_day"] else Decimal(row["mg_per_kg"]) * (weight_kg or 0)
    if row["most_mg"]:
        dose = min(dose, Decimal(row["most_mg"]))
    return IronDose(purpose, dose.quantize(Decimal("0.1")), row["duration"], row["norm"])


@dataclass(frozen=True)
class Turn:
    """A check-up of the calendar: its number, the day it is for, and the code it is reported by."""

    number: int
    on: date
    his_code: str
    norm: str
    group: str = ""  # of ages, by which the register counts


def calendar(born: date, on: date) -> list[Turn]:
    """All check-ups of a child by the norm that holds on a day."""
    norm = in_force(CHECKUP_NORMS, on).code
    turns = []
    for row in _rows("calendar"):
        if row["norm"] == norm:
            day = born + (timedelta(days=int(row["days"])) if row["days"] else relativedelta(months=int(row["months"])))
            turns.append(Turn(int(row["number"]), day, row["his_code"], norm, row["group"]))
    return turns


def next_turn(born: date, after: date) -> Turn | None:
    """The first check-up of the calendar that comes after a day; None after the last."""
    return next((turn for turn in calendar(born, after) if turn.on > after), None)


@dataclass(frozen=True)
class Instrument:
    """A test of development, and the age in months for which it is due."""

    name: str
    months: int
    result: str
    norm: str


def instruments(whole_months: int, on: date) -> list[Instrument]:
    """The tests that the norm of that day asks for at an age: those for this month, else for the last one not long past."""
    norm = in_force(CHECKUP_NORMS, on).code
    found = []
    for row in _rows("instruments"):
        ages = [int(month) for month in row["months"].split() if int(month) <= whole_months]
        if row["norm"] == norm and ages and whole_months - ages[-1] < max(2, ages[-1] // 6):
            found.append(Instrument(row["name"], ages[-1], row["result"], norm))
    return found
