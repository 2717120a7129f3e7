"""Changes between visits at the border of what is told, and where the age or the position that counts changes in between."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from clinic_app.growth import velocity, who
from clinic_app.growth.assessment import Facts, assess, point_of
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.velocity import Change, Point
from clinic_app.growth.who import Child, Indicator

BORN = date(2024, 1, 10)
WEIGHT, LENGTH, HEAD = Indicator.WEIGHT_AGE, Indicator.LENGTH_AGE, Indicator.HEAD_AGE


def visit(days: int, weight: float | None = None, length: float | None = None, head: float | None = None) -> Point:
    measure = "l" if days < who.FIRST_STANDING_DAY else "h"
    child = Child("M", age_days=days, weight=weight, lenhei=length, measure=measure, headc=head)
    scores = {indicator: score.z for indicator, score in who.score(child).scores.items() if not score.flag}
    return Point(BORN + timedelta(days=days), days, weight, length, head, scores)


def at_z(indicator: Indicator, days: int, z: float) -> Point:
    """A visit whose measure has this score."""
    at = who.for_age(indicator, "M", days=days)
    assert at is not None
    return visit(days, **{velocity.MEASURES[indicator]: round(who.value_at(z, at), 3)})  # type: ignore[arg-type]


def told(*points: Point) -> list[tuple[Change, Indicator]]:
    return [(one.change, one.indicator) for one in velocity.findings("M", points[:-1], points[-1])]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (visit(300, 9.0), visit(320, 8.91), []), (visit(300, 9.0), visit(320, 8.90), [(Change.LOSS, WEIGHT)]),  # a hundredth of the weight
        (visit(60, 4.5), visit(70, 4.45), []), (visit(60, 4.5), visit(70, 4.44), [(Change.LOSS, WEIGHT)]),  # 50 g, what a scale errs by
        (visit(87, 6.0), visit(100, 6.0), []), (visit(86, 6.0), visit(100, 6.0), [(Change.NO_GAIN, WEIGHT)]),  # 14 days in half a year
        (visit(273, 9.0), visit(300, 9.0), []), (visit(272, 9.0), visit(300, 9.0), [(Change.NO_GAIN, WEIGHT)]),  # then 28
        (visit(300, length=72.3), visit(320, length=71.8), []), (visit(300, length=72.3), visit(320, length=71.7), [(Change.SHRINKING, LENGTH)]),
        (visit(300, head=45.1), visit(320, head=44.8), []), (visit(300, head=45.1), visit(320, head=44.7), [(Change.SHRINKING, HEAD)]),
        (at_z(WEIGHT, 300, 0.0), at_z(WEIGHT, 400, -0.32), []), (at_z(WEIGHT, 300, 0.0), at_z(WEIGHT, 400, -0.34), [(Change.SLOW, WEIGHT)]),
        (at_z(LENGTH, 300, -1.0), at_z(LENGTH, 330, 1.49), []), (at_z(LENGTH, 300, -1.0), at_z(LENGTH, 330, 1.51), [(Change.IMPLAUSIBLE, LENGTH)]),
    ],
)  # fmt: skip
def test_just_inside_nothing_is_told_and_just_outside_it_is(before: Point, now: Point, expected: list[tuple[Change, Indicator]]) -> None:
    assert told(before, now) == expected


@pytest.mark.parametrize("birth_weight", [3.0, 3.2, 3.3, 3.7])
def test_a_tenth_of_the_birth_weight_is_what_a_newborn_may_lose(birth_weight: float) -> None:
    (tenth,) = velocity.findings("M", [visit(0, birth_weight)], visit(4, round(birth_weight * 0.9, 3)))
    (more,) = velocity.findings("M", [visit(0, birth_weight)], visit(4, round(birth_weight * 0.9 - 0.01, 3)))
    assert (tenth.level, more.level) == (Level.GREEN, Level.RED)


def test_two_lines_are_crossed_when_both_lie_between() -> None:
    start = at_z(WEIGHT, 200, 0.1)
    steps = [at_z(WEIGHT, 260, -0.2), at_z(WEIGHT, 320, -0.5), at_z(WEIGHT, 380, -0.8)]
    assert (Change.CROSSING, WEIGHT) not in told(start, *steps, at_z(WEIGHT, 440, -0.98))
    assert (Change.CROSSING, WEIGHT) in told(start, *steps, at_z(WEIGHT, 440, -1.02))


def test_a_year_later_the_line_she_came_from_is_forgotten() -> None:
    old, between = at_z(LENGTH, 100, 1.5), [at_z(LENGTH, day, 0.9 - day / 1000) for day in (300, 400)]
    assert (Change.CROSSING, LENGTH) in told(old, *between, at_z(LENGTH, 466, -0.2))
    assert (Change.CROSSING, LENGTH) not in told(old, *between, at_z(LENGTH, 467, 0.3))


def test_to_be_measured_standing_at_two_is_not_to_shrink() -> None:
    lying, standing = visit(720, length=87.0), visit(735, length=86.3)
    assert told(lying, standing) == []
    assert told(lying, visit(735, length=85.7)) == [(Change.SHRINKING, LENGTH)]


def early_visits(weeks: int, ages: list[int], z: float) -> list[Point]:
    """Visits of a child born early who keeps to one line by her age since birth."""
    points = []
    for days in ages:
        weight, length = (who.for_age(indicator, "M", days=days) for indicator in (WEIGHT, LENGTH))
        assert weight and length
        facts = Facts(
            "M", BORN, BORN + timedelta(days=days), weight=who.value_at(z, weight), lenhei=who.value_at(z, length),
            position="l" if days < who.FIRST_STANDING_DAY else "h", gestation_weeks=weeks,
        )  # fmt: skip
        found = assess(facts)
        points.append(point_of(facts, found.result, found.age.used_days))
    return points


@pytest.mark.parametrize("weeks", [24, 28, 32, 36])
def test_the_end_of_the_correction_is_not_told_as_a_fall(weeks: int) -> None:
    two = (BORN + relativedelta(months=24) - BORN).days
    points = early_visits(weeks, [two - 200, two - 60, two + 40], -1.6)
    assert points[1].days < two - 60 and points[2].days == two + 40  # corrected, and no more
    assert told(*points) == []


def test_a_child_born_early_is_compared_by_her_corrected_age_before() -> None:
    """Keeping to her corrected line is good growth, although by the age since birth she seems to race."""
    facts: list[Any] = []
    for days in (200, 260):
        at = who.for_age(WEIGHT, "M", days=days - 70)
        assert at is not None
        facts.append(Facts("M", BORN, BORN + timedelta(days=days), weight=at.m, gestation_weeks=30))
    first = assess(facts[0])
    second = assess(Facts(**{**vars(facts[1]), "history": (point_of(facts[0], first.result, first.age.used_days),)}))
    assert second.findings == [] and second.age.corrected_days == 190
    stalled = assess(
        Facts(**{**vars(facts[1]), "weight": facts[0].weight, "history": (point_of(facts[0], first.result, first.age.used_days),)})
    )
    assert [one.change for one in stalled.findings] == [Change.NO_GAIN]
