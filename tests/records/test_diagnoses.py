"""Diagnoses: sections 5.6 and 5.7 of the documented API, the search, and what a clinic brings itself."""

import time

import psycopg
import pytest

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.records import diagnoses
from clinic_app.records.diagnosis_models import System

ICD10, NURSING = "/api/historia-clinica/diagnosticos-cie10/", "/api/historia-clinica/diagnosticos-nanda/"


def test_what_is_typed_becomes_prefixes():
    assert diagnoses.tsquery("Z00.1 niño") == "z001:* & nino:*"
    assert diagnoses.tsquery("d 50") == "50:*" and diagnoses.tsquery("Ñ") == "n:*"
    assert diagnoses.tsquery("' & | ! :*") == "" and diagnoses.tsquery("x" * 999) == "x" * 40 + ":*"


async def test_the_catalogues_have_the_documented_shapes(client, cast, headers):
    mine = headers(cast.nurse)
    found = (await client.get(ICD10, params={"search": "Z001"}, headers=mine)).json()
    assert found == [{"id": found[0]["id"], "codigo": "Z001", "descripcion": "Control de salud de rutina del niño", "capitulo": "XXI", "grupo": "Z00-Z13"}]
    nursing = (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json()
    assert len(nursing) == 1 and set(nursing[0]) == {"id", "codigo", "dominio", "clase", "etiqueta", "definicion"} and nursing[0]["codigo"] == "00002"
    assert (await client.get(f"{ICD10}{found[0]['id']}/", headers=mine)).json() == found[0]
    assert (await client.get(f"{ICD10}999999999/", headers=mine)).status_code == 404
    assert isinstance((await client.get(ICD10, headers=mine)).json(), list)
    assert (await client.get(NURSING, params={"search": "inmunizacion"}, headers=mine)).json()  # by domain
    assert (await client.post(ICD10, json={}, headers=mine)).status_code == 405


@pytest.mark.parametrize(("words", "code"), [("z00.1", "Z001"), ("E6690", "E6690"), ("anemia hierro", "D509"), ("OBESIDAD", "E66"), ("desnutricion severa", "E43"), ("control niño", "Z001")])
async def test_found_by_code_or_words_without_accents(cast, words, code):
    async with start_work(cast.nurse) as work:
        assert code in [row.code for row in await diagnoses.search(work, System.ICD10, words, 30)]


async def test_nothing_sensible_finds_nothing(cast):
    async with start_work(cast.nurse) as work:
        for words in ("zzzz", "'; drop table", "&&&", "%"):
            assert await diagnoses.search(work, System.ICD10, words) == []


async def test_what_the_clinic_uses_most_comes_first_and_only_there(cast):
    async with start_work(cast.nurse) as work:
        rows = await diagnoses.search(work, System.ICD10, "anemia", 50)
        last = rows[-1]
        await diagnoses.used(work, System.ICD10, [last.id])
        await diagnoses.used(work, System.ICD10, [last.id, rows[1].id])
        again = await diagnoses.search(work, System.ICD10, "anemia", 50)
        assert [row.id for row in again[:2]] == [last.id, rows[1].id] and again[0].times == 2
        assert (await diagnoses.search(work, System.ICD10))[0].id == last.id
    async with start_work(cast.outsider) as work:
        assert [row.id for row in await diagnoses.search(work, System.ICD10, "anemia", 50)] == [row.id for row in rows]


async def test_unknown_ids_are_named_beside_the_field(cast):
    async with start_work(cast.nurse) as work:
        (row,) = await diagnoses.search(work, System.ICD10, "Z001")
        assert [one.code for one in await diagnoses.resolve(work, System.ICD10, [row.id], "x")] == ["Z001"]
        with pytest.raises(Invalid) as refused:
            await diagnoses.resolve(work, System.ICD10, [row.id, 888888, -1, 2**70], "diagnosticos_cie10_ids")
        assert len(refused.value.fields["diagnosticos_cie10_ids"]) == 3


async def test_a_search_reads_its_index_and_is_quick(database, cast):
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        connection.execute("select set_config('app.tenant_id', %s, false)", (str(cast.owner.tenant_id),))
        query, values = diagnoses.search_query(System.ICD10, "anemia hierro", 20)
        plan = "\n".join(row[0] for row in connection.execute(f"explain {query}", values))
        assert "ix_diagnosis_words" in plan and "Seq Scan on diagnosis " not in plan, plan
        for words in ("anemia hierro", "Z00", "control", "de la", "d", "no especificad"):
            taken = []
            for _ in range(5):
                began = time.perf_counter()
                query, values = diagnoses.search_query(System.ICD10, words, 20)
                connection.execute(query, values).fetchall()
                taken.append(time.perf_counter() - began)
            assert min(taken) < 0.015, (words, taken)
