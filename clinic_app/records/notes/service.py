"""Rules of SOAPIE notes: a note is signed when it is made. What is signed never changes: a correction is a new version or an addendum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from clinic_app.access import service as access
from clinic_app.agenda import queries as agenda
from clinic_app.audit import service as audit
from clinic_app.clinics import service as clinics
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient
from clinic_app.records.history import service as history
from clinic_app.records.notes import addenda as note_addenda
from clinic_app.records.notes import diagnoses as note_diagnoses
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes.models import SECTIONS, VITALS, Note, NoteAddendum, NoteDraft, NoteVersion
from clinic_app.records.notes.queries import NoteRow
from clinic_app.records.notes.vitals import impossible

FUTURE = N_("La fecha de la nota no puede estar en el futuro.")
BEFORE_BIRTH = N_("La fecha de la nota es anterior al nacimiento.")
EMPTY = N_("La nota está vacía. Escribe al menos una sección o un signo vital.")
NOT_HERS = N_("Esa cita es de otro paciente.")
VOID = N_("La nota está anulada. Ya no se puede cambiar.")
CLOCKS_APART = timedelta(minutes=2)  # a browser's clock may be ahead of ours by as much
CONTENT = ("appointment_id", "at", "zone_minutes", *SECTIONS, *VITALS, "icd10", "nursing")


async def must_exist(work: Work, patient_id: int) -> None:
    """Raises NotFound when there is no such patient here: before anything is said about what was sent."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)


async def listed(work: Work, patient_id: int, *, voided: bool = False) -> list[NoteRow]:
    """The notes of a patient, newest first. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    return await notes_queries.of_patient(work, patient_id, voided=voided)


async def get(work: Work, patient_id: int, note_id: int) -> NoteRow:
    """One note; that it was opened is kept in the trail. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    found = await notes_queries.one(work, patient_id, note_id)
    await audit.record(work, "open", "clinical_note", note_id, patient_id=patient_id)
    return found


async def history_of(work: Work, patient_id: int, note_id: int) -> tuple[Sequence[NoteVersion], Sequence[NoteAddendum]]:
    """Every version of a note, newest first, and its addenda. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await notes_queries.one(work, patient_id, note_id)
    return await notes_queries.versions(work, note_id), await notes_queries.addenda(work, note_id)


async def sign(work: Work, patient_id: int, values: Mapping[str, Any], *, token: UUID | None = None) -> Note:
    """Make a note and sign it, both at once. With the `token` of a draft a second call finds the note that the first one made.

    `values`: what NOTE_RULES of notes_wire read. Raises NotFound; Invalid for a date in the future, impossible vital signs,
    another patient's appointment, unknown diagnoses, a note without content.
    """
    work.require(Permission.RECORDS_WRITE)
    patient = await patients.get(work, patient_id, lock=True)
    if token and (made := await notes_queries.by_token(work, token)):
        return made
    given = dict(values)
    given.setdefault("at", datetime.now(work.tz).replace(second=0, microsecond=0, tzinfo=None))
    content = await _checked(work, patient, given, {})
    if await history.find(work, patient.id) is None:
        await history.open_history(work, patient.id, {})  # a note belongs to a history: whoever has none gets one
    author = await access.me(work)
    note = Note(patient_id=patient.id, author_id=author.id, author_name=author.full_name, author_license=author.license_number, token=token)
    work.session.add(note)
    await work.session.flush()
    await _add_version(work, note, content, author.full_name, "", {})
    if token:
        draft = (
            (await work.session.execute(select(NoteDraft).where(NoteDraft.token == token, NoteDraft.author_id == author.id)))
            .scalars()
            .first()
        )
        if draft is not None:
            await work.session.delete(draft)
    await work.session.flush()
    await work.session.refresh(note)
    await audit.record(work, "sign", "clinical_note", note.id, {"appointment": content["appointment_id"]}, patient_id=patient.id)
    return note


async def correct(work: Work, patient_id: int, note_id: int, values: Mapping[str, Any]) -> NoteRow:
    """A new version of a signed note with these values in place of the old ones; the old version is kept, with its author.

    Raises NotFound, Conflict for a void note, Invalid as `sign` does. Values that change nothing make no version.
    """
    work.require(Permission.RECORDS_WRITE)
    patient = await patients.get(work, patient_id)
    note = await _held(work, patient_id, note_id)
    before = (await notes_queries.versions(work, note_id))[0]
    old = {name: getattr(before, name) for name in CONTENT}
    given = dict(values)
    reason = given.pop("reason", "")
    content = await _checked(work, patient, given, old)
    if content == old:
        return await notes_queries.one(work, patient_id, note_id)
    author = await access.me(work)
    note.version, note.updated_at = note.version + 1, datetime.now(UTC)
    await _add_version(work, note, content, author.full_name, reason, old)
    await work.session.flush()
    fields = sorted(name for name in CONTENT if content[name] != old[name])
    await audit.record(work, "correct", "clinical_note", note_id, {"fields": fields, "version": note.version}, patient_id=patient_id)
    return await notes_queries.one(work, patient_id, note_id)


async def add_addendum(work: Work, patient_id: int, note_id: int, text: str) -> NoteAddendum:
    """Add a signed text to a note. Raises NotFound, Conflict for a void note."""
    work.require(Permission.RECORDS_WRITE)
    note = await _held(work, patient_id, note_id)
    author = await access.me(work)
    added = NoteAddendum(
        note_id=note.id, text=text, author_id=author.id, author_name=author.full_name, author_license=author.license_number
    )
    work.session.add(added)
    note.updated_at = datetime.now(UTC)
    await work.session.flush()
    await work.session.refresh(added)
    await note_addenda.forget(work, note.id)
    await audit.record(work, "addendum", "clinical_note", note_id, patient_id=patient_id)
    return added


async def void(work: Work, patient_id: int, note_id: int, reason: str = "") -> Note:
    """Declare a note void: it leaves the lists, and what it said is kept. A void note stays as it is. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    note = await _held(work, patient_id, note_id, void_too=True)
    if note.voided_at is None:
        note.voided_at, note.voided_by, note.void_reason = datetime.now(UTC), work.actor.user_id, reason
        await work.session.flush()
        await audit.record(work, "void", "clinical_note", note_id, patient_id=patient_id)
    return note


async def _held(work: Work, patient_id: int, note_id: int, *, void_too: bool = False) -> Note:
    query = select(Note).where(Note.id == note_id, Note.patient_id == patient_id).with_for_update()
    found = (await work.session.execute(query)).scalars().first()
    if found is None:
        raise NotFound
    if found.voided_at is not None and not void_too:
        raise Conflict(VOID)
    return found


async def _add_version(
    work: Work, note: Note, content: Mapping[str, Any], author_name: str, reason: str, before: Mapping[str, Any]
) -> None:
    work.session.add(
        NoteVersion(note_id=note.id, number=note.version, author_id=work.actor.user_id, author_name=author_name, reason=reason, **content)
    )
    await note_diagnoses.count_use(work, content, before)


async def _checked(work: Work, patient: Patient, given: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """The whole content of a version: what was given over what there was. Raises Invalid with every problem at once."""
    problems: dict[str, list[str]] = {}
    icd10, nursing = given.pop("icd10_ids", None), given.pop("nursing_ids", None)
    given.pop("reason", None)
    base = dict(old) or {**dict.fromkeys(SECTIONS, ""), **dict.fromkeys(VITALS), "appointment_id": None, "icd10": [], "nursing": []}
    content = base | given
    if "at" in given:
        content["at"], content["zone_minutes"] = _moment(work, patient, given["at"], problems)
    if given.get("appointment_id") is not None:
        await _check_appointment(work, patient.id, given["appointment_id"], problems)
    problems |= impossible(content)
    if icd10 is not None:
        content["icd10"] = await note_diagnoses.icd10(work, icd10, problems)
    if nursing is not None:
        content["nursing"] = await note_diagnoses.nursing(work, nursing, problems)
    if not problems and not any(content[name] for name in SECTIONS) and all(content[name] is None for name in VITALS):
        problems["non_field_errors"] = [EMPTY]
    if problems:
        raise Invalid(problems)
    return content


def _moment(work: Work, patient: Patient, at: datetime, problems: dict[str, list[str]]) -> tuple[datetime, int | None]:
    """When it was, in UTC, and the zone in which that was written (minutes; None: the clinic's own)."""
    offset = at.utcoffset()
    stored = (at if at.tzinfo else at.replace(tzinfo=work.tz)).astimezone(UTC)
    if stored > datetime.now(UTC) + CLOCKS_APART:
        problems["fecha"] = [FUTURE]
    elif stored.astimezone(work.tz).date() < patient.birth_date:
        problems["fecha"] = [BEFORE_BIRTH]
    return stored, None if offset is None else int(offset.total_seconds() // 60)


async def _check_appointment(work: Work, patient_id: int, appointment_id: int, problems: dict[str, list[str]]) -> None:
    try:
        if (await agenda.one(work, appointment_id)).patient_id != patient_id:
            problems["cita"] = [NOT_HERS]
    except NotFound:
        problems["cita"] = [missing_key(appointment_id)]


async def latest(work: Work, patient_id: int) -> NoteRow | None:
    """The newest note of a patient, to go on from."""
    work.require(Permission.RECORDS_READ)
    found = await notes_queries.of_patient(work, patient_id, limit=1)
    return found[0] if found else None


async def row_of(work: Work, patient_id: int, note_id: int) -> NoteRow:
    """One note again, by whoever has it open already. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    return await notes_queries.one(work, patient_id, note_id)


async def altitude(work: Work) -> int | None:
    """Metres above the sea where the clinic stands: saturation is judged by it."""
    return (await clinics.current(work)).altitude
