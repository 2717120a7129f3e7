"""A proof of who calls dies with its session, wherever it is ended."""

from typing import Any

import pytest
from auth_steps import AUTH, bearer, sign_in
from sqlalchemy import text

from clinic_app.access import actors, history, sessions
from clinic_app.access.origin import Origin
from clinic_app.core.database import NOBODY, start_work

HERE = {"origin": "http://testserver"}
NEW = "Nuevo-Password-456"


async def status(client: Any, tokens: dict[str, str]) -> int:
    return (await client.get(f"{AUTH}me/", headers=bearer(tokens["access"]))).status_code


async def signed_in(client: Any) -> dict[str, str]:
    tokens = (await sign_in(client)).json()["tokens"]
    assert await status(client, tokens) == 200
    return tokens


async def run(sql: str, **values: Any) -> None:
    async with start_work(NOBODY) as work:
        await work.session.execute(text(sql), values)


async def test_sign_out_ends_the_access_token_and_no_other(client: Any) -> None:
    mine, other = await signed_in(client), await signed_in(client)
    assert (await client.post(f"{AUTH}logout/", json={"refresh": mine["refresh"]}, headers=bearer(mine["access"]))).status_code == 200
    assert (await status(client, mine), await status(client, other)) == (401, 200)


async def test_a_replayed_refresh_token_ends_the_access_tokens_of_its_session(client: Any) -> None:
    first = await signed_in(client)
    second = (await client.post(f"{AUTH}refresh/", json={"refresh": first["refresh"]})).json()
    assert await status(client, second) == 200
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": first["refresh"]})).status_code == 401
    assert (await status(client, first), await status(client, second)) == (401, 401)


async def test_a_new_password_ends_every_token(client: Any, cast: Any) -> None:
    mine, other = await signed_in(client), await signed_in(client)
    change = {"old_password": cast.password, "new_password": NEW, "new_password_confirm": NEW}
    assert (await client.post(f"{AUTH}change-password/", json=change, headers=bearer(mine["access"]))).status_code == 200
    assert (await status(client, mine), await status(client, other)) == (401, 401)


async def test_who_was_removed_from_the_clinic_is_out_and_does_not_slide_into_another(client: Any, cast: Any) -> None:
    tokens = (await sign_in(client, "nurse@hampiq.test")).json()["tokens"]
    async with start_work(cast.outsider) as work:
        await work.session.execute(
            text("insert into app.membership (user_id, role, is_active) values (:user, 'nurse', true)"), {"user": cast.nurse.user_id}
        )
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.membership set is_active = false where user_id = :user"), {"user": cast.nurse.user_id})
    actors.forget()
    assert await status(client, tokens) == 401
    assert (await client.post(f"{AUTH}refresh/", json={"refresh": tokens["refresh"]})).status_code == 401


async def test_another_process_learns_of_it_within_seconds(client: Any, monkeypatch: Any) -> None:
    tokens = await signed_in(client)
    await run("delete from app.api_session")  # as another process does it: nobody forgets here
    assert await status(client, tokens) == 200
    later = actors.time.monotonic() + actors.CACHE_SECONDS + 0.1
    monkeypatch.setattr(actors.time, "monotonic", lambda: later)
    assert actors.CACHE_SECONDS <= 5 and await status(client, tokens) == 401


async def test_an_ended_session_is_dropped_in_time(client: Any) -> None:
    tokens = await signed_in(client)
    await run("update app.api_session set expires_at = now() - interval '1 second'")
    actors.forget()
    assert await status(client, tokens) == 401
    await history.forget_old()
    async with start_work(NOBODY) as work:
        assert (await work.session.execute(text("select count(*) from app.refresh_token"))).scalar_one() == 0


@pytest.mark.parametrize("where", ["api", "web"])
async def test_guesses_at_ones_own_password_are_counted(client: Any, cast: Any, where: str) -> None:
    mine = await signed_in(client)
    cookie = {"cookie": f"sid={await sessions.open_session(cast.owner)}"}

    async def guess(password: str) -> str:
        change = {"old_password": password, "new_password": NEW, "new_password_confirm": NEW}
        if where == "web":
            return (await client.post("/auth/password", data=change, headers=HERE | cookie)).headers["location"]
        answer = await client.post(f"{AUTH}change-password/", json=change, headers=bearer(mine["access"]))
        return f"{answer.status_code} {answer.text}"

    for _ in range(8):
        found = await guess("No-es-esta-1")
        assert found == "/settings/security/?error=own&field=old_password" if where == "web" else found.startswith("400"), found
    locked = await guess(cast.password)  # the right one, too late
    assert "error=locked" in locked if where == "web" else locked.startswith("429"), locked
    assert (await sign_in(client)).status_code == 200  # signing in is not locked by it: a thief of a session locks nobody out
    await run("update app.sign_in_failures set last_at = now() - interval '16 minutes'")
    assert "done=password" in await guess(cast.password) if where == "web" else (await guess(cast.password)).startswith("200")


async def test_the_form_for_a_new_password_keeps_this_browser_and_ends_the_others(client: Any, cast: Any) -> None:
    mine, other = await sessions.open_session(cast.owner), await sessions.open_session(cast.owner)
    tokens = await signed_in(client)
    form = {"old_password": cast.password, "new_password": NEW, "new_password_confirm": NEW}
    for change, code in (
        ({"new_password": "corta"}, "error=weak&field=new_password"),
        ({"new_password_confirm": "x"}, "error=mismatch&field=new_password_confirm"),
    ):
        answer = await client.post("/auth/password", data=form | change, headers=HERE | {"cookie": f"sid={mine}"})
        assert code in answer.headers["location"] and NEW not in answer.headers["location"]
    assert (await client.post("/auth/password", data=form, headers=HERE | {"cookie": "sid=x"})).headers["location"] == "/login/"
    answer = await client.post("/auth/password", data=form, headers=HERE | {"cookie": f"sid={mine}"})
    assert answer.headers["location"] == "/settings/security/?done=password"
    fresh = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("sid=")).split(";")[0]
    client.cookies.clear()
    for cookie, expected in ((f"sid={mine}", 401), (f"sid={other}", 401), (fresh, 200)):
        assert (await client.get(f"{AUTH}me/", headers={"cookie": cookie})).status_code == expected
    assert await status(client, tokens) == 401


async def test_an_expired_plan_keeps_the_practice_as_it_is_but_not_the_person(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.subscription set plan_code = 'pro', end_date = '2020-01-01'"))
    for body in ({"nombre_consultorio": "Otro"}, {"ruc": "10123456789"}, {"first_name": "Luz", "direccion_consultorio": "x"}):
        assert (await client.patch(f"{AUTH}me/", json=body, headers=mine)).status_code == 402, body
    answer = await client.patch(f"{AUTH}me/", json={"first_name": "Luz", "telefono": "987000111"}, headers=mine)
    assert (
        answer.status_code == 200
        and answer.json()["usuario"]["first_name"] == "Luz"
        and answer.json()["nombre_consultorio"] == "Consultorio Sonqo"
    )


async def test_one_sees_and_ends_ones_own_sessions_only(client: Any, cast: Any) -> None:
    from clinic_app.core.errors import NotFound

    chrome = Origin("181.65.20.7", "Chrome · Windows")
    mine, other = await sessions.open_session(cast.owner, chrome), await sessions.open_session(cast.owner)
    foreign = await sessions.open_session(cast.outsider)
    tokens = await signed_in(client)
    async with start_work(cast.owner) as work:
        found = await sessions.devices(work, mine)
        assert [each.kind for each in found].count("web") == 2 and [each.kind for each in found].count("api") == 1
        assert (found[0].current, found[0].device, found[0].address) == (True, "Chrome · Windows", "181.65.20.0/24")
    async with start_work(cast.outsider) as work:
        (theirs,) = await sessions.devices(work, foreign)
        for key in (found[0].key, found[-1].key, "x", "", "wzz", "azz", "a" * 40):
            with pytest.raises(NotFound):
                await sessions.revoke(work, key)
    async with start_work(cast.owner) as work:
        with pytest.raises(NotFound):
            await sessions.revoke(work, theirs.key)
        await sessions.revoke(work, next(each.key for each in found if each.kind == "api"))
    assert await status(client, tokens) == 401
    tokens = await signed_in(client)
    async with start_work(cast.owner) as work:
        await sessions.revoke_others(work, mine)
    client.cookies.clear()
    for cookie, expected in ((mine, 200), (other, 401), (foreign, 200)):
        assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == expected
    assert await status(client, tokens) == 401


async def test_last_seen_is_noted_once_a_minute(client: Any, cast: Any) -> None:
    cookie = await sessions.open_session(cast.owner)
    tokens = await signed_in(client)

    async def seen() -> list[Any]:
        async with start_work(NOBODY) as work:
            return list(
                (
                    await work.session.execute(
                        text("select last_seen_at from app.web_session union all select last_seen_at from app.api_session")
                    )
                ).scalars()
            )

    async def use() -> None:
        actors.forget()
        assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == 200
        assert await status(client, tokens) == 200

    first = await seen()
    await use()
    assert await seen() == first
    for table in ("web_session", "api_session"):
        await run(f"update app.{table} set last_seen_at = now() - interval '2 minutes'")
    await use()
    assert all(now > then for now, then in zip(await seen(), first, strict=True))
