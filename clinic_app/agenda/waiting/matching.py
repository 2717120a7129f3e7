"""Who of the waiting list gets a time that became free. Plain values in, offers out: no database, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinic_app.agenda.availability import Day, Hours, Interval, instant, overlaps, refusal_of_date, refusal_of_time

HOME = "domicilio"
LEAD = timedelta(minutes=5)  # nobody can be told, and come, in less
TO_ANSWER = timedelta(minutes=30)  # what is offered at the end of the night: she wakes up, reads it, and comes


@dataclass(frozen=True, slots=True)
class Freed:
    """A time of one professional that somebody may have now. `place`: the care type it was for; empty for any."""

    professional_id: int
    since: datetime
    until: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who waits. `declined`: the times that she was offered already."""

    id: int
    minutes: int
    wanted_from: date
    wanted_until: date | None
    care_type: str
    waiting_since: datetime
    professional_id: int | None = None
    priority: int = 0
    overdue: bool = False
    declined: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    candidate_id: int
    starts_at: datetime
    ends_at: datetime


def rank(one: Candidate) -> tuple[bool, int, datetime, int]:
    """Who comes first: overdue children, then the more urgent, then who waits longest."""
    return not one.overdue, -one.priority, one.waiting_since, one.id


def wants(one: Candidate, freed: Freed) -> bool:
    """Whether the professional and the kind of attention are what she waits for."""
    return one.professional_id in (None, freed.professional_id) and freed.place in ("", one.care_type)


def _clocks(hours: Hours, day: date, freed: Freed, zone: ZoneInfo) -> Iterator[time]:
    """The times of a day at which an offer may begin: that of what became free, then those of the clinic's grid."""
    begins = freed.since.astimezone(zone)
    if begins.date() == day and not (begins.second or begins.microsecond):
        yield begins.time()
    yield from hours.clocks(day.isoweekday())


def slot_for(one: Candidate, freed: Freed, hours: Hours, day: Day, now: datetime, zone: ZoneInfo) -> Interval | None:
    """The first time of a day that touches what became free, that she could book, and that she was not offered before."""
    today = now.astimezone(zone).date()
    if day.date < one.wanted_from or (one.wanted_until is not None and day.date > one.wanted_until):
        return None
    if refusal_of_date(hours, day.date, today) is not None:
        return None
    for clock in _clocks(hours, day.date, freed, zone):
        starts = instant(day.date, clock, zone)
        if starts is None or starts < now + LEAD:
            continue
        ends = starts + timedelta(minutes=one.minutes)
        if starts >= freed.until or ends <= freed.since or overlaps(starts, ends, one.declined):
            continue
        if refusal_of_time(hours, day, clock, one.minutes, zone, one.care_type == HOME) is None:
            return starts, ends
    return None


def offers(freed: Freed, candidates: Iterable[Candidate], hours: Hours, days: Sequence[Day], now: datetime, zone: ZoneInfo) -> list[Offer]:
    """Give what became free away, the first of the list first; each gets one time at most, and no two times touch."""
    plan = {day.date: day for day in days}
    made: list[Offer] = []
    for one in sorted(candidates, key=rank):
        if not wants(one, freed):
            continue
        for key in sorted(plan):
            found = slot_for(one, freed, hours, plan[key], now, zone)
            if found is not None:
                made.append(Offer(one.id, *found))
                visits = [*plan[key].visits, found] if one.care_type == HOME else plan[key].visits
                plan[key] = replace(plan[key], busy=[*plan[key].busy, found], visits=visits)
                break
    return made


def days_between(since: datetime, until: datetime, today: date, horizon: int, zone: ZoneInfo, most: int) -> list[date]:
    """The local dates that what became free touches, from today to the clinic's horizon, at most so many."""
    first = max(since.astimezone(zone).date(), today)
    last = min((until - timedelta(microseconds=1)).astimezone(zone).date(), today + timedelta(days=horizon))
    return [first + timedelta(days=number) for number in range(min((last - first).days + 1, most))]


def wanted_days(days: Iterable[date], candidates: Collection[Candidate]) -> list[date]:
    """Those that anybody wants: the others need not be read."""
    return [
        day for day in days if any(one.wanted_from <= day and (one.wanted_until is None or day <= one.wanted_until) for one in candidates)
    ]


def expiry(now: datetime, starts_at: datetime, minutes: int) -> datetime:
    """Until when an offered time is kept: never beyond its own beginning."""
    return min(now + timedelta(minutes=minutes), starts_at)
