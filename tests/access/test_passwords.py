"""Change and reset of a password; an account that was closed."""

import asyncio
from typing import Any

from auth_steps import AUTH, OWNER, bearer, sign_in
from sqlalchemy import text

from clinic_app.access import actors, service
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.settings import settings


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


async def test_how_soon_a_link_is_promised_tells_nobody_who_has_an_account(client: Any, cast: Any) -> None:
    from time import perf_counter

    from clinic_app.access.recovery import ASKING_SECONDS

    for email in (OWNER, "nobody@x.pe"):
        began = perf_counter()
        await client.post("/auth/forgot", data={"email": email}, headers={"origin": "http://testserver"})
        assert perf_counter() - began >= ASKING_SECONDS


async def test_reset_by_a_mailed_link(client: Any, cast: Any) -> None:
    here = {"origin": "http://testserver", "host": "testserver"}
    answers = [
        await client.post("/auth/forgot", data={"email": email}, headers=here)
        for email in (" OWNER@hampiq.test", "nobody@x.pe", "a\0b", "")
    ]
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {(303, "/forgot/?done=sent")}
    async with start_work(NOBODY) as work:
        rows = (
            (await work.session.execute(text("select args from jobs.procrastinate_jobs where task_name = 'mail_reset_link'")))
            .scalars()
            .all()
        )
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
    assert "error=weak&field=password&" in await reset(token, "corta")  # by the names of the page's own fields
    assert "error=mismatch&field=password_confirm&" in await reset(token, confirm="otra")
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
