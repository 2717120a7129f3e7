"""When recurring blocks fall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.blocks.recurrence import LONGEST_WINDOW, Kind, Moved, Occurrence, Pattern, Shift, occurrences

LIMA, SANTIAGO = ZoneInfo("America/Lima"), ZoneInfo("America/Santiago")
START = date(2026, 2, 1)  # a Sunday
ROSTER = Pattern(Kind.CYCLE, START, cycle=(Shift.DAY, Shift.NIGHT, Shift.REST, Shift.REST))


def days_of(pattern: Pattern, since: date, until: date, exceptions: dict[date, Moved | None] | None = None) -> list[date]:
    return [each.day for each in occurrences(pattern, since, until, exceptions)]


def test_every_three_days() -> None:
    pattern = Pattern(Kind.DAILY, START, every=3, end=date(2026, 2, 8))
    assert days_of(pattern, date(2026, 1, 1), date(2026, 3, 1)) == [date(2026, 2, 1), date(2026, 2, 4), date(2026, 2, 7)]


def test_mondays_wednesdays_and_fridays() -> None:
    pattern = Pattern(Kind.WEEKLY, START, weekdays=frozenset({1, 3, 5}), hours=(time(14), time(18)))
    assert [day.day for day in days_of(pattern, START, date(2026, 2, 8))] == [2, 4, 6]


def test_day_night_rest_rest_goes_on_for_years() -> None:
    far = date(2031, 2, 1)
    found = list(occurrences(ROSTER, far, far + timedelta(days=7)))
    assert {each.shift for each in found} == {Shift.DAY, Shift.NIGHT}
    assert all((each.origin - START).days % 4 in (0, 1) for each in found)


def test_a_night_reaches_into_the_next_day() -> None:
    night = next(each for each in occurrences(ROSTER, START, START + timedelta(days=3)) if each.shift is Shift.NIGHT)
    assert night.interval(LIMA) == (datetime(2026, 2, 3, 0, tzinfo=UTC), datetime(2026, 2, 3, 12, tzinfo=UTC))
    morning_after = night.day + timedelta(days=1)
    assert days_of(ROSTER, morning_after, morning_after) == [night.day]


def test_one_occurrence_is_dropped_and_another_moved() -> None:
    pattern = Pattern(Kind.DAILY, START, hours=(time(8), time(10)))
    moved = Moved(date(2026, 2, 20), (time(9), time(11)))
    found = list(occurrences(pattern, START, START + timedelta(days=2), {date(2026, 2, 1): None, date(2026, 2, 2): moved}))
    assert [each.day for each in found] == [date(2026, 2, 3)]
    there = list(occurrences(pattern, date(2026, 2, 20), date(2026, 2, 20), {date(2026, 2, 2): moved}))
    assert Occurrence(date(2026, 2, 2), *(moved.day, moved.hours)) in there and len(there) == 2


def test_a_shift_may_have_hours_of_its_own() -> None:
    pattern = Pattern(Kind.CYCLE, START, cycle=(Shift.DAY,), shift_hours={Shift.DAY: (time(6, 30), time(18, 30))})
    assert next(occurrences(pattern, START, START)).hours == (time(6, 30), time(18, 30))


def test_a_night_in_which_the_clocks_change_still_ends_after_it_began() -> None:
    for day in (date(2026, 4, 4), date(2026, 9, 5)):  # Chile falls back and springs forward at midnight
        begin, end = Occurrence(day, day, (time(19), time(7))).interval(SANTIAGO)
        assert timedelta(hours=11) <= end - begin <= timedelta(hours=13)


def test_a_window_has_an_end() -> None:
    with pytest.raises(ValueError, match="too long"):
        next(occurrences(ROSTER, START, START + LONGEST_WINDOW + timedelta(days=1)))


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
patterns = st.builds(
    Pattern,
    kind=st.sampled_from(Kind),
    start=days,
    end=st.none() | days,
    every=st.integers(1, 40),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    cycle=st.lists(st.sampled_from(Shift), min_size=1, max_size=9).map(tuple),
    hours=st.tuples(clocks, clocks),
)


@given(patterns, days, st.integers(0, 60), st.integers(0, 60))
def test_two_windows_beside_each_other_tell_what_one_tells(pattern: Pattern, since: date, first: int, second: int) -> None:
    middle, until = since + timedelta(days=first), since + timedelta(days=first + second + 1)
    whole = set(occurrences(pattern, since, until))
    assert whole == set(occurrences(pattern, since, middle)) | set(occurrences(pattern, middle + timedelta(days=1), until))


@given(patterns, days, st.dictionaries(days, st.none() | st.builds(Moved, days, st.tuples(clocks, clocks)), max_size=5))
def test_an_exception_changes_its_own_day_and_no_other(pattern: Pattern, since: date, exceptions: dict[date, Moved | None]) -> None:
    until = since + timedelta(days=90)
    plain = {each for each in occurrences(pattern, since, until) if each.origin not in exceptions}
    assert {each for each in occurrences(pattern, since, until, exceptions) if each.origin not in exceptions} == plain
