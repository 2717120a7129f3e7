"""Fetching what patients attach, from the provider's own hosts only: no other host, no address of an inner network, nothing beyond a size."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from clinic_app.integrations.http import client, patience
from clinic_app.integrations.protocol import Account

MOST_BYTES = 16 * 1024 * 1024  # what WhatsApp lets people send as audio, picture or video
MOST_REDIRECTS = 2
SECONDS = 60.0  # for all of one file


class FetchFailed(Exception):
    """It did not come. `again`: another try may do."""

    def __init__(self, code: str, *, again: bool = False) -> None:
        super().__init__(code)
        self.code, self.again = code, again


@dataclass(frozen=True)
class Source:
    """Where a file lies. `hosts`: names (or `.ending`s) that may be asked; `auth`, `headers` go to the first host and to no other."""

    url: str
    hosts: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)


def _ours(account: Account, url: str) -> bool:
    """Whether this is the machine that the operator named as the provider (`base_url`), which may stand in the inner network."""
    base, asked = urlsplit(account.values.get("base_url", "")), urlsplit(url)
    return bool(base.netloc) and (base.scheme, base.netloc) == (asked.scheme, asked.netloc)


def allowed(account: Account, url: str, hosts: Sequence[str]) -> bool:
    """Whether a URL is one of the provider's: https, its usual port, one of its hosts, no user name in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if _ours(account, url):
        return True
    host = (parts.hostname or "").lower().rstrip(".")
    named = any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)
    return parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc and named


async def _address(host: str) -> str:
    """An address of a host in the open network. Raises FetchFailed when it has another, which a forged name server could say."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        raise FetchFailed("connection", again=True) from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(ipaddress.ip_address(each).is_global for each in addresses):
        raise FetchFailed("private_address")
    return addresses[0]


async def _request(account: Account, source: Source, url: str, *, known: bool) -> httpx.Request:
    """The request, to the very address that was checked: asking for the name again could bring another one."""
    headers = dict(source.headers) if known else {}
    target, extensions = httpx.URL(url), {}
    if not _ours(account, url):
        headers["Host"] = target.host
        extensions = {"sni_hostname": target.host}
        target = target.copy_with(host=await _address(target.host))
    request = client().build_request("GET", target, headers=headers, timeout=patience(account), extensions=extensions)
    if source.auth and known:
        request = next(httpx.BasicAuth(*source.auth).auth_flow(request))
    return request


async def _read(answer: httpx.Response, most: int) -> bytes:
    said = answer.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise FetchFailed("too_large")
    found = bytearray()
    async for part in answer.aiter_bytes():
        found += part
        if len(found) > most:
            raise FetchFailed("too_large")
    return bytes(found)


async def fetch(account: Account, source: Source, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file. Raises FetchFailed: another host, an inner address, gone, too large, or nothing came."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _fetch(account, source, most)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        raise FetchFailed("connection", again=True) from None


async def _fetch(account: Account, source: Source, most: int) -> bytes:
    url, first = source.url, ""
    for _ in range(MOST_REDIRECTS + 1):
        if not allowed(account, url, source.hosts):
            raise FetchFailed("foreign_host")
        first = first or urlsplit(url).netloc
        request = await _request(account, source, url, known=urlsplit(url).netloc == first)
        answer = await client().send(request, stream=True)
        try:
            if answer.is_redirect:
                url = urljoin(url, answer.headers.get("location", ""))
                continue
            if answer.status_code != 200:
                again = answer.status_code in (408, 425, 429) or answer.status_code >= 500
                raise FetchFailed(f"http_{answer.status_code}", again=again)
            return await _read(answer, most)
        finally:
            await answer.aclose()
    raise FetchFailed("redirects")
