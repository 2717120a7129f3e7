"""The job queue: one table in PostgreSQL, filled in the transaction of the change. Arguments are ids only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import procrastinate
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from clinic_app.core.database import NOBODY, Actor, start_light_work
from clinic_app.core.settings import settings

jobs = App(connector=PsycopgConnector())
log = structlog.get_logger("jobs")
STALLED_AFTER_SECONDS = 60
WAKE_SECONDS = 1.0
_IS_WAITING = "select exists (select from jobs.procrastinate_jobs where queueing_lock = %s and status = 'todo')"
_waking: dict[str, asyncio.Task[None]] = {}  # those that sleep still, by the name of their job
_tasks: set[asyncio.Task[None]] = set()  # the event loop itself would not keep them


def job_actor(tenant_id: int | None) -> Actor:
    """The clinic's own hand: no person, no permissions."""
    return Actor(user_id=0, tenant_id=tenant_id, role="job")


async def defer_once(name: str, lock: str, seconds: int = 0, **arguments: int) -> None:
    """Put a job into the queue, in so many seconds, unless one with this queueing lock waits there: that one has yet to begin and will do.

    In a transaction of its own, after that of the change: a job that begins sooner would not see the change.
    """
    later = {"schedule_in": {"seconds": seconds}} if seconds else {}
    with contextlib.suppress(AlreadyEnqueued):  # somebody was quicker
        async with start_light_work(NOBODY) as work:
            [[(waits,)]] = await work.ask((_IS_WAITING, (lock,)))
            if not waits:
                task = jobs.tasks[name].configure(connection=await work.driver(), queueing_lock=lock, **later)  # type: ignore[call-overload]
                await task.defer_async(**arguments)


def wake(name: str) -> None:
    """Have this job, which takes no arguments, begin within about a second, once for all who ask meanwhile in this process.

    Does not wait for anything. A process that ends before has woken nobody: each such job has a periodic one that does the same.
    """
    loop, known = asyncio.get_running_loop(), _waking.get(name)
    if known is None or known.done() or known.get_loop() is not loop:
        _waking[name] = task = loop.create_task(_wake(name), name=f"wake-{name}")
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _wake(name: str) -> None:
    await asyncio.sleep(WAKE_SECONDS)
    if _waking.get(name) is asyncio.current_task():
        del _waking[name]  # before it is deferred: who asks from now on may be too late for that job
    try:
        await defer_once(name, name)
    except Exception as error:  # a database that restarts; the periodic job comes
        log.warning("a job was not woken", job=name, error=type(error).__name__)


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
    connector = PsycopgConnector(conninfo=settings().libpq_url, min_size=1, max_size=2, timeout=5, reconnect_timeout=1)
    with jobs.replace_connector(connector) as app:  # not with_connector: periodic tasks would keep the closed one
        async with app.open_async():
            task = asyncio.create_task(work_forever(app), name="job-worker")
            try:
                yield task
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
