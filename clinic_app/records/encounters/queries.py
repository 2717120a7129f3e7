"""Encounters as lists show them: when, how long and in which state is what their appointment says, if they have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from clinic_app.agenda.availability import bounds
from clinic_app.agenda.models import Status
from clinic_app.agenda.queries import safe_id
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.hooks import Happening
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.encounters.models import EncounterStatus

_STATE = " ".join(f"when '{each.value}' then '{EncounterStatus[each.name].value}'" for each in Status)
_FROM = f"""
from (
  select e.tenant_id, e.id, e.patient_id, e.appointment_id, a.slot_id, coalesce(a.service_id, e.service_id) as service_id,
    coalesce(a.professional_id, e.professional_id) as professional_id, coalesce(a.starts_at, e.starts_at) as starts_at,
    case when a.id is null then e.minutes else (extract(epoch from a.ends_at - a.starts_at) / 60)::integer end as minutes,
    case a.status {_STATE} else e.status end as status, e.notes,
    case when e.cancel_reason = '' then coalesce(a.cancel_reason, '') else e.cancel_reason end as cancel_reason,
    e.photo_count, e.created_at, e.updated_at, e.version, coalesce(g.title, '') as slot_title
  from app.encounter e
  left join app.appointment a on a.tenant_id = e.tenant_id and a.id = e.appointment_id
  left join app.group_slot g on g.tenant_id = a.tenant_id and g.id = a.slot_id
  where e.tenant_id = (select app.tenant()) and e.is_active{{narrowed}}) e
join app.patient p on p.tenant_id = e.tenant_id and p.id = e.patient_id
join app.service s on s.tenant_id = e.tenant_id and s.id = e.service_id
left join app.membership m on m.tenant_id = e.tenant_id and m.id = e.professional_id
left join app.user_account u on u.id = m.user_id"""  # noqa: S608
_COLUMNS = """
select e.id, e.patient_id, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names, e.service_id, s.name, s.color,
  e.professional_id, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), e.appointment_id, e.slot_id, e.slot_title,
  e.starts_at, e.minutes, e.status, e.notes, e.cancel_reason, e.photo_count, e.created_at, e.updated_at, e.version"""
ONE = _COLUMNS + _FROM.format(narrowed=" and e.id = %s")


class EncounterRow(NamedTuple):
    """One encounter with the names that belong to it, in the order of _COLUMNS."""

    id: int
    patient_id: int
    patient: str
    service_id: int
    service: str
    color: str
    professional_id: int
    professional: str
    appointment_id: int | None
    slot_id: int | None
    slot_title: str
    starts_at: datetime
    minutes: int
    status: str
    notes: str
    cancel_reason: str
    photo_count: int
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True)
class EncounterFilters:
    """What a list is narrowed by; dates are local and both included."""

    patient_id: int | None = None
    professional_id: int | None = None
    service_id: int | None = None
    appointment_id: int | None = None
    slot_id: int | None = None
    status: EncounterStatus | None = None
    since: date | None = None
    until: date | None = None


def _where(work: Work, filters: EncounterFilters) -> tuple[str, str, list[Any]]:
    """Conditions on the encounter itself, on the joined row, and their values in that order."""
    inner, outer = [], []
    for value, sql, place in (
        (filters.patient_id, "e.patient_id = %s", inner),
        (filters.appointment_id, "e.appointment_id = %s", inner),
        (filters.professional_id, "e.professional_id = %s", outer),
        (filters.service_id, "e.service_id = %s", outer),
        (filters.slot_id, "e.slot_id = %s", outer),
    ):
        if value is not None:
            place.append((sql, safe_id(value)))
    if filters.status is not None:
        outer.append(("e.status = %s", filters.status.value))
    if filters.since is not None:
        outer.append(("e.starts_at >= %s", bounds(filters.since, work.tz)[0]))
    if filters.until is not None:
        outer.append(("e.starts_at < %s", bounds(filters.until, work.tz)[1]))
    narrowed = "".join(f" and {sql}" for sql, _value in inner)
    where = " where " + " and ".join(sql for sql, _value in outer) if outer else ""
    return narrowed, where, [value for _sql, value in (*inner, *outer)]


async def page(work: Work, filters: EncounterFilters, size: int, offset: int) -> tuple[int, list[EncounterRow]]:
    """One page of the encounters, the newest first, and how many there are."""
    narrowed, where, values = _where(work, filters)
    whole = _FROM.format(narrowed=narrowed) + where
    rows, counted = await work.ask(
        (f"{_COLUMNS}{whole} order by e.starts_at desc, e.id desc limit %s offset %s", [*values, size, offset]),
        (f"select count(*){whole}", values),
    )
    return counted[0][0], [EncounterRow(*row) for row in rows]


async def one(work: Work, encounter_id: int) -> EncounterRow:
    """One encounter as it stands now. Raises NotFound."""
    (rows,) = await work.ask((ONE, (safe_id(encounter_id),)))
    if not rows:
        raise NotFound
    return EncounterRow(*rows[0])


async def of_appointment(work: Work, appointment_id: int) -> int | None:
    """The encounter of an appointment, if it was opened."""
    asked = "select id from app.encounter where tenant_id = (select app.tenant()) and appointment_id = %s and is_active"
    (rows,) = await work.ask((asked, (safe_id(appointment_id),)))
    return rows[0][0] if rows else None


async def happenings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Encounters for the timeline, for those who may read them; one with an appointment has its line there already and adds what it is."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    earlier, values = (" where e.starts_at < %s", [patient_id, before, limit]) if before else ("", [patient_id, limit])
    whole = _FROM.format(narrowed=" and e.patient_id = %s")
    (rows,) = await work.ask((f"{_COLUMNS}{whole}{earlier} order by e.starts_at desc limit %s", values))
    found = [EncounterRow(*row) for row in rows]
    return [
        Happening("encounter", row.starts_at, N_("Atención: {name}"), row.service, detail=row.professional,
                  href=f"/patients/{patient_id}/encounters?atencion={row.id}", status=EncounterStatus(row.status).of_appointment)
        for row in found
    ]  # fmt: skip
