"""Groups over REST: a time with places, and the places. Beyond the documented API; the appointments in it are the documented ones."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Request, Response

from clinic_app.agenda import queries, wire
from clinic_app.agenda.api import Reading, Writing
from clinic_app.agenda.groups import queries as groups_queries
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.groups import slots as group_slots
from clinic_app.agenda.groups.queries import SlotFilters
from clinic_app.agenda.groups.wire import (
    CANCEL_RULES,
    CHANGE_RULES,
    LIST_RULES,
    MOVE_RULES,
    RELEASE_RULES,
    RESERVE_RULES,
    SLOT_RULES,
    slot_wire,
)
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.fields import parse, path_id

router = APIRouter(prefix="/api/agenda/cupos", tags=["agenda"])
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
SLOT_EXAMPLE = {"tipo_servicio": 1, "fecha": "2030-01-25", "hora_inicio": "16:00", "capacidad": 8, "titulo": "Taller de estimulación"}
Maybe = Annotated[Any, Body(examples=[{"motivo": "La profesional está de viaje"}])]


async def _shown(opened: Work, slot_id: int, status: int = 200) -> Response:
    row = await groups_queries.one(opened, slot_id)
    (seats,) = await queries.ask(opened, queries.list_query(opened.actor, queries.Filters(slot_id=row.id)))
    return answer(slot_wire(row, opened.tz) | {"citas": [wire.row_wire(queries.Row(*each), opened.tz) for each in seats]}, status)


async def _place(opened: Work, appointment_id: int, slot_id: int, status: int = 200) -> Response:
    row, slot = await queries.one(opened, appointment_id), await groups_queries.one(opened, slot_id)
    return answer({"cita": wire.detail_wire(row, opened.tz), "cupo": slot_wire(slot, opened.tz)}, status)


@router.get("/")
async def list_slots(opened: Reading, request: Request) -> Response:
    """Groups by time; filters: fecha, fecha_inicio, fecha_fin, profesional, tipo_servicio, estado, disponible (with a place free)."""
    values = parse(dict(request.query_params), LIST_RULES)
    if day := values.pop("day", None):
        values |= {"since": day, "until": day}
    return answer([slot_wire(row, opened.tz) for row in await groups_queries.list_slots(opened, SlotFilters(**values))])


@router.post("/", status_code=201)
async def create_slot(opened: Writing, body: Annotated[Any, Body(examples=[SLOT_EXAMPLE])]) -> Response:
    """Without `profesional`: who asks, if she attends patients, else the owner. Without `duracion_minutos`: as long as the service."""
    row = await group_slots.create(opened, group_slots.Wish(**parse(body, SLOT_RULES)))
    return await _shown(opened, row.id, 201)


@router.get("/{key}/")
async def show_slot(opened: Reading, key: str) -> Response:
    """The group with everybody who has, or had, a place in it."""
    return await _shown(opened, path_id(key))


@router.patch("/{key}/")
async def change_slot(
    opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"hora_inicio": "17:00", "capacidad": 10}])]
) -> Response:
    """Who has a place goes along. With `version`: 409 when somebody else was faster."""
    row = await group_slots.update(opened, path_id(key), parse(body, CHANGE_RULES, partial=True))
    return await _shown(opened, row.id)


@router.put("/{key}/", include_in_schema=False)
async def replace_slot(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_slot(opened, key, body)


@router.delete("/{key}/", status_code=204)
async def delete_slot(opened: Writing, key: str) -> Response:
    """The same as to cancel."""
    await group_slots.cancel(opened, path_id(key))
    return Response(status_code=204)


@router.post("/{key}/cancelar/")
async def cancel_slot(opened: Writing, key: str, body: Maybe = None) -> Response:
    """Every place is given back; asked twice it is done once."""
    row = await group_slots.cancel(opened, path_id(key), **parse(body or {}, CANCEL_RULES))
    return await _shown(opened, row.id)


@router.post("/{key}/reservar/", status_code=201)
async def reserve(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"paciente": 1}])], idempotency_key: Key = "") -> Response:
    """201 with a new place, 200 with the one that the patient has already; `clave` (or the header) makes a repeated request harmless."""
    values = {"key": idempotency_key, **parse(body, RESERVE_RULES)}
    row, new = await groups.reserve(opened, path_id(key), **values)
    return await _place(opened, row.id, path_id(key), 201 if new else 200)


@router.post("/{key}/liberar/")
async def release(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"paciente": 1}])], idempotency_key: Key = "") -> Response:
    """The patient's appointment is cancelled; asked twice it frees one place."""
    row = await groups.release(opened, path_id(key), **{"key": idempotency_key, **parse(body, RELEASE_RULES)})
    return await _place(opened, row.id, path_id(key))


@router.post("/{key}/cambiar/")
async def change(
    opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"paciente": 1, "cupo": 2}])], idempotency_key: Key = ""
) -> Response:
    """From this group to the group `cupo`: both or nothing."""
    values = {"key": idempotency_key, **parse(body, MOVE_RULES)}
    row = await groups.change(opened, path_id(key), **values)
    return await _place(opened, row.id, values["to_slot_id"])
