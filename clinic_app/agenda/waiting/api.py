"""Section 4.9 of the documented API: the waiting list."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from clinic_app.agenda.api import Maybe, Reading, Viewer, Writing, shown
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.models import WaitingStatus
from clinic_app.agenda.waiting.wire import CHANGES, FIELDS, entry_wire
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_key, parse, path_id
from clinic_app.core.i18n import Sentence

router = APIRouter(prefix="/api/agenda/lista-espera", tags=["agenda"])
EXAMPLE = {
    "paciente": 1, "tipo_servicio": 1, "fecha_deseada": "2030-02-15", "tipo_atencion": "consultorio", "notas": "Esperando stock de vacuna SPR",
    "fecha_hasta": "2030-03-15", "prioridad": 1,
}  # fmt: skip


def _statuses(raw: str) -> list[WaitingStatus]:
    """One state, or several with commas between. Raises Invalid."""
    try:
        return [WaitingStatus(part.strip()) for part in raw.split(",") if part.strip()]
    except ValueError:
        raise Invalid(
            estado=Sentence('Escoja una opción válida. "{value}" no es una de las opciones disponibles.', value=raw[:60])
        ) from None


async def _one(opened: Work, entry_id: int, status: int = 200) -> Response:
    return answer(entry_wire(await waiting.one(opened, entry_id), opened.tz), status)


@router.get("/")
async def list_entries(actor: Viewer, request: Request) -> Response:
    """Filters: estado, paciente."""
    asked = parse(dict(request.query_params), {"paciente": Rule("patient_id", a_key)})
    rows = await waiting.entries(actor, _statuses(request.query_params.get("estado", "")), asked.get("patient_id"))
    return answer([entry_wire(row, actor.tz) for row in rows])


@router.post("/", status_code=201)
async def create_entry(opened: Writing, body: Annotated[Any, Body(examples=[EXAMPLE])]) -> Response:
    return await _one(opened, (await waiting.create(opened, parse(body, FIELDS))).id, 201)


@router.get("/{key}/")
async def show_entry(opened: Reading, key: str) -> Response:
    return await _one(opened, path_id(key))


@router.patch("/{key}/")
async def change_entry(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"estado": "notificado"}])]) -> Response:
    """Edit, or (with `estado`) take to another state."""
    row = await waiting.update(opened, path_id(key), parse(body, CHANGES, partial=True))
    return await _one(opened, row.id)


@router.put("/{key}/", include_in_schema=False)
async def replace_entry(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_entry(opened, key, body)


@router.delete("/{key}/", status_code=204)
async def cancel_entry(opened: Writing, key: str) -> Response:
    """She waits no more: the entry stays, cancelled."""
    await waiting.cancel(opened, path_id(key))
    return Response(status_code=204)


@router.post("/{key}/agendar/")
async def take_hold(opened: Writing, key: str, body: Maybe = None) -> Response:
    """Book the time that is kept for the entry; answers with the appointment."""
    return await shown(opened, (await waiting_holds.take(opened, path_id(key))).id, 201)


@router.post("/{key}/rechazar/")
async def refuse_hold(opened: Writing, key: str, body: Maybe = None) -> Response:
    """She does not want it: the next one is asked, she waits on."""
    return await _one(opened, (await waiting_holds.refuse(opened, path_id(key))).id)
