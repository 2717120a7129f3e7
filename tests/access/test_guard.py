"""What stands before Reflex: only our own pages connect, and a tab's token is worth nothing to another session."""

from typing import Any
from urllib.parse import parse_qs

import pytest

from clinic_app.access import actors, guard
from clinic_app.access.guard import WebGuard
from clinic_app.core.errors import NotSignedIn

EVENTS = "/_event/"


@pytest.fixture(autouse=True)
def sessions(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Those that have ended."""
    ended: set[str] = set()

    async def ask(proof: str) -> None:
        if proof == "away":
            raise OSError
        if proof in ended:
            raise NotSignedIn

    monkeypatch.setattr(actors, "session_actor", ask)
    monkeypatch.setattr(actors, "platform_actor", ask)
    return ended


async def passed(kind: str, path: str, headers: dict[str, str], query: str = "") -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The scope that reached Reflex, if any, and what was answered instead."""
    reached: list[Any] = []
    sent: list[dict[str, Any]] = []

    async def reflex(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in ({"host": "clinica.pe"} | headers).items()]
    scope = {"type": kind, "path": path, "method": "POST", "headers": raw, "query_string": query.encode()}
    await WebGuard(reflex)(scope, None, send)
    return (reached[0] if reached else None), sent


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://clinica.pe.evil.example", "https://evil@clinica.pe", "https://clinica.pe:8443"]
)
async def test_pages_of_another_site_do_not_connect(origin: str) -> None:
    scope, sent = await passed("websocket", EVENTS, {"origin": origin})
    assert scope is None and sent == [{"type": "websocket.close", "code": 4403}]
    scope, sent = await passed("http", EVENTS, {"origin": origin})  # long polling, before the socket
    assert scope is None and sent[0]["status"] == 403


async def test_our_own_pages_connect() -> None:
    for origin in ({"origin": "https://clinica.pe"}, {}):
        assert (await passed("websocket", EVENTS, origin))[0] is not None


async def test_nothing_is_uploaded_past_the_api() -> None:
    scope, sent = await passed("http", "/_upload", {"origin": "https://clinica.pe", "cookie": "sid=x"})
    assert scope is None and sent[0]["status"] == 403


async def test_a_tab_of_another_session_is_another_state(monkeypatch: Any) -> None:
    """The token travels in clear and may leak; the state that it opens depends on the cookie too."""
    monkeypatch.setattr(guard, "secret_key", lambda: "0" * 64)

    async def state_of(cookies: str, token: str = "2c1d5bfa-4b1d-4e0f-9a53-0b8f3a3a0e11") -> str:
        scope, _ = await passed("websocket", EVENTS, {"cookie": cookies}, f"token={token}&EIO=4&transport=websocket")
        assert scope is not None
        query = parse_qs(scope["query_string"].decode())
        assert query["EIO"] == ["4"] and query["token"] != [token]
        return query["token"][0]

    hers = await state_of("sid=hers")
    assert hers == await state_of("theme=dark; sid=hers")
    others = [await state_of(cookies) for cookies in ("", "sid=another", "sid=hers; platform_sid=x", "platform_sid=hers")]
    assert hers not in others and len({*others}) == 4
    assert await state_of("sid=hers", hers) != hers  # nor does the bound one open itself


async def test_a_tab_of_an_ended_session_shows_nothing_of_what_it_showed(monkeypatch: Any, sessions: set[str]) -> None:
    monkeypatch.setattr(guard, "secret_key", lambda: "0" * 64)

    async def state_of(cookies: str) -> str:
        scope, _ = await passed("websocket", EVENTS, {"cookie": cookies}, "token=a-tab")
        assert scope is not None
        return parse_qs(scope["query_string"].decode())["token"][0]

    for cookies in ("sid=hers", "platform_sid=hers"):
        before = await state_of(cookies)
        sessions.add("hers")
        assert await state_of(cookies) not in (before, await state_of(""))
        sessions.clear()
        assert await state_of(cookies) == before
    assert await state_of("sid=away") == guard.bound("a-tab", "away|")  # a database that is away for a moment costs nobody her form
