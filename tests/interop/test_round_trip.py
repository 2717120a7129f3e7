"""Export, import into an empty clinic, export again: the same table. And nothing in it is a formula."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import Desk, without_limit

from clinic_app.core.database import start_work
from clinic_app.interop import exporting, sheets
from clinic_app.patients import service as patients
from clinic_app.patients.queries import Filters

NASTY = [
    {"numero_documento": "01234567", "nombres": "=SUMA(A1)", "apellido_paterno": "+51", "apellido_materno": "-Núñez", "fecha_nacimiento": "1999-12-31", "sexo": "M",
     "telefono": "987654321", "direccion": "@aquí; \"calle\", 'nº 5'", "observaciones": "línea 1\nlínea 2\r\n\t=cmd|'/c calc'!A1 😀", "email": "ana+x@correo.pe"},
    {"tipo_documento": "pasaporte", "numero_documento": "00AB12", "nombres": "José María", "apellido_paterno": "De la Cruz", "fecha_nacimiento": "2020-02-29", "sexo": "F",
     "telefono": "+56 9 6123 4567", "grupo_sanguineo": "O-", "observaciones": "'=ya traía apóstrofo", "distrito": "Lince", "provincia": "Lima", "departamento": "Lima"},
    {"tipo_documento": "otro", "numero_documento": "", "nombres": "''-Raro", "apellido_paterno": "_x0041_", "fecha_nacimiento": "1897-01-02", "sexo": "F",
     "lugar_nacimiento": "\"\"", "observaciones": "=1+1"},
    {"tipo_documento": "ce", "numero_documento": "000123456", "nombres": "Ñusta 🦙", "apellido_paterno": "Ōé", "fecha_nacimiento": "2024-05-05", "sexo": "F"},
]  # fmt: skip
GUARDIANS = [
    {"nombres": "-Rosa", "apellidos": "=Quispe", "parentesco": "madre", "telefono": "912345678", "tipo_documento": "dni", "numero_documento": "00000001",
     "puede_autorizar_procedimientos": True},
    {"nombres": "Luis Alberto", "apellidos": "Rojas", "parentesco": "abuelo", "es_principal": True, "email": "luis@correo.pe", "direccion": "Jr. «Ñ» 1, 2.º piso"},
    {"nombres": "Sola", "parentesco": "otro"},
]  # fmt: skip


async def fill(desk: Desk) -> None:
    ids = [(await desk.do(patients.create, body)).id for body in NASTY]
    for guardian in GUARDIANS:
        await desk.do(patients.add_guardian, ids[0], guardian)
    await desk.do(patients.add_guardian, ids[3], GUARDIANS[0])


async def exported(actor: Any, kind: str, filters: Filters | None = None) -> bytes:
    async with start_work(actor) as work:
        chosen = await exporting.plan(work, filters or Filters(), kind)
    if kind == "csv":
        return b"".join([part async for part in exporting.as_csv(chosen)])
    path = await exporting.as_xlsx(chosen)
    data = path.read_bytes()
    path.unlink()
    return data


def cells(data: bytes, folder: Path) -> list[list[str]]:
    path = folder / "back"
    path.write_bytes(data)
    return [row for _line, row in sheets.rows(sheets.sniff(path))]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_goes_out_comes_back_the_same(desk: Desk, cast: Any, tmp_path: Path, kind: str) -> None:
    await fill(desk)
    first = await exported(cast.owner, kind)
    other = await without_limit(cast.outsider)
    one = await other.imported(first)
    assert (one.counts["created"], one.counts["bad"], one.counts["refused"]) == (len(NASTY), 0, 0), await other.rows(
        "select problems from app.import_row"
    )
    second = await exported(cast.outsider, kind)
    assert cells(second, tmp_path) == cells(first, tmp_path)
    if kind == "csv":
        assert second == first
    kept = "select row_to_json(t) from (select {names} from app.patient order by search, id) t"
    names = ", ".join(exporting.PATIENT_WIRES)
    assert await other.rows(kept.format(names=names)) == await desk.rows(kept.format(names=names))
    guardians = "select row_to_json(t) from (select {names} from app.guardian order by patient_id, is_principal desc, given_names) t"
    names = ", ".join(exporting.GUARDIAN_WIRES)
    assert await other.rows(guardians.format(names=names)) == await desk.rows(guardians.format(names=names))


async def test_no_cell_is_a_formula(desk: Desk, cast: Any, tmp_path: Path) -> None:
    await fill(desk)
    rows = list(csv.reader(io.StringIO((await exported(cast.owner, "csv")).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 1 + len(NASTY)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    (tmp_path / "book.xlsx").write_bytes(await exported(cast.owner, "xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    assert not [
        cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or str(cell.value or "")[:1] in ("=", "+", "-", "@")
    ]


async def test_the_filters_of_the_list_hold_and_the_trail_knows_how_many(desk: Desk, cast: Any, tmp_path: Path) -> None:
    await fill(desk)
    names = [row[2] for row in cells(await exported(cast.nurse, "csv", Filters(sex="F")), tmp_path)[1:]]
    assert sorted(names) == ["''-Raro", "José María", "Ñusta 🦙"]
    assert len(cells(await exported(cast.nurse, "csv", Filters(search="nusta")), tmp_path)) == 2
    assert len(cells(await exported(cast.nurse, "csv", Filters(active=False)), tmp_path)) == 1
    told = await desk.rows(
        "select detail ->> 'rows', detail -> 'filters' ->> 'sex' from app.audit_entry where action = 'export' order by id"
    )
    assert told == [("3", "F"), ("1", ""), ("0", "")]


async def test_another_language_writes_its_own_words_and_reads_them(desk: Desk, cast: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    await fill(desk)
    for locale in ("en", "pt-BR"):
        data = await exported(replace(cast.owner, locale=locale), "csv")
        one = await desk.checked(data)
        assert one.counts["duplicate"] == len(NASTY), (locale, one.counts)
