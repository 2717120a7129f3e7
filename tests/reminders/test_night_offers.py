"""A whole night, with the clock put forward: somebody cancels at 23:00, and the waiting list hears of it at 08:00."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from clock import Clock
from office import Office

from clinic_app.core.jobs import jobs

NAYRA, KILLA, DELIA = "+51984000222", "+51984000333", "+51984000111"
TOLD = """
select m.at, m.state, c.phone from app.message m join app.conversation v on v.id = m.conversation_id join app.contact c on c.id = v.contact_id
where m.kind = 'offer' and m.sent_at is not null order by m.id"""
ENTRIES = "select status, appointment_id is not null from app.waiting_entry order by id"
BOOKED = "select p.given_names from app.appointment a join app.patient p on p.id = a.patient_id where a.status in ('programada', 'confirmada') order by 1"


class Night:
    """An evening with one booked visit, some who wait for that day, and what happens until the morning."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.clock = office, clock
        self.evening = datetime.combine(office.actor.today(), time(23), office.actor.tz)

    def at(self, hour: int, minute: int = 0) -> datetime:
        """An hour of the morning after."""
        return datetime.combine(self.evening.date() + timedelta(days=1), time(hour, minute), self.evening.tzinfo)

    async def begins(self, *waiting: tuple[str, str]) -> int:
        """The visit that will be given up is on the second weekday, at ten."""
        day = str(self.office.day(3))
        visit = await self.office.book(await self.office.patient("Delia", DELIA), nth=3, run=False)
        for name, phone in waiting:
            patient = await self.office.patient(name, phone)
            await self.office.post("lista-espera/", paciente=patient, tipo_servicio=self.office.service, fecha_deseada=day, fecha_hasta=day)
        await self.clock.work()
        await self.clock.work(datetime.now(UTC) + timedelta(minutes=1))  # she is told of it by day
        await self.clock.work(self.evening - timedelta(minutes=1))
        return visit

    async def cancelled(self, visit: int) -> None:
        """She writes it herself; the worker takes that up."""
        self.clock.to(self.evening)
        await self.office.says("no podré ir, cancele por favor", phone=DELIA, run=False)
        await self.clock.work()
        assert await self.office.status(visit) == "cancelada"

    async def told(self) -> list[Any]:
        return await self.office.sql(TOLD)

    async def says(self, text: str, phone: str) -> None:
        await self.office.says(text, phone=phone, run=False)
        await self.clock.work()

    async def last_to(self, phone: str) -> str:
        query = """
        select m.text from app.message m join app.conversation v on v.id = m.conversation_id join app.contact c on c.id = v.contact_id
        where c.phone = %s and m.direction = 'out' and m.state = 'sent' order by m.id desc limit 1"""
        return (await self.office.sql(query, phone))[0][0]


@pytest.fixture
async def night(clock: Clock, client: Any, cast: Any, headers: Any) -> Night:
    clock.to(datetime.combine(datetime.now(cast.owner.tz).date() + timedelta(days=1), time(15), cast.owner.tz))
    return Night(await Office(client, cast.owner, headers(cast.owner)).open(), clock)


async def test_cancelled_at_eleven_at_night_is_offered_at_eight_once_and_a_yes_books_it(night: Night) -> None:
    visit = await night.begins(("Nayra", NAYRA))
    await night.cancelled(visit)
    assert await night.office.sql("select status from app.waiting_entry") == [("notificado",)]  # kept for her through the night
    for at in (night.evening + timedelta(minutes=1), night.at(0), night.at(3), night.at(7, 59)):
        await night.clock.work(at)
        assert await night.told() == []
    await night.clock.work(night.at(8))
    [(sent, state, phone)] = await night.told()
    assert (sent.astimezone(UTC) - night.at(8).astimezone(UTC)) < timedelta(minutes=1) and (state, phone) == ("sent", NAYRA)
    for minute in (1, 2, 5):
        await night.clock.work(night.at(8, minute))
    assert len(await night.told()) == 1
    await night.says("sí, la tomo", NAYRA)
    assert await night.office.sql(ENTRIES) == [("agendado", True)] and await night.office.sql(BOOKED) == [("Nayra",)]
    assert "Nayra" in await night.last_to(NAYRA) and "10:00" in await night.last_to(NAYRA)


async def test_a_worker_that_stood_still_all_night_tells_it_when_it_is_back(night: Night) -> None:
    await night.cancelled(await night.begins(("Nayra", NAYRA)))
    await night.clock.work(night.at(8, 4))
    await night.clock.work(night.at(8, 5))
    assert len(await night.told()) == 1
    await night.says("1", NAYRA)
    assert await night.office.sql(BOOKED) == [("Nayra",)]


async def test_who_says_yes_too_late_is_told_and_the_next_one_who_was_asked_gets_it(night: Night) -> None:
    await night.cancelled(await night.begins(("Nayra", NAYRA), ("Killa", KILLA)))
    await night.clock.work(night.at(8))
    [(expires,)] = await night.office.sql("select expires_at from app.slot_hold where state = 'open'")
    await night.clock.work(expires + timedelta(seconds=2))  # she did not answer: the next one is asked at once, it is day
    assert [phone for *_, phone in await night.told()] == [NAYRA, KILLA]
    for phone in (NAYRA, KILLA):
        await night.office.says("sí", phone=phone, run=False)
    await night.clock.work()
    assert await night.office.sql(BOOKED) == [("Killa",)]
    assert await night.office.sql(ENTRIES) == [("esperando", False), ("agendado", True)]
    assert "ya no está" in await night.last_to(NAYRA) and "Killa" in await night.last_to(KILLA)


async def test_two_answers_at_the_same_moment_book_one_visit(night: Night) -> None:
    await night.cancelled(await night.begins(("Nayra", NAYRA), ("Killa", KILLA)))
    await night.clock.work(night.at(8))
    [(expires,)] = await night.office.sql("select expires_at from app.slot_hold where state = 'open'")
    await night.clock.work(expires + timedelta(seconds=2))
    keys = [await night.office.says("sí", phone=phone, run=False) for phone in (NAYRA, KILLA)]
    answered = [jobs.tasks["answer_message"](tenant_id=night.office.actor.tenant_id, message_id=key) for key in keys if key]
    await asyncio.gather(*answered, *answered_again(night, keys), night.clock.work())
    await night.clock.work()
    assert await night.office.sql(BOOKED) == [("Killa",)]
    assert "ya no está" in await night.last_to(NAYRA) and (await night.office.outcomes())[-2:] == ["told", "taken"]


def answered_again(night: Night, keys: list[int | None]) -> list[Any]:
    """The same messages by another worker."""
    return [jobs.tasks["answer_message"](tenant_id=night.office.actor.tenant_id, message_id=key) for key in keys if key]


async def test_what_is_said_to_an_offer_that_ran_out_is_answered_and_marks_nothing_as_confirmed(night: Night) -> None:
    await night.cancelled(await night.begins(("Nayra", NAYRA)))
    await night.clock.work(night.at(8))
    await night.clock.work(night.at(8, 45))
    [(hold,)] = await night.office.sql("select max(id) from app.slot_hold")
    for said in ({"text": "sí, la tomo"}, {"text": "La tomo", "payload": f"offer:yes:{hold}"}):
        await night.office.sql("update app.open_question set done_at = null where kind = 'offer' returning 1")
        await night.office.says(phone=NAYRA, run=False, **said)
        await night.clock.work()
        assert "ya no está" in await night.last_to(NAYRA)
    assert (await night.office.outcomes())[-2:] == ["told", "told"] and await night.office.sql(BOOKED) == []
    assert await night.office.sql("select 1 from app.conversation where mark = 'confirm'") == []
    await night.office.sql("update app.open_question set done_at = null where kind = 'offer' returning 1")
    await night.office.sql("update app.waiting_entry set status = 'cancelado' returning 1")
    await night.says("sí", NAYRA)
    assert (await night.office.outcomes())[-1] == "handed" and "Una persona" in await night.last_to(NAYRA)
