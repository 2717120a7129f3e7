"""The waiting list in the background. Each job opens its own transaction and may be repeated after a crash."""

from dataclasses import replace
from datetime import datetime, timedelta

from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting.matching import Freed
from clinic_app.agenda.waiting.models import SlotHold
from clinic_app.core.database import Actor, read, start_work
from clinic_app.core.jobs import job_actor, jobs

TRIES = 5


async def clinic_hand(tenant_id: int) -> Actor | None:
    """The clinic's own hand, with its wall clock; None for a clinic that is gone."""
    actor = job_actor(tenant_id)
    [rows] = await read(actor, ("select timezone from app.clinic where id = %s", (tenant_id,)))
    return replace(actor, timezone=rows[0][0]) if rows else None


@jobs.task(name="offer_freed_time", retry=TRIES)
async def offer_freed_time(tenant_id: int, professional_id: int, since: str, until: str, place: str = "") -> None:
    """A time became free: keep it for the best of the list."""
    if actor := await clinic_hand(tenant_id):
        freed = Freed(professional_id, datetime.fromisoformat(since), datetime.fromisoformat(until), place)
        async with start_work(actor) as work:
            await waiting_holds.fill(work, freed)


@jobs.task(name="plan_hold_end", retry=TRIES)
async def plan_hold_end(tenant_id: int, hold_id: int, entry_id: int) -> None:
    """Set the moment at which a kept time is given back."""
    async with start_work(job_actor(tenant_id)) as work:
        hold = await work.session.get(SlotHold, (tenant_id, hold_id))
        if hold is not None:
            task = end_hold.configure(connection=await work.driver(), schedule_at=hold.expires_at + timedelta(seconds=1))  # type: ignore[call-overload]
            await task.defer_async(tenant_id=tenant_id, hold_id=hold_id)


@jobs.task(name="end_hold", retry=TRIES)
async def end_hold(tenant_id: int, hold_id: int) -> None:
    """A kept time ran out: she waits on, the next one is asked. Until this ran, everybody goes by the hour written in it."""
    if actor := await clinic_hand(tenant_id):
        async with start_work(actor) as work:
            await waiting_holds.expire(work, hold_id)
