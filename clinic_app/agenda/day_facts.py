"""What the one query of a day (queries.DAY) says: its row, understood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from clinic_app.agenda.availability import Day, Hours, Interval
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.hours import working_time as hours_time
from clinic_app.agenda.rooms.occupied_time import RoomTimes
from clinic_app.core.database import Actor
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import missing_key


class Offered(NamedTuple):
    """The service that is to be booked."""

    id: int
    name: str
    minutes: int
    price: Decimal
    color: str
    demands: bool | None = False  # requires something of the patient beforehand (consent, anamnesis, time between sessions)


@dataclass(frozen=True)
class DayFacts:
    """What DAY says of one day."""

    professional_id: int
    hours: Hours
    service: Offered | None
    day: Day
    room: RoomTimes | None = None

    def within(self, room: RoomTimes) -> DayFacts:
        """The same, in a room."""
        return replace(self, room=room, day=replace(self.day, rooms=(room.busy,)))


class RangeFacts(NamedTuple):
    """What a row of FACTS says of some days."""

    professional_id: int
    hours: Hours
    service: Offered | None
    busy: list[Interval]
    visits: frozenset[Interval]
    blocks: list[dict[str, Any]] | None
    country: str | None


def range_facts(service_id: int | None, asked: int | None, row: Sequence[Any], moving: Collection[int] = ()) -> RangeFacts:
    """Understand a row; what moves (or is booked in one with this) is not in its own way. Raises Invalid for ids that are not there."""
    who, hours, offered, (keys, starts, ends, visits, periods, blocks, country) = row[0], row[1:9], row[9:15], row[15:]
    problems = {} if offered[0] or service_id is None else {"tipo_servicio": [missing_key(service_id)]}
    if not who:
        problems["profesional"] = [missing_key(asked)]
    if problems:
        raise Invalid(problems)
    opening = Hours(*hours, hours_time.weekly(periods)) if hours[0] is not None else Hours()
    stands = [(key, (begins, until)) for key, begins, until in zip(keys, starts, ends, strict=True) if key not in moving]
    home = frozenset(times for key, times in stands if key in visits) if visits else frozenset()
    return RangeFacts(who, opening, Offered(*offered) if offered[0] else None, [times for _, times in stands], home, blocks, country)


def day_facts(
    actor: Actor, day: date, service_id: int | None, asked: int | None, row: Sequence[Any], *, moving: Collection[int] = ()
) -> DayFacts:
    """Understand DAY's row of one day. Raises Invalid as `range_facts`."""
    facts = range_facts(service_id, actor.membership_id if asked is None else asked, row, moving)
    closed = blocks_time.closed_intervals(facts.blocks, facts.country, day, actor.tz)
    return DayFacts(facts.professional_id, facts.hours, facts.service, Day(day, facts.busy, closed, facts.visits))
