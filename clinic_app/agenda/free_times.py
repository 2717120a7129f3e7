"""Which times are free: of a day, or of many days, professionals and rooms at once. One round trip each, then pure computing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Day, Interval, Slot, bounds, day_slots
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.day_facts import RangeFacts, range_facts
from clinic_app.agenda.models import CareType
from clinic_app.agenda.queries import LONGEST, MARGIN, safe_id
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.core.database import Actor, Query, read
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import a_key, missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import CARING_ROLES

MOST_DAYS = 62
MOST_AT_ONCE = 50  # professionals or rooms
BACKWARDS = N_("La fecha final no puede ser anterior a la inicial.")
TOO_LONG = N_("Se pueden pedir hasta 62 días a la vez.")
# several professionals, or all: a row of FACTS for each, the owners first
MANY = f"""
select d.* from (
  select id as who from app.membership
  where tenant_id = %s and is_active and role in ({", ".join(f"'{role}'" for role in CARING_ROLES)})
    and (%s::bigint[] is null or id = any(%s::bigint[]))
  order by role <> 'owner', id) m,
lateral (with {queries.BUSY.replace("WHO", "m.who")} {queries.FACTS.replace("WHO", "m.who")}) d"""  # noqa: S608
EVERYBODY: tuple[int, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What free times are asked for. Professionals: None is the person's own agenda (or the owner's), EVERYBODY all. Rooms: any of these."""

    since: date
    until: date
    service_id: int
    professionals: Sequence[int] | None = None
    rooms: Sequence[int] = ()
    care_type: CareType = CareType.CLINIC


class Offer(NamedTuple):
    """One time of a day, and who is free then."""

    hour: str
    who: tuple[int, ...]


class FreeDay(NamedTuple):
    """One day: whether anybody attends on that weekday, and its times."""

    date: date
    works: bool
    offers: list[Offer]


async def of_day(
    actor: Actor,
    day: date,
    service_id: int,
    professional_id: int | None = None,
    room_id: int | None = None,
    care_type: CareType = CareType.CLINIC,
) -> tuple[bool, list[Slot]]:
    """Whether the professional attends that weekday, and every slot of the day for a service. Raises Invalid for unknown ids."""
    rooms = [rooms_time.busy_query(actor, room_id, day, day)] if room_id is not None else []
    (row,), *of_room = await read(actor, queries.day_query(actor, day, service_id, professional_id), *rooms)
    facts = queries.day_facts(actor, day, service_id, professional_id, row)
    facts = facts.within(rooms_time.room_times(room_id, of_room[0])) if room_id is not None else facts
    minutes = facts.service.minutes if facts.service else facts.hours.interval
    slots = day_slots(facts.hours, facts.day, minutes, datetime.now(UTC), actor.tz, care_type is CareType.HOME)
    return bool(facts.hours.periods(day.isoweekday())), slots


def keys(raw: object) -> tuple[int, ...]:
    """Ids with commas between; `todos` is EVERYBODY. Raises ValueError."""
    if raw == "todos":
        return EVERYBODY
    return tuple(dict.fromkeys(a_key(part.strip()) for part in str(raw).split(",")[:MOST_AT_ONCE]))


def range_query(actor: Actor, asked: Asked) -> Query:
    """One row for each professional that is asked for."""
    if asked.professionals is None:
        return queries.day_query(actor, asked.since, asked.service_id, None, asked.until)
    keys = [safe_id(key) for key in asked.professionals] if asked.professionals else None
    return MANY, (actor.tenant_id, keys, keys, *queries.day_params(actor, asked.since, asked.until, asked.service_id))


async def of_range(actor: Actor, asked: Asked) -> list[FreeDay]:
    """The free times of every day from `since` to `until`. Raises Invalid (unknown ids; a range backwards, or of more than 62 days)."""
    if asked.until < asked.since:
        raise Invalid(hasta=BACKWARDS)
    if (asked.until - asked.since).days >= MOST_DAYS:
        raise Invalid(hasta=TOO_LONG)
    rooms = [rooms_time.busy_query(actor, key, asked.since, asked.until) for key in asked.rooms]
    rows, *of_rooms = await read(actor, range_query(actor, asked), *rooms)
    missing = set(asked.professionals or ()) - {row[0] for row in rows}
    if missing or not rows:
        raise Invalid(profesional=missing_key(min(missing, default=actor.membership_id)))
    facts = [range_facts(asked.service_id, None, row) for row in rows]
    places = [rooms_time.room_times(key, found).busy for key, found in zip(asked.rooms, of_rooms, strict=True)]
    return free_days(actor, asked, facts, places, datetime.now(UTC))


def free_days(actor: Actor, asked: Asked, facts: Sequence[RangeFacts], rooms: Sequence[Sequence[Interval]], now: datetime) -> list[FreeDay]:
    """Put the agendas of all together, day by day. Pure: `now` and all that stands come in."""
    days = [asked.since + timedelta(days=number) for number in range((asked.until - asked.since).days + 1)]
    times: list[dict[str, list[int]]] = [{} for _ in days]
    works = [False] * len(days)
    for each in facts:
        minutes = each.service.minutes if each.service else each.hours.interval
        for number, day in enumerate(days_of(actor, days, each, rooms)):
            slots = day_slots(each.hours, day, minutes, now, actor.tz, asked.care_type is CareType.HOME)
            works[number] = works[number] or bool(each.hours.periods(day.date.isoweekday()))
            for hour, free in slots:
                who = times[number].setdefault(hour, [])
                if free:
                    who.append(each.professional_id)
    ordered = [[Offer(hour, tuple(found[hour])) for hour in sorted(found)] for found in times]
    return [FreeDay(*one) for one in zip(days, works, ordered, strict=True)]


def days_of(actor: Actor, days: Sequence[date], facts: RangeFacts, rooms: Sequence[Sequence[Interval]] = ()) -> list[Day]:
    """What stands in one agenda on each day, with what reaches into it from the days beside."""
    closed = blocks_time.closed_by_day(facts.blocks, facts.country, days, actor.tz)
    stands, places = Timeline(facts.busy), [Timeline(busy) for busy in rooms]
    found = []
    for day in days:
        first, last = bounds(day, actor.tz)
        since, until = first - MARGIN, last + MARGIN
        found.append(
            Day(day, stands.touching(since, until), closed[day], facts.visits, rooms=[each.touching(since, until) for each in places])
        )
    return found


class Timeline:
    """Intervals none of which is longer than the longest appointment, to find those of a day among those of months."""

    def __init__(self, intervals: Sequence[Interval]) -> None:
        self._sorted = sorted(intervals)
        self._starts = [since for since, _ in self._sorted]

    def touching(self, since: datetime, until: datetime) -> list[Interval]:
        first, last = bisect_left(self._starts, since - LONGEST), bisect_right(self._starts, until)
        return self._sorted[first:last]
