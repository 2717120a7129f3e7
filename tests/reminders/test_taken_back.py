"""What became wrong after it was planned, or while it waited for another try, does not leave any more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from office import PHONE, Office, run_jobs

from clinic_app.agenda.waiting.jobs import clinic_hand
from clinic_app.core.database import start_work
from clinic_app.integrations import sandbox
from clinic_app.integrations.protocol import Account, Inbound, SendFailed
from clinic_app.messaging import sending
from clinic_app.messaging import service as messages
from clinic_app.messaging.sending import send_due
from clinic_app.reminders import planning, service, sessions
from clinic_app.reminders.rules import Kind

PLAN = """
insert into app.treatment_plan (patient_id, service_id, name, description, total_sessions, done_sessions, frequency, start_date, status, order_file, needs_order, notes,
  version) values (%s, %s, 'Terapia', '', 5, 1, 'diaria', current_date, 'activo', '', false, '', 1) returning id"""


async def failed(office: Office, kind: str) -> None:
    """The provider tells, a while after it took the message, that it could not bring it: try again."""
    async with start_work(office.actor) as work:
        told = Inbound("status", provider_id=await office.provider_id(kind), status="failed", code="30003")
        await messages.take(work, Account(office.actor.tenant_id, 0, "sandbox", {}), told)
    await office.sql("update app.outbox set due_at = now() - interval '1 second'")
    await send_due()


async def left(office: Office) -> list[Any]:
    return await office.sql("select state from app.message where direction = 'out' order by id")


@pytest.mark.parametrize("what", ["moved", "cancelled"])
async def test_a_failure_that_is_told_after_the_move_does_not_repeat_the_old_time(office: Office, what: str) -> None:
    visit = await office.book(await office.patient())
    if what == "moved":
        await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
    else:
        await office.post(f"citas/{visit}/cancelar/", motivo="No puede")
    old = (await office.sql("select id from app.message where kind = 'confirmation' order by id limit 1"))[0][0]
    provider_id = (await office.sql("select provider_id from app.message where id = %s", old))[0][0]
    async with start_work(office.actor) as work:
        told = Inbound("status", provider_id=provider_id, status="failed", code="30003")
        await messages.take(work, Account(office.actor.tenant_id, 0, "sandbox", {}), told)
    assert (await office.sql("select state from app.message where id = %s", old)) == [("queued",)]
    await office.sql("update app.outbox set due_at = now() - interval '1 second'")
    await send_due()
    assert (await office.sql("select state, tries from app.message where id = %s", old)) == [("cancelled", 1)]
    assert await office.sql("select count(*) from app.outbox where message_id = %s", old) == [(0,)]


async def test_of_two_in_one_message_the_other_one_is_told_again(office: Office) -> None:
    one = await office.book(await office.child("Ana"), run=False)
    await office.book(await office.child("Beto"), hour="11:00", run=False)
    await office.settle()
    assert await left(office) == [("sent",)]
    await office.post(f"citas/{one}/cancelar/", motivo="No puede")
    await run_jobs()
    await failed(office, "confirmation")
    await office.at(datetime.now(UTC) + timedelta(minutes=1))
    texts = await office.sent()
    assert [state for (state,) in await left(office)] == ["cancelled", "sent"] and "Beto" in texts[-1] and "Ana" not in texts[-1]


async def test_a_try_that_fails_while_the_appointment_moves_is_the_last_one(office: Office, monkeypatch: Any) -> None:
    visit = await office.book(await office.patient(), run=False)

    async def busy(*_: Any) -> Any:
        await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
        await run_jobs()  # planned while the first message is on its way
        raise SendFailed("busy")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "providers", lambda: {"sandbox": replace(sandbox.PROVIDER, send=busy)})
        await office.settle()
    await office.sql("update app.provider_circuit set failures = 0, held_until = null returning 1")
    await office.settle()
    assert [state for (state,) in await left(office)] == ["cancelled", "sent"]


@pytest.mark.parametrize("kind", [Kind.BOOKED, Kind.AFTERCARE])
async def test_a_kind_that_was_turned_off_while_it_waited_for_the_morning_is_not_sent(office: Office, kind: Kind) -> None:
    await office.sql("update app.service set aftercare = 'Paños tibios.' where id = %s returning 1", office.service)
    visit = await office.book(await office.patient(), run=False)
    await run_jobs()
    await office.sql("delete from app.outbox returning 1")
    if kind is Kind.AFTERCARE:
        await office.post(f"citas/{visit}/atender/")
        await run_jobs()
    await office.sql(
        "update app.reminder_due set state = 'waiting', message_id = null, due_at = now() + interval '2 hours' where kind = %s returning 1",
        kind,
    )
    async with start_work(office.actor) as work:
        await service.save_rule(work, kind, is_on=False, minutes=0, channels=["whatsapp"])
    actor = await clinic_hand(office.actor.tenant_id)
    assert actor is not None
    async with start_work(actor) as work:
        await planning.replan(work, 0)
    count = len(await office.sent())
    await office.at(datetime.now(UTC) + timedelta(hours=2))
    assert len(await office.sent()) == count and (await office.planned(visit))[kind] == ("skipped", "off")


async def test_nothing_is_sent_about_a_patient_whose_file_was_closed(office: Office) -> None:
    await office.sql("update app.service set aftercare = 'Paños tibios.' where id = %s returning 1", office.service)
    patient = await office.patient()
    came, coming = await office.book(patient), await office.book(patient, nth=6)
    await office.post(f"citas/{came}/atender/")
    await office.settle()
    count = len(await office.sent())
    answer = await office.client.delete(f"/api/pacientes/{patient}/", headers=office.headers)
    assert answer.status_code == 204
    await office.at(datetime.now(UTC) + timedelta(days=30))
    assert len(await office.sent()) == count
    await office.sql(
        "update app.reminder_due set state = 'waiting', due_at = now(), not_after = now() + interval '1 hour' where kind <> 'confirmation' returning 1"
    )
    await office.at(datetime.now(UTC))
    assert len(await office.sent()) == count and (await office.planned(coming))["reminder_1"] == ("skipped", "archived")


async def test_an_answer_to_the_old_time_that_comes_a_day_late_does_not_confirm_the_new_one(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.sql("update app.message set sent_at = sent_at - interval '2 hours' where kind = 'confirmation' returning 1")
    await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
    await office.settle()
    assert len(await office.sent()) == 2
    await office.says("1", at=datetime.now(UTC) - timedelta(hours=1))  # written before she was told of the new time
    assert await office.status(visit) == "programada" and await office.outcomes() == ["told"]
    await office.says("1")
    assert await office.status(visit) == "confirmada"


async def test_stop_is_heard_also_while_a_person_has_the_conversation(office: Office) -> None:
    patient = await office.patient()
    await office.book(patient)
    await office.sql("update app.conversation set taken_at = now() returning 1")
    await office.says("STOP")
    assert (await office.outcomes())[-1] == "opted_out" and await office.sql("select cardinality(opted_out) from app.contact") == [(3,)]
    count = len(await office.sent())
    await office.book(patient, nth=6)
    assert len(await office.sent()) == count


async def test_who_wanted_no_messages_takes_that_back_with_one_word_on_that_channel(office: Office) -> None:
    patient = await office.patient()
    visit = await office.book(patient)
    await office.says("alta")  # she had refused nothing
    assert await office.outcomes() == ["handed"]
    await office.says("STOP")
    await office.says("Alta.")
    assert (await office.outcomes())[-1] == "opted_in" and "volverá a recibir" in (await office.sent())[-1]
    assert await office.sql("select opted_out from app.contact") == [(["email", "sms"],)]
    await office.book(patient, nth=6)
    assert (await office.kinds())[-1] == "confirmation" and await office.status(visit) == "programada"


async def test_plans_that_nobody_can_be_told_of_hold_up_no_other(office: Office) -> None:
    unreachable = [await office.patient("Sin", "") for _ in range(101)]
    for patient in [*unreachable, await office.patient("Delia", PHONE)]:
        [(plan,)] = await office.sql(PLAN, patient, office.service)
        await office.sql(
            "insert into app.treatment_session (plan_id, number, done_at, done_by, told) values (%s, 1, now() - interval '4 days', 'hand', false) returning id",
            plan,
        )
    async with start_work(office.actor) as work:
        assert await sessions.tell(work) == 1
