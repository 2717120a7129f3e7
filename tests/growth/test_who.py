"""The engine against WHO: printed tables, a hundred results of WHO's own programs, and all of them where the shared folder is at hand."""

import csv
import os
import random
from pathlib import Path

import pytest
from growth_scoring import scored
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.growth import who
from clinic_app.growth.files import HEADER, SCHOOL, YOUNG
from clinic_app.growth.who import Child, Indicator, Lms, score

HERE = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("GROWTH_ORACLE_DIR", Path(__file__).parents[3] / "shared" / "data" / "growth"))
DEVIATIONS = (-3, -2, -1, 0, 1, 2, 3)

# WHO's simplified field tables as printed, -3 to +3 (https://www.who.int/tools/child-growth-standards/standards and …/growth-reference-data-for-5to19-years)
PRINTED = [
    (Indicator.WEIGHT_AGE, "M", 365, (6.9, 7.7, 8.6, 9.6, 10.8, 12.0, 13.3)),
    (Indicator.WEIGHT_AGE, "F", 730, (8.1, 9.0, 10.2, 11.5, 13.0, 14.8, 17.0)),
    (Indicator.LENGTH_AGE, "M", 365, (68.6, 71.0, 73.4, 75.7, 78.1, 80.5, 82.9)),
    (Indicator.LENGTH_AGE, "F", 731, (76.0, 79.3, 82.5, 85.7, 88.9, 92.2, 95.4)),
    (Indicator.HEAD_AGE, "M", 365, (42.2, 43.5, 44.8, 46.1, 47.4, 48.6, 49.9)),
    (Indicator.WEIGHT_AGE, "M", 0, (2.1, 2.5, 2.9, 3.3, 3.9, 4.4, 5.0)),
]


@pytest.mark.parametrize(("indicator", "sex", "day", "printed"), PRINTED)
def test_lines_are_those_that_who_prints(indicator: Indicator, sex: str, day: int, printed: tuple[float, ...]) -> None:
    at = who.for_age(indicator, sex, days=day)
    assert at is not None
    # printed for whole months, with one decimal; the nearest day may lie a tenth away
    assert [who.value_at(z, at) for z in DEVIATIONS] == pytest.approx(list(printed), abs=0.1)


def test_school_lines_are_those_that_who_prints() -> None:
    bmi, height = who.for_age(Indicator.BMI_AGE, "M", months=120), who.for_age(Indicator.LENGTH_AGE, "F", months=120)
    assert bmi is not None and height is not None
    assert [round(who.value_at(z, bmi), 1) for z in (-2, 0, 1, 2)] == [13.7, 16.4, 18.5, 21.4]
    assert round(who.value_at(0, height), 1) == 138.6


def differences(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """Where our batch and the results in `rows` differ by 0.005 or more, or one has what the other misses."""
    found = []
    for theirs, ours in zip(rows, scored(rows), strict=True):
        for name in HEADER[1:]:
            if name not in theirs:
                continue
            same = theirs[name] == ours[name]
            if name.startswith("z") and theirs[name] and ours[name]:
                same = abs(float(theirs[name]) - float(ours[name])) < 0.005
            if not same:
                found.append((theirs["id"], name, theirs[name], ours[name]))
    return found


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_hundred_children_get_the_scores_of_whos_programs() -> None:
    rows = read(HERE / "who_sample.csv")
    assert len(rows) == 100
    assert differences(rows) == []


@pytest.mark.parametrize("name", ["oracle_zscores_dev.csv", "oracle_zscores_5_19_dev.csv"])
def test_every_child_of_the_shared_results_gets_the_scores_of_whos_programs(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"no {name}: set GROWTH_ORACLE_DIR to the folder with the results of WHO's programs")
    assert differences(read(SHARED / name)) == []


def any_children(count: int) -> list[Child]:
    chance = random.Random(6)
    made = []
    for _ in range(count):
        days = chance.choice([None, chance.randint(0, 1900), chance.uniform(0, 1900), chance.randint(0, 7000)])
        months = chance.choice([None, chance.uniform(0, 230), float(chance.randint(0, 230))]) if days is None else None
        weight = chance.choice([None, chance.uniform(1, 30), chance.uniform(1, 120)])
        lenhei = chance.choice([None, round(chance.uniform(40, 125), 1), chance.uniform(40, 200)])
        head = chance.choice([None, chance.uniform(25, 60)])
        made.append(Child(chance.choice("MF"), days, months, weight, lenhei, chance.choice(["l", "h", ""]), head, chance.random() < 0.1))
    return made


def test_one_child_and_a_batch_are_scored_by_the_same_rules() -> None:
    children = any_children(3000)
    names = {
        "sex": "sex",
        "age_days": "age_days",
        "age_months": "age_months",
        "weight": "weight",
        "lenhei": "lenhei",
        "measure": "measure",
        "headc": "headc",
    }
    rows = [{name: "" if (value := getattr(child, own)) is None else str(value) for name, own in names.items()} for child in children]
    rows = [row | {"id": str(n), "oedema": "y" if child.oedema else "n"} for n, (row, child) in enumerate(zip(rows, children, strict=True))]
    for child, ours in zip(children, scored(rows), strict=True):
        result = score(child)
        own = SCHOOL if result.reference == who.REFERENCE_2007 else YOUNG
        for name, indicator in {**YOUNG, **SCHOOL}.items():
            one = result.scores.get(indicator) if name in own else None
            expected = ("", "") if one is None else (f"{one.z:.2f}", str(int(one.flag)))
            assert (ours[f"z{name}"], ours[f"f{name}"]) == expected, (child, name)


def z(indicator: Indicator, **child: object) -> float | None:
    found = score(Child(**{"sex": "M", **child})).scores.get(indicator)  # type: ignore[arg-type]
    return found.z if found else None


def test_length_becomes_height_on_day_731() -> None:
    lying, standing = {"lenhei": 87.0, "measure": "l"}, {"lenhei": 87.0, "measure": "h"}
    assert score(Child("M", age_days=730, **lying)).lenhei == 87.0
    assert score(Child("M", age_days=730, **standing)).lenhei == 87.7
    assert score(Child("M", age_days=731, **lying)).lenhei == pytest.approx(86.3)
    assert score(Child("M", age_days=731, **standing)).lenhei == 87.0


def test_a_baby_measured_standing_is_not_corrected_but_mentioned() -> None:
    early, later = score(Child("M", age_days=273, lenhei=70, measure="h")), score(Child("M", age_days=274, lenhei=70, measure="h"))
    assert (early.lenhei, early.standing_too_early) == (70, True)
    assert (later.lenhei, later.standing_too_early) == (70.7, False)


def test_five_years_end_with_day_1826_and_school_age_follows_without_a_gap() -> None:
    whole = {"weight": 18.0, "lenhei": 110.0, "measure": "h", "headc": 51.0}
    assert len(score(Child("M", age_days=1826, **whole)).scores) == 5
    school = score(Child("M", age_days=1827, **whole))
    assert school.reference == who.REFERENCE_2007 and set(school.scores) == {Indicator.LENGTH_AGE, Indicator.WEIGHT_AGE, Indicator.BMI_AGE}
    assert len(score(Child("M", age_months=59.99, **whole)).scores) == 5
    assert set(score(Child("M", age_months=60, **whole)).scores) == set(school.scores)


def test_the_last_month_counts_and_what_follows_does_not() -> None:
    whole = {"weight": 60.0, "lenhei": 165.0}
    assert z(Indicator.BMI_AGE, age_months=228, **whole) is not None
    assert score(Child("M", age_months=228.01, **whole)).scores == {}
    assert z(Indicator.WEIGHT_AGE, age_months=120, **whole) is not None
    assert z(Indicator.WEIGHT_AGE, age_months=120.01, **whole) is None


@pytest.mark.parametrize(("days", "measure", "lenhei", "expected"), [
    (400, "l", 44.9, False), (400, "l", 45.0, True), (400, "l", 110.0, True), (400, "l", 110.1, False),
    (900, "h", 64.9, False), (900, "h", 65.0, True), (900, "h", 120.0, True), (900, "h", 120.1, False),
    (900, "l", 110.7, True), (None, "", 86.9, True), (None, "l", 110.1, False), (None, "h", 64.0, False),
])  # fmt: skip
def test_weight_for_length_has_whos_limits(days: int | None, measure: str, lenhei: float, expected: bool) -> None:
    assert (z(Indicator.WEIGHT_LENGTH, age_days=days, weight=10.0, lenhei=lenhei, measure=measure) is not None) is expected


def test_the_tenth_above_is_the_one_that_whos_program_takes() -> None:
    """103.1 - 0.7 is 102.39999999999999 in binary; WHO's program then reads the row of 102.5, and so do we."""
    place = {"age_days": 1200, "weight": 16.0}
    assert (
        z(Indicator.WEIGHT_LENGTH, **place, lenhei=103.1, measure="l")
        == z(Indicator.WEIGHT_LENGTH, **place, lenhei=102.5, measure="h")
        == -0.06
    )
    row = {"id": "1", "sex": "1", "age_days": "1200", "weight": "16", "lenhei": "103.1", "measure": "l"}
    assert scored([row])[0]["zwfl"] == "-0.06"


def test_oedema_leaves_only_what_does_not_depend_on_weight() -> None:
    child = Child("F", age_days=400, weight=9.0, lenhei=74.0, measure="l", headc=45.0, oedema=True)
    assert set(score(child).scores) == {Indicator.LENGTH_AGE, Indicator.HEAD_AGE}


def test_nothing_is_computed_from_nonsense() -> None:
    assert score(Child("", age_days=400, weight=9.0, lenhei=74.0)).scores == {}
    assert score(Child("F", age_days=-1, weight=9.0, lenhei=74.0)).scores == {}
    assert score(Child("F", age_days=400, weight=0, lenhei=0, headc=-3)).scores == {}


def test_flags_are_whos() -> None:
    huge = score(Child("M", age_days=400, weight=1050.0, lenhei=78.5, measure="l"))
    assert huge.scores[Indicator.WEIGHT_AGE].flag and huge.scores[Indicator.BMI_AGE].flag and not huge.scores[Indicator.LENGTH_AGE].flag


@pytest.mark.parametrize(("raw", "shown"), [(0.125, 0.13), (-0.125, -0.13), (2.675, 2.67 + 0.01), (-0.004, 0.0), (1.005, 1.0)])
def test_halves_are_rounded_away_from_zero(raw: float, shown: float) -> None:
    assert who.rounded(raw) == pytest.approx(shown)
    assert str(who.rounded(-0.001)) == "0.0"


TABLES = st.sampled_from(["weight_age", "bmi_age", "weight_length", "school_bmi", "length_age", "head_age"])


@given(TABLES, st.sampled_from("MF"), st.integers(0, 10**6), st.floats(-3, 3))
def test_a_line_and_its_score_are_inverse(name: str, sex: str, place: int, deviation: float) -> None:
    rows = who.table(name)[sex]
    at = rows[place % len(rows)]
    assert who.z_score(who.value_at(deviation, at), at) == pytest.approx(deviation, abs=1e-6)


@given(TABLES, st.sampled_from("MF"), st.integers(0, 10**6), st.floats(0.3, 3), st.floats(1.001, 2))
def test_more_is_never_a_lower_score(name: str, sex: str, place: int, share: float, more: float) -> None:
    rows = who.table(name)[sex]
    at: Lms = rows[place % len(rows)]
    assert who.restricted_z_score(at.m * share * more, at) > who.restricted_z_score(at.m * share, at)
