"""`POST /api/agenda/citas/` with `servicios`: how several services in one booking come in, and what is answered."""

from typing import Any

from fastapi import Response

from clinic_app.agenda import wire
from clinic_app.agenda.booking.rules import Booking
from clinic_app.agenda.plans import links as plan_links
from clinic_app.agenda.series import bundles
from clinic_app.agenda.series.bundles import MOST, Part
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_key, parse
from clinic_app.core.i18n import Sentence

NOT_A_LIST = "Se esperaba una lista de elementos."
OTHER_COUNT = "Indica una profesional por servicio, o ninguna."


def _keys(raw: Any, *, holes: bool = False) -> list[int | None]:
    if not isinstance(raw, list):
        raise ValueError(NOT_A_LIST)
    if len(raw) > MOST:
        raise ValueError(Sentence(bundles.COUNT, most=MOST))
    return [None if each is None and holes else a_key(each) for each in raw]


SERVICES = Rule("services", _keys, required=True)
PROFESSIONALS = Rule("professionals", lambda raw: _keys(raw, holes=True))


def asks_for_several(body: Any) -> bool:
    """Whether a booking names more than the one documented service."""
    return isinstance(body, dict) and body.get("servicios") not in (None, "", [])


def booking_of(body: Any) -> tuple[Booking, list[Part], int | None]:
    """`servicios` in their order; a `tipo_servicio` that is not their first goes before them. `profesionales`: one for each, or null.

    Raises Invalid with every bad field.
    """
    documented = wire.BOOKING_RULES | {"tipo_servicio": Rule("service_id", a_key)}
    values = parse(body, documented | {"servicios": SERVICES, "profesionales": PROFESSIONALS})
    services, people = values.pop("services"), values.pop("professionals", None)
    plan_id, first = values.pop("plan_id", None), values.pop("service_id", None)
    if first is not None and first != services[0]:
        services = [first, *services]
    if people is not None and len(people) != len(services):
        raise Invalid(profesionales=OTHER_COUNT)
    parts = [Part(key, who) for key, who in zip(services, people or [None] * len(services), strict=True)]
    return Booking(service_id=services[0], **values), parts, plan_id


async def book(opened: Work, body: Any) -> Response:
    """Book, and answer as documented for the first, with `grupo` and all of them in `citas`. A plan gives its next session to the first."""
    wish, parts, plan_id = booking_of(body)
    session_id = await plan_links.open_session(opened, plan_id, wish.patient_id) if plan_id is not None else None
    rows = await bundles.book(opened, wish, parts)
    if plan_id is not None and session_id is not None:
        await plan_links.link(opened, plan_id, session_id, rows[0].id)
    lines = [wire.row_wire(row, opened.tz) for row in rows]
    return wire.answer(wire.detail_wire(rows[0], opened.tz, plan_id) | {"citas": lines}, 201)
