"""Sections 4.1 and 4.3-4.7 of the documented API: configuration, appointments, availability, blocks."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import signed_in, work
from clinic_app.agenda import free_times, queries, service, wire
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.models import CareType, Status
from clinic_app.agenda.plans import booking as plan_booking
from clinic_app.agenda.plans import links as plan_links
from clinic_app.agenda.series import bundles_wire
from clinic_app.agenda.transitions import PENDING
from clinic_app.agenda.wire import answer
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Page, Rule, a_boolean, a_date, a_key, one_of, parse, path_id
from clinic_app.core.i18n import Sentence
from clinic_app.core.permissions import Permission

router = APIRouter(prefix="/api/agenda", tags=["agenda"])
P = Permission
Viewer = Annotated[Actor, Depends(signed_in(P.AGENDA_READ))]
# scope: the transaction ends before the answer leaves, so that nobody reads a 201 of something not yet there
Reading = Annotated[Work, Depends(work(P.AGENDA_READ), scope="function")]
Writing = Annotated[Work, Depends(work(P.AGENDA_WRITE), scope="function")]
LightWriting = Annotated[Work, Depends(work(P.AGENDA_WRITE, light=True), scope="function")]
SettingsReading = Annotated[Work, Depends(work(P.SETTINGS_READ), scope="function")]
SettingsWriting = Annotated[Work, Depends(work(P.SETTINGS_WRITE), scope="function")]

SETTINGS_EXAMPLE = {"hora_inicio": "09:00:00", "hora_fin": "19:00:00", "dias_laborables": [1, 2, 3, 4, 5, 6], "intervalo_minutos": 30}
BOOKING_EXAMPLE = {
    "paciente": 1, "tipo_servicio": 1, "fecha": "2030-01-25", "hora_inicio": "09:00:00", "tipo_atencion": "consultorio",
    "notas": "Control de los 18 meses",
}  # fmt: skip
MOVE_EXAMPLE = {"fecha": "2030-01-26", "hora_inicio": "10:00"}
BLOCK_EXAMPLE = {
    "fecha_inicio": "2030-02-01", "fecha_fin": "2030-02-01", "hora_inicio": "14:00:00", "hora_fin": "18:00:00",
    "motivo": "Guardia en Rebagliati", "tipo": "TRABAJO_PRINCIPAL", "titulo": "Guardia Rebagliati", "color": "#EF4444",
    "es_recurrente": True,
}  # fmt: skip
Maybe = Annotated[Any, Body(examples=[{"motivo": "Paciente reprogramó"}])]

RANGE_RULES = {
    "fecha": Rule("day", a_date),
    "fecha_inicio": Rule("since", a_date),
    "fecha_fin": Rule("until", a_date),
    "paciente": Rule("patient_id", a_key),
    "profesional": Rule("professional_id", a_key),
    "cupo": Rule("slot_id", a_key),
    "grupo": Rule("bundle_id", a_key),
    "serie": Rule("series_id", a_key),
}
_SLOTS = {"tipo_servicio": Rule("service_id", a_key, required=True), "tipo_atencion": Rule("care_type", one_of(CareType))}
SLOT_RULES = {
    "fecha": Rule("day", a_date, required=True),
    "profesional": Rule("professional_id", a_key),
    "sala": Rule("room_id", a_key),
    **_SLOTS,
}
FREE_RULES = {
    "desde": Rule("since", a_date, required=True),
    "hasta": Rule("until", a_date, required=True),
    "profesional": Rule("professionals", free_times.keys),
    "sala": Rule("rooms", free_times.keys),
    **_SLOTS,
}


def statuses(raw: str) -> list[Status]:
    """One state, or several with commas between."""
    try:
        return [Status(part.strip()) for part in raw.split(",") if part.strip()]
    except ValueError:
        raise Invalid(
            estado=Sentence('Escoja una opción válida. "{value}" no es una de las opciones disponibles.', value=raw[:60])
        ) from None


def filters(query: Mapping[str, str]) -> queries.Filters:
    values = parse(dict(query), RANGE_RULES)
    if day := values.pop("day", None):
        values |= {"since": day, "until": day}
    return queries.Filters(**values, statuses=statuses(query.get("estado", "")))


@router.get("/configuracion/")
async def show_settings(opened: SettingsReading) -> Response:
    return answer(wire.settings_wire(await hours.get_settings(opened)))


@router.patch("/configuracion/")
async def change_settings(opened: SettingsWriting, body: Annotated[Any, Body(examples=[SETTINGS_EXAMPLE])]) -> Response:
    return answer(wire.settings_wire(await hours.update_settings(opened, parse(body, wire.SETTINGS_RULES, partial=True))))


@router.put("/configuracion/", include_in_schema=False)
async def replace_settings(opened: SettingsWriting, body: Annotated[Any, Body()]) -> Response:
    return await change_settings(opened, body)


@router.get("/disponibilidad/")
async def availability(actor: Viewer, request: Request) -> Response:
    """The slots of `?fecha=` for `?tipo_servicio=`; each says whether the whole service fits there.

    `?desde=&hasta=` (62 days at most) answers day by day. There, `profesional` may be several ids with commas between, or `todos`; a slot
    then says who is free. `sala`: any of these rooms.
    """
    if "desde" in request.query_params or "hasta" in request.query_params:
        asked = free_times.Asked(**parse(dict(request.query_params), FREE_RULES))
        days = await free_times.of_range(actor, asked)
        return answer({"desde": asked.since, "hasta": asked.until, "dias": [wire.free_day_wire(day, asked) for day in days]})
    values = parse(dict(request.query_params), SLOT_RULES)
    working, slots = await free_times.of_day(actor, **values)
    return answer({"fecha": values["day"], "laborable": working, "slots": [{"hora": slot.hour, "disponible": slot.free} for slot in slots]})


@router.get("/citas/")
async def list_appointments(actor: Viewer, request: Request) -> Response:
    """Filters: fecha, fecha_inicio, fecha_fin, estado, paciente, profesional, cupo, grupo, serie; page, page_size."""
    page = Page.of(request.query_params)
    count, rows = await queries.list_page(actor, filters(request.query_params), page)
    return answer(page.envelope(request.url, count, [wire.row_wire(row, actor.tz) for row in rows]))


async def shown(opened: Work, key: int, status: int = 200) -> Response:
    row = await queries.one(opened, key)
    told = {"advertencias": opened.told} if opened.told else {}
    return answer(wire.detail_wire(row, opened.tz, await plan_links.plan_of(opened, key)) | told, status)


@router.post("/citas/", status_code=201)
async def book(opened: LightWriting, body: Annotated[Any, Body(examples=[BOOKING_EXAMPLE])]) -> Response:
    """Book; `hora_fin` follows from the length of the service. With `plan_tratamiento`: its next session without appointment.

    With `servicios` (ids) they are booked back to back: the answer is that of the first, with `grupo` and all of them in `citas`.
    """
    if bundles_wire.asks_for_several(body):
        return await bundles_wire.book(opened, body)
    values = parse(body, wire.BOOKING_RULES)
    plan_id = values.pop("plan_id", None)
    wish = service.Booking(**values)
    row = await service.book(opened, wish) if plan_id is None else await plan_booking.book_linked(opened, wish, plan_id)
    told = {"advertencias": opened.told} if opened.told else {}
    return answer(wire.detail_wire(row, opened.tz, plan_id) | told, 201)


@router.get("/citas/{key}/")
async def show_appointment(opened: Reading, key: str) -> Response:
    return await shown(opened, path_id(key))


@router.patch("/citas/{key}/")
async def change_appointment(opened: Writing, key: str, body: Annotated[Any, Body(examples=[MOVE_EXAMPLE])]) -> Response:
    """Edit, move, or (with `estado`) take to another state by the same transitions as the actions."""
    appointment_id, values = path_id(key), parse(body, wire.CHANGE_RULES, partial=True)
    after, reason, patient_id = (values.pop(name, None) for name in ("status", "reason", "patient_id"))
    plan_id = None
    if "room_id" in values:
        values["room_id"] = values["room_id"] or service.NO_ROOM
    if "plan_id" in values:
        await plan_links.relink(opened, appointment_id, plan_id := values.pop("plan_id"))
    row = await service.change(opened, appointment_id, service.Change(**values))
    if plan_id is not None and row.status not in PENDING:  # over meanwhile
        raise Invalid(plan_tratamiento=plan_links.NOT_TO_COME)
    if patient_id is not None and patient_id != row.patient_id:
        raise Invalid(paciente="No se puede cambiar el paciente de una cita.")
    if after is not None and (after != row.status or not values):
        await service.set_status(opened, appointment_id, after, reason=reason or "")
    return await shown(opened, appointment_id)


@router.put("/citas/{key}/", include_in_schema=False)
async def replace_appointment(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_appointment(opened, key, body)


@router.delete("/citas/{key}/", status_code=204)
async def delete_appointment(opened: Writing, key: str) -> Response:
    """The same as to cancel."""
    await service.cancel(opened, path_id(key))
    return Response(status_code=204)


def action_values(body: Any) -> dict[str, Any]:
    return parse(body or {}, wire.ACTION_RULES)


@router.post("/citas/{key}/confirmar/")
async def confirm(opened: Writing, key: str, body: Maybe = None) -> Response:
    row = await service.confirm(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/cancelar/")
async def cancel(opened: Writing, key: str, body: Maybe = None) -> Response:
    values = action_values(body)
    reason = values.get("reason") or values.get("other_reason") or ""
    row = await service.cancel(opened, path_id(key), reason, values.get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/atender/")
async def attend(opened: Writing, key: str, body: Maybe = None) -> Response:
    row = await service.attend(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/no-asistio/")
async def no_show(opened: Writing, key: str, body: Maybe = None) -> Response:
    row = await service.no_show(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/llegada/")
async def arrive(opened: Writing, key: str, body: Maybe = None) -> Response:
    row = await service.arrive(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/iniciar/")
async def start(opened: Writing, key: str, body: Maybe = None) -> Response:
    row = await service.start(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.post("/citas/{key}/reabrir/")
async def reopen(opened: Writing, key: str, body: Maybe = None) -> Response:
    """Take back a no-show."""
    row = await service.reopen(opened, path_id(key), action_values(body).get("version"))
    return await shown(opened, row.id)


@router.get("/citas-hoy/")
async def today(actor: Viewer, request: Request) -> Response:
    """The day's appointments (without the cancelled ones) and how many are still to be attended."""
    values = parse(dict(request.query_params), {"profesional": RANGE_RULES["profesional"]})
    rows = await queries.list_day(actor, actor.today(), values.get("professional_id"))
    by_status = Counter(row.status for row in rows)
    return answer(
        {
            "fecha": actor.today(),
            "total": len(rows),
            "pendientes": sum(by_status[status] for status in PENDING),
            "atendidas": by_status[Status.ATTENDED],
            "citas": [wire.row_wire(row, actor.tz) for row in rows],
        }
    )


@router.get("/proximas/")
async def upcoming(actor: Viewer) -> Response:
    """What is still to come, from today to seven days on."""
    return answer([wire.row_wire(row, actor.tz) for row in await queries.list_next(actor)])


@router.get("/bloqueos/")
async def list_blocks(opened: Reading, request: Request) -> Response:
    """The active blocks; filters: fecha_inicio, fecha_fin (those that touch the range), profesional, is_active."""
    rules = {name: RANGE_RULES[name] for name in ("fecha_inicio", "fecha_fin", "profesional")} | {"is_active": Rule("active", a_boolean)}
    rows = await hours.list_blocks(opened, **parse(dict(request.query_params), rules))
    return answer([wire.block_wire(row) for row in rows])


@router.post("/bloqueos/", status_code=201)
async def create_block(opened: Writing, body: Annotated[Any, Body(examples=[BLOCK_EXAMPLE])]) -> Response:
    return answer(wire.block_wire(await hours.create_block(opened, parse(body, wire.BLOCK_RULES))), 201)


@router.get("/bloqueos/{key}/")
async def show_block(opened: Reading, key: str) -> Response:
    return answer(wire.block_wire(await hours.get_block(opened, path_id(key))))


@router.patch("/bloqueos/{key}/")
async def change_block(opened: Writing, key: str, body: Annotated[Any, Body(examples=[{"titulo": "Turno noche"}])]) -> Response:
    return answer(wire.block_wire(await hours.update_block(opened, path_id(key), parse(body, wire.BLOCK_RULES, partial=True))))


@router.put("/bloqueos/{key}/", include_in_schema=False)
async def replace_block(opened: Writing, key: str, body: Annotated[Any, Body()]) -> Response:
    return await change_block(opened, key, body)


@router.delete("/bloqueos/{key}/", status_code=204)
async def remove_block(opened: Writing, key: str) -> Response:
    await hours.remove_block(opened, path_id(key))
    return Response(status_code=204)
