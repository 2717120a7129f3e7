"""Dry run, import, stop, resume, crash and limit, against the real database."""

import asyncio
from typing import Any

import pytest
from desk import HEADER, Desk, line, table

from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from clinic_app.interop import checking, running, service, values
from clinic_app.interop.models import RowState, Step
from clinic_app.patients import service as patients

PATIENTS = "select count(*) from app.patient"


async def test_the_dry_run_says_every_bad_row_and_writes_no_patient(desk: Desk) -> None:
    one = await desk.checked(table(line(1), line(2, born="31/02/2020", sex="?"), line(3, dni="1234567"), line(1), "", line(4)))
    assert one.step == Step.CHECKED
    assert {name: one.counts[name] for name in ("total", "ok", "bad", "duplicate", "zeros")} == {
        "total": 5,
        "ok": 2,
        "bad": 2,
        "duplicate": 1,
        "zeros": 1,
    }
    bad = await desk.do(service.problem_rows, one.id)
    assert [(row.line, [(each["field"], each["value"], each["said"]) for each in row.problems]) for row in bad] == [
        (3, [("fecha_nacimiento", "31/02/2020", values.BAD_DATE), ("sexo", "?", values.BAD_SEX)]),
        (4, [("numero_documento", "1234567", values.LOST_ZEROS)]),
    ]
    repeated = await desk.do(service.problem_rows, one.id, [RowState.DUPLICATE])
    assert (repeated[0].line, repeated[0].problems[0]["detail"]) == (5, "2")
    assert await desk.one(PATIENTS) == 0


async def test_what_was_checked_is_written_with_guardians_counter_and_trail(desk: Desk) -> None:
    one = await desk.imported(table(*[line(number) for number in range(30)], line(31, sex="?")))
    assert (one.step, one.counts["created"], one.counts["bad"]) == (Step.DONE, 30, 1)
    assert await desk.one(PATIENTS) == await desk.one("select patients from app.clinic_count") == 30
    assert await desk.rows("select phone, relationship, is_principal, count(*) from app.guardian group by 1, 2, 3") == [
        ("+51987654322", "madre", True, 30)
    ]
    assert (
        await desk.one(
            "select count(distinct entity_id) from app.audit_entry where action = 'create' and entity = 'patient' and user_id is not null"
        )
        == 30
    )
    assert (await desk.rows("select detail ->> 'created' from app.audit_entry where action = 'import'"))[0][0] == "30"
    body = {"numero_documento": "99999999", "nombres": "Una", "apellido_paterno": "Más", "fecha_nacimiento": "2020-01-01", "sexo": "F"}
    await desk.do(patients.create, body)  # the numbers of new patients go on after those of the import


async def test_the_lost_zeros_are_put_back_when_told(desk: Desk) -> None:
    one = await desk.checked(table(line(1, dni="1234567")), fix_zeros=True)
    await desk.ran(one)
    assert await desk.one("select document_number from app.patient") == "01234567"


async def test_repeated_patients_are_skipped_filled_or_added_by_choice(desk: Desk) -> None:
    await desk.imported(table(line(1, phone="", mother="Rosa Mamani")))
    again = table(line(1, names="Ana", phone="912345678", mother="ROSA MAMANÍ", mother_phone="900000001"), line(2))
    skipped = await desk.imported(again, "skip")
    assert (skipped.counts["skipped"], skipped.counts["created"]) == (1, 1)
    assert await desk.one("select given_names from app.patient where document_number = '70000001'") == "Niña 1"
    updated = await desk.imported(again, "update")
    assert (updated.counts["updated"], updated.counts["created"]) == (2, 0)
    assert await desk.rows("select given_names, phone from app.patient where document_number = '70000001'") == [("Ana", "+51912345678")]
    assert await desk.rows("select given_names, phone from app.guardian g where patient_id = (select min(id) from app.patient)") == [
        ("ROSA", "+51900000001")
    ]
    both = await desk.imported(again, "both")
    assert (both.counts["refused"], both.counts["created"]) == (2, 0)
    assert (await desk.do(service.problem_rows, both.id))[0].problems[0]["said"] == running.TAKEN
    assert await desk.one(PATIENTS) == 2


async def test_without_a_document_name_and_birth_date_tell_who_is_there_already(desk: Desk) -> None:
    await desk.imported(table(line(1, dni="", names="José María")))
    one = await desk.checked(table(line(1, dni="", names="JOSE MARIA"), line(1, dni="", names="José María", born="09/09/2019")))
    assert (one.counts["duplicate"], one.counts["ok"]) == (1, 1)
    assert (await desk.ran(one, "both")).counts["created"] == 2  # without a document nothing forbids a second one


async def test_a_row_with_a_document_and_little_else_fills_whom_we_know(desk: Desk) -> None:
    await desk.imported(table(line(1)))
    one = await desk.checked(
        table(
            line(1, names="", first="", second="", born="", sex="", phone="911111111", mother="", mother_phone=""),
            line(2, names="", sex=""),
        )
    )
    assert (one.counts["duplicate"], one.counts["bad"]) == (1, 1)
    await desk.ran(one, "update")
    assert await desk.rows("select given_names, phone from app.patient") == [("Niña 1", "+51911111111")]


async def test_a_repeated_row_of_the_same_file_fills_the_first(desk: Desk) -> None:
    await desk.imported(table(line(1, mother="", mother_phone=""), line(1, phone="911111111", mother="Otra Persona")), "update")
    assert await desk.rows("select phone from app.patient") == [("+51911111111",)]
    assert await desk.one("select given_names from app.guardian") == "Otra"


async def test_stopping_keeps_what_is_done_and_resuming_does_the_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    one = await desk.checked(table(*[line(number) for number in range(35)]))
    await desk.do(service.ask_run, one.id, "skip")
    await running.run_some(desk.actor, one.id)
    await desk.do(service.stop, one.id)
    await running.run(desk.actor, one.id)
    assert await desk.one(PATIENTS) == 10
    one = await desk.do(service.resume, one.id)
    assert one.step == Step.RUNNING
    await running.run(desk.actor, one.id)
    assert await desk.one(PATIENTS) == 35
    with pytest.raises(Conflict):
        await desk.do(service.resume, one.id)


async def test_a_crash_between_chunks_neither_doubles_nor_loses_a_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    one = await desk.checked(table(*[line(number) for number in range(35)]))
    await desk.do(service.ask_run, one.id, "skip")
    settle, calls = running.queries.settle, []

    async def crash(*args: Any) -> None:
        await settle(*args)
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("power cut")

    monkeypatch.setattr(running.queries, "settle", crash)
    with pytest.raises(RuntimeError):
        await running.run(desk.actor, one.id)
    assert await desk.one(PATIENTS) == await desk.one("select patients from app.clinic_count") == 20
    await running.run(desk.actor, one.id)
    assert await desk.one(PATIENTS) == await desk.one("select count(distinct document_number) from app.patient") == 35


async def test_two_workers_on_one_import_write_each_row_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 5)
    one = await desk.checked(table(*[line(number) for number in range(40)]))
    await desk.do(service.ask_run, one.id, "skip")
    await asyncio.gather(*[running.run(desk.actor, one.id) for _ in range(3)])
    assert await desk.one(PATIENTS) == 40


async def test_the_check_goes_on_after_a_crash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 10)
    one = await desk.upload(table(*[line(number) for number in range(35)], line(3)))
    await desk.do(service.ask_check, one.id)
    compare, calls = checking._compare, []

    async def crash(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        await compare(*args)

    monkeypatch.setattr(checking, "_compare", crash)
    with pytest.raises(RuntimeError):
        await checking.check(desk.actor, one.id)
    await checking.check(desk.actor, one.id)
    one = await desk.do(service.get, one.id)
    assert (one.counts["ok"], one.counts["duplicate"], one.counts["total"]) == (35, 1, 36)


async def test_a_full_plan_takes_what_fits_and_says_the_rest(cast: Any) -> None:
    desk = Desk(cast.owner)  # the free plan: ten patients
    one = await desk.imported(table(*[line(number) for number in range(14)]))
    assert (one.step, one.counts["created"], one.counts["over_limit"]) == (Step.DONE, 10, 4)
    left = await desk.do(service.problem_rows, one.id)
    assert [(row.problems[0]["said"], row.problems[0]["detail"]) for row in left] == [(running.PLAN_FULL, "10")] * 4
    async with start_work(cast.owner) as work:
        from clinic_app.subscriptions import service as subscriptions

        await subscriptions.change_plan(work, "initial", "monthly")
    await desk.do(service.resume, one.id)
    await running.run(cast.owner, one.id)
    assert await desk.one(PATIENTS) == 14


async def test_the_columns_a_clinic_chose_are_remembered(desk: Desk, cast: Any) -> None:
    strange = table(line(1), header=HEADER.replace("Celular;", "Buzón;", 1))
    one = await desk.upload(strange)
    assert one.mapping["columns"][6] == ""
    await desk.do(service.choose_column, one.id, 6, "telefono")
    await desk.do(service.ask_check, one.id)
    assert (await desk.upload(strange)).mapping["columns"][6] == "telefono"
    assert (await Desk(cast.outsider).upload(strange)).mapping["columns"][6] == ""


async def test_a_needed_column_that_nobody_named_stops_the_check(desk: Desk) -> None:
    one = await desk.upload(table("Ana;Quispe;1/2/2020", header="Nombres;Apellidos;Nacimiento"))
    with pytest.raises(Invalid) as refused:
        await desk.do(service.ask_check, one.id)
    assert list(refused.value.fields or {}) == ["sexo"]
    await desk.do(service.choose_column, one.id, 2, "sexo")
    with pytest.raises(Invalid):
        await desk.do(service.choose_column, one.id, 2, "is_active")
    assert (await desk.do(service.choose_column, one.id, 1, "sexo")).mapping["columns"] == ["nombres", "sexo", ""]


async def test_a_latin_1_file_keeps_its_letters(desk: Desk) -> None:
    await desk.imported(table(line(1, names="Begoña Ñusta")).decode().encode("latin-1"))
    assert await desk.one("select given_names from app.patient") == "Begoña Ñusta"


async def test_an_import_belongs_to_its_clinic_and_to_those_who_may(desk: Desk, cast: Any) -> None:
    one = await desk.upload(table(line(1)))
    with pytest.raises(NotFound):
        await Desk(cast.outsider).do(service.get, one.id)
    with pytest.raises(NotFound):
        await Desk(cast.outsider).do(service.discard, one.id)
    with pytest.raises(NotAllowed):
        await Desk(cast.receptionist).upload(table(line(1)))
    assert (await Desk(cast.nurse).do(service.get, one.id)).file_name == "lista.csv"


async def test_what_wrote_nothing_can_be_thrown_away_and_the_rest_is_forgotten_later(desk: Desk) -> None:
    one = await desk.checked(table(line(1)))
    await desk.do(service.discard, one.id)
    assert await desk.one("select count(*) from app.import_row") == 0
    done = await desk.imported(table(line(1)))
    with pytest.raises(Conflict):
        await desk.do(service.discard, done.id)
    await service.forget(desk.actor, done.id)
    kept = await desk.do(service.get, done.id)
    assert (kept.file_key, kept.samples, kept.counts["created"]) == ("", [], 1)
    assert await desk.one("select count(*) from app.import_row") == 0
