"""The second factor: enrolment, codes that open once, recovery, and a clinic that asks for it."""

import asyncio
import time
from typing import Any

import pytest
from auth_steps import AUTH, OWNER, bearer, sign_in
from pyotp.totp import TOTP
from sqlalchemy import text

from clinic_app.access import actors, second_factor, service
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound, SecondFactorMissing
from clinic_app.patients.state import PatientsState

HERE = {"origin": "http://testserver"}


async def enrol(actor: Any) -> tuple[TOTP, list[str]]:
    """A telephone that has just been enrolled; the code of this half minute is spent."""
    async with start_work(actor) as work:
        secret, picture = await second_factor.begin(work)
    assert picture.startswith("data:image/svg+xml")
    phone = TOTP(secret)
    async with start_work(actor) as work:
        return phone, await second_factor.confirm(work, phone.now())


def next_code(phone: TOTP) -> str:
    return phone.at(int(time.time()) + 30)  # a telephone half a minute ahead


async def with_code(client: Any, code: Any, password: str = "Consultorio-2026") -> Any:
    return await client.post(f"{AUTH}login/", json={"email": OWNER, "password": password, "codigo": code})


async def rows(sql: str) -> list[Any]:
    async with start_work(NOBODY) as work:
        return list(await work.session.execute(text(sql)))


async def test_without_one_the_documented_sign_in_is_as_before(client: Any) -> None:
    assert (await sign_in(client)).status_code == 200
    assert (await with_code(client, "123456")).status_code == 200  # nobody asked for it


async def test_the_api_asks_for_the_code_after_the_password(client: Any, cast: Any) -> None:
    phone, codes = await enrol(cast.owner)
    asked = await sign_in(client)
    assert asked.status_code == 401 and asked.json()["codigo"] == [asked.json()["detail"]] and "código" in asked.json()["detail"]
    wrong_password = await with_code(client, next_code(phone), "No-es-esta-1")
    assert wrong_password.json() == {"detail": "Correo o contraseña incorrectos."}  # tells nothing of a second factor
    assert (await with_code(client, "000000")).status_code == 401
    for odd in (5, [], "\0", "x" * 2000):
        assert (await with_code(client, odd)).status_code == 400, odd
    answer = await with_code(client, next_code(phone))
    assert answer.status_code == 200 and set(answer.json()) == {"user", "enfermera", "tokens"}
    assert (await with_code(client, codes[0].lower().replace("-", " "))).status_code == 200


async def test_a_code_opens_once(client: Any, cast: Any) -> None:
    phone, codes = await enrol(cast.owner)
    assert (await with_code(client, phone.now())).status_code == 401  # spent by the enrolment
    code = next_code(phone)
    answers = await asyncio.gather(*(with_code(client, code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    answers = await asyncio.gather(*(with_code(client, codes[3]) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]
    async with start_work(cast.owner) as work:
        assert await second_factor.codes_left(work) == 9


async def test_guesses_at_the_code_are_counted_apart_from_the_password(client: Any, cast: Any) -> None:
    phone, codes = await enrol(cast.owner)
    for number in range(8):
        assert (await with_code(client, f"00000{number}")).status_code == 401
    assert (await with_code(client, next_code(phone))).status_code == 429
    assert (await with_code(client, codes[0])).status_code == 429
    await rows("update app.sign_in_failures set last_at = now() - interval '16 minutes' returning 1")
    assert (await with_code(client, codes[0])).status_code == 200


async def test_nothing_readable_is_kept(client: Any, cast: Any) -> None:
    phone, codes = await enrol(cast.owner)
    ((secret,),) = await rows("select secret from app.second_factor")
    assert phone.secret.encode() not in bytes(secret)
    stored = [bytes(row.code_hash) for row in await rows("select code_hash from app.recovery_code")]
    assert len(stored) == len(set(codes)) == 10 and all(code.encode() not in kept and len(kept) == 32 for code in codes for kept in stored)
    await rows(
        f"insert into app.second_factor (user_id, secret, last_step, confirmed_at) select {cast.nurse.user_id}, secret, 0, now() from app.second_factor returning 1"
    )
    nurse = {"email": "nurse@hampiq.test", "password": cast.password, "codigo": next_code(phone)}
    assert (await client.post(f"{AUTH}login/", json=nurse)).status_code == 401  # another person's secret, copied over, opens nothing


async def test_an_enrolment_counts_only_when_it_was_confirmed(client: Any, cast: Any) -> None:
    async with start_work(cast.owner) as work:
        await second_factor.begin(work)
    assert (await sign_in(client)).status_code == 200
    for odd in ("", "000000", "abc", "１２３４５６"):
        with pytest.raises(Invalid):
            async with start_work(cast.owner) as work:
                await second_factor.confirm(work, odd)
    await enrol(cast.owner)
    with pytest.raises(Conflict):
        await enrol(cast.owner)  # a stolen session cannot put another telephone in its place
    with pytest.raises(Conflict):
        async with start_work(cast.owner) as work:
            await second_factor.confirm(work, "123456")
    assert (await sign_in(client)).status_code == 401


async def test_turning_off_and_new_codes(client: Any, cast: Any) -> None:
    from clinic_app.access import own_account

    phone, old = await enrol(cast.owner)
    for password, code, field in (
        ("No-es-esta", next_code(phone), "password"),
        (cast.password, "", "codigo"),
        (cast.password, "000000", "codigo"),
    ):
        with pytest.raises(Invalid) as refused:
            await own_account.confirm(cast.owner, password, code)
        assert list(refused.value.fields or {}) == [field]
    await own_account.confirm(cast.owner, cast.password, next_code(phone))
    fresh = await second_factor.renew_codes(cast.owner)
    assert (await with_code(client, old[0])).status_code == 401
    assert (await with_code(client, fresh[0])).status_code == 200
    await second_factor.turn_off(cast.owner)
    assert (await sign_in(client)).status_code == 200
    assert await rows("select 1 from app.recovery_code") == []


# --- in the browser


async def first_step(client: Any, **more: str) -> str:
    client.cookies.clear()
    answer = await client.post("/auth/sign-in", data={"email": OWNER, "password": "Consultorio-2026"} | more, headers=HERE)
    assert answer.headers["location"] == "/login/code/"
    lines = answer.headers.get_list("set-cookie")
    assert not any(line.startswith("sid=") for line in lines)
    (step,) = [line for line in lines if line.startswith("sign_in_step=")]
    assert "HttpOnly" in step and "Path=/auth" in step and "samesite=strict" in step.lower()
    client.cookies.clear()
    return step.split(";")[0]


async def second(client: Any, step: str, code: str) -> Any:
    client.cookies.clear()
    return await client.post("/auth/second-factor", data={"codigo": code}, headers=HERE | {"cookie": step})


async def test_the_browser_signs_in_in_two_steps(client: Any, cast: Any) -> None:
    phone, codes = await enrol(cast.owner)
    step = await first_step(client, next="/patients/?page=2")
    assert (await client.get(f"{AUTH}me/", headers={"cookie": step.replace("sign_in_step", "sid")})).status_code == 401
    assert (await client.get(f"{AUTH}me/", headers=bearer(step.split("=", 1)[1]))).status_code == 401
    assert (await second(client, step, "000000")).headers["location"] == "/login/code/?error=code&field=codigo"
    answer = await second(client, step, next_code(phone))
    assert answer.headers["location"] == "/patients/?page=2"
    assert any(line.startswith("sid=") and "HttpOnly" in line for line in answer.headers.get_list("set-cookie"))
    assert (await second(client, await first_step(client), codes[0])).headers["location"] == "/"


async def test_a_first_step_that_is_old_forged_or_overtaken_leads_nowhere(client: Any, cast: Any, monkeypatch: Any) -> None:
    from clinic_app.access import tokens

    _, codes = await enrol(cast.owner)
    for step in ("", "sign_in_step=x", "sign_in_step=" + tokens.refresh_token(cast.owner.user_id, 1)[0]):
        assert (await second(client, step, codes[0])).headers["location"] == "/login/?error=again"
    step = await first_step(client)
    later = time.time() + tokens.STEP_SECONDS + 5
    old = tokens.jwt.encode(
        tokens.jwt.decode(step.split("=", 1)[1], options={"verify_signature": False}) | {"exp": int(later - 1000)},
        tokens.secret_key(),
        "HS256",
    )
    assert (await second(client, f"sign_in_step={old}", codes[0])).headers["location"] == "/login/?error=again"
    await service.change_password(cast.owner, cast.password, "Nuevo-Password-456", "Nuevo-Password-456")
    assert (await second(client, step, codes[0])).headers["location"] == "/login/?error=again"


# --- a clinic that asks for it


async def require(actor: Any, required: bool = True) -> None:
    async with start_work(actor) as work:
        await second_factor.require_in_clinic(work, required)


async def test_a_clinic_that_asks_leads_its_people_to_enrol_and_to_nothing_else(client: Any, cast: Any, headers: Any) -> None:
    with pytest.raises(Conflict):
        await require(cast.owner)  # she would shut herself out
    await enrol(cast.owner)
    await require(cast.owner)
    nurse, owner, foreign = headers(cast.nurse), headers(cast.owner), headers(cast.outsider)
    shut = await client.get("/api/pacientes/", headers=nurse)
    assert (shut.status_code, shut.json()) == (403, {"detail": SecondFactorMissing.sentence})
    assert (await client.patch(f"{AUTH}me/", json={"nombre_consultorio": "x"}, headers=nurse)).status_code == 403
    assert (await client.get(f"{AUTH}me/", headers=nurse)).status_code == 200
    for free in (owner, foreign):
        assert (await client.get("/api/pacientes/", headers=free)).status_code == 200
    await enrol(await actors.actor_of(cast.nurse.user_id, cast.nurse.tenant_id))
    assert (await client.get("/api/pacientes/", headers=nurse)).status_code == 200
    await require(cast.owner, False)
    assert (await client.get("/api/pacientes/", headers=headers(cast.receptionist))).status_code == 200


async def test_only_the_owner_decides_that(cast: Any) -> None:
    from clinic_app.core.errors import NotAllowed

    for role, actor in cast.by_role().items():
        if role != "owner":
            with pytest.raises(NotAllowed):
                await require(actor)


async def test_a_click_of_one_who_must_enrol_leads_to_the_page_where_she_can(cast: Any) -> None:
    await enrol(cast.owner)
    await require(cast.owner)
    cookie = f"sid={await service.open_session(cast.nurse)}"
    router = type("Router", (), {"headers": type("Headers", (), {"raw_headers": {"cookie": cookie}})()})()

    class Click:
        vars: dict[str, Any] = {}
        _shown_clinic = 0

        async def _actor(self) -> Any:
            from clinic_app.access.state import ClinicState

            return await ClinicState._actor(self)  # type: ignore[arg-type]

    click = Click()
    click.router = router  # type: ignore[attr-defined]
    found = await PatientsState.load.fn(click)
    assert "/settings/security" in str(found)


async def test_the_operator_lets_in_a_person_who_lost_everything(client: Any, cast: Any) -> None:
    await enrol(cast.owner)
    assert (await sign_in(client)).status_code == 401
    with pytest.raises(NotFound):
        await second_factor.take_away("nobody@hampiq.test")
    await second_factor.take_away(f" {OWNER.upper()} ")
    assert (await sign_in(client)).status_code == 200
    assert await rows("select * from app.recovery_code") == []
