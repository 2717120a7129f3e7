"""Rules of patients against the real database."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import Invalid, NotAllowed, NotFound
from clinic_app.patients import service
from clinic_app.patients.events import PatientAdded
from clinic_app.patients.queries import folded, search_patterns


def body(number: str = "12345678", **more: Any) -> dict[str, Any]:
    return {
        "numero_documento": number, "nombres": "Juan Carlos", "apellido_paterno": "García", "apellido_materno": "López",
        "fecha_nacimiento": "2022-06-15", "sexo": "M", "telefono": "987654321",
    } | more  # fmt: skip


async def add(actor: Actor, *args: Any, **more: Any) -> int:
    async with start_work(actor) as work:
        return (await service.create(work, body(*args, **more))).id


async def names(actor: Actor, words: str = "", **filters: Any) -> list[str]:
    found = await service.page(actor, service.Filters(words, **filters), 50, 0)
    assert found.total == len(found.rows)
    return [row.given_names for row in found.rows]


async def trail(actor: Actor, entity: str = "patient") -> list[str]:
    async with start_work(actor) as work:
        rows = await work.session.execute(text("select action from app.audit_entry where entity = :entity order by id"), {"entity": entity})
        return list(rows.scalars())


async def test_a_patient_is_added_told_and_noted(cast: Any) -> None:
    async with start_work(cast.nurse) as work:
        patient = await service.create(work, body())
        assert work.events == [PatientAdded(patient.id)]
        assert patient.phone == "+51987654321"
        assert patient.full_name == "García López, Juan Carlos"
        work.events.clear()
    assert await trail(cast.owner) == ["create"]


async def test_the_same_document_twice_is_refused_and_the_transaction_lives_on(cast: Any) -> None:
    await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        with pytest.raises(Invalid) as refused:
            await service.create(work, body(nombres="Otro"))
        assert refused.value.fields == {"numero_documento": ["Ya existe un paciente con este documento."]}
        other = await service.create(work, body("87654321"))
        with pytest.raises(Invalid):
            await service.update(work, other.id, {"numero_documento": "12345678"})
    await add(cast.outsider)  # another clinic has its own patients
    await add(cast.nurse, "12345678", tipo_documento="ce")


async def test_two_who_save_the_same_document_at_once(cast: Any) -> None:
    answers = await asyncio.gather(*(add(cast.nurse) for _ in range(6)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(refused) == 5
    assert len(await names(cast.nurse)) == 1


async def test_newborns_without_a_document_do_not_clash(cast: Any) -> None:
    assert len({await add(cast.nurse, None, tipo_documento="otro") for _ in range(2)}) == 2


async def test_archive_frees_the_document_and_restore_asks_for_it_again(cast: Any) -> None:
    first = await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        await service.archive(work, first)
        await service.archive(work, first)  # a double click
    assert await names(cast.nurse) == []
    assert await names(cast.nurse, active=False) == ["Juan Carlos"]
    second = await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        assert not (await service.open_record(work, first)).patient.is_active
        with pytest.raises(Invalid):
            await service.restore(work, first)
    async with start_work(cast.nurse) as work:
        await service.archive(work, second)
        assert (await service.restore(work, first)).is_active
    assert len(await names(cast.nurse)) == 1
    assert await trail(cast.owner) == ["create", "archive", "create", "open", "archive", "restore"]


async def test_search_by_any_part_without_accents(cast: Any) -> None:
    await add(
        cast.nurse, "11111111", nombres="Ñusta María", apellido_paterno="Quispe", apellido_materno="Muñoz", telefono="014567890", sexo="F"
    )
    await add(cast.nurse, "22222222", nombres="José 100%", apellido_paterno="Ábalos_X", apellido_materno="", telefono="912345678")
    assert await names(cast.nurse) == ["José 100%", "Ñusta María"]
    for words in ("quis", "MUNOZ", "nusta", "maria quispe", "quispe  ñus", "1111", "01-4567890", "4567890"):
        assert await names(cast.nurse, words) == ["Ñusta María"], words
    for words in ("abalos", "100%", "s_x", "912 345", "+51912345678", "912-345-678", "josé ábalos"):
        assert await names(cast.nurse, words) == ["José 100%"], words
    for words in ("%", "_"):
        assert await names(cast.nurse, words) == ["José 100%"], words
    for words in ("maria abalos", "\\", "' or 1=1", "nada", "x\0y"):
        assert await names(cast.nurse, words) == [], words
    assert await names(cast.nurse, sex="F") == ["Ñusta María"]
    assert await names(cast.outsider) == []
    assert [row.name for row in await service.for_picker(cast.receptionist, "abalos")] == ["Ábalos_X, José 100%"]


def test_words_are_folded_as_the_database_folds_them() -> None:
    assert folded("ÁÉÍÓÚ Ñandú Ç") == "aeiou nandu c"
    assert search_patterns("a%b c\\d ") == ["%a\\%b%", "%c\\\\d%"]
    assert len(search_patterns("a " * 5000)) <= 8


async def test_one_principal_guardian(cast: Any) -> None:
    patient = await add(cast.nurse)

    async def principals() -> list[str]:
        async with start_work(cast.nurse) as work:
            return [one.given_names for one in await service.guardians(work, patient) if one.is_principal]

    async with start_work(cast.nurse) as work:
        mother = (await service.add_guardian(work, patient, {"nombres": "Ana", "parentesco": "madre"})).id
    assert await principals() == ["Ana"]
    async with start_work(cast.nurse) as work:
        father = (await service.add_guardian(work, patient, {"nombres": "Luis", "parentesco": "padre", "es_principal": True})).id
    assert await principals() == ["Luis"]
    async with start_work(cast.nurse) as work:
        assert (
            await service.update_guardian(work, patient, mother, {"es_principal": True, "telefono": "999888777"})
        ).phone == "+51999888777"
    assert await principals() == ["Ana"]
    async with start_work(cast.nurse) as work:
        await service.update_guardian(work, patient, mother, {"es_principal": False})
    assert await principals() == ["Luis"]
    async with start_work(cast.nurse) as work:
        await service.remove_guardian(work, patient, father)
    assert await principals() == ["Ana"]
    assert await trail(cast.owner, "guardian") == ["create", "create", "update", "update", "delete"]


async def test_stats_by_the_clinics_date(cast: Any) -> None:
    today = cast.nurse.today()
    ages = {"0-11_meses": 364, "1-2_anios": 366, "2-5_anios": 3 * 365, "5-18_anios": 6 * 365, "adultos": 30 * 365}
    async with start_work(cast.owner) as work:
        before = await service.stats(work)
        assert before["total"] == 0
    for number, days in enumerate(ages.values()):
        await add(cast.nurse, f"{number:08}", fecha_nacimiento=(today - timedelta(days=days)).isoformat(), sexo="F")
    async with start_work(cast.owner) as work:
        found = await service.stats(work)
    assert found == {"total": 5, "by_sex": {"masculino": 0, "femenino": 5}, "by_age": dict.fromkeys(ages, 1) | {"0-5": 3}}


async def test_who_may_not_write(cast: Any) -> None:
    patient = await add(cast.nurse)
    async with start_work(cast.auditor) as work:
        for refused in (
            service.create(work, body("1")), service.update(work, patient, {}), service.archive(work, patient),
            service.add_guardian(work, patient, {"nombres": "Ana"}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                await refused
    async with start_work(cast.outsider) as work:
        for missing in (
            service.get(work, patient), service.open_record(work, patient), service.update(work, patient, {"nombres": "X"}),
            service.archive(work, patient), service.guardians(work, patient), service.add_guardian(work, patient, {"nombres": "Ana"}),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await missing


async def test_a_change_is_written_once(cast: Any) -> None:
    patient = await add(cast.nurse)
    async with start_work(cast.nurse) as work:
        changed = await service.update(work, patient, {"fecha_nacimiento": "2021-06-15", "telefono": "987654321"})
        assert changed.birth_date == date(2021, 6, 15)
        assert changed.updated_at > changed.created_at
        await service.update(work, patient, {"telefono": "987654321"})
    assert await trail(cast.owner) == ["create", "update"]
