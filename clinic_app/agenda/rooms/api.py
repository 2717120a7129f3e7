"""Beyond the documented API: rooms, and periods of work."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from clinic_app.agenda.api import Reading, SettingsReading, SettingsWriting
from clinic_app.agenda.availability import Period
from clinic_app.agenda.hours import periods
from clinic_app.agenda.hours.periods import WEEK, Week
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.rooms.wire import ROOM_RULES, room_wire
from clinic_app.agenda.wire import answer
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_boolean, a_key, a_time, an_integer, parse, path_id
from clinic_app.core.i18n import Sentence

router = APIRouter(prefix="/api/agenda", tags=["agenda"])
PERIOD_RULES = {"hora_inicio": Rule("start", a_time, required=True), "hora_fin": Rule("end", a_time, required=True)}
ROOM_EXAMPLE = {"nombre": "Consultorio 2", "orden": 2}
WEEK_EXAMPLE = {
    "profesional": None,
    "dias": [{"dia": 1, "tramos": [{"hora_inicio": "08:00", "hora_fin": "13:00"}, {"hora_inicio": "15:00", "hora_fin": "19:00"}]}],
}


def week_wire(week: Week, professional_id: int | None) -> dict[str, Any]:
    """Every weekday with its periods; `propio`: not taken over from the clinic, or from the settings."""
    days = [{"dia": day, "tramos": [{"hora_inicio": start, "hora_fin": end} for start, end in week.days.get(day, ())]} for day in WEEK]
    return {"profesional": professional_id, "propio": week.own, "dias": days}


def a_list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError(Sentence('Se esperaba una lista de elementos en vez del tipo "{kind}".', kind=type(raw).__name__))
    return raw[:100]


def read_days(raw: Any) -> dict[int, list[Period]]:
    """[{"dia": 1, "tramos": [{"hora_inicio", "hora_fin"}]}] by weekday. Raises ValueError."""
    days: dict[int, list[Period]] = {}
    for each in a_list(raw):
        try:
            read = parse(each, {"dia": Rule("day", an_integer(1, 7), required=True), "tramos": Rule("periods", a_list, required=True)})
            found = [parse(one, PERIOD_RULES) for one in read["periods"]]
        except Invalid as error:
            raise ValueError(error.first) from None
        days.setdefault(read["day"], []).extend((one["start"], one["end"]) for one in found)
    if not days:
        raise ValueError(periods.NO_DAYS)
    return days


WEEK_RULES = {"profesional": Rule("professional_id", a_key), "dias": Rule("days", read_days, required=True)}


@router.get("/salas/")
async def list_rooms(opened: Reading, request: Request) -> Response:
    """The rooms that can be booked; `?todas=true`: the retired ones too."""
    every = parse(dict(request.query_params), {"todas": Rule("every", a_boolean)}).get("every")
    return answer([room_wire(row) for row in await rooms.list_rooms(opened, active=None if every else True)])


@router.post("/salas/", status_code=201)
async def create_room(opened: SettingsWriting, body: Annotated[Any, Body(examples=[ROOM_EXAMPLE])]) -> Response:
    return answer(room_wire(await rooms.create(opened, parse(body, ROOM_RULES))), 201)


@router.get("/salas/{key}/")
async def show_room(opened: Reading, key: str) -> Response:
    return answer(room_wire(await rooms.get(opened, path_id(key))))


@router.patch("/salas/{key}/")
async def change_room(opened: SettingsWriting, key: str, body: Annotated[Any, Body(examples=[ROOM_EXAMPLE])]) -> Response:
    return answer(room_wire(await rooms.update(opened, path_id(key), parse(body, ROOM_RULES, partial=True))))


@router.delete("/salas/{key}/", status_code=204)
async def retire_room(opened: SettingsWriting, key: str) -> Response:
    """Offer it no more; appointments that were in it keep its name."""
    await rooms.retire(opened, path_id(key))
    return Response(status_code=204)


def _whose(request: Request) -> int | None:
    return parse(dict(request.query_params), {"profesional": WEEK_RULES["profesional"]}).get("professional_id")


@router.get("/horarios/")
async def show_week(opened: SettingsReading, request: Request) -> Response:
    """The periods of each weekday, of the clinic or of `?profesional=`."""
    whose = _whose(request)
    return answer(week_wire(await periods.week_of(opened, whose), whose))


@router.put("/horarios/")
async def change_week(opened: SettingsWriting, body: Annotated[Any, Body(examples=[WEEK_EXAMPLE])]) -> Response:
    """Give the named weekdays these periods; the others stay."""
    values = parse(body, WEEK_RULES)
    whose = values.get("professional_id")
    return answer(week_wire(await periods.change_days(opened, values["days"], whose), whose))


@router.delete("/horarios/")
async def drop_week(opened: SettingsWriting, request: Request) -> Response:
    """Back to the clinic's hours (`?profesional=`), or to the one period of the configuration."""
    whose = _whose(request)
    return answer(week_wire(await periods.drop(opened, whose), whose))
