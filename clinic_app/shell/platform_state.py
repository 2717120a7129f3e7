"""What the platform's administrator sees: every clinic as numbers, no patient."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access import platform
from clinic_app.access.platform import platform_event
from clinic_app.core.database import Actor


@dataclass
class ClinicRow:
    id: int
    name: str
    country: str
    plan: str
    created: str
    people: int
    patients: int
    active: str  # the day of the last activity, or nothing


class PlatformState(rx.State):
    """The list of clinics."""

    loaded: bool = False
    person_name: str = ""
    clinics: list[ClinicRow] = []

    @rx.event
    @platform_event
    async def load(self, actor: Actor) -> None:
        """Fill the list."""
        self.person_name = actor.name
        self.clinics = [
            ClinicRow(
                each.id, each.name, each.country, each.plan, each.created_at.date().isoformat(), each.people, each.patients,
                each.last_activity.date().isoformat() if each.last_activity else "",
            )
            for each in await platform.clinics(actor)
        ]  # fmt: skip
        self.loaded = True
