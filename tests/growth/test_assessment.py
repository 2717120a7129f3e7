"""What is made of scores: corrected age, classes, haemoglobin, iron, calendar, changes, slips."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta

from clinic_app.growth import milestones, norms, slips, velocity, who
from clinic_app.growth.ages import growth_age
from clinic_app.growth.assessment import Facts, assess, stored
from clinic_app.growth.diagnoses import Code, Level, classify, lines_between
from clinic_app.growth.due import checkup_due, haemoglobin_due, iron_due
from clinic_app.growth.norms import Grade
from clinic_app.growth.velocity import Change, Point
from clinic_app.growth.who import Child, Indicator, Lms, Score

BORN = date(2024, 1, 10)
D = Decimal


def test_an_early_birth_is_corrected_until_two_years() -> None:
    assert growth_age(BORN, BORN + timedelta(days=100), 32).corrected_days == 44
    assert growth_age(BORN, BORN + timedelta(days=100), 37).corrected_days is None
    assert growth_age(BORN, BORN + timedelta(days=10), 30).corrected_days == -60
    assert growth_age(BORN, BORN + relativedelta(months=24, days=-1), 32).corrected_days is not None
    assert growth_age(BORN, BORN + relativedelta(months=24), 32).corrected_days is None


def test_before_the_expected_day_there_is_no_score_but_a_word() -> None:
    found = assess(Facts("F", BORN, BORN + timedelta(days=10), weight=1.5, lenhei=40, gestation_weeks=30))
    assert found.result.scores == {} and "prematuros" in found.notes[0]
    assert found.chronological is not None and found.chronological.scores


def as_score(z: float, *, flag: bool = False) -> Score:
    return Score(z, flag, z, Lms(1, 1, 1))


@pytest.mark.parametrize(
    ("indicator", "z", "school", "code", "level"),
    [
        (Indicator.WEIGHT_LENGTH, -3.01, False, Code.SEVERE_ACUTE, Level.RED),
        (Indicator.WEIGHT_LENGTH, -3.00, False, Code.ACUTE, Level.AMBER),
        (Indicator.WEIGHT_LENGTH, -2.00, False, Code.NORMAL, Level.GREEN),
        (Indicator.WEIGHT_LENGTH, 2.01, False, Code.OVERWEIGHT, Level.AMBER),
        (Indicator.WEIGHT_LENGTH, 3.01, False, Code.OBESITY, Level.RED),
        (Indicator.LENGTH_AGE, -2.5, False, Code.SHORT, Level.AMBER),
        (Indicator.LENGTH_AGE, 2.5, False, Code.TALL, Level.GREEN),
        (Indicator.BMI_AGE, 1.5, False, Code.RISK_OVER, Level.GREEN),
        (Indicator.BMI_AGE, 1.5, True, Code.OVERWEIGHT, Level.AMBER),
        (Indicator.BMI_AGE, 2.5, True, Code.OBESITY, Level.RED),
        (Indicator.BMI_AGE, -2.5, True, Code.THIN, Level.AMBER),
        (Indicator.HEAD_AGE, -2.1, False, Code.SMALL_HEAD, Level.AMBER),
    ],
)
def test_classes_follow_their_cut_offs(indicator: Indicator, z: float, school: bool, code: Code, level: Level) -> None:
    found = classify(indicator, as_score(z), school=school)
    assert (found.code, found.level) == (code, level)


def test_a_flagged_score_gives_no_class() -> None:
    assert classify(Indicator.WEIGHT_AGE, as_score(-6.5, flag=True), school=False).code == Code.REPEAT


@pytest.mark.parametrize(
    ("hb", "months", "altitude", "grade"),
    [
        ("10.5", 12, 0, Grade.NORMAL), ("10.4", 12, 0, Grade.MILD), ("9.4", 12, 0, Grade.MODERATE), ("6.9", 12, 0, Grade.SEVERE),
        ("13.1", 18, 3399, Grade.NORMAL), ("12.5", 18, 3399, Grade.MILD), ("12.9", 18, 3500, Grade.MILD),
        ("11.0", 30, 0, Grade.NORMAL), ("10.9", 30, 0, Grade.MILD), ("9.4", 4, 0, Grade.ANAEMIA), ("11.4", 72, 0, Grade.MILD),
    ],
)  # fmt: skip
def test_haemoglobin_is_adjusted_and_graded(hb: str, months: int, altitude: int, grade: Grade) -> None:
    on = date(2026, 6, 1)
    days = (on - (on - relativedelta(months=months))).days
    assert norms.judge_haemoglobin(D(hb), days, "M", on, altitude=altitude).grade == grade


def test_the_threshold_is_that_of_the_day() -> None:
    before, after = (norms.judge_haemoglobin(D("10.7"), 400, "M", day) for day in (date(2023, 1, 1), date(2025, 1, 1)))
    assert (before.norm, before.grade) == ("NTS134", Grade.MILD)
    assert (after.norm, after.grade) == ("NTS213", Grade.NORMAL)


def test_a_newborn_at_term_and_one_born_early_have_their_own_thresholds() -> None:
    on = date(2026, 6, 1)
    assert norms.judge_haemoglobin(D("13.2"), 3, "F", on).grade == Grade.ANAEMIA
    assert norms.judge_haemoglobin(D("13.2"), 3, "F", on, gestation_weeks=34).grade == Grade.NORMAL
    assert norms.judge_haemoglobin(D("13.0"), 3, "F", on, gestation_weeks=34).grade == Grade.ANAEMIA


def test_iron_is_dosed_by_weight_up_to_the_most() -> None:
    prevention, treatment = norms.iron_dose(200, D(8), anaemia=False), norms.iron_dose(900, D(30), anaemia=True)
    assert prevention and (prevention.purpose, prevention.mg_a_day) == ("prevention", D("16.0"))
    assert treatment and treatment.mg_a_day == D("70.0")
    assert norms.iron_dose(30, D(4), anaemia=False) is None
    assert norms.iron_dose(30, D(2), anaemia=False, gestation_weeks=32) is not None


def test_the_calendar_says_which_checkup_comes_next() -> None:
    today = date(2026, 6, 1)
    newborn, year = today - timedelta(days=4), today - relativedelta(months=12)
    first = norms.next_turn(newborn, today)
    assert first and (first.number, first.on, first.norm) == (2, newborn + timedelta(days=7), "NTS238")
    second = norms.next_turn(year, today)
    assert second and second.on == year + relativedelta(months=15)
    assert norms.next_turn(today - relativedelta(years=12), today) is None
    assert norms.calendar(BORN, date(2024, 6, 1))[0].norm == "NTS137"


def test_who_is_due_is_told_a_week_ahead() -> None:
    today = date(2026, 6, 1)
    born = today - relativedelta(months=12)
    assert checkup_due(born, today - relativedelta(months=3), today) == today
    assert checkup_due(born, today, today) is None
    assert checkup_due(born + timedelta(days=5), today - relativedelta(months=3), today) == today + timedelta(days=5)
    assert haemoglobin_due(born, None, today) == today
    assert haemoglobin_due(born, today - relativedelta(months=2), today) is None
    assert iron_due(today + timedelta(days=3), today) == today + timedelta(days=4)
    assert iron_due(today - timedelta(days=400), today) is None


def test_instruments_and_milestones_go_by_age() -> None:
    assert {one.name for one in norms.instruments(18, date(2026, 6, 1))} == {"EDI"}
    assert [one.months for one in milestones.milestones(19)] == [18] * 4
    assert milestones.milestones(0) == []
    assert milestones.by_code("18-motor") is not None and milestones.by_code("18-x") is None and milestones.by_code("x") is None


def visit(days: int, weight: float | None = None, length: float | None = None, head: float | None = None) -> Point:
    child = Child("M", age_days=days, weight=weight, lenhei=length, measure="l", headc=head)
    scores = {indicator: score.z for indicator, score in who.score(child).scores.items() if not score.flag}
    return Point(BORN + timedelta(days=days), days, weight, length, head, scores)


def changes(*points: Point) -> list[tuple[Change, Indicator]]:
    return [(one.change, one.indicator) for one in velocity.findings("M", points[:-1], points[-1])]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([visit(300, 9.0, 72), visit(360, 9.5, 74)], []),
        ([visit(300, 9.0), visit(360, 8.5)], [(Change.LOSS, Indicator.WEIGHT_AGE)]),
        ([visit(300, 9.0), visit(360, 9.0)], [(Change.NO_GAIN, Indicator.WEIGHT_AGE)]),
        ([visit(450, 9.55), visit(548, 9.70)], [(Change.SLOW, Indicator.WEIGHT_AGE)]),
        ([visit(300, length=72), visit(360, length=70)], [(Change.SHRINKING, Indicator.LENGTH_AGE)]),
        ([visit(300, length=72), visit(420, length=72)], [(Change.NO_GAIN, Indicator.LENGTH_AGE), (Change.CROSSING, Indicator.LENGTH_AGE)]),
        ([visit(300, head=45), visit(330, head=44)], [(Change.SHRINKING, Indicator.HEAD_AGE)]),
        ([visit(300, 9.0), visit(330, 13.5)], [(Change.IMPLAUSIBLE, Indicator.WEIGHT_AGE)]),
        ([visit(120, 7.5), visit(300, 8.0)], [(Change.SLOW, Indicator.WEIGHT_AGE), (Change.CROSSING, Indicator.WEIGHT_AGE)]),
        ([visit(300, 9.0), visit(307, 9.0)], []),
        ([visit(0, 3.4), visit(4, 3.2)], [(Change.LOSS, Indicator.WEIGHT_AGE)]),
        ([visit(300, 9.0)], []),
    ],
)  # fmt: skip
def test_changes_between_visits(points: list[Point], expected: list[tuple[Change, Indicator]]) -> None:
    assert changes(*points) == expected


def test_a_newborn_may_lose_a_tenth() -> None:
    (small,) = velocity.findings("M", [visit(0, 3.4)], visit(4, 3.2))
    (great,) = velocity.findings("M", [visit(0, 3.4)], visit(4, 3.0))
    assert (small.level, great.level) == (Level.GREEN, Level.RED)


def test_little_gain_says_how_much_was_expected() -> None:
    (found,) = velocity.findings("M", [visit(450, 9.55)], visit(548, 9.70))
    assert str(found.sentence).startswith("Ganó 150 g en 98 días; se esperaban ")


def test_lines_between_two_scores() -> None:
    assert (lines_between(0.5, -1.5), lines_between(-1.5, 0.5), lines_between(0.1, 0.9), lines_between(1, -1)) == (2, 2, 0, 1)


@pytest.mark.parametrize(
    ("days", "values", "meant"),
    [
        (589, {"weight": 1050.0}, 10.5), (589, {"weight": 105.0}, 10.5), (589, {"weight": 1.05}, 10.5), (589, {"weight": 10500.0}, 10.5),
        (589, {"lenhei": 0.785}, 78.5), (589, {"lenhei": 785.0}, 78.5), (589, {"headc": 460.0}, 46.0), (3, {"weight": 3200.0}, 3.2),
    ],
)  # fmt: skip
def test_a_slip_is_met_with_what_was_probably_meant(days: int, values: dict[str, float | None], meant: float) -> None:
    (slip,) = slips.slips("M", days, values)
    assert slip.meant == meant


def test_exchanged_weight_and_height_are_recognised() -> None:
    found = slips.slips("F", 589, {"weight": 78.5, "lenhei": 10.5})
    assert {slip.name for slip in found} == {"weight", "lenhei"} and all(slip.hard for slip in found)
    assert slips.slips("F", 589, {"weight": 10.5, "lenhei": 78.5}) == []


def test_sound_measures_raise_no_question_at_any_age() -> None:
    for days in range(0, 6900, 50):
        months = days / who.DAYS_A_MONTH
        school = months >= 60
        length = who.for_age(Indicator.LENGTH_AGE, "F", months=months) if school else who.for_age(Indicator.LENGTH_AGE, "F", days=days)
        bmi = who.for_age(Indicator.BMI_AGE, "F", months=months) if school else who.for_age(Indicator.BMI_AGE, "F", days=days)
        assert length and bmi
        assert slips.slips("F", days, {"weight": bmi.m * (length.m / 100) ** 2, "lenhei": length.m}) == [], days


def test_what_is_stored_is_plain_and_complete() -> None:
    found = assess(Facts("F", BORN, BORN + timedelta(days=400), weight=6.0, lenhei=74.0, position="l", haemoglobin=D("9.0"), altitude=3399))
    kept = stored(found)
    assert kept["level"] == "rojo" and kept["haemoglobin"]["adjusted"] == "6.9" and kept["haemoglobin"]["grade"] == "anemia_severa"
    assert kept["scores"]["weight_length"]["code"] == "desnutricion_aguda_severa"
    assert kept["recommendations"][0].startswith("Referir hoy")


def test_who_has_grown_out_of_the_calendar_is_late_for_nothing() -> None:
    assert checkup_due(date(1973, 3, 31), None, date(2026, 11, 21)) is None
    assert checkup_due(date(2024, 3, 31), None, date(2026, 11, 21)) is not None
