"""Merging two patients, over the API. An addition to the documented API, under names of the same kind."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Response

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, WrongKind
from clinic_app.core.fields import REQUIRED
from clinic_app.core.permissions import Permission
from clinic_app.patients import merge, service
from clinic_app.patients.api import MAX_ID, Id
from clinic_app.patients.models import PatientMerge
from clinic_app.patients.wire import moment, record_wire

router = APIRouter(prefix="/api", tags=["pacientes"])
Merging = Annotated[Work, Depends(work(Permission.PATIENTS_MERGE), scope="function")]
WISH = {"otro": 57, "campos": {"telefono": "otro", "observaciones": "ambos"}}


def _other(body: Any) -> int:
    if isinstance(body, bytes):
        raise WrongKind
    if not isinstance(body, dict):
        raise Invalid(non_field_errors="Datos inválidos. Se esperaba un diccionario.")
    value = body.get("otro")
    if value is None or value == "":
        raise Invalid(otro=REQUIRED)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isascii() or not str(value).isdecimal():
        raise Invalid(otro="Introduzca un número entero válido.")
    return min(int(str(value)[:20]), MAX_ID)


async def _answer(opened: Work, done: PatientMerge, patient_id: int) -> Response:
    patient = await service.get(opened, patient_id)
    until = done.merged_at if done.merged_at else None
    wire = {
        "id": done.id,
        "paciente": record_wire(await service.record_of(opened, patient), opened.today()),
        "fusionado": done.loser_id,
        "fecha": moment(until) if until else None,
        "deshecha": moment(done.undone_at) if done.undone_at else None,
    }
    return Response(orjson.dumps(wire), media_type="application/json")


@router.post("/pacientes/{patient_id}/fusionar/")
async def join(opened: Merging, patient_id: Id, body: Annotated[Any, Body(examples=[WISH])]) -> Response:
    """Joins the patient `otro` to this one, who stays. `campos` says of each field whose value stays: `este`, `otro` (or `ambos` for the notes).

    409 when both have an appointment at the same time, or one of them is archived; 404 when one of them is not of this clinic.
    """
    other = _other(body)
    await service.get(opened, patient_id)  # 404 before what is wrong with the body
    done = await merge.merge(opened, patient_id, other, body.get("campos"))
    await opened.session.refresh(done)
    return await _answer(opened, done, patient_id)


@router.post("/fusiones/{merge_id}/deshacer/")
async def undo(opened: Merging, merge_id: Id) -> Response:
    """Parts them again, within 30 days. 409 when it cannot be undone any more."""
    done = await merge.undo(opened, merge_id)
    return await _answer(opened, done, done.winner_id)
