"""The job queue: one table in PostgreSQL, filled in the transaction of the change. Arguments are ids only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import procrastinate
import structlog
from procrastinate import App, PsycopgConnector

from clinic_app.core.database import Actor
from clinic_app.core.settings import settings

jobs = App(connector=PsycopgConnector())
log = structlog.get_logger("jobs")
STALLED_AFTER_SECONDS = 60


def job_actor(tenant_id: int | None) -> Actor:
    """The clinic's own hand: no person, no permissions."""
    return Actor(user_id=0, tenant_id=tenant_id, role="job")


@jobs.periodic(cron="* * * * *", periodic_id="retry_stalled")
@jobs.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    """A killed worker leaves its job in `doing`: give it to another. Jobs are idempotent for this reason."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


async def work_forever(app: App) -> None:
    """procrastinate's worker ends when the database goes away: begin again when it is back."""
    while True:
        try:
            await app.run_worker_async(
                concurrency=settings().job_concurrency,
                install_signal_handlers=False,
                listen_notify=True,
                fetch_job_polling_interval=5,
                shutdown_graceful_timeout=3,
            )
        except Exception as error:  # whatever it was, the queue must go on
            log.warning("job worker stopped, starting again", error=type(error).__name__)
        await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def running_worker() -> AsyncIterator[asyncio.Task[None]]:
    """The worker beside the web server, in the same event loop; yields its task, which /health watches."""
    connector = PsycopgConnector(conninfo=settings().libpq_url, min_size=1, max_size=2)
    with jobs.replace_connector(connector) as app:  # not with_connector: periodic tasks would keep the closed one
        async with app.open_async():
            task = asyncio.create_task(work_forever(app), name="job-worker")
            try:
                yield task
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
