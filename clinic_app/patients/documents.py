"""Scans and photos in a patient's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from clinic_app.access.models import UserAccount
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.fields import Rule, a_text, one_of, parse
from clinic_app.core.files import save_document, signed_path
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service
from clinic_app.patients.models import DocumentKind, PatientDocument

FILE = "archivo"  # the wire name, and the folder of the store
MOST_DOCUMENTS = 500
RULES = {"titulo": Rule("title", a_text(120), blank=True), "tipo": Rule("kind", one_of(DocumentKind))}
TOO_MANY = N_("Una ficha puede tener hasta 500 documentos.")


@dataclass(frozen=True)
class DocumentRow:
    """A document and who put it there."""

    document: PatientDocument
    person: str


async def documents(work: Work, patient_id: int, *, archived: bool = False) -> Sequence[DocumentRow]:
    """The documents of a patient, newest first. Raises NotFound."""
    await service.get(work, patient_id)
    query = (
        select(PatientDocument, UserAccount)
        .join(UserAccount, col(UserAccount.id) == col(PatientDocument.created_by), isouter=True)
        .where(PatientDocument.patient_id == patient_id, PatientDocument.is_active == (not archived))
        .order_by(col(PatientDocument.id).desc())
    )
    return [DocumentRow(document, person.full_name if person else "") for document, person in (await work.session.execute(query)).all()]


async def document(work: Work, patient_id: int, document_id: int) -> PatientDocument:
    """One document of a patient, archived ones too. Raises NotFound."""
    work.require(Permission.PATIENTS_READ)
    query = select(PatientDocument).where(PatientDocument.patient_id == patient_id, PatientDocument.id == document_id)
    found = (await work.session.execute(query)).scalars().first()
    if found is None:
        raise NotFound
    return found


async def attach(work: Work, patient_id: int, data: bytes, body: Any) -> PatientDocument:
    """Put a scan or photo into a record. Raises NotFound, Invalid (title, kind, no file, a file of another type or too large), Unavailable."""
    work.require(Permission.PATIENTS_WRITE)
    await service.get(work, patient_id, lock=True)
    values = parse(body, RULES)
    if not data:
        raise Invalid(archivo="Elige una foto o un PDF.")
    held = select(PatientDocument.id).where(PatientDocument.patient_id == patient_id).limit(MOST_DOCUMENTS)
    if len((await work.session.execute(held)).all()) >= MOST_DOCUMENTS:
        raise ClinicError(TOO_MANY)
    key = await save_document(work.actor.tenant_id or 0, data, FILE)
    title = " ".join(str(values.pop("title", "")).split())
    added = PatientDocument(patient_id=patient_id, file=key, title=title, created_by=work.actor.user_id or None, **values)
    work.session.add(added)
    await work.session.flush()
    await work.session.refresh(added)
    await audit.record(work, "create", "patient_document", added.id, {"patient": patient_id})
    return added


async def open_document(work: Work, patient_id: int, document_id: int) -> tuple[PatientDocument, str]:
    """A document and the short-lived link to its file; that it was opened is kept in the trail. Raises NotFound."""
    found = await document(work, patient_id, document_id)
    await audit.record(work, "open", "patient_document", found.id, {"patient": patient_id})
    return found, signed_path(found.file)


async def rename(work: Work, patient_id: int, document_id: int, body: Any) -> PatientDocument:
    """Change title or kind. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    found, values = await document(work, patient_id, document_id), parse(body, RULES, partial=True)
    for name, value in values.items():
        setattr(found, name, value)
    await work.session.flush()
    await audit.record(work, "update", "patient_document", found.id, {"patient": patient_id, "fields": sorted(values)})
    return found


async def put_away(work: Work, patient_id: int, document_id: int, *, back: bool = False) -> PatientDocument:
    """Take a document off the list, or with `back` put it there again; the file stays. Raises NotFound."""
    work.require(Permission.PATIENTS_WRITE)
    found = await document(work, patient_id, document_id)
    if found.is_active != back:
        found.is_active = back
        await work.session.flush()
        await audit.record(work, "restore" if back else "archive", "patient_document", found.id, {"patient": patient_id})
    return found
