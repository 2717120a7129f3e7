"""Sending once more what did not arrive, from its conversation or from the list of what did not arrive."""

import time
from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Conflict
from clinic_app.core.permissions import Permission
from clinic_app.messaging import queries, rows, service
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
TWICE_SECONDS = 0.7  # the list has moved by then: the second half of a double click hits the message below


@dataclass
class Asked:
    """The message that the dialog is about. id 0: it is closed."""

    id: int = 0
    round: int = 0
    again: str = ""
    text: str = ""


class RepeatState(ClinicState):
    """Sending again, and the question before it. The screen looks at its list once more after each."""

    asked: Asked = Asked()
    _pressed: float = 0.0

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def begin(self, work: Work, message_id: int) -> None:
        """Ask first: it may have arrived, or its hour is over."""
        said = await queries.one_said(work, message_id)
        how = rows.again(said) if said else ""
        self.asked = Asked(said.id, said.round, how, said.text) if said and how else Asked()

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.asked = Asked()

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def send(self, work: Work, message_id: int, round_: int) -> None:
        """Send it once more, as it failed on the screen: a second press, or a colleague's, finds it gone and does nothing."""
        self.asked, before, self._pressed = Asked(), self._pressed, time.time()
        if 0 <= self._pressed - before < TWICE_SECONDS:
            return
        try:
            await service.replay(work, message_id, round_)
        except Conflict:
            return
        await notify(self, N_("El mensaje sale otra vez"))

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def arrived(self, work: Work, message_id: int) -> None:
        """Somebody knows that it did arrive."""
        self.asked = Asked()
        await service.arrived(work, message_id)
        await notify(self, N_("Anotado: el mensaje llegó"))
