"""Generated from the app itself: every route and every click x every role x a foreign clinic. A new one that nobody guards fails here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import rows_of_anamnesis
import rows_of_encounters
import rows_of_growth
import rows_of_media
import rows_of_notes
from sqlalchemy import text

from clinic_app.api import api
from clinic_app.core.database import start_work
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
PUBLIC_CLICKS = {
    "InvitationState.look",
    "AnswerState.look",
    "AnswerState.answer",
    "AnswerState.send",
    "ToastState.report_failure",
    "LangState.set_language",
}


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


async def rows_of_a_clinic(client: Any, mine: dict[str, str]) -> dict[str, int]:
    """One row of each kind, made over the API itself; ids by the word of the path."""
    patient = {
        "tipo_documento": "dni", "numero_documento": "12345678", "nombres": "Secreta", "apellido_paterno": "Quispe", "apellido_materno": "Mamani",
        "fecha_nacimiento": "2022-06-15", "sexo": "F",
    }  # fmt: skip
    guardian = {
        "nombres": "Secreta",
        "apellidos": "Mamani",
        "parentesco": "madre",
        "telefono": "987654321",
        "tipo_documento": "dni",
        "numero_documento": "87654321",
    }
    day = date.today() + timedelta(days=7)
    while day.isoweekday() > 5:
        day += timedelta(days=1)

    async def make(path: str, body: dict[str, Any]) -> int:
        answer = await client.post(path, json=body, headers=mine)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    found = {"pacientes": await make("/api/pacientes/", patient)}
    found["responsables"] = await make(f"/api/pacientes/{found['pacientes']}/responsables/", guardian)
    found["servicios"] = (await client.get("/api/agenda/servicios/", headers=mine)).json()[0]["id"]
    found["citas"] = await make(
        "/api/agenda/citas/",
        {
            "paciente": found["pacientes"],
            "tipo_servicio": found["servicios"],
            "fecha": str(day),
            "hora_inicio": "10:00",
            "notas": "Secreta",
        },
    )
    block = {
        "fecha_inicio": str(day),
        "fecha_fin": str(day),
        "hora_inicio": "15:00",
        "hora_fin": "16:00",
        "motivo": "Secreta",
        "tipo": "PERSONAL",
        "titulo": "Secreta",
    }
    found["bloqueos"] = await make("/api/agenda/bloqueos/", block)
    series = {"bloqueo": found["bloqueos"], "tipo_recurrencia": "diario", "intervalo_dias": 7, "fecha_inicio_recurrencia": str(day)}
    found["patrones-recurrencia"] = await make("/api/agenda/patrones-recurrencia/", series)
    plan = {
        "paciente": found["pacientes"],
        "tipo_servicio": found["servicios"],
        "nombre": "Secreta",
        "total_sesiones": 3,
        "frecuencia": "semanal",
        "fecha_inicio": str(day),
    }
    found["planes-tratamiento"] = await make("/api/agenda/planes-tratamiento/", plan)
    room = await client.post("/api/agenda/salas/", json={"nombre": "Secreta"}, headers=mine)
    found |= {"salas": room.json()["id"]} if room.status_code == 201 else {}  # who only attends makes no rooms
    found["etiquetas"] = await make("/api/pacientes/etiquetas/", {"nombre": "Secreta"})
    waits = {"paciente": found["pacientes"], "tipo_servicio": found["servicios"], "fecha_deseada": str(day), "notas": "Secreta"}
    found["lista-espera"] = await make("/api/agenda/lista-espera/", waits)
    place = {"tipo_servicio": found["servicios"], "fecha": str(day), "hora_inicio": "12:00", "capacidad": 5, "titulo": "Secreta"}
    found["cupos"] = await make("/api/agenda/cupos/", place)
    await client.post(f"/api/agenda/cupos/{found['cupos']}/reservar/", json={"paciente": found["pacientes"]}, headers=mine)
    weekly = {
        "paciente": found["pacientes"],
        "tipo_servicio": found["servicios"],
        "frecuencia": "semanal",
        "veces": 2,
        "fecha_inicio": str(day),
        "hora_inicio": "13:00",
        "notas": "Secreta",
    }
    found["series"] = await make("/api/agenda/series/", weekly)
    visit = {
        "paciente": found["pacientes"],
        "servicios": [found["servicios"]] * 2,
        "fecha": str(day),
        "hora_inicio": "16:00",
        "notas": "Secreta",
    }
    found["grupos"] = await make("/api/agenda/citas/", visit)
    scan = {"archivo": ("secreta.pdf", b"%PDF-1.4 Secreta %%EOF")}
    kept = await client.post(f"/api/pacientes/{found['pacientes']}/documentos/", files=scan, data={"titulo": "Secreta"}, headers=mine)
    found["documentos"] = kept.json()["id"]
    found |= await rows_of_media.rows_of_media(client, found["pacientes"], mine)
    found |= await rows_of_notes.rows_of_notes(client, make, found["pacientes"], mine)
    found |= await rows_of_growth.rows_of_growth(client, make, found["pacientes"], mine)
    found |= await rows_of_encounters.rows_of_encounters(client, make, found["pacientes"], found["servicios"], mine)
    found |= await rows_of_anamnesis.rows_of_anamnesis(client, make, found["pacientes"], mine)
    return found


BODIES = {
    "pacientes": {"nombres": "Robada"}, "citas": {"notas": "Robada", "motivo": "x", "fecha": "2030-01-25", "hora_inicio": "10:00"},
    "servicios": {"nombre": "Robado"}, "bloqueos": {"motivo": "Robado", "titulo": "Robado"}, "responsables": {"nombres": "Robada"},
    "patrones-recurrencia": {"intervalo_dias": 2, "fecha": "2030-01-25"}, "salas": {"nombre": "Robada"},
    "cupos": {"titulo": "Robado", "paciente": 1, "cupo": 1}, "series": {"hora_inicio": "10:00", "alcance": "todas"}, "grupos": {"hora_inicio": "10:00"},
    "etiquetas": {"nombre": "Robada"}, "documentos": {"titulo": "Robado"}, "lista-espera": {"notas": "Robada"}, "planes-tratamiento": {"nombre": "Robado", "hora": "10:00"},
}  # fmt: skip
BODIES |= rows_of_media.BODIES | rows_of_notes.BODIES | rows_of_growth.BODIES | rows_of_encounters.BODIES | rows_of_anamnesis.BODIES
SNAPSHOT = (
    "select md5(string_agg(t::text, '|' order by t::text)) from (select * from app.{table} where tenant_id = app.tenant()) t",
    (
        "patient",
        "guardian",
        "appointment",
        "agenda_block",
        "recurrence_pattern",
        "service",
        "patient_tag",
        "patient_document",
        "waiting_entry",
        "slot_hold",
        "room",
        "treatment_plan",
        "treatment_session",
        "group_slot",
        "appointment_series",
        *rows_of_media.TABLES,
        *rows_of_notes.TABLES,
        *rows_of_growth.TABLES,
        *rows_of_encounters.TABLES,
        *rows_of_anamnesis.TABLES,
    ),
)


async def picture_of(actor: Any) -> list[str]:
    async with start_work(actor) as work:
        return [(await work.session.execute(text(SNAPSHOT[0].format(table=table)))).scalar_one() for table in SNAPSHOT[1]]


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


# --- clicks


def every_click() -> dict[str, Any]:
    from reflex_base.registry import RegistrationContext

    import clinic_app.clinic_app  # noqa: F401

    found = {}
    for registered in RegistrationContext.get().event_handlers.values():
        function = registered.handler.fn
        function = getattr(function, "func", function)
        if (getattr(function, "__module__", "") or "").startswith("clinic_app"):
            found[function.__qualname__] = function
    return found


def test_every_click_says_who_may_make_it() -> None:
    clicks = every_click()
    assert clicks, "no handlers found: has the registry changed?"
    open_ones = {name for name, function in clicks.items() if not getattr(function, "permission", None)}
    assert open_ones <= PUBLIC_CLICKS, open_ones - PUBLIC_CLICKS
    assert all(getattr(clicks[name], "public", False) for name in open_ones)
    asked = {function.permission for name, function in clicks.items() if name not in open_ones}
    assert asked <= set(Permission)


class Router:
    """As much of a browser's connection as the guard reads."""

    def __init__(self, cookie: str) -> None:
        self.headers = type("Headers", (), {"raw_headers": {"cookie": cookie}})()


class Click:
    """Stands in for a State: what a refused click does to it is told by `toasts`."""

    vars: dict[str, Any] = {}
    _shown_clinic = 0

    def __init__(self, cookie: str) -> None:
        self.router, self.toasts = Router(cookie), []

    async def _actor(self) -> Any:
        from clinic_app.access.state import ClinicState

        return await ClinicState._actor(self)  # type: ignore[arg-type]


async def outcome(function: Any, cookie: str, monkeypatch: Any) -> str:
    """How the guard answers: `redirect`, `refused`, or `reached` when the handler's own code began."""
    from clinic_app.access import state as guard

    told: list[str] = []

    async def notify(state: Any, sentence: str, kind: str = "ok", **values: Any) -> None:
        told.append(sentence)

    monkeypatch.setattr(guard, "notify", notify)
    reached = False

    class Reached(Exception):
        pass

    cells = dict(zip(function.__code__.co_freevars, function.__closure__, strict=True))
    handler = cells["handler"]
    real = handler.cell_contents

    async def stub(*args: Any, **kwargs: Any) -> None:
        nonlocal reached
        reached = True

    stub.__qualname__ = real.__qualname__
    handler.cell_contents = stub
    try:
        result = await function(Click(cookie))
    finally:
        handler.cell_contents = real
    if reached:
        return "reached"
    return "redirect" if result is not None else f"refused: {told}"


async def test_each_role_clicks_what_its_permissions_say(cast: Any, monkeypatch: Any) -> None:
    from clinic_app.access import service

    guarded = {
        name: function
        for name, function in every_click().items()
        if getattr(function, "permission", None) not in (None, Permission.PLATFORM_ADMIN)
    }
    for cookie in ("", "sid=x", f"sid=x; current_tenant_id={cast.owner.tenant_id}"):
        for name, function in guarded.items():
            assert await outcome(function, cookie, monkeypatch) == "redirect", name
    for role, actor in cast.by_role().items():
        cookie = f"sid={await service.open_session(actor)}; current_tenant_id={cast.outsider.tenant_id}"
        for name, function in guarded.items():
            found = await outcome(function, cookie, monkeypatch)
            if function.permission in ROLES[role]:
                assert found == "reached", (role, name, found)
            else:
                assert found == "refused: ['Usted no tiene permiso para realizar esta acción.']", (role, name, found)


async def test_the_platform_opens_to_its_own_cookie_only(cast: Any, monkeypatch: Any) -> None:
    """Not to any role of a clinic, and not to the administrator herself with a clinic's session."""
    from clinic_app.access import service

    clicks = {
        name: function for name, function in every_click().items() if getattr(function, "permission", None) is Permission.PLATFORM_ADMIN
    }
    assert clicks
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.user_account set is_platform_admin = true where id = :id"), {"id": cast.owner.user_id})
    clinic, platform = await service.open_session(cast.owner), await service.open_session(cast.owner, for_platform=True)
    strangers = [await service.open_session(actor, for_platform=True) for role, actor in cast.by_role().items() if role != "owner"]
    shut = [
        "",
        "platform_sid=x",
        f"sid={clinic}",
        f"platform_sid={clinic}",
        f"sid={platform}",
        *[f"platform_sid={cookie}" for cookie in strangers],
    ]
    for name, function in clicks.items():
        for cookie in shut:
            assert await outcome(function, cookie, monkeypatch) == "redirect", (name, cookie)
        assert await outcome(function, f"platform_sid={platform}", monkeypatch) == "reached", name
    ordinary = {
        name: function
        for name, function in every_click().items()
        if getattr(function, "permission", None) not in (None, Permission.PLATFORM_ADMIN)
    }
    for name, function in ordinary.items():
        for cookie in (f"sid={platform}", f"platform_sid={platform}"):
            assert await outcome(function, cookie, monkeypatch) == "redirect", name


async def test_a_click_follows_the_clinic_cookie_only_for_members(cast: Any) -> None:
    from clinic_app.access import service

    cookie = await service.open_session(cast.owner)
    actor = await Click(f"sid={cookie}; current_tenant_id={cast.outsider.tenant_id}")._actor()
    assert actor.tenant_id == cast.owner.tenant_id


async def test_what_is_not_marked_is_never_run() -> None:
    """The last wall: a handler that somebody forgot to guard."""
    import reflex as rx
    from reflex.event import Event
    from reflex_base.registry import RegistrationContext

    from clinic_app.access.guard import DenyByDefault

    class Forgotten(rx.State):
        secret: str = ""

        def open_door(self) -> None: ...

    Forgotten.open_door.fn.__module__ = "clinic_app.somewhere"
    guard = DenyByDefault()
    names = [name for name in RegistrationContext.get().event_handlers if "forgotten" in name]
    assert any(name.endswith("open_door") for name in names)
    for name in names:
        if name.endswith(("open_door", "setvar")):
            assert await guard.preprocess(None, None, Event(name=name, payload={})) is not None, name  # type: ignore[arg-type]
