"""Messages in the background. Each job may be repeated after a crash; none carries more than ids."""

import contextlib
from datetime import timedelta

import structlog
from procrastinate.exceptions import AlreadyEnqueued

from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.messaging import claiming, retention, sending, statuses

SOON = timedelta(minutes=1)
EARLY_WAITS = (2, 5, 15, 60, 300)  # seconds; our own commit is never later
log = structlog.get_logger("messages")


@jobs.periodic(cron="* * * * *", periodic_id="send_messages")
@jobs.task(name="send_messages", queueing_lock="send_messages")
async def send_messages(timestamp: int) -> None:
    """Every minute: what is due, also after a restart."""
    await _send()


@jobs.task(name="send_messages_now")
async def send_messages_now(tenant_id: int | None = None) -> None:
    """Something was queued just now."""
    await _send()


async def _send() -> None:
    handled = await sending.send_due()
    if handled:
        log.info("messages handled", count=handled)
    if (soon := await claiming.next_due(SOON)) is not None:  # a retry, before the next minute begins
        with contextlib.suppress(AlreadyEnqueued):
            async with start_work(NOBODY) as work:
                task = send_messages_now.configure(connection=await work.driver(), queueing_lock="send_messages_soon", schedule_at=soon)  # type: ignore[call-overload]
                await task.defer_async()


@jobs.task(name="match_status", retry=3)
async def match_status(tenant_id: int, early_id: int, tries: int = 0) -> None:
    """A status that came before our own commit: look again, later and later, then let it be."""
    async with start_work(job_actor(tenant_id)) as work:
        if await statuses.match(work, early_id):
            return
        if tries < len(EARLY_WAITS):
            task = match_status.configure(connection=await work.driver(), schedule_in={"seconds": EARLY_WAITS[tries]})  # type: ignore[call-overload]
            await task.defer_async(tenant_id=tenant_id, early_id=early_id, tries=tries + 1)
        else:
            await statuses.drop(work, early_id)


@jobs.periodic(cron="41 8 * * *", periodic_id="forget_old_texts")  # UTC: the small hours in Lima
@jobs.task(name="forget_old_texts", queueing_lock="forget_old_texts")
async def forget_old_texts(timestamp: int) -> None:
    """Take away the texts that clinics do not want to keep any longer."""
    async with start_work(NOBODY) as work:
        clinics = await retention.everywhere(work)
    for clinic_id, months in clinics:
        async with start_work(job_actor(clinic_id)) as work:
            wiped = await retention.wipe(work, months)
        if wiped:
            log.info("texts of messages wiped", clinic=clinic_id, count=wiped)
