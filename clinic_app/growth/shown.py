"""What the screens of growth show of a check-up: scores in words, reasons to look again, what to do. Pure.

Sentences that hold values come said in the person's language; plain ones stay Spanish and are looked up in the browser.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth import his, norms, velocity, words
from clinic_app.growth.ages import WHOLE_WEEKS
from clinic_app.growth.assessment import HAEMOGLOBIN
from clinic_app.growth.diagnoses import INDICATOR_LABELS, LABELS, Code, Level
from clinic_app.growth.models import GrowthCheckup
from clinic_app.growth.norms import GRADE_LABELS, GRADE_LEVELS, Grade
from clinic_app.growth.velocity import Change, said
from clinic_app.growth.who import DAYS_A_MONTH, Indicator
from clinic_app.growth.words import CHANGE_LABELS
from clinic_app.patients.age import age_on

Say = Callable[..., str]
ORDER = (Indicator.WEIGHT_AGE, Indicator.LENGTH_AGE, Indicator.WEIGHT_LENGTH, Indicator.BMI_AGE, Indicator.HEAD_AGE)
LEVEL_WORDS = {Level.GREEN: N_("Sin alerta"), Level.AMBER: N_("Vigilar"), Level.RED: N_("Atender pronto")}
LEVEL_LOOKS = {Level.GREEN: ("ok", "circle-check"), Level.AMBER: ("warn", "triangle-alert"), Level.RED: ("bad", "octagon-alert")}
BLOOD_OK = N_("Su hemoglobina está en lo esperado para su edad y la altitud.")
BLOOD_LOW = N_("Su hemoglobina está por debajo de lo esperado para su edad y la altitud.")
BLOOD_UNKNOWN = N_("La norma no da un valor de corte para esta edad.")
WIDEST_Z = 4.0  # what the bar beside a score shows to each side


@dataclass
class AgeRow:
    """An age, for `patients.components.age_words`."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass
class ScoreRow:
    """One indicator: what was measured, where it stands, what that means and what to do. `at`: place on the bar, 0 to 100."""

    name: str
    label: str
    measured: str
    z: str
    at: float
    level: str
    word: str
    meaning: str
    advice: str


@dataclass
class Reason:
    """One thing that deserves a second look."""

    level: str
    title: str
    text: str
    advice: str


@dataclass
class BloodRow:
    """A haemoglobin with its sum. `confirmed`: the norm's own text was read."""

    measured: str = ""
    subtracted: str = ""
    adjusted: str = ""
    altitude: int = 0
    known: bool = False  # whether the altitude is known
    word: str = ""
    level: str = ""
    meaning: str = ""
    norm: str = ""
    confirmed: bool = False


@dataclass
class Found:
    """What follows from one check-up."""

    level: str = ""
    age: AgeRow = field(default_factory=AgeRow)
    corrected: AgeRow = field(default_factory=AgeRow)
    early: bool = False  # both ages are shown
    reference: str = ""
    scores: list[ScoreRow] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    blood: BloodRow = field(default_factory=BloodRow)
    advice: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # of the ministry's register: code, LAB, its name


def plain(sentence: str, say: Say) -> str:
    """A sentence with values in the person's language; a plain one as it is."""
    return say(sentence) if isinstance(sentence, Sentence) else sentence


def signed(z: float, digits: int = 2) -> str:
    """A score as people write it: −1,12."""
    return f"{z:+.{digits}f}".replace("-", "−").replace(".", ",")


def place(z: float) -> float:
    """Where a score stands on its bar."""
    return round(max(2.0, min(98.0, (z + WIDEST_Z) / (2 * WIDEST_Z) * 100)), 1)


def age_row(born: date, on: date) -> AgeRow:
    """An age in the parts that the browser puts into words."""
    age = age_on(born, on)
    return AgeRow(age.years, age.months, age.days)


def measured_texts(result: Mapping[str, Any], given: Mapping[str, Any]) -> dict[Indicator, str]:
    """What each indicator goes by, with its unit."""
    weight, head = given.get("weight_kg"), given.get("head_cm")
    length, bmi = result.get("lenhei"), result.get("bmi")
    kilos = f"{said(float(weight), 3)} kg" if weight is not None else ""
    size = f"{said(float(given.get('length_cm') or length), 1)} cm" if length is not None else ""
    return {
        Indicator.WEIGHT_AGE: kilos, Indicator.LENGTH_AGE: size, Indicator.WEIGHT_LENGTH: f"{kilos} / {size}", Indicator.BMI_AGE: said(bmi, 1) if bmi else "",
        Indicator.HEAD_AGE: f"{said(float(head), 1)} cm" if head is not None else "",
    }  # fmt: skip


def score_rows(result: Mapping[str, Any], given: Mapping[str, Any]) -> list[ScoreRow]:
    """The scores of a stored result (assessment.stored), in the order of the screens."""
    texts, rows = measured_texts(result, given), []
    for indicator in ORDER:
        one = result.get("scores", {}).get(indicator.value)
        if one is not None:
            code = Code(one["code"])
            rows.append(
                ScoreRow(
                    indicator.value, INDICATOR_LABELS[indicator], texts[indicator], signed(one["z"]), place(one["z"]), one["level"], LABELS[code],
                    words.MEANING[code], words.ADVICE[code],
                )
            )  # fmt: skip
    return rows


def reason_of(alert: Mapping[str, Any], say: Say) -> Reason:
    """A stored alert with what it means and what to do."""
    code, level = alert["code"], alert["level"]
    text = say(Sentence(alert["template"], **alert["values"])) if alert.get("template") else alert["text"]
    if alert["about"] == HAEMOGLOBIN:
        return Reason(level, GRADE_LABELS[Grade(code)], BLOOD_LOW, words.ANAEMIA_ADVICE.get(Grade(code), ""))
    if code in set(Change):
        return Reason(level, CHANGE_LABELS[Change(code)], text, words.CHANGE_ADVICE[Change(code)])
    return Reason(level, LABELS[Code(code)], words.MEANING[Code(code)], words.ADVICE[Code(code)])


def blood_row(kept: Mapping[str, Any] | None) -> BloodRow:
    """The haemoglobin of a stored result."""
    if not kept:
        return BloodRow()
    norm = norms.norms()[kept["norm"]]
    grade = Grade(kept["grade"]) if kept["grade"] else None
    level = GRADE_LEVELS[grade] if grade else Level.GREEN
    meaning = BLOOD_UNKNOWN if grade is None else BLOOD_OK if level == Level.GREEN else BLOOD_LOW
    number = {name: said(float(kept[name]), 1) for name in ("measured", "subtracted", "adjusted")}
    return BloodRow(
        **number, altitude=kept["altitude"] or 0, known=kept["altitude"] is not None, word=GRADE_LABELS[grade] if grade else "", level=level.value,
        meaning=meaning, norm=norm.title, confirmed=norm.confirmed,
    )  # fmt: skip


def found_of(result: Mapping[str, Any], given: Mapping[str, Any], born: date, say: Say, notes: list[str] | None = None) -> Found:
    """What a result (assessment.stored) of measures (the columns of a check-up) says to people."""
    on, weeks, corrected = given["checked_on"], given.get("gestation_weeks"), result.get("corrected_days")
    due = born + timedelta(days=(WHOLE_WEEKS - weeks) * 7) if corrected is not None and weeks else born
    reasons: list[Reason] = []
    for one in result.get("alerts", ()):
        if (reason := reason_of(one, say)) not in reasons:  # several indicators may say the same
            reasons.append(reason)
    said_notes = list(notes or ())
    if notes is None and (corrected or 0) < 0:
        said_notes.append(words.EXPECTED_NOT_BORN)
    if notes is None and result.get("standing_too_early"):
        said_notes.append(words.STANDING_TOO_EARLY)
    return Found(
        level=result.get("level", ""), age=age_row(born, on), corrected=age_row(due, on), early=corrected is not None, reference=result.get("reference", ""),
        scores=score_rows(result, given), reasons=sorted(reasons, key=lambda one: one.level != Level.RED), blood=blood_row(result.get("haemoglobin")),
        advice=list(result.get("recommendations", ())), notes=said_notes,
        codes=[f"{one.code}{f' · LAB {one.lab}' if one.lab else ''} · {one.text}" for one in his.codes(result, born, on)],
    )  # fmt: skip


@dataclass
class GainRow:
    """What was gained between two check-ups, and what would have been little."""

    between: str  # months of age: 12–15
    gained: str
    least: str
    low: bool


def gain_rows(sex: str, born: date, points: list[velocity.Point], most: int = 7) -> list[GainRow]:
    """The gains of weight from check-up to check-up, the last ones."""
    weighed = [point for point in points if point.weight is not None]
    rows = []
    for before, now in itertools.pairwise(weighed):
        change = velocity.gain(Indicator.WEIGHT_AGE, sex, before, now)
        if change is None or not change.days:
            continue
        low = change.gained < 0 or (
            change.least is not None and change.gained < change.least and change.days >= velocity.patience(now.days)
        )
        months = "–".join(f"{(point.on - born).days / DAYS_A_MONTH:.0f}" for point in (before, now))
        least = f"{change.least * 1000:.0f}" if change.least is not None else ""
        rows.append(GainRow(months, f"{change.gained * 1000:+.0f}".replace("-", "−"), least, low))
    return rows[-most:]


def view_of(checkup: GrowthCheckup, born: date, say: Say) -> Found:
    """A stored check-up."""
    return found_of(checkup.result, checkup.model_dump(), born, say)
