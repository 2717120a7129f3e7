"""Encounters over REST. Beyond the documented API; the appointments behind them are the documented ones."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.fields import Page, parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.records.encounters import queries as encounters_queries
from clinic_app.records.encounters import service as encounters
from clinic_app.records.encounters.queries import EncounterFilters
from clinic_app.records.encounters.wire import CHANGE_RULES, LIST_RULES, OPEN_RULES, asks_to_cancel, encounter_wire

router = APIRouter(prefix="/api/atendimientos", tags=["atenciones"])
Reading = Annotated[Work, Depends(work(Permission.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(Permission.RECORDS_WRITE), scope="function")]
OpenBody = Annotated[Any, Body(examples=[{"paciente": 1, "cita": 1, "observaciones": "Viene en ayunas"}])]
ChangeBody = Annotated[Any, Body(examples=[{"cupo": 2, "version": 1}, {"estado": "CANCELADO", "motivo_cancelacion": "Viajó"}])]


async def _shown(opened: Work, encounter_id: int, status: int = 200, **more: Any) -> Response:
    row = await encounters_queries.one(opened, encounter_id)
    told = {"advertencias": opened.told} if opened.told else {}
    return Response(orjson.dumps(encounter_wire(row, opened.tz) | told | more), status, media_type="application/json")


@router.get("/")
async def list_encounters(opened: Reading, request: Request) -> Response:
    """The newest first; filters: paciente, profesional, servicio, cita, cupo, estado, fecha_desde, fecha_hasta."""
    query = dict(request.query_params)
    frame = Page.of(query)
    count, rows = await encounters_queries.page(opened, EncounterFilters(**parse(query, LIST_RULES)), frame.size, frame.offset)
    found = frame.envelope(request.url, count, [encounter_wire(row, opened.tz) for row in rows])
    return Response(orjson.dumps(found), media_type="application/json")


@router.post("/", status_code=201)
async def open_encounter(opened: Writing, body: OpenBody) -> Response:
    """201 with a new one, 200 with the one that the appointment has already; with `cita` or `cupo` these say date, length and service.

    `advertencias` says what the service requires and is missing; a clinic may refuse instead (400 beside `servicio`).
    """
    row, new = await encounters.open_encounter(opened, encounters.Wish(**parse(body, OPEN_RULES)))
    return await _shown(opened, row.id, 201 if new else 200)


@router.get("/{key}/")
async def show(opened: Reading, key: str) -> Response:
    await encounters.read(opened, path_id(key))
    return await _shown(opened, path_id(key))


@router.patch("/{key}/")
async def change(opened: Writing, key: str, body: ChangeBody) -> Response:
    """With `version`: 409 when somebody else was faster. CANCELADO always frees the time: what else was wrong is told in `errores`."""
    if asks_to_cancel(body):
        row, problems = await encounters.cancel_anyway(opened, path_id(key), lambda: parse(body, CHANGE_RULES, partial=True))
        return await _shown(opened, row.id, **({"errores": problems} if problems else {}))
    row = await encounters.change(opened, path_id(key), parse(body, CHANGE_RULES, partial=True))
    return await _shown(opened, row.id)


@router.put("/{key}/", include_in_schema=False)
async def replace(opened: Writing, key: str, body: ChangeBody) -> Response:
    return await change(opened, key, body)


@router.post("/{key}/cancelar/")
async def cancel(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"motivo_cancelacion": "Viajó"}])] = None) -> Response:
    """Asked twice it is done once."""
    rules = {"motivo_cancelacion": CHANGE_RULES["motivo_cancelacion"]}
    row, problems = await encounters.cancel_anyway(opened, path_id(key), lambda: parse(body or {}, rules, partial=True))
    return await _shown(opened, row.id, **({"errores": problems} if problems else {}))


@router.delete("/{key}/", status_code=204)
async def remove(opened: Writing, key: str) -> Response:
    """Its time is given back; one that was attended stays (409)."""
    await encounters.remove(opened, path_id(key))
    return Response(status_code=204)
