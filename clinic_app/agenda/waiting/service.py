"""The waiting list: who waits for what, and what may become of it. Offers of free times: waiting_holds.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlmodel import col, select

from clinic_app.agenda import queries
from clinic_app.agenda.events import TimeFreed
from clinic_app.agenda.hours.service import professional_of
from clinic_app.agenda.waiting.models import HoldState, SlotHold, WaitingEntry, WaitingStatus
from clinic_app.audit import service as audit
from clinic_app.catalog.models import Service
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, read
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.messaging import service as messages
from clinic_app.patients.models import Patient

S = WaitingStatus
LEGAL: dict[WaitingStatus, frozenset[WaitingStatus]] = {
    S.WAITING: frozenset({S.NOTIFIED, S.BOOKED, S.CANCELLED}),
    S.NOTIFIED: frozenset({S.WAITING, S.BOOKED, S.CANCELLED}),
    S.BOOKED: frozenset(),
    S.CANCELLED: frozenset({S.WAITING}),  # it was a slip, or she changed her mind
}
ACTIVE = (S.WAITING, S.NOTIFIED)
LABELS = {S.WAITING: "Esperando", S.NOTIFIED: "Notificado", S.BOOKED: "Agendado", S.CANCELLED: "Cancelado"}
MATCHING_FIELDS = {"service_id", "professional_id", "wanted_from", "wanted_until", "care_type"}  # another of these: another time is meant
LONGEST_LIST = 1000
# the entries first: from the patients' side the list would read all of them
LIST = """
with w as (select * from app.waiting_entry w where tenant_id = %s{asked} order by {active_first}priority desc, created_at, id limit %s)
select w.id, w.patient_id, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names,
  w.service_id, s.name, s.color, w.professional_id, w.wanted_from, w.wanted_until, w.care_type, w.priority, w.notes, w.status,
  w.appointment_id, w.created_at, h.professional_id, h.starts_at, h.ends_at, h.expires_at, h.state
from w
join app.patient p on p.tenant_id = w.tenant_id and p.id = w.patient_id
join app.service s on s.tenant_id = w.tenant_id and s.id = w.service_id
left join lateral (select * from app.slot_hold where tenant_id = w.tenant_id and entry_id = w.id order by id desc limit 1) h on true
order by {active_first}w.priority desc, w.created_at, w.id"""
ACTIVE_FIRST = "w.status not in ('esperando', 'notificado'), "


class Row(NamedTuple):
    """One entry with what a list shows of it, in the order of LIST; the last time that was kept for her comes with it."""

    id: int
    patient_id: int
    patient_name: str
    service_id: int
    service_name: str
    color: str
    professional_id: int | None
    wanted_from: date
    wanted_until: date | None
    care_type: str
    priority: int
    notes: str
    status: WaitingStatus
    appointment_id: int | None
    created_at: datetime
    held_with: int | None
    held_from: datetime | None
    held_until: datetime | None
    expires_at: datetime | None
    held: HoldState | None

    @property
    def is_held(self) -> bool:
        """Whether a time is kept for her now."""
        return self.held == HoldState.OPEN and self.expires_at is not None and self.expires_at > datetime.now(UTC)


def list_query(
    actor: Actor, statuses: Sequence[WaitingStatus] = (), patient_id: int | None = None, entry_id: int | None = None
) -> queries.Query:
    """LIST for these filters; who still waits is read from the index of those."""
    asked, values = "", list[Any]()
    if statuses:  # spelled out: an index of some states serves no parameter
        asked = f" and status in ({', '.join(repr(S(each).value) for each in statuses)})"
    for condition, key in ((" and patient_id = %s", patient_id), (" and id = %s", entry_id)):
        if key is not None:
            asked, values = asked + condition, [*values, queries.safe_id(key)]
    active_first = "" if statuses and set(statuses) <= set(ACTIVE) else ACTIVE_FIRST
    return LIST.format(asked=asked, active_first=active_first), (actor.tenant_id, *values, LONGEST_LIST)


async def entries(actor: Actor, statuses: Sequence[WaitingStatus] = (), patient_id: int | None = None) -> list[Row]:
    """The list, those who still wait first, by urgency and waiting time."""
    (rows,) = await read(actor, list_query(actor, statuses, patient_id))
    return [Row(*row) for row in rows]


async def late(work: Work, patient_ids: Sequence[int]) -> set[int]:
    """Which of these patients are late for something, as the higher domains know it: they come first."""
    asked = sorted(set(patient_ids))
    return set().union(*[await each(work, asked) for each in hooks.OVERDUE]) if asked else set()


async def one(work: Work, entry_id: int) -> Row:
    """One entry as this very transaction sees it. Raises NotFound."""
    (rows,) = await work.ask(list_query(work.actor, entry_id=entry_id))
    if not rows:
        raise NotFound
    return Row(*rows[0])


async def create(work: Work, values: dict[str, Any]) -> WaitingEntry:
    """Put somebody on the list. Raises Invalid for unknown ids and for dates that run backwards."""
    patient = await work.session.get(Patient, (work.actor.tenant_id, queries.safe_id(values["patient_id"])))
    problems = {} if patient is not None and patient.is_active else {"paciente": [missing_key(values["patient_id"])]}
    values = await _known(work, values, problems)
    row = WaitingEntry(**values)
    _check(row)
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "waiting_entry", row.id, {"patient": row.patient_id})
    return row


async def _known(work: Work, values: dict[str, Any], problems: dict[str, list[str]]) -> dict[str, Any]:
    """The values with a service and a professional that are there. Raises Invalid with these problems and its own."""
    if "service_id" in values:
        service = await work.session.get(Service, (work.actor.tenant_id, queries.safe_id(values["service_id"])))
        if service is None or not service.is_active:
            problems["tipo_servicio"] = [missing_key(values["service_id"])]
    if values.get("professional_id") is not None:
        try:
            values = {**values, "professional_id": await professional_of(work, values["professional_id"])}
        except Invalid as error:
            problems |= error.fields or {}
    if problems:
        raise Invalid(problems)
    return values


def _check(row: WaitingEntry) -> None:
    if row.wanted_until is not None and row.wanted_until < row.wanted_from:
        raise Invalid(fecha_hasta="La fecha límite no puede ser anterior a la fecha deseada.")


async def locked(work: Work, entry_id: int) -> WaitingEntry:
    """The entry, for this transaction alone. Raises NotFound."""
    query = select(WaitingEntry).where(WaitingEntry.id == queries.safe_id(entry_id)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def open_hold(work: Work, entry_id: int) -> SlotHold | None:
    """The time that is kept for an entry, also one that just ran out. Ask only with the entry locked."""
    query = select(SlotHold).where(SlotHold.entry_id == entry_id, SlotHold.state == HoldState.OPEN)
    return (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()


async def end_hold(work: Work, row: WaitingEntry, hold: SlotHold, state: HoldState) -> None:
    """The kept time is free for others again; who was told of it waits on."""
    hold.state = state
    if row.status == S.NOTIFIED:
        row.status = S.WAITING
    row.updated_at = datetime.now(UTC)
    await work.session.flush()
    await messages.cancel(work, ("waiting", row.id))  # one that waits for the morning must not promise what is no more
    await audit.record(work, f"hold_{state}", "waiting_entry", row.id, {"patient": row.patient_id})
    work.events.extend(TimeFreed.now_free(hold.professional_id, hold.starts_at, hold.ends_at, hold.place))


async def update(work: Work, entry_id: int, values: dict[str, Any]) -> WaitingEntry:
    """Change an entry; a time that was kept for what she waited for before is given back. Raises NotFound, Invalid, ClinicError."""
    row = await locked(work, entry_id)
    if values.pop("patient_id", row.patient_id) != row.patient_id:
        raise Invalid(paciente="No se puede cambiar el paciente de una espera.")
    after = values.pop("status", None)
    values = await _known(work, values, {})
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    _check(row)
    if changed:
        row.updated_at = datetime.now(UTC)
        await work.session.flush()
        await audit.record(work, "update", "waiting_entry", row.id, {"fields": changed, "patient": row.patient_id})
    if MATCHING_FIELDS.intersection(changed) and (hold := await open_hold(work, row.id)):
        await end_hold(work, row, hold, HoldState.REFUSED)
    if after is not None and after != row.status:  # a client that sends back what it got changes nothing
        await set_status(work, row, after)
    return row


async def set_status(work: Work, row: WaitingEntry, after: WaitingStatus, appointment_id: int | None = None) -> None:
    """Take a locked entry to another state; a kept time is given back. Raises ClinicError (400) with the sentence why not."""
    before = WaitingStatus(row.status)
    if after not in LEGAL[before]:
        raise ClinicError(refusal(before, after))
    if hold := await open_hold(work, row.id):
        await end_hold(work, row, hold, HoldState.REFUSED)
    row.status, row.updated_at = after, datetime.now(UTC)
    row.appointment_id = appointment_id or row.appointment_id
    await work.session.flush()
    await audit.record(work, "status", "waiting_entry", row.id, {"before": before, "after": after, "patient": row.patient_id})


def refusal(before: WaitingStatus, after: WaitingStatus) -> str:
    """The sentence for a change that is not allowed."""
    if before is S.BOOKED:
        return N_("Esta espera ya terminó en una cita.")
    if before == after:
        return N_("La espera ya está en ese estado.")
    return N_("Una espera cancelada solo puede volver a esperar.")


async def cancel(work: Work, entry_id: int) -> None:
    """She waits no more. Raises NotFound, ClinicError."""
    await set_status(work, await locked(work, entry_id), S.CANCELLED)


async def settle(work: Work, patient_id: int, service_id: int, appointment_id: int) -> None:
    """She got an appointment for what she waited for, in another way: she waits for it no more."""
    query = (
        select(WaitingEntry)
        .where(WaitingEntry.patient_id == patient_id, WaitingEntry.service_id == service_id, col(WaitingEntry.status).in_(ACTIVE))
        .order_by(col(WaitingEntry.created_at), col(WaitingEntry.id))
        .limit(1)
        .with_for_update()
    )
    row = (await work.session.execute(query)).scalars().first()
    if row is not None:
        await set_status(work, row, S.BOOKED, appointment_id)
