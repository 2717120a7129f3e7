"""Every number of the honesty panel and of the scheduler's page, on rows that are known."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from office import Office

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.reminders import costs, panel, scheduler
from clinic_app.reminders.costs import segments

VISIT = """
insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
values (%s, %s, %s, now() + %s * interval '1 hour', now() + %s * interval '1 hour' + interval '20 minutes', 'consultorio', %s, '', '', false, 1) returning id"""
MESSAGE = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text, channels, channel, code, sent_at, delivered_at, read_at)
select %s, %s, 'out', 'reminder_1', %s, %s, array['whatsapp'], 'whatsapp', %s, case when %s then now() - interval '30 days' + interval '1 hour' end,
  case when %s then now() end, case when %s then now() end returning id"""
ASK = "insert into app.reminder_ask (message_id, appointment_id, kind, starts_at) values (%s, %s, 'reminder_1', now()) returning 1"
ANSWER = """
insert into app.reminder_answer (message_id, appointment_id, intent, confidence, source, urgent, outcome) values (%s, %s, 'confirm', 1, 'rule', false, %s) returning 1"""
TRY = "insert into app.message_attempt (message_id, round, channel, provider, outcome) values (%s, 0, %s, %s, %s) returning 1"


class Ledger:
    """Puts known rows: appointments, what was sent about them and what came of it."""

    def __init__(self, office: Office, conversation: int, patient: int) -> None:
        self.office, self.conversation, self.patient, self.hour = office, conversation, patient, 0

    async def visit(self, status: str, hours: int | None = None) -> int:
        self.hour -= 1
        at = self.hour if hours is None else hours
        actor = self.office.actor
        return (await self.office.sql(VISIT, self.patient, actor.membership_id, self.office.service, at, at, status))[0][0]

    async def message(self, visit: int | None, *steps: str, state: str = "sent", code: str = "", text: str = "Hola") -> int:
        marks = [word in steps for word in ("sent", "delivered", "read")]
        key = (await self.office.sql(MESSAGE, self.conversation, self.patient, state, text, code, *marks))[0][0]
        if visit is not None:
            await self.office.sql(ASK, key, visit)
        return key


@pytest.fixture
async def ledger(office: Office) -> Ledger:
    patient = await office.patient()
    [(contact,)] = await office.sql(
        "insert into app.contact (patient_id, name, phone, phone_key, email) values (%s, 'Delia', '+51984000111', '51984000111', '') returning id",
        patient,
    )
    [(talk,)] = await office.sql("insert into app.conversation (contact_id, unread, mark) values (%s, 0, '') returning id", contact)
    return Ledger(office, talk, patient)


async def seen(office: Office, days: int = 30) -> panel.Panel:
    async with start_work(office.actor) as work:
        return await panel.read(work, days)


async def test_the_funnel_counts_appointments_and_each_step_once(office: Office, ledger: Ledger) -> None:
    came, read, delivered, sent, never = [await ledger.visit("atendida") for _ in range(2)] + [
        await ledger.visit("no_asistio") for _ in range(3)
    ]
    first = await ledger.message(came, "sent", "delivered", "read", state="read")
    await ledger.message(came, "sent", "delivered", state="delivered")  # the second reminder of the same appointment
    second = await ledger.message(read, "sent", "read", state="read")  # read, though nobody told of its delivery
    await ledger.message(delivered, "sent", "delivered", state="delivered")
    await ledger.message(sent, "sent")
    await ledger.message(never, state="failed", code="no_address")
    await office.sql(ANSWER, first, came, "confirmed")
    await office.sql(ANSWER, second, read, "handed")
    found = await seen(office)
    assert found.funnel == (4, 3, 2, 2, 1, 2)  # sent, delivered, read, answered, confirmed, came
    assert found.failures == [("no_address", 1)]


async def test_who_did_not_come_with_and_without_a_reminder(office: Office, ledger: Ledger) -> None:
    for status, told in (
        ("atendida", True),
        ("atendida", True),
        ("no_asistio", True),
        ("no_asistio", False),
        ("atendida", False),
        ("no_asistio", False),
    ):
        visit = await ledger.visit(status)
        if told:
            await ledger.message(visit, "sent")
    await ledger.visit("cancelada")  # neither came nor stayed away
    await ledger.visit("programada", hours=50)
    late = await ledger.visit("no_asistio")
    message = await ledger.message(late, "sent")
    await office.sql("update app.message set sent_at = now() where id = %s returning 1", message)  # after it was over: no reminder
    found = await seen(office)
    assert found.reminded == panel.Missed(1, 3) and found.silent == panel.Missed(3, 4)


async def test_failures_by_cause_and_patients_without_a_telephone(office: Office, ledger: Ledger) -> None:
    for code, count in (("opted_out", 2), ("63016", 3), ("timeout", 1)):
        for _ in range(count):
            await ledger.message(None, state="unknown" if code == "timeout" else "failed", code=code)
    old = await ledger.message(None, state="failed", code="opted_out")
    await office.sql("update app.message set created_at = now() - interval '40 days' where id = %s returning 1", old)
    later, soon, none = [await office.patient(name, "") for name in ("Zoe", "Bea", "Ada")]
    await office.child("Hija")  # her mother has one
    await office.sql("update app.patient set email = 'bea@correo.test' where id = %s returning 1", soon)
    gone = await office.patient("Lejos", "")
    await office.sql("update app.patient set is_active = false where id = %s returning 1", gone)
    for patient, hours in ((later, 30), (soon, 20)):
        ledger.patient = patient
        await ledger.visit("programada", hours=hours)
    found = await seen(office)
    assert found.failures == [("63016", 3), ("opted_out", 2), ("timeout", 1)]
    assert [(each.patient_id, each.starts_at is not None, each.has_email) for each in found.unreachable] == [(soon, True, True), (later, True, False), (none, False, False)]  # fmt: skip
    assert found.without_phone == 3


async def test_what_it_cost_is_what_providers_took_times_the_clinics_prices(office: Office, ledger: Ledger) -> None:
    long = await ledger.message(None, "sent", text="a" * 161)
    short = await ledger.message(None, "sent", text="ñandú 👋")
    gone = await ledger.message(None, "sent", text="")
    await office.sql("update app.message set wiped = true where id = %s returning 1", gone)
    for message in (long, short, gone):
        await office.sql(TRY, message, "sms", "twilio", "sent")
    await office.sql(TRY, long, "whatsapp", "twilio", "sent")  # taken, failed afterwards, and then went as SMS
    await office.sql(TRY, short, "whatsapp", "twilio", "transient")
    await office.sql(TRY, short, "whatsapp", "sandbox", "sent")
    found = await seen(office)
    assert [(each.channel, each.messages, each.units, each.amount, each.unsure) for each in found.costs] == [("whatsapp", 1, 1, None, 0), ("sms", 3, 4, None, 1)]  # fmt: skip
    async with start_work(office.actor) as work:
        await costs.save_prices(work, {"whatsapp": "0,02", "sms": "0.0455", "email": ""})
    assert [each.amount for each in (await seen(office)).costs] == [Decimal("0.0200"), Decimal("0.1820")]
    async with start_work(office.actor) as work:
        await costs.save_prices(work, {"sms": "0"})
        assert await costs.prices(work) == {"sms": Decimal(0)}  # free is a price, nothing is none
        for wrong in ("x", "-1", "1e9", "0.00001", "nan"):
            with pytest.raises(Invalid):
                await costs.save_prices(work, {"sms": wrong})


def test_an_sms_is_counted_in_its_parts() -> None:
    assert [segments(text) for text in ("", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "€" * 80, "€" * 81)] == [1, 1, 2, 2, 3, 1, 2]
    assert [segments(text) for text in ("á" * 70, "á" * 71, "á" * 134, "á" * 135, "👋" * 35, "👋" * 36)] == [1, 2, 2, 3, 1, 2]


@given(some.text(max_size=400))
def test_more_letters_are_never_fewer_parts(text: str) -> None:
    text = text.encode("utf-16-be", "ignore").decode("utf-16-be")
    assert 1 <= segments(text) <= segments(text + "a")


async def test_the_schedulers_page_tells_its_runs_its_backlog_and_the_oldest(office: Office, cast: Any, headers: Any) -> None:
    client, mine = office.client, office.headers

    async def asked() -> dict[str, Any]:
        return (await client.get("/scheduler/status", headers=mine)).json()

    empty = await asked()
    assert (empty["status"], empty["last_run"], empty["planned"], empty["backlog"], empty["oldest"]) == ("stopped", None, 0, 0, None)
    began = datetime.now(UTC) - timedelta(minutes=1)
    await scheduler.began(began)
    await scheduler.ended(7, 2)
    for nth in (8, 9):
        await office.book(await office.patient(phone=f"+5198400{nth:04}"), nth=nth)
    now = await asked()
    assert now["status"] == "running" and datetime.fromisoformat(now["last_run"]) == began
    assert (now["last_handled"], now["last_failed"]) == (7, 2) and (now["planned"], now["backlog"], now["oldest"]) == (4, 0, None)
    following = datetime.fromisoformat(now["next_run"])
    assert following.second == 0 and timedelta(0) < following - datetime.now(UTC) <= timedelta(minutes=1)
    [(first,)] = await office.sql("select min(due_at) from app.reminder_due where state = 'waiting'")
    assert datetime.fromisoformat(now["next_due"]) == first
    overdue = datetime.now(UTC) - timedelta(minutes=9)
    await office.sql("update app.reminder_due set due_at = %s where due_at = %s returning 1", overdue, first)
    late = await asked()
    assert (late["backlog"], datetime.fromisoformat(late["oldest"])) == (1, overdue)
    other = (await client.get("/scheduler/status", headers=headers(cast.outsider))).json()
    assert (other["planned"], other["backlog"]) == (0, 0)  # of its own clinic only
    await scheduler.began(datetime.now(UTC) - timedelta(minutes=6))
    assert (await asked())["status"] == "stopped"
    assert (await client.get("/scheduler/status")).status_code == 401
    allowed = {role: (await client.get("/scheduler/status", headers=headers(actor))).status_code for role, actor in cast.by_role().items()}
    assert {role for role, code in allowed.items() if code == 200} <= {"owner", "nurse", "professional", "receptionist", "auditor"}
