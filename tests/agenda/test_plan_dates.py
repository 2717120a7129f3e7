"""When the sessions of a treatment should be, without database."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.plans.dates import Lack, Rhythm, last_turn, nearest, place, turns, wanted_days

MONDAY = date(2026, 3, 2)
FREQUENCIES = ("diaria", "semanal", "quincenal", "mensual", "personalizada")
rhythms = st.builds(
    Rhythm,
    st.sampled_from(FREQUENCIES),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sets(st.integers(1, 7), min_size=1).map(tuple),
    st.sets(st.integers(1, 7), min_size=1).map(tuple),
)


def first(rhythm: Rhythm, count: int) -> list[date]:
    return list(islice(turns(rhythm), count))


def test_daily_means_the_days_on_which_the_clinic_attends():
    friday = MONDAY + timedelta(days=4)
    assert first(Rhythm("diaria", friday), 3) == [friday, friday + timedelta(days=3), friday + timedelta(days=4)]
    assert first(Rhythm("diaria", friday, working=range(1, 8)), 3) == [friday + timedelta(days=ahead) for ahead in range(3)]


def test_weekly_and_fortnightly_keep_the_weekday():
    assert [(day - MONDAY).days for day in first(Rhythm("semanal", MONDAY), 3)] == [0, 7, 14]
    assert [(day - MONDAY).days for day in first(Rhythm("quincenal", MONDAY), 3)] == [0, 14, 28]


def test_monthly_never_drifts_from_the_thirty_first():
    assert first(Rhythm("mensual", date(2027, 12, 31)), 5) == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_custom_takes_its_weekdays():
    days = first(Rhythm("personalizada", MONDAY, (3, 7)), 4)
    assert [day.isoweekday() for day in days] == [3, 7, 3, 7]
    assert last_turn(Rhythm("personalizada", MONDAY, (3, 7)), 4) == days[-1]


def test_a_session_held_later_than_its_turn_still_takes_that_turn():
    rhythm = Rhythm("semanal", MONDAY)
    held = [MONDAY + timedelta(days=9)]  # the second, two days late
    assert [(day - MONDAY).days for day in wanted_days(rhythm, 3, MONDAY, held)] == [0, 14, 21]
    assert wanted_days(rhythm, 1, MONDAY + timedelta(days=1)) == [MONDAY + timedelta(days=7)]


@pytest.mark.parametrize(
    ("wanted", "found"), [("", "08:00"), ("09:00", "08:45"), ("09:40", "10:00"), ("18:00", "10:00"), ("07:00", "08:00")]
)
def test_the_nearest_hour_and_the_earlier_of_two(wanted, found):
    assert nearest(["10:00", "08:00", "08:45", "09:15"][: 4 if wanted == "09:00" else 3], wanted) == found


def test_a_full_day_leads_to_the_next_one_and_two_sessions_never_share_a_day():
    wanted = list(enumerate(first(Rhythm("diaria", MONDAY), 3), 1))
    full = {MONDAY}
    found = place(
        wanted, lambda day: [] if day in full or day.isoweekday() > 5 else ["09:00", "11:00"], MONDAY + timedelta(days=30), "11:00"
    )
    assert [(one.day - MONDAY).days for one in found] == [1, 2, 3] and {one.hour for one in found} == {"11:00"}


def test_what_does_not_fit_says_why():
    wanted = list(enumerate(first(Rhythm("semanal", MONDAY), 4), 1))
    found = place(wanted, lambda day: ["09:00"] if day == MONDAY else [], MONDAY + timedelta(days=13))
    assert [one.lack for one in found] == [None, Lack.NO_ROOM, Lack.TOO_FAR, Lack.TOO_FAR]


@given(rhythms, st.integers(2, 40))
def test_turns_only_go_forward_and_begin_at_the_start(rhythm, count):
    days = first(rhythm, count)
    assert all(before < after for before, after in pairwise(days)) and days[0] >= rhythm.start
    if rhythm.frequency == "diaria":
        assert all(day.isoweekday() in rhythm.working for day in days)
    if rhythm.frequency == "personalizada":
        assert all(day.isoweekday() in rhythm.weekdays for day in days)


@given(rhythms, st.integers(1, 20), st.integers(0, 60), st.sets(st.integers(0, 90)), st.sets(st.integers(0, 90)), st.integers(0, 90))
def test_a_proposal_is_free_in_order_and_never_on_a_held_day(rhythm, count, ahead, busy, taken, horizon):
    today = rhythm.start + timedelta(days=ahead)
    held = {rhythm.start + timedelta(days=each) for each in taken}
    full = {rhythm.start + timedelta(days=each) for each in busy}
    wanted = list(enumerate(wanted_days(rhythm, count, today, held), 1))
    last = today + timedelta(days=horizon)
    found = place(wanted, lambda day: [] if day in full else ["08:00", "10:30"], last, "10:00", held)
    days = [one.day for one in found if one.day]
    assert len(found) == count and days == sorted(set(days))
    assert all(today <= day <= last and day not in held and day not in full for day in days)
    assert all((one.day is None) == (one.lack is not None) and one.wanted >= today for one in found)
