"""The list of archived patients."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.permissions import Permission
from clinic_app.patients import service
from clinic_app.patients.rows import PatientRow, patient_row
from clinic_app.patients.state import PAGE_SIZE, Asked, asked_number
from clinic_app.ui import routes
from clinic_app.ui.toasts import notify


class ArchivedState(ClinicState):
    """A page of the archive as the address asks for it."""

    rows: list[PatientRow] = []
    at: Asked = Asked()
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        """Read the words and the page from the address and show that."""
        asked = self.router.url.query_parameters
        self.can_write = Permission.PATIENTS_WRITE in actor.permissions
        await self._fill(actor, Asked(q=asked.get("q", "")[:100], page=asked_number(asked.get("page", "1"), 6, 1)))

    async def _fill(self, actor: Actor, at: Asked) -> None:
        filters = service.Filters(at.q, "", False)
        found = await service.page(actor, filters, PAGE_SIZE, (at.page - 1) * PAGE_SIZE)
        if not found.rows and at.page > 1:
            at.page = 1
            found = await service.page(actor, filters, PAGE_SIZE, 0)
        self.rows = [patient_row(row, actor.today(), found.country) for row in found.rows]
        at.total, at.pages = found.total, max(1, -(-found.total // PAGE_SIZE))
        self.at, self.loaded, self.failed = at, True, False

    def _go(self, q: str, page: int = 1) -> Any:
        kept = {name: value for name, value in (("q", q.strip()), ("page", page)) if value and value != 1}
        return rx.redirect(routes.ARCHIVED + ("?" + urlencode(kept) if kept else ""), replace=True)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> Any:
        return self._go(words)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def turn(self, actor: Actor, step: int) -> Any:
        """Some pages on or back."""
        return self._go(self.at.q, min(max(1, self.at.page + step), self.at.pages))

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def restore(self, work: Work, patient_id: int) -> Any:
        """Put a patient back on the lists."""
        patient = await service.restore(work, patient_id)
        await notify(self, "{name} vuelve a estar en tus listas", name=patient.full_name)
        return ArchivedState.load
