"""Access and refresh tokens: rotation, sign-out, forgeries."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import jwt
from auth_steps import AUTH, bearer, sign_in

from clinic_app.core.settings import secret_key


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


async def test_refresh_with_claims_of_another_program(client: Any, cast: Any) -> None:
    good = {"token_type": "refresh", "sub": str(cast.owner.user_id), "tid": 1, "exp": time.time() + 60, "family": str(uuid4()), "jti": "a"}
    for wrong in ({"family": "x"}, {"family": None}, {"family": 5}, {"sub": "q"}, {"tid": {}}, {"tid": "1"}):
        token = jwt.encode(good | wrong, secret_key(), "HS256")
        assert (await client.post(f"{AUTH}refresh/", json={"refresh": token})).status_code == 401, wrong


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
    good = {"token_type": "access", "sub": str(cast.owner.user_id), "tid": cast.owner.tenant_id, "sid": str(uuid4()), "exp": now + 60}
    foreign_clinic = good | {"tid": cast.outsider.tenant_id}
    return {
        "expired": jwt.encode(good | {"exp": now - 1}, secret_key(), "HS256"),
        "other key": jwt.encode(good, "k" * 64, "HS256"),
        "no algorithm": jwt.encode(good, None, "none"),
        "no end": jwt.encode({k: v for k, v in good.items() if k != "exp"}, secret_key(), "HS256"),
        "a refresh token": jwt.encode(good | {"token_type": "refresh"}, secret_key(), "HS256"),
        "a clinic she left": jwt.encode(foreign_clinic, secret_key(), "HS256"),
        "an ended session": jwt.encode(good, secret_key(), "HS256"),
        "no session": jwt.encode({k: v for k, v in good.items() if k != "sid"}, secret_key(), "HS256"),
        "a session that is none": jwt.encode(good | {"sid": 5}, secret_key(), "HS256"),
        "clinics in a list": jwt.encode(good | {"tid": [cast.owner.tenant_id]}, secret_key(), "HS256"),
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
