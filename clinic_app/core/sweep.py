"""Takes away files that no row speaks of: their transaction failed, or their row was given another file."""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import text

from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.core.storage import store

KEPT = timedelta(days=1)  # far longer than any transaction: a file younger than this may still be getting its row
AT_ONCE = 500
log = structlog.get_logger("files")


async def sweep(now: datetime | None = None) -> int:
    """Remove the old files without a row; returns how many. Raises Unavailable when the store is away: tomorrow is another day.

    Files in a folder that hooks.FILE_COLUMNS does not know are left alone: better too many files than one too few.
    """
    before = (now or datetime.now(UTC)) - KEPT
    old: dict[tuple[int, str], list[str]] = {}
    async for key, written in store().everything():
        clinic, folder, *rest = *key.split("/"), ""
        if written < before and clinic.isdecimal() and folder in hooks.FILE_COLUMNS and rest[0]:
            old.setdefault((int(clinic), folder), []).append(key)
    removed = 0
    for (clinic, folder), keys in old.items():
        for start in range(0, len(keys), AT_ONCE):
            for key in await _without_a_row(clinic, hooks.FILE_COLUMNS[folder], keys[start : start + AT_ONCE]):
                await store().delete(key)
                removed += 1
    log.info("files swept", removed=removed)
    return removed


async def _without_a_row(clinic: int, columns: tuple[str, ...], keys: list[str]) -> list[str]:
    """Asked as that clinic: its rows are behind the wall for everybody else."""
    found: set[str] = set()
    async with start_work(job_actor(clinic)) as work:
        for column in columns:  # `app.table.column`, from wiring.py
            table, _, name = column.rpartition(".")
            rows = await work.session.execute(text(f"select {name} from {table} where {name} = any(:keys)"), {"keys": keys})  # noqa: S608
            found.update(rows.scalars())
    return [key for key in keys if key not in found]


@jobs.periodic(cron="17 8 * * *", periodic_id="sweep_files")  # three in the morning in Lima
@jobs.task(name="sweep_files", queueing_lock="sweep_files")
async def sweep_files(timestamp: int) -> None:
    """The daily sweep."""
    await sweep()
