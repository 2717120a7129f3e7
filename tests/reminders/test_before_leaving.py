"""What waited for the morning, or for another try, is looked at once more before it leaves: it may be settled, or hers no longer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from office import PHONE, Office
from test_taken_back import PLAN

from clinic_app.core import hooks
from clinic_app.core.database import start_light_work, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.hooks import DueItem
from clinic_app.integrations.protocol import Account, Inbound
from clinic_app.messaging import queries
from clinic_app.messaging import service as messages
from clinic_app.messaging.sending import send_due
from clinic_app.reminders import outdated, owed, service, sessions
from clinic_app.reminders.rules import Kind

DONE = "insert into app.treatment_session (plan_id, number, done_at, done_by, told) values (%s, 1, now() - interval '4 days', 'hand', false) returning id"
NEXT = "insert into app.treatment_session (plan_id, number, appointment_id, done_by, told) values (%s, 2, %s, '', false) returning id"
STATES = "select state from app.message where kind = %s order by id"
CALLS = "select state, call_since is not null from app.message where id = %s"


async def morning(office: Office) -> None:
    """What was queued in the night is due."""
    await office.sql("update app.message set created_at = now() - interval '9 hours' where state = 'queued' returning 1")
    await office.sql("update app.outbox set due_at = now() - interval '1 second' returning 1")
    await send_due()


class Bills:
    """What is unpaid, as a domain above tells."""

    def __init__(self, office: Office, monkeypatch: Any) -> None:
        self.office, self.items = office, list[DueItem]()
        monkeypatch.setitem(hooks.DUE_SOURCES, "unpaid", self.due)

    async def due(self, work: Any) -> list[DueItem]:
        return self.items

    def owes(self, patient: int, key: str) -> None:
        self.items.append(DueItem(patient, key, date(2026, 3, 2), f"S/ {key}"))

    async def tell(self) -> int:
        async with start_light_work(self.office.actor) as work:
            return await owed.tell(work)

    async def texts(self) -> list[Any]:
        return await self.office.sql("select state, text from app.message where kind = 'unpaid' order by id")


@pytest.fixture
async def bills(office: Office, monkeypatch: Any) -> Bills:
    return Bills(office, monkeypatch)


async def test_a_bill_that_was_paid_overnight_is_not_asked_for_and_the_other_one_is_asked_for_alone(office: Office, bills: Bills) -> None:
    patient = await office.patient()
    bills.owes(patient, "40.00")
    bills.owes(patient, "75.00")
    assert await bills.tell() == 1
    bills.items = [each for each in bills.items if each.key != "40.00"]
    await morning(office)
    assert [state for state, _ in await bills.texts()] == ["cancelled"] and await office.sql("select 1 from app.outbox") == []
    assert await bills.tell() == 1
    await morning(office)
    state, text = (await bills.texts())[-1]
    assert state == "sent" and "75.00" in text and "40.00" not in text
    assert await bills.tell() == 0


@pytest.mark.parametrize("what", ["turned off", "archived"])
async def test_a_bill_is_not_asked_for_when_the_kind_is_turned_off_or_the_file_closed(office: Office, bills: Bills, what: str) -> None:
    patient = await office.patient()
    bills.owes(patient, "40.00")
    assert await bills.tell() == 1
    if what == "archived":
        assert (await office.client.delete(f"/api/pacientes/{patient}/", headers=office.headers)).status_code == 204
    else:
        async with start_work(office.actor) as work:
            await service.save_rule(work, Kind.UNPAID, is_on=False, minutes=0, channels=["whatsapp"])
    await morning(office)
    assert [state for state, _ in await bills.texts()] == ["cancelled"]


async def test_who_booked_overnight_is_not_asked_to_make_an_appointment(office: Office, monkeypatch: Any) -> None:
    child = await office.child("Ana")

    async def vaccines(work: Any) -> list[DueItem]:
        return [DueItem(child, "bcg.1", date(2026, 3, 2), "BCG")]

    monkeypatch.setitem(hooks.DUE_SOURCES, "vaccine", vaccines)
    async with start_light_work(office.actor) as work:
        assert await owed.tell(work) == 1
    await office.book(child, nth=5)
    await morning(office)
    assert await office.sql(STATES, "vaccine") == [("cancelled",)]


async def test_a_session_that_was_booked_overnight_is_not_asked_for_until_it_is_given_up_again(office: Office) -> None:
    patient = await office.patient()
    [(plan,)] = await office.sql(PLAN, patient, office.service)
    await office.sql(DONE, plan)

    async def tell() -> int:
        async with start_work(office.actor) as work:
            return await sessions.tell(work)

    assert await tell() == 1
    visit = await office.book(patient, nth=5)
    await office.sql(NEXT, plan, visit)
    await morning(office)
    assert await office.sql(STATES, "sessions") == [("cancelled",)] and await tell() == 0
    await office.post(f"citas/{visit}/cancelar/", motivo="No puede")
    assert await tell() == 1
    await morning(office)
    assert await office.sql(STATES, "sessions") == [("cancelled",), ("sent",)] and await tell() == 0


async def test_a_telephone_that_was_corrected_overnight_is_the_one_that_is_written_to(office: Office, bills: Bills) -> None:
    right, gone = await office.patient(), await office.patient("Sonia", "+51984000222")
    bills.owes(right, "40.00")
    bills.owes(gone, "75.00")
    assert await bills.tell() == 2
    await office.sql("update app.patient set phone = '+51911222333' where id = %s returning 1", right)
    await office.sql("update app.patient set phone = '' where id = %s returning 1", gone)
    await morning(office)
    assert [state for state, _ in await bills.texts()] == ["sent", "cancelled"]
    phones = "select c.phone from app.message m join app.conversation v on v.id = m.conversation_id join app.contact c on c.id = v.contact_id where m.state = 'sent'"
    assert await office.sql(phones) == [("+51911222333",)]


async def test_a_message_about_an_archived_patient_is_refused_by_hand_too(office: Office) -> None:
    visit = await office.book(patient := await office.patient())
    await office.sql("update app.patient set is_active = false where id = %s returning 1", patient)
    with pytest.raises(ClinicError, match="archivado"):
        async with start_work(office.actor) as work:
            await service.send_now(work, visit)


async def told_too_late(office: Office, key: int) -> None:
    """Its provider says, hours later, that it will never arrive."""
    [(provider_id,)] = await office.sql("select provider_id from app.message where id = %s", key)
    async with start_work(office.actor) as work:
        told = Inbound("status", provider_id=provider_id, status="failed", code="131026", permanent=True)
        await messages.take(work, Account(office.actor.tenant_id, 0, "sandbox", {}), told)


async def only_whatsapp(office: Office) -> int:
    """A confirmation that has no other channel to go by."""
    return (await office.sql("update app.message set channels = '{whatsapp}' where kind = 'confirmation' returning id"))[0][0]


@pytest.mark.parametrize("what", ["moved", "cancelled", "past", "still so"])
async def test_nobody_is_to_call_about_an_appointment_that_moved_or_is_over(office: Office, what: str) -> None:
    visit = await office.book(await office.patient())
    key = await only_whatsapp(office)
    if what == "moved":
        await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
    elif what == "cancelled":
        await office.post(f"citas/{visit}/cancelar/", motivo="No puede")
    elif what == "past":
        times = "starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour'"
        await office.sql(f"update app.appointment set {times} returning 1")
        await office.sql(
            "update app.reminder_ask k set starts_at = a.starts_at from app.appointment a where a.id = k.appointment_id returning 1"
        )
    await told_too_late(office, key)
    assert await office.sql(CALLS, key) == [("failed", what == "still so")]
    async with start_work(office.actor) as work:
        assert [each.id for each in await queries.troubles(work)] == ([key] if what == "still so" else [])
        assert (await queries.counts(work))[2] == (what == "still so")


async def test_a_call_to_be_made_goes_away_with_its_appointment(office: Office) -> None:
    visit = await office.book(await office.patient())
    await told_too_late(office, key := await only_whatsapp(office))

    async def drop() -> int:
        async with start_work(office.actor) as work:
            return await outdated.drop_calls(work)

    assert await drop() == 0 and await office.sql(CALLS, key) == [("failed", True)]
    await office.post(f"citas/{visit}/cancelar/", motivo="No puede")
    assert await drop() == 1 and await office.sql(CALLS, key) == [("failed", False)]


async def test_what_is_no_more_so_is_not_repeated_by_hand_either(office: Office) -> None:
    visit = await office.book(await office.patient())
    await told_too_late(office, key := await only_whatsapp(office))
    await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
    with pytest.raises(ClinicError, match="ya no es cierto"):
        async with start_work(office.actor) as work:
            await messages.replay(work, key)
    assert await office.sql(CALLS, key) == [("failed", True)]


async def test_an_offer_whose_time_went_to_somebody_else_does_not_leave_at_its_second_try(office: Office) -> None:
    patient, now = await office.patient(phone=PHONE), datetime.now(UTC)
    async with start_work(office.actor) as work:
        letter = messages.Letter(patient, "offer", "Se liberó una hora", key="offer:4711", not_after=now + timedelta(hours=1))
        assert await messages.enqueue(work, letter)
    await morning(office)
    assert await office.sql(STATES, "offer") == [("cancelled",)]
