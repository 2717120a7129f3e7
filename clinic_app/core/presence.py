"""Whether the database is there. After a lost connection one task asks for everybody: who did nothing yet waits for a short restart."""

import asyncio
import errno
import time

import psycopg
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError, TimeoutError

from clinic_app.core.settings import settings

PATIENCE = 2.0  # seconds: a restart that takes no longer is noticed by nobody, and who waits longer is told
CONNECT_SECONDS = 5
PAUSE_SECONDS = 0.1
_asking: tuple[asyncio.Task[None], float] | None = None  # who asks, and since when


def is_away(error: BaseException) -> bool:
    """Whether this says that the database cannot be reached, and not that it refused something."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return (cause.sqlstate or "08").startswith(("08", "57P"))
    return isinstance(cause, TimeoutError | PoolTimeout | ConnectionError)


def is_full(error: BaseException) -> bool:
    """Whether there was no room on a disk, the database's or that of our own files."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, psycopg.errors.DiskFull) or (isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT))


def is_doubted() -> bool:
    """Whether it was away when it was last asked, and has not answered since."""
    return _asking is not None and not _asking[0].done() and _asking[0].get_loop() is asyncio.get_running_loop()


async def _ask() -> None:
    while True:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await (await psycopg.AsyncConnection.connect(settings().libpq_url, autocommit=True)).close()
            return
        except (psycopg.Error, OSError):
            await asyncio.sleep(PAUSE_SECONDS)


async def back(patience: float | None = PATIENCE) -> None:
    """Return as soon as the database answers; with None, however long that takes.

    Raises OperationalError when it has not answered for `patience` seconds: at once for those who come later than that.
    """
    global _asking
    if _asking is None or not is_doubted():
        _asking = asyncio.create_task(_ask(), name="database-away"), time.monotonic()
    task, since = _asking
    left = None if patience is None else max(0.0, since + patience - time.monotonic())
    await asyncio.wait({task}, timeout=left)
    if not task.done():
        raise psycopg.OperationalError("the database is away")
