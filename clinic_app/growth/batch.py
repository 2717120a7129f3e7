"""WHO's growth indicators of many children at once (numpy): the rules of who.py, column by column. A test holds the two together."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clinic_app.growth import who
from clinic_app.growth.who import Indicator

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
PARTS = 3


@dataclass(frozen=True)
class Children:
    """Columns of equal length; NaN where a number is missing. `sex`: 0 boys, 1 girls, -1 unknown. `lying`/`standing`: the position, if written."""

    sex: NDArray[np.int64]
    age_days: Numbers
    age_months: Numbers
    weight: Numbers
    lenhei: Numbers
    lying: Truths
    standing: Truths
    headc: Numbers
    oedema: Truths


@dataclass(frozen=True)
class Scores:
    """Rounded z scores, NaN where there is none; whether each is implausible; and which reference each child belongs to."""

    z: dict[Indicator, Numbers]
    flag: dict[Indicator, Truths]
    school: Truths


@cache
def _tables(name: str) -> Numbers:
    """Boys' and girls' rows in one array, and a row of NaN at the end for whoever has no place in the table."""
    both = who.table(name)
    return np.array([[*both["M"], (np.nan,) * PARTS], [*both["F"], (np.nan,) * PARTS]], dtype=np.float64)


def _lms(
    name: str, sex: NDArray[np.int64], place: NDArray[np.int64], share: Numbers | None = None, following: NDArray[np.int64] | None = None
) -> Numbers:
    """L, M and S for each child: three rows. A place of -1 has none. `following`: the next place, where it is not `place + 1`."""
    rows = _tables(name)
    found = rows[sex, place]
    if share is not None:
        between = share > 0
        there = rows[sex, np.where(between & (place >= 0), place + 1 if following is None else following, place)]
        found = np.where(between[:, None], found + share[:, None] * (there - found), found)
    return found.T


def _z(value: Numbers, lms: Numbers, *, restricted: bool) -> Numbers:
    l, m, s = lms  # noqa: E741
    z = (np.power(value / m, l) - 1) / (s * l)
    z = np.where(l == 0, np.log(value / m) / s, z)
    if not restricted:
        return z
    far = np.flatnonzero(np.abs(z) > 3)
    if far.size:
        side = np.sign(z[far])
        l, m, s = lms[:, far]  # noqa: E741
        third, second = (m * np.power(1 + l * s * side * deviations, 1 / l) for deviations in (3, 2))
        z[far] = side * (3 + np.abs(value[far] - third) / np.abs(third - second))
    return z


def rounded(z: Numbers) -> Numbers:
    """Two decimals, halves away from zero; never minus zero."""
    return np.copysign(np.floor(np.abs(z) * 100 + 0.5) / 100, z) + 0.0


def _place_by_lenhei(lenhei: Numbers, right: Truths, limits: tuple[float, float]) -> tuple[NDArray[np.int64], Numbers, NDArray[np.int64]]:
    """The row below each length, how far above it she is, and the row above as who.for_lenhei finds it."""
    inside = right & (lenhei >= limits[0]) & (lenhei <= limits[1])
    tens, first = np.where(inside, lenhei, limits[0]) * 10, round(limits[0] * 10)
    below, above = np.trunc(tens), np.trunc(tens + 1)
    place = np.where(inside, below - first, -1).astype(np.int64)
    return place, np.where(inside, (lenhei - below / 10) / 0.1, 0.0), (above - first).astype(np.int64)


def _young(children: Children, sex: NDArray[np.int64], days: Numbers, months: Numbers, weight: Numbers) -> dict[Indicator, Numbers]:
    """Under 5 years. Rows outside have NaN."""
    known = ~np.isnan(months)
    young = known & (months < who.FIRST_SCHOOL_MONTH) & (months >= 0)
    use = children.lenhei.copy()
    lying_age = young & (days < who.FIRST_STANDING_DAY)
    use[lying_age & children.standing & (months >= who.STANDING_FROM_MONTH)] += who.POSITION_CM
    use[young & ~lying_age & children.lying] -= who.POSITION_CM
    place = np.where(young & (days <= who.LAST_DAY), days, -1).astype(np.int64)
    bmi = weight / (use / 100) ** 2
    found = {
        Indicator.LENGTH_AGE: _z(use, _lms("length_age", sex, place), restricted=False),
        Indicator.WEIGHT_AGE: _z(weight, _lms("weight_age", sex, place), restricted=True),
        Indicator.BMI_AGE: _z(bmi, _lms("bmi_age", sex, place), restricted=True),
        Indicator.HEAD_AGE: _z(children.headc, _lms("head_age", sex, place), restricted=False),
    }
    ageless = ~known & (children.lying | (~children.standing & (use < who.HEIGHT_WITHOUT_AGE)))
    by_length = lying_age | ageless
    lengths = _lms("weight_length", sex, *_place_by_lenhei(use, by_length, who.LENGTH_LIMITS))
    heights = _lms("weight_height", sex, *_place_by_lenhei(use, (young | ~known) & ~by_length, who.HEIGHT_LIMITS))
    found[Indicator.WEIGHT_LENGTH] = _z(weight, np.where(by_length, lengths, heights), restricted=True)
    return found


def _school(children: Children, sex: NDArray[np.int64], months: Numbers, weight: Numbers) -> dict[Indicator, Numbers]:
    """5 to 19 years. Rows outside have NaN."""
    bmi = weight / (children.lenhei / 100) ** 2
    found = {}
    for indicator, value in ((Indicator.LENGTH_AGE, children.lenhei), (Indicator.WEIGHT_AGE, weight), (Indicator.BMI_AGE, bmi)):
        last = who.LAST_WEIGHT_MONTH if indicator == Indicator.WEIGHT_AGE else who.LAST_SCHOOL_MONTH
        inside = (months >= who.FIRST_SCHOOL_MONTH) & (months <= last)
        whole = np.trunc(np.where(inside, months, 0))
        place = np.where(inside, whole - who.FIRST_SCHOOL_MONTH, -1).astype(np.int64)
        lms = _lms(who.SCHOOL[indicator], sex, place, np.where(inside, months - whole, 0.0))
        found[indicator] = _z(value, lms, restricted=indicator in who.RESTRICTED)
    return found


def score(children: Children) -> Scores:
    """As who.score, for all of them."""
    with np.errstate(all="ignore"):
        months = np.where(np.isnan(children.age_days), children.age_months, children.age_days / who.DAYS_A_MONTH)
        days = np.floor(np.where(np.isnan(children.age_days), children.age_months * who.DAYS_A_MONTH, children.age_days) + 0.5)
        sex = np.where(children.sex < 0, 0, children.sex)
        weight = np.where(children.oedema | (children.weight <= 0), np.nan, children.weight)
        school = months >= who.FIRST_SCHOOL_MONTH
        young, older = _young(children, sex, days, months, weight), _school(children, sex, months, weight)
        z, flag = {}, {}
        for indicator in Indicator:
            raw = np.where(school, older[indicator], young[indicator]) if indicator in older else young[indicator]
            z[indicator] = rounded(np.where((children.sex < 0) | ~np.isfinite(raw), np.nan, raw))
            low, high = who.FLAGS[indicator]
            flag[indicator] = (z[indicator] < low) | (z[indicator] > high)
    return Scores(z, flag, school)
