"""Facts that happened, and the jobs that react to them (the table is clinic_app/wiring.py)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procrastinate.tasks import Task

    from clinic_app.core.database import Work

REACTIONS: dict[type, list[Task]] = {}


async def enqueue_reactions(work: Work) -> None:
    """Put one job for each reaction into the queue, in the transaction of the change itself."""
    driver: Any = await work.driver()
    for fact in work.events:
        for task in REACTIONS.get(type(fact), []):
            await task.configure(connection=driver).defer_async(tenant_id=work.actor.tenant_id, **asdict(fact))  # type: ignore[call-overload]
