"""Generated from the app itself: every route x every role x a foreign clinic (clicks: test_access_clicks.py). A new one that nobody guards fails here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from rows_of_all import BODIES, picture_of, rows_of_a_clinic

from clinic_app.api import api
from clinic_app.core.permissions import ROLES, Permission

# What anybody may call. Adding a line here is a decision about security.
PUBLIC = {
    "POST /api/auth/register/", "POST /api/auth/login/", "POST /api/auth/refresh/",
    "POST /auth/sign-in", "POST /auth/sign-up", "POST /auth/sign-out", "POST /auth/switch", "POST /auth/forgot", "POST /auth/reset",
    "POST /auth/invitation", "POST /auth/invitation/new",
    "POST /auth/second-factor", "POST /auth/platform/sign-in", "POST /auth/platform/sign-out", "POST /auth/password", "POST /auth/close-account",
    "POST /auth/email-change",
    "GET /api/subscriptions/plans/",
    "GET /health", "GET /metrics", "GET /media/{key:path}", "GET /calendario/{token}.ics",
    "POST /webhook/botconversa", "GET /webhook/botconversa/health", "POST /webhook/{provider}/{key}", "GET /webhook/{provider}/{key}",
    "GET /api/openapi.json", "GET /api/docs", "GET /docs/oauth2-redirect",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    permission: str | None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, key: int | str) -> str:
        return re.sub(r"\{[^}]+\}", str(key), self.path)


def permission_of(dependant: Any) -> str | None:
    """The one a route's dependencies ask for, however deep."""
    for inner in dependant.dependencies:
        if found := getattr(inner.call, "permission", None) or permission_of(inner):
            return found
    return None


def every_route(routes: Any = None) -> Iterator[Route]:
    for route in api.routes if routes is None else routes:
        if hasattr(route, "effective_route_contexts"):  # a router that was included
            yield from every_route(route.effective_route_contexts())
            continue
        dependant = getattr(route, "dependant", None)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Route(method, route.path, permission_of(dependant) if dependant else None)


ROUTES = sorted(set(every_route()), key=lambda route: route.name)
GUARDED = [route for route in ROUTES if route.permission not in (None, "public")]


async def call(client: Any, route: Route, key: int | str, headers: dict[str, str] | None = None, body: Any = None) -> Any:
    sends = {} if route.method in ("GET", "DELETE") else {"json": {} if body is None else body}
    return await client.request(route.method, route.at(key), headers=headers or {}, **sends)


def test_every_route_says_who_may_call_it() -> None:
    assert len(GUARDED) > 40
    open_ones = {route.name for route in ROUTES if route.permission in (None, "public")}
    assert open_ones == PUBLIC
    assert {route.permission for route in GUARDED} <= set(Permission)


def test_a_route_that_writes_asks_for_more_than_reading() -> None:
    writing = [route for route in GUARDED if route.method != "GET"]
    assert [route.name for route in writing if route.permission and route.permission.endswith(":read")] == []


async def test_nobody_gets_in_without_a_proof(client: Any) -> None:
    for route in GUARDED:
        for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"cookie": "sid=x; current_tenant_id=1"}):
            answer = await call(client, route, 1, headers)
            assert answer.status_code == 401, (route.name, headers, answer.text)


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_each_role_reaches_what_its_permissions_say(client: Any, cast: Any, headers: Any, role: str) -> None:
    actor = cast.by_role()[role]
    for route in GUARDED:
        answer = await call(client, route, 1, headers(actor))
        allowed = route.permission in ROLES[role]
        if not allowed:
            assert answer.status_code == 403, (route.name, answer.text)
            assert answer.json() == {"detail": "Usted no tiene permiso para realizar esta acción."}, route.name
        else:
            assert answer.status_code not in (401, 403) and answer.status_code < 500, (route.name, answer.status_code, answer.text)


async def test_odd_keys_and_bodies_never_break_a_route(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    for route in GUARDED:
        if "{" in route.path:
            for key in (0, -1, 2**63, "9" * 30, "x", "%00", "1%20or%201=1", "%F0%9F%98%80"):
                answer = await call(client, route, key, mine)
                assert answer.status_code in (400, 404, 405), (route.name, key, answer.status_code, answer.text)
        if route.method in ("POST", "PATCH", "PUT"):
            for content in (b"", b"[]", b"null", b"5", b'"x"', b"{", b"[" * 50_000, b"\xff\xfe", b'{"a": 1e999}'):
                answer = await client.request(
                    route.method, route.at(1), headers=mine | {"content-type": "application/json"}, content=content
                )
                assert answer.status_code < 500, (route.name, content[:20], answer.text)


async def test_the_owner_of_another_clinic_reaches_no_row_of_this_one(client: Any, cast: Any, headers: Any) -> None:
    mine, foreign = headers(cast.owner), headers(cast.outsider)
    rows = await rows_of_a_clinic(client, mine)
    before = await picture_of(cast.owner)
    kinds = "|".join(rows)
    tried = 0
    for route in GUARDED:
        words = re.findall(rf"({kinds})/\{{[^}}]+\}}", route.path)
        if not words:
            continue
        tried += 1
        path = route.path
        for word in words:
            path = re.sub(rf"{word}/\{{[^}}]+\}}", f"{word}/{rows[word]}", path)
        sends = {} if route.method in ("GET", "DELETE") else {"json": BODIES[words[-1]]}
        own_way = await client.request(route.method, path, headers=headers(cast.auditor)) if route.method == "GET" else None
        assert own_way is None or own_way.status_code == 200, (path, own_way.text)  # the path itself is right
        answer = await client.request(route.method, path, headers=foreign, **sends)
        assert answer.status_code in (400, 404), (route.name, answer.status_code, answer.text)
        assert "Secreta" not in answer.text
    assert tried >= 12
    for route in GUARDED:  # lists and numbers
        if route.method == "GET" and "{" not in route.path:
            queries = [{}, {"search": "Secreta"}, {"paciente": rows["pacientes"]}]
            for query in queries:
                assert "Secreta" not in (await client.get(route.path, params=query, headers=foreign)).text, route.name
    assert await picture_of(cast.owner) == before


async def test_another_clinics_ids_in_a_body_are_unknown(client: Any, cast: Any, headers: Any) -> None:
    mine, foreign = headers(cast.owner), headers(cast.outsider)
    rows = await rows_of_a_clinic(client, mine)
    own = await rows_of_a_clinic(client, foreign)
    moment = {"fecha": str(date.today() + timedelta(days=9)), "hora_inicio": "11:00"}
    for field, value in (("paciente", rows["pacientes"]), ("tipo_servicio", rows["servicios"]), ("profesional", cast.owner.membership_id)):
        body = {"paciente": own["pacientes"], "tipo_servicio": own["servicios"], **moment} | {field: value}
        answer = await client.post("/api/agenda/citas/", json=body, headers=foreign)
        assert answer.status_code in (400, 404) and "Secreta" not in answer.text, (field, answer.text)
        answer = await client.patch(f"/api/agenda/citas/{own['citas']}/", json={field: value}, headers=foreign)
        assert answer.status_code in (200, 400, 404), (field, answer.text)
        if answer.status_code == 200:  # a field that is not changed this way stays what it was
            assert answer.json().get(field) != value, field
