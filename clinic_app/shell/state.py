"""Who is here and in which clinic, as the frame shows it."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access import live, people
from clinic_app.access import service as access
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.ui.theme import ROLE_WORDS

COUNTED = ("conversation", "growth_alert")  # the tables behind the numbers of the navigation


@dataclass
class ClinicChoice:
    """A clinic the person may switch to."""

    id: int
    name: str


def initials_of(name: str) -> str:
    """The first letters of the first two words of a name."""
    return "".join(word[0] for word in name.split()[:2]).upper()


class ShellState(ClinicState):
    """What the frame shows; each page loads it first: `on_load=[ShellState.load, …]`."""

    clinic_id: int = 0
    clinic_name: str = ""
    currency: str = "PEN"
    person_name: str = ""
    person_initials: str = ""
    role: str = ""  # the Spanish word; screens translate it
    today: str = ""  # the clinic's date, ISO
    clinics: list[ClinicChoice] = []
    counts: dict[str, int] = {}  # what waits in a place, by its name
    may: list[str] = []  # the person's permissions, so that no link leads to a refusal; the guard asks again

    @clinic_event(Permission.ACCOUNT_SELF)
    async def load(self, work: Work) -> None:
        """Fill the frame for whoever opened the page."""
        await people.seen(work)
        clinic = await work.session.get(Clinic, work.actor.tenant_id)
        self.clinic_id = self._shown_clinic = clinic.id if clinic else 0
        self.clinic_name = clinic.name if clinic else ""
        self.currency = clinic.currency if clinic else "PEN"
        self.person_name = work.actor.name
        self.person_initials = initials_of(work.actor.name)
        self.role = ROLE_WORDS.get(work.actor.role, "")
        self.today = work.today().isoformat()
        self.may = sorted(work.actor.permissions)
        self.clinics = [ClinicChoice(id=id_, name=name) for id_, name in await access.clinics_of(work)]
        self.counts = await _counted(work) if clinic else {}
        if clinic:
            live.watch_frame(self, clinic.id, COUNTED, ShellState.recount)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def recount(self, work: Work) -> None:
        """Something that the navigation counts has changed."""
        found = await _counted(work)
        if found != self.counts:
            self.counts = found


async def _counted(work: Work) -> dict[str, int]:
    return {name: number for each in hooks.PLACE_COUNTS for name, number in (await each(work)).items()}
