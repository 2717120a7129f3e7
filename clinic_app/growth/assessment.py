"""Everything that follows from the measures of one check-up: ages, scores, classes, haemoglobin, changes, alerts, what to do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clinic_app.core.i18n import Sentence
from clinic_app.growth import diagnoses, norms, velocity, who, words
from clinic_app.growth.ages import GrowthAge, growth_age
from clinic_app.growth.diagnoses import Diagnosis, Level
from clinic_app.growth.norms import Haemoglobin, IronDose, Turn
from clinic_app.growth.velocity import Finding, Point
from clinic_app.growth.who import Child, Indicator, Result

VERSION = "growth-2"  # of all that is stored with a check-up; grows whenever a stored result could come out differently
HAEMOGLOBIN = "hemoglobina"
MOST_TELLING = (
    Indicator.WEIGHT_LENGTH,
    Indicator.BMI_AGE,
    Indicator.LENGTH_AGE,
    Indicator.WEIGHT_AGE,
    Indicator.HEAD_AGE,
)  # in which order to act


@dataclass(frozen=True)
class Facts:
    """What is known on the day of a check-up. `history`: the earlier check-ups, oldest first."""

    sex: str
    born: date
    on: date
    weight: float | None = None
    lenhei: float | None = None
    position: str = ""
    headc: float | None = None
    oedema: bool = False
    gestation_weeks: int | None = None
    haemoglobin: Decimal | None = None
    altitude: int | None = None
    history: Sequence[Point] = ()


@dataclass(frozen=True)
class Alert:
    """One reason to look at a child again; `about` and `code` tell it apart from others."""

    about: str
    code: str
    level: Level
    sentence: str


@dataclass(frozen=True)
class Assessment:
    """What was found. `chronological`: the scores by her age since birth, when `result` goes by the corrected one."""

    age: GrowthAge
    result: Result
    chronological: Result | None
    diagnoses: dict[Indicator, Diagnosis]
    haemoglobin: Haemoglobin | None
    findings: list[Finding]
    alerts: list[Alert]
    iron: IronDose | None
    next_turn: Turn | None
    notes: list[str]

    @property
    def level(self) -> Level:
        return diagnoses.worst(alert.level for alert in self.alerts)

    @property
    def recommendations(self) -> list[str]:
        """What to do, each once, the most urgent first; to go on when all is well."""
        ordered = [self.diagnoses[indicator] for indicator in MOST_TELLING if indicator in self.diagnoses]
        codes = [(one.level, words.ADVICE[one.code]) for one in ordered if one.level != Level.GREEN]
        codes += [(one.level, words.CHANGE_ADVICE[one.change]) for one in self.findings if one.level != Level.GREEN]
        if self.haemoglobin and self.haemoglobin.grade in words.ANAEMIA_ADVICE:
            codes.append((self.haemoglobin.level, words.ANAEMIA_ADVICE[self.haemoglobin.grade]))
        urgent = [advice for level, advice in codes if level == Level.RED]
        return list(dict.fromkeys([*urgent, *(advice for _, advice in codes)])) or [words.CARRY_ON]


def _child(facts: Facts, days: int) -> Child:
    return Child(
        facts.sex, age_days=days, weight=facts.weight, lenhei=facts.lenhei, measure=facts.position, headc=facts.headc, oedema=facts.oedema
    )  # fmt: skip


def _alerts(found: dict[Indicator, Diagnosis], haemoglobin: Haemoglobin | None, changes: list[Finding]) -> list[Alert]:
    """Amber and red only, unlikely changes too: whoever saved one after being asked should still look at it again."""
    alerts = [Alert(one.indicator.value, one.code.value, one.level, one.label) for one in found.values() if one.level != Level.GREEN]
    if haemoglobin and haemoglobin.grade and haemoglobin.level != Level.GREEN:
        alerts.append(Alert(HAEMOGLOBIN, haemoglobin.grade.value, haemoglobin.level, norms.GRADE_LABELS[haemoglobin.grade]))
    alerts += [Alert(one.indicator.value, one.change.value, one.level, one.sentence) for one in changes if one.level != Level.GREEN]
    return alerts


def point_of(facts: Facts, result: Result, used_days: int) -> Point:
    """The check-up as a place on the curves."""
    plausible = {indicator: score.z for indicator, score in result.scores.items() if not score.flag}
    weight = None if facts.oedema else facts.weight
    return Point(facts.on, used_days, weight, result.lenhei, facts.headc, plausible)


def assess(facts: Facts) -> Assessment:
    """Judge one check-up. What is missing is left out; nothing is raised for measures that cannot be (see slips.py for those)."""
    age = growth_age(facts.born, facts.on, facts.gestation_weeks)
    result = who.score(_child(facts, age.used_days))
    chronological = who.score(_child(facts, age.days)) if age.corrected_days is not None else None
    found = diagnoses.classify_all(result, school=result.reference == who.REFERENCE_2007)
    blood = None
    if facts.haemoglobin is not None:
        blood = norms.judge_haemoglobin(
            facts.haemoglobin, age.days, facts.sex, facts.on, altitude=facts.altitude, gestation_weeks=facts.gestation_weeks
        )  # fmt: skip
    changes = velocity.findings(facts.sex, facts.history, point_of(facts, result, age.used_days))
    anaemia = blood is not None and blood.level != Level.GREEN
    weight = Decimal(str(facts.weight)) if facts.weight is not None else None
    notes = [words.EXPECTED_NOT_BORN] if (age.corrected_days or 0) < 0 else []
    if result.standing_too_early:
        notes.append(words.STANDING_TOO_EARLY)
    return Assessment(
        age, result, chronological, found, blood, changes, _alerts(found, blood, changes),
        norms.iron_dose(age.days, weight, anaemia=anaemia, gestation_weeks=facts.gestation_weeks), norms.next_turn(facts.born, facts.on), notes,
    )  # fmt: skip


def _said(sentence: str) -> dict[str, Any]:
    """A sentence so that it can be said in another language later."""
    if isinstance(sentence, Sentence):
        return {
            "text": str(sentence),
            "template": sentence.template,
            "values": {name: str(value) for name, value in sentence.values.items()},
        }
    return {"text": sentence}


def stored(assessment: Assessment) -> dict[str, Any]:
    """The result as it is kept with a check-up: plain JSON, all of it comparable."""
    blood, chronological = assessment.haemoglobin, assessment.chronological
    return {
        "reference": assessment.result.reference,
        "age_days": assessment.age.days,
        "corrected_days": assessment.age.corrected_days,
        "lenhei": None if assessment.result.lenhei is None else round(assessment.result.lenhei, 2),
        "bmi": None if assessment.result.bmi is None else round(assessment.result.bmi, 2),
        "standing_too_early": assessment.result.standing_too_early,
        "scores": {
            indicator.value: {"z": score.z, "flag": score.flag, "code": assessment.diagnoses[indicator].code.value, "level": assessment.diagnoses[indicator].level.value}
            for indicator, score in assessment.result.scores.items()
        },
        "chronological": {indicator.value: score.z for indicator, score in chronological.scores.items()} if chronological else None,
        "haemoglobin": blood and {
            "measured": str(blood.measured), "altitude": blood.altitude, "subtracted": str(blood.subtracted), "adjusted": str(blood.adjusted),
            "grade": blood.grade and blood.grade.value, "norm": blood.norm,
        },
        "alerts": [{"about": one.about, "code": one.code, "level": one.level.value} | _said(one.sentence) for one in assessment.alerts],
        "level": assessment.level.value,
        "recommendations": assessment.recommendations,
    }  # fmt: skip


def meaning(diagnosis: Diagnosis) -> str:
    """One sentence on what a class means."""
    return words.MEANING[diagnosis.code]
