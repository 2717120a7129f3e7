"""A booking with several services over REST. It is made by `POST /api/agenda/citas/` with `servicios`; here it is seen and changed as one."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from clinic_app.agenda import wire
from clinic_app.agenda.api import Reading, Writing
from clinic_app.agenda.series import bundles
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.fields import Rule, a_date, a_key, a_time, parse, path_id

router = APIRouter(prefix="/api/agenda/grupos", tags=["agenda"])
MOVE_RULES = {"fecha": Rule("day", a_date), "hora_inicio": Rule("start", a_time), "profesional": Rule("professional_id", a_key)}
Maybe = Annotated[Any, Body(examples=[{"motivo": "Paciente reprogramó"}])]


async def _shown(opened: Work, bundle_id: int) -> Response:
    rows = await bundles.rows_of(opened, bundle_id)
    return answer({"grupo": bundle_id, "paciente": rows[0].patient_id, "citas": [wire.row_wire(row, opened.tz) for row in rows]})


@router.get("/{key}/")
async def show_bundle(opened: Reading, key: str) -> Response:
    """The appointments of a booking, in their order."""
    return await _shown(opened, path_id(key))


@router.patch("/{key}/")
async def move_bundle(
    opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"fecha": "2030-01-26", "hora_inicio": "10:00"}])]
) -> Response:
    """Move all of it: `hora_inicio` is when the first begins."""
    await bundles.move(opened, path_id(key), **parse(body, MOVE_RULES))
    return await _shown(opened, path_id(key))


@router.put("/{key}/", include_in_schema=False)
async def replace_bundle(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await move_bundle(opened, key, body)


@router.delete("/{key}/", status_code=204)
async def delete_bundle(opened: Writing, key: str) -> Response:
    """The same as to cancel."""
    await bundles.cancel(opened, path_id(key))
    return Response(status_code=204)


@router.post("/{key}/confirmar/")
async def confirm_bundle(opened: Writing, key: str) -> Response:
    await bundles.confirm(opened, path_id(key))
    return await _shown(opened, path_id(key))


@router.post("/{key}/cancelar/")
async def cancel_bundle(opened: Writing, key: str, body: Maybe = None) -> Response:
    values = parse(body or {}, wire.ACTION_RULES)
    await bundles.cancel(opened, path_id(key), values.get("reason") or values.get("other_reason") or "")
    return await _shown(opened, path_id(key))
