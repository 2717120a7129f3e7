"""The catalogues of diagnoses in the settings: what there is, a search to try, and the clinic's own."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.diagnoses import importing as diagnosis_import
from clinic_app.records.diagnoses import service as diagnoses
from clinic_app.records.diagnoses.models import System
from clinic_app.ui.toasts import notify

SHOWN = 20


@dataclass
class FoundRow:
    """A diagnosis that a search found."""

    key: str
    code: str
    label: str
    detail: str
    times: int
    own: bool


@dataclass
class OwnCatalogue:
    """A catalogue that the clinic brought."""

    key: str
    system: str
    edition: str
    licence: str
    rows: int


class DiagnosesState(ClinicState):
    """Search and import."""

    system: str = System.ICD10.value
    words: str = ""
    found: list[FoundRow] = []
    own: list[OwnCatalogue] = []
    loaded: bool = False
    failed: bool = False
    can_write: bool = False
    leaving: str = ""  # key of the catalogue that is about to be taken off

    async def _search(self, work: Work) -> None:
        rows = await diagnoses.search(work, self.system, self.words, SHOWN)
        self.found = [
            FoundRow(
                f"{self.system}-{row.id}",
                row.code,
                row.label,
                " · ".join(filter(None, (row.chapter, row.block, row.domain))),
                row.times,
                row.own,
            )
            for row in rows
        ]

    async def _own(self, work: Work) -> None:
        self.own = [
            OwnCatalogue(f"{system}|{edition}", system, edition, licence, rows)
            for system, edition, licence, rows in await diagnosis_import.counts(work)
        ]

    @rx.event
    @clinic_event(Permission.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """What there is, and who may add to it."""
        self.words, self.leaving, self.failed, self.loaded = "", "", False, False
        self.can_write = Permission.SETTINGS_WRITE in work.actor.permissions
        await self._search(work)
        await self._own(work)
        self.loaded = True

    @rx.event
    @clinic_event(Permission.RECORDS_READ)
    async def look(self, work: Work, words: str) -> None:
        """As one types."""
        self.words = words[:100]
        await self._search(work)

    @rx.event
    @clinic_event(Permission.RECORDS_READ)
    async def choose(self, work: Work, system: str) -> None:
        """The other catalogue."""
        self.system = system if system in set(System) else System.ICD10.value
        await self._search(work)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def imported(self, work: Work) -> None:
        """The browser has sent a file and it was taken."""
        await self._own(work)
        await self._search(work)
        await notify(self, N_("Catálogo importado"))

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE, transaction=False)
    async def ask_withdraw(self, actor: Actor, key: str) -> None:
        self.leaving = key

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def withdraw(self, work: Work) -> None:
        """Take a catalogue of the clinic's own off the search."""
        system, _bar, edition = self.leaving.partition("|")
        gone = await diagnosis_import.withdraw(work, system, edition)
        self.leaving = ""
        await self._own(work)
        await self._search(work)
        await notify(self, N_("{n} diagnósticos quitados"), n=gone)
