"""Rules of the agenda: booking, moving, and what becomes of an appointment. When the clinic is open: hours/."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.agenda import availability, events, queries
from clinic_app.agenda.availability import Refusal
from clinic_app.agenda.booking.rules import NO_ROOM as NO_ROOM
from clinic_app.agenda.booking.rules import Booking as Booking
from clinic_app.agenda.booking.rules import Change as Change
from clinic_app.agenda.booking.rules import RoomTaken
from clinic_app.agenda.booking.rules import reach as reach
from clinic_app.agenda.booking.rules import refuse as refuse
from clinic_app.agenda.groups import links as group_links
from clinic_app.agenda.groups.links import LOCK as LOCK
from clinic_app.agenda.groups.links import SlotTaken as SlotTaken
from clinic_app.agenda.hours.service import get_settings as get_settings
from clinic_app.agenda.hours.service import seed as seed  # other domains come in by this door
from clinic_app.agenda.models import Appointment, CareType, Status
from clinic_app.agenda.plans import links as plan_links
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.agenda.transitions import MOVABLE, PENDING, is_legal, refusal
from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_

STALE = "La cita cambió mientras tanto. Vuelve a cargarla y repite el cambio."
STEPS = {  # what an appointment becomes -> the word in the trail, the fact that is told
    Status.SCHEDULED: ("reopen", events.AppointmentReopened),
    Status.CONFIRMED: ("confirm", events.AppointmentConfirmed),
    Status.IN_PROGRESS: ("start", events.AppointmentStarted),
    Status.ATTENDED: ("attend", events.AppointmentAttended),
    Status.NO_SHOW: ("no_show", events.AppointmentMissed),
    Status.CANCELLED: ("cancel", events.AppointmentCancelled),
}


@asynccontextmanager
async def _exclusive(work: Work) -> AsyncIterator[None]:
    """The database has the last word: its exclusion constraints become SlotTaken and RoomTaken."""
    try:
        yield
        await work.session.flush()
    except IntegrityError as error:
        if "ex_appointment_overlap" in str(error.orig):
            raise SlotTaken from error
        if "ex_appointment_room" in str(error.orig):
            raise RoomTaken from error
        group_links.explain(error)
        raise


async def _locked_day(
    work: Work, day: date, service_id: int | None, professional_id: int | None, room_id: int | None, *others: queries.Query
) -> tuple[list[Any], list[list[Any]], list[Any]]:
    """Hold the agendas of the professional and of the room until the end of the transaction, then read the day: one round trip.

    Returns the row of `day_query`, what the others answer, and the rows of the room.
    """
    actor = work.actor
    locks = [(LOCK, (actor.tenant_id, *queries.professional_params(actor, professional_id)))]
    rooms = []
    if room_id is not None:
        locks.append(rooms_time.lock(actor, room_id))
        rooms.append(rooms_time.busy_query(actor, room_id, day, day))
    answers = await work.ask(*locks, queries.day_query(actor, day, service_id, professional_id), *others, *rooms)
    read = answers[len(locks) :]
    return read[0][0], read[1 : 1 + len(others)], read[-1] if rooms else []


async def book(work: Work, wish: Booking) -> queries.Row:
    """Book an appointment. Two people who want the same time at the same moment: one gets it. Asks the driver only (LightWork will do).

    Raises Invalid beside the field (unknown patient, service, professional or room; a date or time that cannot be had), SlotTaken, RoomTaken.
    """
    actor = work.actor
    patient = (queries.PATIENT, (actor.tenant_id, queries.safe_id(wish.patient_id)))
    day, (patients,), rooms = await _locked_day(work, wish.date, wish.service_id, wish.professional_id, wish.room_id, patient)
    if not patients:
        raise Invalid(paciente=missing_key(wish.patient_id))
    facts = queries.day_facts(actor, wish.date, wish.service_id, wish.professional_id, day, moving=wish.beside)
    facts = facts.within(rooms_time.room_times(wish.room_id, rooms, moving=wish.beside)) if wish.room_id is not None else facts
    minutes = facts.service.minutes if facts.service else 0
    hours = reach(facts.hours, wish.horizon)
    refuse(availability.refusal_of_date(hours, wish.date, work.today()), hours)
    refuse(availability.refusal_of_time(hours, facts.day, wish.start, minutes, work.tz, wish.care_type is CareType.HOME), hours)
    if facts.service and facts.service.demands:  # the others need no further question: a booking stays at two messages
        await hooks.check_booking(work, wish.patient_id, wish.service_id, wish.date)
    starts_at = datetime.combine(wish.date, wish.start, work.tz).astimezone(UTC)
    row = queries.fresh_row(patients[0], facts, wish, starts_at)
    noted = audit.note(work, "book", "appointment", row.id, row.patient_id, {"patient": row.patient_id})
    inserted, _ = await work.ask(queries.insertion(actor, row), noted)
    if not inserted:  # the database has the last word: its exclusion constraints
        raise SlotTaken
    work.events.append(events.AppointmentBooked(row.id))
    return row._replace(created_at=inserted[0][0])


async def held(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The appointment, locked. Raises NotFound, Conflict when it is no more the version that the caller saw."""
    query = select(Appointment).where(Appointment.id == queries.safe_id(appointment_id)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Conflict(STALE)
    return row


def _touch(row: Appointment) -> None:
    row.version += 1
    row.updated_at = datetime.now(UTC)


async def change(work: Work, appointment_id: int, wish: Change) -> Appointment:
    """Edit an appointment; another date, time, length, service, professional or room is a move, by the rules of a booking.

    Raises NotFound, Conflict, Invalid, SlotTaken, RoomTaken.
    """
    if wish.moves:
        row = await _move(work, appointment_id, wish)
    else:
        row = await held(work, appointment_id, wish.version)
    edits = {"notes": wish.notes, "care_type": wish.care_type}
    changed = {name: value for name, value in edits.items() if value is not None and getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        _touch(row)
        await audit.record(work, "edit", "appointment", row.id, {"fields": sorted(changed)}, patient_id=row.patient_id)
    await work.session.flush()
    return row


async def _move(work: Work, appointment_id: int, wish: Change) -> Appointment:
    seen = await work.session.execute(select(Appointment).where(Appointment.id == queries.safe_id(appointment_id)))
    row = seen.scalars().first()
    if row is None:
        raise NotFound
    begins = row.starts_at.astimezone(work.tz)
    day, clock = wish.date or begins.date(), wish.start or begins.time()
    professional_id = wish.professional_id or row.professional_id
    service_id = wish.service_id if wish.service_id != row.service_id else None
    room_id = row.room_id if wish.room_id is None else wish.room_id or None
    answer, _, rooms = await _locked_day(work, day, service_id, professional_id, room_id)
    row = await held(work, appointment_id, wish.version)  # only now: whoever held the agenda may have moved it
    facts = queries.day_facts(work.actor, day, service_id, professional_id, answer, moving=(row.id, *wish.beside))
    facts = facts.within(rooms_time.room_times(room_id, rooms, moving=(row.id, *wish.beside))) if room_id else facts
    length = int((row.ends_at - row.starts_at).total_seconds()) // 60
    minutes = wish.minutes or (facts.service.minutes if facts.service else length)
    starts_at = datetime.combine(day, clock, work.tz).astimezone(UTC)
    values = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "professional_id": facts.professional_id,
        "service_id": service_id or row.service_id,
    }
    if all(getattr(row, name) == value for name, value in values.items()):
        await _place(work, row, facts, wish, room_id)
        return row
    facts = replace(facts, hours=reach(facts.hours, wish.horizon))
    _check_move(work, row, facts, day, clock, minutes, wish.care_type or CareType(row.care_type))
    if wish.horizon is None and (day != begins.date() or service_id is not None):  # a series keeps the distances within itself
        await hooks.check_move(work, row.id, row.patient_id, service_id or row.service_id, day)
    work.events.extend(events.TimeFreed.now_free(row.professional_id, row.starts_at, row.ends_at, row.care_type))
    async with _exclusive(work):
        for name, value in {**values, "room_id": room_id}.items():
            setattr(row, name, value)
        row.reminder_sent = False  # it spoke of another time
        _touch(row)
    await audit.record(work, "move", "appointment", row.id, patient_id=row.patient_id)
    work.events.append(events.AppointmentMoved(row.id))
    return row


def _check_move(work: Work, row: Appointment, facts: queries.DayFacts, day: date, clock: time, minutes: int, care: CareType) -> None:
    if row.status not in MOVABLE:
        raise ClinicError("Solo se puede mover una cita programada o confirmada.")
    if row.slot_id is not None:
        raise ClinicError(group_links.NOT_ALONE)
    reason = availability.refusal_of_date(facts.hours, day, work.today())
    if reason is Refusal.PAST_DATE or day != row.starts_at.astimezone(work.tz).date():  # on its own day it may stay
        refuse(reason, facts.hours)
    refuse(availability.refusal_of_time(facts.hours, facts.day, clock, minutes, work.tz, care is CareType.HOME), facts.hours)


async def _place(work: Work, row: Appointment, facts: queries.DayFacts, wish: Change, room_id: int | None) -> None:
    """Another room, or a visit at home, at the time that it already has: only what these ask for is looked at."""
    begins, ends, home = row.starts_at, row.ends_at, wish.care_type is CareType.HOME and row.care_type != CareType.HOME
    if row.slot_id is not None and (home or row.room_id != room_id):
        raise ClinicError(group_links.NOT_ALONE)
    if home and row.status in PENDING and facts.hours.travel and availability.is_taken(facts.hours, facts.day, begins, ends, True):
        raise SlotTaken
    if row.room_id == room_id:
        return
    if row.status not in PENDING:
        raise ClinicError(N_("Solo se cambia el lugar de una cita por atender."))
    if availability.no_room(facts.day, begins, ends):
        raise RoomTaken
    async with _exclusive(work):
        row.room_id = room_id
        _touch(row)
    await audit.record(work, "edit", "appointment", row.id, {"fields": ["room_id"]}, patient_id=row.patient_id)


async def set_status(work: Work, appointment_id: int, after: Status, *, reason: str = "", version: int | None = None) -> Appointment:
    """Take an appointment to another state, if the table of transitions lets it.

    Raises NotFound, Conflict, ClinicError (400) with the sentence why not; SlotTaken when a reopened one finds its time given away.
    """
    if after is Status.ATTENDED:
        await plan_links.hold_plan_of(work, appointment_id)
    if after is Status.SCHEDULED:
        await group_links.check_reopening(work, appointment_id)
    row = await held(work, appointment_id, version)
    before = Status(row.status)
    if not is_legal(before, after):
        raise ClinicError(refusal(before, after))
    now = datetime.now(UTC)
    async with _exclusive(work):
        row.status = after
        if after is Status.IN_PROGRESS:
            row.started_at, row.arrived_at = now, row.arrived_at or now
        if after is Status.CANCELLED:
            row.cancel_reason = reason
        _touch(row)
    if after is Status.ATTENDED:
        await plan_links.attended(work, row.id)
    action, fact = STEPS[after]
    await audit.record(work, action, "appointment", row.id, {"before": before}, patient_id=row.patient_id)
    work.events.append(fact(row.id))
    if after in (Status.CANCELLED, Status.NO_SHOW) and row.slot_id is None:  # the time of a group stays taken
        work.events.extend(events.TimeFreed.now_free(row.professional_id, row.starts_at, row.ends_at, row.care_type))
    return row


async def confirm(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The patient said she comes. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.CONFIRMED, version=version)


async def start(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The attention begins. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.IN_PROGRESS, version=version)


async def attend(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The attention is over. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.ATTENDED, version=version)


async def no_show(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The patient did not come. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.NO_SHOW, version=version)


async def reopen(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """Take back a no-show. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.SCHEDULED, version=version)


async def cancel(work: Work, appointment_id: int, reason: str = "", version: int | None = None) -> Appointment:
    """Give the time back. Raises as `set_status`."""
    return await set_status(work, appointment_id, Status.CANCELLED, reason=reason, version=version)


async def arrive(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
    """The patient is in the waiting room. Raises NotFound, Conflict, ClinicError (400) when she cannot arrive (any more)."""
    row = await held(work, appointment_id, version)
    if row.status not in MOVABLE:
        raise ClinicError("Solo se registra la llegada de una cita programada o confirmada.")
    if row.arrived_at is not None:
        raise ClinicError("La llegada ya fue registrada.")
    row.arrived_at = datetime.now(UTC)
    _touch(row)
    await work.session.flush()
    await audit.record(work, "arrive", "appointment", row.id, patient_id=row.patient_id)
    work.events.append(events.AppointmentArrived(row.id))
    return row
