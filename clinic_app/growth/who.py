"""WHO's growth indicators for one child, as WHO's own programs compute them. Pure; the batch of thousands is in batch.py.

Sources: WHO Child Growth Standards, Methods and development (2006), chapter 7, and the WHO Reference 2007 for 5 to 19 years. The rules of
WHO's programs beyond the formula: recumbent length to day 730 and standing height from day 731 (0.7 cm between them); a child measured
standing before 9 months is taken as it is; 0 to 5 years means less than 60 months, by day; from month 60 by month, interpolated.
"""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
VERSION = "who-2"  # grows whenever a result could differ
REFERENCE_2006, REFERENCE_2007 = "OMS 2006", "OMS 2007"
DAYS_A_MONTH = 30.4375
LAST_DAY, FIRST_STANDING_DAY, STANDING_FROM_MONTH = 1856, 731, 9
FIRST_SCHOOL_MONTH, LAST_SCHOOL_MONTH, LAST_WEIGHT_MONTH = 60, 228, 120
POSITION_CM = 0.7
HEIGHT_WITHOUT_AGE = 87  # cm from which a child of unknown age and position is taken as standing
LENGTH_LIMITS, HEIGHT_LIMITS = (45.0, 110.0), (65.0, 120.0)


class Indicator(StrEnum):
    LENGTH_AGE = "length_age"  # height from 2 years
    WEIGHT_AGE = "weight_age"
    WEIGHT_LENGTH = "weight_length"
    BMI_AGE = "bmi_age"
    HEAD_AGE = "head_age"


FLAGS = {  # a z beyond these is more likely an error than a child
    Indicator.LENGTH_AGE: (-6.0, 6.0),
    Indicator.WEIGHT_AGE: (-6.0, 5.0),
    Indicator.WEIGHT_LENGTH: (-5.0, 5.0),
    Indicator.BMI_AGE: (-5.0, 5.0),
    Indicator.HEAD_AGE: (-5.0, 5.0),
}
RESTRICTED = {Indicator.WEIGHT_AGE, Indicator.WEIGHT_LENGTH, Indicator.BMI_AGE}  # beyond 3 z their distances stay those between 2 and 3
SCHOOL = {Indicator.LENGTH_AGE: "school_height", Indicator.WEIGHT_AGE: "school_weight", Indicator.BMI_AGE: "school_bmi"}


class Lms(NamedTuple):
    l: float  # noqa: E741  (WHO's name)
    m: float
    s: float


class Score(NamedTuple):
    """A z score rounded as WHO prints it, whether it is implausible, and the table it was read from."""

    z: float
    flag: bool
    raw: float
    lms: Lms


@dataclass(frozen=True)
class Child:
    """What was measured. `sex` M or F; one of the two ages, days first; `measure` l (lying), h (standing) or empty when nobody wrote it."""

    sex: str
    age_days: float | None = None
    age_months: float | None = None
    weight: float | None = None
    lenhei: float | None = None
    measure: str = ""
    headc: float | None = None
    oedema: bool = False

    @property
    def days(self) -> int | None:
        """Whole days, halves upwards."""
        days = self.age_days if self.age_days is not None else self.age_months and self.age_months * DAYS_A_MONTH
        return None if days is None else math.floor(days + 0.5)

    @property
    def months(self) -> float | None:
        return self.age_days / DAYS_A_MONTH if self.age_days is not None else self.age_months

    @property
    def standing_too_early(self) -> bool:
        """Measured standing before 9 months: WHO does not correct it, and a person should look at it."""
        return self.measure == "h" and self.months is not None and self.months < STANDING_FROM_MONTH


@dataclass(frozen=True)
class Result:
    """All scores that exist for a child, the length or height they used, and what to mention."""

    scores: dict[Indicator, Score]
    lenhei: float | None
    bmi: float | None
    reference: str
    standing_too_early: bool = False


@cache
def table(name: str) -> dict[str, Sequence[Lms]]:
    """The rows of a file of data/ for M and F, in the order of the file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [[float(number) for number in row[1:]] for row in list(csv.reader(file))[1:]]
    return {"M": [Lms(*row[:3]) for row in rows], "F": [Lms(*row[3:]) for row in rows]}


def z_score(value: float, at: Lms) -> float:
    """How many standard deviations a value lies from the median (Cole's LMS)."""
    if at.l == 0:
        return math.log(value / at.m) / at.s
    return ((value / at.m) ** at.l - 1) / (at.s * at.l)


def value_at(z: float, at: Lms) -> float:
    """The measure that has this z score; meant for lines between -3 and +3."""
    return at.m * math.exp(at.s * z) if at.l == 0 else at.m * (1 + at.l * at.s * z) ** (1 / at.l)


def restricted_z_score(value: float, at: Lms) -> float:
    """As `z_score`, but beyond 3 in steps as wide as those between 2 and 3: weights are skewed, and no child was there to learn from."""
    z = z_score(value, at)
    if z > 3:
        third = value_at(3, at)
        return 3 + (value - third) / (third - value_at(2, at))
    if z < -3:
        third = value_at(-3, at)
        return -3 + (value - third) / (value_at(-2, at) - third)
    return z


def rounded(z: float) -> float:
    """Two decimals, halves away from zero; never minus zero."""
    return math.copysign(math.floor(abs(z) * 100 + 0.5) / 100, z) + 0.0


def between(rows: Sequence[Lms], place: int, share: float, following: int | None = None) -> Lms:
    """The row at `place`, or a `share` of the way to the next one (or to `following`)."""
    here = rows[place]
    if share <= 0:
        return here
    there = rows[place + 1 if following is None else following]
    return Lms(*(one + share * (next_ - one) for one, next_ in zip(here, there, strict=True)))


def _score(indicator: Indicator, value: float | None, at: Lms | None) -> Score | None:
    if value is None or value <= 0 or at is None:
        return None
    raw = (restricted_z_score if indicator in RESTRICTED else z_score)(value, at)
    z, (low, high) = rounded(raw), FLAGS[indicator]
    return Score(z, not low <= z <= high, raw, at)


def used_lenhei(child: Child) -> float | None:
    """Length for those under 731 days, height for others, converted when the child was in the other position."""
    if child.lenhei is None or child.days is None or child.standing_too_early:
        return child.lenhei
    if child.days < FIRST_STANDING_DAY:
        return child.lenhei + POSITION_CM if child.measure == "h" else child.lenhei
    return child.lenhei - POSITION_CM if child.measure == "l" else child.lenhei


def is_lying(child: Child, lenhei: float) -> bool:
    """Whether weight is judged by length rather than height. Without an age the position decides, and without that the size."""
    if child.days is not None:
        return child.days < FIRST_STANDING_DAY
    return child.measure == "l" or (child.measure == "" and lenhei < HEIGHT_WITHOUT_AGE)


def for_lenhei(sex: str, lenhei: float, *, lying: bool) -> Lms | None:
    """L, M and S of weight for a length or height, interpolated between tenths of a centimetre; None outside WHO's limits.

    The tenth above is found as WHO's program finds it, `trunc(10 x + 1)`, which skips one where binary numbers round up (103.1 - 0.7 cm).
    """
    low, high = LENGTH_LIMITS if lying else HEIGHT_LIMITS
    if not low <= lenhei <= high:
        return None
    tenths, first = math.trunc(lenhei * 10), round(low * 10)
    rows = table("weight_length" if lying else "weight_height")[sex]
    return between(rows, tenths - first, (lenhei - tenths / 10) / 0.1, math.trunc(lenhei * 10 + 1) - first)


def for_age(indicator: Indicator, sex: str, *, days: int | None = None, months: float | None = None) -> Lms | None:
    """L, M and S for an age in days (under 5 years) or in months (5 to 19 years); None where WHO has none."""
    if days is not None:
        return table(indicator.value)[sex][days] if 0 <= days <= LAST_DAY and indicator != Indicator.WEIGHT_LENGTH else None
    last = LAST_WEIGHT_MONTH if indicator == Indicator.WEIGHT_AGE else LAST_SCHOOL_MONTH
    if months is None or indicator not in SCHOOL or not FIRST_SCHOOL_MONTH <= months <= last:
        return None
    return between(table(SCHOOL[indicator])[sex], math.trunc(months) - FIRST_SCHOOL_MONTH, months - math.trunc(months))


def score(child: Child) -> Result:
    """Every indicator that WHO defines for this child. What is missing, zero or negative has no score; nothing is raised."""
    months, days = child.months, child.days
    school = months is not None and months >= FIRST_SCHOOL_MONTH
    lenhei = child.lenhei if school else used_lenhei(child)
    bmi = child.weight / (lenhei / 100) ** 2 if child.weight is not None and lenhei else None
    values = {Indicator.LENGTH_AGE: lenhei, Indicator.WEIGHT_AGE: child.weight, Indicator.BMI_AGE: bmi, Indicator.HEAD_AGE: child.headc}
    found: dict[Indicator, Score | None] = {}
    if child.sex in ("M", "F") and (months is None or months >= 0):
        for indicator, value in values.items():
            at = (
                for_age(indicator, child.sex, months=months) if school else for_age(indicator, child.sex, days=-1 if days is None else days)
            )
            found[indicator] = _score(indicator, value, at)
        if lenhei is not None and not school:
            at = for_lenhei(child.sex, lenhei, lying=is_lying(child, lenhei))
            found[Indicator.WEIGHT_LENGTH] = _score(Indicator.WEIGHT_LENGTH, child.weight, at)
    if child.oedema:
        found = {indicator: one for indicator, one in found.items() if indicator not in RESTRICTED}
    kept = {indicator: found[indicator] for indicator in Indicator if found.get(indicator) is not None}
    return Result(kept, lenhei, bmi, REFERENCE_2007 if school else REFERENCE_2006, not school and child.standing_too_early)  # type: ignore[arg-type]
