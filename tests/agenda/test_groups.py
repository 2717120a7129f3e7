"""Places in groups: exact under a crowd, given back once, changed in one step; and the group takes its time once."""

import asyncio
from collections import Counter
from datetime import time

import pytest

from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.groups import slots as group_slots
from clinic_app.agenda.groups.links import SlotFull, SlotTaken
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict
from tests.agenda.conftest import URL, add_patient

CROWD = 200
SLOTS = f"{URL}cupos/"


@pytest.fixture
def slot(client, agenda):
    """`slot(nth day, hour, …)` opens a group of eight; `slot.post(id, action, …)`, `slot.get(id)`."""

    async def make(nth: int = 3, hour: str = "10:00", status: int = 201, **more):
        body = {
            "tipo_servicio": agenda.service,
            "fecha": agenda.day(nth),
            "hora_inicio": hour,
            "capacidad": 8,
            "duracion_minutos": 60,
        } | more
        answer = await client.post(SLOTS, json=body, headers=agenda.mine)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def post(key, action, headers=None, **body):
        return await client.post(f"{SLOTS}{key}/{action}/", json=body, headers=agenda.mine | (headers or {}))

    async def get(key):
        return (await client.get(f"{SLOTS}{key}/", headers=agenda.mine)).json()

    make.post, make.get = post, get
    return make


async def crowd_of(actor, size: int) -> list[int]:
    return [await add_patient(actor, f"{20_000_000 + number}") for number in range(size)]


async def test_two_hundred_at_once_get_exactly_the_places_there_are(agenda, cast, slot):
    made = await slot(capacidad=7)
    patients = await crowd_of(cast.owner, CROWD)

    async def reserve(patient_id: int) -> str:
        try:
            async with start_work(cast.owner) as work:
                await groups.reserve(work, made["id"], patient_id)
        except SlotFull:
            return "full"
        return "in"

    assert Counter(await asyncio.gather(*map(reserve, patients))) == {"in": 7, "full": CROWD - 7}
    seen = await slot.get(made["id"])
    assert (seen["ocupados"], seen["libres"], len(seen["citas"])) == (7, 0, 7)


async def test_a_crowd_that_comes_goes_and_changes_loses_no_place(agenda, cast, slot):
    one, other = await slot(capacidad=5), await slot(4, capacidad=5)
    patients = await crowd_of(cast.owner, 20)

    async def act(number: int, patient_id: int) -> None:
        async def run(what, *ids):
            try:
                async with start_work(cast.owner) as work:
                    await what(work, *ids)
            except Exception as error:
                assert getattr(error, "status", 500) < 500, error

        first, second = (one["id"], other["id"]) if number % 2 else (other["id"], one["id"])
        await run(groups.reserve, first, patient_id)
        await asyncio.gather(
            run(groups.change, first, patient_id, second), run(groups.reserve, first, patient_id), run(groups.release, first, patient_id)
        )
        if number % 3 == 0:
            await asyncio.gather(*(run(groups.release, key, patient_id) for key in (first, second)))

    await asyncio.gather(*(act(number, key) for number, key in enumerate(patients)))
    for made in (one, other):
        seen = await slot.get(made["id"])
        assert seen["ocupados"] == sum(each["estado"] == "programada" for each in seen["citas"]) <= 5


async def test_a_place_asked_for_twice_is_one_and_given_back_twice_frees_one(agenda, slot, client):
    made = await slot(capacidad=2)
    first = await slot.post(made["id"], "reservar", paciente=agenda.patient)
    again = await slot.post(made["id"], "reservar", paciente=agenda.patient)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["cita"]["id"] == again.json()["cita"]["id"] and again.json()["cupo"]["ocupados"] == 1
    assert first.json()["cita"]["cupo"] == made["id"]
    for _ in range(2):
        freed = await slot.post(made["id"], "liberar", paciente=agenda.patient, motivo="No puede")
        assert freed.status_code == 200 and freed.json()["cupo"]["ocupados"] == 0
        assert freed.json()["cita"]["estado"] == "cancelada"


async def test_a_late_repetition_with_the_same_key_takes_no_new_place(agenda, slot):
    made = await slot(capacidad=2)
    key = {"Idempotency-Key": "k-1"}
    first = await slot.post(made["id"], "reservar", headers=key, paciente=agenda.patient)
    await slot.post(made["id"], "liberar", paciente=agenda.patient)
    late = await slot.post(made["id"], "reservar", headers=key, paciente=agenda.patient)
    assert late.json()["cita"]["id"] == first.json()["cita"]["id"] and late.json()["cupo"]["ocupados"] == 0
    other = await slot.post(made["id"], "liberar", clave="k-1", paciente=agenda.patient)
    assert other.status_code == 409


async def test_a_change_of_group_moves_the_appointment_or_leaves_all_as_it_was(agenda, slot, cast):
    one, other, full = await slot(), await slot(4, "15:00"), await slot(5, capacidad=1)
    await slot.post(full["id"], "reservar", paciente=await add_patient(cast.owner, "87654321"))
    mine = (await slot.post(one["id"], "reservar", paciente=agenda.patient)).json()["cita"]
    refused = await slot.post(one["id"], "cambiar", paciente=agenda.patient, cupo=full["id"])
    assert refused.status_code == 409 and (await slot.get(one["id"]))["ocupados"] == 1
    for _ in range(2):
        moved = await slot.post(one["id"], "cambiar", paciente=agenda.patient, cupo=other["id"])
        assert moved.status_code == 200, moved.text
        assert moved.json()["cita"]["id"] == mine["id"] and moved.json()["cita"]["hora_inicio"] == "15:00:00"
    assert ((await slot.get(one["id"]))["ocupados"], (await slot.get(other["id"]))["ocupados"]) == (0, 1)


async def test_whatever_becomes_of_the_appointment_the_place_follows(agenda, slot, client, cast):
    made = await slot(capacidad=1)
    mine = (await slot.post(made["id"], "reservar", paciente=agenda.patient)).json()["cita"]
    late = await client.post(f"{URL}citas/{mine['id']}/no-asistio/", headers=agenda.mine)
    assert late.status_code == 200 and (await slot.get(made["id"]))["ocupados"] == 0
    await slot.post(made["id"], "reservar", paciente=await add_patient(cast.owner, "87654321"))
    back = await client.post(f"{URL}citas/{mine['id']}/reabrir/", headers=agenda.mine)
    assert back.status_code == 409 and (await slot.get(made["id"]))["ocupados"] == 1
    refused = await client.patch(f"{URL}citas/{mine['id']}/", json={"hora_inicio": "12:00"}, headers=agenda.mine)
    assert refused.status_code == 400


async def test_a_participant_is_in_the_lists_and_is_attended_but_not_moved_alone(agenda, slot, client):
    made = await slot()
    mine = (await slot.post(made["id"], "reservar", paciente=agenda.patient)).json()["cita"]
    listed = (await client.get(f"{URL}citas/?paciente={agenda.patient}", headers=agenda.mine)).json()["results"]
    assert [each["cupo"] for each in listed] == [made["id"]]
    moved = await client.patch(f"{URL}citas/{mine['id']}/", json={"hora_inicio": "12:00"}, headers=agenda.mine)
    assert moved.status_code == 400 and "grupo" in moved.json()["detail"]
    attended = await client.post(f"{URL}citas/{mine['id']}/atender/", headers=agenda.mine)
    assert attended.json()["estado"] == "atendida"
    assert (await client.delete(f"{SLOTS}{made['id']}/", headers=agenda.mine)).status_code == 400


async def test_a_group_and_an_appointment_never_share_a_time(agenda, slot, client):
    await agenda.book(3, "10:30")
    assert "hora_inicio" in await slot(3, "10:00", 400)
    await slot(4, "10:00")
    refused = await client.post(f"{URL}citas/", json=agenda.body(4, "10:30"), headers=agenda.mine)
    assert refused.status_code == 400 and "hora_inicio" in refused.json()
    free = await client.get(f"{URL}disponibilidad/?fecha={agenda.day(4)}&tipo_servicio={agenda.service}", headers=agenda.mine)
    assert not {each["hora"] for each in free.json()["slots"] if each["disponible"]} & {"09:30", "10:00", "10:45"}
    missed = await agenda.book(5, "10:00")
    await client.post(f"{URL}citas/{missed['id']}/no-asistio/", headers=agenda.mine)
    await slot(5, "10:00")
    assert (await client.post(f"{URL}citas/{missed['id']}/reabrir/", headers=agenda.mine)).status_code == 400


async def test_of_many_who_want_one_time_alone_or_for_a_group_one_gets_it(agenda, cast):
    from clinic_app.agenda import service

    wish = service.Booking(agenda.patient, agenda.service, agenda.date(6), time(9))
    group = group_slots.Wish(agenda.service, agenda.date(6), time(9), 5)

    async def attempt(number: int) -> str:
        try:
            async with start_work(cast.owner) as work:
                await (service.book(work, wish) if number % 2 else group_slots.create(work, group))
        except SlotTaken:
            return "taken"
        return "booked"

    assert Counter(await asyncio.gather(*map(attempt, range(30)))) == {"booked": 1, "taken": 29}


async def test_a_group_moves_with_everybody_and_is_cancelled_once(agenda, slot, client):
    made = await slot()
    await slot.post(made["id"], "reservar", paciente=agenda.patient)
    moved = await client.patch(f"{SLOTS}{made['id']}/", json={"hora_inicio": "10:30", "version": made["version"]}, headers=agenda.mine)
    assert moved.status_code == 200, moved.text
    assert [each["hora_inicio"] for each in moved.json()["citas"]] == ["10:30:00"]
    stale = await client.patch(f"{SLOTS}{made['id']}/", json={"hora_inicio": "12:00", "version": made["version"]}, headers=agenda.mine)
    assert stale.status_code == 409
    small = await client.patch(f"{SLOTS}{made['id']}/", json={"capacidad": 0}, headers=agenda.mine)
    assert "capacidad" in small.json()
    for _ in range(2):
        gone = await slot.post(made["id"], "cancelar", motivo="Feriado")
        assert (gone.json()["estado"], gone.json()["ocupados"]) == ("cancelado", 0)
    assert [each["estado"] for each in gone.json()["citas"]] == ["cancelada"]
    assert (await slot.post(made["id"], "reservar", paciente=agenda.patient)).status_code == 409
    await slot(3, "10:30")


async def test_the_list_of_groups_is_filtered(agenda, slot, client):
    made, full = await slot(), await slot(4, capacidad=1)
    await slot.post(full["id"], "reservar", paciente=agenda.patient)

    async def ids(query: str) -> list[int]:
        return [each["id"] for each in (await client.get(f"{SLOTS}?{query}", headers=agenda.mine)).json()]

    assert await ids("") == [made["id"], full["id"]]
    assert await ids("disponible=true") == [made["id"]]
    assert await ids(f"fecha={agenda.day(4)}") == [full["id"]]
    assert await ids("estado=cancelado") == []


async def test_a_room_holds_one_group_or_one_appointment(agenda, slot, client, cast):
    from clinic_app.agenda.rooms import service as rooms

    async with start_work(cast.owner) as work:
        room = (await rooms.create(work, {"name": "Sala 1"})).id
    await slot(3, "10:00", sala=room)
    taken = await slot(3, "10:30", 400, sala=room, profesional=cast.professional.membership_id)
    assert "sala" in taken
    body = agenda.body(3, "10:30", sala=room, profesional=cast.professional.membership_id)
    assert "sala" in (await client.post(f"{URL}citas/", json=body, headers=agenda.mine)).json()


async def test_a_key_means_one_thing_only(agenda, slot, cast):
    one, other = (await slot(5, capacidad=1))["id"], (await slot(6))["id"]
    async with start_work(cast.owner) as work:
        await groups.reserve(work, one, agenda.patient, key="x")
        with pytest.raises(Conflict):
            await groups.reserve(work, other, agenda.patient, key="x")
