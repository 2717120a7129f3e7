"""When a room is occupied: what a booking asks before it takes one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from clinic_app.agenda.availability import Interval, bounds
from clinic_app.agenda.transitions import LIVE
from clinic_app.core.database import Actor, Query
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import BIGGEST_ID, missing_key

GROUP_KEY = 2**62  # a group among what is busy: this and its id
# after the professional's lock, always: nobody waits for somebody who waits for her
LOCK = "select pg_advisory_xact_lock(hashtextextended('room:' || %s::text || ':' || %s::text, 0))"
# in the words of the exclusion constraints, whose indexes answer it; a group takes the room once for all that come to it
BUSY = f"""
select r.id, r.name, a.id, a.starts_at, a.ends_at
from app.room r left join lateral (
  select o.id, o.starts_at, o.ends_at from app.appointment o
  where o.tenant_id = r.tenant_id and o.room_id = r.id and o.period && tstzrange(%s, %s) and o.slot_id is null
    and o.status in ({", ".join(f"'{status}'" for status in LIVE)})
  union all select {GROUP_KEY} + g.id, g.starts_at, g.ends_at from app.group_slot g
  where g.tenant_id = r.tenant_id and g.room_id = r.id and g.period && tstzrange(%s, %s) and g.status = 'abierto') a on true
where r.tenant_id = %s and r.id = %s and r.is_active"""  # noqa: S608


class RoomTimes(NamedTuple):
    """A room, and when it is occupied."""

    id: int
    name: str
    busy: list[Interval]


def lock(actor: Actor, room_id: int) -> Query:
    """One booking at a time for each room."""
    return LOCK, (actor.tenant_id, room_id)


def busy_query(actor: Actor, room_id: int, since: date, until: date) -> Query:
    """The room with what stands in it on those days."""
    times = (bounds(since, actor.tz)[0], bounds(until, actor.tz)[1])
    return BUSY, (*times, *times, actor.tenant_id, room_id if 0 < room_id <= BIGGEST_ID else -1)


def room_times(room_id: int, rows: Sequence[Sequence[Any]], *, moving: Collection[int] = ()) -> RoomTimes:
    """Understand BUSY's rows; what moves is not in its own way. Raises Invalid for a room that is not there."""
    if not rows:
        raise Invalid(sala=missing_key(room_id))
    busy: list[tuple[datetime, datetime]] = [(begins, ends) for _, _, key, begins, ends in rows if key is not None and key not in moving]
    return RoomTimes(rows[0][0], rows[0][1], busy)
