"""The time of an encounter: an appointment or a place in a group that it takes, changes and gives back.

Order of locks: the encounter first, then what the agenda locks (agenda/groups/links.py); the agenda itself never locks an encounter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.agenda import queries
from clinic_app.agenda import service as agenda
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.models import Appointment, Status
from clinic_app.agenda.transitions import LIVE, MOVABLE, PENDING
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.records.encounters.models import Encounter, EncounterStatus

ONE_TIME = N_("Elige una cita o un cupo de grupo, no los dos.")
USED = N_("Esa cita ya tiene su atención.")
GONE = N_("Esa cita ya no está en pie.")
FIXED = N_("Solo se cambia de cita o de cupo una atención programada o confirmada.")
LOCKED = N_("Lo fija la cita o el cupo. Quítalo para cambiarlo.")
GROUP_LENGTH = N_("La duración es la del grupo.")
CHANGED_TIME = N_("La atención pasó a otra hora")
PLACES = ("appointment_id", "slot_id")
WIRE = {"starts_at": "fecha_hora", "service_id": "servicio", "professional_id": "profesional", "minutes": "duracion_minutos"}


async def appointment_of(work: Work, row: Encounter) -> Appointment | None:
    """The appointment of an encounter as it stands now, not locked."""
    if row.appointment_id is None:
        return None
    query = select(Appointment).where(Appointment.id == row.appointment_id).execution_options(populate_existing=True)
    return (await work.session.execute(query)).scalars().first()


async def take(work: Work, patient_id: int, appointment_id: int | None, slot_id: int | None) -> Appointment | None:
    """The appointment that was chosen, locked, or a new place in a group. Raises Invalid beside `cita` or `cupo`, SlotFull, Conflict."""
    if appointment_id is not None and slot_id is not None:
        raise Invalid(cupo=ONE_TIME)
    if slot_id is not None:
        try:
            return (await groups.reserve(work, queries.safe_id(slot_id) or -1, patient_id))[0]
        except NotFound:
            raise Invalid(cupo=missing_key(slot_id)) from None
    if appointment_id is None:
        return None
    try:
        found = await agenda.held(work, appointment_id)
    except NotFound:
        raise Invalid(cita=missing_key(appointment_id)) from None
    if found.patient_id != patient_id:
        raise Invalid(cita=missing_key(appointment_id))
    if found.status not in LIVE:
        raise Invalid(cita=GONE)
    return found


async def give_back(work: Work, appointment: Appointment | None) -> None:
    """Free a time that is still ahead; one that was attended, missed or cancelled stays what it is."""
    if appointment is not None and appointment.status in PENDING:
        await agenda.cancel(work, appointment.id, CHANGED_TIME)


async def _other(work: Work, row: Encounter, old: Appointment | None, values: Mapping[str, Any]) -> Appointment | None:
    """Take the new time, then free the old one; from group to group the place itself moves."""
    slot_id = values.get("slot_id")
    if slot_id is None or old is None or old.slot_id is None or old.status not in LIVE:
        new = await take(work, row.patient_id, values.get("appointment_id"), slot_id)
        if old is not None and (new is None or new.id != old.id):
            await give_back(work, old)
        return new
    try:
        return await groups.change(work, old.slot_id, row.patient_id, queries.safe_id(slot_id) or -1)
    except NotFound:
        raise Invalid(cupo=missing_key(slot_id)) from None


def _same(old: Appointment | None, values: Mapping[str, Any]) -> bool:
    """Whether what was asked is what it has: a form sends all that it shows."""
    if old is None:
        return not any(values.get(name) for name in PLACES)
    if values.get("slot_id") is not None and values["slot_id"] != old.slot_id:
        return False
    if values.get("appointment_id") is not None and values["appointment_id"] != old.id:
        return False
    asked = [values[name] for name in PLACES if name in values]
    cleared = all(value is None for value in asked) and ("slot_id" in values if old.slot_id else "appointment_id" in values)
    return not cleared


async def change_place(work: Work, row: Encounter, values: Mapping[str, Any]) -> None:
    """Another appointment, another place or none, in the one transaction: the old time is free and the new one taken, or neither.

    Raises Invalid, Conflict, SlotFull, ClinicError (400) for an encounter that began or is over.
    """
    old = await appointment_of(work, row)
    if not any(name in values for name in PLACES) or _same(old, values):
        return
    if values.get("slot_id") is not None and values.get("appointment_id") not in (None, old and old.id):
        raise Invalid(cupo=ONE_TIME)
    wanted = {"slot_id": values["slot_id"]} if values.get("slot_id") is not None else {"appointment_id": values.get("appointment_id")}
    if old is not None and values.get("appointment_id") == old.id:
        wanted = {"slot_id": values.get("slot_id")}
    status = Status(old.status) if old else EncounterStatus(row.status).of_appointment
    if status not in (*MOVABLE, Status.NO_SHOW):
        raise ClinicError(FIXED)
    new = await _other(work, row, old, wanted)
    if new is None and old is not None:  # it keeps what the appointment said last, and its date can be written again
        row.service_id, row.professional_id, row.starts_at = old.service_id, old.professional_id, old.starts_at
        row.minutes, row.status = minutes_of(old), EncounterStatus.SCHEDULED
    row.appointment_id = new.id if new else None
    if new is not None:
        row.starts_at, row.status = new.starts_at, EncounterStatus[Status(new.status).name]
    await once(work)


async def once(work: Work) -> None:
    """Write; the database knows whether the appointment has an encounter already. Raises Conflict."""
    try:
        await work.session.flush()
    except IntegrityError as error:
        if "uq_encounter_appointment" in str(error.orig):
            raise Conflict(USED) from error
        raise


def minutes_of(appointment: Appointment) -> int:
    """How long an appointment lasts."""
    return int((appointment.ends_at - appointment.starts_at).total_seconds()) // 60


async def change_fixed(work: Work, appointment: Appointment, values: Mapping[str, Any], *, chosen: bool) -> None:
    """Of an encounter with an appointment only the length can be changed, in the agenda; `chosen`: the time was chosen just now and fills the rest.

    Raises Invalid beside the field, SlotTaken and whatever the agenda refuses.
    """
    problems = {}
    for name in ("starts_at", "service_id", "professional_id"):
        value = values.get(name)
        if value is not None and value != getattr(appointment, name) and not chosen:
            problems[WIRE[name]] = [LOCKED]
    minutes = values.get("minutes")
    other = minutes is not None and minutes != minutes_of(appointment)
    if other and appointment.slot_id is not None and not chosen:
        problems[WIRE["minutes"]] = [GROUP_LENGTH]
    if problems:
        raise Invalid(problems)
    if other and appointment.slot_id is None:
        await agenda.change(work, appointment.id, agenda.Change(minutes=minutes))
