"""Series: how a block repeats, the occurrences that are moved or dropped, and the end of a series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import select

from clinic_app.agenda import queries
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.blocks.models import AgendaBlock, RecurrenceException, RecurrencePattern
from clinic_app.agenda.blocks.recurrence import LONGEST_CYCLE, SHIFT_HOURS, Hours, Kind, Pattern, Shift, hours_on
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.transitions import PENDING
from clinic_app.agenda.waiting import freeing
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import REQUIRED, missing_key
from clinic_app.core.i18n import N_

MOST_EXCEPTIONS = 1000  # of one series
LOOK_AHEAD = timedelta(days=400)  # how far a new block is compared with the appointments that stand
NEEDED = {Kind.DAILY: ("every_days", "intervalo_dias"), Kind.WEEKLY: ("weekdays", "dias_semana"), Kind.CYCLE: ("cycle", "patron_ciclo")}
NO_SUCH_OCCURRENCE = N_("La serie no cae ese día.")


@dataclass(frozen=True)
class Change:
    """What becomes of one occurrence: dropped, or moved to a day and hours."""

    origin: date
    day: date | None = None
    start: time | None = None
    end: time | None = None

    @property
    def moves(self) -> bool:
        return any(value is not None for value in (self.day, self.start, self.end))


def pattern_of(row: RecurrencePattern, block: AgendaBlock) -> Pattern:
    """The stored pattern as the pure module computes it."""
    return Pattern(
        Kind(row.kind), row.starts_on, row.ends_on, row.every_days, frozenset(row.weekdays), tuple(Shift(each) for each in row.cycle),
        blocks_time.hours_of(block.start_time, block.end_time), blocks_time.shift_times(row.shift_hours),
    )  # fmt: skip


def _check(row: RecurrencePattern, given: set[str] | None = None) -> None:
    """What the kind needs must be there (`given`: what a new one came with), and a series may not end before it begins."""
    attribute, name = NEEDED[Kind(row.kind)]
    if given is not None and attribute not in given:
        raise Invalid({name: [REQUIRED]})
    if row.kind == Kind.WEEKLY and not row.weekdays:
        raise Invalid(dias_semana="Indica al menos un día de la semana.")
    if row.kind == Kind.CYCLE and not row.cycle:
        raise Invalid(patron_ciclo="Indica al menos un turno.")
    if row.kind == Kind.CYCLE and set(row.cycle) == {Shift.REST}:
        raise Invalid(patron_ciclo="El ciclo necesita al menos un turno de trabajo.")
    if len(row.cycle) > LONGEST_CYCLE:
        raise Invalid(patron_ciclo="El ciclo puede tener hasta 60 días.")
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Invalid(fecha_fin_recurrencia="La fecha de fin no puede ser anterior a la fecha de inicio.")


async def _block(work: Work, block_id: int) -> AgendaBlock:
    try:
        row = await hours.get_block(work, queries.safe_id(block_id) or -1)
    except NotFound:
        raise Invalid(bloqueo=missing_key(block_id)) from None
    if not row.is_active:
        raise Invalid(bloqueo=missing_key(block_id))
    return row


async def list_patterns(work: Work, *, block_id: int | None = None, active: bool | None = True) -> list[RecurrencePattern]:
    """The patterns of the blocks that stand, by their first day."""
    query = select(RecurrencePattern).join(
        AgendaBlock, (AgendaBlock.tenant_id == RecurrencePattern.tenant_id) & (AgendaBlock.id == RecurrencePattern.block_id)  # type: ignore[arg-type]
    )  # fmt: skip
    query = query.where(AgendaBlock.is_active).order_by(RecurrencePattern.starts_on, RecurrencePattern.id)  # type: ignore[arg-type]
    if block_id is not None:
        query = query.where(RecurrencePattern.block_id == queries.safe_id(block_id))
    if active is not None:
        query = query.where(RecurrencePattern.is_active == active)
    return list((await work.session.execute(query)).scalars())


async def get_pattern(work: Work, pattern_id: int) -> RecurrencePattern:
    """One pattern, active or not. Raises NotFound."""
    row = (await work.session.execute(select(RecurrencePattern).where(RecurrencePattern.id == pattern_id))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def exceptions_of(work: Work, *pattern_ids: int) -> dict[int, list[RecurrenceException]]:
    """The exceptions of some patterns, by pattern, in the order of their days."""
    query = select(RecurrenceException).where(RecurrenceException.pattern_id.in_(pattern_ids)).order_by(RecurrenceException.origin)  # type: ignore[attr-defined,arg-type]
    found: dict[int, list[RecurrenceException]] = {key: [] for key in pattern_ids}
    for row in (await work.session.execute(query)).scalars() if pattern_ids else ():
        found[row.pattern_id].append(row)
    return found


async def create_pattern(work: Work, values: Mapping[str, Any]) -> RecurrencePattern:
    """Let a block repeat. Raises Invalid beside the field, also for a block that is not there or another clinic's."""
    block = await _block(work, values["block_id"])
    row = RecurrencePattern(**values)
    _check(row, set(values))
    block.is_recurring = True
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "recurrence_pattern", row.id, {"block": block.id})
    return row


async def update_pattern(work: Work, pattern_id: int, values: Mapping[str, Any]) -> RecurrencePattern:
    """Change a pattern; exceptions of days on which it no longer falls have no effect. Raises NotFound, Invalid."""
    row = await get_pattern(work, pattern_id)
    if "block_id" in values:
        (await _block(work, values["block_id"])).is_recurring = True
    kind_before = row.kind
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    async with freeing.telling(work, row.block_id):
        for name in changed:
            setattr(row, name, values[name])
        _check(row, set(values) if row.kind != kind_before else None)
    if changed:
        await audit.record(work, "update", "recurrence_pattern", row.id, {"fields": changed})
    return row


async def remove_pattern(work: Work, pattern_id: int) -> None:
    """The block closes only its own dates again. Raises NotFound, also for one already removed."""
    row = await get_pattern(work, pattern_id)
    if not row.is_active:
        raise NotFound
    async with freeing.telling(work, row.block_id):
        row.is_active = False
    await audit.record(work, "delete", "recurrence_pattern", row.id)


async def end_series(work: Work, pattern_id: int, last: date) -> RecurrencePattern:
    """The series falls for the last time on `last` at the latest; what was moved from later days goes too. Raises NotFound, Invalid."""
    row = await get_pattern(work, pattern_id)
    if last < row.starts_on:
        raise Invalid(fecha="La fecha de fin no puede ser anterior a la fecha de inicio.")
    return await update_pattern(work, pattern_id, {"ends_on": last})


def _moved_to(wish: Change, by_rule: Hours) -> tuple[date, time, time] | tuple[None, None, None]:
    if not wish.moves:
        return None, None, None
    if (wish.start is None) != (wish.end is None):
        missing = "hora_fin" if wish.end is None else "hora_inicio"
        raise Invalid({missing: ["Indica la hora de inicio y la de fin, o ninguna para dejar las de la serie."]})
    start, end = (wish.start, wish.end) if wish.start is not None and wish.end is not None else by_rule
    if start == end and (start, end) != by_rule:
        raise Invalid(hora_fin="La hora de fin debe ser distinta de la hora de inicio.")
    return wish.day or wish.origin, start, end


async def except_occurrence(work: Work, pattern_id: int, wish: Change) -> RecurrenceException:
    """Drop or move one occurrence, named by the day that the rule gives it. Raises NotFound, Invalid when the series does not fall on that day."""
    row = await get_pattern(work, pattern_id)
    by_rule = hours_on(pattern_of(row, await hours.get_block(work, row.block_id)), wish.origin)
    if by_rule is None:
        raise Invalid(fecha=NO_SUCH_OCCURRENCE)
    day, start, end = _moved_to(wish, by_rule[0])
    known = (await exceptions_of(work, row.id))[row.id]
    found = next((each for each in known if each.origin == wish.origin), None)
    if found is None:
        if len(known) >= MOST_EXCEPTIONS:
            raise Invalid(fecha="La serie ya tiene demasiadas excepciones. Termínala y crea otra.")
        found = RecurrenceException(pattern_id=row.id, origin=wish.origin)
    async with freeing.telling(work, row.block_id):
        work.session.add(found)
        found.day, found.start_time, found.end_time = day, start, end
    await audit.record(work, "update", "recurrence_pattern", row.id, {"day": wish.origin.isoformat(), "moved": day and day.isoformat()})
    return found


async def restore_occurrence(work: Work, pattern_id: int, origin: date) -> None:
    """The occurrence is again where the rule puts it. Raises NotFound when nothing was changed."""
    row = await get_pattern(work, pattern_id)
    known = (await exceptions_of(work, row.id))[row.id]
    if origin not in {each.origin for each in known}:
        raise NotFound
    async with freeing.telling(work, row.block_id):
        gone = delete(RecurrenceException).where(RecurrenceException.pattern_id == row.id, RecurrenceException.origin == origin)  # type: ignore[arg-type]
        await work.session.execute(gone)
    await audit.record(work, "update", "recurrence_pattern", row.id, {"day": origin.isoformat()})


async def appointments_within(work: Work, closed: list[blocks_time.Closed]) -> list[queries.Row]:
    """The appointments still to come that stand inside closed times: they stay, and the person is told."""
    if not closed:
        return []
    spans = [(each.professional_id, *each.interval(work.tz)) for each in closed]
    since, until = max(min(each.day for each in closed), work.today()), max(each.last for each in closed)
    (rows,) = await queries.ask(work, queries.list_query(work.actor, queries.Filters(since=since, until=until, statuses=PENDING)))
    appointments = [queries.Row(*row) for row in rows]
    return [
        row for row in appointments
        if any(who == row.professional_id and row.starts_at < ends and row.ends_at > begins for who, begins, ends in spans)
    ]  # fmt: skip


async def block_times(work: Work, block_id: int, days: timedelta = LOOK_AHEAD) -> list[blocks_time.Closed]:
    """What a block closes from today on, in the order of the days."""
    today = work.today()
    (rows,) = await queries.ask(work, blocks_time.range_query(work.actor, today, today + days, block_id=block_id))
    return sorted(blocks_time.closed_times([row for (row,) in rows], today, today + days), key=lambda each: (each.day, each.hours))


DEFAULT_SHIFT_HOURS = {shift: (f"{start:%H:%M}", f"{end:%H:%M}") for shift, (start, end) in SHIFT_HOURS.items()}
