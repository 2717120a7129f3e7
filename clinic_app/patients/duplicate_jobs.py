"""The search for duplicates, each night in the clinics whose list changed and whenever somebody asks for it."""

from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text

from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.patients import duplicates, merge


@jobs.task(name=duplicates.SEARCH_JOB, retry=2)
async def find_duplicates(tenant_id: int, only_changed: bool = False) -> None:
    """One clinic: likely pairs; what served to undo old merges is forgotten."""
    actor = job_actor(tenant_id)
    await duplicates.scan(actor, only_changed=only_changed)
    async with start_work(actor) as work:
        await merge.forget_old(work)


@jobs.periodic(cron="23 3 * * *", periodic_id="find_duplicates_everywhere")
@jobs.task(name="find_duplicates_everywhere", queueing_lock="find_duplicates_everywhere")
async def find_duplicates_everywhere(timestamp: int) -> None:
    """Queue one search for each clinic; the workers share them."""
    async with start_work(NOBODY) as work:
        for clinic in (await work.session.execute(text("select clinic_id from app.clinic_scan order by scanned_at nulls first"))).scalars():
            lock = f"{duplicates.SEARCH_JOB}:{clinic}"
            try:
                async with work.session.begin_nested():
                    driver = await work.driver()  # inside: the savepoint is made when the connection is asked for
                    task = find_duplicates.configure(connection=driver, queueing_lock=lock)  # type: ignore[call-overload]
                    await task.defer_async(tenant_id=clinic, only_changed=True)
            except AlreadyEnqueued:
                continue
