"""How the API looks from outside: under the scheme that people really use, and with HEAD wherever there is GET."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from clinic_app.access.origin import parsed
from clinic_app.core.settings import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def outer_scheme(scope: Message) -> str:
    """https behind a proxy that ends TLS, by CLINIC_PUBLIC_URL or by what a trusted proxy says; else what the connection itself has.

    Links in answers (media, the next page, a redirect to the path with its slash) would lead a page of https to http otherwise.
    """
    here = settings()
    public, client = urlsplit(here.public_url), scope.get("client")
    if public.scheme != "https" and not here.trusted_proxies:
        return scope["scheme"]
    headers = dict(scope["headers"])
    if public.scheme == "https" and headers.get(b"host", b"").decode("latin-1") == public.netloc:
        return "https"
    peer = parsed(client[0]) if client else None
    said = headers.get(b"x-forwarded-proto", b"").partition(b",")[0].strip().decode("latin-1")
    believed = said in ("http", "https") and peer is not None and any(peer in network for network in here.trusted_proxies)
    return said if believed else scope["scheme"]


class Outside:
    """ASGI middleware around the whole API."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        scope["scheme"] = outer_scheme(scope)
        if scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)
