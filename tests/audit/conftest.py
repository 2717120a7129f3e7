"""Hands on the trail that the app does not have."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from clinic_app.core.settings import settings


@pytest.fixture
def superuser(cast: Any, server: Any, database: str) -> Iterator[psycopg.Connection]:
    """A connection that no wall and no trigger stops."""
    name = database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server.url("postgres", name).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")  # triggers do not fire
        yield connection


@pytest.fixture
def owner_url(cast: Any) -> str:
    return settings().libpq_owner_url


@pytest.fixture
def write() -> Callable[..., Any]:
    """Note facts in one clinic, in one transaction."""
    from clinic_app.audit import service as audit
    from clinic_app.core.database import start_work

    async def written(actor: Any, *facts: tuple[str, str, int | None], **more: Any) -> None:
        async with start_work(actor) as work:
            for action, entity, number in facts:
                await audit.record(work, action, entity, number, **more)

    return written
