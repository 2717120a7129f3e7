"""Section 4.10 of the documented API: treatment plans. The pages send the medical order here too, with the browser's cookie."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response
from starlette.datastructures import UploadFile

from clinic_app.agenda.api import Reading, Writing
from clinic_app.agenda.hours.service import get_settings
from clinic_app.agenda.plans import booking as plan_booking
from clinic_app.agenda.plans import service as plans
from clinic_app.agenda.plans import wire as plans_wire
from clinic_app.agenda.plans.models import PlanStatus
from clinic_app.agenda.plans.rows import plan_row, sessions
from clinic_app.agenda.plans.rows import plans as listed_plans
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Work
from clinic_app.core.errors import NO_JSON, ClinicError, Invalid
from clinic_app.core.fields import parse, path_id

router = APIRouter(prefix="/api/agenda/planes-tratamiento", tags=["agenda"])
NO_FILE = "La información enviada no era un archivo. Compruebe el tipo de codificación del formulario."
EMPTY_FILE = "El archivo enviado está vacío."
EXAMPLE = {
    "paciente": 1, "tipo_servicio": 5, "nombre": "Tratamiento de 5 inyectables - Penicilina", "descripcion": "Tratamiento prescrito por Dr. Rodríguez",
    "total_sesiones": 5, "frecuencia": "diaria", "fecha_inicio": "2030-01-21", "requiere_orden_medica": True, "notas": "",
}  # fmt: skip
DOCUMENTED = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": EXAMPLE},
            "multipart/form-data": {"schema": {"type": "object", "properties": {plans.FILE: {"type": "string", "format": "binary"}}}},
        }
    }
}
Maybe = Annotated[Any, Body(examples=[{"motivo": "Viaje del paciente"}])]


@dataclass(frozen=True)
class Sent:
    """A body as it came: its fields, and the scanned order when it was a form."""

    fields: Any
    order: bytes | None = None


async def _form(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=60) as form:
        fields: dict[str, Any] = {}
        for name in form:
            several = [each for each in form.getlist(name) if isinstance(each, str)]
            if several:
                fields[name] = ",".join(several) if name == "dias_semana" else several[-1]
        file = form.get(plans.FILE)
        return Sent(fields, await file.read() if isinstance(file, UploadFile) else None)


async def sent(request: Request) -> Sent:
    """JSON, or a form with the order as a file; read before the transaction begins, so that a slow upload holds nothing. Raises ClinicError, Invalid."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        body = await _form(request)
    else:
        try:
            body = Sent(orjson.loads(await request.body()))
        except orjson.JSONDecodeError:
            raise ClinicError(NO_JSON) from None
    written = body.fields.get(plans.FILE) if isinstance(body.fields, dict) else None
    if written and not (isinstance(written, str) and "/media/" in written):  # a client that sends back what it got changes nothing
        raise Invalid({plans.FILE: [NO_FILE]})
    if body.order == b"":
        raise Invalid({plans.FILE: [EMPTY_FILE]})
    return body


Body_ = Annotated[Sent, Depends(sent)]


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def shown(opened: Work, request: Request, plan_id: int, status: int = 200, **more: Any) -> Response:
    """A plan with its sessions."""
    row = await plan_row(opened, plan_id)
    own = [plans_wire.session_wire(each, opened.tz) for each in await sessions(opened, plan_id)]
    return answer(plans_wire.plan_wire(row, _base(request)) | {"sesiones": own} | more, status)


@router.get("/")
async def list_plans(opened: Reading, request: Request) -> Response:
    """Filters: estado, paciente."""
    values = parse(dict(request.query_params), plans_wire.FILTER_RULES)
    return answer([plans_wire.plan_wire(row, _base(request)) for row in await listed_plans(opened, **values)])


@router.post("/", status_code=201, openapi_extra=DOCUMENTED)
async def create(body: Body_, opened: Writing, request: Request) -> Response:
    """JSON, or multipart/form-data with the order (PDF, JPG, PNG, HEIC; at most 10 MB) as `orden_medica`."""
    plan = await plans.create(opened, parse(body.fields, plans_wire.PLAN_RULES), body.order)
    return await shown(opened, request, plan.id, 201)


@router.get("/{key}/")
async def show(opened: Reading, request: Request, key: str) -> Response:
    return await shown(opened, request, path_id(key))


@router.patch("/{key}/", openapi_extra=DOCUMENTED)
async def change(body: Body_, opened: Writing, request: Request, key: str) -> Response:
    """Any field; `estado` goes through the same steps as the actions. A form may bring the order."""
    plan_id, values = path_id(key), parse(body.fields, plans_wire.CHANGE_RULES, partial=True)
    after = values.pop("status", None)
    plan = await plans.update(opened, plan_id, values, body.order)
    if after is not None and after != plan.status:
        await _to(opened, plan_id, after)
    return await shown(opened, request, plan_id)


@router.put("/{key}/", include_in_schema=False)
async def replace(body: Body_, opened: Writing, request: Request, key: str) -> Response:
    return await change(body, opened, request, key)


async def _to(opened: Work, plan_id: int, after: PlanStatus) -> None:
    if after is PlanStatus.COMPLETED:
        raise Invalid(estado="El plan se completa al completar sus sesiones.")
    steps = {PlanStatus.SUSPENDED: plans.suspend, PlanStatus.CANCELLED: plans.cancel, PlanStatus.ACTIVE: plans.reactivate}
    await steps[after](opened, plan_id)


@router.delete("/{key}/", status_code=204)
async def delete(opened: Writing, key: str) -> Response:
    """The same as to cancel."""
    await plans.cancel(opened, path_id(key))
    return Response(status_code=204)


@router.post("/{key}/completar_sesion/")
async def complete(
    opened: Writing, request: Request, key: str, body: Annotated[Any, Body(examples=[{}, {"sesion": 2}, {"cita": 31}])] = None
) -> Response:
    """One session more was held. `sesion` (its number) or `cita` says which, and then counts it once only; `version` refuses a stale click.

    Attending the appointment of a session completes it by itself; the first call without a session after that, on the same day, is its
    report and adds nothing.
    """
    plan = await plans.complete(opened, path_id(key), **parse(body or {}, plans_wire.COMPLETE_RULES))
    return await shown(opened, request, plan.id)


@router.post("/{key}/suspender/")
async def suspend(opened: Writing, request: Request, key: str, body: Maybe = None) -> Response:
    """With `liberar_citas` the coming appointments are cancelled."""
    plan = await plans.suspend(opened, path_id(key), **parse(body or {}, plans_wire.SUSPEND_RULES))
    return await shown(opened, request, plan.id)


@router.post("/{key}/reactivar/")
async def reactivate(opened: Writing, request: Request, key: str, body: Maybe = None) -> Response:
    plan = await plans.reactivate(opened, path_id(key), parse(body or {}, plans_wire.ACTION_RULES).get("version"))
    return await shown(opened, request, plan.id)


@router.post("/{key}/cancelar/")
async def cancel(opened: Writing, request: Request, key: str, body: Maybe = None) -> Response:
    """Frees the coming sessions: their appointments are cancelled with the reason."""
    plan = await plans.cancel(opened, path_id(key), **parse(body or {}, plans_wire.ACTION_RULES))
    return await shown(opened, request, plan.id)


@router.get("/{key}/fechas-sugeridas/")
async def suggest(opened: Reading, request: Request, key: str) -> Response:
    """For every session without appointment the free time nearest to `?hora=`, on its day or the next with room."""
    values = parse(dict(request.query_params), plans_wire.SUGGEST_RULES)
    hour = values.get("hour")
    found = await plan_booking.suggest(opened, path_id(key), f"{hour:%H:%M}" if hour else "", values.get("professional_id"))
    horizon = (await get_settings(opened)).horizon_days
    return answer({"sesiones": [plans_wire.proposal_wire(one) for one in found], "aviso": plan_booking.lack_said(found, horizon)})


@router.post("/{key}/agendar/")
async def book(
    opened: Writing, request: Request, key: str, body: Annotated[Any, Body(examples=[{"hora": "09:00", "parcial": False}])] = None
) -> Response:
    """Book all sessions that have no appointment: as suggested, or at the times of `sesiones` [{numero, fecha, hora_inicio}].

    409 with every session's outcome when one cannot be had; with `parcial` the others are booked.
    """
    outcomes = await plan_booking.book_all(opened, path_id(key), plan_booking.Wish(**plans_wire.booking_values(body)))
    booked = [each.wire() for each in outcomes]
    return await shown(opened, request, path_id(key), resultado=booked, agendadas=sum(each["agendada"] for each in booked))
