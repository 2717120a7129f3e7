"""The shorter ways to a route lead where the long ones lead."""

import re
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Match

from clinic_app.access.straight import StraightRoute, ask_by_beginning
from clinic_app.api import api


def _asked(path: str, method: str) -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "headers": [], "root_path": ""}


def test_every_route_is_still_found() -> None:
    routes = [(context.path, method) for context in iter_route_contexts(api.routes) for method in context.methods or ()]
    assert len(routes) > 200
    for path, method in routes:
        scope = _asked(re.sub(r"\{[^}]*\}", "1", path), method)
        assert any(route.matches(dict(scope))[0] is Match.FULL for route in api.router.routes), (path, method)


def test_a_router_looks_at_paths_that_begin_as_its_own_only() -> None:
    asked: list[str] = []

    class Told(APIRoute):
        def matches(self, scope: Any) -> Any:
            asked.append(scope["path"])
            return super().matches(scope)

    inner, outer = APIRouter(prefix="/api/salas", route_class=Told), APIRouter()
    inner.add_api_route("/{key}/", lambda key: key)
    outer.include_router(inner)
    ask_by_beginning(outer.routes[-1], inner)
    found = {path: outer.routes[-1].matches(_asked(path, "GET"))[0] for path in ("/api/salas/7/", "/api/agenda/", "/api/sala", "/")}
    assert [path for path, match in found.items() if match is not Match.NONE] == ["/api/salas/7/"]
    assert asked == ["/api/salas/7/"]


def test_a_straight_route_answers_its_own_method_only() -> None:
    straight = [route for route in api.routes if isinstance(route, StraightRoute)]
    assert {route.path for route in straight} >= {"/api/pacientes/", "/api/reportes/dashboard/"}
    for route in straight:
        assert [route.matches(_asked(route.path, method))[0] for method in ("GET", "POST")] == [Match.FULL, Match.PARTIAL]
