"""The door of every route: who calls, may she, and the one transaction she works in."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request

from clinic_app.access import actors
from clinic_app.access.tokens import CLINIC_COOKIE, COOKIE
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import NotAllowed, NotSignedIn
from clinic_app.core.permissions import Permission


def public() -> None:
    """Marks a route that anybody may call."""


public.permission = "public"  # type: ignore[attr-defined]


async def caller(request: Request) -> Actor:
    """The bearer of a token, or the person behind a browser's cookie (reading only: a form of another site cannot write)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = await actors.token_actor(token.strip())
    elif (cookie := request.cookies.get(COOKIE)) and request.method in ("GET", "HEAD"):
        found = await actors.session_actor(cookie, request.cookies.get(CLINIC_COOKIE, ""))
    else:
        raise NotSignedIn
    return replace(found, request_id=getattr(request.state, "request_id", ""))


def signed_in(permission: Permission) -> Callable[..., Any]:
    """A route for those who hold the permission; it gets the Actor."""

    async def actor(found: Annotated[Actor, Depends(caller)]) -> Actor:
        if found.tenant_id is None and permission is not Permission.ACCOUNT_SELF:
            raise NotAllowed("No perteneces a ningún consultorio.")
        found.require(permission)
        return found

    actor.permission = permission  # type: ignore[attr-defined]
    return actor


def work(permission: Permission) -> Callable[..., Any]:
    """A route for those who hold the permission; it gets an open Work that commits when the route has answered well.

    Use it as `Depends(work(P), scope="function")`: the commit comes before the answer is sent, and an answer never promises what was not kept.
    """

    async def opened(request: Request, actor: Annotated[Actor, Depends(signed_in(permission))]) -> AsyncIterator[Work]:
        async with start_work(actor) as started:
            if permission.endswith(":write") and request.method != "GET":
                await hooks.check_writable(started)
            yield started

    opened.permission = permission  # type: ignore[attr-defined]
    return opened
