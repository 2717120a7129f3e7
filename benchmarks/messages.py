"""The sections `messages` and `reminders`: 10,000 are due at eight; one worker, the sandbox."""

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import psutil
import psycopg

from benchmarks import clinics
from benchmarks.report import Line
from benchmarks.sections import Bench
from benchmarks.servers import ROOT, database_cpu_seconds

MESSAGES, CLINIC = 10_000, 1
QUEUE = """
with who as (
  insert into app.contact (tenant_id, name, phone, phone_key, email)
  select %(clinic)s, 'Contacto ' || n, '+5198' || lpad(n::text, 7, '0'), '5198' || lpad(n::text, 7, '0'), '' from generate_series(1, %(count)s) n returning id
), talk as (
  insert into app.conversation (tenant_id, contact_id, unread, mark) select %(clinic)s, id, 0, '' from who returning id
), queued as (
  insert into app.message (tenant_id, conversation_id, direction, kind, state, text, channels, channel)
  select %(clinic)s, id, 'out', 'reminder', 'queued', 'Le recordamos su cita de mañana a las 10:00.', array['whatsapp', 'sms'], 'whatsapp' from talk returning id
)
insert into app.outbox (clinic_id, message_id, due_at) select %(clinic)s, id, %(at)s from queued"""


async def _send() -> int:
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core.database import engine, reads
    from clinic_app.messaging.sending import send_due

    async with reads():
        handled = await send_due()
    await engine().dispose()
    return handled


def messages(bench: Bench) -> list[Line]:
    """From the first claim to the last commit. Raises RuntimeError when a message did not leave exactly once."""
    with psycopg.connect(bench.superuser, autocommit=True) as connection:
        connection.execute(QUEUE, {"clinic": CLINIC, "count": MESSAGES, "at": datetime.now(UTC) - timedelta(seconds=1)})
        began = time.perf_counter()
        asyncio.run(_send())
        seconds = time.perf_counter() - began
        sent = connection.execute("select count(*) from app.message where state = 'sent'").fetchone()
        tried = connection.execute("select count(*) from app.message_attempt where outcome = 'sent'").fetchone()
    if sent != (MESSAGES,) or tried != (MESSAGES,):
        raise RuntimeError(f"{sent} sent in {tried} attempts")
    return [
        Line("messages", f"{MESSAGES:,} due at once, one worker, sandbox", seconds, "s", most=60),
        Line("messages", "rate", MESSAGES / seconds, "messages/s"),
    ]


IN_ONE, SPREAD, PATIENCE = 5_005, 5, 900  # reminders of clinic 1, and of each of the others; how many seconds are waited at most
# each of another patient, ten minutes apart for each of twenty professionals: 48 hours before them is now
PLAN = """
with visit as (
  insert into app.appointment (tenant_id, patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
  select w.tenant_id, w.patient_id, w.professional_id, w.service_id, t.at, t.at + interval '10 minutes', 'consultorio', 'programada', '', '', false, 1
  from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::integer[]) as w (tenant_id, patient_id, professional_id, service_id, place),
    lateral (select date_trunc('hour', now()) + interval '200 days' + w.place * interval '10 minutes' as at) t
  returning tenant_id, id, starts_at
)
insert into app.reminder_due (clinic_id, appointment_id, kind, starts_at, due_at, not_after, round, state, why)
select tenant_id, id, 'reminder_1', starts_at, now(), starts_at - interval '30 minutes', 1, 'waiting', '' from visit"""
AWAKE = """
insert into app.reminder_settings (tenant_id, is_on, quiet_since, quiet_until, at_once) select id, true, '00:00', '00:00', true from app.clinic
on conflict (tenant_id) do update set quiet_since = '00:00', quiet_until = '00:00'"""
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


def _wishes() -> list[tuple[int, int, int, int, int]]:
    """Clinic, patient, professional, service, and the place in her day."""
    places = [(CLINIC, n, n % clinics.PROFESSIONALS + 1, n // clinics.PROFESSIONALS) for n in range(IN_ONE)]
    places += [(clinic, n, clinics.owner(clinic)[1], n) for clinic in range(2, clinics.CLINICS + 1) for n in range(SPREAD)]
    return [(clinic, clinics.patient_id(clinic, n), who, clinics.service_id(clinic), at) for clinic, n, who, at in places]


async def _defer() -> None:
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core.database import NOBODY, engine, start_work
    from clinic_app.core.jobs import jobs

    async with start_work(NOBODY) as work:
        task = jobs.tasks["run_reminders"].configure(connection=await work.driver())  # type: ignore[call-overload]
        await task.defer_async(timestamp=0)
    await engine().dispose()


def reminders(bench: Bench) -> list[Line]:
    """A worker as the server runs it: claims, writes and sends them. Raises RuntimeError when one did not leave exactly once."""
    wishes = _wishes()
    with psycopg.connect(bench.superuser, autocommit=True) as connection:
        connection.execute(PLAN, [list(column) for column in zip(*wishes, strict=True)])
        connection.execute(AWAKE)  # at whatever hour it runs
        connection.execute("vacuum analyze")
        asyncio.run(_defer())
        stored, began = database_cpu_seconds(bench.data), time.perf_counter()
        worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            queued = _wait(connection, "select count(*) from app.reminder_due where state = 'queued'", len(wishes), began)
            seconds = _wait(connection, "select count(*) from app.message where state = 'sent'", len(wishes), began)
            times = psutil.Process(worker.pid).cpu_times()
            database = database_cpu_seconds(bench.data) - stored
        finally:
            worker.terminate()
            worker.wait(20)
        told = connection.execute("select count(*), count(distinct (tenant_id, reference_id)) from app.message").fetchone()
        twice = connection.execute("select count(*) - count(distinct message_id) from app.message_attempt").fetchone()
    if told != (len(wishes), len(wishes)) or twice != (0,):
        raise RuntimeError(f"{told} messages of {len(wishes)}, {twice} tried twice")
    return [
        Line(
            "reminders",
            f"{len(wishes):,} due at once in 1,000 clinics, from the appointment to the sandbox, one worker",
            seconds,
            "s",
            most=300,
        ),
        Line("reminders", "until all are written and queued", queued, "s"),
        Line("reminders", "processor time of the worker, each", (times.user + times.system) * 1000 / len(wishes)),
        Line("reminders", "processor time of the database, each", database * 1000 / len(wishes)),
    ]


def _wait(connection: psycopg.Connection, query: str, wanted: int, began: float) -> float:
    """Seconds until so many are there. Raises RuntimeError when that takes too long."""
    while (found := connection.execute(query).fetchone()) != (wanted,):  # type: ignore[call-overload]
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError(f"{found} of {wanted}")
        time.sleep(0.5)
    return time.perf_counter() - began
