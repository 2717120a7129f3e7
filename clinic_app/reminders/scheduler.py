"""How the scheduler is: when it ran last, when it runs next, how much waits and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from clinic_app.core.database import NOBODY, Work, start_work

NAME = "reminders"
PUNCTUAL = timedelta(minutes=5)  # a run that is longer ago: the worker stands still
BEGAN = """
insert into app.scheduler_run (name, began_at, handled, failed) values (%s, %s, 0, 0)
on conflict (name) do update set began_at = excluded.began_at, ended_at = null"""
ENDED = "update app.scheduler_run set ended_at = now(), handled = %s, failed = %s where name = %s"
STATUS = """
select r.began_at, r.ended_at, r.handled, r.failed from app.scheduler_run r where r.name = %s"""
BACKLOG = """
select (select count(*) from app.reminder_due where clinic_id = %(clinic)s and state = 'waiting'),
  (select count(*) from app.reminder_due where clinic_id = %(clinic)s and state = 'waiting' and due_at <= now()),
  (select min(due_at) from app.reminder_due where clinic_id = %(clinic)s and state = 'waiting'),
  (select count(*) from app.outbox where clinic_id = %(clinic)s and due_at <= now()),
  (select min(due_at) from app.outbox where clinic_id = %(clinic)s and due_at <= now()),
  (select min(due_at) from app.reminder_due where clinic_id = %(clinic)s and state = 'waiting' and due_at <= now())"""


class Status(NamedTuple):
    """`planned`: reminders to come; `next_due`: the first of them; `backlog`: due and not gone yet; `oldest`: since when the oldest of it waits."""

    running: bool
    last_run: datetime | None
    last_seconds: float
    handled: int
    failed: int
    next_run: datetime
    planned: int
    next_due: datetime | None
    backlog: int
    oldest: datetime | None


async def began(at: datetime) -> None:
    """A run begins."""
    async with start_work(NOBODY) as work:
        await work.ask((BEGAN, (NAME, at)))


async def ended(handled: int, failed: int) -> None:
    """The run is over."""
    async with start_work(NOBODY) as work:
        await work.ask((ENDED, (handled, failed, NAME)))


async def status(work: Work) -> Status:
    """How it is now, and what of this clinic waits."""
    driver, now = await work.driver(), datetime.now(UTC)
    run = await (await driver.execute(STATUS, (NAME,))).fetchone()
    row = await (await driver.execute(BACKLOG, {"clinic": work.actor.tenant_id})).fetchone()
    began_at, ended_at, handled, failed = run or (None, None, 0, 0)
    planned, late, next_due, outbox, first, second = row or (0, 0, None, 0, None, None)
    return Status(
        began_at is not None and now - began_at < PUNCTUAL, began_at, (ended_at - began_at).total_seconds() if ended_at and began_at else 0.0, handled, failed,
        now.replace(second=0, microsecond=0) + timedelta(minutes=1), planned, next_due, late + outbox, min((at for at in (first, second) if at), default=None),
    )  # fmt: skip
