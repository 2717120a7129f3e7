"""Section 1 of the documented API: the profile and its images."""

import errno
import io
import json
import os
import re
import time
from typing import Any

import pytest
from auth_steps import AUTH
from PIL import Image

from clinic_app.core.settings import settings


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "red").save(data, kind)
    return data.getvalue()


async def test_the_profile(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    before = (await client.get(f"{AUTH}me/", headers=mine)).json()
    documented = {
        "id", "usuario", "numero_colegiatura", "especialidad", "nombre_consultorio", "direccion_consultorio", "telefono_consultorio",
        "ruc", "logo", "sexo", "rne", "imagen_firma_sello", "plan_actual", "total_pacientes", "created_at",
    }  # fmt: skip
    assert documented <= set(before) and before["created_at"].endswith("Z")
    assert before["logo"] is before["usuario"]["foto"] is before["imagen_firma_sello"] is None
    change = {
        "first_name": "María Elena", "telefono": "999888777", "nombre_consultorio": "Centro de Enfermería", "direccion_consultorio": "Av. Javier Prado 456",
        "ruc": "10123456789", "sexo": "F", "rne": "RNE-1", "especialidad": "uci", "telefono_consultorio": "014567890", "unknown": 1, "id": 99,
    }  # fmt: skip
    answer = await client.patch(f"{AUTH}me/", json=change, headers=mine)
    assert answer.status_code == 200
    after = answer.json()
    user = {"first_name", "telefono"}
    assert {name: (after["usuario"] if name in user else after)[name] for name in change if name not in ("unknown", "id")} == {
        name: value for name, value in change.items() if name not in ("unknown", "id")
    }
    assert after["id"] == before["id"]
    cleared = await client.patch(f"{AUTH}me/", json={"ruc": None, "telefono": ""}, headers=mine)
    assert cleared.json()["ruc"] == "" and cleared.json()["usuario"]["telefono"] == ""


async def test_wrong_profile_fields_change_nothing(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner) | {"content-type": "application/json"}
    before = (await client.get(f"{AUTH}me/", headers=mine)).json()
    wrong = {
        "first_name": ["", "  ", None, 5, "x" * 151, "\0", "\ud800"], "nombre_consultorio": ["", "x" * 201], "ruc": ["123", "1012345678x", "１０１２３４５６７８９"],
        "sexo": ["X", 1], "especialidad": ["", "x", []], "telefono": ["9" * 21, {}], "direccion_consultorio": ["x" * 301],
    }  # fmt: skip
    for name, values in wrong.items():
        for value in values:
            answer = await client.patch(f"{AUTH}me/", content=json.dumps({"last_name": "Otra", name: value}), headers=mine)
            assert answer.status_code == 400 and name in answer.json(), (name, value, answer.text)
    for body in ("[]", "null", "5", '"x"', "{", "", "[" * 100_000):
        assert (await client.patch(f"{AUTH}me/", content=body, headers=mine)).status_code == 400, body[:9]
    no_json = await client.patch(f"{AUTH}me/", content="{", headers=mine)
    assert no_json.json() == (await client.post(f"{AUTH}login/", content="{", headers=mine)).json()
    assert (await client.get(f"{AUTH}me/", headers=mine)).json() == before


async def test_only_who_may_changes_the_practice(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.receptionist)
    assert (await client.patch(f"{AUTH}me/", json={"ruc": "10123456789"}, headers=mine)).status_code == 403
    assert (await client.patch(f"{AUTH}me/", files={"logo": ("a.png", picture())}, headers=mine)).status_code == 403
    assert (await client.patch(f"{AUTH}me/", json={"first_name": "Luz"}, headers=mine)).json()["usuario"]["first_name"] == "Luz"


async def test_images_of_the_profile_open_by_a_signed_link(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    files = {"foto": ("a.txt", picture()), "logo": ("../../x.png", picture("JPEG")), "imagen_firma_sello": ("", picture("WEBP"))}
    answer = await client.patch(f"{AUTH}me/", data={"rne": "RNE-7"}, files={k: v for k, v in files.items() if v[0]}, headers=mine)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["rne"] == "RNE-7" and found["logo"].endswith(found["logo"].split("/media/")[1])
    for link, data, kind in ((found["usuario"]["foto"], picture(), "image/png"), (found["logo"], picture("JPEG"), "image/jpeg")):
        assert link.startswith("http://testserver/media/")
        shown = await client.get(link)
        assert (shown.status_code, shown.headers["content-type"]) == (200, kind)
        assert Image.open(io.BytesIO(shown.content)).size == Image.open(io.BytesIO(data)).size
        assert shown.headers["cache-control"].startswith("private")
    folder = settings().data_dir / "media"
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*.*"))


async def test_a_link_that_was_tampered_with_shows_nothing(client: Any, cast: Any, headers: Any) -> None:
    from clinic_app.core import files

    saved = await client.patch(f"{AUTH}me/", files={"foto": ("a.png", picture())}, headers=headers(cast.owner))
    link = saved.json()["usuario"]["foto"].removeprefix("http://testserver")
    path, query = link.split("?")
    until, signature = (part.split("=")[1] for part in query.split("&"))
    key = path.removeprefix("/media/")
    old = int(time.time()) - 5
    tampered = [
        path, f"{path}?until={until}", f"{path}?until={until}&signature=", f"{path}?until={int(until) + 1}&signature={signature}",
        f"{path}?until={until}&signature={signature[:-1]}0x", f"{path}?until={until}&signature=%C3%A9", f"{path}?until=x&signature={signature}",
        f"{path}?until={'9' * 5000}&signature={signature}", f"{path}?until={old}&signature={files._signature(key, old)}",
        f"/media/%2e%2e/secret?until={until}&signature={signature}", f"/media/..%2f..%2fsecret?until={until}&signature={signature}",
        f"/media/{key}%00?until={until}&signature={signature}", f"/media/?until={until}&signature={signature}",
    ]  # fmt: skip
    for address in tampered:
        assert (await client.get(address)).status_code == 404, address
    for outside in ("../secret", "/etc/passwd", "..", ""):  # even well signed
        signed = files._signature(outside, int(until))
        with pytest.raises(Exception, match="No encontrado"):
            await files.opened(outside, until, signed)


async def test_what_is_no_image_is_refused(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    before = (await client.get(f"{AUTH}me/", headers=mine)).json()
    kept = len(list((settings().data_dir / "media").rglob("*")))
    bad = (
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture()[:30],
        b"GIF89a" + bytes(50),
        picture() + bytes(6 * 1024**2),
        picture("BMP"),
    )
    for data in bad:
        answer = await client.patch(f"{AUTH}me/", data={"first_name": "Otra"}, files={"foto": ("a.png", data, "image/png")}, headers=mine)
        assert (answer.status_code, list(answer.json())) == (400, ["foto"]), data[:20]
    huge = await client.patch(f"{AUTH}me/", files={"foto": ("a.png", bytes(17 * 1024**2))}, headers=mine)
    assert huge.status_code == 413
    broken = await client.patch(f"{AUTH}me/", content=b"--x\r\nnothing", headers=mine | {"content-type": "multipart/form-data; boundary=x"})
    assert broken.status_code in (200, 400)
    no_boundary = await client.patch(f"{AUTH}me/", content=b"x", headers=mine | {"content-type": "multipart/form-data"})
    assert no_boundary.status_code == 400
    assert (await client.get(f"{AUTH}me/", headers=mine)).json() == before
    assert len(list((settings().data_dir / "media").rglob("*"))) == kept


async def test_a_picture_of_too_many_pixels_is_refused(client: Any, cast: Any, headers: Any) -> None:
    data = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(data, "PNG")
    answer = await client.patch(f"{AUTH}me/", files={"foto": ("a.png", data.getvalue())}, headers=headers(cast.owner))
    assert answer.status_code == 400 and "foto" in answer.json()


async def test_a_full_disk_is_told_and_nothing_changes(client: Any, cast: Any, headers: Any, monkeypatch: Any) -> None:
    mine = headers(cast.owner)
    before = (await client.get(f"{AUTH}me/", headers=mine)).json()
    real = os.fsync

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for broken in ("fsync", "open"):
        original = getattr(os, broken)
        monkeypatch.setattr(
            os, broken, lambda *a, o=original, name=broken: full() if name == "fsync" or str(a[0]).endswith(".part") else o(*a)
        )
        answer = await client.patch(f"{AUTH}me/", data={"first_name": "Otra"}, files={"foto": ("a.png", picture())}, headers=mine)
        monkeypatch.setattr(os, broken, original)
        assert answer.status_code == 503, answer.text
        assert "no hay espacio" in answer.json()["detail"]
    assert os.fsync is real
    assert (await client.get(f"{AUTH}me/", headers=mine)).json() == before
    assert not list((settings().data_dir / "media").rglob("*.part"))


async def test_the_moment_of_the_account_is_to_the_second(client: Any, cast: Any, headers: Any) -> None:
    made = (await client.get(f"{AUTH}me/", headers=headers(cast.owner))).json()["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made), made


async def test_a_name_stays_on_one_line_and_shows_something(client: Any, cast: Any, headers: Any) -> None:
    """It goes into the subject of mails, where a line break would end the letter, or begin a header."""
    mine = headers(cast.owner)
    for name, value in (
        ("nombre_consultorio", "Sonqo\r\nBcc: otra@persona.pe"), ("first_name", "Rosa\nX: y"), ("last_name", "a\u2028b"),
        ("first_name", "\u200b\ufeff"), ("nombre_consultorio", "\u200b"),
    ):  # fmt: skip
        answer = await client.patch(f"{AUTH}me/", json={name: value}, headers=mine)
        assert answer.status_code == 400 and list(answer.json()) == [name], (name, value, answer.text)
