"""Around Reflex: origin check, tab token bound to the session cookie, deny by default."""

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
import reflex as rx
import structlog
from reflex.event import Event
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext
from sqlalchemy.exc import SQLAlchemyError

from clinic_app.access import actors, lines
from clinic_app.access.origin import origin_of_headers
from clinic_app.access.tokens import COOKIE, PLATFORM_COOKIE
from clinic_app.core.errors import NotSignedIn, TooManyRequests
from clinic_app.core.settings import secret_key

OURS = "clinic_app"
SECONDS_TO_ASK = 5

log = structlog.get_logger("guard")


def cookie(header: str, name: str) -> str:
    """One cookie of a Cookie header, or nothing."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def bound(token: str, session: str) -> str:
    """The key of a tab's state on the server: another session cannot reach it, even knowing the tab's token."""
    return str(uuid.UUID(bytes=hmac.new(secret_key().encode(), f"{session}|{token}".encode(), hashlib.sha256).digest()[:16]))


async def _proof(cookies: str, name: str, ask: Callable[[str], Awaitable[Any]]) -> str:
    """The cookie that a tab is bound to. That of an ended session is another one: what the tab showed before is not shown again."""
    if not (found := cookie(cookies, name)):
        return ""
    try:
        async with asyncio.timeout(SECONDS_TO_ASK):
            await ask(found)
    except NotSignedIn:
        return f"ended {found}"
    except (SQLAlchemyError, psycopg.Error, OSError):
        log.warning("session not looked up: the database is away")  # each click asks again; what was typed stays
    return found


class WebGuard:
    """ASGI: what reaches Reflex comes from our own pages and carries a token of its own session. Nothing is uploaded this way."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" or (scope["type"] == "http" and scope["path"].startswith("/_")):
            headers = dict(scope["headers"])
            origin, host = headers.get(b"origin", b"").decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
            if (origin and urlsplit(origin).netloc != host) or scope["path"].startswith("/_upload"):
                return await _refuse(scope, send)
            if scope["path"].startswith("/_event"):
                cookies = headers.get(b"cookie", b"").decode("latin-1")
                session = (
                    f"{await _proof(cookies, COOKIE, actors.session_actor)}|{await _proof(cookies, PLATFORM_COOKIE, actors.platform_actor)}"
                )
                query = parse_qsl(scope["query_string"].decode("latin-1"))
                scope = {**scope, "query_string": urlencode([(k, bound(v, session) if k == "token" else v) for k, v in query]).encode()}
                if scope["type"] == "websocket":
                    return await self._line(scope, receive, send)
        await self.app(scope, receive, send)

    async def _line(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            with lines.one_more(origin_of_headers(scope["client"][0] if scope.get("client") else "", headers).address):
                await self.app(scope, lines.sensible(receive), send)
        except TooManyRequests:
            await _refuse(scope, send)


async def _refuse(scope: MutableMapping[str, Any], send: Any) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 4403})
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"forbidden"})


def is_guarded(handler: Any) -> bool:
    """Whether a handler says who may call it: a permission, or openly everybody."""
    return bool(getattr(handler.fn, "permission", None) or getattr(handler.fn, "public", False))


class DenyByDefault(rx.Middleware):
    """Of our own handlers only those run that say who may call them; `setvar` never."""

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return None
        module = getattr(registered.handler.fn, "__module__", "") or ""
        if event.name.rpartition(".")[2] == "setvar" or (module.startswith(OURS) and not is_guarded(registered.handler)):
            return StateUpdate(events=Event.from_event_type(rx.redirect("/login/")))
        return None
