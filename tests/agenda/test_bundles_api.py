"""Several services in one booking: back to back, all or none, moved and cancelled together or singly."""

import pytest

from tests.agenda.conftest import URL


@pytest.fixture
async def three(client, agenda):
    """Three services of 45, 20 and 15 minutes, and `book(nth, hour, …)` of all of them; `starts(answer)`."""
    keys = [agenda.service]
    for minutes in (20, 15):
        made = await client.post(
            f"{URL}servicios/", json={"nombre": f"Corto {minutes}", "duracion_minutos": minutes, "precio": "10.00"}, headers=agenda.mine
        )
        keys.append(made.json()["id"])

    async def book(nth, hour, expect=201, **more):
        answer = await client.post(f"{URL}citas/", json=agenda.body(nth, hour, servicios=keys, **more), headers=agenda.mine)
        assert answer.status_code == expect, answer.text
        return answer.json()

    book.keys = keys
    return book


def starts(made) -> list[str]:
    return [each["hora_inicio"][:5] for each in made["citas"]]


async def test_services_are_booked_back_to_back_whatever_the_gap(agenda, three, client):
    await client.patch(f"{URL}configuracion/", json={"tiempo_entre_citas": 10}, headers=agenda.mine)
    made = await three(3, "09:00")
    assert starts(made) == ["09:00", "09:45", "10:05"]
    assert made["id"] == made["grupo"] == made["citas"][0]["id"] and made["tipo_servicio"]["id"] == agenda.service
    assert {each["grupo"] for each in made["citas"]} == {made["grupo"]}
    await three(3, "08:30", 400)


async def test_all_or_none(agenda, three, client):
    await agenda.book(3, "10:00")
    assert "hora_inicio" in await three(3, "09:00", 400)
    unknown = await client.post(f"{URL}citas/", json=agenda.body(4, "09:00", servicios=[agenda.service, 99_999]), headers=agenda.mine)
    assert unknown.status_code == 400 and "servicios" in unknown.json()
    for wrong in ("x", [1] * 9, [None], [{}]):
        answer = await client.post(f"{URL}citas/", json=agenda.body(4, "09:00", servicios=wrong), headers=agenda.mine)
        assert answer.status_code == 400 and "servicios" in answer.json(), wrong
    assert (await client.get(f"{URL}citas/", headers=agenda.mine)).json()["count"] == 1


async def test_each_its_own_professional(agenda, three, cast):
    nurse = cast.professional.membership_id
    made = await three(3, "09:00", profesionales=[None, nurse, nurse])
    assert [each["profesional"] for each in made["citas"]] == [cast.owner.membership_id, nurse, nurse]


async def test_moved_together_or_singly_and_cancelled_once(agenda, three, client):
    made = await three(3, "09:00")
    url = f"{URL}grupos/{made['grupo']}/"
    for hour, expected in (("09:30", ["09:30", "10:15", "10:35"]), ("09:15", ["09:15", "10:00", "10:20"])):
        moved = await client.patch(url, json={"hora_inicio": hour}, headers=agenda.mine)
        assert moved.status_code == 200 and starts(moved.json()) == expected, moved.text
    there = await client.patch(url, json={"fecha": agenda.day(4)}, headers=agenda.mine)
    assert {each["fecha"] for each in there.json()["citas"]} == {agenda.day(4)}
    confirmed = await client.post(f"{url}confirmar/", headers=agenda.mine)
    assert {each["estado"] for each in confirmed.json()["citas"]} == {"confirmada"}
    last = made["citas"][2]["id"]
    assert (await client.post(f"{URL}citas/{last}/cancelar/", headers=agenda.mine)).status_code == 200
    for _ in range(2):
        assert (await client.delete(url, headers=agenda.mine)).status_code == 204
    gone = (await client.get(url, headers=agenda.mine)).json()
    assert {each["estado"] for each in gone["citas"]} == {"cancelada"}
    assert (await client.patch(url, json={"hora_inicio": "09:00"}, headers=agenda.mine)).status_code == 400
