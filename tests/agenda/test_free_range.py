"""Free times of many days at once: the same that a day alone says, and exactly what a booking accepts."""

import random
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from clinic_app.agenda import free_times, service
from clinic_app.agenda.free_times import Asked
from clinic_app.agenda.hours import periods
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.models import CareType
from clinic_app.agenda.rooms import service as rooms
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from tests.agenda.conftest import URL

FREE = f"{URL}disponibilidad/"


async def ask(client, agenda, **more):
    asked = {"desde": agenda.day(1), "hasta": str(agenda.date(1) + timedelta(days=13)), "tipo_servicio": agenda.service, **more}
    return await client.get(FREE, params=asked, headers=agenda.mine)


async def test_a_range_says_what_each_day_says(client, agenda):
    await agenda.book(1, "09:00")
    await agenda.book(3, "16:00")
    block = {"fecha_inicio": agenda.day(2), "hora_inicio": "12:00", "hora_fin": "14:00", "tipo": "PERSONAL"}
    assert (await client.post(f"{URL}bloqueos/", json=block, headers=agenda.mine)).status_code == 201
    night = {"fecha_inicio": agenda.day(4), "hora_inicio": "20:00", "hora_fin": "09:00", "tipo": "TRABAJO_PRINCIPAL"}
    assert (await client.post(f"{URL}bloqueos/", json=night, headers=agenda.mine)).status_code == 201
    found = (await ask(client, agenda)).json()
    assert [found["desde"], found["hasta"], len(found["dias"])] == [agenda.day(1), str(agenda.date(1) + timedelta(days=13)), 14]
    for day in found["dias"]:
        alone = (await client.get(FREE, params={"fecha": day["fecha"], "tipo_servicio": agenda.service}, headers=agenda.mine)).json()
        assert day == alone


async def test_several_professionals_and_rooms(client, agenda, cast):
    nurse, owner = cast.nurse.membership_id, cast.owner.membership_id
    await agenda.book(1, "09:00")
    everybody = (await ask(client, agenda, profesional="todos", hasta=agenda.day(1))).json()["dias"][0]["slots"]
    at = {slot["hora"]: slot for slot in everybody}
    assert at["09:00"]["disponible"] and owner not in at["09:00"]["profesionales"] and nurse in at["09:00"]["profesionales"]
    assert at["10:00"]["profesionales"][0] == owner and len(at["10:00"]["profesionales"]) == 3
    two = (await ask(client, agenda, profesional=f"{nurse},{owner}", hasta=agenda.day(1))).json()["dias"][0]["slots"]
    assert {slot["hora"]: slot["profesionales"] for slot in two}["10:00"] == [owner, nurse]
    async with start_work(cast.owner) as work:
        one, other = [(await rooms.create(work, {"name": name})).id for name in ("Uno", "Dos")]
    await agenda.book(1, "11:00", sala=one, profesional=nurse)
    for asked, free in ((f"{one}", False), (f"{one},{other}", True), (f"{other}", True)):
        slots = (await ask(client, agenda, sala=asked, hasta=agenda.day(1))).json()["dias"][0]["slots"]
        assert {slot["hora"]: slot["disponible"] for slot in slots}["11:00"] is free
    alone = (
        await client.get(FREE, params={"fecha": agenda.day(1), "tipo_servicio": agenda.service, "sala": one}, headers=agenda.mine)
    ).json()["slots"]
    assert {slot["hora"]: slot["disponible"] for slot in alone}["11:00"] is False


BAD = [
    ({"hasta": "2020-01-01"}, "hasta"), ({"hasta": "2090-01-01"}, "hasta"), ({"desde": "x"}, "desde"), ({"desde": ""}, "desde"),
    ({"tipo_servicio": ""}, "tipo_servicio"), ({"tipo_servicio": 999_999}, "tipo_servicio"), ({"profesional": 999_999}, "profesional"),
    ({"profesional": "1,x"}, "profesional"), ({"sala": 999_999}, "sala"), ({"sala": 2**80}, "sala"), ({"profesional": 2**80}, "profesional"),
    ({"tipo_atencion": "luna"}, "tipo_atencion"),
]  # fmt: skip


async def test_what_cannot_be_asked(client, agenda):
    for sent, field in BAD:
        answer = await ask(client, agenda, **sent)
        assert answer.status_code == 400 and list(answer.json()) == [field], (sent, answer.text)


async def test_sixty_two_days_can_be_asked_but_no_more(client, agenda):
    last = agenda.date(1) + timedelta(days=61)
    assert (await ask(client, agenda, hasta=str(last))).status_code == 200
    assert (await ask(client, agenda, hasta=str(last + timedelta(days=1)))).json() == {"hasta": ["Se pueden pedir hasta 62 días a la vez."]}


class RolledBack(Exception):
    pass


async def accepted(actor, wish) -> bool:
    """Whether a booking is accepted; nothing of it stays."""
    try:
        async with start_work(actor) as work:
            await service.book(work, wish)
            raise RolledBack
    except RolledBack:
        return True
    except Invalid:
        return False


async def scene(agenda, cast, luck: random.Random) -> tuple[date, int]:
    """An agenda with all that can be in it, by chance; returns a day of it, and a room."""
    day, nurse = agenda.date(luck.randint(1, 3)), cast.nurse.membership_id
    async with start_work(cast.owner) as work:
        values = {"gap_minutes": luck.choice([0, 10]), "travel_minutes": luck.choice([0, 35]), "interval_minutes": luck.choice([20, 30])}
        await hours.update_settings(work, values)
        morning, evening = luck.choice([12, 13]), luck.choice([14, 15])
        await periods.change_days(
            work, {day.isoweekday(): [(time(8), time(morning)), (time(evening), time(19))]}, luck.choice([None, nurse])
        )
        room = (await rooms.create(work, {"name": f"Sala {luck.random()}"})).id
        start = luck.randint(8, 16)
        await hours.create_block(
            work,
            {"start_date": day, "start_time": time(start), "end_time": time(start + 1, 20), "professional_id": nurse, "kind": "PERSONAL"},
        )
    for _ in range(9):
        wish = service.Booking(
            agenda.patient, agenda.service, day, time(luck.randint(8, 17), luck.choice([0, 10, 25, 50])), luck.choice(list(CareType)),
            professional_id=luck.choice([nurse, cast.owner.membership_id]), room_id=luck.choice([None, room]),
        )  # fmt: skip
        try:
            async with start_work(cast.owner) as work:
                await service.book(work, wish)
        except Invalid:
            continue
    return day, room


@pytest.mark.parametrize("seed", range(3))
async def test_every_offered_time_can_be_booked_and_no_other(agenda, cast, seed):
    luck = random.Random(seed)
    day, room = await scene(agenda, cast, luck)
    for care in (CareType.CLINIC, CareType.HOME):
        asked = Asked(day, day, agenda.service, (cast.nurse.membership_id,), (room,), care)
        (found,) = await free_times.of_range(cast.owner, asked)
        assert any(offer.who for offer in found.offers) and not all(offer.who for offer in found.offers)
        for offer in found.offers:
            wish = service.Booking(
                agenda.patient,
                agenda.service,
                day,
                time.fromisoformat(offer.hour),
                care,
                professional_id=cast.nurse.membership_id,
                room_id=room,
            )
            assert await accepted(cast.owner, wish) is bool(offer.who), (offer, care)


async def test_a_kept_time_of_a_visit_keeps_the_way_too(agenda, cast):
    async with start_work(cast.owner) as work:
        await hours.update_settings(work, {"travel_minutes": 30})
        entry = """insert into app.waiting_entry (patient_id, service_id, wanted_from, care_type, priority, notes, status)
                   values (:patient, :service, current_date, 'domicilio', 0, '', 'notificado') returning id"""
        key = (await work.session.execute(text(entry), {"patient": agenda.patient, "service": agenda.service})).scalar_one()
        hold = """insert into app.slot_hold (entry_id, professional_id, starts_at, ends_at, place, state, expires_at)
                  values (:entry, :who, :starts, cast(:starts as timestamptz) + interval '1 hour', '', 'open', now() + interval '1 hour')"""
        starts = f"{agenda.day(1)} 12:00:00-05:00"
        await work.session.execute(text(hold), {"entry": key, "who": cast.owner.membership_id, "starts": starts})
    _, slots = await free_times.of_day(cast.owner, agenda.date(1), agenda.service)
    free = {slot.hour for slot in slots if slot.free}
    assert "10:45" in free and "11:00" not in free and "13:15" not in free and "13:30" in free


async def test_the_gap_is_kept_across_midnight(client, agenda, cast):
    async with start_work(cast.owner) as work:
        await hours.update_settings(
            work, {"gap_minutes": 30, "start_time": time(0), "end_time": time(23, 59), "working_days": list(range(1, 8))}
        )
    day = agenda.date(1)
    after, before = (service.Booking(agenda.patient, agenda.service, day + timedelta(days=days), time(0, 5)) for days in (1, 0))
    for wish in (after, before):
        assert await accepted(cast.owner, wish)
    async with start_work(cast.owner) as work:
        await service.book(work, after)
    (found,) = await free_times.of_range(cast.owner, Asked(day, day, agenda.service))
    offered = {offer.hour for offer in found.offers if offer.who}
    assert "22:45" in offered and "23:00" not in offered
    for hour, free in ((time(22, 45), True), (time(23), False)):
        assert await accepted(cast.owner, service.Booking(agenda.patient, agenda.service, day, hour)) is free
