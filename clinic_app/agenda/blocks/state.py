"""What the screen of blocks and rosters shows: blocks, series, and the rosters that were pasted."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks import roster_blocks as blocks_roster
from clinic_app.agenda.blocks.models import AgendaBlock, RecurrencePattern
from clinic_app.agenda.choices import ProfessionalChoice, choices_of_several
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.state import a_moment, wall
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
WATCHED = ("agenda_block", "recurrence_pattern", "recurrence_exception")
NEXT_DAYS, MOST_NEXT, MOST_ROWS = timedelta(days=60), 4, 300


@dataclass
class NextDay:
    """One occurrence to come; `key` as the calendar names it."""

    key: str
    day: str


@dataclass
class BlockRow:
    """A block or a series. `kind` and `repeat` are codes."""

    id: int
    title: str
    kind: str
    color: str
    first: str
    last: str  # empty: without end
    starts: str
    ends: str
    who: str = ""
    repeat: str = ""  # diario, semanal, patron; empty: once
    every: int = 0
    weekdays: list[int] = field(default_factory=list)
    cycle: list[str] = field(default_factory=list)
    pattern_id: int = 0
    next: list[NextDay] = field(default_factory=list)
    freed: list[NextDay] = field(default_factory=list)  # days to come that were dropped; `key` is the day itself
    pasted: bool = False


@dataclass
class BatchRow:
    """A roster that was pasted."""

    key: str
    first: str
    last: str
    blocks: int


@dataclass
class ClashRow:
    """An appointment that stands inside a closed time."""

    id: int
    start: str
    patient: str
    service: str


def clash_rows(work: Work, rows: list[queries.Row]) -> list[ClashRow]:
    """The appointments to warn of, the next ones first."""
    return [ClashRow(row.id, wall(work.actor, row.starts_at), row.patient_name, row.service_name) for row in rows[:50]]


def block_row(block: AgendaBlock, pattern: RecurrencePattern | None, closed: list[blocks_time.Closed], who: str) -> BlockRow:
    """A block as a line of the list, with its series if it has one."""
    row = BlockRow(
        id=block.id, title=block.title or block.reason, kind=block.kind, color=block.color, first=block.start_date.isoformat(),
        last=block.end_date.isoformat(), starts=f"{block.start_time:%H:%M}" if block.start_time else "", ends=f"{block.end_time:%H:%M}" if block.end_time else "",
        who=who, pasted=block.batch is not None,
    )  # fmt: skip
    if pattern is not None:
        row.repeat, row.every, row.weekdays, row.cycle, row.pattern_id = (
            pattern.kind,
            pattern.every_days,
            pattern.weekdays,
            pattern.cycle,
            pattern.id,
        )
        row.first, row.last = pattern.starts_on.isoformat(), pattern.ends_on.isoformat() if pattern.ends_on else ""
        mine = sorted((each for each in closed if each.pattern_id == pattern.id), key=lambda each: each.day)[:MOST_NEXT]
        row.next = [NextDay(f"block-{block.id}-{pattern.id}-{each.origin}", each.day.isoformat()) for each in mine]
    return row


def batch_rows(blocks: list[AgendaBlock]) -> list[BatchRow]:
    """The pasted rosters of which something stands."""
    found: dict[UUID, list[AgendaBlock]] = {}
    for block in blocks:
        if block.batch is not None:
            found.setdefault(block.batch, []).append(block)
    return [
        BatchRow(str(batch), min(row.start_date for row in rows).isoformat(), max(row.end_date for row in rows).isoformat(), len(rows))
        for batch, rows in found.items()
    ]


class BlocksState(ClinicState):
    """The list."""

    rows: list[BlockRow] = []
    batches: list[BatchRow] = []
    professionals: list[ProfessionalChoice] = []
    clashes: list[ClashRow] = []  # after something was closed: the appointments inside, which stay
    past: bool = False
    loaded: bool = False
    failed: bool = False
    can_write: bool = False

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.clashes, self.past = [], False
        await self._fill(work)
        self.can_write, self.loaded, self.failed = P.AGENDA_WRITE in work.actor.permissions, True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, BlocksState.refresh)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def refresh(self, work: Work) -> None:
        """Something changed: ask again."""
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show_past(self, work: Work) -> None:
        """Those that are over too, or only what stands."""
        self.past = not self.past
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def forget_clashes(self, work: Work) -> None:
        self.clashes = []

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def remove(self, work: Work, block_id: int) -> None:
        """Open the time again; of a series, all of it."""
        await hours.remove_block(work, block_id)
        await self._fill(work)
        await notify(self, N_("Bloqueo quitado. El tiempo vuelve a estar libre."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def restore(self, work: Work, pattern_id: int, day: str) -> None:
        """A freed day of a series is closed again."""
        await patterns.restore_occurrence(work, pattern_id, a_moment(day).date())
        await self._fill(work)
        await notify(self, N_("El día vuelve a su lugar en la serie."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def undo(self, work: Work, key: str) -> None:
        """Take a pasted roster back."""
        if not any(each.key == key for each in self.batches):
            raise NotFound
        count = await blocks_roster.undo(work, UUID(key))
        await self._fill(work)
        await notify(self, N_("Turno deshecho: {n} bloqueos quitados."), n=count)

    async def _fill(self, work: Work) -> None:
        today = work.today()
        series = {row.block_id: row for row in await patterns.list_patterns(work)}
        blocks = [row for row in await hours.list_blocks(work) if self._stands(row, series.get(row.id), today)][:MOST_ROWS]
        (raw,) = await queries.ask(work, blocks_time.range_query(work.actor, today, today + NEXT_DAYS))
        closed = blocks_time.closed_times([row for (row,) in raw if row["patterns"]], today, today + NEXT_DAYS)
        people = await professionals(work)
        names = {each.id: each.name for each in people} if len(people) > 1 else {}
        self.rows = [
            block_row(row, series.get(row.id) if row.is_recurring else None, closed, names.get(row.professional_id, "")) for row in blocks
        ]
        self.rows.sort(key=lambda row: (not row.repeat, row.first, row.starts))
        await self._mark_freed(work)
        self.batches = batch_rows(blocks)
        self.professionals = choices_of_several(people)

    async def _mark_freed(self, work: Work) -> None:
        today = work.today()
        exceptions = await patterns.exceptions_of(work, *[row.pattern_id for row in self.rows if row.pattern_id])
        for row in self.rows:
            dropped = [each.origin for each in exceptions.get(row.pattern_id, ()) if each.day is None and each.origin >= today]
            row.freed = [NextDay(day.isoformat(), day.isoformat()) for day in dropped[:MOST_NEXT]]

    def _stands(self, block: AgendaBlock, pattern: RecurrencePattern | None, today: date) -> bool:
        if self.past:
            return True
        if pattern is not None and block.is_recurring:
            return pattern.ends_on is None or pattern.ends_on >= today
        return block.end_date >= today
