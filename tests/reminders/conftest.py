"""What the tests of reminders share."""

from typing import Any

import pytest
from office import Office


@pytest.fixture
async def office(client: Any, cast: Any, headers: Any) -> Office:
    """The owner's clinic with its first service."""
    return await Office(client, cast.owner, headers(cast.owner)).open()
