"""Facts that happened, and what reacts to them (the tables are filled in clinic_app/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procrastinate.tasks import Task

    from clinic_app.core.database import Query, Work

REACTIONS: dict[type, list[Task]] = {}  # a job for each fact
# a statement for all facts of one type together, in the transaction of the change itself: for what is cheaper than a job
WITHIN: dict[type, list[Callable[[Work, Sequence[Any]], Query]]] = {}


async def react(work: Work) -> list[Query]:
    """Put one job for each reaction into the queue, in the transaction of the change itself; returns the statements of the others, for its end."""
    driver: Any = await work.driver()
    by_type: dict[type, list[Any]] = {}
    for fact in work.events:
        by_type.setdefault(type(fact), []).append(fact)
        for task in REACTIONS.get(type(fact), []):
            await task.configure(connection=driver).defer_async(tenant_id=work.actor.tenant_id, **asdict(fact))  # type: ignore[call-overload]
    return [reaction(work, facts) for kind, facts in by_type.items() for reaction in WITHIN.get(kind, [])]
