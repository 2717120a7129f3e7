"""Calendars out: the private feed that calendar programs read, and one appointment as a file."""

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import anyio
from fastapi import APIRouter, Depends, Request, Response

from clinic_app.access import limits
from clinic_app.access.api import public, work
from clinic_app.access.auth_api import address
from clinic_app.core.database import Work, start_work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import Rule, one_of, parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.interop import feeds

FEED = "/calendario/"
router = APIRouter(tags=["agenda"])
Reading = Annotated[Work, Depends(work(Permission.AGENDA_READ), scope="function")]


class Asked(StrEnum):
    """What a caller may ask for; that a cancelled appointment is struck out decides the appointment."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"


METHOD_RULES = {"metodo": Rule("method", one_of(Asked, upper=True))}


def _known(header: str, tag: str) -> bool:
    """Whether the caller has this version already (`If-None-Match`)."""
    return any(each.strip().removeprefix("W/") in (f'"{tag}"', "*") for each in header.split(",")) if header else False


@router.api_route(FEED + "{token}.ics", methods=["GET", "HEAD"], dependencies=[Depends(public)], include_in_schema=False)
async def feed(token: str, request: Request) -> Response:
    """A professional's agenda, for whoever holds its secret address."""
    limits.take("calendar", address(request))
    clinic_id = feeds.clinic_of(token)
    if clinic_id is None:
        raise NotFound
    async with start_work(feeds.nobody_in(clinic_id)) as opened:
        agenda = await feeds.read_feed(opened, token)
    limits.take("calendar-feed", token)
    kept = {"etag": f'"{agenda.tag}"', "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
    if _known(request.headers.get("if-none-match", ""), agenda.tag):
        return Response(status_code=304, headers=kept)
    from clinic_app.interop import calendar_files

    body = await anyio.to_thread.run_sync(calendar_files.feed_file, agenda)
    named = {"content-disposition": 'inline; filename="agenda.ics"', "content-length": str(len(body))}
    return Response(b"" if request.method == "HEAD" else body, headers=kept | named, media_type="text/calendar; charset=utf-8")


@router.get("/api/agenda/citas/{key}/ics/")
async def one(opened: Reading, key: str, request: Request) -> Response:
    """One appointment for a calendar program. `?metodo=request` asks the patient for an answer, where she has an e-mail address.

    The same file again after a change replaces the one before; that of a cancelled appointment strikes it out.
    """
    method = parse(dict(request.query_params), METHOD_RULES).get("method", Asked.PUBLISH)
    from clinic_app.interop import calendar_files

    row, clinic = await feeds.read_one(opened, path_id(key))
    organizer = calendar_files.sender(clinic.name, settings().smtp_from, request.headers.get("host", ""))
    body = calendar_files.appointment_file(row, clinic, calendar_files.Method(method), organizer, clinic.language)
    name = f"cita-{row.starts_at.astimezone(ZoneInfo(clinic.timezone)):%Y-%m-%d-%H%M}.ics"
    chosen = next(line[7:].decode() for line in body.split(b"\r\n") if line.startswith(b"METHOD:"))
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(body, headers=headers, media_type=f"text/calendar; charset=utf-8; method={chosen}; component=VEVENT")
