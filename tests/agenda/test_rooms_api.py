"""Rooms: kept by who administers the clinic, booked with an appointment, never twice at once."""

import asyncio
from collections import Counter
from datetime import time

import pytest

from clinic_app.agenda import service
from clinic_app.agenda.rooms import service as rooms
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from tests.agenda.conftest import URL

TAKEN = {"sala": ["La sala está ocupada a esa hora."]}


@pytest.fixture
def room(client, agenda):
    """`room("Sala 1")` makes one; returns its id."""

    async def make(name="Consultorio 1", **more):
        answer = await client.post(f"{URL}salas/", json={"nombre": name, **more}, headers=agenda.mine)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return make


async def test_rooms_are_made_changed_and_retired(client, agenda, room):
    first, second = await room(), await room("Tópico")
    listed = (await client.get(f"{URL}salas/", headers=agenda.mine)).json()
    assert listed == [
        {"id": first, "nombre": "Consultorio 1", "orden": 1, "is_active": True},
        {"id": second, "nombre": "Tópico", "orden": 2, "is_active": True},
    ]
    changed = await client.patch(f"{URL}salas/{second}/", json={"nombre": "Vacunatorio", "orden": 0}, headers=agenda.mine)
    assert changed.json() == {"id": second, "nombre": "Vacunatorio", "orden": 0, "is_active": True}
    assert (await client.delete(f"{URL}salas/{second}/", headers=agenda.mine)).status_code == 204
    assert [each["id"] for each in (await client.get(f"{URL}salas/", headers=agenda.mine)).json()] == [first]
    assert len((await client.get(f"{URL}salas/?todas=true", headers=agenda.mine)).json()) == 2
    assert (await client.delete(f"{URL}salas/{second}/", headers=agenda.mine)).status_code == 404
    assert await room("Vacunatorio") not in (first, second), "the name of a retired one is free again"


async def test_a_name_is_one_rooms_own(client, agenda, room):
    await room()
    other = await room("Tópico")
    same = await client.post(f"{URL}salas/", json={"nombre": " consultorio 1"}, headers=agenda.mine)
    assert (same.status_code, same.json()) == (400, {"nombre": ["Ya existe una sala con ese nombre."]})
    assert (await client.patch(f"{URL}salas/{other}/", json={"nombre": "Consultorio 1"}, headers=agenda.mine)).status_code == 400
    assert (await client.patch(f"{URL}salas/{other}/", json={"nombre": "TÓPICO"}, headers=agenda.mine)).status_code == 200
    assert "nombre" in (await client.post(f"{URL}salas/", json={"nombre": " "}, headers=agenda.mine)).json()


async def test_a_room_holds_one_appointment_at_a_time(client, agenda, cast, room):
    one, two = await room(), await room("Tópico")
    made = await agenda.book(1, "10:00", sala=one)
    assert (made["sala"], made["sala_nombre"]) == (one, "Consultorio 1")
    nurse = {"profesional": cast.nurse.membership_id}
    taken = await client.post(f"{URL}citas/", json=agenda.body(1, "10:30", sala=one, **nurse), headers=agenda.mine)
    assert (taken.status_code, taken.json()) == (400, TAKEN)
    other = await agenda.book(1, "10:30", sala=two, **nurse)
    moved = await client.patch(f"{URL}citas/{other['id']}/", json={"sala": one}, headers=agenda.mine)
    assert (moved.status_code, moved.json()) == (400, TAKEN)
    assert (await client.patch(f"{URL}citas/{other['id']}/", json={"hora_inicio": "10:45", "sala": one}, headers=agenda.mine)).json()[
        "sala"
    ] == one
    free = (await client.patch(f"{URL}citas/{made['id']}/", json={"sala": None}, headers=agenda.mine)).json()
    assert (free["sala"], free["sala_nombre"], free["recordatorio_enviado"]) == (None, None, False)
    again = (await client.patch(f"{URL}citas/{other['id']}/", json={"hora_inicio": "10:00"}, headers=agenda.mine)).json()
    assert (again["hora_inicio"], again["sala"]) == ("10:00:00", one)
    listed = (await client.get(f"{URL}citas/?fecha={agenda.day(1)}", headers=agenda.mine)).json()["results"]
    assert {(row["id"], row["sala_nombre"]) for row in listed} == {(made["id"], None), (other["id"], "Consultorio 1")}


async def test_a_cancelled_appointment_gives_its_room_back_and_a_reopened_one_may_find_it_gone(client, agenda, cast, room):
    one = await room()
    made = await agenda.book(1, "10:00", sala=one)
    assert (await client.post(f"{URL}citas/{made['id']}/no-asistio/", headers=agenda.mine)).status_code == 200
    await agenda.book(1, "10:00", sala=one, profesional=cast.nurse.membership_id)
    reopened = await client.post(f"{URL}citas/{made['id']}/reabrir/", headers=agenda.mine)
    assert (reopened.status_code, reopened.json()) == (400, TAKEN)


async def test_unknown_retired_and_used_rooms(client, agenda, room):
    for bad in (999_999, 0, -1, 2**70):
        refused = await client.post(f"{URL}citas/", json=agenda.body(2, "09:00", sala=bad), headers=agenda.mine)
        assert refused.status_code == 400 and list(refused.json()) == ["sala"], refused.text
    one = await room()
    made = await agenda.book(2, "11:00", sala=one)
    used = await client.delete(f"{URL}salas/{one}/", headers=agenda.mine)
    assert (used.status_code, used.json()) == (409, {"detail": "La sala tiene citas por venir. Cámbialas de sala antes de retirarla."})
    await client.delete(f"{URL}citas/{made['id']}/", headers=agenda.mine)
    assert (await client.delete(f"{URL}salas/{one}/", headers=agenda.mine)).status_code == 204
    gone = await client.post(f"{URL}citas/", json=agenda.body(2, "11:00", sala=one), headers=agenda.mine)
    assert gone.status_code == 400 and list(gone.json()) == ["sala"]


async def test_of_many_who_want_one_room_one_gets_it(agenda, cast):
    async with start_work(cast.owner) as work:
        one = (await rooms.create(work, {"name": "Única"})).id
    members = [cast.owner.membership_id, cast.nurse.membership_id, cast.professional.membership_id]

    async def attempt(number: int) -> str:
        wish = service.Booking(agenda.patient, agenda.service, agenda.date(3), time(9), professional_id=members[number % 3], room_id=one)
        try:
            async with start_work(cast.owner) as work:
                await service.book(work, wish)
        except Invalid as error:
            return next(iter(error.fields or {}))
        return "booked"

    outcomes = Counter(await asyncio.gather(*(attempt(number) for number in range(30))))
    assert outcomes["booked"] == 1 and set(outcomes) <= {"booked", "sala", "hora_inicio"} and outcomes["sala"] >= 20


async def test_two_who_move_into_one_room_at_the_same_moment(agenda, cast):
    async with start_work(cast.owner) as work:
        one = (await rooms.create(work, {"name": "Única"})).id
    mine = await agenda.book(4, "09:00")
    hers = await agenda.book(4, "09:15", profesional=cast.nurse.membership_id)

    async def move(key: int) -> str:
        try:
            async with start_work(cast.owner) as work:
                await service.change(work, key, service.Change(room_id=one))
        except Invalid as error:
            return next(iter(error.fields or {}))
        return "moved"

    assert Counter(await asyncio.gather(move(mine["id"]), move(hers["id"]))) == {"moved": 1, "sala": 1}


async def test_a_visit_keeps_the_way_whoever_comes_first_and_what_is_over_stays_editable(client, agenda):
    await client.patch(f"{URL}configuracion/", json={"minutos_traslado": 30}, headers=agenda.mine)
    first, second = await agenda.book(1, "09:00", tipo_atencion="domicilio"), await agenda.book(1, "10:15")
    near = await client.post(f"{URL}citas/", json=agenda.body(1, "11:15", tipo_atencion="domicilio"), headers=agenda.mine)
    assert (near.status_code, near.json()) == (400, {"hora_inicio": ["El horario seleccionado no está disponible."]})
    third = await agenda.book(1, "11:15")
    turned = await client.patch(f"{URL}citas/{third['id']}/", json={"tipo_atencion": "domicilio"}, headers=agenda.mine)
    assert turned.status_code == 400, "the way from the one before is missing"
    moved = await client.patch(
        f"{URL}citas/{third['id']}/", json={"tipo_atencion": "domicilio", "hora_inicio": "11:30"}, headers=agenda.mine
    )
    assert (moved.status_code, moved.json()["tipo_atencion"], moved.json()["hora_inicio"]) == (200, "domicilio", "11:30:00")
    closer = await client.patch(f"{URL}citas/{second['id']}/", json={"hora_inicio": "10:00"}, headers=agenda.mine)
    assert closer.status_code == 400, "and so is the way from the first"
    await client.post(f"{URL}citas/{second['id']}/atender/", headers=agenda.mine)
    over = await client.patch(f"{URL}citas/{second['id']}/", json={"tipo_atencion": "domicilio"}, headers=agenda.mine)
    assert over.status_code == 200 and over.json()["tipo_atencion"] == "domicilio" and first["tipo_atencion"] == "domicilio"
