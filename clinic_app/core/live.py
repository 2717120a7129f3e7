"""Changes told to browsers: PostgreSQL NOTIFY -> this process -> whoever subscribed to a clinic."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import psycopg
import structlog

from clinic_app.core.settings import settings

Listener = Callable[[int, str], Awaitable[None]]  # clinic, table
BURST_SECONDS = 0.05
RESYNC = "*"  # after a lost connection nobody knows what was missed
log = structlog.get_logger("live")
_listeners: list[Listener] = []


def on_change(listener: Listener) -> None:
    """Have `listener(clinic, table)` called once for each burst of changes of a clinic's table."""
    _listeners.append(listener)


async def _tell(seen: set[tuple[int, str]]) -> None:
    for tenant, table in seen:
        for listener in _listeners:
            try:
                await listener(tenant, table)
            except Exception as error:  # one browser that went away must not silence the others
                log.warning("a live listener failed", error=type(error).__name__)


async def _listen() -> None:
    async with await psycopg.AsyncConnection.connect(settings().libpq_url, autocommit=True) as connection:
        await connection.execute("listen changes")
        await _tell({(0, RESYNC)})
        while True:
            changed: set[tuple[int, str]] = set()
            async for note in connection.notifies(stop_after=1):
                changed.add(_change(note))
            # the first change opens a short window: a burst (an import, a series) is told once
            async for note in connection.notifies(timeout=BURST_SECONDS):
                changed.add(_change(note))
            await _tell(changed)


def _change(note: psycopg.Notify) -> tuple[int, str]:
    change = orjson.loads(note.payload)
    return change["tenant"], change["table"]


async def _listen_forever() -> None:
    while True:
        try:
            await _listen()
        except (psycopg.Error, OSError):
            await asyncio.sleep(0.5)


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[None]:
    """One LISTEN connection for this process, while it lives."""
    task = asyncio.create_task(_listen_forever(), name="live-changes")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
