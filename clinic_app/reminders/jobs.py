"""Reminders in the background. Each job opens its own transaction and may be repeated after a crash; none carries more than ids."""

from datetime import UTC, datetime

import structlog

from clinic_app.agenda.waiting.jobs import clinic_hand
from clinic_app.core.database import NOBODY, start_light_work, start_work
from clinic_app.core.jobs import defer_once, jobs
from clinic_app.reminders import due, offers, outdated, owed, planning, scheduler, sessions, timing, todo, walk_ins

TRIES = 5
SETTLED_SECONDS = int(timing.SETTLE.total_seconds()) + 1
log = structlog.get_logger("reminders")


@jobs.task(name=todo.JOB, queueing_lock=todo.JOB)
async def plan_reminders() -> None:
    """Something happened to appointments, of whatever clinic (todo.py). What fails is done by the run of the next minute."""
    for clinic_id in await todo.waiting_clinics():
        try:
            if (actor := await clinic_hand(clinic_id)) and await todo.plan(actor):
                await defer_once("queue_reminders", f"queue_reminders:{clinic_id}", SETTLED_SECONDS, tenant_id=clinic_id)
        except Exception as error:  # the other clinics go on
            log.warning("a clinic's reminders are not planned yet", clinic=clinic_id, error=type(error).__name__)


@jobs.task(name="replan_clinic", retry=TRIES)
async def replan_clinic(tenant_id: int) -> None:
    """The rules of a clinic changed."""
    actor, last = await clinic_hand(tenant_id), 0
    while actor is not None and last is not None:
        async with start_work(actor) as work:
            last = await planning.replan(work, last)


@jobs.task(name="queue_reminders", retry=TRIES)
async def queue_reminders(tenant_id: int) -> None:
    """Something of this clinic is due about now."""
    if actor := await clinic_hand(tenant_id):
        await due.queue_due(actor)


@jobs.task(name="answer_message", retry=TRIES)
async def answer_message(tenant_id: int, message_id: int) -> None:
    """Somebody wrote."""
    if actor := await clinic_hand(tenant_id):
        from clinic_app.reminders import answers, opinions  # six hundred patterns: compiled by who reads answers, not by each start

        async with start_work(actor) as work:
            question = await opinions.wanted(work, message_id)
        opinion = await opinions.ask(question) if question else None  # it may take seconds: no transaction is open
        async with start_work(actor) as work:
            await answers.take(work, message_id, opinion)


@jobs.task(name="tell_offer", retry=TRIES)
async def tell_offer(tenant_id: int, hold_id: int, entry_id: int) -> None:
    """A time is kept for somebody of the waiting list: tell her."""
    if actor := await clinic_hand(tenant_id):
        async with start_work(actor) as work:
            await offers.tell(work, hold_id, entry_id)


@jobs.periodic(cron="* * * * *", periodic_id="run_reminders")
@jobs.task(name="run_reminders", queueing_lock="run_reminders", lock="run_reminders")  # one at a time: two would only look at the same
async def run_reminders(timestamp: int) -> None:
    """Every minute: what is to be planned and what is due in any clinic, also after a restart."""
    began, all_of_it = datetime.now(UTC), due.Ran()
    await scheduler.began(began)
    await plan_reminders()  # what a process noted that ended before it could wake anybody
    for clinic_id in await due.waiting_clinics(began):
        try:
            if actor := await clinic_hand(clinic_id):
                ran = await due.queue_due(actor)
                all_of_it.handled += ran.handled
                all_of_it.failed += ran.failed
        except Exception as error:  # the other clinics go on; this one is looked at again in a minute
            all_of_it.failed += 1
            log.warning("a clinic's reminders wait", clinic=clinic_id, error=type(error).__name__)
    await scheduler.ended(all_of_it.handled, all_of_it.failed)
    if all_of_it.handled:
        log.info("reminders queued", count=all_of_it.handled, failed=all_of_it.failed)


@jobs.periodic(cron="*/10 * * * *", periodic_id="heal_reminders")
@jobs.task(name="heal_reminders", queueing_lock="heal_reminders")
async def heal_reminders(timestamp: int) -> None:
    """Plan what a crash left out, answer what was not answered, ask for the sessions that nobody booked, and call nobody in vain."""
    async with start_work(NOBODY) as work:
        [rows] = await work.ask(("select clinic_id from app.clinic_scan order by clinic_id", ()))
    for (clinic_id,) in rows:
        try:
            if actor := await clinic_hand(clinic_id):
                async with start_work(actor) as work:
                    await planning.heal(work)
                async with start_work(actor) as work:
                    await sessions.tell(work)
                async with start_work(actor) as work:
                    await walk_ins.tell(work)
                async with start_work(actor) as work:
                    await outdated.drop_calls(work)
        except Exception as error:
            log.warning("a clinic's reminders were not looked through", clinic=clinic_id, error=type(error).__name__)


@jobs.periodic(cron="7 * * * *", periodic_id="tell_due")
@jobs.task(name="tell_due", queueing_lock="tell_due")
async def tell_due(timestamp: int) -> None:
    """Every hour: what families are due for and were not told yet."""
    async with start_work(NOBODY) as work:
        [rows] = await work.ask(("select clinic_id from app.clinic_scan order by clinic_id", ()))
    for (clinic_id,) in rows:
        try:
            if actor := await clinic_hand(clinic_id):
                async with start_light_work(actor) as work:
                    await owed.tell(work)
        except Exception as error:
            log.warning("what is due was not told", clinic=clinic_id, error=type(error).__name__)
