"""What the web server runs: one ASGI door. API paths go straight to FastAPI, all else to Reflex."""

import base64
import hashlib
import re
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog

from clinic_app.core.frontend import BUILT
from clinic_app.core.logs import start_request
from clinic_app.core.settings import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Receive, Send], Awaitable[None]]

API_PATHS = ("/api/", "/auth/", "/media/", "/calendario/", "/scheduler/", "/test/", "/prontuarios/api/", "/webhook/")
API_FILES = ("/api", "/health", "/metrics")
SLOW = 1.0  # seconds
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
SECRET_IN_PATH = re.compile(r"[A-Za-z0-9_.-]{20,}")
FIXED_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
DIGEST = re.compile(r"-[A-Za-z0-9_-]{8}\.\w+$")  # the bundler's, in a file's name
CACHE_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
KEEP_NOTHING = (b"cache-control", b"private, no-store")  # tokens and patients do not belong on the disk of a shared computer

log = structlog.get_logger("web")


def with_reflex() -> ASGIApp:
    """Pages and API."""
    from clinic_app.access.guard import WebGuard
    from clinic_app.api import api
    from clinic_app.clinic_app import app

    app.api_transformer = WebGuard  # without the API inside: Reflex would put its own CORS on it
    reflex = app()

    async def door(scope: Message, receive: Receive, send: Send) -> None:
        to_api = scope["type"] == "http" and (scope["path"].startswith(API_PATHS) or scope["path"] in API_FILES)
        await (api if to_api else reflex)(scope, receive, send)

    return Envelope(door)


def api_only() -> ASGIApp:
    """The API alone: no frontend needed."""
    from clinic_app.api import api

    return Envelope(api)


class Envelope:
    """Around every answer: the request's number, the security headers, a line in the log when it failed or was slow."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.every_request = settings().access_log
        self.secure = [(b"strict-transport-security", b"max-age=31536000")] if settings().public_url.startswith("https://") else []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        number = request_number(scope["headers"])
        start_request(number)
        scope.setdefault("state", {})["request_id"] = number
        if scope["type"] == "websocket":
            return await self.app(scope, receive, send)
        extra = [(b"x-request-id", number.encode()), *FIXED_HEADERS, *self.secure]
        began, status = time.perf_counter(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = with_headers(scope["path"], status, message.get("headers", ()), extra)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Message, status: int, took: float) -> None:
        if not (self.every_request or status >= 500 or took > SLOW):
            return
        path = SECRET_IN_PATH.sub("…", scope["path"])  # links of patients carry a token there
        say = log.error if status >= 500 else log.info
        say("request", method=scope["method"], path=path, status=status, ms=round(took * 1000, 1))


def request_number(headers: list[tuple[bytes, bytes]]) -> str:
    """The one a proxy gave, if it looks like one, or a new one."""
    for name, value in headers:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return value.decode()
    return uuid.uuid4().hex


def with_headers(path: str, status: int, headers: Any, extra: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The application's own headers, then ours; what a route decided about its policy or its caching stays."""
    kept = [(bytes(name).lower(), bytes(value)) for name, value in headers]
    names = dict(kept)
    kept += [pair for pair in extra if pair[0] not in names]
    # 304 says "as before" and has no type of its own: a policy on it would replace that of the stored page
    if b"content-security-policy" not in names and status != 304:
        kept.append((b"content-security-policy", policy(path, names.get(b"content-type", b""))))
    if path.startswith("/assets/") and status == 200 and b"cache-control" not in names and DIGEST.search(path):
        kept.append(CACHE_FOR_EVER)
    if path.startswith(API_PATHS) and names.get(b"content-type", b"").startswith(b"application/json") and b"cache-control" not in names:
        kept.append(KEEP_NOTHING)
    return kept


COMMON_POLICY = "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
DATA_POLICY = f"default-src 'none'; {COMMON_POLICY}".encode()
DOCUMENT_POLICY = b"frame-ancestors 'none'"  # the browsers' PDF viewers need more than 'none'
VIEWER = "https://cdn.jsdelivr.net"
REFERENCE_POLICY = (
    f"default-src 'self'; script-src 'self' 'unsafe-inline' {VIEWER}; style-src 'self' 'unsafe-inline' {VIEWER}; "
    f"img-src 'self' data: https://fastapi.tiangolo.com; {COMMON_POLICY}"
).encode()


def policy(path: str, content_type: bytes) -> bytes:
    """Content-Security-Policy of an answer: pages run our own scripts only, data runs nothing, the API reference loads its viewer."""
    if content_type.startswith(b"application/pdf"):
        return DOCUMENT_POLICY
    if not content_type.startswith(b"text/html"):
        return DATA_POLICY
    return REFERENCE_POLICY if path.startswith(("/api/docs", "/api/redoc")) else page_policy()


@cache
def page_policy() -> bytes:
    """For Reflex's pages; the built bundle says which inline scripts are ours."""
    scripts = " ".join(["'self'", *inline_script_hashes(BUILT)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; {COMMON_POLICY}"
    ).encode()


def inline_script_hashes(built: Path) -> list[str]:
    """Reflex puts a few fixed inline scripts into its pages: allow exactly these."""
    found = {script for page in built.rglob("*.html") for script in INLINE_SCRIPT.findall(page.read_bytes()) if script.strip()}
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in found)
