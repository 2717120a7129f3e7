"""The dialog of one block or series."""

from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks.form import ONCE, REPEATS, beside, read_form, values_of
from clinic_app.agenda.blocks.models import RecurrencePattern
from clinic_app.agenda.blocks.state import BlocksState, clash_rows
from clinic_app.agenda.hours import service as hours
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission


class BlockFormState(ClinicState):
    """A block being made or changed."""

    open: bool = False
    editing: int = 0
    repeat: str = ONCE
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def begin(self, actor: Actor) -> None:
        """An empty form for today."""
        self.editing, self.repeat, self.errors, self.open = 0, ONCE, {}, True
        self.values = values_of(None, None, actor.today().isoformat())

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def edit(self, work: Work, block_id: int) -> None:
        """The form with what is kept about a block."""
        block = await hours.get_block(work, block_id)
        pattern = await self._pattern(work, block_id) if block.is_recurring else None
        self.values, self.repeat = values_of(block, pattern, ""), pattern.kind if pattern else ONCE
        self.editing, self.errors, self.open = block_id, {}, True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def choose_repeat(self, actor: Actor, repeat: str) -> None:
        """Once, every some days, on weekdays, or in a cycle of shifts."""
        if repeat not in REPEATS:
            raise NotFound
        self.repeat, self.errors = repeat, {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> Any:
        """Keep the block and how it repeats, both or neither; appointments inside stay and are listed."""
        self.errors = {}
        try:
            block_id = await self._keep(work, data)
        except Invalid as error:
            raise beside(error) from error
        self.open = False
        page = await self.get_state(BlocksState)
        inside = await patterns.appointments_within(work, await patterns.block_times(work, block_id))
        page.clashes = clash_rows(work, inside)
        await page._fill(work)
        await notify(self, N_("Bloqueo guardado"))

    async def _keep(self, work: Work, data: dict[str, Any]) -> int:
        block, series = read_form(data, self.repeat)
        pattern = await self._pattern(work, self.editing) if self.editing else None
        row = await (hours.update_block(work, self.editing, block) if self.editing else hours.create_block(work, block))
        if series is not None and pattern is not None:
            await patterns.update_pattern(work, pattern.id, series)
        elif series is not None:
            await patterns.create_pattern(work, {"block_id": row.id, **series})
        elif pattern is not None:
            await patterns.remove_pattern(work, pattern.id)
        return row.id

    async def _pattern(self, work: Work, block_id: int) -> RecurrencePattern | None:
        return next(iter(await patterns.list_patterns(work, block_id=block_id)), None)
