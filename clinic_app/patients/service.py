"""Rules of patients; the only door for other domains. Bodies come under the names of the documented API (inputs.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.patients import inputs, queries
from clinic_app.patients.age import age_on, age_text
from clinic_app.patients.at_hand import PickerRow, favourites, note_opening, recents
from clinic_app.patients.events import PatientAdded
from clinic_app.patients.identity import shown_number
from clinic_app.patients.models import Guardian, Patient, full_name
from clinic_app.patients.queries import Filters, ListRow, Page
from clinic_app.subscriptions import service as subscriptions
from clinic_app.subscriptions.plans import Feature

__all__ = ["Filters", "ListRow", "Page", "PickerRow", "Record", "favourites", "recents"]
UNIQUE_DOCUMENT = "uq_patient_document"
MERGED = "Este paciente se fusionó con otro. Abre la ficha que quedó, o deshaz la fusión."
LONGEST_REASON = 500


@dataclass(frozen=True)
class Record:
    """A patient with those who answer for her, the principal first. `country` is how telephones are shown."""

    patient: Patient
    guardians: Sequence[Guardian]
    country: str


async def page(actor: Actor, filters: Filters, size: int, offset: int, *, tagged: bool = False) -> Page:
    """One page of the list, in alphabetical order; with the tags of each if wished."""
    actor.require(Permission.PATIENTS_READ)
    return await queries.page(actor, filters, min(size, queries.MAX_PAGE_SIZE), offset, tagged=tagged)


async def for_picker(actor: Actor, words: str, limit: int = 8) -> list[PickerRow]:
    """The first active patients whose name, document or telephone holds every word."""
    found, today = await page(actor, Filters(search=words), limit, 0), actor.today()
    return [
        PickerRow(
            row.id,
            full_name(row.first_surname, row.second_surname, row.given_names),
            shown_number(row.document_type, row.document_number),
            age_text(age_on(row.birth_date, today)),
        )
        for row in found.rows
    ]


async def stats(work: Work) -> dict[str, Any]:
    """Counts by sex and age of the active patients."""
    work.require(Permission.PATIENTS_READ)
    return await queries.stats(work)


async def country(work: Work) -> str:
    """The clinic's country: how telephone numbers are read and shown."""
    return (await work.session.execute(text("select country from app.clinic where id = app.tenant()"))).scalar() or "PE"


async def get(work: Work, patient_id: int, *, lock: bool = False) -> Patient:
    """A patient of this clinic, archived ones too. Raises NotFound, also for another clinic's."""
    work.require(Permission.PATIENTS_READ)
    query = select(Patient).where(Patient.id == patient_id)
    found = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if found is None:
        raise NotFound
    if lock and found.merged_into:  # whoever still writes to her must know where she is now
        raise Conflict(MERGED)
    return found


async def guardians(work: Work, patient_id: int) -> Sequence[Guardian]:
    """Those who answer for a patient, the principal first. Raises NotFound."""
    await get(work, patient_id)
    return await _guardians(work, patient_id)


async def open_record(work: Work, patient_id: int) -> Record:
    """Look at a patient's record; that she was looked at is kept in the trail. Raises NotFound."""
    patient = await get(work, patient_id)
    await audit.record(work, "open", "patient", patient.id)
    await note_opening(work, patient.id)
    return await record_of(work, patient)


async def record_of(work: Work, patient: Patient) -> Record:
    """The rest of a record, for a patient that this work has already loaded."""
    return Record(patient, await _guardians(work, patient.id), await country(work))


async def create(work: Work, body: Mapping[str, Any] | Any) -> Patient:
    """Add a patient. Raises Invalid (also for a document that the clinic already has), LimitReached, PaymentRequired."""
    work.require(Permission.PATIENTS_WRITE)
    columns = inputs.whole(inputs.PatientIn, body, today=work.today(), country=await country(work))
    await subscriptions.require(work, Feature.MAX_PATIENTS)
    patient = Patient(**columns)
    async with one_document_each(work):
        work.session.add(patient)
        await work.session.flush()
    await work.session.refresh(patient)
    await audit.record(work, "create", "patient", patient.id)
    work.events.append(PatientAdded(patient.id))
    return patient


async def update(work: Work, patient_id: int, body: Mapping[str, Any] | Any) -> Patient:
    """Change the fields that the body names. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    patient = await get(work, patient_id, lock=True)
    named = inputs.changes(inputs.PatientIn, body, patient, today=work.today(), country=await country(work))
    return await _write(work, patient, named)


async def replace(work: Work, patient_id: int, body: Mapping[str, Any] | Any) -> Patient:
    """Write the whole form: what the body leaves empty becomes empty. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    patient = await get(work, patient_id, lock=True)
    columns = inputs.whole(inputs.PatientIn, body, today=work.today(), country=await country(work), current=patient)
    return await _write(work, patient, columns)


async def coming(work: Work, patient_id: int) -> int:
    """How many appointments (or whatever higher domains know) are still to come for a patient."""
    work.require(Permission.PATIENTS_READ)
    return sum([await count(work, patient_id) for count in hooks.COMING])


async def archive(work: Work, patient_id: int, cancel_reason: str | None = None) -> int:
    """Take a patient off the lists; nothing is lost. With a reason, what is still to come for her is cancelled too; says how much. Raises NotFound."""
    work.require(Permission.PATIENTS_WRITE)
    patient, cancelled = await get(work, patient_id, lock=True), 0
    if cancel_reason is not None:
        cancelled = sum([await cancel(work, patient_id, cancel_reason.strip()[:LONGEST_REASON]) for cancel in hooks.CANCEL_COMING])
    if patient.is_active:
        await _write(work, patient, {"is_active": False}, "archive")
    return cancelled


async def restore(work: Work, patient_id: int) -> Patient:
    """Put an archived patient back on the lists. Raises NotFound, Invalid (her document is used by another now), LimitReached."""
    work.require(Permission.PATIENTS_WRITE)
    patient = await get(work, patient_id, lock=True)
    if not patient.is_active:
        await subscriptions.require(work, Feature.MAX_PATIENTS)
        await _write(work, patient, {"is_active": True}, "restore")
    return patient


async def guardian(work: Work, patient_id: int, guardian_id: int) -> Guardian:
    """One guardian of a patient. Raises NotFound."""
    work.require(Permission.PATIENTS_READ)
    found = (
        (await work.session.execute(select(Guardian).where(Guardian.patient_id == patient_id, Guardian.id == guardian_id)))
        .scalars()
        .first()
    )
    if found is None:
        raise NotFound
    return found


async def add_guardian(work: Work, patient_id: int, body: Mapping[str, Any] | Any) -> Guardian:
    """Add a guardian; the first one is the principal. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    await get(work, patient_id, lock=True)
    columns = inputs.whole(inputs.GuardianIn, body, today=work.today(), country=await country(work))
    added = Guardian(patient_id=patient_id, **{**columns, "is_principal": False})
    work.session.add(added)
    await work.session.flush()
    await work.session.refresh(added)
    await settle_principal(work, patient_id, chosen=added if columns["is_principal"] else None)
    await audit.record(work, "create", "guardian", added.id, {"patient": patient_id})
    return added


async def update_guardian(work: Work, patient_id: int, guardian_id: int, body: Mapping[str, Any] | Any, *, full: bool = False) -> Guardian:
    """Change the fields that the body names, or with `full` all of them. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    await get(work, patient_id, lock=True)
    row = await guardian(work, patient_id, guardian_id)
    context = {"today": work.today(), "country": await country(work)}
    named = (
        inputs.whole(inputs.GuardianIn, body, **context, current=row) if full else inputs.changes(inputs.GuardianIn, body, row, **context)
    )
    principal = named.pop("is_principal", None)
    changed = _assign(row, named)
    if principal is not None and principal != row.is_principal:
        changed.append("is_principal")
        await settle_principal(work, patient_id, chosen=row if principal else None, unwanted=None if principal else row)
    await work.session.flush()
    await audit.record(work, "update", "guardian", row.id, {"patient": patient_id, "fields": changed})
    return row


async def remove_guardian(work: Work, patient_id: int, guardian_id: int) -> None:
    """Remove a guardian; when she was the principal, the one known longest follows. Raises NotFound."""
    work.require(Permission.PATIENTS_WRITE)
    await get(work, patient_id, lock=True)
    await work.session.delete(await guardian(work, patient_id, guardian_id))
    await work.session.flush()
    await settle_principal(work, patient_id)
    await audit.record(work, "delete", "guardian", guardian_id, {"patient": patient_id})


async def _guardians(work: Work, patient_id: int) -> Sequence[Guardian]:
    query = select(Guardian).where(Guardian.patient_id == patient_id).order_by(col(Guardian.is_principal).desc(), col(Guardian.id))
    return (await work.session.execute(query)).scalars().all()


async def settle_principal(work: Work, patient_id: int, *, chosen: Guardian | None = None, unwanted: Guardian | None = None) -> None:
    """Exactly one principal as long as there is a guardian. The patient's row is locked by the caller, so two cannot choose at once."""
    everyone = sorted(await _guardians(work, patient_id), key=lambda one: one.id)
    willing = [one for one in everyone if one is not unwanted] or everyone
    principal = chosen or next((one for one in willing if one.is_principal), willing[0] if willing else None)
    for one in everyone:
        if one.is_principal and one is not principal:
            one.is_principal = False
    await work.session.flush()  # the unique index sees the old one go before the new one comes
    if principal:
        principal.is_principal = True
        await work.session.flush()


def _assign(row: Patient | Guardian, columns: Mapping[str, Any]) -> list[str]:
    """Set what differs; returns the names of the changed columns."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return changed


async def _write(work: Work, patient: Patient, columns: Mapping[str, Any], action: str = "update") -> Patient:
    async with one_document_each(work):
        changed = _assign(patient, columns)
        if changed:
            patient.updated_at = datetime.now(UTC)
        await work.session.flush()
    if changed:
        await audit.record(work, action, "patient", patient.id, {"fields": changed})
    return patient


@asynccontextmanager
async def one_document_each(work: Work) -> AsyncIterator[None]:
    """The unique index decides, so that two who save at once cannot both win; the transaction lives on after the refusal."""
    try:
        async with work.session.begin_nested():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", "") == UNIQUE_DOCUMENT:
            raise Invalid(numero_documento="Ya existe un paciente con este documento.") from None
        raise
