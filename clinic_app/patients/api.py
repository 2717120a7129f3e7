"""Section 3 of the documented API: patients and the people who answer for them."""

import re
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BeforeValidator

from clinic_app.access.api import signed_in, work
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import Sentence
from clinic_app.core.permissions import Permission
from clinic_app.patients import service
from clinic_app.patients.models import Sex
from clinic_app.patients.queries import MAX_PAGE_SIZE
from clinic_app.patients.wire import guardian_wire, record_wire, row_wire

router = APIRouter(prefix="/api/pacientes", tags=["pacientes"])
PAGE_SIZE = 20
MAX_ID = 2**63 - 1
PATIENT = {
    "tipo_documento": "dni",
    "numero_documento": "12345678",
    "nombres": "Juan Carlos",
    "apellido_paterno": "García",
    "apellido_materno": "López",
    "fecha_nacimiento": "2022-06-15",
    "sexo": "M",
    "lugar_nacimiento": "Lima",
    "direccion": "Av. Arequipa 123, Lince",
    "distrito": "Lince",
    "provincia": "Lima",
    "departamento": "Lima",
    "ubigeo_cod": "150101",
    "grupo_sanguineo": "O+",
    "telefono": "987654321",
    "email": "padres@email.com",
    "observaciones": "Paciente referido por pediatra",
}
CHANGE = {"telefono": "999888777", "direccion": "Nueva dirección 456", "ubigeo_cod": "150102", "grupo_sanguineo": "A+"}
GUARDIAN = {
    "tipo_documento": "dni",
    "numero_documento": "87654321",
    "nombres": "Ana María",
    "apellidos": "López Rodríguez",
    "parentesco": "madre",
    "telefono": "987654321",
    "telefono_alternativo": "999888777",
    "email": "ana.lopez@email.com",
    "direccion": "Av. Arequipa 123",
    "es_principal": True,
    "puede_autorizar_procedimientos": True,
}

LIST_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string", "default": default}}
    for name, default in (
        ("search", ""),
        ("sexo", ""),
        ("is_active", "true"),
        ("etiqueta", ""),
        ("page", "1"),
        ("page_size", str(PAGE_SIZE)),
    )
]


def _id(value: Any) -> int:
    """What cannot be the number of a row names no row."""
    if not re.fullmatch(r"[0-9]{1,19}", str(value)) or int(value) > MAX_ID:
        raise NotFound
    return int(value)


Id = Annotated[int, BeforeValidator(_id)]
# "function": commit before the answer leaves, so that the caller's next request sees what this one wrote
Reading = Annotated[Work, Depends(work(Permission.PATIENTS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(Permission.PATIENTS_WRITE), scope="function")]
NewPatient = Annotated[Any, Body(examples=[PATIENT])]
PatientChange = Annotated[Any, Body(examples=[CHANGE])]
NewGuardian = Annotated[Any, Body(examples=[GUARDIAN])]
GuardianChange = Annotated[Any, Body(examples=[{"telefono": "999888777", "es_principal": True}])]


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def _page_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise NotFound("Página inválida.")
    return int(text)


def _page_size(text: str) -> int:
    """As DRF does: nonsense means the default, too much means the most."""
    return min(int(text[:9]), MAX_PAGE_SIZE) if re.fullmatch(r"[0-9]+", text) and int(text[:9]) else PAGE_SIZE


def _page_url(request: Request, number: int) -> str:
    """Where another page of the same list is; the first has no number, as in DRF."""
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    query = urlencode([*others, ("page", number)] if number > 1 else others)
    scope, host = request.scope, request.headers.get("host")
    address = f"{scope['scheme']}://{host}{scope['path']}" if host else str(request.url.replace(query=""))
    return f"{address}?{query}" if query else address


def _filters(search: str, sexo: str, is_active: str, tag: str = "") -> service.Filters:
    if sexo and sexo not in set(Sex):
        raise Invalid(sexo=Sentence('Seleccione una opción válida. "{value}" no es una de las opciones disponibles.', value=sexo[:60]))
    if tag and not (re.fullmatch(r"[0-9]{1,19}", tag) and int(tag) <= MAX_ID):
        raise Invalid(etiqueta="Introduzca un número entero válido.")
    return service.Filters(search, sexo, is_active.lower() not in ("false", "0"), int(tag) if tag else None)


@router.get("/", openapi_extra={"parameters": LIST_PARAMETERS})
async def patients(request: Request, actor: Annotated[Actor, Depends(signed_in(Permission.PATIENTS_READ))]) -> Response:
    """A page of the active patients in alphabetical order; every word of `search` must be part of a name, document or telephone."""
    asked = request.query_params  # read here: declared to the framework, six texts would cost as much as the query
    number, size = _page_number(asked.get("page") or "1"), _page_size(asked.get("page_size", ""))
    filters = _filters(*(asked.get(name, "") for name in ("search", "sexo", "is_active", "etiqueta")))
    found = await service.page(actor, filters, size, (number - 1) * size)
    pages = max(1, -(-found.total // size))
    if number > pages or (number > 1 and not found.rows):
        raise NotFound("Página inválida.")
    today = actor.today()
    return _json(
        {
            "count": found.total,
            "total_pages": pages,
            "current_page": number,
            "next": _page_url(request, number + 1) if number < pages else None,
            "previous": _page_url(request, number - 1) if number > 1 else None,
            "results": [row_wire(row, today, found.country) for row in found.rows],
        }
    )


@router.post("/", status_code=201)
async def add(opened: Writing, body: NewPatient) -> Response:
    patient = await service.create(opened, body)
    return _json(record_wire(await service.record_of(opened, patient), opened.today()), 201)


@router.get("/stats/")
async def stats(opened: Reading) -> Response:
    """How many patients by sex and age, on the clinic's calendar date."""
    return _json(await service.stats(opened))


@router.get("/{patient_id}/")
async def patient(opened: Reading, patient_id: Id) -> Response:
    """The whole patient. That she was looked at is kept in the trail."""
    return _json(record_wire(await service.open_record(opened, patient_id), opened.today()))


@router.patch("/{patient_id}/")
async def change(opened: Writing, patient_id: Id, body: PatientChange) -> Response:
    """Only the fields that are named; `null` and `""` count as not named (PUT empties them)."""
    changed = await service.update(opened, patient_id, body)
    return _json(record_wire(await service.record_of(opened, changed), opened.today()))


@router.put("/{patient_id}/")
async def replace(opened: Writing, patient_id: Id, body: NewPatient) -> Response:
    """The whole form: what is left out becomes empty."""
    changed = await service.replace(opened, patient_id, body)
    return _json(record_wire(await service.record_of(opened, changed), opened.today()))


@router.delete("/{patient_id}/", status_code=204)
async def archive(opened: Writing, patient_id: Id) -> Response:
    """Takes the patient off the lists (`is_active` false); nothing is lost."""
    await service.archive(opened, patient_id)
    return Response(status_code=204)


@router.get("/{patient_id}/responsables/")
async def guardians(opened: Reading, patient_id: Id) -> Response:
    found, country = await service.guardians(opened, patient_id), await service.country(opened)
    return _json([guardian_wire(one, country) for one in found])


@router.post("/{patient_id}/responsables/", status_code=201)
async def add_guardian(opened: Writing, patient_id: Id, body: NewGuardian) -> Response:
    added = await service.add_guardian(opened, patient_id, body)
    return _json(guardian_wire(added, await service.country(opened)), 201)


@router.get("/{patient_id}/responsables/{guardian_id}/")
async def guardian(opened: Reading, patient_id: Id, guardian_id: Id) -> Response:
    found = await service.guardian(opened, patient_id, guardian_id)
    return _json(guardian_wire(found, await service.country(opened)))


@router.patch("/{patient_id}/responsables/{guardian_id}/")
async def change_guardian(opened: Writing, patient_id: Id, guardian_id: Id, body: GuardianChange) -> Response:
    changed = await service.update_guardian(opened, patient_id, guardian_id, body)
    return _json(guardian_wire(changed, await service.country(opened)))


@router.put("/{patient_id}/responsables/{guardian_id}/")
async def replace_guardian(opened: Writing, patient_id: Id, guardian_id: Id, body: NewGuardian) -> Response:
    changed = await service.update_guardian(opened, patient_id, guardian_id, body, full=True)
    return _json(guardian_wire(changed, await service.country(opened)))


@router.delete("/{patient_id}/responsables/{guardian_id}/", status_code=204)
async def remove_guardian(opened: Writing, patient_id: Id, guardian_id: Id) -> Response:
    await service.remove_guardian(opened, patient_id, guardian_id)
    return Response(status_code=204)
