"""Appointments that repeat: all of them or a list of the clashes, changed and cancelled singly, from one on, or all."""

from datetime import date, timedelta

import pytest

from tests.agenda.conftest import URL

SERIES = f"{URL}series/"


@pytest.fixture
def series(client, agenda):
    """`series(…)` books five weeks from the second working day on; `series.patch(id, …)`, `series.post(path, …)`."""

    def body(**more):
        rule = {"frecuencia": "semanal", "fecha_inicio": agenda.day(2), "veces": 5}
        return {"paciente": agenda.patient, "tipo_servicio": agenda.service, "hora_inicio": "09:00"} | rule | more

    async def post(path="", expect=None, **sent):
        answer = await client.post(f"{SERIES}{path}", json=sent, headers=agenda.mine)
        assert expect is None or answer.status_code == expect, answer.text
        return answer.json()

    async def make(expect=201, **more):
        return await post(expect=expect, **body(**more))

    async def patch(key, expect=200, **sent):
        answer = await client.patch(f"{SERIES}{key}/", json=sent, headers=agenda.mine)
        assert answer.status_code == expect, answer.text
        return answer.json()

    make.body, make.post, make.patch = body, post, patch
    return make


def dates(made) -> list[str]:
    return [each["fecha"] for each in made["citas"] if each["estado"] != "cancelada"]


def weeks(first: str, count: int) -> list[str]:
    return [str(date.fromisoformat(first) + timedelta(days=7 * number)) for number in range(count)]


async def test_a_series_is_booked_in_one_and_may_reach_beyond_the_horizon(agenda, series):
    made = await series(veces=10)
    assert dates(made) == weeks(agenda.day(2), 10)
    assert {each["serie"] for each in made["citas"]} == {made["id"]} and made["estado"] == "activa"


async def test_clashes_are_shown_first_and_nothing_is_booked(agenda, series, client):
    await client.post(f"{URL}citas/", json=agenda.body(7, "09:15"), headers=agenda.mine)
    seen = await series.post("previa/", 200, **series.body())
    assert (seen["total"], seen["libres"]) == (5, 4)
    assert [each["libre"] for each in seen["ocurrencias"]] == [True, False, True, True, True]
    assert seen["ocurrencias"][1]["motivo"] == "El horario seleccionado no está disponible."
    refused = await series(409)
    assert [bool(each["motivo"]) for each in refused["ocurrencias"]] == [False, True, False, False, False]
    listed = (await client.get(f"{URL}citas/", headers=agenda.mine)).json()
    assert listed["count"] == 1
    clash = seen["ocurrencias"][1]["fecha"]
    moved = await series(ocurrencias=[{"fecha": clash, "nueva_hora": "11:00"}, {"fecha": agenda.day(2), "omitir": True}])
    assert [each["hora_inicio"] for each in moved["citas"]] == ["11:00:00", "09:00:00", "09:00:00", "09:00:00"]
    assert moved["omitidas"] == [agenda.day(2)]


async def test_only_the_free_ones_when_that_is_wished(agenda, series):
    await agenda.book(2, "09:00")
    made = await series(solo_libres=True)
    assert dates(made) == weeks(agenda.day(2), 5)[1:]


async def test_bad_input_is_named_by_its_field(series):
    for wrong, field in [
        ({"veces": None}, "hasta"),
        ({"veces": 105}, "veces"),
        ({"veces": None, "hasta": "2199-01-01"}, "hasta"),
        ({"hasta": "2030-01-01"}, "hasta"),
        ({"frecuencia": "anual"}, "frecuencia"),
        ({"cada": 0}, "cada"),
        ({"dias_semana": [9]}, "dias_semana"),
        ({"paciente": 999_999}, "paciente"),
        ({"ocurrencias": [{"fecha": "2030-01-01", "omitir": True}]}, "ocurrencias"),
        ({"ocurrencias": "x"}, "ocurrencias"),
        ({"sala": 99}, "sala"),
    ]:
        assert field in await series(400, **wrong), wrong


async def test_one_of_a_series_is_moved_and_the_others_stay(agenda, series):
    made = await series()
    second = made["citas"][1]
    moved = await series.patch(made["id"], alcance="esta", cita=second["id"], hora_inicio="12:00")
    assert [each["hora_inicio"][:5] for each in moved["citas"]] == ["09:00", "12:00", "09:00", "09:00", "09:00"]


async def test_this_and_the_following_go_on_as_a_series_of_their_own(agenda, series, client):
    made = await series()
    third = made["citas"][2]
    day = str(date.fromisoformat(third["fecha"]) + timedelta(days=0))
    await series.patch(made["id"], alcance="esta", cita=made["citas"][3]["id"], hora_inicio="16:00")
    moved = await series.patch(made["id"], alcance="siguientes", cita=third["id"], fecha=day, hora_inicio="10:00")
    assert moved["id"] != made["id"] and moved["hora_inicio"] == "10:00:00" and moved["veces"] == 3
    assert [each["hora_inicio"][:5] for each in moved["citas"]] == ["10:00", "16:00", "10:00"]  # what was moved singly stays
    before = (await client.get(f"{SERIES}{made['id']}/", headers=agenda.mine)).json()
    assert dates(before) == weeks(agenda.day(2), 2)


async def test_all_of_a_series_move_by_as_many_days_or_none_does(agenda, series, client):
    made = await series(veces=None, frecuencia="diaria", cada=7, hasta=weeks(agenda.day(2), 3)[-1])
    first = made["citas"][0]
    day = date.fromisoformat(first["fecha"])
    to = day + timedelta(days=1 if day.isoweekday() < 5 else -1)
    moved = await series.patch(made["id"], cita=first["id"], fecha=str(to), notas="Traer orden")
    assert dates(moved) == weeks(str(to), 3) and moved["fecha_inicio"] == str(to)
    assert {each["notas"] for each in moved["citas"]} == {"Traer orden"}
    taken = {"paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha": dates(moved)[1], "hora_inicio": "15:00"}
    assert (await client.post(f"{URL}citas/", json=taken, headers=agenda.mine)).status_code == 201
    refused = await series.patch(made["id"], 409, hora_inicio="15:00")
    assert [bool(each["motivo"]) for each in refused["ocurrencias"]] == [False, True, False]
    assert {each["hora_inicio"] for each in (await client.get(f"{SERIES}{made['id']}/", headers=agenda.mine)).json()["citas"]} == {
        "09:00:00"
    }


async def test_cancelling_one_the_following_and_all(agenda, series, client):
    made = await series()
    key, citas = made["id"], made["citas"]
    one = await series.post(f"{key}/cancelar/", 200, alcance="esta", cita=citas[0]["id"], motivo="Viaja")
    assert dates(one) == weeks(agenda.day(2), 5)[1:]
    rest = await series.post(f"{key}/cancelar/", 200, alcance="siguientes", cita=citas[3]["id"])
    assert dates(rest) == weeks(agenda.day(2), 5)[1:3]
    for _ in range(2):
        assert (await client.delete(f"{SERIES}{key}/", headers=agenda.mine)).status_code == 204
    gone = (await client.get(f"{SERIES}{key}/", headers=agenda.mine)).json()
    assert dates(gone) == [] and gone["estado"] == "cancelada"
    await agenda.book(2, "09:00")
