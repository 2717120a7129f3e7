"""Refusals that tell a program what to do: when to come back, what kind of content to send, and not to take for ever."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.exceptions import HTTPException

from clinic_app.access import attempts, body_limit, limits
from clinic_app.access.body_limit import BodyLimit
from clinic_app.api import api
from clinic_app.core.errors import WrongKind

LOGIN = "/api/auth/login/"


async def test_too_many_calls_are_told_when_to_come_back(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "sign-in", (1, 300))
    form = {"email": "nobody@hampiq.test", "password": "x"}
    assert (await client.post(LOGIN, json=form)).status_code == 401
    refused = await client.post(LOGIN, json=form, headers={"origin": "http://localhost:4200"})
    assert refused.status_code == 429 and 298 <= int(refused.headers["retry-after"]) <= 300
    assert "retry-after" in refused.headers["access-control-expose-headers"]


async def test_a_locked_account_is_told_when_the_lock_ends(client: httpx.AsyncClient) -> None:
    form = {"email": "nobody@hampiq.test", "password": "x"}
    answers = [await client.post(LOGIN, json=form) for _ in range(attempts.MAX_FAILURES + 1)]
    assert answers[-1].status_code == 429 and answers[-1].headers["retry-after"] == "900"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
async def test_content_of_another_kind_than_json_is_said_to_be_that(client: httpx.AsyncClient, kind: str) -> None:
    refused = await client.post(LOGIN, content=b'{"email": "a@b.pe", "password": "x"}', headers={"content-type": kind} if kind else {})
    assert refused.status_code == 415 and refused.json() == {"detail": WrongKind.sentence}


async def test_no_content_and_content_of_another_shape_are_not_of_another_kind(client: httpx.AsyncClient) -> None:
    assert (await client.post(LOGIN)).status_code == 400
    assert (await client.post(LOGIN, json=["a"])).status_code == 400
    kind = {"content-type": "application/json; charset=utf-8"}
    assert (await client.post(LOGIN, content=b'{"email": "a@b.pe", "password": "x"}', headers=kind)).status_code == 401


async def arrived(monkeypatch: pytest.MonkeyPatch, *parts: bytes) -> bytes:
    """What an application reads of a body whose parts come at once, and whose last one never comes."""
    monkeypatch.setattr(body_limit, "FIRST_SECONDS", 0.05)
    left = iter(parts)

    async def receive() -> Any:
        if (part := next(left, None)) is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": part, "more_body": True}

    got = b""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal got
        while True:
            got += (await receive())["body"]

    with pytest.raises(HTTPException) as refused:
        await BodyLimit(application)({"type": "http", "path": "/api/", "headers": []}, receive, None)  # type: ignore[arg-type]
    assert refused.value.status_code == 408 and refused.value.headers == {"connection": "close"}
    return got


async def test_a_body_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await arrived(monkeypatch) == b""
    assert await arrived(monkeypatch, b"{", b"}") == b"{}"


async def test_an_answer_may_take_longer_than_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once all is there, waiting for the caller to leave has no end of ours."""
    monkeypatch.setattr(body_limit, "FIRST_SECONDS", 0)
    messages = [{"type": "http.request", "body": b"{}", "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        for _ in range(3):
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    seen: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.extend([(await receive())["type"], (await receive())["type"]])

    await BodyLimit(application)({"type": "http", "path": "/api/", "headers": []}, receive, None)  # type: ignore[arg-type]
    assert seen == ["http.request", "http.disconnect"]


def test_every_operation_has_an_id_of_its_own(recwarn: pytest.WarningsRecorder) -> None:
    api.openapi_schema = None
    operations = [each["operationId"] for path in api.openapi()["paths"].values() for each in path.values()]
    assert len(operations) == len(set(operations)) and not [w for w in recwarn if "Duplicate Operation ID" in str(w.message)]
