"""Section 1 of the documented API: sign-up and sign-in."""

import asyncio
import json
from typing import Any

import pytest
from auth_steps import AUTH, FORM, NURSE, OWNER, bearer, sign_in
from sqlalchemy import text

from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.settings import settings


async def counted() -> tuple[int, ...]:
    async with start_work(NOBODY) as work:
        return (
            (await work.session.execute(text("select count(*) from app.user_account"))).scalar_one(),
            (await work.session.execute(text("select count(*) from app.refresh_token"))).scalar_one(),
        )


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
    *[
        ({name: value}, name)
        for name in ("email", "password", "password_confirm", "first_name", "last_name")
        for value in (None, "", 5, [], {}, True, "\0x", "\ud800")
    ],
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
    *[({name: "A\r\nBcc: otra@persona.pe"}, name) for name in ("first_name", "last_name", "nombre_consultorio")],
    ({"first_name": "\u200b"}, "first_name"),
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


async def test_login_answers_the_documented_shape(client: Any) -> None:
    await client.post(f"{AUTH}register/", json=FORM)
    answer = await sign_in(client, "  MARIA.garcia@email.com ", FORM["password"])
    assert answer.status_code == 200
    found = answer.json()
    assert found["user"]["email"] == "maria.garcia@email.com" and found["user"]["nombre"] == "María García López"
    assert NURSE.items() <= found["enfermera"].items()
    user = {
        "id": found["user"]["id"],
        "email": "maria.garcia@email.com",
        "first_name": "María",
        "last_name": "García López",
        "telefono": "987654321",
    }
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
    "body",
    [
        {},
        [],
        "x",
        None,
        1,
        {"email": 1, "password": 2},
        {"email": OWNER},
        {"email": "\0", "password": "x"},
        {"email": "\ud800", "password": "\ud800"},
    ],
)
async def test_login_with_nonsense(client: Any, body: Any) -> None:
    answer = await client.post(f"{AUTH}login/", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


async def test_sign_ins_from_one_address_are_limited(client: Any) -> None:
    answers = [await sign_in(client, f"n{number}@x.pe") for number in range(41)]
    assert [answer.status_code for answer in answers] == [401] * 40 + [429]
