"""Encounters: opened, changed, attended, cancelled. Their time in the agenda: encounter_time.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from clinic_app.agenda import queries
from clinic_app.agenda import service as agenda
from clinic_app.agenda.models import Status
from clinic_app.agenda.transitions import PENDING, PHRASES, is_legal
from clinic_app.audit import service as audit
from clinic_app.catalog import service as catalog
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_, Sentence
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records import requirements
from clinic_app.records.encounters import queries as encounters_queries
from clinic_app.records.encounters import slot_time as encounter_time
from clinic_app.records.encounters.models import Encounter, EncounterStatus

STALE = N_("La atención cambió mientras tanto. Vuelve a cargarla y repite el cambio.")
KEPT = N_("Una atención realizada no se borra.")
ILLEGAL = N_("Una atención {state} no puede pasar a {wanted}.")
S = EncounterStatus


@dataclass(frozen=True)
class Wish:
    """What is to be opened. With an appointment or a place, the rest is what these say; without, `service_id` is needed."""

    patient_id: int
    service_id: int | None = None
    professional_id: int | None = None
    appointment_id: int | None = None
    slot_id: int | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    notes: str = ""


async def held(work: Work, encounter_id: int, version: int | None = None) -> Encounter:
    """The encounter, locked. Raises NotFound, Conflict when it is no more the version that the caller saw."""
    query = select(Encounter).where(Encounter.id == queries.safe_id(encounter_id), col(Encounter.is_active)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Conflict(STALE)
    return row


def _aware(work: Work, moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=work.tz)


async def _professional(work: Work, asked: int | None) -> int:
    """Who was asked for, if she attends patients here; else who acts, else the owner. Raises Invalid."""
    (rows,) = await work.ask((queries.PROFESSIONAL, queries.professional_params(work.actor, asked)))
    if not rows:
        raise Invalid(profesional=missing_key(asked))
    return rows[0][0]


async def _service(work: Work, service_id: int) -> Service:
    try:
        found = await catalog.get(work, queries.safe_id(service_id) or -1)
    except NotFound:
        raise Invalid(servicio=missing_key(service_id)) from None
    if not found.is_active:
        raise Invalid(servicio=missing_key(service_id))
    return found


async def open_encounter(work: Work, wish: Wish) -> tuple[Encounter, bool]:
    """Open an encounter, and whether it is new: an appointment has one at most. What its service requires and is missing goes to `work.told`.

    Raises Invalid beside the field (also for a missing requirement, where the clinic wants that), SlotFull, Conflict.
    """
    work.require(Permission.RECORDS_WRITE)
    try:
        patient = await patients.get(work, queries.safe_id(wish.patient_id) or -1)
    except NotFound:
        raise Invalid(paciente=missing_key(wish.patient_id)) from None
    if not patient.is_active:
        raise Invalid(paciente=missing_key(wish.patient_id))
    taken = await encounter_time.take(work, patient.id, wish.appointment_id, wish.slot_id)
    if taken is not None and (known := await encounters_queries.of_appointment(work, taken.id)) is not None:
        return await held(work, known), False
    if taken is not None:
        row = Encounter(
            patient_id=patient.id, appointment_id=taken.id, service_id=taken.service_id, professional_id=taken.professional_id,
            starts_at=taken.starts_at, minutes=encounter_time.minutes_of(taken), status=S[Status(taken.status).name],
        )  # fmt: skip
    else:
        row = await _alone(work, wish)
    row.notes, row.created_by = wish.notes, work.actor.user_id or None
    day = row.starts_at.astimezone(work.tz).date()
    told = await requirements.check(work, patient.id, row.service_id, day, besides=row.appointment_id or 0, field="servicio")
    work.told.extend(said for said in told if said not in work.told)
    work.session.add(row)
    await encounter_time.once(work)
    await audit.record(work, "create", "encounter", row.id, {"missing": len(told)} if told else None, patient_id=patient.id)
    return row, True


async def _alone(work: Work, wish: Wish) -> Encounter:
    """One without a time of the agenda: now, unless said."""
    if wish.service_id is None:
        raise Invalid(servicio=N_("Elige el servicio."))
    service, now = await _service(work, wish.service_id), datetime.now(UTC)
    starts_at = _aware(work, wish.starts_at) if wish.starts_at else now
    return Encounter(
        patient_id=wish.patient_id, service_id=service.id, professional_id=await _professional(work, wish.professional_id),
        starts_at=starts_at, minutes=wish.minutes or service.duration_minutes, status=S.SCHEDULED if starts_at > now else S.IN_PROGRESS,
    )  # fmt: skip


async def read(work: Work, encounter_id: int) -> encounters_queries.EncounterRow:
    """One encounter for a person who opens it; the trail keeps who did. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    row = await encounters_queries.one(work, encounter_id)
    await audit.record(work, "open", "encounter", row.id, patient_id=row.patient_id)
    return row


async def change(work: Work, encounter_id: int, values: Mapping[str, Any]) -> Encounter:
    """Change what was asked, by attribute (those of Wish, `status`, `cancel_reason`, `version`); its time first, its state last.

    Raises NotFound, Conflict, Invalid beside the field, and whatever the agenda refuses.
    """
    work.require(Permission.RECORDS_WRITE)
    row = await held(work, encounter_id, values.get("version"))
    if values.get("starts_at") is not None:
        values = {**values, "starts_at": _aware(work, values["starts_at"])}
    before = row.model_dump(exclude={"updated_at", "version"})
    place = row.appointment_id, (await encounter_time.appointment_of(work, row) or row).starts_at
    await encounter_time.change_place(work, row, values)
    appointment = await encounter_time.appointment_of(work, row)
    if appointment is not None:
        moved = (row.appointment_id, appointment.starts_at) != place
        await encounter_time.change_fixed(work, appointment, values, chosen=moved)
    else:
        await _change_alone(work, row, values)
    if values.get("notes") is not None:
        row.notes = values["notes"]
    stepped = values.get("status") is not None and await _step(work, row, S(values["status"]), values.get("cancel_reason") or "")
    changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
    if appointment is not None and values.get("minutes") is not None:
        changed.append("minutes")
    await _touch(work, row)
    if [name for name in changed if name not in ("status", "cancel_reason")] or not stepped:
        await audit.record(work, "edit", "encounter", row.id, {"fields": changed}, patient_id=row.patient_id)
    return row


async def _touch(work: Work, row: Encounter) -> None:
    row.version += 1
    row.updated_at = datetime.now(UTC)
    await encounter_time.once(work)


async def _change_alone(work: Work, row: Encounter, values: Mapping[str, Any]) -> None:
    given = {name: values[name] for name in ("starts_at", "minutes", "service_id", "professional_id") if values.get(name) is not None}
    given = {name: value for name, value in given.items() if getattr(row, name) != value}
    if given and row.status in (S.CANCELLED, S.ATTENDED, S.NO_SHOW):
        raise ClinicError(Sentence(N_("Una atención {state} ya no se cambia."), state=_phrase(S(row.status))))
    if "service_id" in given:
        await _service(work, given["service_id"])
    if "professional_id" in given:
        await _professional(work, given["professional_id"])
    for name, value in given.items():
        setattr(row, name, value)


def _phrase(status: EncounterStatus) -> Sentence:
    return Sentence(PHRASES[status.of_appointment])


async def _step(work: Work, row: Encounter, after: EncounterStatus, reason: str) -> bool:
    """Take the encounter, and the appointment with it, to another state; False when it is there already. Raises ClinicError (400)."""
    appointment = await encounter_time.appointment_of(work, row)
    before = S[Status(appointment.status).name] if appointment else S(row.status)
    if appointment is not None and before != after:
        try:
            await agenda.set_status(work, appointment.id, after.of_appointment, reason=reason)
        except ClinicError:  # somebody may have been faster with the very same
            appointment = await encounter_time.appointment_of(work, row)
            if appointment is None or appointment.status != after.of_appointment:
                raise
            before = after
    elif before != after and not is_legal(before.of_appointment, after.of_appointment):
        raise ClinicError(Sentence(ILLEGAL, state=_phrase(before), wanted=_phrase(after)))
    row.status = after
    if before == after:
        return False
    if after is S.CANCELLED:
        row.cancel_reason = reason
    action = {S.CANCELLED: "cancel", S.CONFIRMED: "confirm", S.IN_PROGRESS: "start", S.ATTENDED: "attend", S.NO_SHOW: "no_show"}.get(
        after, "reopen"
    )
    await audit.record(work, action, "encounter", row.id, {"before": before.value}, patient_id=row.patient_id)
    return True


async def cancel(work: Work, encounter_id: int, reason: str = "") -> Encounter:
    """Give its time back, once: asked again it changes nothing. Raises NotFound, ClinicError for one that was attended."""
    work.require(Permission.RECORDS_WRITE)
    row = await held(work, encounter_id)
    if await _step(work, row, S.CANCELLED, reason):
        await _touch(work, row)
    else:
        await work.session.flush()
    return row


async def cancel_anyway(work: Work, encounter_id: int, said: Callable[[], Mapping[str, Any]]) -> tuple[Encounter, dict[str, list[str]]]:
    """Cancel, however wrong the rest of the form is; then take of the rest what can be taken. Returns what could not, by field.

    `said` reads the form and raises Invalid. Raises NotFound, ClinicError for one that was attended.
    """
    problems: dict[str, list[str]] = {}
    values: Mapping[str, Any] = {}
    try:
        values = said()
    except Invalid as wrong:
        problems = wrong.fields or {}
    row = await cancel(work, encounter_id, str(values.get("cancel_reason") or ""))
    rest = {name: value for name, value in values.items() if name not in ("status", "cancel_reason", "version")}
    if rest:
        try:
            async with work.session.begin_nested():
                row = await change(work, encounter_id, rest)
        except ClinicError as refused:
            problems = refused.fields or {"non_field_errors": [refused.sentence]}
            row = await held(work, encounter_id)
    return row, problems


async def remove(work: Work, encounter_id: int) -> None:
    """Take an encounter off the lists, its time given back. Raises NotFound, Conflict for one that was attended."""
    work.require(Permission.RECORDS_WRITE)
    row = await held(work, encounter_id)
    appointment = await encounter_time.appointment_of(work, row)
    status = Status(appointment.status) if appointment else S(row.status).of_appointment
    if status is Status.ATTENDED:
        raise Conflict(KEPT)
    if status in PENDING:
        await _step(work, row, S.CANCELLED, "")
    row.is_active = False
    await _touch(work, row)
    await audit.record(work, "delete", "encounter", row.id, patient_id=row.patient_id)


async def open_for(work: Work, appointment_id: int) -> Encounter:
    """The encounter of an appointment, opened if it is not yet. Raises NotFound and what `open_encounter` raises."""
    appointment = await agenda.held(work, appointment_id)
    return (await open_encounter(work, Wish(appointment.patient_id, appointment_id=appointment.id)))[0]
