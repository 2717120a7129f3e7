"""The small sheet of one closed time: which block it is, and what may be done with this one day of a series."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks.wire import EXCEPTION_RULES
from clinic_app.agenda.hours import service as hours
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import BIGGEST_ID, a_date, parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "occ_"
AROUND = timedelta(days=400)  # how far an occurrence can have been moved and still be found by its sheet


@dataclass
class ClosedTime:
    """What the sheet shows. Without `pattern_id` it is a simple block."""

    block_id: int = 0
    pattern_id: int = 0
    origin: str = ""
    title: str = ""
    kind: str = ""
    color: str = ""
    day: str = ""
    starts: str = ""
    ends: str = ""
    whole: bool = False
    moved: bool = False


def key_of(key: str) -> tuple[int, int, str] | None:
    """The parts of `block-12-3-2030-02-01`; None for anything else."""
    parts = key.split("-", 3)
    if len(parts) != 4 or parts[0] != "block" or not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts[1:3]):
        return None
    try:
        a_date(parts[3])
    except ValueError:
        return None
    return int(parts[1]) % BIGGEST_ID, int(parts[2]) % BIGGEST_ID, parts[3]


class OccurrenceState(ClinicState):
    """One closed time, opened from the calendar or the list."""

    is_open: bool = False
    moving: bool = False
    can_write: bool = False
    one: ClosedTime = ClosedTime()
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, key: str) -> None:
        """Open the sheet of a closed time; the key of anything else (an appointment, a holiday) opens nothing."""
        named = key_of(key)
        if named is None:
            return
        block_id, pattern_id, origin = named
        day = a_date(origin)
        (rows,) = await queries.ask(work, blocks_time.range_query(work.actor, day - AROUND, day + AROUND, block_id=block_id))
        closed = blocks_time.closed_times([row for (row,) in rows], day - AROUND, day + AROUND)
        found = next((each for each in closed if each.pattern_id == pattern_id and (each.origin or each.day) == day), None)
        if found is None:
            raise NotFound
        self.one, self.errors, self.moving = _shown(found), {}, False
        self.values = {PREFIX + "mover_a": self.one.day, PREFIX + "hora_inicio": self.one.starts, PREFIX + "hora_fin": self.one.ends}
        self.can_write, self.is_open = P.AGENDA_WRITE in work.actor.permissions, True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def ask_move(self, actor: Actor) -> None:
        """Show or hide the form of the move."""
        self.moving, self.errors = not self.moving, {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def drop(self, work: Work) -> None:
        """Free this one day of the series."""
        await patterns.except_occurrence(work, self.one.pattern_id, patterns.Change(a_date(self.one.origin)))
        self.is_open = False
        await notify(self, N_("Ese día queda libre. El resto de la serie sigue igual."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move(self, work: Work, data: dict[str, Any]) -> None:
        """Another day or other hours for this one occurrence."""
        self.errors = {}
        body = {name: str(data.get(PREFIX + name, "") or "") for name in ("mover_a", "hora_inicio", "hora_fin")}
        try:
            values = parse({"fecha": self.one.origin, **body}, EXCEPTION_RULES)
            if self.one.whole and values.get("start") is None:  # a whole day stays one, also when it is moved to where it was
                values.setdefault("day", a_date(self.one.origin))
            await patterns.except_occurrence(work, self.one.pattern_id, patterns.Change(**values))
        except Invalid as error:
            raise Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        self.is_open = False
        await notify(self, N_("Día cambiado. El resto de la serie sigue igual."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def restore(self, work: Work) -> None:
        """Back to where the rule puts it."""
        await patterns.restore_occurrence(work, self.one.pattern_id, a_date(self.one.origin))
        self.is_open = False
        await notify(self, N_("El día vuelve a su lugar en la serie."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def end_series(self, work: Work) -> None:
        """This day is the last one of the series."""
        await patterns.end_series(work, self.one.pattern_id, a_date(self.one.origin))
        self.is_open = False
        await notify(self, N_("Serie terminada. Ese es su último día."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def remove(self, work: Work) -> None:
        """Take away the whole block."""
        await hours.remove_block(work, self.one.block_id)
        self.is_open = False
        await notify(self, N_("Bloqueo quitado. El tiempo vuelve a estar libre."))


def _shown(closed: blocks_time.Closed) -> ClosedTime:
    whole = closed.hours == blocks_time.ALL_DAY
    starts, ends = ("", "") if whole else (f"{closed.hours[0]:%H:%M}", f"{closed.hours[1]:%H:%M}")
    return ClosedTime(
        closed.block_id, closed.pattern_id, closed.origin.isoformat() if closed.origin else "", closed.title, closed.kind, closed.color,
        closed.day.isoformat(), starts, ends, whole, closed.origin not in (None, closed.day),
    )  # fmt: skip
