"""The telephone of a patient in the sandbox."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.messaging import phone, queries
from clinic_app.messaging.rows import Bubble, bubbles, initials, wall

P = Permission
WATCHED = ("conversation", "message")


@dataclass
class PhoneRow:
    """Whose telephone this is."""

    id: int = 0
    name: str = ""
    initials: str = ""
    number: str = ""
    at: str = ""


class PhoneState(ClinicState):
    """All telephones that got something, and the one in hand."""

    rows: list[PhoneRow] = []
    chosen: PhoneRow = PhoneRow()
    said: list[Bubble] = []
    usable: bool = True
    box: int = 0
    ready: bool = False
    failed: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def load(self, work: Work) -> None:
        await self._fill(work)
        self.errors, self.ready, self.failed = {}, True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, PhoneState.refresh)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def refresh(self, work: Work) -> None:
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def choose(self, work: Work, raw: str) -> None:
        """Take another telephone in hand."""
        found = [row for row in self.rows if str(row.id) == raw]
        self.chosen, self.errors, self.box = found[0] if found else PhoneRow(), {}, self.box + 1
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def answer(self, work: Work, form: dict[str, Any]) -> None:
        """Answer in words."""
        await phone.answer(work, self.chosen.id, str(form.get("answer", "")))
        self.errors, self.box = {}, self.box + 1
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def press(self, work: Work, payload: str, label: str) -> None:
        """Press a button of a message."""
        await phone.answer(work, self.chosen.id, label, payload)
        await self._fill(work)

    async def _fill(self, work: Work) -> None:
        self.usable = await phone.is_open(work)
        self.rows = [
            PhoneRow(key, name or number or mail, initials(name), number or mail, wall(work, at))
            for key, name, number, mail, at in await queries.sandboxed(work)
        ]
        if self.chosen.id not in [row.id for row in self.rows]:
            self.chosen = self.rows[0] if self.rows else PhoneRow()
        self.said = bubbles(work, await phone.look(work, self.chosen.id)) if self.chosen.id else []
