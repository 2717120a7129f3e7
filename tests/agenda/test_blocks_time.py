"""What blocks and series close, from rows as the database gives them: no database here."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.agenda.availability import Day, Hours, Refusal, day_slots, refusal_of_time
from clinic_app.agenda.blocks.closed_time import closed_intervals, closed_times

SANTIAGO = ZoneInfo("America/Santiago")
MONDAY = date(2030, 1, 7)
CLOCKS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


def row(start=MONDAY, end=MONDAY, hours=(None, None), patterns=None):
    times = [clock and clock.isoformat() for clock in hours]
    return {
        "id": 1, "professional_id": 1, "kind": "PERSONAL", "title": "", "color": "#6B7280", "start_date": str(start), "end_date": str(end),
        "start_time": times[0], "end_time": times[1], "patterns": patterns,
    }  # fmt: skip


def pattern(kind, *, start=MONDAY, end=None, every=1, weekdays=(), cycle=(), shift_hours=None, exceptions=None):
    return [7, kind, str(start), end and str(end), every, list(weekdays), list(cycle), shift_hours or {}, exceptions]


NEVER = {"start": MONDAY, "end": MONDAY - timedelta(days=1)}  # the pattern speaks for the block


@st.composite
def stored(draw):
    """A block with a series, as the database would give it."""
    kind = draw(st.sampled_from(["diario", "semanal", "patron"]))
    shifts = st.sampled_from(["DIURNA", "NOCTURNA", "MAÑANA", "TARDE", "GUARDIA", "DESCANSO"])
    start = MONDAY + timedelta(days=draw(st.integers(-40, 5)))
    origin = MONDAY + timedelta(days=draw(st.integers(-10, 10)))
    moved = draw(st.booleans())
    exception = (
        [str(origin), str(MONDAY + timedelta(days=draw(st.integers(-2, 2)))), "09:00:00", "11:00:00"]
        if moved
        else [str(origin), None, None, None]
    )
    series = pattern(
        kind, start=start, every=draw(st.integers(1, 9)), weekdays=draw(st.sets(st.integers(1, 7), min_size=1)),
        cycle=draw(st.lists(shifts, min_size=1, max_size=7)), exceptions=[exception],
    )  # fmt: skip
    hours = draw(st.one_of(st.just((None, None)), st.tuples(CLOCKS, CLOCKS)))
    return row(start, start - timedelta(days=1), hours, [series])


@settings(max_examples=80, deadline=None)
@given(stored(), st.integers(0, 6), st.sampled_from([15, 30, 45, 90]))
def test_no_offered_slot_touches_an_occurrence_and_every_time_inside_one_is_refused(block, offset, minutes):
    day, zone = MONDAY + timedelta(days=offset), SANTIAGO
    hours = Hours(time(0), time(23, 45), tuple(range(1, 8)), 15, 0, horizon=900)
    closed = closed_intervals([block], None, day, zone)
    around = closed_times([block], day - timedelta(days=3), day + timedelta(days=3))  # a wider look knows no more
    all_closed = [each.interval(zone) for each in around]
    for slot in day_slots(hours, Day(day, [], closed), minutes, datetime(2029, 12, 1, tzinfo=UTC), zone):
        clock = time.fromisoformat(slot.hour)
        begins = datetime.combine(day, clock, zone).astimezone(UTC)
        inside = any(begins < end and begins + timedelta(minutes=minutes) > start for start, end in all_closed)
        refusal = refusal_of_time(hours, Day(day, [], closed), clock, minutes, zone)
        assert not (slot.free and inside)
        assert (refusal is Refusal.CLOSED) == inside or refusal is Refusal.OUTSIDE_HOURS


def test_a_night_block_without_series_closes_the_next_morning_and_no_more():
    night = row(MONDAY, MONDAY, (time(19), time(7)))
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    ((start, end),) = closed_intervals([night], None, tuesday, SANTIAGO)
    assert (start.astimezone(SANTIAGO).hour, end.astimezone(SANTIAGO).hour) == (19, 7)
    assert closed_intervals([night], None, wednesday, SANTIAGO) == []


def test_where_the_clocks_change_a_night_is_shorter_or_longer_and_a_skipped_hour_closes_nothing():
    forward, back = date(2026, 9, 6), date(2026, 4, 4)  # Santiago: midnight of the 6th is skipped; the last hour of the 4th comes twice
    lengths = []
    for day in (forward - timedelta(days=1), back):
        ((start, end),) = [each.interval(SANTIAGO) for each in closed_times([row(day, day, (time(19), time(7)))], day, day)]
        lengths.append((end - start) / timedelta(hours=1))
    assert lengths == [11, 13]
    assert closed_intervals([row(forward, forward, (time(0, 15), time(0, 45)))], None, forward, SANTIAGO) in ([], [_gap(forward)])


def _gap(day):
    return tuple(datetime.combine(day, clock, SANTIAGO).astimezone(UTC) for clock in (time(0, 15), time(0, 45)))


def test_a_series_of_ten_years_costs_no_more_than_its_window():
    series = pattern("patron", start=date(2020, 1, 1), end=date(2030, 12, 31), cycle=["DIURNA", "NOCTURNA", "DESCANSO", "DESCANSO"])
    began = perf_counter()
    found = closed_times([row(**NEVER, patterns=[series])] * 10, MONDAY, MONDAY + timedelta(days=41))
    assert perf_counter() - began < 0.25 and 200 <= len(found) <= 230


def test_a_holiday_closes_the_whole_day():
    assert len(closed_intervals(None, "PE", date(2026, 12, 25), SANTIAGO)) == 1
    assert closed_intervals(None, "PE", date(2026, 12, 24), SANTIAGO) == closed_intervals(None, None, date(2026, 12, 25), SANTIAGO) == []
