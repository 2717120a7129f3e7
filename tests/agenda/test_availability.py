"""The slots of a day, against a minute-by-minute computation, and the days when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.availability import Day, Hours, Refusal, bounds, closing, day_slots, instant, refusal_of_date, refusal_of_time

LIMA = ZoneInfo("America/Lima")
SANTIAGO = ZoneInfo("America/Santiago")
MONDAY = date(2030, 1, 7)
LONG_BEFORE = datetime(2030, 1, 1, tzinfo=UTC)
WIDE = Hours(horizon=365)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), LIMA).astimezone(UTC)


def free(hours: Hours, minutes: int, busy=(), closed=(), now=LONG_BEFORE) -> list[str]:
    return [slot.hour for slot in day_slots(hours, Day(MONDAY, list(busy), list(closed)), minutes, now, LIMA) if slot.free]


def test_every_slot_is_listed_and_only_those_that_fit_are_free():
    slots = day_slots(WIDE, Day(MONDAY, [], []), 45, LONG_BEFORE, LIMA)
    assert [slot.hour for slot in slots][:3] == ["08:00", "08:15", "08:30"] and slots[-1].hour == "17:45" and len(slots) == 40
    assert [slot.hour for slot in slots if slot.free][-1] == "17:15"


def test_an_appointment_closes_what_would_touch_it():
    hours = Hours(interval=15, horizon=365)
    assert "08:15" in free(hours, 45, [(at(9), at(9, 45))])
    assert not {"08:30", "08:45", "09:00", "09:30"} & set(free(hours, 45, [(at(9), at(9, 45))]))
    assert "09:45" in free(hours, 45, [(at(9), at(9, 45))])


def test_the_gap_is_kept_on_both_sides():
    found = free(Hours(interval=15, gap=15, horizon=365), 30, [(at(10), at(11))])
    assert "09:15" in found and "09:30" not in found and "11:00" not in found and "11:15" in found


def test_blocks_close_without_a_gap():
    found = free(Hours(interval=30, gap=30, horizon=365), 30, closed=[closing(MONDAY, time(12), time(14), LIMA)])
    assert "11:30" in found and "14:00" in found and not {"12:00", "13:30"} & set(found)
    assert free(WIDE, 15, closed=[closing(MONDAY, None, None, LIMA)]) == []


def test_today_offers_only_what_is_still_to_come():
    assert free(Hours(interval=60), 30, now=at(12, 1))[0] == "13:00"
    assert free(Hours(interval=60), 30, now=at(13))[0] == "13:00"
    assert free(Hours(interval=60, same_day=False), 30, now=at(7)) == []


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (MONDAY - timedelta(days=1), Refusal.PAST_DATE),
        (MONDAY, None),
        (MONDAY + timedelta(days=5), Refusal.DAY_OFF),
        (MONDAY + timedelta(days=30), None),
        (MONDAY + timedelta(days=31), Refusal.TOO_FAR),
    ],
)
def test_dates(day, reason):
    assert refusal_of_date(Hours(), day, MONDAY) is reason


def test_a_day_off_has_no_slots_and_a_past_or_far_day_no_free_ones():
    assert day_slots(WIDE, Day(MONDAY + timedelta(days=5), [], []), 15, LONG_BEFORE, LIMA) == []
    assert free(Hours(horizon=3), 15) == []
    assert free(WIDE, 15, now=at(8, day=MONDAY + timedelta(days=1))) == []


def test_the_hour_that_the_clocks_skip_cannot_be_booked():
    spring = date(2024, 9, 8)  # Chile: 00:00 becomes 01:00
    assert instant(spring, time(0, 30), SANTIAGO) is None
    hours = Hours(start=time(0), end=time(3), days=frozenset(range(1, 8)), interval=30, horizon=365)
    now = datetime(2024, 9, 1, tzinfo=UTC)
    slots = {slot.hour: slot.free for slot in day_slots(hours, Day(spring, [], []), 30, now, SANTIAGO)}
    assert slots == {"00:00": False, "00:30": False, "01:00": True, "01:30": True, "02:00": True, "02:30": True}
    since, until = bounds(spring, SANTIAGO)
    assert until - since == timedelta(hours=23)


def test_outside_hours_is_said():
    day = Day(MONDAY, [], [])
    assert refusal_of_time(WIDE, day, time(7, 45), 15, LIMA) is Refusal.OUTSIDE_HOURS
    assert refusal_of_time(WIDE, day, time(17, 30), 45, LIMA) is Refusal.OUTSIDE_HOURS
    assert refusal_of_time(WIDE, day, time(23, 59), 720, LIMA) is Refusal.OUTSIDE_HOURS


minute_of_day = st.integers(0, 24 * 60 - 1)
intervals = st.lists(st.tuples(minute_of_day, st.integers(1, 300)), max_size=8)


@given(
    start=st.integers(0, 22 * 60), length=st.integers(30, 600), interval=st.integers(5, 90), gap=st.integers(0, 40), minutes=st.integers(5, 200),
    busy=intervals, closed=intervals, now=minute_of_day,
)  # fmt: skip
def test_agrees_with_counting_minutes(start, length, interval, gap, minutes, busy, closed, now):
    end = min(start + length, 24 * 60 - 1)
    midnight = at(0)

    def span(pairs):
        return [(midnight + timedelta(minutes=since), midnight + timedelta(minutes=since + long)) for since, long in pairs]

    hours = Hours(time(*divmod(start, 60)), time(*divmod(end, 60)), frozenset({1}), interval, gap, True, 365)
    slots = day_slots(hours, Day(MONDAY, span(busy), span(closed)), minutes, midnight + timedelta(minutes=now), LIMA)
    near = {minute for since, long in busy for minute in range(since - gap, since + long + gap)}
    shut = {minute for since, long in closed for minute in range(since, since + long)}
    expected = []
    for first in range(start, end, interval):
        taken = set(range(first, first + minutes))
        good = first >= now and first + minutes <= end and not taken & near and not taken & shut
        expected.append((f"{first // 60:02}:{first % 60:02}", good))
    assert [(slot.hour, slot.free) for slot in slots] == expected
