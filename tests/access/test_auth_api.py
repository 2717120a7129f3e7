"""Section 1 of the documented API: sign-up, sign-in, tokens, profile, passwords."""

import asyncio
import errno
import io
import json
import os
import time
from typing import Any

import jwt
import pytest
from PIL import Image
from sqlalchemy import text

from clinic_app.access import actors, service
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.settings import secret_key, settings

AUTH = "/api/auth/"
FORM = {
    "email": "Maria.Garcia@Email.com", "password": "MiPassword123!", "password_confirm": "MiPassword123!", "first_name": "María",
    "last_name": "García López", "telefono": "987654321", "numero_colegiatura": "CEP12345", "especialidad": "pediatrica",
    "nombre_consultorio": "Consultorio Pediátrico San Miguel", "sexo": "F", "rne": "RNE-12345",
}  # fmt: skip
NURSE = {
    "numero_colegiatura": "CEP12345", "especialidad": "pediatrica", "nombre_consultorio": "Consultorio Pediátrico San Miguel",
    "sexo": "F", "rne": "RNE-12345", "plan_actual": {"code": "freemium", "name": "Freemium"}, "total_pacientes": 0,
}  # fmt: skip
OWNER = "owner@hampiq.test"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "red").save(data, kind)
    return data.getvalue()


async def counted() -> tuple[int, ...]:
    async with start_work(NOBODY) as work:
        return (
            (await work.session.execute(text("select count(*) from app.user_account"))).scalar_one(),
            (await work.session.execute(text("select count(*) from app.refresh_token"))).scalar_one(),
        )


async def sign_in(client: Any, email: str = OWNER, password: str = "Consultorio-2026") -> Any:
    return await client.post(f"{AUTH}login/", json={"email": email, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


# --- sign-up


async def test_sign_up_answers_the_documented_shape_and_makes_a_working_clinic(client: Any) -> None:
    answer = await client.post(f"{AUTH}register/", json=FORM)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["message"] == "Registro exitoso"
    assert found["user"] == {"id": found["user"]["id"], "email": "maria.garcia@email.com", "nombre": "María García López"}
    assert set(found["tokens"]) == {"access", "refresh"}
    mine = bearer(found["tokens"]["access"])
    assert (await client.get("/api/subscriptions/my-subscription/", headers=mine)).json()["plan"]["code"] == "freemium"
    assert (await client.get("/api/agenda/configuracion/", headers=mine)).json()["hora_inicio"] == "08:00:00"
    assert len((await client.get("/api/agenda/servicios/", headers=mine)).json()) > 0
    assert NURSE.items() <= (await client.get(f"{AUTH}me/", headers=mine)).json().items()


async def test_sign_up_is_all_or_nothing(client: Any, monkeypatch: Any) -> None:
    from clinic_app.core import hooks

    async def broken(work: Any) -> None:
        raise RuntimeError("the last step fails")

    before = await counted()
    monkeypatch.setattr(hooks, "FOUNDING", [*hooks.FOUNDING, broken])
    assert (await client.post(f"{AUTH}register/", json=FORM)).status_code == 500
    assert await counted() == before
    monkeypatch.undo()
    assert (await client.post(f"{AUTH}register/", json=FORM)).status_code == 201


async def test_an_email_is_used_once_even_at_the_same_moment(client: Any) -> None:
    answers = await asyncio.gather(*(client.post(f"{AUTH}register/", json=FORM) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    again = await client.post(f"{AUTH}register/", json=FORM | {"email": "MARIA.garcia@EMAIL.com"})
    assert (again.status_code, again.json()) == (400, {"email": ["Ya existe un usuario con este correo electrónico."]})


BAD = [
    *[({name: value}, name) for name in ("email", "password", "password_confirm", "first_name", "last_name") for value in (None, "", 5, [], {}, True, "\0x", "\ud800")],
    *[({"email": value}, "email") for value in ("x", "x@", "@x.pe", "a b@c.pe", "x" * 400 + "@a.pe", "   ", "a@b.pe\r\nBcc: c@d.pe")],
    *[({"password": value, "password_confirm": value}, "password") for value in ("corta", "12345678", "password123", "x" * 300)],
    ({"password_confirm": "Otra-cosa-2026"}, "password_confirm"),
    ({"first_name": "   "}, "first_name"),
    *[({name: "x" * 400}, name) for name in ("first_name", "last_name", "telefono", "numero_colegiatura", "nombre_consultorio", "rne")],
    ({"especialidad": "brujería"}, "especialidad"),
    ({"sexo": "X"}, "sexo"),
    ({"nombre_consultorio": "x" * 900_000}, "nombre_consultorio"),
    ({"telefono": ["9"]}, "telefono"),
    ({"rne": "a\0b"}, "rne"),
]


async def test_every_wrong_field_is_named_and_nothing_is_kept(client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings(), "rate_limits", False)
    before = await counted()
    for change, field in BAD:
        answer = await client.post(f"{AUTH}register/", content=json.dumps(FORM | change), headers={"content-type": "application/json"})
        assert answer.status_code == 400, (change, answer.text[:200])
        assert field in answer.json() and isinstance(answer.json()[field][0], str), (change, answer.text[:200])
    for name in ("email", "password", "password_confirm", "first_name", "last_name"):
        answer = await client.post(f"{AUTH}register/", json={k: v for k, v in FORM.items() if k != name})
        assert answer.json() == {name: ["Este campo es requerido."]}
    for body in ([], "x", 5, None, True, [FORM]):
        assert (await client.post(f"{AUTH}register/", json=body)).status_code == 400, body
    assert await counted() == before


async def test_names_may_be_anything_that_people_write(client: Any) -> None:
    for number, name in enumerate(("Zoë 👩‍⚕️", "محمد", "<b>Rosa</b>", "'; drop table app.clinic; --", "Ñahui")):
        answer = await client.post(f"{AUTH}register/", json=FORM | {"email": f"p{number}@x.pe", "first_name": name})
        assert answer.status_code == 201, answer.text
        assert answer.json()["user"]["nombre"] == f"{name} García López"


@pytest.mark.parametrize("chunked", [False, True])
async def test_ten_megabytes_are_refused(client: Any, chunked: bool) -> None:
    body = b'{"email": "' + b"x" * 10_000_000 + b'"}'

    async def pieces() -> Any:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    for path in ("register/", "login/"):
        headers = {"content-type": "application/json"}
        answer = await client.post(f"{AUTH}{path}", content=pieces() if chunked else body, headers=headers)
        assert answer.status_code == 413, answer.text
        assert answer.json() == {"detail": "El contenido enviado es demasiado grande."}


# --- sign-in


async def test_login_answers_the_documented_shape(client: Any) -> None:
    await client.post(f"{AUTH}register/", json=FORM)
    answer = await sign_in(client, "  MARIA.garcia@email.com ", FORM["password"])
    assert answer.status_code == 200
    found = answer.json()
    assert found["user"]["email"] == "maria.garcia@email.com" and found["user"]["nombre"] == "María García López"
    assert NURSE.items() <= found["enfermera"].items()
    user = {"id": found["user"]["id"], "email": "maria.garcia@email.com", "first_name": "María", "last_name": "García López", "telefono": "987654321"}
    assert user.items() <= found["enfermera"]["usuario"].items()
    assert found["enfermera"]["usuario"]["is_admin"] is False
    assert (await client.get(f"{AUTH}me/", headers=bearer(found["tokens"]["access"]))).status_code == 200


async def test_a_wrong_password_and_an_unknown_email_are_told_the_same(client: Any) -> None:
    wrong, unknown = await sign_in(client, password="No-es-esta-1"), await sign_in(client, "nobody@hampiq.test")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert OWNER not in wrong.text


@pytest.mark.parametrize("email", [OWNER, "nobody@hampiq.test"])
async def test_lock_out_after_eight_failures(client: Any, email: str) -> None:
    for _ in range(8):
        assert (await sign_in(client, email, "No-es-esta-1")).status_code == 401
    locked = await sign_in(client, email)
    assert locked.status_code == 429
    assert locked.json() == {"detail": "Demasiados intentos fallidos. Espera 15 minutos o restablece tu contraseña."}
    async with start_work(NOBODY) as work:
        await work.session.execute(text("update app.sign_in_failures set last_at = now() - interval '16 minutes'"))
    assert (await sign_in(client, email)).status_code == (200 if email == OWNER else 401)


async def test_guesses_at_the_same_moment_are_counted_too(client: Any) -> None:
    answers = await asyncio.gather(*(sign_in(client, password=f"No-es-esta-{n}") for n in range(20)))
    assert sum(answer.status_code == 401 for answer in answers) == 8


async def test_success_forgets_the_failures(client: Any) -> None:
    for _ in range(2):
        for _ in range(7):
            assert (await sign_in(client, password="No-es-esta-1")).status_code == 401
        assert (await sign_in(client)).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, [], "x", None, 1, {"email": 1, "password": 2}, {"email": OWNER}, {"email": "\0", "password": "x"}, {"email": "\ud800", "password": "\ud800"}]
)
async def test_login_with_nonsense(client: Any, body: Any) -> None:
    answer = await client.post(f"{AUTH}login/", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


async def test_sign_ins_from_one_address_are_limited(client: Any) -> None:
    answers = [await sign_in(client, f"n{number}@x.pe") for number in range(41)]
    assert [answer.status_code for answer in answers] == [401] * 40 + [429]


# --- tokens


async def test_refresh_rotates_and_a_stolen_token_kills_its_family(client: Any) -> None:
    first = (await sign_in(client)).json()["tokens"]
    other = (await sign_in(client)).json()["tokens"]
    expired = bearer(jwt.encode({"token_type": "access", "sub": "1", "tid": 1, "exp": 1}, secret_key(), "HS256"))
    answer = await client.post(f"{AUTH}refresh/", json={"refresh": first["refresh"]}, headers=expired)
    assert answer.status_code == 200
    second = answer.json()
    assert (await client.get(f"{AUTH}me/", headers=bearer(second["access"]))).status_code == 200
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": first["refresh"]})).status_code == 401
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": second["refresh"]})).status_code == 401
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": other["refresh"]})).status_code == 200


async def test_refresh_at_the_same_moment_gives_one_pair_at_most(client: Any) -> None:
    first = (await sign_in(client)).json()["tokens"]["refresh"]
    answers = await asyncio.gather(*(client.post(f"{AUTH}refresh/", json={"refresh": first}) for _ in range(12)))
    won = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": won[0]["refresh"]})).status_code == 401


async def test_refresh_with_nonsense(client: Any) -> None:
    access = (await sign_in(client)).json()["tokens"]["access"]
    for token in (access, "x", "a.b.c", "é" * 50):
        assert (await client.post(f"{AUTH}refresh/", json={"refresh": token})).status_code == 401
    for body in ({}, {"refresh": 5}, {"refresh": ""}, {"refresh": "\0"}, [], None):
        assert (await client.post(f"{AUTH}refresh/", json=body)).status_code == 400


async def test_logout_kills_the_refresh_token_and_no_other(client: Any, cast: Any, headers: Any) -> None:
    mine, again = (await sign_in(client)).json()["tokens"], (await sign_in(client)).json()["tokens"]
    foreign = await client.post(f"{AUTH}logout/", json={"refresh": mine["refresh"]}, headers=headers(cast.outsider))
    assert foreign.status_code == 400
    answer = await client.post(f"{AUTH}logout/", json={"refresh": mine["refresh"]}, headers=bearer(mine["access"]))
    assert (answer.status_code, answer.json()) == (200, {"message": "Sesión cerrada exitosamente"})
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": mine["refresh"]})).status_code == 401
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": again["refresh"]})).status_code == 200


def forged(cast: Any) -> dict[str, str]:
    now = int(time.time())
    good = {"token_type": "access", "sub": str(cast.owner.user_id), "tid": cast.owner.tenant_id, "exp": now + 60}
    foreign_clinic = good | {"tid": cast.outsider.tenant_id}
    return {
        "expired": jwt.encode(good | {"exp": now - 1}, secret_key(), "HS256"),
        "other key": jwt.encode(good, "k" * 64, "HS256"),
        "no algorithm": jwt.encode(good, None, "none"),
        "no end": jwt.encode({k: v for k, v in good.items() if k != "exp"}, secret_key(), "HS256"),
        "a refresh token": jwt.encode(good | {"token_type": "refresh"}, secret_key(), "HS256"),
        "a clinic she left": jwt.encode(foreign_clinic, secret_key(), "HS256"),
        "nobody": jwt.encode(good | {"sub": "999999"}, secret_key(), "HS256"),
        "empty": "",
        "noise": "x.y.z",
    }


async def test_forged_tokens_are_refused(client: Any, cast: Any, headers: Any) -> None:
    for what, token in forged(cast).items():
        for _ in range(2):
            answer = await client.get("/api/pacientes/", headers=bearer(token))
            assert answer.status_code == 401, what
            assert answer.headers["www-authenticate"] == 'Bearer realm="api"'
    good = headers(cast.owner)["Authorization"]
    for header in (good[:-2], good.replace("Bearer", "Basic"), "Bearer", "Bearer é".encode("latin-1"), good + "x"):
        assert (await client.get("/api/pacientes/", headers={"Authorization": header})).status_code == 401
    body, signature = good.rsplit(".", 1)
    assert (await client.get("/api/pacientes/", headers={"Authorization": f"{body}.{signature[::-1]}"})).status_code == 401


# --- profile


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
        assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, data, kind)
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
            files.opened(outside, until, signed)


async def test_what_is_no_image_is_refused(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    before = (await client.get(f"{AUTH}me/", headers=mine)).json()
    kept = len(list((settings().data_dir / "media").rglob("*")))
    bad = (b"hello", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", picture()[:30], b"GIF89a" + bytes(50), picture() + bytes(6 * 1024**2), picture("BMP"))
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
        monkeypatch.setattr(os, broken, lambda *a, o=original, name=broken: full() if name == "fsync" or str(a[0]).endswith(".part") else o(*a))
        answer = await client.patch(f"{AUTH}me/", data={"first_name": "Otra"}, files={"foto": ("a.png", picture())}, headers=mine)
        monkeypatch.setattr(os, broken, original)
        assert answer.status_code == 503, answer.text
        assert "no hay espacio" in answer.json()["detail"]
    assert os.fsync is real
    assert (await client.get(f"{AUTH}me/", headers=mine)).json() == before
    assert not list((settings().data_dir / "media").rglob("*.part"))


# --- passwords


async def test_change_of_password_ends_the_other_sessions(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    tokens = (await sign_in(client)).json()["tokens"]
    cookie = await service.open_session(cast.owner)
    new = "Nuevo-Password-456"
    change = {"old_password": cast.password, "new_password": new, "new_password_confirm": new}
    for wrong, field in (
        ({"old_password": "no"}, "old_password"), ({"new_password": "corta", "new_password_confirm": "corta"}, "new_password"),
        ({"new_password_confirm": "otra"}, "new_password_confirm"), ({"new_password": None}, "new_password"), ({"new_password": 5}, "new_password"),
    ):  # fmt: skip
        answer = await client.post(f"{AUTH}change-password/", json=change | wrong, headers=mine)
        assert (answer.status_code, list(answer.json())) == (400, [field])
    assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == 200
    answer = await client.post(f"{AUTH}change-password/", json=change, headers=mine)
    assert (answer.status_code, answer.json()) == (200, {"message": "Contraseña actualizada exitosamente"})
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": tokens["refresh"]})).status_code == 401
    assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == 401
    assert (await sign_in(client)).status_code == 401
    assert (await sign_in(client, password=new)).status_code == 200


async def reset_link(client: Any, user_id: int) -> str:
    from clinic_app.access.jobs import mail_reset_link

    outbox = settings().data_dir / "outbox"
    old = set(outbox.glob("*.eml"))
    await mail_reset_link(tenant_id=None, user_id=user_id)
    (mail,) = set(outbox.glob("*.eml")) - old
    import email
    import email.policy
    import re

    assert mail.stat().st_mode & 0o077 == 0
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert message["To"] == OWNER
    found = re.search(r"/reset/\?token=(\S+)", message.get_body().get_content())
    assert found
    return found[1]


async def test_reset_by_a_mailed_link(client: Any, cast: Any) -> None:
    here = {"origin": "http://testserver", "host": "testserver"}
    answers = [await client.post("/auth/forgot", data={"email": email}, headers=here) for email in (" OWNER@hampiq.test", "nobody@x.pe", "a\0b", "")]
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {(303, "/forgot/?done=sent")}
    async with start_work(NOBODY) as work:
        rows = (await work.session.execute(text("select args from jobs.procrastinate_jobs where task_name = 'mail_reset_link'"))).scalars().all()
    assert rows == [{"tenant_id": None, "user_id": cast.owner.user_id}]

    tokens = (await sign_in(client)).json()["tokens"]
    dead, token = await reset_link(client, cast.owner.user_id), await reset_link(client, cast.owner.user_id)
    new = "Nuevo-Password-456"

    async def reset(token: str, password: str = new, confirm: str | None = None) -> str:
        form = {"token": token, "password": password, "password_confirm": password if confirm is None else confirm}
        answer = await client.post("/auth/reset", data=form, headers=here)
        assert answer.status_code == 303
        return answer.headers["location"]

    assert "error=expired" in await reset(dead)
    assert "error=expired" in await reset("x")
    assert "error=weak" in await reset(token, "corta")
    assert "error=mismatch" in await reset(token, confirm="otra")
    assert await reset(token) == "/login/?done=changed"
    assert "error=expired" in await reset(token)
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": tokens["refresh"]})).status_code == 401
    assert (await sign_in(client, password=new)).status_code == 200
    late = await reset_link(client, cast.owner.user_id)
    async with start_work(NOBODY) as work:
        await work.session.execute(text("update app.password_reset set expires_at = now() - interval '1 second'"))
    assert "error=expired" in await reset(late)


async def test_reset_unlocks_and_works_once_at_the_same_moment(client: Any, cast: Any) -> None:
    for _ in range(8):
        await sign_in(client, password="No-es-esta-1")
    token, _ = await service.new_reset_link(cast.owner.user_id)
    new = [f"Nuevo-Password-{n}" for n in range(4)]
    results = await asyncio.gather(*(service.reset_password(token, word, word) for word in new), return_exceptions=True)
    assert [result is None for result in results].count(True) == 1
    assert (await sign_in(client, password=new[results.index(None)])).status_code == 200


async def test_an_account_that_was_closed_is_out_at_once(client: Any, cast: Any, headers: Any) -> None:
    tokens = (await sign_in(client)).json()["tokens"]
    async with start_work(NOBODY) as work:
        await work.session.execute(text("update app.user_account set is_active = false where id = :id"), {"id": cast.owner.user_id})
    actors.forget()
    assert (await client.get(f"{AUTH}me/", headers=bearer(tokens["access"]))).status_code == 401
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": tokens["refresh"]})).status_code == 401
    assert (await sign_in(client)).status_code == 401
