"""Sections 5.3-5.5 of the documented API: SOAPIE notes, under both of their paths; their drafts, versions and addenda beside them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import work
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_key, a_text, an_integer, parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients.wire import moment
from clinic_app.records.notes import addenda as note_addenda
from clinic_app.records.notes import drafts as note_drafts
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes import service as notes
from clinic_app.records.notes.wire import (
    ADDENDUM_DRAFT_RULES,
    ADDENDUM_RULES,
    NOTE_RULES,
    VOID_RULES,
    addendum_wire,
    note_values,
    note_wire,
    version_wire,
)

router = APIRouter(prefix="/api/pacientes/{patient_id}/historia", tags=["historia clínica"])
P = Permission
Reading = Annotated[Work, Depends(work(P.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(P.RECORDS_WRITE), scope="function")]
EXAMPLE = {
    "cita": 1, "fecha": "2026-01-25T10:30:00Z", "subjetivo": "Madre refiere que el niño come bien, duerme normal.",
    "objetivo": "Paciente activo, reactivo. Piel y mucosas hidratadas.", "analisis": "Niño sano en control de crecimiento y desarrollo adecuado.",
    "planificacion": "Continuar con lactancia materna.", "intervencion": "Se realiza control de peso y talla.", "evaluacion": "Madre comprende indicaciones.",
    "temperatura": 36.5, "frecuencia_cardiaca": 100, "frecuencia_respiratoria": 28, "presion_sistolica": 90, "presion_diastolica": 60,
    "saturacion_oxigeno": 98, "glucosa_capilar": 85.0, "diagnosticos_nanda_ids": [1, 5], "diagnosticos_cie10_ids": [12, 34],
}  # fmt: skip
NoteBody = Annotated[Any, Body(examples=[EXAMPLE])]
ChangeBody = Annotated[Any, Body(examples=[{"planificacion": "Control en 15 días.", "motivo": "Faltaba el plazo"}])]
AddendumBody = Annotated[Any, Body(examples=[{"texto": "Se corrige: la temperatura fue 37,5 °C."}])]
DraftBody = Annotated[
    Any, Body(examples=[{"valores": {"subjetivo": "Come bien"}, "cita": None, "revision": 0, "ventana": "a1", "clave": None}])
]


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def _pdf(data: bytes, name: str) -> Response:
    return Response(
        data,
        media_type="application/pdf",
        headers={"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "private, no-store"},
    )


async def _of(opened: Work, request: Request) -> int:
    """The patient of a path; a history's id in it must be hers. Raises NotFound."""
    key = path_id(request.path_params["patient_id"])
    if (history_id := request.path_params.get("history_id")) is not None:
        await notes_queries.check_history(opened, key, path_id(history_id))
    return key


def _uuid(raw: Any) -> UUID:
    try:
        return UUID(a_text(40)(raw))
    except ValueError:
        raise ValueError("Debe ser un UUID válido.") from None


DRAFT_RULES = {
    "cita": Rule("appointment_id", a_key),
    "revision": Rule("revision", an_integer(0, 2**31 - 1)),
    "ventana": Rule("tab", a_text(40)),
    "clave": Rule("token", _uuid),
}


async def _shown(opened: Work, patient_id: int, note_id: int, status: int = 200) -> Response:
    row = await notes_queries.one(opened, patient_id, note_id)
    return _json(note_wire(row, opened.tz), status)


@router.get("/notas/")
@router.get("/{history_id}/notas/", include_in_schema=False)
async def listed(opened: Reading, request: Request, patient_id: str) -> Response:
    """The notes of a patient, newest first. Void ones are left out."""
    key = await _of(opened, request)
    found = await notes.listed(opened, key)
    await audit.record(opened, "open", "clinical_note", None, {"notes": len(found)}, patient_id=key)
    return _json([note_wire(row, opened.tz) for row in found])


@router.post("/notas/", status_code=201)
@router.post("/{history_id}/notas/", status_code=201, include_in_schema=False)
async def create(opened: Writing, request: Request, patient_id: str, body: NoteBody) -> Response:
    """Make a note; it is signed at once. `fecha` without zone is the clinic's wall time; without `fecha` it is now."""
    key = await _of(opened, request)
    await notes.must_exist(opened, key)
    made = await notes.sign(opened, key, note_values(parse(body, NOTE_RULES)))
    return await _shown(opened, key, made.id, 201)


@router.get("/notas/{note_id}/")
@router.get("/{history_id}/notas/{note_id}/", include_in_schema=False)
async def show(opened: Reading, request: Request, patient_id: str, note_id: str) -> Response:
    """One note, void ones too (`anulada`). That it was opened is kept in the trail."""
    return _json(note_wire(await notes.get(opened, await _of(opened, request), path_id(note_id)), opened.tz))


@router.patch("/notas/{note_id}/")
@router.patch("/{history_id}/notas/{note_id}/", include_in_schema=False)
async def correct(opened: Writing, request: Request, patient_id: str, note_id: str, body: ChangeBody) -> Response:
    """A signed note is never changed: this makes a new version (with an optional `motivo`), and `versiones/` keeps the old ones with their authors."""
    key = await _of(opened, request)
    await notes_queries.one(opened, key, path_id(note_id))
    row = await notes.correct(opened, key, path_id(note_id), note_values(parse(body, NOTE_RULES, partial=True)))
    return _json(note_wire(row, opened.tz))


@router.put("/notas/{note_id}/", include_in_schema=False)
@router.put("/{history_id}/notas/{note_id}/", include_in_schema=False)
async def replace(opened: Writing, request: Request, patient_id: str, note_id: str, body: ChangeBody) -> Response:
    return await correct(body=body, opened=opened, request=request, patient_id=patient_id, note_id=note_id)


@router.delete("/notas/{note_id}/", status_code=204)
@router.delete("/{history_id}/notas/{note_id}/", status_code=204, include_in_schema=False)
async def void(opened: Writing, request: Request, patient_id: str, note_id: str, motivo: str = "") -> Response:
    """Declare a note void: it leaves the list, and is kept with all it said."""
    await notes.void(opened, await _of(opened, request), path_id(note_id), parse({"motivo": motivo}, VOID_RULES).get("reason", ""))
    return Response(status_code=204)


@router.get("/notas/{note_id}/versiones/")
async def versions(opened: Reading, patient_id: str, note_id: str) -> Response:
    """Everything that was ever signed of a note, newest first."""
    found, _ = await notes.history_of(opened, path_id(patient_id), path_id(note_id))
    return _json([version_wire(each, opened.tz) for each in found])


@router.get("/notas/{note_id}/adendas/")
async def addenda(opened: Reading, patient_id: str, note_id: str) -> Response:
    _, found = await notes.history_of(opened, path_id(patient_id), path_id(note_id))
    return _json([addendum_wire(each) for each in found])


@router.post("/notas/{note_id}/adendas/", status_code=201)
async def add(opened: Writing, patient_id: str, note_id: str, body: AddendumBody) -> Response:
    """Add a signed text to a note: the usual way to correct one."""
    key, note = path_id(patient_id), path_id(note_id)
    await notes_queries.one(opened, key, note)
    return _json(addendum_wire(await notes.add_addendum(opened, key, note, **parse(body, ADDENDUM_RULES))), 201)


@router.get("/notas/{note_id}/adendas/borrador/")
async def show_addendum_draft(opened: Reading, patient_id: str, note_id: str) -> Response:
    """What the caller has typed so far of an addendum; empty when there is nothing."""
    await notes_queries.one(opened, path_id(patient_id), path_id(note_id))
    return _json({"texto": await note_addenda.draft(opened, path_id(note_id))})


@router.put("/notas/{note_id}/adendas/borrador/")
async def keep_addendum_draft(opened: Writing, patient_id: str, note_id: str, body: AddendumBody) -> Response:
    """Keep what is typed, of the caller alone; an empty text forgets it. It goes when the addendum is signed."""
    key, note = path_id(patient_id), path_id(note_id)
    await notes_queries.one(opened, key, note)
    text = parse(body, ADDENDUM_DRAFT_RULES).get("text", "")
    await note_addenda.keep(opened, key, note, text)
    return _json({"texto": text})


@router.get("/notas/{note_id}/pdf/")
async def note_pdf(opened: Reading, patient_id: str, note_id: str) -> Response:
    """One note to print."""
    key, note = path_id(patient_id), path_id(note_id)
    from clinic_app.records.notes import pdf as notes_pdf  # drawing paper takes a second to load: only who prints pays it

    return _pdf(await notes_pdf.one_note(opened, key, note), f"nota-{note}")


@router.get("/pdf/")
async def record_pdf(opened: Reading, patient_id: str) -> Response:
    """The whole record to print: history, allergies, every note with its addenda."""
    key = path_id(patient_id)
    from clinic_app.records.notes import pdf as notes_pdf

    return _pdf(await notes_pdf.whole_record(opened, key), f"historia-{key}")


@router.put("/borrador/")
async def save_draft(opened: Writing, patient_id: str, body: DraftBody) -> Response:
    """Keep what is typed, of the caller alone; `revision` and `ventana` tell a stale window apart (409)."""
    key = path_id(patient_id)
    await notes.must_exist(opened, key)
    values = parse(body, DRAFT_RULES)
    if not isinstance(body.get("valores"), dict):
        raise Invalid(valores="Se esperaba un objeto con los campos de la nota.")
    draft = await note_drafts.save(opened, key, note_drafts.Saving(values=body["valores"], **values))
    return _json({"revision": draft.revision, "clave": str(draft.token), "guardado": moment(draft.updated_at)})


@router.get("/borrador/")
async def show_draft(opened: Reading, patient_id: str, cita: str = "") -> Response:
    """The caller's draft, or an empty one."""
    key = path_id(patient_id)
    await notes.must_exist(opened, key)
    draft = await note_drafts.find(opened, key, path_id(cita) if cita else None)
    if draft is None:
        return _json({"valores": {}, "revision": 0, "clave": None, "guardado": None})
    return _json({"valores": draft.content, "revision": draft.revision, "clave": str(draft.token), "guardado": moment(draft.updated_at)})


@router.delete("/borrador/", status_code=204)
async def discard_draft(opened: Writing, patient_id: str, cita: str = "") -> Response:
    key = path_id(patient_id)
    await notes.must_exist(opened, key)
    await note_drafts.discard(opened, key, path_id(cita) if cita else None)
    return Response(status_code=204)
