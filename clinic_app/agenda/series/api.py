"""Series of appointments over REST; beyond the documented API, the appointments themselves are the documented ones."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from clinic_app.agenda import wire
from clinic_app.agenda.api import Reading, Writing
from clinic_app.agenda.series import changes as series_changes
from clinic_app.agenda.series import service as series
from clinic_app.agenda.series.changes import Scope
from clinic_app.agenda.series.wire import CANCEL_RULES, LIST_RULES, change_of, outcomes_wire, series_wire, wish_of
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.fields import parse, path_id

router = APIRouter(prefix="/api/agenda/series", tags=["agenda"])
SERIES_EXAMPLE = {
    "paciente": 1, "tipo_servicio": 1, "frecuencia": "semanal", "cada": 2, "dias_semana": [1, 4], "fecha_inicio": "2030-01-07",
    "hora_inicio": "09:00", "veces": 10, "ocurrencias": [{"fecha": "2030-01-10", "omitir": True}],
}  # fmt: skip
CHANGE_EXAMPLE = {"alcance": "siguientes", "cita": 7, "fecha": "2030-01-22", "hora_inicio": "10:00"}
Maybe = Annotated[Any, Body(examples=[{"alcance": "siguientes", "cita": 7, "motivo": "Termina el tratamiento"}])]


async def _shown(opened: Work, series_id: int, status: int = 200) -> Response:
    row = await series.get(opened, series_id)
    seats = [wire.row_wire(each, opened.tz) for each in await series.rows_of(opened, series_id)]
    return answer(series_wire(row) | {"citas": seats}, status)


@router.get("/")
async def list_series(opened: Reading, request: Request) -> Response:
    """The newest first; filters: paciente, estado."""
    return answer([series_wire(row) for row in await series.list_series(opened, **parse(dict(request.query_params), LIST_RULES))])


@router.post("/", status_code=201)
async def create_series(opened: Writing, body: Annotated[Any, Body(examples=[SERIES_EXAMPLE])]) -> Response:
    """Book all of it, or answer 409 with `ocurrencias`: each day and why it cannot be had. `solo_libres` leaves those out."""
    row, _ = await series.book(opened, wish_of(body))
    return await _shown(opened, row.id, 201)


@router.post("/previa/")
async def preview_series(opened: Writing, body: Annotated[Any, Body(examples=[SERIES_EXAMPLE])]) -> Response:
    """Every day of the series and whether it can be had; nothing is booked."""
    return answer(outcomes_wire(await series.preview(opened, wish_of(body))))


@router.get("/{key}/")
async def show_series(opened: Reading, key: str) -> Response:
    """The rule, with its appointments."""
    return await _shown(opened, path_id(key))


@router.patch("/{key}/")
async def change_series(opened: Writing, key: str, body: Annotated[Any, Body(examples=[CHANGE_EXAMPLE])]) -> Response:
    """`alcance`: esta, siguientes (both with `cita`) or todas (what is still to come). Answers with the series that they are in now."""
    edit, which = change_of(body)
    row = await series_changes.change(opened, path_id(key), edit=edit, **which)
    return await _shown(opened, row.id)


@router.put("/{key}/", include_in_schema=False)
async def replace_series(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_series(opened, key, body)


@router.delete("/{key}/", status_code=204)
async def delete_series(opened: Writing, key: str) -> Response:
    """Cancel all that is still to come."""
    await series_changes.cancel(opened, path_id(key), Scope.ALL)
    return Response(status_code=204)


@router.post("/{key}/cancelar/")
async def cancel_series(opened: Writing, key: str, body: Maybe = None) -> Response:
    """`alcance` as in a change; without it all that is still to come."""
    row = await series_changes.cancel(opened, path_id(key), **{"scope": Scope.ALL, **parse(body or {}, CANCEL_RULES)})
    return await _shown(opened, row.id)
