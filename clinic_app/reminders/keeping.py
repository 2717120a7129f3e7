"""What planning changes, for many appointments at once: what is dropped, what is to be sent, and the messages taken back for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from clinic_app.core.database import Query, Work
from clinic_app.messaging import service as messages
from clinic_app.reminders.rules import Kind
from clinic_app.reminders.timing import Due, Skip
from clinic_app.reminders.visits import Visit

QUEUED = "select id, reference_kind, reference_id, kind from app.message where id = any(%s) and state = 'queued' order by id for update"
# those of the appointments that are planned here as well are written over right away
OTHERS = """
update app.reminder_due set state = 'waiting', round = round + 1, message_id = null where clinic_id = %s and message_id = any(%s) and state = 'queued'"""
DROP = """
update app.reminder_due d set state = 'dropped', why = 'over', message_id = null from unnest(%s::bigint[], %s::text[]) as r (appointment_id, kind)
where d.clinic_id = %s and d.appointment_id = r.appointment_id and d.kind = r.kind and d.state in ('waiting', 'queued')"""
KEEP = """
insert into app.reminder_due (clinic_id, appointment_id, kind, starts_at, due_at, not_after, round, state, why)
select %s, * from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::integer[], %s::text[], %s::text[])
on conflict (clinic_id, appointment_id, kind) do update set starts_at = excluded.starts_at, due_at = excluded.due_at, not_after = excluded.not_after,
  round = excluded.round, state = excluded.state, why = excluded.why, message_id = null"""


class Row(NamedTuple):
    """What is planned already."""

    starts_at: datetime
    state: str
    round: int
    message_id: int | None
    due_at: datetime
    why: str


@dataclass
class Changes:
    """Collected first, written together. `first`: the moment of the first reminder that is to be sent."""

    kept: list[tuple[Any, ...]] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)  # messages
    first: datetime | None = None

    def keep(self, visit: Visit, kind: Kind, what: Due | Skip, row: Row | None, now: datetime, mark: str = "") -> None:
        """This is to be; a message that speaks of another time is taken back. `mark`: what is to be said of more than it."""
        if isinstance(what, Due):
            self.first = min(self.first or what.at, what.at)
        same = row is not None and row.starts_at == visit.starts_at and row.state != "dropped"
        if same and row is not None and row.state == "queued":
            return
        if row is not None and not same:
            self._withdraw(row)
        number = 1 if row is None else row.round + (not same)
        due, until = (what.at, what.until) if isinstance(what, Due) else (now, visit.starts_at)
        state, why = ("waiting", mark) if isinstance(what, Due) else ("skipped", what.why)
        self.kept.append((visit.id, str(kind), visit.starts_at, due, until, number, state, why))

    def drop(self, visit: Visit, rows: Mapping[str, Row], *kinds: Kind) -> None:
        """What is planned of these kinds is not to be sent any more."""
        for kind in kinds:
            if kind in rows:
                self._withdraw(rows[kind])
                self.dropped.append((visit.id, str(kind)))

    def _withdraw(self, row: Row) -> None:
        if row.message_id is not None and row.state == "queued":
            self.withdrawn.add(row.message_id)

    async def write(self, work: Work) -> None:
        """Take back the messages that have not left (the other appointments that they spoke of are told anew), then write what is to be."""
        if self.withdrawn:
            [found] = await work.ask((QUEUED, (sorted(self.withdrawn),)))
            await messages.cancel_all(work, {(kind, key, what) for _, kind, key, what in found})
            await work.ask((OTHERS, (work.actor.tenant_id, [row[0] for row in found])))
        wanted: list[Query] = []
        if self.dropped:
            wanted.append((DROP, (*_columns(self.dropped), work.actor.tenant_id)))
        if self.kept:
            wanted.append((KEEP, (work.actor.tenant_id, *_columns(self.kept))))
        if wanted:
            await work.ask(*wanted)


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
