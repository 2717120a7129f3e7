"""What happens to appointments is noted with the change itself and planned by hundreds, whichever process dies in between."""

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from office import Office, counted
from psycopg.errors import DivisionByZero
from psycopg.types.json import Jsonb

from clinic_app.access import service as access
from clinic_app.agenda.events import AppointmentBooked
from clinic_app.core import database as databases
from clinic_app.core import events
from clinic_app.core import jobs as queue
from clinic_app.core.database import Query
from clinic_app.core.jobs import jobs
from clinic_app.core.settings import libpq, settings
from clinic_app.reminders import due, planning, todo
from clinic_app.reminders import jobs as reminder_jobs

ROOT = Path(__file__).parents[2]
PATIENTS = """
insert into app.patient (document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, district, province,
  department, ubigeo, blood_group, phone, email, notes, is_active)
select 'dni', lpad((n + 1000)::text, 8, '0'), 'Ana', 'Rojas', '', date '1990-01-01', 'F', '', '', '', '', '', '', 'ND', '+5198' || (4100000 + n), '', '', true
from generate_series(1, %s::integer) n returning id"""
APPOINTMENTS = """
with a as (
  insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
  select p, %s, (select min(id) from app.service), now() + n * interval '1 hour' + interval '5 days', now() + n * interval '1 hour' + interval '5 days 20 minutes',
    'consultorio', 'programada', '', '', false, 1 from unnest(%s::bigint[]) with ordinality as x (p, n) returning id
)
insert into app.reminder_todo (clinic_id, appointment_id, fresh) select app.tenant(), id, true from a returning appointment_id"""
PLANNED = "select count(distinct appointment_id), count(*) from app.reminder_due where clinic_id = app.tenant() and state = 'waiting'"
TODO = "select count(*) from app.reminder_todo"
WAKES = "select count(*) from jobs.procrastinate_jobs where task_name = 'plan_reminders' and status = 'todo'"
KILLED = """
import asyncio, os, signal, sys
import clinic_app.wiring
from clinic_app.agenda.waiting.jobs import clinic_hand
from clinic_app.core.database import reads
from clinic_app.reminders import keeping, todo

written, real = [], keeping.Changes.write

async def dies(self, work):
    await real(self, work)
    written.append(1)
    if len(written) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

async def run():
    keeping.Changes.write = dies
    async with reads():
        await todo.plan(await clinic_hand(int(sys.argv[1])))

asyncio.run(run())
"""


def asleep() -> list[asyncio.Task[None]]:
    """Who will wake a job of this test soon."""
    return [task for task in queue._tasks if not task.done()]


async def sql(actor: Any, query: str, *values: Any) -> list[Any]:
    async with databases.start_work(actor) as work:
        return (await work.ask((query, values)))[0]


async def fill(actor: Any, many: int) -> list[int]:
    """So many appointments that were booked just now."""
    patients = [key for (key,) in await sql(actor, PATIENTS, many)]
    return [key for (key,) in await sql(actor, APPOINTMENTS, actor.membership_id, patients)]


async def test_what_is_to_be_planned_is_undone_with_the_bookings_themselves(office: Office, monkeypatch: Any) -> None:
    patient, noted, called = await office.patient(), [], []

    def refuses(work: Any, facts: Any) -> Query:
        noted.append(len(facts))
        return "select 1 / (count(*) - count(*)) from app.reminder_todo", ()

    monkeypatch.setitem(events.WITHIN, AppointmentBooked, [*events.WITHIN[AppointmentBooked], refuses])
    with pytest.raises(AssertionError):  # the answer is 500
        await office.book(patient, run=False)
    for start in (databases.start_work, databases.start_light_work):
        with pytest.raises(DivisionByZero):
            async with start(office.actor) as work:
                work.events += [AppointmentBooked(1), AppointmentBooked(2), AppointmentBooked(2)]
                work.after.append(lambda: called.append(1))
    assert noted == [1, 3, 3]
    assert await office.sql("select (select count(*) from app.reminder_todo), (select count(*) from app.appointment)") == [(0, 0)]
    assert called == []
    assert not asleep()


async def test_three_hundred_bookings_of_three_clinics_are_planned_by_one_job_in_few_statements(
    office: Office, cast: Any, monkeypatch: Any
) -> None:
    form = access.SignUp(
        email="tercera@hampiq.test",
        password=cast.password,
        password_confirm=cast.password,
        first_name="T",
        last_name="C",
        practice_name="C",
    )
    clinics, costs = [cast.owner, cast.outsider, await access.sign_up(form)], []
    for actor in clinics:
        await fill(actor, 100)
    with monkeypatch.context() as patched:
        seen = counted(patched)
        await jobs.tasks["plan_reminders"]()
        costs.append(len(seen))
    assert await office.sql(TODO) == [(0,)]
    for actor in clinics:
        assert await sql(actor, PLANNED) == [(100, 300)]
    assert costs[0] < 3 * 25, costs
    assert await office.sql("select count(*) from jobs.procrastinate_jobs where task_name = 'queue_reminders'") == [(3,)]
    await sql(
        clinics[0],
        "insert into app.reminder_todo (clinic_id, appointment_id, fresh) select app.tenant(), id, false from app.appointment returning 1",
    )
    await jobs.tasks["plan_reminders"]()  # the same facts change nothing, and the job that waits will do
    assert await sql(clinics[0], PLANNED) == [(100, 300)]
    assert await office.sql("select count(*) from jobs.procrastinate_jobs where task_name = 'queue_reminders'") == [(3,)]


async def test_a_process_that_ends_before_it_woke_anybody_is_made_good_by_the_next_minute(office: Office) -> None:
    visit = await office.book(await office.patient(), run=False)
    assert await office.sql(WAKES) == [(0,)]
    assert await office.planned(visit) == {}
    await jobs.tasks["run_reminders"](timestamp=0)
    assert (await office.planned(visit))["confirmation"][0] in ("waiting", "queued")
    assert await office.sql(TODO) == [(0,)]


async def test_many_changes_wake_one_job_and_one_that_waits_is_enough(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(queue, "WAKE_SECONDS", 0.2)
    for hour in ("10:00", "12:00", "13:00"):
        await office.book(await office.patient(), hour=hour, run=False)
    for _ in range(2):
        await asyncio.gather(*asleep())
        assert await office.sql(WAKES) == [(1,)]
        assert not asleep()
        queue.wake(todo.JOB)
    await office.sql("delete from jobs.procrastinate_jobs returning 1")
    await asyncio.gather(*asleep())
    assert await office.sql(WAKES) == [(1,)]


async def test_moved_and_cancelled_at_once_nothing_is_left_to_be_sent(office: Office) -> None:
    told = await office.book(await office.patient(), nth=5)
    untold = await office.book(await office.patient("Sonia", "+51984000333"), nth=5, hour="12:00", run=False)
    for visit in (told, untold):
        await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00" if visit == told else "13:00")
        await office.post(f"citas/{visit}/cancelar/", motivo="no viene")
    await office.settle()
    assert await office.sql(TODO) == [(0,)]
    for visit in (told, untold):
        assert {state for state, _ in (await office.planned(visit)).values()} <= {"dropped", "skipped"}
    assert await office.kinds() == ["confirmation"]  # of the first booking, which had left


async def test_two_of_one_message_that_are_both_moved_before_it_leaves_are_told_once_of_the_new_day(office: Office) -> None:
    visits = [await office.book(await office.child(name), 5, hour, run=False) for name, hour in (("Ana", "10:00"), ("Beto", "11:00"))]
    await jobs.tasks["plan_reminders"]()
    await due.queue_due(office.actor)
    assert await office.sql("select state from app.message") == [("queued",)]
    for visit, hour in zip(visits, ("10:00", "11:00"), strict=True):
        await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio=hour)
    await office.settle()
    assert await office.sql("select state from app.message order by id") == [("cancelled",), ("sent",)]
    [text] = await office.sent()
    assert "(Ana)" in text and "(Beto)" in text
    await office.post(f"citas/{visits[0]}/cancelar/", motivo="x")
    await office.settle()
    assert len(await office.sent()) == 1


async def test_one_of_a_message_is_cancelled_before_it_leaves_and_the_other_is_told_alone(office: Office) -> None:
    visits = [await office.book(await office.child(name), 5, hour, run=False) for name, hour in (("Ana", "10:00"), ("Beto", "11:00"))]
    await jobs.tasks["plan_reminders"]()
    await due.queue_due(office.actor)
    await office.post(f"citas/{visits[0]}/cancelar/", motivo="x")
    await office.settle()
    [text] = await office.sent()
    assert "Beto" in text and "Ana" not in text


async def test_one_that_cannot_be_planned_stops_no_other_and_is_tried_again_later(office: Office, monkeypatch: Any) -> None:
    keys = await fill(office.actor, 40)
    bad, real = keys[17], planning._before

    def breaks(visit: Any, *rest: Any, **more: Any) -> Any:
        if visit.id == bad:
            raise RuntimeError("a rule that breaks everything")
        return real(visit, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(planning, "_before", breaks)
        await jobs.tasks["plan_reminders"]()
        assert await sql(office.actor, PLANNED) == [(39, 117)]
        assert await office.sql("select appointment_id, fresh, at > now() + interval '4 minutes' from app.reminder_todo") == [
            (bad, True, True)
        ]
        await jobs.tasks["plan_reminders"]()
    assert await office.planned(bad) == {}
    await office.sql("update app.reminder_todo set at = now() returning 1")
    await jobs.tasks["plan_reminders"]()
    assert (await office.planned(bad))["confirmation"] == ("waiting", "")
    assert await office.sql(TODO) == [(0,)]


async def test_who_changes_an_appointment_does_not_wait_for_who_plans_it_and_is_not_forgotten(office: Office) -> None:
    visit = await office.book(await office.patient(), run=False)
    async with databases.start_light_work(office.actor) as work:
        clinic = office.actor.tenant_id
        assert len((await work.ask((todo.CLAIM, (clinic, 10, clinic))))[0]) == 1
        await planning.plan_all(work, {visit: True})
        await asyncio.wait_for(office.post(f"citas/{visit}/cancelar/", motivo="x"), 5)
    await jobs.tasks["plan_reminders"]()
    assert {state for state, _ in (await office.planned(visit)).values()} == {"dropped"}


async def test_a_worker_killed_in_the_midst_of_planning_loses_nothing(office: Office) -> None:
    await fill(office.actor, 2 * todo.BATCH + 50)
    worker = subprocess.run(
        [sys.executable, "-c", KILLED, str(office.actor.tenant_id)], cwd=ROOT, env=os.environ.copy(), timeout=60, check=False
    )
    assert worker.returncode == -signal.SIGKILL
    assert await sql(office.actor, PLANNED) == [(todo.BATCH, 3 * todo.BATCH)], "the first batch is committed, the second is not"
    assert await office.sql(TODO) == [(todo.BATCH + 50,)]
    await asyncio.gather(reminder_jobs.plan_reminders(), reminder_jobs.plan_reminders())
    assert await sql(office.actor, PLANNED) == [(2 * todo.BATCH + 50, 3 * (2 * todo.BATCH + 50))]
    assert await office.sql(TODO) == [(0,)]


async def test_the_jobs_of_old_that_waited_when_the_program_was_replaced_are_planned_as_well(office: Office) -> None:
    [key] = await fill(office.actor, 1)
    old = importlib.util.spec_from_file_location("step", ROOT / "alembic/versions/0024_reminder_todo.py")
    assert old and old.loader
    step = importlib.util.module_from_spec(old)
    old.loader.exec_module(step)
    async with await psycopg.AsyncConnection.connect(libpq(settings().database_owner_url or "")) as connection:
        await connection.execute("drop table app.reminder_todo")
        await connection.execute(
            "insert into jobs.procrastinate_jobs (task_name, queue_name, args, status) values ('replan_reminders', 'default', %s, 'doing'),"
            " ('plan_reminders', 'default', %s, 'todo'), ('plan_reminders', 'default', %s, 'failed')",
            [Jsonb({"tenant_id": office.actor.tenant_id, "appointment_id": key})] * 3,
        )
        await connection.execute(step.GROUND)
    assert await office.sql("select appointment_id, fresh from app.reminder_todo order by fresh") == [(key, False), (key, True)]
    assert await office.sql("select status::text from jobs.procrastinate_jobs where task_name like '%%plan_reminders'") == [("failed",)]
    await jobs.tasks["plan_reminders"]()
    assert (await office.planned(key))["confirmation"] == ("waiting", "")
