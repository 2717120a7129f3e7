"""Who of the waiting list gets a time that became free (pure)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.agenda.availability import Day, Hours, bounds, overlaps, refusal_of_date, refusal_of_time
from clinic_app.agenda.waiting.matching import LEAD, Candidate, Freed, days_between, expiry, offers, rank, wants

LIMA = ZoneInfo("America/Lima")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LIMA).astimezone(UTC)


def one(key: int, **more) -> Candidate:
    base = {
        "minutes": 45,
        "wanted_from": MONDAY,
        "wanted_until": None,
        "care_type": "consultorio",
        "waiting_since": NOW - timedelta(days=key),
    }
    return Candidate(key, **{**base, **more})


def given_to(candidates, freed=None, **more) -> list[tuple[int, datetime]]:
    busy = [(at(8), at(10)), (at(10, 45), at(18))]  # the rest of the day is full
    days = more.pop("days", [Day(MONDAY, busy, [])])
    made = offers(freed or Freed(1, at(10), at(10, 45), "consultorio"), candidates, Hours(), days, NOW, LIMA)
    return [(offer.candidate_id, offer.starts_at) for offer in made]


def test_overdue_children_come_first_then_urgency_then_waiting_time():
    assert given_to([one(1), one(9)]) == [(9, at(10))]
    assert given_to([one(1, priority=1), one(9)]) == [(1, at(10))]
    assert given_to([one(1, overdue=True), one(9, priority=2)]) == [(1, at(10))]


def test_what_does_not_fit_is_passed_over():
    assert given_to([one(9, minutes=60), one(1)]) == [(1, at(10))]
    assert given_to([one(9, wanted_from=MONDAY + timedelta(days=1)), one(1)]) == [(1, at(10))]
    assert given_to([one(9, wanted_from=date(2026, 1, 1), wanted_until=MONDAY - timedelta(days=1)), one(1)]) == [(1, at(10))]
    assert given_to([one(9, professional_id=2), one(1, professional_id=1)]) == [(1, at(10))]
    assert given_to([one(9, care_type="domicilio"), one(1)]) == [(1, at(10))]
    assert given_to([one(9, declined=((at(10), at(10, 45)),)), one(1)]) == [(1, at(10))]
    assert given_to([one(9, minutes=60)]) == []


def test_a_time_is_shared_by_those_who_fit_into_it():
    assert given_to([one(3, minutes=15), one(2, minutes=15), one(1, minutes=30)]) == [(3, at(10)), (2, at(10, 15))]


def test_a_time_that_is_about_to_begin_is_offered_to_nobody():
    freed = Freed(1, NOW, NOW + timedelta(minutes=10))
    day = NOW.astimezone(LIMA).date()
    assert (
        given_to(
            [one(1, minutes=10, wanted_from=day)], freed, days=[Day(day, [(NOW + timedelta(minutes=10), NOW + timedelta(hours=9))], [])]
        )
        == []
    )
    assert expiry(NOW, NOW + timedelta(minutes=7), 30) == NOW + timedelta(minutes=7)


def test_the_days_of_a_freed_time_end_with_the_horizon():
    last = MONDAY + timedelta(days=400)
    assert days_between(at(0), at(0, day=last), MONDAY, 30, LIMA, 62) == [MONDAY + timedelta(days=number) for number in range(31)]
    assert days_between(at(0), at(0, day=MONDAY + timedelta(days=1)), MONDAY, 30, LIMA, 62) == [MONDAY]
    assert days_between(at(9, day=date(2026, 1, 1)), at(10, day=date(2026, 1, 2)), MONDAY, 30, LIMA, 62) == []


moments = st.integers(0, 4 * 24 * 12).map(lambda number: bounds(MONDAY, LIMA)[0] + timedelta(minutes=5 * number))
intervals = st.tuples(moments, st.integers(1, 40)).map(lambda each: (each[0], each[0] + timedelta(minutes=5 * each[1])))
candidates_of = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 10**6), minutes=st.integers(5, 120), wanted_from=st.dates(MONDAY - timedelta(days=3), MONDAY + timedelta(days=4)),
        wanted_until=st.none() | st.dates(MONDAY + timedelta(days=4), MONDAY + timedelta(days=9)), care_type=st.sampled_from(["consultorio", "domicilio"]),
        waiting_since=moments, professional_id=st.sampled_from([None, 1, 2]), priority=st.integers(0, 2), overdue=st.booleans(),
        declined=st.lists(intervals, max_size=2).map(tuple),
    ), max_size=8, unique_by=lambda each: each.id,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    candidates_of,
    intervals,
    st.lists(intervals, max_size=6),
    st.lists(intervals, max_size=3),
    st.sampled_from([0, 10]),
    st.sampled_from(["", "consultorio"]),
)
def test_every_offer_could_be_booked_and_the_best_who_could_have_it_gets_it(candidates, freed, busy, closed, gap, place):
    hours, what = Hours(interval=15, gap=gap), Freed(1, *freed, place)
    days = [Day(MONDAY + timedelta(days=number), busy, closed) for number in range(5)]
    made = offers(what, candidates, hours, days, NOW, LIMA)
    people = {each.id: each for each in candidates}
    assert len({offer.candidate_id for offer in made}) == len(made)
    taken = list(busy)
    for offer in made:
        who, begins = people[offer.candidate_id], offer.starts_at.astimezone(LIMA)
        day = Day(begins.date(), list(taken), closed)
        assert wants(who, what) and offer.ends_at - offer.starts_at == timedelta(minutes=who.minutes)
        assert who.wanted_from <= begins.date() and (who.wanted_until is None or begins.date() <= who.wanted_until)
        assert refusal_of_date(hours, begins.date(), NOW.astimezone(LIMA).date()) is None
        assert refusal_of_time(hours, day, begins.time(), who.minutes, LIMA) is None  # nobody is double-held
        assert offer.starts_at < what.until and offer.ends_at > what.since and offer.starts_at >= NOW + LEAD
        assert not overlaps(offer.starts_at, offer.ends_at, who.declined)
        taken.append((offer.starts_at, offer.ends_at))
    ranks = [rank(people[offer.candidate_id]) for offer in made]
    assert ranks == sorted(ranks)
    if made:  # whoever stands before the first that was served could have had nothing
        earlier = [each for each in candidates if rank(each) < ranks[0]]
        assert offers(what, earlier, hours, days, NOW, LIMA) == []
