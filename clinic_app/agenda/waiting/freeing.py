"""What a change of blocks opens again: told to whoever waits for such a time, and nothing more than that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.events import TimeFreed
from clinic_app.core.database import Work

LOOK_AHEAD = timedelta(days=400)  # a later time is offered when it comes nearer by what frees it then
MOST_TOLD = 20  # of one change; more are told together, the times between them too
Interval = tuple[datetime, datetime]


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """In their order, those that touch as one."""
    found: list[Interval] = []
    for begins, ends in sorted(intervals):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        elif begins < ends:
            found.append((begins, ends))
    return found


def without(whole: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """The parts of `whole` that are outside `taken`; both as `joined` makes them."""
    left: list[Interval] = []
    for begins, ends in whole:
        for start, end in taken:
            if start < ends and end > begins:
                left += [(begins, start)] if begins < start else []
                begins = max(begins, end)
        left += [(begins, ends)] if begins < ends else []
    return left


def told(freed: Sequence[Interval]) -> list[Interval]:
    """At most MOST_TOLD: neighbours together where there are more."""
    size = -(-len(freed) // MOST_TOLD) or 1
    parts = [freed[start : start + size] for start in range(0, len(freed), size)]
    return [(part[0][0], part[-1][1]) for part in parts]


async def _closed(work: Work, block_ids: Sequence[int]) -> dict[int, list[Interval]]:
    """What the blocks close from today on, by professional."""
    today, only = work.today(), block_ids[0] if len(block_ids) == 1 else None
    (rows,) = await work.ask(blocks_time.range_query(work.actor, today, today + LOOK_AHEAD, block_id=only))
    found: dict[int, list[Interval]] = {}
    for each in blocks_time.closed_times([row for (row,) in rows if row["id"] in block_ids], today, today + LOOK_AHEAD):
        found.setdefault(each.professional_id, []).append(each.interval(work.tz))
    return {who: joined(intervals) for who, intervals in found.items()}


@asynccontextmanager
async def telling(work: Work, *block_ids: int) -> AsyncIterator[None]:
    """Around a change of these blocks, their series or exceptions: what they closed before and close no more is told as TimeFreed.

    Whoever hears it looks herself what is still closed by something else.
    """
    before = await _closed(work, block_ids)
    yield
    await work.session.flush()
    after = await _closed(work, block_ids)
    for who, closed in before.items():
        for begins, ends in told(without(closed, after.get(who, []))):
            work.events.extend(TimeFreed.now_free(who, begins, ends))
