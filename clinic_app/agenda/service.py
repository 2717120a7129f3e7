"""Rules of the agenda: booking, moving, and what becomes of an appointment. When the clinic is open: hours.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.agenda import availability, plan_links, queries
from clinic_app.agenda.availability import Hours, Refusal
from clinic_app.agenda.events import (
    AppointmentArrived,
    AppointmentAttended,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReopened,
    AppointmentStarted,
    TimeFreed,
)
from clinic_app.agenda.hours import get_settings as get_settings
from clinic_app.agenda.hours import seed as seed  # other domains come in by this door
from clinic_app.agenda.models import Appointment, CareType, Status
from clinic_app.agenda.transitions import MOVABLE, is_legal, refusal
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key

STALE = "La cita cambió mientras tanto. Vuelve a cargarla y repite el cambio."
# one booking at a time for each professional: without it, colliding inserts wait for each other until PostgreSQL kills one
LOCK = f"select pg_advisory_xact_lock(hashtextextended('agenda:' || %s::text || ':' || ({queries.PROFESSIONAL})::text, 0))"
STEPS = {  # what an appointment becomes -> the word in the trail, the fact that is told
    Status.SCHEDULED: ("reopen", AppointmentReopened),
    Status.CONFIRMED: ("confirm", AppointmentConfirmed),
    Status.IN_PROGRESS: ("start", AppointmentStarted),
    Status.ATTENDED: ("attend", AppointmentAttended),
    Status.NO_SHOW: ("no_show", AppointmentMissed),
    Status.CANCELLED: ("cancel", AppointmentCancelled),
}
REFUSALS = {
    Refusal.PAST_DATE: ("fecha", "No se pueden agendar citas en fechas pasadas."),
    Refusal.SAME_DAY: ("fecha", "No se permiten citas para el mismo día."),
    Refusal.TOO_FAR: ("fecha", "Solo se puede agendar con hasta {horizon} días de anticipación."),
    Refusal.DAY_OFF: ("fecha", "El consultorio no atiende ese día."),
    Refusal.NO_SUCH_TIME: ("hora_inicio", "Esa hora no existe ese día por el cambio de horario."),
    Refusal.OUTSIDE_HOURS: ("hora_inicio", "La cita no entra en el horario de atención."),
    Refusal.CLOSED: ("hora_inicio", "El horario está bloqueado en la agenda."),
}


class SlotTaken(Invalid):
    def __init__(self) -> None:
        super().__init__(hora_inicio="El horario seleccionado no está disponible.")


@dataclass(frozen=True)
class Booking:
    """Who comes when for what; date and time are the clinic's wall clock."""

    patient_id: int
    service_id: int
    date: date
    start: time
    care_type: CareType = CareType.CLINIC
    notes: str = ""
    professional_id: int | None = None


@dataclass(frozen=True)
class Change:
    """What is to change of an appointment; None leaves as it is. `version`: the one the caller saw, to notice others' changes."""

    date: date | None = None
    start: time | None = None
    professional_id: int | None = None
    service_id: int | None = None
    minutes: int | None = None
    notes: str | None = None
    care_type: CareType | None = None
    version: int | None = None

    @property
    def moves(self) -> bool:
        return any(value is not None for value in (self.date, self.start, self.professional_id, self.service_id, self.minutes))


def _refuse(reason: Refusal | None, hours: Hours) -> None:
    if reason is Refusal.TAKEN:
        raise SlotTaken
    if reason is not None:
        name, sentence = REFUSALS[reason]
        raise Invalid({name: [sentence.format(horizon=hours.horizon)]})


@asynccontextmanager
async def _exclusive(work: Work) -> AsyncIterator[None]:
    """The database has the last word: its exclusion constraint becomes SlotTaken."""
    try:
        yield
        await work.session.flush()
    except IntegrityError as error:
        if "ex_appointment_overlap" in str(error.orig):
            raise SlotTaken from error
        raise


async def _locked_day(
    work: Work, day: date, service_id: int | None, professional_id: int | None, *others: queries.Query
) -> list[list[Any]]:
    """Hold the professional's agenda until the end of the transaction, then read the day: one round trip."""
    actor = work.actor
    lock = (LOCK, (actor.tenant_id, *queries.professional_params(actor, professional_id)))
    return (await work.ask(lock, queries.day_query(actor, day, service_id, professional_id), *others))[1:]


async def book(work: Work, wish: Booking) -> queries.Row:
    """Book an appointment. Two people who want the same time at the same moment: one gets it. Asks the driver only (LightWork will do).

    Raises Invalid beside the field (unknown patient, service or professional; a date or time that cannot be had), SlotTaken.
    """
    actor = work.actor
    patient = (queries.PATIENT, (actor.tenant_id, queries.safe_id(wish.patient_id)))
    (day,), patients = await _locked_day(work, wish.date, wish.service_id, wish.professional_id, patient)
    if not patients:
        raise Invalid(paciente=missing_key(wish.patient_id))
    facts = queries.day_facts(actor, wish.date, wish.service_id, wish.professional_id, day)
    minutes = facts.service.minutes if facts.service else 0
    _refuse(availability.refusal_of_date(facts.hours, wish.date, work.today()), facts.hours)
    _refuse(availability.refusal_of_time(facts.hours, facts.day, wish.start, minutes, work.tz), facts.hours)
    starts_at = datetime.combine(wish.date, wish.start, work.tz).astimezone(UTC)
    row = queries.fresh_row(patients[0], facts, wish, starts_at)
    noted = audit.note(work, "book", "appointment", row.id, row.patient_id, {"patient": row.patient_id})
    inserted, _ = await work.ask(queries.insertion(actor, row), noted)
    if not inserted:  # the database has the last word: its exclusion constraint
        raise SlotTaken
    work.events.append(AppointmentBooked(row.id))
    return row._replace(created_at=inserted[0][0])


async def _held(work: Work, appointment_id: int, version: int | None = None) -> Appointment:
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
    """Edit an appointment; another date, time, length, service or professional is a move, by the rules of a booking.

    Raises NotFound, Conflict, Invalid, SlotTaken.
    """
    if wish.moves:
        row = await _move(work, appointment_id, wish)
    else:
        row = await _held(work, appointment_id, wish.version)
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
    ((answer,),) = await _locked_day(work, day, service_id, professional_id)
    row = await _held(work, appointment_id, wish.version)  # only now: whoever held the agenda may have moved it
    facts = queries.day_facts(work.actor, day, service_id, professional_id, answer, moving=row.id)
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
        return row
    _check_move(work, row, facts, day, clock, minutes)
    work.events.extend(TimeFreed.now_free(row.professional_id, row.starts_at, row.ends_at, row.care_type))
    async with _exclusive(work):
        for name, value in values.items():
            setattr(row, name, value)
        row.reminder_sent = False  # it spoke of another time
        _touch(row)
    await audit.record(work, "move", "appointment", row.id, patient_id=row.patient_id)
    work.events.append(AppointmentMoved(row.id))
    return row


def _check_move(work: Work, row: Appointment, facts: queries.DayFacts, day: date, clock: time, minutes: int) -> None:
    if row.status not in MOVABLE:
        raise ClinicError("Solo se puede mover una cita programada o confirmada.")
    reason = availability.refusal_of_date(facts.hours, day, work.today())
    if reason is Refusal.PAST_DATE or day != row.starts_at.astimezone(work.tz).date():  # on its own day it may stay
        _refuse(reason, facts.hours)
    _refuse(availability.refusal_of_time(facts.hours, facts.day, clock, minutes, work.tz), facts.hours)


async def set_status(work: Work, appointment_id: int, after: Status, *, reason: str = "", version: int | None = None) -> Appointment:
    """Take an appointment to another state, if the table of transitions lets it.

    Raises NotFound, Conflict, ClinicError (400) with the sentence why not; SlotTaken when a reopened one finds its time given away.
    """
    if after is Status.ATTENDED:
        await plan_links.hold_plan_of(work, appointment_id)
    row = await _held(work, appointment_id, version)
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
    if after in (Status.CANCELLED, Status.NO_SHOW):
        work.events.extend(TimeFreed.now_free(row.professional_id, row.starts_at, row.ends_at, row.care_type))
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
    row = await _held(work, appointment_id, version)
    if row.status not in MOVABLE:
        raise ClinicError("Solo se registra la llegada de una cita programada o confirmada.")
    if row.arrived_at is not None:
        raise ClinicError("La llegada ya fue registrada.")
    row.arrived_at = datetime.now(UTC)
    _touch(row)
    await work.session.flush()
    await audit.record(work, "arrive", "appointment", row.id, patient_id=row.patient_id)
    work.events.append(AppointmentArrived(row.id))
    return row
