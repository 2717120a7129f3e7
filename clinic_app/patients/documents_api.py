"""Scans and photos of a patient over the API; the pages send theirs here too, with the browser's cookie."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Request, Response, UploadFile

from clinic_app.core.errors import Invalid
from clinic_app.patients import documents
from clinic_app.patients.api import Id, Reading, Writing, _json
from clinic_app.patients.models import DocumentKind, PatientDocument
from clinic_app.patients.wire import moment

router = APIRouter(prefix="/api/pacientes/{patient_id}/documentos", tags=["pacientes"])
KINDS = {
    DocumentKind.IDENTITY: "Documento de identidad",
    DocumentKind.RESULT: "Resultado",
    DocumentKind.PRESCRIPTION: "Receta",
    DocumentKind.REFERRAL: "Referencia",
    DocumentKind.CARD: "Carnet",
    DocumentKind.CONSENT: "Consentimiento",
    DocumentKind.PHOTO: "Foto",
    DocumentKind.OTHER: "Otro",
}
Change = Annotated[Any, Body(examples=[{"titulo": "Hemograma", "tipo": "resultado"}])]


def document_wire(document: PatientDocument, person: str | None = None) -> dict[str, Any]:
    shown = {
        "id": document.id, "titulo": document.title, "tipo": document.kind, "tipo_display": KINDS[DocumentKind(document.kind)],
        "formato": document.file.rpartition(".")[2], "is_active": document.is_active, "created_at": moment(document.created_at),
    }  # fmt: skip
    return shown if person is None else shown | {"subido_por": person}


@router.get("/")
async def listed(opened: Reading, patient_id: Id, is_active: str = "true") -> Response:
    """Without links to the files: whoever asks for one document is written into the trail."""
    found = await documents.documents(opened, patient_id, archived=is_active.lower() in ("false", "0"))
    return _json([document_wire(one.document, one.person) for one in found])


@router.post("/", status_code=201)
async def attach(
    opened: Writing, patient_id: Id, archivo: Annotated[UploadFile | None, File()] = None,
    titulo: Annotated[str, Form()] = "", tipo: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """A photo (JPG, PNG, WebP, HEIC) or a PDF of at most 10 MB, as multipart/form-data."""
    if archivo is None:
        raise Invalid(archivo="Elige una foto o un PDF.")
    added = await documents.attach(opened, patient_id, await archivo.read(), {"titulo": titulo, "tipo": tipo})
    return _json(document_wire(added), 201)


@router.get("/{document_id}/")
async def one(request: Request, opened: Reading, patient_id: Id, document_id: Id) -> Response:
    """With a link to the file that lasts an hour; that it was asked for is kept in the trail."""
    found, link = await documents.open_document(opened, patient_id, document_id)
    return _json(document_wire(found) | {"archivo": str(request.base_url).rstrip("/") + link})


@router.patch("/{document_id}/")
async def change(opened: Writing, patient_id: Id, document_id: Id, body: Change) -> Response:
    """Title, kind, or `is_active` true to take it back from the archive."""
    if isinstance(body, dict) and body.get("is_active") is True:
        await documents.put_away(opened, patient_id, document_id, back=True)
    return _json(document_wire(await documents.rename(opened, patient_id, document_id, body)))


@router.delete("/{document_id}/", status_code=204)
async def archive(opened: Writing, patient_id: Id, document_id: Id) -> Response:
    """Off the list (`is_active` false); the file stays."""
    await documents.put_away(opened, patient_id, document_id)
    return Response(status_code=204)
