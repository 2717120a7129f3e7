"""Another e-mail address, and the end of an account."""

import email
import email.policy
import re
from typing import Any

import pytest
from auth_steps import AUTH, bearer, sign_in
from sqlalchemy import text
from test_second_factor import enrol

from clinic_app.access import actors, email_change, own_account, service
from clinic_app.access.jobs import mail_email_change_new, mail_email_change_old
from clinic_app.access.origin import Origin
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.errors import Conflict, Invalid
from clinic_app.core.settings import settings

HERE = {"origin": "http://testserver"}
NEW = "nueva@hampiq.test"


async def ask(actor: Any, address: str = NEW, password: str = "Consultorio-2026", code: str = "") -> None:
    await email_change.ask(actor, address, password, code, Origin())


async def mailed(job: Any, actor: Any) -> tuple[str, str] | None:
    """Run a mail's job: to whom it went and the token in it."""
    outbox = settings().data_dir / "outbox"
    old = set(outbox.glob("*.eml"))
    await job(tenant_id=actor.tenant_id, user_id=actor.user_id)
    fresh = set(outbox.glob("*.eml")) - old
    if not fresh:
        return None
    message = email.message_from_bytes(fresh.pop().read_bytes(), policy=email.policy.default)
    found = re.search(r"/email/\?token=(\S+)", message.get_body().get_content())
    assert found
    return str(message["To"]), found[1]


async def both(actor: Any) -> tuple[str, str]:
    new, old = await mailed(mail_email_change_new, actor), await mailed(mail_email_change_old, actor)
    assert new and old and (new[0], old[0]) == (NEW, "owner@hampiq.test")
    return new[1], old[1]


async def rows(sql: str, **values: Any) -> list[Any]:
    async with start_work(NOBODY) as work:
        return list(await work.session.execute(text(sql), values))


async def test_an_address_changes_when_both_sides_agree(client: Any, cast: Any) -> None:
    await ask(cast.owner, " Nueva@Hampiq.test ")
    queued = await rows("select task_name, args from jobs.procrastinate_jobs where task_name like 'mail_email%' order by 1")
    assert [row.task_name for row in queued] == ["mail_email_change_new", "mail_email_change_old"]
    assert all(row.args == {"tenant_id": cast.owner.tenant_id, "user_id": cast.owner.user_id} for row in queued)
    new, old = await both(cast.owner)

    async def answer(token: str, agree: str = "yes") -> str:
        return (await client.post("/auth/email-change", data={"token": token, "agree": agree}, headers=HERE)).headers["location"]

    assert await answer(new) == "/email/?done=email-waiting"
    assert (await sign_in(client)).status_code == 200 and (await sign_in(client, NEW)).status_code == 401
    assert "error=expired" in await answer(new)  # once
    assert await answer(old) == "/email/?done=email-changed"
    assert (await sign_in(client)).status_code == 401 and (await sign_in(client, NEW)).status_code == 200
    for dead in (new, old, "x", "", "a\0b"):
        assert "error=expired" in await answer(dead), dead


@pytest.mark.parametrize("side", [0, 1])
async def test_one_side_that_refuses_is_enough(client: Any, cast: Any, side: int) -> None:
    await ask(cast.owner)
    tokens = await both(cast.owner)
    assert await email_change.answer(tokens[1 - side], True) == "waiting"
    assert await email_change.answer(tokens[side], False) == "refused"
    with pytest.raises(Invalid):
        await email_change.answer(tokens[side], True)
    assert (await sign_in(client)).status_code == 200


async def test_an_address_in_use_is_not_told_and_never_taken(client: Any, cast: Any) -> None:
    await ask(cast.owner, "nurse@hampiq.test")  # no word of it
    assert await mailed(mail_email_change_new, cast.owner) is None
    old = await mailed(mail_email_change_old, cast.owner)
    assert old and await email_change.answer(old[1], True) == "waiting"
    await ask(cast.owner)
    new, old_token = await both(cast.owner)
    await email_change.answer(new, True)
    await service.sign_up(service.SignUp(email=NEW, password="Consultorio-2026", password_confirm="Consultorio-2026", first_name="Otra"))
    with pytest.raises(Invalid):  # somebody was faster
        await email_change.answer(old_token, True)
    assert (await sign_in(client)).status_code == 200


async def test_who_asks_proves_that_it_is_she(client: Any, cast: Any) -> None:
    for address, password, field in (
        ("x", "Consultorio-2026", "email"),
        ("OWNER@hampiq.test", "Consultorio-2026", "email"),
        (NEW, "No-es-esta", "password"),
    ):
        with pytest.raises(Invalid) as refused:
            await ask(cast.owner, address, password)
        assert list(refused.value.fields or {}) == [field]
    _, codes = await enrol(cast.owner)
    with pytest.raises(Invalid) as refused:
        await ask(cast.owner)
    assert list(refused.value.fields or {}) == ["codigo"]
    await ask(cast.owner, code=codes[0])
    async with start_work(cast.owner) as work:
        assert await email_change.pending(work) == NEW
        await email_change.cancel(work)
        assert await email_change.pending(work) == ""
    assert await mailed(mail_email_change_new, cast.owner) is None


async def test_a_link_is_old_after_a_day_and_only_hashes_are_kept(client: Any, cast: Any) -> None:
    await ask(cast.owner)
    new, old = await both(cast.owner)
    ((kept_new, kept_old),) = await rows("select new_hash, old_hash from app.email_change")
    assert new.encode() not in bytes(kept_new) and old.encode() not in bytes(kept_old)
    await rows("update app.email_change set expires_at = now() - interval '1 second' returning 1")
    for token in (new, old):
        with pytest.raises(Invalid):
            await email_change.answer(token, True)


# --- the end of an account


async def close(client: Any, cookie: str, **form: str) -> Any:
    client.cookies.clear()
    return await client.post(
        "/auth/close-account", data={"close_password": "Consultorio-2026"} | form, headers=HERE | {"cookie": f"sid={cookie}"}
    )


async def test_a_closed_account_is_out_and_anonymous_and_its_history_stays(client: Any, cast: Any) -> None:
    tokens = (await sign_in(client, "nurse@hampiq.test")).json()["tokens"]
    cookie = await service.open_session(cast.nurse)
    assert (await close(client, cookie, close_password="No-es-esta")).headers[
        "location"
    ] == "/settings/security/?error=own&field=close_password"
    answer = await close(client, cookie)
    assert answer.headers["location"] == "/login/?done=closed"
    client.cookies.clear()
    assert (await client.get(f"{AUTH}me/", headers=bearer(tokens["access"]))).status_code == 401
    assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == 401
    assert (await sign_in(client, "nurse@hampiq.test")).status_code == 401
    ((person,),) = await rows("select row_to_json(u) from app.user_account u where id = :id", id=cast.nurse.user_id)
    assert person["is_active"] is False and "nurse" not in str(person).lower() and "sonqo" not in str(person).lower()
    async with start_work(cast.owner) as work:
        members = (
            (await work.session.execute(text("select is_active from app.membership where user_id = :id"), {"id": cast.nurse.user_id}))
            .scalars()
            .all()
        )
        trail = await work.session.execute(
            text("select count(*) from app.audit_entry where action = 'close_account' and user_id = :id"), {"id": cast.nurse.user_id}
        )
        assert (members, trail.scalar_one()) == ([False], 1)
    again = service.SignUp(email="nurse@hampiq.test", password=cast.password, password_confirm=cast.password, first_name="Otra")
    assert (await service.sign_up(again)).user_id != cast.nurse.user_id  # the address is free again


async def test_the_last_owner_cannot_leave_a_clinic_in_use(client: Any, cast: Any) -> None:
    from test_tenancy import a_patient

    cookie = await service.open_session(cast.owner)
    assert (await close(client, cookie)).headers["location"] == "/settings/security/?error=owner"
    assert (await client.get(f"{AUTH}me/", headers={"cookie": f"sid={cookie}"})).status_code == 200  # nothing half-done
    await a_patient(cast.outsider)
    with pytest.raises(own_account.LastOwner, match="Consultorio Ajeno"):
        await own_account.close(cast.outsider, cast.password)
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.membership set role = 'owner' where user_id = :id"), {"id": cast.nurse.user_id})
    assert (await close(client, cookie)).headers["location"] == "/login/?done=closed"


async def test_alone_without_patients_one_may_go(cast: Any) -> None:
    await own_account.close(cast.outsider, cast.password)
    actors.forget()
    assert await rows("select 1 from app.user_account where id = :id and is_active", id=cast.outsider.user_id) == []


async def test_two_owners_do_not_leave_at_the_same_moment(cast: Any) -> None:
    import asyncio

    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.membership set role = 'owner' where user_id = :id"), {"id": cast.nurse.user_id})
    results = await asyncio.gather(*(own_account.close(actor, cast.password) for actor in (cast.owner, cast.nurse)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "NoneType"]


async def test_closing_asks_for_the_code_of_those_who_have_one(client: Any, cast: Any) -> None:
    _, codes = await enrol(cast.nurse)
    cookie = await service.open_session(cast.nurse)
    for code in ("", "000000"):
        assert (await close(client, cookie, close_code=code)).headers["location"] == "/settings/security/?error=code&field=close_code"
    assert (await close(client, cookie, close_code=codes[0])).headers["location"] == "/login/?done=closed"


async def test_the_last_administrator_of_the_platform_stays(cast: Any) -> None:
    async with start_work(NOBODY) as work:
        await work.session.execute(text("update app.user_account set is_platform_admin = true where id = :id"), {"id": cast.nurse.user_id})
    with pytest.raises(Conflict):
        await own_account.close(cast.nurse, cast.password)
