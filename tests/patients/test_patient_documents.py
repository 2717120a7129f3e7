"""Scans and photos in a record."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.patients.test_patient_service import add, trail


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def send(client: Any, headers: dict[str, str], patient: int, data: bytes, name: str = "foto.png", **fields: str) -> Any:
    return await client.post(f"/api/pacientes/{patient}/documentos/", files={"archivo": (name, data)}, data=fields, headers=headers)


async def test_a_scan_is_kept_listed_opened_with_a_trace_and_put_away(client: Any, cast: Any, headers: Any) -> None:
    patient, nurse = await add(cast.nurse), headers(cast.nurse)
    url = f"/api/pacientes/{patient}/documentos/"
    kept = await send(client, nurse, patient, picture(), titulo="  Carnet  azul ", tipo="carnet")
    assert kept.status_code == 201, kept.text
    assert {name: kept.json()[name] for name in ("titulo", "tipo", "tipo_display", "is_active")} == {
        "titulo": "Carnet azul", "tipo": "carnet", "tipo_display": "Carnet", "is_active": True,
    }  # fmt: skip
    (row,) = (await client.get(url, headers=nurse)).json()
    assert row["subido_por"] == "Nurse Sonqo" and "archivo" not in row
    shown = (await client.get(f"{url}{row['id']}/", headers=headers(cast.auditor))).json()
    link = shown["archivo"].removeprefix("http://testserver")
    assert (await client.get(link)).content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF"))
    assert (await client.get(link.replace("signature=", "signature=0"))).status_code == 404
    assert await trail(cast.owner, "patient_document") == ["create", "open"]
    assert (await client.delete(f"{url}{row['id']}/", headers=nurse)).status_code == 204
    assert (await client.get(url, headers=nurse)).json() == []
    assert len((await client.get(url, params={"is_active": "false"}, headers=nurse)).json()) == 1
    back = await client.patch(f"{url}{row['id']}/", json={"is_active": True, "titulo": "Carnet"}, headers=nurse)
    assert (back.json()["is_active"], back.json()["titulo"]) == (True, "Carnet")


async def test_a_pdf_is_taken(client: Any, cast: Any, headers: Any) -> None:
    answer = await send(client, headers(cast.nurse), await add(cast.nurse), PDF, "hemograma.pdf", tipo="resultado")
    assert (answer.status_code, answer.json()["formato"]) == (201, "pdf")


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00 a program", b"<html><script>alert(1)</script>", b"%PDF-1.4 cut off", picture()[:60]])
async def test_what_is_neither_picture_nor_pdf_is_refused(client: Any, cast: Any, headers: Any, data: bytes) -> None:
    patient = await add(cast.nurse)
    answer = await send(client, headers(cast.nurse), patient, data, "foto.png")
    assert (answer.status_code, list(answer.json())) == (400, ["archivo"])
    assert (await client.get(f"/api/pacientes/{patient}/documentos/", headers=headers(cast.nurse))).json() == []


async def test_words_without_a_file_and_bad_words(client: Any, cast: Any, headers: Any) -> None:
    patient, nurse = await add(cast.nurse), headers(cast.nurse)
    url = f"/api/pacientes/{patient}/documentos/"
    assert (await client.post(url, json={"titulo": "x"}, headers=nurse)).status_code == 400
    assert (await client.post(url, data={"archivo": "words"}, headers=nurse)).status_code == 400
    assert list((await send(client, nurse, patient, picture(), tipo="virus")).json()) == ["tipo"]
    assert list((await send(client, nurse, patient, picture(), titulo="x" * 121)).json()) == ["titulo"]


async def test_only_ones_own_clinic_and_only_who_may_write(client: Any, cast: Any, headers: Any) -> None:
    patient = await add(cast.nurse)
    assert (await send(client, headers(cast.auditor), patient, picture())).status_code == 403
    assert (await send(client, headers(cast.outsider), patient, picture())).status_code == 404
    assert (await send(client, {}, patient, picture())).status_code == 401
    key = (await send(client, headers(cast.nurse), patient, picture())).json()["id"]
    for method in ("GET", "PATCH", "DELETE"):
        answer = await client.request(
            method, f"/api/pacientes/{patient}/documentos/{key}/", headers=headers(cast.outsider), json={} if method == "PATCH" else None
        )
        assert answer.status_code == 404, method


async def test_a_page_sends_with_its_cookie_but_no_other_site_may(client: Any, cast: Any) -> None:
    from clinic_app.access import service as access
    from clinic_app.access.tokens import COOKIE

    patient = await add(cast.nurse)
    cookie = f"{COOKIE}={await access.open_session(cast.nurse)}"
    for origin, status in (("http://testserver", 201), ("http://evil.test", 401), ("null", 401)):
        answer = await send(client, {"cookie": cookie, "origin": origin}, patient, picture())
        assert answer.status_code == status, (origin, answer.text)
    assert (await send(client, {"cookie": cookie}, patient, picture())).status_code == 401
