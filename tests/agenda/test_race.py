"""Many want one time at the same moment: one gets it, the others get a sentence, and nothing is booked twice."""

import asyncio
from collections import Counter
from datetime import time

import pytest
from sqlalchemy import text

from clinic_app.agenda import service
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict

ATTEMPTS = 200


async def attempt(actor, wish) -> str:
    try:
        async with start_work(actor) as work:
            await service.book(work, wish)
    except service.SlotTaken:
        return "taken"
    return "booked"


async def test_one_of_two_hundred_gets_the_slot(agenda, cast):
    day = agenda.date(10)
    wish = service.Booking(agenda.patient, agenda.service, day, time(9), professional_id=cast.owner.membership_id)
    outcomes = Counter(await asyncio.gather(*(attempt(cast.owner, wish) for _ in range(ATTEMPTS))))
    assert outcomes == {"booked": 1, "taken": ATTEMPTS - 1}


async def test_no_free_slot_is_refused_under_load(agenda, cast):
    day = agenda.date(11)
    wishes = [service.Booking(agenda.patient, agenda.service, day, time(hour, minute)) for hour in range(8, 17) for minute in (0,)]
    outcomes = Counter(await asyncio.gather(*(attempt(cast.owner, wish) for wish in wishes * 5)))
    assert outcomes == {"booked": len(wishes), "taken": 4 * len(wishes)}


async def test_two_who_move_the_same_appointment(agenda, cast):
    made = await agenda.book(12, "08:00")

    async def move(hour: int) -> str:
        try:
            async with start_work(cast.owner) as work:
                await service.change(work, made["id"], service.Change(start=time(hour), version=made["version"]))
        except Conflict:
            return "stale"
        return "moved"

    assert Counter(await asyncio.gather(*(move(hour) for hour in (10, 11, 12, 13)))) == {"moved": 1, "stale": 3}


async def test_the_database_itself_refuses_an_overlap(agenda, cast):
    made = await agenda.book(13, "08:00")
    copy = """
        insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason,
                                     reminder_sent, version)
        select patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, '', '', false, 1
        from app.appointment where id = :id"""
    with pytest.raises(Exception, match="ex_appointment_overlap"):
        async with start_work(cast.owner) as work:
            await work.session.execute(text(copy), {"id": made["id"]})
