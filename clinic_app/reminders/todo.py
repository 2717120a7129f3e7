"""The appointments to which something happened and whose reminders are not planned yet.

A row is written in the transaction of the change itself, so that none is ever forgotten; who changes an appointment neither plans nor waits
for who does. Rows are only added and taken, never changed: two who write at once do not meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from clinic_app.agenda.events import (
    AppointmentAttended,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReopened,
    AppointmentRepeated,
)
from clinic_app.core.database import NOBODY, Actor, Query, Work, read, start_light_work
from clinic_app.core.jobs import wake
from clinic_app.reminders import planning

FRESH = (AppointmentBooked, AppointmentMoved)
FACTS = (
    *FRESH,
    AppointmentRepeated,
    AppointmentConfirmed,
    AppointmentCancelled,
    AppointmentAttended,
    AppointmentMissed,
    AppointmentReopened,
)
JOB = "plan_reminders"
BATCH = 200
NOTE = "insert into app.reminder_todo (clinic_id, appointment_id, fresh) select %s, unnest(%s::bigint[]), %s"
CLINICS = "select clinic_id from app.reminder_todo where at <= now() group by clinic_id order by min(at)"
CLAIM = """
with mine as materialized (
  select id from app.reminder_todo where clinic_id = %s and at <= now() order by id limit %s for update skip locked
)
delete from app.reminder_todo t using mine where t.clinic_id = %s and t.id = mine.id returning t.appointment_id, t.fresh"""
# one that cannot be planned is tried again as long as it is to come; the sweep of every ten minutes would not know that it was booked just now
PUT_OFF = """
insert into app.reminder_todo (clinic_id, appointment_id, fresh, at)
select %s, a.id, a.id = any(%s), now() + interval '5 minutes' from app.appointment a where a.id = any(%s) and a.starts_at > now()"""


def note(work: Work, facts: Sequence[Any]) -> Query:
    """The statement that writes down the appointments of these facts, which are of one type; they are planned when all is committed."""
    work.after.append(partial(wake, JOB))
    return NOTE, (work.actor.tenant_id, sorted({fact.appointment_id for fact in facts}), isinstance(facts[0], FRESH))


async def waiting_clinics() -> list[int]:
    """The clinics that have something to plan, the longest waiting first."""
    [rows] = await read(NOBODY, (CLINICS, ()))
    return [key for (key,) in rows]


async def plan(actor: Actor) -> bool:
    """Plan all that waits in this clinic, by hundreds; says whether a reminder is due within the next minutes.

    What is taken is planned in the same transaction, so that a crash leaves it here.
    """
    soon = False
    while True:
        fresh: dict[int, bool] = {}
        async with start_light_work(actor) as work:
            [rows] = await work.ask((CLAIM, (actor.tenant_id, BATCH, actor.tenant_id)))
            for key, is_fresh in rows:
                fresh[key] = fresh.get(key, False) or is_fresh
            planned = await planning.plan_all(work, fresh)
            if planned.failed:
                await work.ask((PUT_OFF, (actor.tenant_id, [key for key in planned.failed if fresh[key]], planned.failed)))
        soon = soon or planned.soon
        if len(rows) < BATCH:
            return soon
