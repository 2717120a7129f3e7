"""The list of services and the form of one."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.catalog import inputs, service
from clinic_app.catalog.models import Service
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Actor, Work
from clinic_app.core.permissions import Permission
from clinic_app.ui.toasts import notify


@dataclass
class ServiceRow:
    """One line of the list."""

    id: int
    name: str
    description: str
    minutes: int
    price: float
    color: str
    requires_consent: bool
    requires_anamnesis: bool
    interval: int  # days between two sessions; 0: none
    category: str
    instructions: str
    aftercare: str
    is_active: bool


def service_row(row: Service) -> ServiceRow:
    """A service as the list and its form show it."""
    return ServiceRow(
        id=row.id, name=row.name, description=row.description, minutes=row.duration_minutes, price=float(row.price), color=row.color,
        requires_consent=row.requires_consent, requires_anamnesis=row.requires_anamnesis, interval=row.min_interval_days, category=row.category,
        instructions=row.instructions, aftercare=row.aftercare, is_active=row.is_active,
    )  # fmt: skip


@dataclass
class ServiceGroup:
    """The services of one category; the first group may have none."""

    category: str
    rows: list[ServiceRow]


@dataclass
class Offer:
    """All that the list shows."""

    groups: list[ServiceGroup]
    offered: int = 0
    currency: str = "PEN"
    refuse: bool = False  # what a service requires and is missing: the booking is refused


def grouped(rows: list[Service]) -> list[ServiceGroup]:
    """By category in alphabetical order, those without one first; in each, what is on offer first."""
    found: dict[str, list[ServiceRow]] = {}
    for row in sorted(rows, key=lambda each: (each.category.casefold(), not each.is_active)):
        found.setdefault(row.category, []).append(service_row(row))
    return [ServiceGroup(category, lines) for category, lines in found.items()]


class ServicesState(ClinicState):
    """Every service of the clinic, those on offer first, and the dialog that adds or changes one."""

    offer: Offer = Offer([])
    loaded: bool = False
    can_write: bool = False
    can_set: bool = False  # what becomes of a booking that lacks something
    open: bool = False
    editing: int = 0  # 0: a new one
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    async def _fill(self, work: Work) -> None:
        rows = await service.list_services(work, active=None)
        clinic = await work.session.get_one(Clinic, work.actor.tenant_id)
        self.offer = Offer(grouped(rows), sum(row.is_active for row in rows), clinic.currency, clinic.refuse_missing)

    @rx.event
    @clinic_event(Permission.SERVICES_READ)
    async def load(self, work: Work) -> None:
        """Read the services and what the person may do with them."""
        await self._fill(work)
        may = work.actor.permissions
        self.can_write, self.can_set, self.loaded = Permission.SERVICES_WRITE in may, Permission.SETTINGS_WRITE in may, True

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def when_missing(self, work: Work, choice: str) -> None:
        """Warn, or refuse the booking, when the patient lacks what a service requires."""
        await service.refuse_missing(work, choice == "refuse")
        await self._fill(work)
        await notify(self, "Cambios guardados")

    @rx.event
    @clinic_event(Permission.SERVICES_WRITE, transaction=False)
    async def begin(self, actor: Actor) -> None:
        """An empty form."""
        self.editing, self.values, self.errors, self.open = 0, dict(inputs.NEW_VALUES), {}, True

    @rx.event
    @clinic_event(Permission.SERVICES_READ)
    async def edit(self, work: Work, service_id: int) -> None:
        """The form with what is kept about a service."""
        row = await service.get(work, service_id)
        self.editing, self.values, self.errors, self.open = row.id, inputs.form_values(row), {}, True

    @rx.event
    @clinic_event(Permission.SERVICES_READ, transaction=False)
    async def cancel(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(Permission.SERVICES_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Add or change the service, or say beside every field what is wrong."""
        self.errors = {}
        values = inputs.from_form(data)
        row = await (service.update(work, self.editing, values) if self.editing else service.create(work, values))
        await self._fill(work)
        self.open = False
        await notify(self, "Servicio guardado: {name}", name=row.name)

    @rx.event
    @clinic_event(Permission.SERVICES_WRITE)
    async def hide(self, work: Work, service_id: int) -> None:
        """Take a service off the offer; what was booked with it stays."""
        await service.remove(work, service_id)
        await self._fill(work)
        await notify(self, "Servicio oculto. Ya no se ofrece al reservar.")

    @rx.event
    @clinic_event(Permission.SERVICES_WRITE)
    async def show(self, work: Work, service_id: int) -> None:
        """Offer a hidden service again."""
        await service.update(work, service_id, {"is_active": True})
        await self._fill(work)
        await notify(self, "El servicio se ofrece otra vez.")
