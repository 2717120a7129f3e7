"""Many reminders at once: each becomes one message, in few statements, whoever of them is bad and whichever worker dies."""

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from office import Office, counted

from clinic_app.core import database as databases
from clinic_app.core.jobs import jobs
from clinic_app.reminders import due

ROOT = Path(__file__).parents[2]
FILL = """
with p as (
  insert into app.patient (document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, district, province,
    department, ubigeo, blood_group, phone, email, notes, is_active)
  select 'dni', lpad((n + 1000)::text, 8, '0'), 'Ana', 'Rojas', '', date '1990-01-01', 'F', '', '', '', '', '', '', 'ND', '+5198' || (4100000 + n), '', '', true
  from generate_series(%s::integer, %s::integer) n returning id
), a as (
  insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
  select id, %s, %s, %s::timestamptz + row_number() over () * interval '1 hour', %s::timestamptz + row_number() over () * interval '1 hour' + interval '20 minutes',
    'consultorio', 'programada', '', '', false, 1 from p returning id, starts_at
)
insert into app.reminder_due (clinic_id, appointment_id, kind, starts_at, due_at, not_after, round, state, why)
select app.tenant(), id, 'reminder_1', starts_at, now(), starts_at, 1, 'waiting', '' from a returning 1"""
TOLD = "select count(*), count(distinct reference_id), count(*) filter (where state = 'sent') from app.message where kind = 'reminder_1'"
ATTEMPTS = "select count(*) from (select from app.message_attempt where outcome = 'sent' group by message_id having count(*) > 1) twice"
WORKER = """
import asyncio
import clinic_app.wiring
from clinic_app.core.database import reads
from clinic_app.core.jobs import running_worker

async def run():
    async with reads(), running_worker() as worker:
        await worker

asyncio.run(run())
"""


async def fill(office: Office, many: int, since: int = 0) -> None:
    starts = datetime.now(UTC) + timedelta(days=3, hours=since)
    await office.sql(FILL, since + 1, since + many, office.actor.membership_id, office.service, starts, starts)


async def test_many_that_are_due_in_the_same_minute_become_one_message_each_in_few_statements(office: Office, monkeypatch: Any) -> None:
    costs = []
    for many, before in ((20, 0), (120, 20)):
        await fill(office, many, before)
        with monkeypatch.context() as patched:
            seen = counted(patched)
            ran = await due.queue_due(office.actor)
        assert (ran.handled, ran.failed) == (many, 0)
        costs.append(len(seen))
    assert costs[1] - costs[0] < 0.05 * 100, costs  # statements grow with the batches, not with the reminders
    assert costs[0] < 40, costs
    await office.at(datetime.now(UTC))
    assert await office.sql(TOLD) == [(140, 140, 140)]
    assert await office.sql("select count(*) from app.reminder_ask") == [(140,)]


async def test_what_the_database_refuses_stops_nobody_else_of_its_batch(office: Office, monkeypatch: Any) -> None:
    await fill(office, 30)
    [(bad,)] = await office.sql("select appointment_id from app.reminder_due order by appointment_id offset 11 limit 1")
    real = due.letter

    def breaks(desk: Any, work: Any, kind: Any, together: Any, *rest: Any) -> Any:
        made = real(desk, work, kind, together, *rest)
        return dataclasses.replace(made, text="\x00") if together[0].id == bad else made

    monkeypatch.setattr(due, "letter", breaks)
    ran = await office.at(datetime.now(UTC))
    assert (ran.handled, ran.failed) == (30, 1)
    assert await office.sql(TOLD) == [(29, 29, 29)]
    state, why = (await office.planned(bad))["reminder_1"]
    assert state == "waiting" and why
    monkeypatch.setattr(due, "letter", real)
    await office.at(datetime.now(UTC) + timedelta(minutes=10))
    assert await office.sql(TOLD) == [(30, 30, 30)]


async def test_two_workers_of_one_process_that_plan_at_once_tell_nobody_twice(office: Office) -> None:
    await fill(office, 90)
    both = await asyncio.gather(*(due.queue_due(office.actor) for _ in range(3)))
    assert sum(ran.handled for ran in both) == 90
    assert (await office.sql(TOLD))[0][:2] == (90, 90)


async def _until(condition: Callable[[], Any], limit: float = 90) -> None:
    deadline = time.monotonic() + limit
    while not await condition():
        assert time.monotonic() < deadline, "not in time"
        await asyncio.sleep(0.02)


async def test_a_worker_killed_in_the_midst_beside_another_one_leaves_each_patient_with_exactly_one_message(office: Office) -> None:
    many = 900
    await office.awake()  # the workers are processes of their own: they know what hour it is
    await fill(office, many)

    async def queue() -> None:
        async with databases.start_work(office.actor) as work:
            task = jobs.tasks["queue_reminders"].configure(connection=await work.driver())  # type: ignore[call-overload]
            await task.defer_async(tenant_id=office.actor.tenant_id)

    async def count(where: str) -> int:
        return (await office.sql(f"select count(*) from app.reminder_due where {where}"))[0][0]

    async def some() -> bool:
        assert first.poll() is None, "the worker ended by itself"
        return await count("state = 'queued'") > 0

    async def all_sent() -> bool:
        await office.sql(
            "update app.outbox set due_at = now() where due_at > now() + interval '1 second' returning 1"
        )  # the lease of the dead one
        return (await office.sql(TOLD))[0][2] >= many

    await queue()
    first = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ.copy())
    second = None
    try:
        await _until(some)
        os.kill(first.pid, signal.SIGKILL)
        first.wait(10)
        assert 0 < await count("state = 'waiting'") < many, "it was to die in the midst"
        await queue()
        second = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ.copy())
        mine, _ = await asyncio.gather(due.queue_due(office.actor), _until(all_sent))
        assert 0 < mine.handled < many
    finally:
        for worker in filter(None, (first, second)):
            worker.kill()
            worker.wait(10)
    assert await office.sql(TOLD) == [(many, many, many)]
    assert await office.sql(ATTEMPTS) == [(0,)]
