"""What the tests of reminders share."""

from typing import Any

import pytest
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
