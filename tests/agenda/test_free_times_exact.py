"""What is offered is what would be accepted, and all of it: the walk over a day against the rule that every booking asks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.agenda.availability import (
    Day,
    Hours,
    Refusal,
    bounds,
    crowded,
    day_slots,
    grid,
    instant,
    is_taken,
    joined,
    overlaps,
    refusal_of_date,
    refusal_of_time,
)

ZONES = {name: ZoneInfo(name) for name in ("America/Lima", "America/Santiago", "America/Sao_Paulo", "Europe/London", "Australia/Lord_Howe")}
# ordinary days, and those on which the clocks change: forward at midnight, back at midnight, by half an hour
DAYS = [
    date(2030, 1, 7),
    date(2024, 9, 8),
    date(2024, 4, 6),
    date(2018, 11, 4),
    date(2018, 2, 17),
    date(2024, 3, 31),
    date(2024, 10, 27),
    date(2024, 10, 6),
]
MONDAY = date(2030, 1, 7)
LIMA = ZONES["America/Lima"]

minute = st.integers(0, 24 * 60 - 1)
spans = st.lists(st.tuples(st.integers(-300, 24 * 60), st.integers(1, 400)), max_size=10)
clocks = st.times(time(0), time(23, 59)).map(lambda clock: clock.replace(microsecond=0))


def a_period(pair):
    return min(pair), max(pair)


periods = st.lists(st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]).map(a_period), min_size=0, max_size=4)


def moments(day, zone, pairs):
    midnight = bounds(day, zone)[0]
    return [(midnight + timedelta(minutes=since), midnight + timedelta(minutes=since + long)) for since, long in pairs]


@settings(max_examples=50, deadline=None)
@given(
    data=st.data(),
    day=st.sampled_from(DAYS),
    zone=st.sampled_from(sorted(ZONES)),
    busy=spans,
    closed=spans,
    rooms=st.lists(spans, max_size=3),
)
def test_a_slot_is_free_exactly_when_it_would_be_accepted(data, day, zone, busy, closed, rooms):
    where = ZONES[zone]
    weekly = {weekday: joined(found) for weekday in range(1, 8) if (found := data.draw(periods))} if data.draw(st.booleans()) else None
    hours = Hours(
        *data.draw(st.tuples(clocks, clocks).filter(lambda pair: pair[0] < pair[1])), data.draw(st.sets(st.integers(1, 7), min_size=1)),
        data.draw(st.integers(5, 90)), data.draw(st.integers(0, 60)), data.draw(st.booleans()), data.draw(st.integers(0, 60)),
        data.draw(st.integers(0, 90)), weekly,
    )  # fmt: skip
    standing = moments(day, where, busy)
    visits = frozenset(each for number, each in enumerate(standing) if number % 3 == 0)
    known = Day(
        day, standing, moments(day, where, closed), visits, data.draw(st.integers(1, 3)), [moments(day, where, one) for one in rooms]
    )
    now = bounds(day, where)[0] + timedelta(minutes=data.draw(st.integers(-90 * 24 * 60, 24 * 60)))
    minutes, home = data.draw(st.integers(0, 240)), data.draw(st.booleans())

    slots = day_slots(hours, known, minutes, now, where, home)
    assert [slot.hour for slot in slots] == [f"{clock:%H:%M}" for clock in hours.clocks(day.isoweekday())]
    bookable = refusal_of_date(hours, day, now.astimezone(where).date()) is None
    for slot in slots:
        clock = time.fromisoformat(slot.hour)
        begins = instant(day, clock, where)
        accepted = bookable and refusal_of_time(hours, known, clock, minutes, where, home) is None and begins is not None and begins >= now
        assert slot.free is accepted, (slot, begins)


@settings(max_examples=25, deadline=None)
@given(spans, st.integers(1, 4))
def test_where_it_is_crowded_agrees_with_counting_minutes(pairs, capacity):
    found = crowded(moments(MONDAY, LIMA, pairs), capacity)
    first = bounds(MONDAY, LIMA)[0]
    for at in range(-300, 24 * 60 + 400, 7):
        here = first + timedelta(minutes=at)
        load = sum(since <= at < since + long for since, long in pairs)
        assert overlaps(here, here + timedelta(minutes=1), found) is (load >= capacity) or load_changes(pairs, at)


def load_changes(pairs, at):
    """Within that minute something ends and something else begins: nothing to compare."""
    return any(at < edge < at + 1 for since, long in pairs for edge in (since, since + long))


@pytest.mark.parametrize(("capacity", "free"), [(1, False), (2, False), (3, True)])
def test_as_many_as_the_capacity_may_be_at_once(capacity, free):
    two = [(at(9), at(10)), (at(9, 30), at(10, 30))]
    day = Day(MONDAY, two, [], capacity=capacity)
    assert (refusal_of_time(Hours(), day, time(9, 30), 15, LIMA) is None) is free
    assert refusal_of_time(Hours(), Day(MONDAY, two, [], capacity=2), time(10), 30, LIMA) is None


def at(hour: int, minutes: int = 0) -> datetime:
    return datetime.combine(MONDAY, time(hour, minutes), LIMA).astimezone(UTC)


def test_a_visit_at_home_needs_the_way_there_and_back():
    hours, standing = Hours(gap=5, travel=40), (at(10), at(11))
    beside, visited = Day(MONDAY, [standing], []), Day(MONDAY, [standing], [], frozenset([standing]))
    for day, home, first in (
        (beside, False, time(11, 5)),
        (beside, True, time(11, 40)),
        (visited, False, time(11, 40)),
        (visited, True, time(11, 40)),
    ):
        before = (datetime.combine(MONDAY, first) - timedelta(minutes=1)).time()
        assert refusal_of_time(hours, day, first, 30, LIMA, home) is None
        assert refusal_of_time(hours, day, before, 30, LIMA, home) is Refusal.TAKEN
    assert is_taken(hours, visited, at(9), at(9, 30)) and not is_taken(hours, visited, at(8, 50), at(9, 20))


def test_a_lunch_break_is_not_worked_through():
    weekly = {1: ((time(8), time(13)), (time(15), time(19)))}
    hours = Hours(interval=30, horizon=365, weekly=weekly)
    slots = [slot.hour for slot in day_slots(hours, Day(MONDAY, [], []), 60, datetime(2030, 1, 1, tzinfo=UTC), LIMA) if slot.free]
    assert slots[-1] == "18:00" and "12:00" in slots and "15:00" in slots and not {"12:30", "13:00", "14:30"} & set(slots)
    assert refusal_of_date(hours, MONDAY + timedelta(days=1), MONDAY) is Refusal.DAY_OFF
    assert joined([(time(12), time(18)), (time(8), time(12)), (time(19), time(20))]) == ((time(8), time(18)), (time(19), time(20)))


def test_a_start_with_seconds_is_never_offered_too_early():
    assert [mark.slots[1].hour for mark in grid(((time(8, 0, 30), time(9)),), 30)] == ["08:01", "08:31"]


def test_one_room_of_several_is_enough_but_it_must_be_one_for_the_whole_time():
    halves = ([(at(9), at(9, 30))], [(at(9, 30), at(10))])
    assert refusal_of_time(Hours(), Day(MONDAY, [], [], rooms=halves), time(9), 60, LIMA) is Refusal.ROOM_TAKEN
    assert refusal_of_time(Hours(), Day(MONDAY, [], [], rooms=halves), time(9), 30, LIMA) is None
    slots = {
        slot.hour: slot.free for slot in day_slots(Hours(interval=30, horizon=365), Day(MONDAY, [], [], rooms=halves), 60, at(0), LIMA)
    }
    assert not slots["09:00"] and slots["08:00"] and slots["08:30"] and slots["09:30"]
