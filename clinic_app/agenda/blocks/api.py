"""Section 4.8 of the documented API: how blocks repeat; and what it lacks, the exceptions and the end of a series."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from clinic_app.agenda.api import Reading, Writing
from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks.models import RecurrencePattern
from clinic_app.agenda.blocks.wire import END_RULES, EXCEPTION_RULES, PATTERN_RULES, pattern_wire
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import Rule, a_boolean, a_date, a_key, parse, path_id

router = APIRouter(prefix="/api/agenda/patrones-recurrencia", tags=["agenda"])
LIST_RULES = {"bloqueo": Rule("block_id", a_key), "is_active": Rule("active", a_boolean)}
CYCLE_EXAMPLE = {
    "bloqueo": 1, "tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA", "NOCTURNA", "DESCANSO", "DESCANSO"],
    "horas_turno": {"DIURNA": ["07:00", "19:00"], "NOCTURNA": ["19:00", "07:00"]},
    "fecha_inicio_recurrencia": "2030-02-01", "fecha_fin_recurrencia": None,
}  # fmt: skip


async def _shown(opened: Work, row: RecurrencePattern, status: int = 200) -> Response:
    return answer(pattern_wire(row, (await patterns.exceptions_of(opened, row.id))[row.id]), status)


@router.get("/")
async def list_patterns(opened: Reading, request: Request) -> Response:
    """The active patterns; filters: bloqueo, is_active."""
    rows = await patterns.list_patterns(opened, **parse(dict(request.query_params), LIST_RULES))
    exceptions = await patterns.exceptions_of(opened, *[row.id for row in rows])
    return answer([pattern_wire(row, exceptions[row.id]) for row in rows])


@router.post("/", status_code=201)
async def create_pattern(opened: Writing, body: Annotated[Any, Body(examples=[CYCLE_EXAMPLE])]) -> Response:
    """diario needs intervalo_dias, semanal dias_semana, patron patron_ciclo; horas_turno gives shift types their own hours."""
    return answer(pattern_wire(await patterns.create_pattern(opened, parse(body, PATTERN_RULES))), 201)


@router.get("/{key}/")
async def show_pattern(opened: Reading, key: str) -> Response:
    return await _shown(opened, await patterns.get_pattern(opened, path_id(key)))


@router.patch("/{key}/")
async def change_pattern(
    opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"fecha_fin_recurrencia": "2030-06-30"}])]
) -> Response:
    return await _shown(opened, await patterns.update_pattern(opened, path_id(key), parse(body, PATTERN_RULES, partial=True)))


@router.put("/{key}/", include_in_schema=False)
async def replace_pattern(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_pattern(opened, key, body)


@router.delete("/{key}/", status_code=204)
async def remove_pattern(opened: Writing, key: str) -> Response:
    """The block closes only its own dates again."""
    await patterns.remove_pattern(opened, path_id(key))
    return Response(status_code=204)


@router.post("/{key}/excepciones/", status_code=201)
async def except_occurrence(
    opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"fecha": "2030-02-01", "mover_a": "2030-02-03"}])]
) -> Response:
    """What becomes of the occurrence of `fecha`: with mover_a or hours it is moved, without them dropped."""
    pattern_id = path_id(key)
    await patterns.except_occurrence(opened, pattern_id, patterns.Change(**parse(body, EXCEPTION_RULES)))
    return await _shown(opened, await patterns.get_pattern(opened, pattern_id), 201)


@router.delete("/{key}/excepciones/{day}/", status_code=204)
async def restore_occurrence(opened: Writing, key: str, day: str) -> Response:
    """The occurrence of that day is again where the rule puts it."""
    try:
        origin = a_date(day)
    except ValueError:
        raise NotFound from None
    await patterns.restore_occurrence(opened, path_id(key), origin)
    return Response(status_code=204)


@router.post("/{key}/terminar/")
async def end_series(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"fecha": "2030-06-30"}])]) -> Response:
    """The series falls for the last time on `fecha` at the latest."""
    return await _shown(opened, await patterns.end_series(opened, path_id(key), parse(body, END_RULES)["last"]))
