"""Kept times: many who click at once, what runs out, who comes first, and what the database itself refuses."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import text

from clinic_app.agenda import free_times, service
from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting import jobs as waiting_jobs
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.matching import Freed
from clinic_app.agenda.waiting.models import SlotHold
from clinic_app.agenda.waiting.state import WaitingState
from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict
from tests.agenda.conftest import add_patient
from tests.agenda.waiting_tools import run_jobs


@pytest.fixture
def put(agenda, cast):
    async def entry(patient_id=None, **more) -> int:
        values = {
            "patient_id": patient_id or agenda.patient,
            "service_id": agenda.service,
            "wanted_from": agenda.date(1),
            "care_type": CareType.CLINIC,
        }
        async with start_work(cast.owner) as work:
            return (await waiting.create(work, {**values, **more})).id

    return entry


@pytest.fixture
def free(agenda, cast):
    """Tell of a free time: from 10:00 to 10:45 of the nth day."""

    async def told(nth: int = 1) -> list[SlotHold]:
        begins = datetime.combine(agenda.date(nth), time(10), cast.owner.tz)
        async with start_work(cast.owner) as work:
            return await waiting_holds.fill(work, Freed(cast.owner.membership_id, begins, begins + timedelta(minutes=45)))

    return told


async def row_of(actor, entry_id: int) -> waiting.Row:
    async with start_work(actor) as work:
        return await waiting.one(work, entry_id)


async def slot_is_free(actor, agenda, nth: int = 1) -> bool:
    _, slots = await free_times.of_day(actor, agenda.date(nth), agenda.service)
    return next(slot.free for slot in slots if slot.hour == "10:00")


async def test_of_fifty_who_click_one_books(agenda, cast, put, free):
    entry = await put()
    await free()

    async def click() -> str:
        try:
            async with start_work(cast.owner) as work:
                await waiting_holds.take(work, entry)
        except Conflict as error:
            return error.sentence
        return "booked"

    outcomes = Counter(await asyncio.gather(*(click() for _ in range(50))))
    assert outcomes == {"booked": 1, "Esta espera ya terminó en una cita.": 49}
    async with start_work(cast.owner) as work:
        assert (await work.session.execute(text("select count(*) from app.appointment"))).scalar_one() == 1


async def test_others_cannot_book_what_is_kept_while_many_try(agenda, cast, put, free):
    await put()
    await free()
    other = await add_patient(cast.owner, "87654321")

    async def attempt() -> str:
        try:
            async with start_work(cast.owner) as work:
                await service.book(work, service.Booking(other, agenda.service, agenda.date(1), time(10)))
        except service.SlotTaken:
            return "taken"
        return "booked"

    assert Counter(await asyncio.gather(*(attempt() for _ in range(20)))) == {"taken": 20}


async def test_told_of_twice_at_once_a_time_is_kept_once(agenda, cast, put, free):
    first, second = await put(), await put(await add_patient(cast.owner, "87654321"))
    made = await asyncio.gather(*(free() for _ in range(10)))
    assert [len(each) for each in made if each] == [1]
    states = [(await row_of(cast.owner, entry)).status for entry in (first, second)]
    assert states == ["notificado", "esperando"]


async def test_what_ran_out_closes_nothing_and_goes_to_the_next(agenda, cast, put, free):
    first, second = await put(), await put(await add_patient(cast.owner, "87654321"))
    (hold,) = await free()
    assert not await slot_is_free(cast.owner, agenda)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=30, seconds=5)):
        assert await slot_is_free(cast.owner, agenda)  # before any job ran
        with pytest.raises(Conflict, match="venció"):
            async with start_work(cast.owner) as work:
                await waiting_holds.take(work, first)
        await waiting_jobs.end_hold(cast.owner.tenant_id, hold.id)
        back = await row_of(cast.owner, first)
        assert (back.status, back.held, back.is_held) == ("esperando", "expired", False)
        await run_jobs()
        assert (await row_of(cast.owner, second)).is_held and not (await row_of(cast.owner, first)).is_held
        await waiting_jobs.end_hold(cast.owner.tenant_id, hold.id)  # once more: nothing happens
        assert (await row_of(cast.owner, second)).is_held


async def test_a_hold_does_not_end_before_its_time(cast, put, free):
    entry = await put()
    (hold,) = await free()
    await waiting_jobs.end_hold(cast.owner.tenant_id, hold.id)
    assert (await row_of(cast.owner, entry)).is_held


async def test_a_new_offer_needs_no_job_to_have_ended_the_old_one(agenda, cast, put, free):
    first, second = await put(), await put(await add_patient(cast.owner, "87654321"))
    await free()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        (hold,) = await free()
        assert hold.entry_id == second and (await row_of(cast.owner, first)).status == "esperando"


async def test_overdue_children_come_first(agenda, cast, put, free, monkeypatch):
    late = await add_patient(cast.owner, "87654321")

    async def overdue(work, patient_ids):
        return {late} & set(patient_ids)

    monkeypatch.setattr(hooks, "OVERDUE", [overdue])
    await put(priority=2)
    child = await put(late)
    (hold,) = await free()
    assert hold.entry_id == child


async def test_the_drawer_shows_them_in_the_order_in_which_times_are_offered(agenda, cast, put, monkeypatch):
    child = await add_patient(cast.owner, "87654321")

    async def overdue(work, patient_ids):
        return {child} & set(patient_ids)

    monkeypatch.setattr(hooks, "OVERDUE", [overdue])
    urgent, hers = await put(priority=2), await put(child)
    drawer = WaitingState(_reflex_internal_init=True)
    async with start_work(cast.owner) as work:
        await drawer._fill(work)
    assert [(each.id, each.late) for each in drawer.entries] == [(hers, True), (urgent, False)]


async def test_the_same_person_twice_on_the_list_gets_one_time(agenda, cast, put, free):
    await put()
    await put()
    assert len(await free(1)) == 1 and await free(2) == []


async def test_an_archived_patient_is_offered_nothing(agenda, cast, put, free):
    await put()
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.patient set is_active = false"))
    assert await free() == []


async def test_booking_in_another_way_ends_the_wait(agenda, cast, put, free):
    entry = await put()
    await free()
    async with start_work(cast.owner) as work:
        booked = await service.book(work, service.Booking(agenda.patient, agenda.service, agenda.date(4), time(9)))
        await waiting.settle(work, agenda.patient, agenda.service, booked.id)
    row = await row_of(cast.owner, entry)
    assert (row.status, row.appointment_id, row.is_held) == ("agendado", booked.id, False)
    assert await slot_is_free(cast.owner, agenda)


async def test_the_database_itself_refuses_a_double_hold(agenda, cast, put, free):
    await put()
    (hold,) = await free()
    other = await put(await add_patient(cast.owner, "87654321"))
    for entry_id, shift, name in ((other, 15, "ex_slot_hold_overlap"), (hold.entry_id, 600, "uq_slot_hold_entry")):
        with pytest.raises(Exception, match=name):
            async with start_work(cast.owner) as work:
                starts = hold.starts_at + timedelta(minutes=shift)
                copy = SlotHold(
                    entry_id=entry_id,
                    professional_id=hold.professional_id,
                    starts_at=starts,
                    ends_at=starts + timedelta(minutes=30),
                    expires_at=hold.expires_at,
                )
                work.session.add(copy)
                await work.session.flush()
