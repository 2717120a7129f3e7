"""What the sheet of a day keeps: the day on paper, a sheet for each professional."""

from dataclasses import dataclass, field
from datetime import date, datetime

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.calendar_events import LIST, Seen
from clinic_app.agenda.choices import ProfessionalChoice, choices_of_several
from clinic_app.agenda.day.list_state import APPOINTMENT, ListRow, list_rows
from clinic_app.agenda.models import Status
from clinic_app.agenda.professionals import professionals
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.phones import shown_phone
from clinic_app.ui.i18n import N_, language_of

P = Permission
CAME = {"en_sala", Status.IN_PROGRESS, Status.ATTENDED}


@dataclass
class SheetLine:
    """A line of paper: who comes, or what is free or closed."""

    key: str
    kind: str
    start: str
    end: str
    title: str
    age: str
    phone: str
    service: str
    look: str
    came: bool


@dataclass
class DaySheet:
    """The day of one professional."""

    professional: str
    count: int
    lines: list[SheetLine] = field(default_factory=list)


def line_of(row: ListRow, country: str) -> SheetLine:
    """A row of the day's list as it is printed; the number as the country writes it."""
    phone = shown_phone(row.phone, country) if row.phone else ""
    return SheetLine(row.key, row.kind, row.start, row.end, row.title, row.age, phone, row.service or row.note, row.look, row.look in CAME)


class DaySheetState(ClinicState):
    """Which day, whose sheets."""

    ready: bool = False
    failed: bool = False
    day: str = ""
    professional: str = ""  # empty: everybody's
    people: list[ProfessionalChoice] = []
    sheets: list[DaySheet] = []
    printed: str = ""  # wall time

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """`?fecha=` says the day, `?profesional=` whose."""
        asked = self.router.url.query_parameters
        try:
            self.day = date.fromisoformat(asked.get("fecha", "")).isoformat()
        except ValueError:
            self.day = work.today().isoformat()
        self.professional = asked.get("profesional", "")
        await self._fill(work)
        self.ready, self.failed = True, False

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def choose_day(self, work: Work, day: str) -> None:
        """Another day."""
        try:
            self.day = date.fromisoformat(day).isoformat()
        except ValueError:
            raise Invalid(fecha=N_("Fecha con formato erróneo.")) from None
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def choose_professional(self, work: Work, key: str) -> None:
        """One professional's sheet, or (empty) everybody's."""
        self.professional = key
        await self._fill(work)

    async def _fill(self, work: Work) -> None:
        people, country, day = await professionals(work), await patients.country(work), date.fromisoformat(self.day)
        self.people = choices_of_several(people)
        if self.professional not in {each.value for each in self.people}:
            self.professional = ""
        self.sheets, language = [], await language_of(self)
        for each in people:
            if self.professional in ("", str(each.id)):
                listed = await list_rows(work, Seen(day, day, LIST, each.id), each.id, language)
                rows = [row for row in listed if row.look != Status.CANCELLED]
                count = sum(row.kind == APPOINTMENT for row in rows)
                self.sheets.append(DaySheet(each.name, count, [line_of(row, country) for row in rows]))
        self.printed = datetime.now(work.tz).strftime("%Y-%m-%dT%H:%M:%S")
