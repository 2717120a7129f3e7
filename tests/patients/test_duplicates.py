"""Likely duplicates: while typing, and the list of a clinic."""

import time
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import NotAllowed, NotFound
from clinic_app.core.jobs import job_actor
from clinic_app.patients import duplicate_jobs, duplicates, merge, service


async def add(actor: Actor, number: str, given: str = "Mateo", **more: Any) -> int:
    fields = {
        "numero_documento": number, "nombres": given, "apellido_paterno": "Quispe", "apellido_materno": "Ñahui", "fecha_nacimiento": "2022-03-04", "sexo": "M",
    } | more  # fmt: skip
    async with start_work(actor) as work:
        return (await service.create(work, fields)).id


async def looked(actor: Actor, **typed: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.patient.id, each.reasons) for each in await duplicates.alike(actor, typed)]


async def listed(actor: Actor) -> list[tuple[int, int]]:
    async with start_work(actor) as work:
        total, found = await duplicates.pairs(work, 50, 0)
    assert total == len(found)
    return [(pair.one.id, pair.other.id) for pair in found]


async def test_while_a_patient_is_typed(cast: Any) -> None:
    known = await add(cast.nurse, "12345678", telefono="987654321")
    sister = await add(cast.nurse, "87654321", "Lucía", telefono="987654321")
    nurse = cast.receptionist
    assert await looked(nurse, tipo_documento="dni", numero_documento="12345678") == [(known, ("document",))]
    assert await looked(nurse, tipo_documento="pasaporte", numero_documento="12345678") == [(known, ("document",))]
    assert await looked(nurse, nombres="Matheo", apellido_paterno="Quispe", apellido_materno="Nahui", fecha_nacimiento="2022-03-04") == [
        (known, ("name_near", "birth"))
    ]
    assert await looked(nurse, nombres="Mateo", apellido_paterno="Quispe", fecha_nacimiento="2022-04-03") == [
        (known, ("name", "birth_swapped"))
    ]
    assert set(await looked(nurse, telefono="987 654 321")) == {(known, ("phone",)), (sister, ("phone",))}
    assert (await looked(nurse, nombres="Mateo", apellido_paterno="Quispe", telefono="987654321"))[0] == (known, ("name", "phone"))
    for nobody in ({}, {"nombres": "Mateo", "apellido_paterno": "Quispe"}, {"numero_documento": "1"}, {"fecha_nacimiento": "2022-13-40"}, {"telefono": "x"}, {"nombres": "Rosa", "fecha_nacimiento": "2022-03-04"}, {"numero_documento": "12345\x00678"}):  # fmt: skip
        assert await looked(nurse, **nobody) == [], nobody
    assert await looked(cast.outsider, numero_documento="12345678") == []
    with pytest.raises(NotAllowed):
        await looked(cast.accountant, numero_documento="12345678")
    async with start_work(cast.nurse) as work:
        await service.archive(work, known)
    assert await looked(nurse, numero_documento="12345678") == []


async def test_the_list_is_searched_decided_and_remembered(cast: Any) -> None:
    nurse = cast.nurse
    one, other = await add(nurse, "12345678"), await add(nurse, "22222222", "Matheo", apellido_materno="Nahui")
    third, fourth = (
        await add(nurse, "33333333", "Rosa", fecha_nacimiento="2020-01-02"),
        await add(nurse, "44444444", "ROSA", fecha_nacimiento="2020-02-01"),
    )
    await add(nurse, "55555555", "Elías")
    await add(cast.outsider, "12345678")
    assert await duplicates.scan(job_actor(nurse.tenant_id)) == 2
    assert await listed(nurse) == [(one, other), (third, fourth)]
    assert await listed(cast.outsider) == []
    async with start_work(nurse) as work:
        pair = (await duplicates.pairs(work, 50, 0))[1][0]
        assert pair.reasons == ["name_near", "birth"]
        assert await duplicates.scanned_at(work)
        await duplicates.dismiss(work, pair.id)
        with pytest.raises(NotFound):
            await duplicates.dismiss(work, pair.id)
    await duplicates.scan(job_actor(nurse.tenant_id))
    assert await listed(nurse) == [(third, fourth)]  # what was decided is not asked again
    async with start_work(nurse) as work:
        done = await merge.merge(work, third, fourth)
    assert await listed(nurse) == []
    async with start_work(nurse) as work:
        await merge.undo(work, done.id)
    assert await listed(nurse) == [(third, fourth)]
    async with start_work(nurse) as work:
        await service.update(work, fourth, {"nombres": "Elena"})
    await duplicates.scan(job_actor(nurse.tenant_id))
    assert await listed(nurse) == []  # they resemble each other no more
    async with start_work(cast.receptionist) as work:
        with pytest.raises(NotAllowed):
            await duplicates.pairs(work, 50, 0)
        with pytest.raises(NotAllowed):
            await duplicates.dismiss(work, pair.id)


async def test_a_clinic_whose_list_did_not_change_is_not_searched_again(cast: Any) -> None:
    actor = job_actor(cast.nurse.tenant_id)
    await add(cast.nurse, "12345678")
    await add(cast.nurse, "22222222")
    assert await duplicates.scan(actor, only_changed=True) == 1
    assert await duplicates.scan(actor, only_changed=True) == 0
    await add(cast.nurse, "33333333")
    assert await duplicates.scan(actor, only_changed=True) == 3


async def test_the_nightly_job_queues_every_clinic_once(cast: Any) -> None:
    for _ in range(2):
        await duplicate_jobs.find_duplicates_everywhere(0)
    async with start_work(cast.nurse) as work:
        await duplicates.ask_scan(work)
        await duplicates.ask_scan(work)
        assert (await work.session.execute(text("select 1"))).scalar() == 1  # the transaction lives on
        query = "select args ->> 'tenant_id' from jobs.procrastinate_jobs where task_name = 'find_duplicates' and status = 'todo'"
        queued = sorted(int(clinic) for clinic in (await work.session.execute(text(query))).scalars())
    assert queued == sorted((cast.nurse.tenant_id, cast.outsider.tenant_id))


async def test_the_job_itself(cast: Any) -> None:
    await add(cast.nurse, "12345678")
    await add(cast.nurse, "22222222")
    await duplicate_jobs.find_duplicates(cast.nurse.tenant_id)
    assert len(await listed(cast.nurse)) == 1


async def test_while_typing_at_twenty_thousand_patients(cast: Any) -> None:
    query = """
        insert into app.patient (document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, district, province,
          department, ubigeo, blood_group, phone, email, notes, is_active)
        select 'dni', lpad(n::text, 8, '0'), 'Ana' || n, 'Quispe', 'Mamani', date '2000-01-01' + n % 7000, 'F', '', '', '', '', '', '', 'ND', '+5198' || lpad(n::text, 7, '0'), '', '', true
        from generate_series(1, 20000) n
    """
    async with start_work(cast.nurse) as work:
        await work.session.execute(text(query))
    await duplicates.alike(cast.nurse, {"fecha_nacimiento": "2001-01-01"})
    times = []
    for n in range(20):
        begun = time.perf_counter()
        found = await looked(
            cast.nurse,
            tipo_documento="dni",
            numero_documento=f"{n + 1:08}",
            nombres="Ana",
            fecha_nacimiento=date(2001, 1, 1 + n).isoformat(),
            telefono="987654321",
        )
        times.append(time.perf_counter() - begun)
        assert found
    assert sorted(times)[-2] < 0.25  # a few milliseconds on a quiet machine
