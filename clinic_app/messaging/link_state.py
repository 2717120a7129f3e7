"""Saying whose number a conversation is."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.messaging import contacts, hooks, service
from clinic_app.messaging.state import InboxState
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission


@dataclass
class Found:
    """A patient that the words name."""

    id: int
    name: str
    detail: str


class LinkState(ClinicState):
    """The dialog that links a number to a patient."""

    is_open: bool = False
    writes: bool = False  # to somebody new, instead of linking the open conversation
    found: list[Found] = []
    words: str = ""

    @rx.event
    @clinic_event(P.MESSAGES_WRITE, transaction=False)
    async def begin(self, actor: Actor, writes: bool) -> None:
        """Ask for a patient: whose number this is, or whom to write to."""
        self.is_open, self.writes, self.found, self.words = True, writes, [], ""

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.PATIENTS_READ)
    async def search(self, work: Work, words: str) -> None:
        """The patients that the words name, while they are typed."""
        self.words = words.strip()[:80]
        language = await language_of(self)
        rows = await hooks.find_patients(work, self.words)
        self.found = [Found(each.patient_id, each.patient, translate(language, each.person)) for each in rows]

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def choose(self, work: Work, patient_id: int) -> Any:
        """This is her patient from now on; or write to this one."""
        if self.writes:
            self.is_open = False
            return InboxState.open_talk(await service.begin(work, patient_id))
        inbox = await self.get_state(InboxState)
        await contacts.link(work, inbox.panel.contact_id, patient_id)
        self.is_open = False
        await notify(self, N_("El número quedó vinculado"))
        return InboxState.refresh
