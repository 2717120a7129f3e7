"""What the same answers cost with nothing around them: bare Starlette, a psycopg pool, orjson, the very SQL of the product.

The clinic is set in the transaction as the product does it (row-level security applies); there is no sign-in, no check of the
parameters, and the columns go out as they came in.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import orjson
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clinic_app.agenda import queries as agenda
from clinic_app.core.database import Actor
from clinic_app.patients import queries as patients

ACTOR = Actor(user_id=1, tenant_id=1, membership_id=1, role="owner")
Query = tuple[str, Sequence[Any]]


def _patients(search: str) -> list[Query]:
    return [patients.page_query(patients.Filters(search), 20, 0)]


def _day(service: str, day: str) -> list[Query]:
    return [agenda.day_query(ACTOR, date.fromisoformat(day), int(service), None)]


def app() -> Starlette:
    """The floor's application; the database's address comes in FLOOR_DATABASE."""
    pool = AsyncConnectionPool(
        os.environ["FLOOR_DATABASE"], min_size=2, max_size=8, open=False, kwargs={"autocommit": True, "prepare_threshold": 2}
    )

    async def rows(queries: list[Query]) -> Response:
        async with pool.connection() as driver:
            async with driver.pipeline():
                await driver.execute("select set_config('app.tenant_id', %s, true)", ("1",), prepare=True)
                cursors = [await driver.execute(sql, params, prepare=True) for sql, params in queries]  # type: ignore[call-overload]
            answers = [await cursor.fetchall() for cursor in cursors]
        named = [
            [dict(zip([column.name for column in cursor.description or ()], row, strict=True)) for row in found]
            for cursor, found in zip(cursors, answers, strict=True)
        ]
        return Response(orjson.dumps(named, default=str), media_type="application/json")

    def route(path: str, queries: Callable[..., list[Query]], *names: str) -> Route:
        async def answer(request: Request) -> Response:
            return await rows(queries(*(request.query_params.get(name, "") for name in names)))

        return Route(path, answer)

    async def ready(request: Request) -> Response:
        return Response(b"{}")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        async with pool:
            yield

    routes = [route("/patients", _patients, "search"), route("/day", _day, "service", "day"), Route("/ready", ready)]
    return Starlette(routes=routes, lifespan=lifespan)
