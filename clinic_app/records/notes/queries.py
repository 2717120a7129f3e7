"""Reads of SOAPIE notes: each with the version that holds, its appointment and how many addenda it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func
from sqlmodel import col, select

from clinic_app.agenda.models import Appointment
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.records.history.models import ClinicalHistory
from clinic_app.records.notes.models import Note, NoteAddendum, NoteVersion


class NoteRow(NamedTuple):
    """A note as lists and details show it."""

    note: Note
    version: NoteVersion
    starts_at: datetime | None
    service: str | None
    addenda: int


def _notes() -> Any:
    counted = (
        select(func.count())
        .select_from(NoteAddendum)
        .where(col(NoteAddendum.note_id) == col(Note.id), col(NoteAddendum.tenant_id) == col(Note.tenant_id))
    )
    this = and_(
        col(NoteVersion.tenant_id) == col(Note.tenant_id),
        col(NoteVersion.note_id) == col(Note.id),
        col(NoteVersion.number) == col(Note.version),
    )
    visit = and_(col(Appointment.tenant_id) == col(Note.tenant_id), col(Appointment.id) == col(NoteVersion.appointment_id))
    offered = and_(col(Service.tenant_id) == col(Note.tenant_id), col(Service.id) == col(Appointment.service_id))
    return (
        select(Note, NoteVersion, Appointment.starts_at, Service.name, counted.correlate(Note).scalar_subquery())
        .join(NoteVersion, this)
        .join(Appointment, visit, isouter=True)
        .join(Service, offered, isouter=True)
    )


async def of_patient(work: Work, patient_id: int, *, voided: bool = False, limit: int | None = None) -> list[NoteRow]:
    """The notes of a patient, newest first; `voided`: those too that were declared void."""
    query = _notes().where(Note.patient_id == patient_id).order_by(col(NoteVersion.at).desc(), col(Note.id).desc())
    if not voided:
        query = query.where(col(Note.voided_at).is_(None))
    found = await work.session.execute(query.limit(limit) if limit else query)
    return [NoteRow(*row) for row in found]


async def one(work: Work, patient_id: int, note_id: int) -> NoteRow:
    """One note of a patient, void ones too. Raises NotFound."""
    query = _notes().where(Note.patient_id == patient_id, Note.id == note_id).execution_options(populate_existing=True)
    if (row := (await work.session.execute(query)).first()) is None:
        raise NotFound
    return NoteRow(*row)


async def by_token(work: Work, token: object) -> Note | None:
    """The note that a draft became, if it was signed."""
    return (await work.session.execute(select(Note).where(Note.token == token))).scalars().first()


async def versions(work: Work, note_id: int) -> Sequence[NoteVersion]:
    """Every version of a note, the newest first."""
    query = select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(col(NoteVersion.number).desc())
    return (await work.session.execute(query)).scalars().all()


async def addenda(work: Work, *note_ids: int) -> Sequence[NoteAddendum]:
    """The addenda of these notes, in the order in which they were signed."""
    query = select(NoteAddendum).where(col(NoteAddendum.note_id).in_(note_ids)).order_by(col(NoteAddendum.id))
    return (await work.session.execute(query)).scalars().all() if note_ids else []


async def count(work: Work, patient_id: int) -> int:
    """How many notes hold in a patient's history."""
    query = select(func.count()).select_from(Note).where(Note.patient_id == patient_id, col(Note.voided_at).is_(None))
    return (await work.session.execute(query)).scalar_one()


async def check_history(work: Work, patient_id: int, history_id: int) -> None:
    """Raises NotFound unless that is the history of this patient."""
    query = select(ClinicalHistory.id).where(
        ClinicalHistory.id == history_id, ClinicalHistory.patient_id == patient_id, col(ClinicalHistory.is_active)
    )
    if (await work.session.execute(query)).first() is None:
        raise NotFound
