"""On which days a series falls."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.series.dates import LARGEST_STEP, LONGEST, MOST, Flaw, Frequency, Rhythm, days_of, shifted

MONDAY = date(2030, 1, 7)
rhythms = st.builds(
    Rhythm, st.sampled_from(Frequency), st.dates(date(2026, 1, 1), date(2040, 1, 1)), st.integers(1, LARGEST_STEP),
    st.frozensets(st.integers(1, 7)), st.none() | st.dates(date(2026, 1, 1), date(2045, 1, 1)), st.none() | st.integers(1, 200),
)  # fmt: skip


def test_every_second_week_on_two_days():
    found = days_of(Rhythm(Frequency.WEEKLY, MONDAY, 2, frozenset({1, 4}), times=4))
    assert found == [MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=14), MONDAY + timedelta(days=17)]


def test_without_weekdays_it_is_that_of_the_first_day():
    assert days_of(Rhythm(Frequency.WEEKLY, MONDAY, until=MONDAY + timedelta(days=15))) == [
        MONDAY + timedelta(days=7 * n) for n in range(3)
    ]


def test_what_is_wrong_is_named():
    assert days_of(Rhythm(Frequency.DAILY, MONDAY)) is Flaw.NO_END
    assert days_of(Rhythm(Frequency.DAILY, MONDAY, until=MONDAY, times=1)) is Flaw.TWO_ENDS
    assert days_of(Rhythm(Frequency.DAILY, MONDAY, until=MONDAY - timedelta(days=1))) is Flaw.END_BEFORE_START
    assert days_of(Rhythm(Frequency.WEEKLY, MONDAY, until=date(2040, 1, 1))) is Flaw.TOO_LONG
    assert days_of(Rhythm(Frequency.DAILY, MONDAY, times=105)) is Flaw.TOO_MANY
    assert days_of(Rhythm(Frequency.DAILY, MONDAY, until=MONDAY + timedelta(days=200))) is Flaw.TOO_MANY
    assert days_of(Rhythm(Frequency.WEEKLY, MONDAY, weekdays=frozenset({3}), until=MONDAY)) is Flaw.NO_DAY
    assert days_of(Rhythm(Frequency.WEEKLY, MONDAY, 52, times=20)) is Flaw.TOO_LONG


@given(rhythms)
def test_a_series_is_bounded_in_order_and_by_its_rule(rhythm):
    days = days_of(rhythm)
    if isinstance(days, Flaw):
        return
    assert 0 < len(days) <= MOST and days == sorted(set(days))
    assert rhythm.start <= days[0] and days[-1] - rhythm.start <= LONGEST
    assert rhythm.times is None or len(days) == rhythm.times
    if rhythm.frequency is Frequency.WEEKLY:
        assert {day.isoweekday() for day in days} <= rhythm.days_of_week
    else:
        assert all((day - rhythm.start).days % rhythm.every == 0 for day in days)


@given(st.frozensets(st.integers(1, 7), min_size=1), st.integers(-400, 400))
def test_shifted_weekdays_are_those_of_the_shifted_days(weekdays, days):
    base = [MONDAY + timedelta(days=each - 1) for each in weekdays]
    assert shifted(weekdays, days) == {(day + timedelta(days=days)).isoweekday() for day in base}
