"""A nurse at her desk, and a child to check up."""

from datetime import date, timedelta
from typing import Any

import pytest
from cred_desk import Desk


@pytest.fixture
def desk(client: Any, cast: Any, headers: Any) -> Desk:
    return Desk(client, headers(cast.nurse))


@pytest.fixture
def young() -> str:
    """The birthday of a child who is 400 days old today (the test clinic's day may be a day behind)."""
    return str(date.today() - timedelta(days=400))
