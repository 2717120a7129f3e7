"""The door of every route: who calls, may she, and the one transaction she works in."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request

from clinic_app.access import actors
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE, SHOWN_CLINIC
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_light_work, start_work
from clinic_app.core.errors import Conflict, NotAllowed, NotSignedIn
from clinic_app.core.permissions import Permission


def public() -> None:
    """Marks a route that anybody may call."""


public.permission = "public"  # type: ignore[attr-defined]


def from_our_page(request: Request) -> bool:
    """Whether a browser says that one of our own pages sends this; a form of another site cannot say so."""
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "-")


async def caller(request: Request) -> Actor:
    """The bearer of a token, or the person behind a browser's cookie; with a cookie, only our own pages may write.

    A page says in `x-clinic` which clinic it shows (a link says it in its query): what it sends must not land in another that was opened
    meanwhile, nor a list of that one be downloaded from here.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = await actors.token_actor(token.strip())
    elif (cookie := request.cookies.get(COOKIE)) and (request.method in ("GET", "HEAD") or from_our_page(request)):
        found = await actors.session_actor(cookie, request.cookies.get(CLINIC_COOKIE, ""))
        shown = request.headers.get(SHOWN_CLINIC) or request.query_params.get(SHOWN_CLINIC)
        if shown and shown != str(found.tenant_id):
            raise Conflict(actors.OTHER_CLINIC)
    else:
        raise NotSignedIn
    return replace(found, request_id=getattr(request.state, "request_id", ""))


async def _allowed(request: Request, permission: Permission) -> Actor:
    found = await caller(request)
    if found.tenant_id is None and permission is not Permission.ACCOUNT_SELF:
        raise NotAllowed("No perteneces a ningún consultorio.")
    found.require(permission)
    return found


def signed_in(permission: Permission) -> Callable[..., Any]:
    """A route for those who hold the permission; it gets the Actor."""

    async def actor(request: Request) -> Actor:  # no dependencies of its own: each would cost the framework a tenth of a millisecond
        return await _allowed(request, permission)

    actor.permission = permission  # type: ignore[attr-defined]
    return actor


def work(permission: Permission, *, light: bool = False) -> Callable[..., Any]:
    """A route for those who hold the permission; it gets an open Work that commits when the route has answered well.

    `light`: without a session (see LightWork), for a service that asks the driver only.
    Use it as `Depends(work(P), scope="function")`: the commit comes before the answer is sent, and an answer never promises what was not kept.
    """

    async def opened(request: Request) -> AsyncIterator[Work]:
        async with (start_light_work if light else start_work)(await _allowed(request, permission)) as started:
            if permission.endswith(":write") and request.method != "GET":
                await hooks.check_writable(started)
            yield started

    opened.permission = permission  # type: ignore[attr-defined]
    return opened
