"""How much a request may carry, and for how long: told before it is read where the caller says so, counted as it comes where she does not."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
from starlette.exceptions import HTTPException

from clinic_app.core.i18n import N_

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY = 1024 * 1024
MAX_MULTIPART = 16 * 1024 * 1024  # three images with what surrounds them
LARGER = {"/api/importaciones/": 26 * 1024 * 1024}  # a table of 25 MB
SENTENCE = N_("El contenido enviado es demasiado grande.")
TOO_SLOW = N_("El contenido enviado tardó demasiado en llegar.")
FIRST_SECONDS = 30  # a body may take this long in any case
SLOWEST = 8 * 1024  # bytes a second, beyond that: less than the poorest telephone network gives
BODY = orjson.dumps({"detail": SENTENCE})
ANSWER_HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode()), (b"connection", b"close")]


class BodyLimit:
    """ASGI middleware: 413 for a body beyond the limit of its kind."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = dict(scope["headers"])
        several = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        most = LARGER.get(scope["path"], MAX_MULTIPART) if several else MAX_BODY
        said = headers.get(b"content-length", b"")
        if said.isdigit() and (len(said) > 15 or int(said) > most):
            return await _refuse(send)
        await self.app(scope, _counted(receive, most), send)


def _counted(receive: Receive, most: int) -> Receive:
    taken, ended, until = 0, False, asyncio.get_running_loop().time() + FIRST_SECONDS

    async def counted() -> Message:
        nonlocal taken, ended
        if ended:
            return await receive()  # waits for the caller to go away, for as long as the answer takes
        try:
            async with asyncio.timeout_at(until + taken / SLOWEST):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, TOO_SLOW, {"connection": "close"}) from None  # the application's own renderer answers
        taken += len(message.get("body", b""))
        ended = not message.get("more_body")
        if taken > most:
            raise HTTPException(413, SENTENCE)
        return message

    return counted


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": ANSWER_HEADERS})
    await send({"type": "http.response.body", "body": BODY})
