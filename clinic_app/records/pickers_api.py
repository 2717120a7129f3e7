"""The search endpoints of the documented Prontuários module, in the frame that its pickers read."""

from collections.abc import Mapping
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response

from clinic_app.access.api import signed_in
from clinic_app.core.database import Actor
from clinic_app.core.fields import Page, Rule, a_boolean, parse
from clinic_app.core.permissions import Permission
from clinic_app.records import pickers

router = APIRouter(prefix="/prontuarios/api/search", tags=["atenciones"])
Patients = Annotated[Actor, Depends(signed_in(Permission.PATIENTS_READ))]
Agenda = Annotated[Actor, Depends(signed_in(Permission.AGENDA_READ))]
PAGE = 20
FARTHEST = 100_000  # pages; nobody scrolls there, and the offset stays a number of the database


def _page(query: Mapping[str, str]) -> Page:
    page = Page.of(query, default=PAGE, most=50)
    return page if page.number <= FARTHEST else Page(FARTHEST, page.size)


@router.get("/clientes/")
async def search_patients(actor: Patients, request: Request) -> Response:
    """Patients for a picker; `q` the words, `page` from 1."""
    found = await pickers.patients(actor, request.query_params.get("q", ""), _page(request.query_params))
    return Response(orjson.dumps(found), media_type="application/json")


@router.get("/profissionais/")
async def search_people(actor: Agenda, request: Request) -> Response:
    """Who attends patients; with `staff_only=0` everybody of the clinic. `q` the words, `page` from 1."""
    staff_only = parse(dict(request.query_params), {"staff_only": Rule("staff_only", a_boolean)}).get("staff_only", True)
    found = await pickers.people(actor, request.query_params.get("q", ""), _page(request.query_params), staff_only=staff_only)
    return Response(orjson.dumps(found), media_type="application/json")
