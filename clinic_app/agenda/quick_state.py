"""One-tap actions on the agenda: arrived, cancel (both can be taken back for some seconds), book where a column was clicked."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import service, undo
from clinic_app.agenda.booking.more_state import BookingMoreState
from clinic_app.agenda.booking.state import BookingState
from clinic_app.agenda.state import BY_ROOM, AgendaState
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
ARRIVED, CANCELS = "arrived", "cancels"


@dataclass
class Undoable:
    """What was just done (arrived) or will be done in some seconds (cancels). number 0: nothing."""

    number: int = 0
    kind: str = ""
    id: int = 0
    version: int = 0
    name: str = ""


class QuickState(ClinicState):
    """What can still be taken back."""

    last: Undoable = Undoable()
    _count: int = 0

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def arrive(self, work: Work, appointment_id: int, version: int, name: str) -> Any:
        """She is here."""
        await self._settle(work)
        row = await service.arrive(work, appointment_id, version)
        self._remember(ARRIVED, row.id, row.version, name)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def cancel(self, work: Work, appointment_id: int, version: int, name: str) -> Any:
        """Cancelled as soon as nobody takes it back: a patient is told at once, and a freed time is given away."""
        await self._settle(work)
        self._remember(CANCELS, appointment_id, version, name)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def over(self, work: Work, number: int) -> Any:
        """The time to take it back is past."""
        if number == self.last.number:
            await self._settle(work)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def take_back(self, work: Work) -> Any:
        """It was a slip."""
        last, self.last = self.last, Undoable()
        if last.kind == ARRIVED:
            await undo.not_arrived(work, last.id)
        if last.number:
            await notify(self, N_("Se deshizo"), "info")
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def book_at(self, actor: Any, moment: str, by: str, column: str) -> Any:
        """A free time of a column was clicked."""
        chosen = BookingMoreState.choose_room(column) if by == BY_ROOM else BookingState.choose_professional(column)
        return [BookingState.open_at(moment), chosen]

    async def _settle(self, work: Work) -> None:
        last, self.last = self.last, Undoable()
        if last.kind == CANCELS:
            await service.cancel(work, last.id, "", last.version)
            await notify(self, N_("Cita cancelada"))

    def _remember(self, kind: str, appointment_id: int, version: int, name: str) -> None:
        self._count += 1
        self.last = Undoable(self._count, kind, appointment_id, version, name[:80])
