"""Section 4.2 of the documented API: the services of the clinic."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import work
from clinic_app.catalog import service
from clinic_app.catalog.inputs import RULES
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import a_boolean, parse, path_id
from clinic_app.core.permissions import Permission

router = APIRouter(prefix="/api/agenda/servicios", tags=["services"])
Reading = Annotated[Work, Depends(work(Permission.SERVICES_READ), scope="function")]
Writing = Annotated[Work, Depends(work(Permission.SERVICES_WRITE), scope="function")]  # committed before the answer leaves


EXAMPLE = {
    "nombre": "Estimulación Temprana",
    "descripcion": "Sesión de estimulación temprana para niños de 0-3 años",
    "duracion_minutos": 60,
    "precio": "80.00",
    "color": "#8B5CF6",
    "requiere_consentimiento": False,
    "instrucciones_previas": "Traer ropa cómoda para el niño",
    "categoria": "Desarrollo",
    "requiere_anamnesis": False,
    "intervalo_minimo_dias": 7,
    "cuidados_pos_procedimento": "Repetir los ejercicios en casa",
}
Json = Annotated[Any, Body(examples=[EXAMPLE])]


def wire(row: Service) -> dict[str, Any]:
    return {
        "id": row.id,
        "nombre": row.name,
        "descripcion": row.description,
        "duracion_minutos": row.duration_minutes,
        "precio": f"{row.price:.2f}",
        "color": row.color,
        "requiere_consentimiento": row.requires_consent,
        "instrucciones_previas": row.instructions,
        "categoria": row.category,
        "requiere_anamnesis": row.requires_anamnesis,
        "intervalo_minimo_dias": row.min_interval_days,
        "cuidados_pos_procedimento": row.aftercare,
        "orden": row.position,
        "is_active": row.is_active,
    }


def answer(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def wanted(raw: str | None) -> bool | None:
    """`?is_active=`: only active ones unless asked; `all` gives every one."""
    if raw in (None, "", "all"):
        return None if raw == "all" else True
    try:
        return a_boolean(raw)
    except ValueError as error:
        raise Invalid(is_active=str(error)) from None


@router.get("/")
async def list_services(opened: Reading, request: Request) -> Response:
    rows = await service.list_services(opened, active=wanted(request.query_params.get("is_active")))
    return answer([wire(row) for row in rows])


@router.post("/", status_code=201)
async def create(opened: Writing, body: Json) -> Response:
    return answer(wire(await service.create(opened, parse(body, RULES))), 201)


@router.get("/{key}/")
async def detail(opened: Reading, key: str) -> Response:
    return answer(wire(await service.get(opened, path_id(key))))


@router.patch("/{key}/")
async def change(opened: Writing, key: str, body: Json) -> Response:
    return answer(wire(await service.update(opened, path_id(key), parse(body, RULES, partial=True))))


@router.put("/{key}/", include_in_schema=False)
async def replace(opened: Writing, key: str, body: Json) -> Response:
    return answer(wire(await service.update(opened, path_id(key), parse(body, RULES))))


@router.delete("/{key}/", status_code=204)
async def remove(opened: Writing, key: str) -> Response:
    await service.remove(opened, path_id(key))
    return Response(status_code=204)
