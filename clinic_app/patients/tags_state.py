"""Beside the list of patients: favourites, recents and the clinic's tags, with the dialog that changes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.permissions import Permission
from clinic_app.patients import service, tags
from clinic_app.patients.age import age_on
from clinic_app.patients.at_hand import PickerRow
from clinic_app.patients.state import PatientFormState
from clinic_app.ui.toasts import notify

SHOWN_RECENTS, SHOWN_FAVOURITES = 10, 20


@dataclass
class HandRow:
    """A patient as a chip."""

    id: int
    name: str
    years: int
    months: int
    days: int


@dataclass
class TagLine:
    """A tag in the filters and in its dialog."""

    id: int
    name: str
    color: str
    patients: int


def hand_row(row: PickerRow, today: date) -> HandRow:
    age = age_on(row.born or today, today)
    return HandRow(row.id, row.name, age.years, age.months, age.days)


class AtHandState(ClinicState):
    """What is at hand on the page of patients."""

    recents: list[HandRow] = []
    favourites: list[HandRow] = []
    tags: list[TagLine] = []
    open: bool = False
    editing: int = 0  # the tag in the form; 0 while a new one is made
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    removing: int = 0

    async def _read_tags(self, work: Work) -> None:
        self.tags = [TagLine(one.id, one.name, one.color, one.patients) for one in await tags.tags(work)]

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.open = (await self.get_state(PatientFormState)).open = False  # left open when the page was left
        self.recents = [hand_row(row, work.today()) for row in await service.recents(work, SHOWN_RECENTS)]
        self.favourites = [hand_row(row, work.today()) for row in await service.favourites(work, SHOWN_FAVOURITES)]
        await self._read_tags(work)

    def _blank(self) -> None:
        used = {one.color for one in self.tags}
        free = next((color for color in tags.COLORS if color not in used), tags.COLORS[0])
        self.editing, self.removing, self.errors, self.values = 0, 0, {}, {"nombre": "", "color": free}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def begin(self, actor: Actor) -> None:
        """Open the dialog of the tags."""
        self._blank()
        self.open = True

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def edit(self, actor: Actor, tag_id: int) -> None:
        """Put a tag into the form; 0 empties it."""
        self._blank()
        for one in self.tags:
            if one.id == tag_id:
                self.editing, self.values = one.id, {"nombre": one.name, "color": one.color}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        self.errors = {}
        body = {"nombre": data.get("nombre", ""), "color": data.get("color", "")}
        if self.editing:
            await tags.update_tag(work, self.editing, body)
        else:
            await tags.create_tag(work, body)
        await work.session.flush()
        await self._read_tags(work)
        self._blank()
        await notify(self, "Etiqueta guardada")

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def ask_remove(self, actor: Actor, tag_id: int) -> None:
        """Ask once more beside the tag; 0 asks no longer."""
        self.removing = tag_id

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def remove(self, work: Work, tag_id: int) -> None:
        """Take the tag from every patient and from the list."""
        await tags.delete_tag(work, tag_id)
        await self._read_tags(work)
        self._blank()
        await notify(self, "Etiqueta borrada")
