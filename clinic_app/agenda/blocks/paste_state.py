"""The dialog "paste my roster": a text in, what it means beside it, and only then blocks."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.blocks import roster_blocks as blocks_roster
from clinic_app.agenda.blocks.form import LETTERS
from clinic_app.agenda.blocks.models import BlockKind
from clinic_app.agenda.blocks.roster_blocks import OTHER_COLOR, SHIFT_COLORS, Reading
from clinic_app.agenda.blocks.state import BlocksState, ClashRow, clash_rows
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_date, a_key, one_of, parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "paste_"
RULES = {
    "desde": Rule("start", a_date),
    "tipo": Rule("kind", one_of(BlockKind, upper=True), required=True),
    "profesional": Rule("professional_id", a_key),
}
MOST_WEEKS = 8  # of the small calendar; the list says the rest


@dataclass
class DayCell:
    """A day of the small calendar."""

    day: str
    number: str
    letter: str
    color: str


@dataclass
class RunRow:
    """What becomes one block."""

    first: str
    last: str
    starts: str
    ends: str
    title: str
    color: str


@dataclass
class UnreadRow:
    place: int
    text: str


@dataclass
class Preview:
    """What a pasted roster means."""

    cells: list[DayCell] = field(default_factory=list)
    runs: list[RunRow] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    clashes: list[ClashRow] = field(default_factory=list)
    duties: int = 0


def cells_of(read: Reading) -> list[DayCell]:
    """Whole weeks from the first duty on; a day off is an empty cell."""
    duties: dict[date, tuple[str, str]] = {}
    for duty in read.roster.duties:
        letter = LETTERS[duty.shift] if duty.shift else f"{duty.hours[0]:%H}"
        known = duties.get(duty.day)
        duties[duty.day] = (
            f"{known[0]}{letter}" if known else letter,
            SHIFT_COLORS.get(duty.shift, OTHER_COLOR) if duty.shift else OTHER_COLOR,
        )
    first = min(duties) - timedelta(days=min(duties).weekday())
    weeks = min((max(duties) - first).days // 7 + 1, MOST_WEEKS)
    days = [first + timedelta(days=number) for number in range(7 * weeks)]
    return [DayCell(day.isoformat(), str(day.day), *duties.get(day, ("", ""))) for day in days]


def preview_of(work: Work, read: Reading) -> Preview:
    """As the dialog shows it."""
    runs = [
        RunRow(run.first.isoformat(), run.last.isoformat(), f"{run.hours[0]:%H:%M}", f"{run.hours[1]:%H:%M}", run.title, run.color)
        for run in read.runs
    ]
    unread = [UnreadRow(each.place, each.text) for each in read.roster.unread[:40]]
    return Preview(cells_of(read), runs, unread, clash_rows(work, read.clashes), len(read.roster.duties))


class PasteState(ClinicState):
    """A roster being pasted."""

    open: bool = False
    seen: bool = False  # the preview is shown
    box: int = 0  # a chosen file draws the form anew with its text
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    preview: Preview = Preview()

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def begin(self, actor: Actor) -> None:
        """An empty form; a roster mostly begins with the next month."""
        first = (actor.today().replace(day=1) + timedelta(days=32)).replace(day=1)
        self.values = {
            PREFIX + "texto": "",
            PREFIX + "desde": first.isoformat(),
            PREFIX + "tipo": BlockKind.MAIN_JOB.value,
            PREFIX + "profesional": "",
        }
        self.errors, self.preview, self.seen, self.open, self.box = {}, Preview(), False, True, self.box + 1

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def take_file(self, actor: Actor, text: str) -> None:
        """The text of a chosen file, as the browser read it."""
        self.values = {**self.values, PREFIX + "texto": text[:1_000_000]}
        self.errors, self.box = {}, self.box + 1

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def change(self, actor: Actor) -> None:
        """Back to the text."""
        self.seen, self.box = False, self.box + 1

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def look(self, work: Work, data: dict[str, Any]) -> None:
        """Show what the text means; nothing is kept yet."""
        self.values = {name: str(data.get(name) or "") for name in self.values}
        self.errors = {}
        read = await self._ask(work)
        self.preview, self.seen = preview_of(work, read), True

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work) -> None:
        """Keep what was shown, all of it or nothing."""
        asked = self._asked()
        _, read = await blocks_roster.save(
            work, self.values[PREFIX + "texto"], asked.get("start"), asked.get("professional_id"), asked["kind"], await language_of(self)
        )
        page = await self.get_state(BlocksState)
        page.clashes = clash_rows(work, read.clashes)
        await page._fill(work)
        self.open = self.seen = False
        await notify(self, N_("Turno guardado: {n} bloqueos."), n=len(read.runs))

    def _asked(self) -> dict[str, Any]:
        return parse({name: self.values.get(PREFIX + name, "") for name in RULES}, RULES)

    async def _ask(self, work: Work) -> Reading:
        try:
            asked = self._asked()
            text = self.values[PREFIX + "texto"]
            return await blocks_roster.preview(work, text, asked.get("start"), asked.get("professional_id"), await language_of(self))
        except Invalid as error:
            raise Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
