"""Diagnoses: sections 5.6 and 5.7 of the documented API, the search, and what a clinic brings itself."""

import os
from pathlib import Path
from typing import Any

import psycopg
import pytest

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.records.diagnoses import data_files as diagnosis_data
from clinic_app.records.diagnoses import importing as diagnosis_import
from clinic_app.records.diagnoses import service as diagnoses
from clinic_app.records.diagnoses.catalogue_files import find_clinic
from clinic_app.records.diagnoses.models import System

ICD10, NURSING = "/api/historia-clinica/diagnosticos-cie10/", "/api/historia-clinica/diagnosticos-nanda/"


def test_what_is_typed_becomes_prefixes():
    assert diagnoses.tsquery("Z00.1 niño") == "z001:* & nino:*"
    assert diagnoses.tsquery("d 50") == "50:*" and diagnoses.tsquery("Ñ") == "n:*"
    assert diagnoses.tsquery("' & | ! :*") == "" and diagnoses.tsquery("x" * 999) == "x" * 40 + ":*"


async def test_the_catalogues_have_the_documented_shapes(client, cast, headers):
    mine = headers(cast.nurse)
    found = (await client.get(ICD10, params={"search": "Z001"}, headers=mine)).json()
    assert found == [
        {
            "id": found[0]["id"],
            "codigo": "Z001",
            "descripcion": "Control de salud de rutina del niño",
            "capitulo": "XXI",
            "grupo": "Z00-Z13",
        }
    ]
    nursing = (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json()
    assert (
        len(nursing) == 1
        and set(nursing[0]) == {"id", "codigo", "dominio", "clase", "etiqueta", "definicion"}
        and nursing[0]["codigo"] == "00002"
    )
    assert (await client.get(f"{ICD10}{found[0]['id']}/", headers=mine)).json() == found[0]
    assert (await client.get(f"{ICD10}999999999/", headers=mine)).status_code == 404
    assert isinstance((await client.get(ICD10, headers=mine)).json(), list)
    assert (await client.get(NURSING, params={"search": "inmunizacion"}, headers=mine)).json()  # by domain
    assert (await client.post(ICD10, json={}, headers=mine)).status_code == 405


WANTED = {
    "z00.1": "Z001",
    "E6690": "E6690",
    "anemia hierro": "D509",
    "OBESIDAD": "E66",
    "desnutricion severa": "E43",
    "control niño": "Z001",
}


async def test_found_by_code_or_words_without_accents(cast):
    async with start_work(cast.nurse) as work:
        for words, code in WANTED.items():
            assert code in [row.code for row in await diagnoses.search(work, System.ICD10, words, 30)], words


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
        assert len((refused.value.fields or {})["diagnosticos_cie10_ids"]) == 3


RUNS = 40


def worked(pid: int) -> float:
    """Seconds of processor that a process of the database has had: what else this machine does is not the search's."""
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


async def test_a_search_reads_its_index_and_is_quick(database, cast):
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        connection.execute("select set_config('app.tenant_id', %s, false)", (str(cast.owner.tenant_id),))
        query, values = diagnoses.search_query(System.ICD10, "anemia hierro", 20)
        plan = "\n".join(row[0] for row in connection.execute(f"explain {query}", values))
        assert "ix_diagnosis_words" in plan and "Seq Scan on diagnosis " not in plan, plan
        for words in ("anemia hierro", "Z00", "control", "de la", "d", "no especificad"):
            query, values = diagnoses.search_query(System.ICD10, words, 20)
            before = worked(connection.info.backend_pid)
            for _ in range(RUNS):
                connection.execute(query, values).fetchall()
            spent = (worked(connection.info.backend_pid) - before) / RUNS
            assert spent < 0.015, (words, spent)


OWN = "system,edition,code,label,domain,class,kind,definition,language,licence_holder,licence_ref\n"
ROWS = (
    OWN
    + 'NANDA-I,Ed. 1,00002,"Etiqueta con licencia",2,1,problem,"Definición",es,Editorial,L-1\nNANDA-I,Ed. 1,00999,Otra etiqueta,3,1,risk,,es,Editorial,L-1\n'
)
IMPORT = "/api/historia-clinica/diagnosticos/importar/"


def said(content: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        diagnosis_import.read(content)
    return [str(one) for one in (refused.value.fields or {})["archivo"]]


def test_a_bad_file_names_its_lines():
    assert said("") == said("nada\nx") == ["Faltan columnas: el archivo debe tener code y label. Descarga la plantilla."]
    assert said(OWN) == ["El archivo no tiene filas."]
    assert said(OWN + ",,1,,,,,,,,\n,,,x,,,,,,,\n,,2,x,,,mal,,,,\n,,3,x\n,,3,y\n") == [
        "Línea 2: falta la etiqueta.", "Línea 3: falta el código.", "Línea 4: el tipo debe ser problem, risk, promotion o syndrome.", "Línea 6: el código está repetido.",
    ]  # fmt: skip
    for content in (b"\xff\xfe\x00", b"PK\x03\x04\x00", b"a,b\n" * 3_000_000):
        with pytest.raises(Invalid):
            diagnosis_import.decoded(content)
    assert len(diagnosis_import.read((diagnosis_data.FOLDER / "nursing_import_template.csv").read_text() + ",,1,x,,,,,,,\n")) == 1
    assert diagnosis_import.read("code;label\n1;uno\n")[0].label == "uno"


async def test_a_clinic_brings_its_own_and_only_it_sees_them(client, cast, headers):
    mine = headers(cast.owner)
    (before,) = (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json()
    answer = await client.post(IMPORT, files={"archivo": ("n.csv", ROWS.encode())}, headers=mine)
    assert answer.status_code == 201 and answer.json() == {"nuevos": 2, "cambiados": 0}
    (own,) = (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json()
    assert own["etiqueta"] == "Etiqueta con licencia" and own["definicion"] == "Definición" and own["id"] != before["id"]
    assert (await client.get(f"{NURSING}{before['id']}/", headers=mine)).json() == before  # what a note says stays readable
    again = await client.post(IMPORT, files={"archivo": ("n.csv", ROWS.replace("con licencia", "nueva").encode())}, headers=mine)
    assert again.json() == {"nuevos": 0, "cambiados": 2}
    (renewed,) = (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json()
    assert renewed["id"] == own["id"] and renewed["etiqueta"] == "Etiqueta nueva"
    foreign = headers(cast.outsider)
    assert (await client.get(NURSING, params={"search": "00002"}, headers=foreign)).json() == [before]
    assert (await client.get(f"{NURSING}{own['id']}/", headers=foreign)).status_code == 404
    assert (await client.post(IMPORT, files={"archivo": ("n.csv", ROWS.encode())}, headers=headers(cast.nurse))).status_code == 403
    assert (await client.post(IMPORT, files={"archivo": ("n.csv", b"x")}, headers=mine)).status_code == 400
    async with start_work(cast.owner) as work:
        assert await diagnosis_import.counts(work) == [("enfermeria", "NANDA-I Ed. 1", "Editorial · L-1", 2)]
        assert await diagnosis_import.withdraw(work, "enfermeria", "NANDA-I Ed. 1") == 2
    assert (await client.get(NURSING, params={"search": "00002"}, headers=mine)).json() == [before]


def test_the_command_finds_a_clinic_by_number_name_or_slug(database, whole_cast):
    from clinic_app.core.errors import ClinicError
    from clinic_app.core.settings import settings

    for wanted in (str(whole_cast.owner.tenant_id), "Consultorio Sonqo", "consultorio-sonqo"):
        assert find_clinic(settings().libpq_owner_url, wanted) == whole_cast.owner.tenant_id
    for wanted in ("nadie", "", "0"):
        with pytest.raises(ClinicError):
            find_clinic(settings().libpq_owner_url, wanted)


async def test_the_whole_catalogue_can_be_read_page_by_page(client: Any, cast: Any, headers: Any) -> None:
    path, seen, pages = "/api/historia-clinica/diagnosticos-cie10/", [], 0
    used = (await client.get(path, params={"search": "Z001"}, headers=headers(cast.nurse))).json()[0]
    async with start_work(cast.nurse) as work:
        await diagnoses.used(work, System.ICD10, [used["id"]])
    following: str | None = path
    while following and pages < 3:
        answered = await client.get(following, headers=headers(cast.nurse))
        assert answered.status_code == 200 and isinstance(answered.json(), list)
        seen += [row["codigo"] for row in answered.json()]
        link, pages = answered.headers.get("link", ""), pages + 1
        following = link[1 : link.index(">")] if link.endswith('; rel="next"') else None
    assert pages == 3 and len(set(seen)) == 600 and seen[0] == "Z001" and seen[1:] == sorted(seen[1:]) and following
    last = await client.get(path, params={"page": 10_000}, headers=headers(cast.nurse))
    assert last.json() == [] and "link" not in last.headers
    assert (await client.get(path, params={"page": "x"}, headers=headers(cast.nurse))).status_code == 404


async def test_a_number_alone_is_a_domain_of_nursing_too(client: Any, cast: Any, headers: Any) -> None:
    found = await client.get("/api/historia-clinica/diagnosticos-nanda/", params={"search": "2"}, headers=headers(cast.nurse))
    assert [row["codigo"] for row in found.json()] == ["00002"]
    assert "interfaz" not in found.json()[0]["definicion"]
