"""Upload and downloads over HTTP, from a browser's cookie or with a bearer."""

import io
from typing import Any

import httpx
import openpyxl
import pytest
from desk import Desk, line, table

from clinic_app.access import service as access
from clinic_app.access.body_limit import LARGER
from clinic_app.interop import checking, sheets
from clinic_app.interop import service as imports

UPLOAD = "/api/importaciones/"
OURS = {"origin": "http://testserver"}


async def send(client: httpx.AsyncClient, data: bytes, name: str = "lista.csv", **more: Any) -> httpx.Response:
    return await client.post(UPLOAD, files={"archivo": (name, data)}, **more)


async def test_a_page_of_ours_uploads_with_its_cookie_and_no_other_site_does(client: httpx.AsyncClient, cast: Any) -> None:
    cookies = {"sid": await access.open_session(cast.nurse)}
    for foreign in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert (await send(client, table(line(1)), cookies=cookies, headers=foreign)).status_code == 401
    answer = await send(client, table(line(1)), cookies=cookies, headers=OURS)
    assert answer.status_code == 201
    cookies = {"sid": await access.open_session(cast.receptionist)}
    assert (await send(client, table(line(1)), cookies=cookies, headers=OURS)).status_code == 403


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("lista.xls", b"<html><table><tr><td>Nombres</td></tr></table>", sheets.HTML),
        ("lista.csv", b"", sheets.EMPTY),
        ("a.csv", b"71234567;Ana\n71234568;Luis\n", sheets.NO_HEADER),
    ],
)
async def test_a_file_that_is_no_table_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient, cast: Any, headers: Any, name: str, data: bytes, sentence: str
) -> None:
    answer = await send(client, data, name, headers=headers(cast.owner))
    assert (answer.status_code, answer.json()) == (400, {"archivo": [sentence]})
    assert await Desk(cast.owner).one("select count(*) from app.patient_import") == 0


async def test_no_file_at_all_is_said(client: httpx.AsyncClient, cast: Any, headers: Any) -> None:
    for sent in ({"json": {}}, {"data": {"archivo": "texto"}}, {"content": b"x", "headers": {"content-type": "multipart/form-data"}}):
        more = headers(cast.owner) | sent.pop("headers", {})
        assert (await client.post(UPLOAD, headers=more, **sent)).status_code == 400


async def test_200_megabytes_are_refused_without_being_read(client: httpx.AsyncClient, cast: Any, headers: Any) -> None:
    taken = 0

    async def endless() -> Any:
        nonlocal taken
        yield b'--x\r\ncontent-disposition: form-data; name="archivo"; filename="a.csv"\r\n\r\n'
        for _ in range(200):
            taken += 1024 * 1024
            yield b"a" * (1024 * 1024)

    kind = {"content-type": "multipart/form-data; boundary=x"}
    told = await client.post(UPLOAD, content=endless(), headers=headers(cast.owner) | kind | {"content-length": str(200 * 1024 * 1024)})
    assert (told.status_code, taken) == (413, 0)
    counted = await client.post(UPLOAD, content=endless(), headers=headers(cast.owner) | kind)  # its length is not said
    assert counted.status_code == 413 and counted.json()["detail"]
    assert taken <= LARGER[UPLOAD] + 2 * 1024 * 1024
    assert (await send(client, b"a" * (sheets.MAX_BYTES + 1), headers=headers(cast.owner))).json() == {"archivo": [sheets.TOO_LARGE]}


async def test_the_rows_left_out_come_as_a_file_with_why_and_can_be_sent_again(client: httpx.AsyncClient, cast: Any, headers: Any) -> None:
    desk = Desk(cast.owner)
    one = await desk.checked(table(line(1), line(2, sex="?", names="=1+1")))
    path = f"{UPLOAD}{one.id}/errores"
    answer = await client.get(path, headers=headers(cast.owner))
    assert answer.status_code == 200 and "errores-de-la-importacion" in answer.headers["content-disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-1] == "Problema" and len(rows) == 2
    assert rows[1][1] == "'=1+1" and rows[1][-1] == "Sexo: No se entiende el sexo: escribe F o M."
    for row in sheet.iter_rows(min_row=2):
        row[5].value = "F"
    mended = io.BytesIO()
    sheet.parent.save(mended)
    again = await desk.checked(mended.getvalue())
    assert (again.counts["ok"], again.counts["bad"]) == (1, 0)
    assert (await client.get(path, headers=headers(cast.outsider))).status_code == 404


async def test_the_template_and_the_export_arrive(client: httpx.AsyncClient, cast: Any, headers: Any) -> None:
    template = await client.get(UPLOAD + "plantilla", headers=headers(cast.nurse))
    titles = [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(template.content)).active.iter_rows())]
    assert titles[:3] == ["Tipo de documento", "Número de documento", "Nombres"]
    for kind, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        found = await client.get(f"/api/exportaciones/pacientes?formato={kind}&q=nadie", headers=headers(cast.nurse))
        assert found.status_code == 200 and found.content.startswith(start)
        assert found.headers["cache-control"] == "no-store"
    assert (await client.get("/api/exportaciones/pacientes", headers=headers(cast.receptionist))).status_code == 403
    assert (await client.get("/api/exportaciones/pacientes?formato=exe", headers=headers(cast.owner))).status_code == 400


async def test_a_broken_file_halts_the_check_with_a_sentence(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from clinic_app.interop import jobs

    desk = Desk(cast.owner)
    one = await desk.upload(table(line(1)))
    await desk.do(imports.ask_check, one.id)

    async def broken(key: str) -> bytes:
        return b"Nombres;Sexo\n" + b"x" * 300_000

    monkeypatch.setattr(checking, "whole_file", broken)
    context: Any = SimpleNamespace(job=SimpleNamespace(attempts=0))
    await jobs._as_its_person(context, cast.owner.tenant_id, one.id, checking.check)
    one = await desk.do(imports.get, one.id)
    assert (one.step, one.problem) == ("mapping", sheets.DAMAGED)
