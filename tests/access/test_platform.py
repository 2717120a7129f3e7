"""The platform's administrator: her own door, numbers of clinics, and no way into a clinic or out of one."""

from typing import Any

import psycopg
import pytest
from auth_steps import AUTH
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from test_second_factor import enrol

from clinic_app.access import actors, platform, service, sessions
from clinic_app.core.database import NOBODY, Actor, start_work
from clinic_app.core.errors import NotAllowed, NotSignedIn

HERE = {"origin": "http://testserver"}
RIGHT = {"email": "admin@hampiq.test", "password": "Plataforma-2026"}


async def door(client: Any, **form: str) -> Any:
    client.cookies.clear()
    return await client.post("/auth/platform/sign-in", data=RIGHT | form, headers=HERE)


def cookie_in(answer: Any) -> str:
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith("platform_sid="))


@pytest.fixture
async def admin(cast: Any) -> Any:
    await service.create_platform_admin(RIGHT["email"], RIGHT["password"])
    async with start_work(NOBODY) as work:
        return (await work.session.execute(text("select id from app.user_account where is_platform_admin"))).scalar_one()


async def test_her_own_door_and_cookie(client: Any, admin: int) -> None:
    answer = await door(client)
    assert answer.headers["location"] == "/platform/"
    cookie = cookie_in(answer)
    assert "HttpOnly" in cookie and "Path=/" in cookie and "samesite=strict" in cookie.lower()
    value = cookie.split(";")[0].partition("=")[2]
    assert (await actors.platform_actor(value)).user_id == admin
    client.cookies.clear()
    for sent in (f"platform_sid={value}", f"sid={value}"):
        assert (await client.get(f"{AUTH}me/", headers={"cookie": sent})).status_code == 401
    await client.post("/auth/platform/sign-out", headers=HERE | {"cookie": f"platform_sid={value}"})
    with pytest.raises(NotSignedIn):
        await actors.platform_actor(value)


async def test_who_does_not_administer_is_told_the_same_as_for_a_wrong_password(client: Any, cast: Any, admin: int) -> None:
    for form in ({"email": "owner@hampiq.test", "password": cast.password}, {"password": "No-es-esta-1"}, {"email": "nobody@x.pe"}):
        answer = await door(client, **form)
        assert answer.headers["location"] == "/platform/login/?error=invalid" and "set-cookie" not in answer.headers
    assert (await client.post("/auth/platform/sign-in", data=RIGHT, headers={"origin": "https://evil.example"})).status_code == 403


async def test_she_may_have_a_second_factor(client: Any, admin: int) -> None:
    _, codes = await enrol(Actor(admin, None))
    answer = await door(client)
    assert answer.headers["location"] == "/login/code/" and not any(
        "platform_sid" in line for line in answer.headers.get_list("set-cookie")
    )
    step = answer.headers.get_list("set-cookie")[0].split(";")[0]
    client.cookies.clear()
    answer = await client.post("/auth/second-factor", data={"codigo": codes[0]}, headers=HERE | {"cookie": step})
    assert answer.headers["location"] == "/platform/" and cookie_in(answer)


async def test_a_session_ends_when_she_administers_no_more(client: Any, admin: int) -> None:
    value = cookie_in(await door(client)).split(";")[0].partition("=")[2]
    async with start_work(NOBODY) as work:
        await work.session.execute(text("update app.user_account set is_platform_admin = false"))
    with pytest.raises(NotSignedIn):
        await actors.platform_actor(value)


async def test_the_list_holds_numbers_and_no_patient(client: Any, cast: Any, admin: int) -> None:
    from test_tenancy import a_patient

    await a_patient(cast.owner)
    value = await sessions.open_session(await actors.actor_of(admin, None), for_platform=True)
    found = await platform.clinics(await actors.platform_actor(value))
    ours = next(each for each in found if each.id == cast.owner.tenant_id)
    assert (ours.name, ours.country, ours.plan, ours.people, ours.patients) == ("Consultorio Sonqo", "PE", "freemium", 6, 1)
    assert len(found) == 2 and "Secreta" not in str(found)


async def test_the_database_itself_refuses_everybody_else(cast: Any, admin: int) -> None:
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.user_account set is_platform_admin = true where id = :id"), {"id": cast.nurse.user_id})
    clinic_session = await actors.actor_of(cast.nurse.user_id, cast.nurse.tenant_id)  # an administrator, but in a clinic
    for actor in (NOBODY, cast.owner, clinic_session, Actor(cast.owner.user_id, None)):
        with pytest.raises(DBAPIError) as refused:
            async with start_work(actor) as work:
                await work.session.execute(text("select * from app.platform_clinics()"))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
        with pytest.raises(NotAllowed):
            await platform.clinics(actor)
    async with start_work(Actor(admin, None)) as work:  # and outside the function the walls stand for her as for anybody
        for table in ("clinic", "membership", "clinic_count", "subscription", "patient"):
            assert (await work.session.execute(text(f"select count(*) from app.{table}"))).scalar_one() == 0, table


async def test_a_person_sees_the_clinics_she_belongs_to_and_no_other(cast: Any) -> None:
    async def seen(actor: Any) -> list[int]:
        async with start_work(actor) as work:
            return list((await work.session.execute(text("select id from app.clinic order by 1"))).scalars())

    for actor in (*cast.by_role().values(), cast.outsider):
        assert await seen(actor) == [actor.tenant_id]
        assert await seen(Actor(actor.user_id, None)) == [actor.tenant_id]  # before a clinic is chosen
