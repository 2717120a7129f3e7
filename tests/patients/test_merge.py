"""Merging two patients and undoing it, against the real database."""

import asyncio
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from merge_steps import WHEN, actions, add, appointment, guardian, join, part, patient, people, sql

from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotAllowed, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.patients import merge, service
from clinic_app.patients.merge_fields import NOT_CHOSEN, PARTS
from clinic_app.patients.models import Patient
from clinic_app.subscriptions.service import LimitReached


def test_every_column_that_names_a_patient_is_in_the_registry(cast: Any) -> None:
    query = """
        select c.conrelid::regclass::text, a.attname
        from pg_constraint c cross join unnest(c.conkey, c.confkey) as k (here, there)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.here
        join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.there
        where c.contype = 'f' and c.confrelid = 'app.patient'::regclass and b.attname = 'id'
    """
    with psycopg.connect(settings().libpq_owner_url) as connection:
        connection.execute("set search_path to pg_catalog")
        in_database = set(connection.execute(query).fetchall())
    registered = [(merger.table, merger.column) for merger in hooks.MERGERS]
    assert len(registered) == len(set(registered))
    assert set(registered) == in_database, "register the column in MERGERS of its domain"


def test_every_column_of_a_patient_is_somebodys_choice() -> None:
    chosen = [column for each in PARTS for column in each.columns]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) | NOT_CHOSEN == set(Patient.model_fields)


async def test_everything_moves_and_undo_brings_everything_back(cast: Any) -> None:
    nurse = cast.nurse
    stays, goes = await add(nurse, "11111111", telefono="987654321", observaciones="Alérgica"), await add(
        nurse, "22222222", email="ana@example.com", nombres="Juan Carlos", observaciones="Prefiere la tarde"
    )  # fmt: skip
    await guardian(nurse, stays, "Ana", numero_documento="33333333")
    await guardian(nurse, goes, "Ana María", numero_documento="33333333", telefono="912345678")
    await guardian(nurse, goes, "Luis", es_principal=True)
    visit, own = await appointment(nurse, goes), await appointment(nurse, stays, WHEN + timedelta(hours=2))
    me = nurse.user_id
    await sql(nurse, "insert into app.patient_favourite (user_id, patient_id) values (:me, :a), (:me, :b)", me=me, a=stays, b=goes)
    [(tag,), (other_tag,)] = await sql(
        nurse, "insert into app.patient_tag (name, name_key, color) values ('x', 'x', '#000000'), ('y', 'y', '#000000') returning id"
    )
    await sql(
        nurse,
        "insert into app.patient_tagging (patient_id, tag_id) values (:a, :x), (:b, :x), (:b, :y)",
        a=stays,
        b=goes,
        x=tag,
        y=other_tag,
    )
    before = await patient(nurse, stays)
    done = await join(nurse, stays, goes, nombres="otro")

    after = await patient(nurse, stays)
    assert (after.given_names, after.email, after.phone, after.notes) == (
        "Juan Carlos",
        "ana@example.com",
        "+51987654321",
        "Alérgica\nPrefiere la tarde",
    )
    gone = await patient(nurse, goes)
    assert (gone.is_active, gone.merged_into) == (False, stays)
    assert await people(nurse, stays) == {"Ana": True, "Luis": False}
    assert await sql(nurse, "select phone from app.guardian where patient_id = :a and given_names = 'Ana'", a=stays) == [("+51912345678",)]
    assert await sql(nurse, "select id, version from app.appointment where patient_id = :a order by id", a=stays) == [(visit, 2), (own, 1)]
    assert {each for (each,) in await sql(nurse, "select tag_id from app.patient_tagging where patient_id = :a", a=stays)} == {
        tag,
        other_tag,
    }
    assert (await actions(cast.owner, stays))[-1] == (await actions(cast.owner, goes))[-1] == "merge"

    await part(nurse, done)
    assert (await patient(nurse, stays)).model_dump(exclude={"updated_at", "search"}) == before.model_dump(exclude={"updated_at", "search"})
    back = await patient(nurse, goes)
    assert (back.is_active, back.merged_into, back.email) == (True, None, "ana@example.com")
    assert await people(nurse, stays) == {"Ana": True}
    assert await people(nurse, goes) == {"Luis": True, "Ana María": False}
    assert await sql(nurse, "select phone from app.guardian where patient_id = :a", a=stays) == [("",)]
    assert await sql(nurse, "select id from app.appointment where patient_id = :a", a=goes) == [(visit,)]
    assert len(await sql(nurse, "select 1 from app.patient_tagging where patient_id = :a", a=goes)) == 2
    assert len(await sql(nurse, "select 1 from app.patient_favourite")) == 2
    assert (await actions(cast.owner, goes))[-1] == "unmerge"
    with pytest.raises(Conflict):
        await part(nurse, done)


async def test_a_guardian_whom_the_other_has_twice_comes_once(cast: Any) -> None:
    stays, goes = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    await guardian(cast.nurse, goes, "Ana")
    await guardian(cast.nurse, goes, "ANA", telefono="912345678")
    done = await join(cast.nurse, stays, goes)
    assert await people(cast.nurse, stays) == {"Ana": True}
    assert await sql(cast.nurse, "select phone from app.guardian where patient_id = :a", a=stays) == [("+51912345678",)]
    await part(cast.nurse, done)
    assert await people(cast.nurse, stays) == {}
    assert await people(cast.nurse, goes) == {"Ana": True, "ANA": False}
    assert await sql(cast.nurse, "select phone from app.guardian where given_names = 'Ana'") == [("",)]


async def test_undo_leaves_what_was_changed_and_added_since(cast: Any) -> None:
    nurse = cast.nurse
    stays, goes = await add(nurse, "11111111"), await add(nurse, "22222222", telefono="987654321", email="ana@example.com")
    first, second = await appointment(nurse, goes), await appointment(nurse, goes, WHEN + timedelta(days=1))
    done = await join(nurse, stays, goes)
    async with start_work(nurse) as work:
        await service.update(work, stays, {"telefono": "911111111"})
    added = await appointment(nurse, stays, WHEN + timedelta(days=2))
    await sql(nurse, "delete from app.appointment where id = :key", key=first)
    await part(nurse, done)
    row = await patient(nurse, stays)
    assert (row.phone, row.email) == ("+51911111111", "")
    assert await sql(nurse, "select id from app.appointment where patient_id = :a", a=goes) == [(second,)]
    assert await sql(nurse, "select id from app.appointment where patient_id = :a", a=stays) == [(added,)]


async def test_the_document_that_stays_may_be_the_others(cast: Any) -> None:
    stays, goes = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    done = await join(cast.nurse, stays, goes, numero_documento="otro")
    assert (await patient(cast.nurse, stays)).document_number == "22222222"
    await part(cast.nurse, done)
    assert (await patient(cast.nurse, stays)).document_number == "11111111"
    done = await join(cast.nurse, stays, goes, numero_documento="este")
    await add(cast.nurse, "22222222")  # free while she is archived
    with pytest.raises(Invalid) as refused:
        await part(cast.nurse, done)
    assert refused.value.fields == {"numero_documento": ["Ya existe un paciente con este documento."]}
    assert (await patient(cast.nurse, goes)).merged_into == stays


async def test_bad_wishes_are_refused_and_nothing_is_half_done(cast: Any) -> None:
    nurse = cast.nurse
    one, two, archived = await add(nurse, "11111111"), await add(nurse, "22222222"), await add(nurse, "33333333")
    foreign = await add(cast.outsider, "11111111")
    async with start_work(nurse) as work:
        await service.archive(work, archived)
    for winner, loser, kind in ((one, one, Invalid), (one, foreign, NotFound), (foreign, one, NotFound), (one, 10**12, NotFound), (one, archived, Conflict), (archived, one, Conflict)):  # fmt: skip
        with pytest.raises(kind):
            await join(nurse, winner, loser)
    for choices in ({"telefono": "ambos"}, {"nada": "este"}, {"sexo": 5}):
        with pytest.raises(Invalid):
            await join(nurse, one, two, **choices)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        await join(cast.receptionist, one, two)
    with pytest.raises(NotAllowed):
        await part(cast.receptionist, 1)
    done = await join(nurse, one, two)
    with pytest.raises(Conflict):
        await join(nurse, one, two)
    with pytest.raises(NotFound):
        await part(cast.outsider, done)
    assert await sql(nurse, "select count(*) from app.patient_merge") == [(1,)]


@pytest.mark.parametrize(("status", "refused"), [("confirmada", True), ("atendida", True), ("cancelada", False), ("no_asistio", False)])
async def test_two_with_an_appointment_at_the_same_time(cast: Any, status: str, refused: bool) -> None:
    nurse, professional = cast.nurse, cast.professional
    one, two = await add(nurse, "11111111"), await add(nurse, "22222222")
    await appointment(nurse, one)
    await appointment(nurse, two, WHEN + timedelta(minutes=15), professional.membership_id, status)
    if not refused:
        await join(nurse, one, two)
        return
    with pytest.raises(Conflict) as error:
        await join(nurse, one, two)
    assert "02/03/2026 10:15" in error.value.sentence  # the clinic's wall clock
    assert (await patient(nurse, two)).is_active
    assert await sql(nurse, "select count(*) from app.patient_merge") == [(0,)]


async def test_one_after_the_other_is_not_the_same_time(cast: Any) -> None:
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    await appointment(cast.nurse, one)
    await appointment(cast.nurse, two, WHEN + timedelta(minutes=30))
    await join(cast.nurse, one, two)


async def test_a_chain_of_merges_is_undone_from_its_end(cast: Any) -> None:
    a, b, c = [await add(cast.nurse, str(number) * 8) for number in (1, 2, 3)]
    visit = await appointment(cast.nurse, a)
    first = await join(cast.nurse, b, a)
    second = await join(cast.nurse, c, b)
    assert (await patient(cast.nurse, a)).merged_into == c  # one step leads to the one who stayed
    with pytest.raises(Conflict):
        await part(cast.nurse, first)
    await part(cast.nurse, second)
    assert (await patient(cast.nurse, a)).merged_into == b
    await part(cast.nurse, first)
    assert await sql(cast.nurse, "select patient_id from app.appointment where id = :key", key=visit) == [(a,)]


async def test_too_late_and_over_the_plan(cast: Any) -> None:
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    done = await join(cast.nurse, one, two)
    await sql(cast.nurse, "update app.clinic_count set patients = 100000")
    with pytest.raises(LimitReached):
        await part(cast.nurse, done)
    await sql(cast.nurse, "update app.clinic_count set patients = 1")
    await sql(cast.nurse, "update app.patient_merge set merged_at = now() - interval '31 days'")
    with pytest.raises(Conflict):
        await part(cast.nurse, done)
    async with start_work(cast.nurse) as work:
        assert await merge.recent(work) == []
        assert await merge.forget_old(work) == 1
    with pytest.raises(Conflict):
        await part(cast.nurse, done)


async def test_two_who_merge_the_same_at_once(cast: Any) -> None:
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    answers = await asyncio.gather(*(join(cast.nurse, *pair) for pair in [(one, two), (two, one)] * 3), return_exceptions=True)
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    assert all(isinstance(answer, int | ClinicError) for answer in answers), answers
    assert await sql(cast.nurse, "select count(*) from app.patient where is_active") == [(1,)]


async def test_who_books_while_a_merge_is_under_way_books_for_the_one_who_stays(cast: Any) -> None:
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    async with start_work(cast.nurse) as work:
        await merge.merge(work, one, two)
        booking = asyncio.create_task(appointment(cast.nurse, two))
        await asyncio.sleep(0.3)
        assert not booking.done()
    key = await asyncio.wait_for(booking, 10)
    assert await sql(cast.nurse, "select patient_id from app.appointment where id = :key", key=key) == [(one,)]


async def test_the_merged_one_is_read_but_no_longer_written(cast: Any) -> None:
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222")
    await join(cast.nurse, one, two)
    async with start_work(cast.nurse) as work:
        assert (await service.open_record(work, two)).patient.merged_into == one
        for refused in (
            service.update(work, two, {"nombres": "X"}),
            service.restore(work, two),
            service.add_guardian(work, two, {"nombres": "Ana"}),
        ):
            with pytest.raises(Conflict):
                await refused


async def test_over_the_api(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.nurse)
    one, two = await add(cast.nurse, "11111111"), await add(cast.nurse, "22222222", telefono="987654321")
    for body, status in (({}, 400), ([], 400), ({"otro": "x"}, 400), ({"otro": True}, 400), ({"otro": one}, 400), ({"otro": 2**70}, 404), ({"otro": two, "campos": []}, 400)):  # fmt: skip
        assert (await client.post(f"/api/pacientes/{one}/fusionar/", json=body, headers=mine)).status_code == status, body
    assert (await client.post(f"/api/pacientes/{one}/fusionar/", json={"otro": two}, headers=headers(cast.outsider))).status_code == 404
    assert (await client.post(f"/api/pacientes/{one}/fusionar/", json={"otro": two}, headers=headers(cast.receptionist))).status_code == 403
    answer = await client.post(f"/api/pacientes/{one}/fusionar/", json={"otro": two, "campos": {"telefono": "otro"}}, headers=mine)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["fusionado"], answer.json()["paciente"]["telefono"]) == (two, "987654321")
    gone = (await client.get(f"/api/pacientes/{two}/", headers=mine)).json()
    assert (gone["is_active"], gone["fusionado_con"]) == (False, one)
    assert (await client.patch(f"/api/pacientes/{two}/", json={"nombres": "X"}, headers=mine)).status_code == 409
    undone = await client.post(f"/api/fusiones/{answer.json()['id']}/deshacer/", headers=mine)
    assert undone.status_code == 200, undone.text
    assert undone.json()["deshecha"]
    assert (await client.post(f"/api/fusiones/{answer.json()['id']}/deshacer/", headers=mine)).status_code == 409
    assert "fusionado_con" not in (await client.get(f"/api/pacientes/{two}/", headers=mine)).json()


async def test_the_permission_is_the_tables(cast: Any) -> None:
    assert {role for role, actor in cast.by_role().items() if Permission.PATIENTS_MERGE in actor.permissions} == {"owner", "nurse"}
