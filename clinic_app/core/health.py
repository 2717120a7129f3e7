"""What /health tells. The database has two seconds to answer, whatever it does meanwhile."""

import asyncio
import shutil

import psycopg

from clinic_app.core.bootstrap import newest_revision
from clinic_app.core.settings import settings

ANSWER_SECONDS = 2
DISK_LOW_BYTES = 200 * 1024 * 1024
_asking: asyncio.Task[tuple[str, str]] | None = None


async def _ask() -> tuple[str, str]:
    """On a line of its own: those of the pools may all be busy, and may outlive a server that takes no new ones."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            async with await psycopg.AsyncConnection.connect(settings().libpq_url, autocommit=True) as connection:
                row = await (await connection.execute("select version_num from public.alembic_version")).fetchone()
    except psycopg.errors.DiskFull:
        return "full", "unknown"
    except (psycopg.Error, OSError):
        return "unavailable", "unknown"
    return "ok", "ok" if row == (newest_revision(),) else "behind"


async def database() -> tuple[str, str]:
    """The state of the database and of its migrations: all who ask at once share one question."""
    global _asking
    if _asking is None or _asking.done() or _asking.get_loop() is not asyncio.get_running_loop():
        _asking = asyncio.create_task(_ask(), name="health")
    asked = _asking  # the next who asks may begin a new question before we look at the answer of this one
    done, _ = await asyncio.wait({asked}, timeout=ANSWER_SECONDS)  # to give a question up takes psycopg seconds, which nobody waits for
    return asked.result() if done else ("unavailable", "unknown")


async def parts(worker: "asyncio.Task[None] | None") -> dict[str, str]:
    """The state of each part: `ok`, or what is wrong with it."""
    database_, migrations = await database()
    disk = shutil.disk_usage(settings().data_dir if settings().data_dir.exists() else ".").free
    return {
        "database": database_,
        "migrations": migrations,
        "worker": "ok" if worker and not worker.done() else "stopped",
        "disk": "ok" if disk > DISK_LOW_BYTES else "low",
    }
