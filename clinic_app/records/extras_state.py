"""Around a patient's record: scanned documents."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients import documents
from clinic_app.patients.rows import local_iso
from clinic_app.ui.toasts import notify


@dataclass
class DocumentLine:
    """A document without its file: whoever opens that is written into the trail."""

    id: int
    title: str
    kind: str
    is_pdf: bool
    at: str
    person: str


@dataclass
class View:
    """The document that is open."""

    id: int = 0
    title: str = ""
    kind: str = ""
    link: str = ""
    is_pdf: bool = False


def document_line(row: documents.DocumentRow, work: Work) -> DocumentLine:
    """A document as the patient's page lists it."""
    one = row.document
    return DocumentLine(one.id, one.title, one.kind, one.file.endswith(".pdf"), local_iso(one.created_at, work.tz), row.person)


class PatientExtrasState(ClinicState):
    """What one patient's page shows besides the record itself."""

    documents: list[DocumentLine] = []
    archived: bool = False  # the documents that were put away
    dialog: str = ""  # upload, view
    view: View = View()
    _patient: int = 0

    async def _read_documents(self, work: Work) -> None:
        rows = await documents.documents(work, self._patient, archived=self.archived)
        self.documents = [document_line(row, work) for row in rows]

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        """The page of a patient was opened; the record itself says when there is no such patient."""
        self.dialog, self.archived, self.view = "", False, View()
        try:
            self._patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            await self._read_documents(work)
        except NotFound:
            self._patient, self.documents = 0, []

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.view = "", View()

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def begin_upload(self, actor: Actor) -> None:
        self.dialog = "upload"

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def uploaded(self, work: Work) -> None:
        """The browser has sent a document."""
        self.dialog, self.archived = "", False
        await self._read_documents(work)
        await notify(self, "Documento guardado")

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def open_document(self, work: Work, document_id: int) -> None:
        """Show a document; the trail keeps who did."""
        found, link = await documents.open_document(work, self._patient, document_id)
        self.view, self.dialog = View(found.id, found.title, found.kind, link, found.file.endswith(".pdf")), "view"

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def toggle_archived(self, work: Work) -> None:
        """The documents that were put away, or the others again."""
        self.archived = not self.archived
        await self._read_documents(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def put_away(self, work: Work, document_id: int, back: bool) -> None:
        await documents.put_away(work, self._patient, document_id, back=back)
        await self._read_documents(work)
        await notify(self, "Documento restaurado" if back else "Documento archivado")
