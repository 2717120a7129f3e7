"""Imports as a person makes them."""

from typing import Any

import pytest
from desk import Desk, without_limit


@pytest.fixture
async def desk(cast: Any) -> Desk:
    """The owner's, whose clinic may hold any number of patients."""
    return await without_limit(cast.owner)
