"""A place in a group: the answer "2" offers its next sessions with room, and the choice takes the place there."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from office import Office

from clinic_app.core.jobs import jobs

TITLE = "Taller de masaje"
SEAT = "select slot_id, starts_at, status from app.appointment where id = %s"


async def session(office: Office, nth: int, places: int = 4, **more: Any) -> int:
    body = {"tipo_servicio": office.service, "fecha": str(office.day(nth)), "hora_inicio": "16:00", "capacidad": places, "titulo": TITLE}
    return (await office.post("cupos/", **body | more))["id"]


async def seat(office: Office, slot: int, patient: int) -> int:
    made = await office.post(f"cupos/{slot}/reservar/", paciente=patient)
    await office.settle()
    return made["cita"]["id"]


async def fill(office: Office, slot: int, places: int) -> None:
    for number in range(places):
        await office.post(f"cupos/{slot}/reservar/", paciente=await office.patient(f"Otra{number}", ""))


async def taken(office: Office, slot: int) -> int:
    return (await office.sql("select taken from app.group_slot where id = %s", slot))[0][0]


@pytest.fixture
async def booked(office: Office) -> tuple[int, int, list[int]]:
    """Her place, its session, and the next five: the second is full."""
    here = await session(office, 2)
    others = [await session(office, nth) for nth in (3, 4, 5, 6, 7)]
    await fill(office, others[1], 4)
    return await seat(office, here, await office.patient()), here, others


async def test_another_time_offers_the_next_three_sessions_with_a_place_and_takes_it_there(office: Office, booked: Any) -> None:
    visit, here, others = booked
    await office.says("2")
    said = (await office.sent())[-1]
    assert "próximas sesiones con lugar para Delia" in said and "responda 0" in said
    [(slots, labels)] = await office.sql(
        "select array(select (o->>'slot')::bigint from jsonb_array_elements(q.options) o), array(select b->>'label' from jsonb_array_elements(m.buttons) b)"
        " from app.open_question q join app.message m on m.id = q.message_id where q.done_at is null"
    )
    assert slots == [others[0], others[2], others[3]] and all(label.endswith("· 16:00") and len(label) <= 20 for label in labels)
    assert (await office.sql(SEAT, visit))[0][0] == here  # until she chooses
    await office.says("la 2 por favor")
    [(slot, starts, status)] = await office.sql(SEAT, visit)
    assert (slot, status, starts.astimezone(office.actor.tz).date()) == (others[2], "programada", office.day(5))
    assert (await taken(office, here), await taken(office, others[2])) == (0, 1)
    assert "quedó para el" in (await office.sent())[-1] and await office.outcomes() == ["proposed", "moved"]
    assert await office.sql(
        "select count(*) from app.appointment where patient_id = (select patient_id from app.appointment where id = %s)", visit
    ) == [(1,)]


async def test_the_last_place_taken_meanwhile_is_told_and_others_are_offered(office: Office, booked: Any) -> None:
    visit, here, others = booked
    await office.says("2")
    await fill(office, others[0], 4)
    await office.says("1")
    assert (await office.sql(SEAT, visit))[0][0] == here and await taken(office, others[0]) == 4
    assert "ya no tiene lugar libre. Estas son otras" in (await office.sent())[-1]
    await office.says("1")
    assert (await office.sql(SEAT, visit))[0][0] == others[2] and await office.outcomes() == ["proposed", "proposed", "moved"]


async def test_a_session_that_moved_meanwhile_is_not_taken_unseen(office: Office, booked: Any) -> None:
    visit, here, others = booked
    await office.says("2")
    await office.patch(f"cupos/{others[0]}/", hora_inicio="12:00")
    await office.says("1")
    assert (await office.sql(SEAT, visit))[0][0] == here and await taken(office, others[0]) == 0
    assert "16:00 " not in (await office.sent())[-1].splitlines()[1] and "12:00" in (await office.sent())[-1]


async def test_two_who_choose_the_last_place_one_gets_it_and_the_other_is_offered_more(office: Office) -> None:
    here, last, more = await session(office, 2), await session(office, 3, places=1), await session(office, 4)
    phones = ("+51984000111", "+51984000222")
    visits = [await seat(office, here, await office.patient(f"Delia{number}", phone)) for number, phone in enumerate(phones)]
    for phone in phones:
        await office.says("2", phone=phone)
    keys: list[int | None] = []
    for phone in phones:
        keys.append(await office.says("1", phone=phone, run=False))
    answers = [jobs.tasks["answer_message"](tenant_id=office.actor.tenant_id, message_id=key) for key in keys]
    await asyncio.gather(*answers)
    await office.settle()
    assert sorted([(await office.sql(SEAT, visit))[0][0] for visit in visits]) == [here, last] and await taken(office, last) == 1
    assert "ya no tiene lugar libre" in " ".join(await office.sent())
    slower = [(await office.sql(SEAT, visit))[0][0] for visit in visits].index(here)
    await office.says("1", phone=phones[slower])
    assert (await office.sql(SEAT, visits[slower]))[0][0] == more


async def test_without_another_session_a_person_is_asked_and_her_place_stays(office: Office) -> None:
    here = await session(office, 2)
    visit = await seat(office, here, await office.patient())
    await session(office, 3, titulo="Otro taller", tipo_atencion="teleconsulta")  # not the same: by video
    await office.says("2")
    assert "no hay otra sesión con lugar libre. Una persona" in (await office.sent())[-1]
    assert (await office.sql(SEAT, visit))[0][0] == here and await office.outcomes() == ["handed"]
    assert await office.sql("select mark from app.conversation where mark <> ''") == [("reschedule",)]


async def test_a_session_of_another_name_says_so_and_where_she_has_another_appointment_is_no_choice(office: Office) -> None:
    here = await session(office, 2)
    patient = await office.patient()
    visit = await seat(office, here, patient)
    await session(office, 3, titulo="Taller de sueño")
    busy = await session(office, 4)
    await seat(office, busy, patient)
    await office.sql("update app.reminder_ask set starts_at = starts_at where appointment_id = %s returning 1", visit)
    await office.says("2", payload=f"move:{visit}")
    lines = (await office.sent())[-1].splitlines()
    assert lines[1].startswith("1) ") and lines[1].endswith("16:00 (Taller de sueño)") and not lines[2].startswith("2) ")


async def test_the_reminders_of_a_place_that_moved_speak_of_the_new_session(office: Office, booked: Any) -> None:
    visit, _, others = booked
    await office.says("2")
    await office.says("3")
    [(starts,)] = await office.sql("select starts_at from app.group_slot where id = %s", others[3])
    times = await office.sql("select starts_at from app.reminder_due where appointment_id = %s and state = 'waiting'", visit)
    assert times and {at for (at,) in times} == {starts} and isinstance(starts, datetime)
