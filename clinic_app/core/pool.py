"""Plain psycopg for the hot reads and writes: no ORM, no greenlet."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from psycopg import AsyncConnection, OperationalError
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from clinic_app.core import presence
from clinic_app.core.settings import settings

set_json_loads(orjson.loads)  # twice as fast, in every row of some lists
Query = tuple[str, Sequence[Any]]  # with placeholders, and what stands for them


@cache
def reads() -> AsyncConnectionPool:
    """The pool of this process, made after any fork."""
    return AsyncConnectionPool(
        settings().libpq_url,
        min_size=2,
        max_size=settings().pool_size,
        open=False,
        timeout=15,
        reconnect_timeout=1,  # then whoever asks tries anew, at once: its own pauses double up to minutes
        kwargs={"autocommit": True, "prepare_threshold": settings().prepare_threshold},
    )


async def ready() -> None:
    """To be awaited before a connection is taken. Raises OperationalError, without the pool's own wait while the database is known to be away."""
    if presence.is_doubted():
        await presence.back()


async def renew(error: OperationalError) -> None:
    """Replace the dead connections that a restarted database left behind. Raises OperationalError while it is away."""
    if isinstance(error, PoolTimeout):  # too much to do, or a database that stands still: another wait would not help
        raise error
    await presence.back()
    await reads().check()


async def pipelined(driver: AsyncConnection, queries: Sequence[Query]) -> list[list[Any]]:
    """Several statements in one message; the rows of each, in order."""
    prepare = settings().prepared_statements or None
    async with driver.pipeline():
        cursors = [await driver.execute(sql, params, prepare=prepare) for sql, params in queries]  # type: ignore[arg-type]
    # `rownumber` tells as `description` does whether there are rows, and makes no objects for the columns
    return [await cursor.fetchall() if cursor.rownumber is not None else [] for cursor in cursors]
