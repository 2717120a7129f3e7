"""Where a lower domain lets higher ones take part in its transaction. Filled by wiring.py, the one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clinic_app.core.database import Work

FOUNDING: list[Callable[[Work], Awaitable[Any]]] = []  # a new clinic: what it starts with
WRITE_CHECKS: list[Callable[[Work], Awaitable[None]]] = []  # before anything is written; raise to refuse
PROFILE_PARTS: list[Callable[[Work], Awaitable[dict[str, Any]]]] = []  # more fields of the documented profile


async def check_writable(work: Work) -> None:
    """Ask every domain whether this clinic may write now. Raises what they raise (402 for an expired plan)."""
    for check in WRITE_CHECKS:
        await check(work)
