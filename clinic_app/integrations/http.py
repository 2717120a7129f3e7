"""Calls to providers: one client of each event loop, and one reading of what can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from clinic_app.integrations.protocol import Account, SendFailed

SECONDS = 15.0  # a provider that takes longer may still have taken it
CONNECT_SECONDS = 5.0
MOST_WAIT = 3600.0
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()


@dataclass(frozen=True)
class Answer:
    """`data` is None where the body is no JSON."""

    status: int
    data: Any
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def get(self, name: str, default: Any = None) -> Any:
        """A field of an answer that is an object."""
        return self.data.get(name, default) if isinstance(self.data, dict) else default


def client() -> httpx.AsyncClient:
    """The connections of this loop. No redirects: an address that sends a key elsewhere is a mistake."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None or found.is_closed:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        found = _clients[loop] = httpx.AsyncClient(follow_redirects=False, limits=limits, trust_env=False)
    return found


def seconds_of(header: str | None) -> float | None:
    """`Retry-After`: seconds or a date."""
    if not header:
        return None
    try:
        found = float(header)
    except ValueError:
        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            return None
        found = ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return min(max(found, 0.0), MOST_WAIT) if found == found else None


def base(account: Account, default: str) -> str:
    """Where the provider lives."""
    return (account.values.get("base_url") or default).rstrip("/")


def patience(account: Account) -> httpx.Timeout:
    """How long to wait for an answer."""
    try:
        seconds = min(max(float(account.values.get("timeout") or SECONDS), 0.05), 60.0)
    except ValueError:
        seconds = SECONDS
    return httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


async def call(
    account: Account, method: str, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None,
    form: Mapping[str, str] | None = None, auth: tuple[str, str] | None = None, sends: bool = True,
) -> Answer:  # fmt: skip
    """Ask once. Raises SendFailed: `connection` when nothing was sent, `no_answer` (unknown, if the call `sends`) when nobody knows."""
    more: dict[str, Any] = {"auth": auth} if auth else {}
    if json is not None:
        more["json"] = json
    try:
        found = await client().request(method, url, headers=dict(headers or {}), data=form, timeout=patience(account), **more)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise SendFailed("connection") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise SendFailed("bad_address", permanent=True, account=True) from None
    except httpx.HTTPError:
        raise SendFailed("no_answer", unknown=sends) from None
    try:
        data = found.json()
    except ValueError:
        data = None
    return Answer(found.status_code, data, seconds_of(found.headers.get("retry-after")))


def refuse(answer: Answer, code: str = "") -> SendFailed:
    """What a refusal means by its HTTP status alone, where the provider's own code says no more.

    500, 502 and 504 may come after the message was taken: nobody knows. 503 and 429 come before.
    """
    status, code = answer.status, code or f"http_{answer.status}"
    if status in (401, 403):
        return SendFailed(code, permanent=True, account=True)
    if status in (408, 409, 425, 429, 503):
        return SendFailed(code, retry_after=answer.retry_after)
    if status >= 500:
        return SendFailed(code, unknown=True, retry_after=answer.retry_after)
    if answer.ok:
        return SendFailed("wrong_answer", unknown=True)  # taken, it seems, but not in words that we know
    return SendFailed(code, permanent=True)
