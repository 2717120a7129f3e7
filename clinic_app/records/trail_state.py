"""One patient's trail: who opened her record, and everything that was done about her."""

from dataclasses import dataclass
from datetime import UTC, datetime

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.audit import queries
from clinic_app.audit.filters import Filters
from clinic_app.core.database import Actor
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.shell.settings.trail_state import TrailRow, local_time, trail_row
from clinic_app.shell.settings.trail_words import FORMER, NOBODY
from clinic_app.ui.i18n import language_of

FIRST_ROWS, MOST_ROWS = 100, 1_000  # of one screen; the whole is in the file


@dataclass
class OpeningRow:
    """One person who opened the record."""

    key: str
    person: str
    times: int
    first: str
    last: str


class PatientTrailState(ClinicState):
    """The trail of the patient that the address names."""

    patient: str = ""
    number: int = 0
    openings: list[OpeningRow] = []
    rows: list[TrailRow] = []
    opened_only: bool = False
    more: bool = False
    printed: str = ""  # when this was read, for the sheet of paper
    status: str = "loading"  # loading, ready, missing, failed

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        """Read the trail anew. Looking at it shows nothing clinical and is no opening of the record."""
        asked = str(self.patient_id)  # type: ignore[attr-defined]
        self.opened_only = self.opened_only and str(self.number) == asked
        self.status = "failed"  # unless the reading below ends well
        try:
            found = await queries.patient(actor, path_id(asked))
        except NotFound:
            found = None
        if found is None:
            self.status, self.number = "missing", 0
            return
        self.patient, self.number = found.name, found.id
        self.openings = [
            OpeningRow(
                str(one.user_id),
                one.user or (FORMER if one.user_id else NOBODY),
                one.times,
                local_time(one.first, actor),
                local_time(one.last, actor),
            )
            for one in await queries.openings(actor, found.id)
        ]
        await self._read(actor, FIRST_ROWS)
        self.status = "ready"

    async def _read(self, actor: Actor, size: int) -> None:
        filters = Filters(patient_id=self.number, kind="opened" if self.opened_only else "")
        entries, following = await queries.page(actor, filters, size)
        language = await language_of(self)
        self.rows, self.more = [trail_row(entry, actor, language) for entry in entries], following is not None
        self.printed = local_time(datetime.now(UTC), actor)

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def show(self, actor: Actor, what: str) -> None:
        """Only the openings, or everything."""
        self.opened_only = what == "opened"
        await self._read(actor, FIRST_ROWS)

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def show_more(self, actor: Actor) -> None:
        """As many entries as one screen bears."""
        await self._read(actor, MOST_ROWS)
