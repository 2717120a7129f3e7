"""The form of a new group."""

from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.choices import ProfessionalChoice, choices_of
from clinic_app.agenda.groups import slots as group_slots
from clinic_app.agenda.groups.state import GroupState
from clinic_app.agenda.groups.wire import SLOT_RULES
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.rooms.service import list_rooms
from clinic_app.agenda.state import AgendaState
from clinic_app.catalog import service as catalog
from clinic_app.core.database import Actor, Work
from clinic_app.core.fields import parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "grupo_"


class GroupFormState(ClinicState):
    """What the form of a new group offers."""

    is_open: bool = False
    day: str = ""
    services: list[ProfessionalChoice] = []
    professionals: list[ProfessionalChoice] = []  # empty while there is only one
    rooms: list[ProfessionalChoice] = []
    professional: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def open_new(self, work: Work) -> None:
        """An empty form, on the day and for the agenda that are seen."""
        seen = await self.get_state(AgendaState)
        self.services = choices_of(await catalog.list_services(work))
        people = choices_of(await professionals(work))
        keys = [each.value for each in people]
        self.professionals = people if len(people) > 1 else []
        self.professional = next(
            (key for key in (seen.professional, str(work.actor.membership_id)) if key in keys), keys[0] if keys else ""
        )
        self.rooms = choices_of(await list_rooms(work))
        self.day, self.errors, self.is_open = max(seen.day, work.today().isoformat()), {}, True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, form: dict[str, Any]) -> Any:
        """Open the group, and its sheet to add who comes."""
        self.errors = {}
        sent = {name.removeprefix(PREFIX): value for name, value in form.items()}
        row = await group_slots.create(work, group_slots.Wish(**parse(sent, SLOT_RULES)))
        self.is_open = False
        await notify(self, N_("Grupo abierto"))
        return [AgendaState.refresh, GroupState.show(f"group-{row.id}")]
