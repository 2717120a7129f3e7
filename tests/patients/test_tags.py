"""Tags, favourites and recents."""

from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.patients import at_hand, service, tags
from tests.patients.test_patient_service import add, names

URL = "/api/pacientes/"


async def test_a_tag_is_given_counted_filtered_by_and_taken_away(client: Any, cast: Any, headers: Any) -> None:
    nurse, patient, other = headers(cast.nurse), await add(cast.nurse), await add(cast.nurse, "87654321", nombres="Ana")
    made = await client.post(URL + "etiquetas/", json={"nombre": "  Bajo   peso ", "color": "#dc2626"}, headers=nurse)
    assert (made.status_code, made.json()["nombre"], made.json()["color"]) == (201, "Bajo peso", "#DC2626")
    key = made.json()["id"]
    for _again in range(2):
        given = await client.put(f"{URL}{patient}/etiquetas/", json={"etiquetas": [key]}, headers=nurse)
        assert [one["id"] for one in given.json()] == [key]
    assert (await client.get(URL + "etiquetas/", headers=nurse)).json()[0]["pacientes"] == 1
    found = (await client.get(URL, params={"etiqueta": key}, headers=nurse)).json()
    assert (found["count"], [row["id"] for row in found["results"]]) == (1, [patient])
    assert (await client.get(URL, params={"etiqueta": key, "search": "ana"}, headers=nurse)).json()["count"] == 0
    for words in ("", "a"):  # the whole list and a search go different ways
        listed = await service.page(cast.nurse, service.Filters(words), 20, 0, tagged=True)
        assert {row.id: row.tags for row in listed.rows} == {patient: [[key, "Bajo peso", "#DC2626"]], other: None}
    assert (await client.put(f"{URL}{patient}/etiquetas/", json={"etiquetas": []}, headers=nurse)).json() == []
    assert (await client.delete(f"{URL}etiquetas/{key}/", headers=nurse)).status_code == 204
    assert (await client.get(URL + "etiquetas/", headers=nurse)).json() == []


async def test_a_tag_that_goes_goes_from_everybody(cast: Any) -> None:
    patient = await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        tag = await tags.create_tag(work, {"nombre": "Control"})
        await tags.put_tag(work, patient, tag.id, True)
        await tags.delete_tag(work, tag.id)
        assert await tags.tags_of_one(work, patient) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"nombre": ""},
        {"nombre": " \u200b "},
        {"nombre": "x" * 31},
        {"nombre": 5.5, "color": "red"},
        {"nombre": "Á", "color": "#12345"},
        [],
        None,
    ],
)
async def test_bad_tags_are_refused(client: Any, cast: Any, headers: Any, body: Any) -> None:
    assert (await client.post(URL + "etiquetas/", json=body, headers=headers(cast.nurse))).status_code == 400


async def test_two_tags_differ_in_more_than_accents(cast: Any) -> None:
    async with start_work(cast.nurse) as work:
        await tags.create_tag(work, {"nombre": "Crónicos"})
        with pytest.raises(Invalid):
            await tags.create_tag(work, {"nombre": "CRONICOS"})
        other = (await tags.create_tag(work, {"nombre": "Sanos"})).id
        with pytest.raises(Invalid):
            await tags.update_tag(work, other, {"nombre": "cronicos"})
        await tags.update_tag(work, other, {"nombre": "SANOS", "color": "#2563EB"})


async def test_another_clinics_tag_is_unknown(cast: Any) -> None:
    async with start_work(cast.outsider) as work:
        foreign = (await tags.create_tag(work, {"nombre": "Ajena"})).id
    patient = await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        with pytest.raises(NotFound):
            await tags.put_tag(work, patient, foreign, True)
        with pytest.raises(Invalid):
            await tags.tagged(work, patient, {foreign})
        assert await tags.tags(work) == []
    assert await names(cast.nurse, tag=foreign) == []


async def test_recents_are_each_persons_own_the_last_twenty_and_never_archived(cast: Any) -> None:
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.subscription set plan_code = 'pro'"))
    keys = [await add(cast.nurse, f"{number:08}", nombres=f"Niño {number}") for number in range(1, 24)]
    for key in keys:
        async with start_work(cast.nurse) as work:
            await service.open_record(work, key)
    async with start_work(cast.nurse) as work:
        await service.open_record(work, keys[5])
    async with start_work(cast.nurse) as work:
        found = [row.id for row in await service.recents(work)]
        assert found == [keys[5], *[key for key in reversed(keys[3:]) if key != keys[5]]][:20]
        await service.archive(work, keys[5])
        assert keys[5] not in [row.id for row in await service.recents(work)]
        kept = await work.session.execute(text("select count(*) from app.patient_last_opening"))
        assert kept.scalar_one() == 20
    async with start_work(cast.receptionist) as work:
        assert await service.recents(work) == []


async def test_favourites(client: Any, cast: Any, headers: Any) -> None:
    patient, nurse = await add(cast.nurse), headers(cast.nurse)
    for _twice in range(2):
        assert (await client.put(f"{URL}{patient}/favorito/", headers=nurse)).status_code == 204
    assert [row["id"] for row in (await client.get(URL + "favoritos/", headers=nurse)).json()] == [patient]
    assert (await client.get(URL + "favoritos/", headers=headers(cast.owner))).json() == []
    assert (await client.put(f"{URL}{patient}/favorito/", headers=headers(cast.outsider))).status_code == 404
    assert (await client.delete(f"{URL}{patient}/favorito/", headers=nurse)).status_code == 204
    async with start_work(cast.nurse) as work:
        assert await at_hand.favourites(work) == [] and not await at_hand.is_favourite(work, patient)
        with pytest.raises(NotFound):
            await at_hand.mark(work, 2**40, True)
