"""Groups as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from clinic_app.agenda.availability import bounds
from clinic_app.agenda.queries import safe_id
from clinic_app.core.database import Actor, Query, Work
from clinic_app.core.errors import NotFound

SLOT = """
select g.id, g.title, g.service_id, s.name, s.color, g.professional_id,
  (select btrim(u.first_name || ' ' || u.last_name) from app.membership m join app.user_account u on u.id = m.user_id
   where m.tenant_id = g.tenant_id and m.id = g.professional_id) as professional,
  g.room_id, coalesce(r.name, '') as room, g.starts_at, g.ends_at, g.capacity, g.taken, g.care_type, g.notes, g.status, g.cancel_reason,
  g.created_at, g.version
from app.group_slot g join app.service s on s.tenant_id = g.tenant_id and s.id = g.service_id
left join app.room r on r.tenant_id = g.tenant_id and r.id = g.room_id
where g.tenant_id = %s"""

# the same service in the same way; first the same group, which has the same title. Where she is elsewhere at that time is no choice for her
OTHERS = f"""{SLOT} and g.status = 'abierto' and g.taken < g.capacity and g.id <> %s and g.service_id = %s and g.care_type = %s
  and g.starts_at >= %s and g.starts_at < %s and not exists (
    select from app.appointment a where a.tenant_id = g.tenant_id and a.patient_id = %s and a.slot_id is distinct from %s
      and a.status in ('programada', 'confirmada', 'en_atencion') and a.period && g.period)
order by (lower(btrim(g.title)) <> lower(btrim(%s))), g.starts_at, g.id limit %s"""  # noqa: S608


class SlotRow(NamedTuple):
    """One group, in the order of SLOT."""

    id: int
    title: str
    service_id: int
    service_name: str
    color: str
    professional_id: int
    professional: str
    room_id: int | None
    room: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    care_type: str
    notes: str
    status: str
    cancel_reason: str
    created_at: datetime
    version: int

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.service_name


@dataclass(frozen=True)
class SlotFilters:
    """What a list of groups is narrowed by; dates are local and both included."""

    since: date | None = None
    until: date | None = None
    professional_id: int | None = None
    service_id: int | None = None
    status: str | None = None
    free: bool | None = None  # with a place that can still be had


def slots_query(actor: Actor, filters: SlotFilters) -> Query:
    """The groups that the filters let through, by time; five hundred at most."""
    parts, params = [SLOT], [actor.tenant_id]
    for value, sql in (
        (filters.since and bounds(filters.since, actor.tz)[0], "g.starts_at >= %s"),
        (filters.until and bounds(filters.until, actor.tz)[1], "g.starts_at < %s"),
        (safe_id(filters.professional_id), "g.professional_id = %s"),
        (safe_id(filters.service_id), "g.service_id = %s"),
        (filters.status, "g.status = %s"),
    ):
        if value:
            parts.append(f" and {sql}")
            params.append(value)  # type: ignore[arg-type]
    if filters.free is not None:
        open_now = "(g.status = 'abierto' and g.taken < g.capacity and g.ends_at > now())"
        parts.append(f" and {'' if filters.free else 'not '}{open_now}")
    return "".join([*parts, " order by g.starts_at, g.id limit 500"]), params


async def list_slots(work: Work, filters: SlotFilters) -> list[SlotRow]:
    """Groups by time, as this transaction sees them."""
    (rows,) = await work.ask(slots_query(work.actor, filters))
    return [SlotRow(*row) for row in rows]


async def one(work: Work, slot_id: int) -> SlotRow:
    """One group with the names that belong to it. Raises NotFound."""
    params: list[Any] = [work.actor.tenant_id, safe_id(slot_id)]
    (rows,) = await work.ask((f"{SLOT} and g.id = %s", params))
    if not rows:
        raise NotFound
    return SlotRow(*rows[0])


async def others(work: Work, here: SlotRow, patient_id: int, since: datetime, until: datetime, most: int) -> list[SlotRow]:
    """The next sessions of the same group with a place free, to which a patient could go instead; then those of the same service. By time."""
    group = (here.id, here.service_id, here.care_type, since, until, patient_id, here.id, here.title, most)
    (rows,) = await work.ask((OTHERS, (work.actor.tenant_id, *group)))
    return sorted((SlotRow(*row) for row in rows), key=lambda each: (each.starts_at, each.id))
