"""What the pages' own forms post to: cookies, redirects, and what another site may not do."""

from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.access import actors, service
from clinic_app.core.database import start_work

HERE = {"origin": "http://testserver"}
RIGHT = {"email": "owner@hampiq.test", "password": "Consultorio-2026"}


async def signed_in(client: Any, **more: str) -> Any:
    return await client.post("/auth/sign-in", data=RIGHT | more, headers=HERE)


async def test_sign_in_sets_a_cookie_no_script_can_read(client: Any) -> None:
    answer = await signed_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("sid="))
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Path=/" in cookie and "Secure" not in cookie
    assert (await client.get("/api/auth/me/")).status_code == 200
    out = await client.post("/auth/sign-out", headers=HERE)
    assert out.headers["location"] == "/login/"
    value = cookie.split(";")[0]
    client.cookies.clear()
    assert (await client.get("/api/auth/me/", headers={"cookie": value})).status_code == 401


async def test_the_cookie_is_secure_behind_https(client: Any, monkeypatch: Any) -> None:
    from clinic_app.core.settings import settings

    monkeypatch.setattr(settings(), "public_url", "https://clinica.pe")
    assert all("Secure" in line for line in (await signed_in(client)).headers.get_list("set-cookie") if line.startswith("sid="))


async def test_a_cookie_cannot_write_over_the_api(client: Any) -> None:
    await signed_in(client)
    for method, path in (
        ("POST", "/api/pacientes/"),
        ("PATCH", "/api/auth/me/"),
        ("DELETE", "/api/pacientes/1/"),
        ("POST", "/api/subscriptions/upgrade/"),
    ):
        assert (await client.request(method, path, json={})).status_code == 401, path


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil.example"}, {"origin": "http://evil@testserver:81"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://testserver:8000"},
    ],
)  # fmt: skip
async def test_forms_of_another_site_are_refused(client: Any, headers: dict[str, str]) -> None:
    for path in ("sign-in", "sign-up", "sign-out", "switch", "forgot", "reset"):
        answer = await client.post(f"/auth/{path}", data=RIGHT | {"clinic": "1"}, headers=headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers


async def test_next_stays_on_this_site(client: Any) -> None:
    assert (await signed_in(client, next="/patients/?page=2")).headers["location"] == "/patients/?page=2"
    for away in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "/\r\nX: y",
        "/\n/e",
    ):
        answer = await signed_in(client, next=away)
        assert answer.headers["location"] == "/", away
        assert "x" not in answer.headers


async def test_wrong_sign_in_goes_back_without_the_password(client: Any) -> None:
    for email, password in (("owner@hampiq.test", "No-es-esta"), ("nobody@hampiq.test", "No-es-esta"), ("", ""), ("a\0b", "x")):
        answer = await client.post("/auth/sign-in", data={"email": email, "password": password}, headers=HERE)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login/?error=invalid") and "No-es" not in answer.headers["location"]
        assert not any(line.startswith("sid=") for line in answer.headers.get_list("set-cookie"))


async def test_sign_up_form(client: Any) -> None:
    form = {
        "email": "luz@x.pe",
        "password": "Consultorio-2026",
        "password_confirm": "Consultorio-2026",
        "first_name": "Luz",
        "last_name": "Ñahui",
    }
    for change, code in (
        ({"email": "owner@hampiq.test"}, "error=taken&field=email"), ({"password": "corta"}, "error=weak&field=password"),
        ({"password_confirm": "x"}, "error=mismatch&field=password_confirm"), ({"first_name": ""}, "error=missing&field=first_name"),
        ({"email": "luz@"}, "error=email&field=email"), ({"practice_name": "x" * 201}, "error=long&field=practice_name"),
        ({"last_name": "a\x07b"}, "error=odd&field=last_name"), ({"password": "aB3-" * 65}, "error=long&field=password"),
    ):  # fmt: skip
        answer = await client.post("/auth/sign-up", data=form | change, headers=HERE)
        assert code in answer.headers["location"] and "Consultorio-2026" not in answer.headers["location"]
    assert (await client.post("/auth/sign-up", data=form, headers=HERE)).headers["location"] == "/"
    assert (await client.get("/api/auth/me/")).json()["usuario"]["first_name"] == "Luz"


async def join(cast: Any) -> None:
    """The owner of the first clinic now works in the other one too."""
    async with start_work(cast.outsider) as work:
        await work.session.execute(
            text("insert into app.membership (user_id, role, is_active) values (:user, 'nurse', true)"), {"user": cast.owner.user_id}
        )


async def name_of(client: Any, cookie: str | bytes) -> str:
    answer = await client.get("/api/auth/me/", headers={b"cookie": cookie.encode() if isinstance(cookie, str) else cookie})
    return answer.json()["nombre_consultorio"]


async def test_switch_only_to_a_clinic_of_hers(client: Any, cast: Any) -> None:
    sid = f"sid={await service.open_session(cast.owner)}"
    there = {"clinic": str(cast.outsider.tenant_id)}
    assert (await client.post("/auth/switch", data=there, headers=HERE | {"cookie": sid})).status_code == 404
    assert await name_of(client, f"{sid}; current_tenant_id={cast.outsider.tenant_id}") == "Consultorio Sonqo"
    for odd in ("x", "-1", "9" * 40, "²", ""):
        assert await name_of(client, f"{sid}; current_tenant_id={odd}".encode()) == "Consultorio Sonqo"
        assert (await client.post("/auth/switch", data={"clinic": odd}, headers=HERE | {"cookie": sid})).status_code == 400
    await join(cast)
    actors.forget()
    assert await name_of(client, f"{sid}; current_tenant_id={cast.outsider.tenant_id}") == "Consultorio Ajeno"
    assert await name_of(client, sid) == "Consultorio Sonqo"
    answer = await client.post("/auth/switch", data=there, headers=HERE | {"cookie": sid})
    assert answer.status_code == 303
    assert any(
        line.startswith(f"current_tenant_id={cast.outsider.tenant_id};") and "HttpOnly" in line
        for line in answer.headers.get_list("set-cookie")
    )
    client.cookies.clear()
    assert await name_of(client, sid) == "Consultorio Ajeno"


async def test_who_is_not_signed_in_cannot_switch(client: Any) -> None:
    for cookie in ("", "sid=x", "sid=" + "x" * 5000):
        assert (await client.post("/auth/switch", data={"clinic": "1"}, headers=HERE | {"cookie": cookie})).status_code == 401


async def test_the_mailed_link_never_follows_the_host_header(client: Any, cast: Any) -> None:
    from clinic_app.access.jobs import mail_reset_link
    from clinic_app.core.settings import settings

    await client.post("/auth/forgot", data={"email": RIGHT["email"]}, headers={"host": "evil.example", "origin": "http://evil.example"})
    old = set((settings().data_dir / "outbox").glob("*.eml"))
    await mail_reset_link(tenant_id=None, user_id=cast.owner.user_id)
    (mail,) = set((settings().data_dir / "outbox").glob("*.eml")) - old
    assert b"evil" not in mail.read_bytes()
