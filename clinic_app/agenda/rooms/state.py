"""Settings of the agenda: the list of rooms and the form of one."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.rooms.wire import ROOM_RULES
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.toasts import notify

FIELD = "sala_nombre"


@dataclass
class RoomRow:
    id: int
    name: str
    first: bool


class RoomsState(ClinicState):
    """The rooms that can be booked, and the dialog that adds or renames one."""

    rows: list[RoomRow] = []
    loaded: bool = False
    failed: bool = False
    can_write: bool = False
    open: bool = False
    editing: int = 0  # 0: a new one
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    async def _fill(self, work: Work) -> None:
        self.rows = [RoomRow(row.id, row.name, number == 0) for number, row in enumerate(await rooms.list_rooms(work))]

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read the rooms and what the person may do with them."""
        self.failed = False
        await self._fill(work)
        self.can_write, self.loaded = Permission.SETTINGS_WRITE in work.actor.permissions, True

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def edit(self, work: Work, room_id: int) -> None:
        """The form of a room; 0: of a new one."""
        name = (await rooms.get(work, room_id)).name if room_id else ""
        self.editing, self.values, self.errors, self.open = room_id, {FIELD: name}, {}, True

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Add or rename the room, or say what is wrong with its name."""
        self.errors = {}
        try:
            values = parse({"nombre": data.get(FIELD, "")}, ROOM_RULES)
            row = await (rooms.update(work, self.editing, values) if self.editing else rooms.create(work, values))
        except Invalid as error:
            raise Invalid({FIELD: [error.first]}) from error
        await self._fill(work)
        self.open = False
        await notify(self, "Sala guardada: {name}", name=row.name)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def lift(self, work: Work, room_id: int) -> None:
        """One place up in the order."""
        await rooms.lift(work, room_id)
        await self._fill(work)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def retire(self, work: Work, room_id: int) -> None:
        """Offer a room no more."""
        self.errors = {}
        row = await rooms.get(work, room_id)
        try:
            await rooms.retire(work, room_id)
        finally:
            await self._fill(work)
        await notify(self, "Sala retirada: {name}", name=row.name)
