"""The timeline of a patient as her page shows it: one stream, or one kind of it, and more on demand."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.hooks import Happening
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.rows import local_iso
from clinic_app.records import timeline


@dataclass
class Moment:
    """A fact of the timeline. `title` may hold a `{name}` mark; `status` only of visits."""

    key: str
    kind: str
    at: str
    title: str
    name: str = ""
    detail: str = ""
    href: str = ""
    status: str = ""


def moment_row(number: int, one: Happening, work: Work) -> Moment:
    return Moment(f"{one.kind}-{number}", one.kind, local_iso(one.at, work.tz), one.title, one.name, one.detail, one.href, one.status)


class TimelineState(ClinicState):
    """What happened with the patient that the address names."""

    rows: list[Moment] = []
    kind: str = ""  # all
    more: bool = False
    _patient: int = 0
    _shown: int = timeline.FIRST_ROWS

    async def _read(self, work: Work) -> None:
        found = await timeline.read(work, self._patient, self.kind, limit=self._shown + 1) if self._patient else []
        self.more = len(found) > self._shown
        self.rows = [moment_row(number, one, work) for number, one in enumerate(found[: self._shown])]

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened; the head says when there is no such patient."""
        self.kind, self._shown = "", timeline.FIRST_ROWS
        try:
            self._patient = (await patients.get(work, path_id(str(self.patient_id)))).id  # type: ignore[attr-defined]
        except NotFound:
            self._patient = 0
        await self._read(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def show_kind(self, work: Work, kind: str) -> None:
        """Only one kind, or all again."""
        self.kind, self._shown = kind if kind in timeline.KINDS else "", timeline.FIRST_ROWS
        await self._read(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def show_more(self, work: Work) -> None:
        """Farther back."""
        self._shown += timeline.FIRST_ROWS
        await self._read(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def refresh(self, work: Work) -> None:
        await self._read(work)
