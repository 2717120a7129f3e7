"""What the tests of reminders share."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from clock import Clock
from office import Office

from clinic_app.messaging import hooks


@pytest.fixture(autouse=True)
def by_day(request: Any, monkeypatch: Any) -> None:
    """A test that does not move the clock runs at whatever hour it is: nothing waits for the morning."""
    if "clock" not in request.fixturenames:
        monkeypatch.setattr(hooks, "NOT_NOW", [])


@pytest.fixture
async def office(client: Any, cast: Any, headers: Any) -> Office:
    """The owner's clinic with its first service."""
    return await Office(client, cast.owner, headers(cast.owner)).open()


@pytest.fixture
async def clock(server: Any, database: str) -> AsyncIterator[Clock]:
    """Moves the time of this process and of the test's database."""
    made = Clock(server.url("postgres", urlsplit(database).path[1:]).replace("+psycopg", ""))
    yield made
    made.stop()
