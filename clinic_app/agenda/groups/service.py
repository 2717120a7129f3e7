"""Places in groups: taken, given back, changed. Who has a place has an appointment of her own, with everything that belongs to it.

Order of locks: group_links.py. Every function here may be repeated without doing its work twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from clinic_app.agenda import queries, service
from clinic_app.agenda.booking.rules import RoomTaken
from clinic_app.agenda.events import AppointmentBooked, AppointmentMoved
from clinic_app.agenda.groups import links as group_links
from clinic_app.agenda.groups.links import CLOSED, TWICE, SlotFull, SlotTaken, lock_agendas
from clinic_app.agenda.groups.models import GroupRequest, GroupSlot, SlotStatus
from clinic_app.agenda.models import Appointment
from clinic_app.agenda.transitions import LIVE, MOVABLE
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.patients.models import Patient

STALE = N_("El grupo cambió mientras tanto. Vuelve a cargarlo y repite el cambio.")
OVER = N_("El grupo ya terminó.")
KEY_USED = N_("La clave de esta solicitud ya se usó para otra.")
FIXED = N_("Solo se cambia de grupo una cita programada o confirmada.")


async def get(work: Work, slot_id: int) -> GroupSlot:
    """One group. Raises NotFound."""
    query = select(GroupSlot).where(GroupSlot.id == queries.safe_id(slot_id)).execution_options(populate_existing=True)
    row = (await work.session.execute(query)).scalars().first()
    if row is None:
        raise NotFound
    return row


async def locked(work: Work, *slot_ids: int) -> list[GroupSlot]:
    """The groups, locked in the order of their ids, with as many taken places as there are now."""
    query = select(GroupSlot).where(col(GroupSlot.id).in_(slot_ids)).order_by(col(GroupSlot.id)).with_for_update()
    found = {row.id: row for row in (await work.session.execute(query.execution_options(populate_existing=True))).scalars()}
    return [found[each] for each in slot_ids]


async def held(work: Work, *slot_ids: int) -> list[GroupSlot]:
    """Hold the agendas of the groups' professionals; who reads on now sees what the last one did. Raises NotFound, Conflict."""
    seen = [await get(work, each) for each in slot_ids]
    agendas = [each.professional_id for each in seen]
    await lock_agendas(work, *agendas)
    rows = [await get(work, each) for each in slot_ids]
    if any(row.professional_id != agenda for row, agenda in zip(rows, agendas, strict=True)):
        raise Conflict(STALE)
    return rows


@asynccontextmanager
async def explained(work: Work) -> AsyncIterator[None]:
    """The database has the last word; this says it in a sentence."""
    try:
        yield
        await work.session.flush()
    except IntegrityError as error:
        if "ex_group_slot_overlap" in str(error.orig):
            raise SlotTaken from error
        if "ex_group_slot_room" in str(error.orig):
            raise RoomTaken from error
        group_links.explain(error)
        raise


async def seats(work: Work, slot_id: int, patient_id: int | None = None, *, lock: bool = False) -> list[Appointment]:
    """The appointments of a group, or of one patient in it, in the order they were made."""
    query = (
        select(Appointment).where(Appointment.slot_id == slot_id).order_by(col(Appointment.id)).execution_options(populate_existing=True)
    )
    if patient_id is not None:
        query = query.where(Appointment.patient_id == queries.safe_id(patient_id))
    return list((await work.session.execute(query.with_for_update() if lock else query)).scalars())


def _live(rows: list[Appointment]) -> Appointment | None:
    return next((row for row in rows if row.status in LIVE), None)


def touch(row: GroupSlot | Appointment) -> None:
    """One more change, by which callers see that what they hold is old."""
    row.version += 1
    row.updated_at = datetime.now(UTC)


async def _asked_before(work: Work, key: str, asked: str) -> tuple[GroupRequest | None, Appointment | None]:
    """The request of a key: a new one, or what came of it before. Raises Conflict for a key that meant something else."""
    if not key:
        return None, None
    claim = "insert into app.group_request (request_key, asked) values (%s, %s) on conflict do nothing returning id"
    (fresh,) = await work.ask((claim, (key, asked)))
    query = select(GroupRequest).where(GroupRequest.request_key == key).execution_options(populate_existing=True)
    request = (await work.session.execute(query)).scalars().one()
    if request.asked != asked:
        raise Conflict(KEY_USED)
    if fresh or request.appointment_id is None:
        return request, None
    return request, await service.held(work, request.appointment_id)


async def reserve(work: Work, slot_id: int, patient_id: int, *, notes: str = "", key: str = "") -> tuple[Appointment, bool]:
    """A place in a group, and whether it is new: who has one already keeps it. With `key` a repeated request does nothing more.

    Raises NotFound, Invalid beside `paciente`, SlotFull, Conflict (cancelled, over, a key that meant something else).
    """
    await held(work, slot_id)
    request, known = await _asked_before(work, key, f"reserve {slot_id} {patient_id}")
    if known is not None:
        return known, False
    row, new = _live(await seats(work, slot_id, patient_id)), False
    if row is None:
        patient = (
            (await work.session.execute(select(Patient).where(Patient.id == queries.safe_id(patient_id), Patient.is_active)))
            .scalars()
            .first()
        )
        if patient is None:
            raise Invalid(paciente=missing_key(patient_id))
        row, new = await _take(work, slot_id, patient.id, notes), True
    if request is not None:
        request.appointment_id = row.id
    await work.session.flush()
    return row, new


async def _take(work: Work, slot_id: int, patient_id: int, notes: str) -> Appointment:
    (slot,) = await locked(work, slot_id)
    _check_open(slot)
    row = Appointment(
        patient_id=patient_id, professional_id=slot.professional_id, service_id=slot.service_id, room_id=slot.room_id, slot_id=slot.id,
        starts_at=slot.starts_at, ends_at=slot.ends_at, care_type=slot.care_type, notes=notes,
    )  # fmt: skip
    async with explained(work):
        work.session.add(row)
    await audit.record(work, "book", "appointment", row.id, {"group": slot.id}, patient_id=patient_id)
    work.events.append(AppointmentBooked(row.id))
    return row


def _check_open(slot: GroupSlot) -> None:
    if slot.status != SlotStatus.OPEN:
        raise Conflict(CLOSED)
    if slot.ends_at <= datetime.now(UTC):
        raise Conflict(OVER)
    if slot.taken >= slot.capacity:
        raise SlotFull


async def release(work: Work, slot_id: int, patient_id: int, *, reason: str = "", key: str = "") -> Appointment:
    """Give a place back, once: who has none any more keeps what she has. Raises NotFound, ClinicError when she was attended already."""
    await held(work, slot_id)
    request, known = await _asked_before(work, key, f"release {slot_id} {patient_id}")
    if known is not None:
        return known
    rows = await seats(work, slot_id, patient_id)
    row = _live(rows)
    if row is not None:
        row = await service.cancel(work, row.id, reason)
    elif rows:
        row = rows[-1]
    else:
        raise NotFound
    if request is not None:
        request.appointment_id = row.id
    await work.session.flush()
    return row


async def change(work: Work, slot_id: int, patient_id: int, to_slot_id: int, *, key: str = "") -> Appointment:
    """From one group to another in one step: no place is lost when the other is full. Raises NotFound, SlotFull, Conflict, ClinicError."""
    await held(work, *dict.fromkeys((slot_id, to_slot_id)))
    request, known = await _asked_before(work, key, f"change {slot_id} {patient_id} {to_slot_id}")
    if known is not None:
        return known
    row, there = _live(await seats(work, slot_id, patient_id, lock=True)), _live(await seats(work, to_slot_id, patient_id))
    if row is None and there is None:
        raise NotFound
    if row is not None and there is not None and row.id != there.id:
        raise Conflict(TWICE)
    if there is None and row is not None:
        await _go(work, row, slot_id, to_slot_id)
    found = there or row
    assert found is not None  # noqa: S101  (one of them, as was just checked)
    if request is not None:
        request.appointment_id = found.id
    await work.session.flush()
    return found


async def _go(work: Work, row: Appointment, slot_id: int, to_slot_id: int) -> None:
    if row.status not in MOVABLE:
        raise ClinicError(FIXED)
    _, there = await locked(work, slot_id, to_slot_id)
    _check_open(there)
    async with explained(work):
        row.slot_id = there.id
        follow(row, there)
    await audit.record(work, "change_group", "appointment", row.id, {"from": slot_id, "to": to_slot_id}, patient_id=row.patient_id)
    work.events.append(AppointmentMoved(row.id))


def follow(row: Appointment, slot: GroupSlot) -> None:
    """An appointment is when, where and with whom its group is."""
    for name in ("starts_at", "ends_at", "professional_id", "service_id", "room_id", "care_type"):
        setattr(row, name, getattr(slot, name))
    row.reminder_sent = False
    touch(row)
