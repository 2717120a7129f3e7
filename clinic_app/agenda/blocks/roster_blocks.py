"""A pasted roster becomes blocks: read, shown, kept in one transaction, taken back as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import select

from clinic_app.agenda import queries
from clinic_app.agenda.blocks import patterns, roster, roster_calendar
from clinic_app.agenda.blocks.closed_time import Closed
from clinic_app.agenda.blocks.models import AgendaBlock, BlockKind
from clinic_app.agenda.blocks.recurrence import ALL_DAY, SHIFT_HOURS, Hours, Shift
from clinic_app.agenda.blocks.roster import Duty, Roster
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.waiting import freeing
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import N_, translate

SHIFT_COLORS = {
    Shift.DAY: "#B45309", Shift.NIGHT: "#4338CA", Shift.MORNING: "#0369A1", Shift.AFTERNOON: "#BE185D", Shift.GUARD: "#B91C1C",
}  # fmt: skip
SHIFT_TITLES = {
    Shift.DAY: N_("Turno de día"), Shift.NIGHT: N_("Turno de noche"), Shift.MORNING: N_("Turno de mañana"), Shift.AFTERNOON: N_("Turno de tarde"),
    Shift.GUARD: N_("Guardia de 24 horas"), Shift.REST: N_("Descanso"),
}  # fmt: skip
OTHER_COLOR, OTHER_TITLE = "#6B7280", N_("Trabajo")
NOTHING = N_("No se encontró ningún turno. Revisa el texto y la fecha de inicio.")


@dataclass(frozen=True)
class Run:
    """Duties of the same kind on consecutive days: one block."""

    first: date
    last: date
    hours: Hours
    shift: Shift | None
    title: str
    color: str


@dataclass(frozen=True)
class Reading:
    """What a text means, before anything is kept; `clashes` are appointments that stand inside and will stay."""

    roster: Roster
    runs: list[Run]
    clashes: list[queries.Row]


def read_text(text: str, start: date | None, zone: ZoneInfo) -> Roster:
    """A calendar file, a table of dates, or a line of letters from `start` on: the text itself shows which. Raises Invalid."""
    if not text.strip():
        raise Invalid(texto="Pega tu turno o elige un archivo.")
    if len(text) > roster.LARGEST:
        raise Invalid(texto="El turno es demasiado largo.")
    if "BEGIN:VCALENDAR" in text[:2000].upper():
        try:
            found = roster_calendar.read_calendar(text.encode(errors="replace"), zone, start or datetime.now(zone).date())
        except (ValueError, IndexError, KeyError):
            raise Invalid(texto="El archivo de calendario no se pudo leer.") from None
    elif any(roster.date_of(line.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"')) for line in text.splitlines()[:50]):
        found = roster.read_table(text)
    elif start is None:
        raise Invalid(desde="Indica el día del primer turno.")
    else:
        found = roster.read_line(text, start)
    return replace(found, duties=[_with_hours(duty) for duty in found.duties if duty.shift is not Shift.REST])


def _with_hours(duty: Duty) -> Duty:
    """A whole day that is called "N" in a calendar is a night, not a day."""
    return replace(duty, hours=SHIFT_HOURS[duty.shift]) if duty.shift and duty.hours == ALL_DAY else duty


def runs_of(duties: Sequence[Duty], language: str) -> list[Run]:
    """One for each stretch of consecutive days with the same hours and name."""
    found: list[Run] = []
    for duty in sorted(duties, key=lambda each: (each.hours, each.title, str(each.shift), each.day)):
        title = translate(language, SHIFT_TITLES[duty.shift]) if duty.shift else duty.title or translate(language, OTHER_TITLE)
        same = found and (found[-1].hours, found[-1].shift, found[-1].title) == (duty.hours, duty.shift, title)
        if same and duty.day - found[-1].last <= timedelta(days=1):
            found[-1] = replace(found[-1], last=duty.day)
        else:
            found.append(Run(duty.day, duty.day, duty.hours, duty.shift, title, SHIFT_COLORS.get(duty.shift, OTHER_COLOR)))  # type: ignore[arg-type]
    return sorted(found, key=lambda run: (run.first, run.hours))


async def preview(work: Work, text: str, start: date | None, professional_id: int | None, language: str) -> Reading:
    """What a pasted roster would close, what was not understood, and which appointments stand inside. Keeps nothing. Raises Invalid."""
    read = read_text(text, start, work.tz)
    if not read.duties:
        raise Invalid(texto=NOTHING)
    who = await hours.professional_of(work, professional_id)
    closed = [Closed(0, who, "", "", "", duty.day, duty.hours) for duty in read.duties]
    return Reading(read, runs_of(read.duties, language), await patterns.appointments_within(work, closed))


async def save(
    work: Work, text: str, start: date | None, professional_id: int | None, kind: BlockKind, language: str
) -> tuple[UUID, Reading]:
    """Keep a pasted roster: one block for each run, all or none; the batch takes it back. Raises Invalid."""
    read = await preview(work, text, start, professional_id, language)
    who, batch = await hours.professional_of(work, professional_id), uuid4()
    for run in read.runs:
        times = (None, None) if run.hours == ALL_DAY else run.hours
        values = {
            "start_date": run.first,
            "end_date": run.last,
            "start_time": times[0],
            "end_time": times[1],
            "title": run.title[:100],
            "color": run.color,
        }
        work.session.add(AgendaBlock(professional_id=who, kind=kind, batch=batch, **values))
    await work.session.flush()
    await audit.record(work, "import", "agenda_block", None, {"batch": str(batch), "blocks": len(read.runs)})
    return batch, read


async def undo(work: Work, batch: UUID) -> int:
    """Take back every block of a pasted roster; how many there were. Raises NotFound when none stands."""
    query = select(AgendaBlock).where(AgendaBlock.batch == batch, AgendaBlock.is_active)  # type: ignore[arg-type]
    rows = list((await work.session.execute(query)).scalars())
    if not rows:
        raise NotFound
    async with freeing.telling(work, *[row.id for row in rows]):
        for row in rows:
            row.is_active = False
    await audit.record(work, "delete", "agenda_block", None, {"batch": str(batch), "blocks": len(rows)})
    return len(rows)
