"""Section 6 of the documented API: growth check-ups (CRED), their charts, alerts and calculator; and beside it iron and who is due."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.fields import Page, Rule, one_of, parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.growth import alerts, charts, due, inputs, iron, rows, service, wire
from clinic_app.growth.calculator import calculate

router = APIRouter(prefix="/api/cred", tags=["cred"])
P = Permission
Reading = Annotated[Work, Depends(work(P.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(P.RECORDS_WRITE), scope="function")]
EXAMPLE = {
    "paciente": 1, "cita": 1, "fecha": "2026-01-25", "peso_kg": 10.5, "talla_cm": 78.5, "posicion_medida": "acostado", "perimetro_cefalico_cm": 46.0,
    "dosaje_hemoglobina": 11.5, "suplemento_hierro_estado": "continuando", "suplemento_hierro_tipo": "gotas",
    "desarrollo_motor": "Camina solo, sube escaleras con ayuda", "desarrollo_lenguaje": "Dice 10 palabras aproximadamente",
    "desarrollo_social": "Interactúa con otros niños, imita actividades", "desarrollo_cognitivo": "Reconoce objetos, sigue instrucciones simples",
    "observaciones": "Buen estado general",
}  # fmt: skip
CheckupBody = Annotated[Any, Body(examples=[EXAMPLE])]
ChangeBody = Annotated[Any, Body(examples=[{"peso_kg": 10.6, "observaciones": "Se pesó otra vez"}])]
FollowBody = Annotated[Any, Body(examples=[{"estado": "cerrada", "desenlace": "Recuperó su peso"}])]
IronBody = Annotated[
    Any, Body(examples=[{"paciente": 1, "fecha": "2026-01-25", "tipo": "gotas", "motivo": "prevencion", "mg_dia": 20, "dias": 30}])
]
CalculatorBody = Annotated[Any, Body(examples=[{"peso_kg": 10.5, "talla_cm": 78.5, "edad_meses": 19, "sexo": "M"}])]
LIST_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
    for name in ("paciente", "con_alerta", "tipo_alerta", "fecha_inicio", "fecha_fin", "page", "page_size")
]


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


async def _shown(opened: Work, checkup_id: int, questions: list[str], status: int = 200) -> Response:
    row = await rows.one(opened, checkup_id)
    return _json(wire.checkup_wire(row, listed=False) | {"advertencias": questions}, status)


@router.get("/", openapi_extra={"parameters": LIST_PARAMETERS})
async def list_checkups(opened: Reading, request: Request) -> Response:
    """Newest first. Filters: paciente, con_alerta, tipo_alerta, fecha_inicio, fecha_fin; page, page_size."""
    asked = Page.of(request.query_params)
    filters = service.Filters(**parse(dict(request.query_params), inputs.FILTER_RULES))
    count, found = await service.page(opened, filters, asked.size, asked.offset)
    return _json(asked.envelope(request.url, count, [wire.checkup_wire(row) for row in found]))


@router.post("/", status_code=201)
async def create(opened: Writing, body: CheckupBody) -> Response:
    """Save a check-up; scores and diagnoses follow from it. Measures that are likelier a slip need `confirmar: true`.

    `advertencias` holds what a person should look at (a second check-up of the day, a child who got shorter).
    """
    values, confirmed = inputs.checkup_values(body)
    checkup, questions = await service.create(opened, values, confirmed=confirmed)
    return await _shown(opened, checkup.id, questions, 201)


@router.get("/alertas/")
async def list_alerts(opened: Reading, request: Request) -> Response:
    """The children with alerts that are not closed, each by the check-up that showed them. Filters: paciente, tipo_alerta, estado."""
    found = await alerts.listed(opened, **parse(dict(request.query_params), inputs.ALERT_FILTERS))
    return _json([wire.checkup_wire(row) | {"alertas": [wire.alert_wire(one) for one in many]} for row, many in found])


@router.patch("/alertas/{key}/")
async def follow_alert(opened: Writing, key: str, body: FollowBody) -> Response:
    """Take an alert on: vista, seguimiento, or cerrada with its `desenlace`."""
    alert = await alerts.follow(opened, path_id(key), **parse(body, inputs.FOLLOW_RULES))
    return _json(wire.alert_wire(alert))


@router.post("/calculadora/")
async def calculator(opened: Writing, body: CalculatorBody) -> Response:
    """Scores and diagnoses of any measures; nothing is saved. The age in months (fractions too) or in days."""
    values = inputs.calculator_values(body)
    return _json(wire.calculator_wire(values, *calculate(values)))


@router.get("/pendientes/")
async def list_due(opened: Reading, request: Request) -> Response:
    """Children who are due or late; `tipo`: control, hemoglobina, hierro."""
    asked = parse(dict(request.query_params), {"tipo": Rule("duty", one_of(due.Duty))})
    found = await due.listed(opened, **asked)
    names = ("paciente", "paciente_nombre", "tipo", "desde", "dias_de_retraso", "ultimo")
    return _json([dict(zip(names, one, strict=True)) for one in found])


@router.get("/hierro/")
async def list_iron(opened: Reading, request: Request) -> Response:
    """The ledger of iron. Filter: paciente."""
    asked = parse(dict(request.query_params), {"paciente": inputs.FILTER_RULES["paciente"]})
    return _json([wire.iron_wire(row) for row in await iron.listed(opened, **asked)])


@router.post("/hierro/", status_code=201)
async def give_iron(opened: Writing, body: IronBody) -> Response:
    """Note a delivery of iron."""
    return _json(wire.iron_wire(await iron.give(opened, parse(body, inputs.IRON_RULES))), 201)


@router.get("/hierro/{key}/")
async def show_iron(opened: Reading, key: str) -> Response:
    return _json(wire.iron_wire(await iron.one(opened, path_id(key))))


@router.patch("/hierro/{key}/")
async def change_iron(opened: Writing, key: str, body: IronBody) -> Response:
    return _json(wire.iron_wire(await iron.change(opened, path_id(key), parse(body, inputs.IRON_RULES, partial=True))))


@router.delete("/hierro/{key}/", status_code=204)
async def remove_iron(opened: Writing, key: str) -> Response:
    await iron.remove(opened, path_id(key))
    return Response(status_code=204)


@router.get("/paciente/{key}/grafico/")
async def chart(opened: Reading, key: str) -> Response:
    """A child's check-ups and WHO's lines: percentiles, and -3 to +3 as sd3neg … sd3."""
    return _json(wire.chart_wire(await charts.chart_data(opened, path_id(key))))


@router.get("/paciente/{key}/pdf/")
async def paper(opened: Reading, key: str) -> Response:
    """A child's growth for her parents, as PDF."""
    headers = {"content-disposition": 'inline; filename="crecimiento.pdf"', "cache-control": "private, no-store"}
    from clinic_app.growth import growth_pdf  # drawing paper takes a second to load: only who prints pays it

    return Response(await growth_pdf.report(opened, path_id(key)), media_type="application/pdf", headers=headers)


@router.get("/{key}/")
async def show(opened: Reading, key: str) -> Response:
    """One check-up. That it was opened is kept in the trail."""
    return _json(wire.checkup_wire(await service.get(opened, path_id(key)), listed=False))


@router.patch("/{key}/")
async def change(opened: Writing, key: str, body: ChangeBody) -> Response:
    """Any field; everything is computed anew, that of later check-ups too. `version` refuses a stale change."""
    checkup_id = path_id(key)
    values, confirmed = inputs.checkup_values(body, partial=True, changing=True)
    checkup, questions = await service.update(opened, checkup_id, values, confirmed=confirmed)
    return await _shown(opened, checkup.id, questions)


@router.put("/{key}/", include_in_schema=False)
async def replace(opened: Writing, key: str, body: ChangeBody) -> Response:
    """The whole form: null and "" empty an optional field."""
    checkup_id = path_id(key)
    values, confirmed = inputs.checkup_values(body, changing=True)
    checkup, questions = await service.update(opened, checkup_id, values, confirmed=confirmed)
    return await _shown(opened, checkup.id, questions)


@router.delete("/{key}/", status_code=204)
async def delete(opened: Writing, key: str) -> Response:
    """Take a check-up off the record; the row and its trail are kept."""
    await service.delete(opened, path_id(key))
    return Response(status_code=204)
