"""A clinic that reminds: books, lets the jobs run, and answers as the patient does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from clinic_app.core import database as databases
from clinic_app.core.database import start_work
from clinic_app.core.jobs import jobs
from clinic_app.core.settings import settings
from clinic_app.integrations.protocol import Account, Inbound
from clinic_app.messaging import service as messages
from clinic_app.messaging.sending import send_due
from clinic_app.patients.models import Guardian, Patient
from clinic_app.reminders import due, scheduler, service

URL = "/api/agenda/"
MINE = ("plan_reminders", "queue_reminders", "answer_message", "tell_offer", "offer_freed_time")
PHONE = "+51984000111"


async def run_jobs() -> int:
    """Do what the queue holds of ours, also what is to be done later; says how many."""
    done = 0
    while True:
        await jobs.tasks["plan_reminders"]()  # as a second after each change
        async with await psycopg.AsyncConnection.connect(settings().libpq_url, row_factory=dict_row, autocommit=True) as connection:
            sql = "delete from jobs.procrastinate_jobs where task_name = any(%s) and status = 'todo' returning id, task_name, args"
            rows = sorted(await (await connection.execute(sql, (list(MINE),))).fetchall(), key=lambda row: row["id"])
        if not rows:
            return done
        for row in rows:
            await jobs.tasks[row["task_name"]](**row["args"])
        done += len(rows)


def counted(monkeypatch: Any) -> list[str]:
    """The statements that are sent from now on."""
    seen: list[str] = []
    real = databases.pipelined

    async def counting(driver: Any, queries: Any) -> Any:
        seen.extend(sql for sql, _ in queries)
        return await real(driver, queries)

    monkeypatch.setattr(databases, "pipelined", counting)
    return seen


class Office:
    """One clinic of a test."""

    def __init__(self, client: Any, actor: Any, headers: dict[str, str]) -> None:
        self.client, self.actor, self.headers, self._number = client, actor, headers, 0
        self.service = 0

    async def open(self) -> "Office":
        self.service = (await self.client.get(f"{URL}servicios/", headers=self.headers)).json()[0]["id"]
        return self

    async def sql(self, query: str, *values: Any) -> list[Any]:
        async with start_work(self.actor) as work:
            return (await work.ask((query, values)))[0]

    async def patient(self, name: str = "Delia", phone: str = PHONE, born: date = date(1990, 1, 1)) -> int:
        self._number += 1
        async with start_work(self.actor) as work:
            row = Patient(
                document_number=f"{self._number:08}", given_names=name, first_surname="Tupa", birth_date=born, sex="F", phone=phone
            )
            work.session.add(row)
            await work.session.flush()
            return row.id

    async def child(self, name: str, phone: str = PHONE) -> int:
        """Her mother has the telephone."""
        key = await self.patient(name, "", self.actor.today() - timedelta(days=500))
        async with start_work(self.actor) as work:
            work.session.add(
                Guardian(patient_id=key, given_names="Rosa", surnames="Ccoyo", relationship="madre", phone=phone, is_principal=True)
            )
        return key

    def day(self, nth: int) -> date:
        """The nth weekday from tomorrow on."""
        day = self.actor.today()
        while nth:
            day += timedelta(days=1)
            nth -= day.isoweekday() <= 5
        return day

    async def book(self, patient: int, nth: int = 4, hour: str = "10:00", run: bool = True) -> int:
        body = {"paciente": patient, "tipo_servicio": self.service, "fecha": str(self.day(nth)), "hora_inicio": hour}
        answer = await self.client.post(f"{URL}citas/", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        if run:
            await self.settle()
        return answer.json()["id"]

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.client.post(f"{URL}{path}", json=body, headers=self.headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def patch(self, path: str, **body: Any) -> Any:
        answer = await self.client.patch(f"{URL}{path}", json=body, headers=self.headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def settle(self) -> None:
        """The jobs run, and what is queued leaves now."""
        await run_jobs()
        await self.sql("update app.outbox set due_at = now() - interval '1 second' where due_at < now() + interval '15 minutes'")
        await send_due()

    async def awake(self) -> None:
        """The clinic has no quiet hours."""
        async with start_work(self.actor) as work:
            await service.save_settings(work, is_on=True, quiet_since=time(), quiet_until=time(), at_once=True)

    async def at(self, when: datetime) -> due.Ran:
        """The scheduler runs at that moment; then what it queued leaves."""
        await scheduler.began(datetime.now(UTC))
        ran = await due.queue_due(self.actor, when)
        await self.sql("update app.outbox set due_at = now() - interval '1 second'")
        await send_due()
        return ran

    async def says(self, text: str, phone: str = PHONE, run: bool = True, **more: Any) -> int | None:
        """The patient writes."""
        self._number += 1
        more.setdefault("provider_id", f"in-{self._number}")
        async with start_work(self.actor) as work:
            key = await messages.take(
                work, Account(self.actor.tenant_id, 0, "sandbox", {}), Inbound("message", phone=phone, text=text, **more)
            )
        if run:
            await self.settle()
        return key

    async def status(self, appointment_id: int) -> str:
        return (await self.sql("select status from app.appointment where id = %s", appointment_id))[0][0]

    async def sent(self) -> list[str]:
        """What we wrote, in its order."""
        return [text for (text,) in await self.sql("select text from app.message where direction = 'out' and state = 'sent' order by id")]

    async def kinds(self) -> list[str]:
        return [kind for (kind,) in await self.sql("select kind from app.message where direction = 'out' and state = 'sent' order by id")]

    async def outcomes(self) -> list[str]:
        return [word for (word,) in await self.sql("select outcome from app.reminder_answer order by message_id")]

    async def planned(self, appointment_id: int) -> dict[str, tuple[str, str]]:
        rows = await self.sql(
            "select kind, state, why from app.reminder_due where clinic_id = %s and appointment_id = %s",
            self.actor.tenant_id,
            appointment_id,
        )
        return {kind: (state, why) for kind, state, why in rows}

    async def provider_id(self, kind: str) -> str:
        """By which the sandbox knows our last message of a kind."""
        return (await self.sql("select provider_id from app.message where kind = %s order by id desc limit 1", kind))[0][0]


def clock_from_now(actor: Any, **shift: float) -> str:
    """An hour of the clinic's wall clock, so far from now."""
    return f"{datetime.now(actor.tz) + timedelta(**shift):%H:%M}"
