"""What comes in over the line of an open tab: how many lines, how large, of what shape, and how much of it waits.

Reflex and the libraries below it take what comes: binary parts without number, a queue without end, a failed parse written to the log whole.
Our pages send none of that. What they never send ends here, before anything is kept of it.
"""

import asyncio
import functools
import inspect
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, get_origin, get_type_hints

import orjson
import reflex as rx
import structlog
from reflex_base.registry import RegistrationContext

from clinic_app.access import limits
from clinic_app.core.errors import TooManyRequests
from clinic_app.core.settings import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MOST_LINES = 2000  # open at once from one address: a whole hospital behind one router, with room
MOST_LETTERS = 512 * 1024  # of one message; the longest text that a form takes is a tenth of it
MOST_BROKEN = 20  # messages of no sense, then the line is closed
MOST_WAITING = 32  # events of one tab that wait for their turn; meanwhile its line is not read
MOST_UNREAD = 64  # messages that wait for a tab to read them; meanwhile nothing new is done for it
PATIENCE = 60  # seconds until a line that makes no progress is closed
PAUSE = 0.05
LONGEST_PATH = 8192
LARGEST_NUMBER = 2**63  # no column takes more
LIVENESS = ("1", "2", "3", "41/_event,")  # close, ping, pong, leave
CONNECT, EVENT = "40/_event,", "42/_event,"
TOO_BIG = 1009
NAME = re.compile(r"[\w.]{1,300}")

log = structlog.get_logger("lines")
_open: Counter[str] = Counter()


@contextmanager
def one_more(address: str) -> Iterator[None]:
    """A line of this address for as long as the block lasts. Raises TooManyRequests."""
    here = limits.household(address)
    limits.take("line", address)
    if settings().rate_limits and _open[here] >= MOST_LINES:
        raise TooManyRequests
    _open[here] += 1
    try:
        yield
    finally:
        _open[here] -= 1
        if not _open[here]:
            del _open[here]


def sensible(receive: Receive) -> Receive:
    """The messages of a line without those that our pages do not send; the end of the line after too many or too large ones."""
    broken = 0

    async def checked() -> Message:
        nonlocal broken
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is None or len(text) > MOST_LETTERS:
                break
            if text in LIVENESS:
                return message
            if (clean := _readable(text)) is not None:
                return message if clean is text else {**message, "text": clean}
            broken += 1
            if broken > MOST_BROKEN:
                break
        else:
            return message
        log.info("line closed", why="message too large or of no sense")
        return {"type": "websocket.disconnect", "code": TOO_BIG}

    return checked


def _readable(text: str) -> str | None:
    """A message that every later step can parse; None when it is none."""
    if text == CONNECT:
        return text
    if not text.startswith((CONNECT + "{", EVENT + "[")):
        return None
    try:
        parts = orjson.loads(text[len(EVENT) :])
    except orjson.JSONDecodeError:
        return _mended(text)
    return text if not text.startswith(EVENT) or _is_call(parts) else None


def _is_call(parts: Any) -> bool:
    """What our pages call: the event itself, a ping, the report of a failure of theirs."""
    return bool(parts) and parts[0] in ("event", "ping", "client_error") and len(parts) <= 2 and (parts[0] != "event" or len(parts) == 2)


def _mended(text: str) -> str | None:
    """Half of an emoji, cut in two by a field's length, is no reason to lose what else was written."""
    try:
        parts = json.loads(text[len(EVENT) :])
        whole = orjson.dumps(orjson.loads(json.dumps(parts, ensure_ascii=False, allow_nan=False).encode(errors="replace"))).decode()
    except (ValueError, RecursionError):
        return None
    return text[: len(EVENT)] + whole if not text.startswith(EVENT) or _is_call(parts) else None


def shaped(event: Any) -> dict[str, Any] | None:
    """An event with a handler that exists, the arguments that it takes and a place in the site; None for anything else."""
    if not isinstance(event, dict) or not isinstance(name := event.get("name"), str):
        return None
    payload, place = event.get("payload") or {}, event.get("router_data") or {}
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None or not isinstance(payload, dict) or not isinstance(place, dict) or not _takes(registered.handler.fn, payload):
        log.info("event refused", name=name if NAME.fullmatch(name) else "…")
        return None
    path, whole, query = place.get("pathname", "/"), place.get("asPath", "/"), place.get("query") or {}
    if not (_is_path(path) and _is_path(whole) and isinstance(query, dict) and all(_is_path(value) for value in query.values())):
        log.info("event refused", name=name)
        return None
    here = {"pathname": path, "asPath": whole, **({"query": query} if query else {})} if place else {}
    return {**event, "payload": payload, "router_data": here}


def _is_path(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_PATH


def _takes(handler: Callable[..., Any], payload: dict[str, Any]) -> bool:
    needed, kinds, others = _arguments(handler)
    if not payload.keys() >= needed or not (others or payload.keys() <= kinds.keys()):
        return False
    return all(value is None or _fits(value, kinds.get(name)) for name, value in payload.items())


@functools.cache
def _arguments(handler: Callable[..., Any]) -> tuple[frozenset[str], dict[str, Any], bool]:
    """The arguments that a handler needs, all that it names with their kinds, and whether it takes others too."""
    mine = list(inspect.signature(handler).parameters.values())[1:]
    named = [each for each in mine if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    hints = get_type_hints(handler)
    needed = frozenset(each.name for each in named if each.default is each.empty)
    return needed, {each.name: hints.get(each.name) for each in named}, any(each.kind is each.VAR_KEYWORD for each in mine)


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is at all of the kind: a number where a text is wanted may pass (components differ in that), a list may not."""
    base = get_origin(kind) or kind
    if base in (str, int, float, bool):
        return isinstance(value, str | float | bool) or (isinstance(value, int) and abs(value) < LARGEST_NUMBER)
    if base is dict:
        return isinstance(value, dict)
    return isinstance(value, list) if base in (list, tuple, set) else True


def attach(app: rx.App) -> None:
    """Have the app's tabs send events of a sensible shape only, and no faster than they are dealt with."""
    namespace, server = app.event_namespace, app.sio
    if namespace is None or server is None:
        raise RuntimeError("the app has no States, and no line to guard")
    inside = namespace.on_event

    def is_behind(sid: str) -> bool:
        waiting = app.event_processor._token_queues.get(namespace.sid_to_token.get(sid, ""))
        if waiting and len(waiting) >= MOST_WAITING:
            return True
        socket = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, namespace.namespace))
        return socket is not None and socket.queue.qsize() >= MOST_UNREAD

    async def on_event(sid: str, data: Any = None) -> None:
        if (event := shaped(data)) is None:
            return
        if is_behind(sid) and not await caught_up(lambda: is_behind(sid)):
            log.info("line closed", why="reads nothing")
            return await server.disconnect(sid, namespace=namespace.namespace)
        await inside(sid, event)

    namespace.on_event = on_event  # type: ignore[method-assign]


async def caught_up(is_behind: Callable[[], bool]) -> bool:
    """Wait: who sends is not read meanwhile, so that the network itself holds her back. False when it takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            while is_behind():  # noqa: ASYNC110 - two queues of libraries, neither with an event for it
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        return False
    return True
