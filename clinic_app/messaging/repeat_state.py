"""Sending once more what did not arrive, from the conversation itself."""

import time
from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Conflict
from clinic_app.core.permissions import Permission
from clinic_app.messaging import service
from clinic_app.messaging.state import InboxState
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
    """Sending again, and the question before it."""

    asked: Asked = Asked()
    _pressed: float = 0.0

    @rx.event
    @clinic_event(P.MESSAGES_WRITE, transaction=False)
    async def begin(self, actor: Actor, message_id: int) -> None:
        """Ask first: it may have arrived, or its hour is over."""
        said = (await self.get_state(InboxState)).said
        self.asked = next(
            (Asked(each.id, each.round, each.again, each.text) for each in said if each.id == message_id and each.again), Asked()
        )

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.asked = Asked()

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def send(self, work: Work, message_id: int, round_: int) -> Any:
        """Send it once more, as it failed on the screen: a second press, or a colleague's, finds it gone and does nothing."""
        self.asked, before, self._pressed = Asked(), self._pressed, time.time()
        if 0 <= self._pressed - before < TWICE_SECONDS:
            return InboxState.refresh
        try:
            await service.replay(work, message_id, round_)
        except Conflict:
            return InboxState.refresh
        await notify(self, N_("El mensaje sale otra vez"))
        return InboxState.refresh

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def arrived(self, work: Work, message_id: int) -> Any:
        """Somebody knows that it did arrive."""
        self.asked = Asked()
        await service.arrived(work, message_id)
        await notify(self, N_("Anotado: el mensaje llegó"))
        return InboxState.refresh
