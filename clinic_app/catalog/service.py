"""The services of a clinic: what is offered, how long it takes, what it costs."""

from decimal import Decimal
from typing import Any

from sqlmodel import select

from clinic_app.audit import service as audit
from clinic_app.catalog.models import Service
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.subscriptions import service as subscriptions
from clinic_app.subscriptions.plans import Feature

# What most practices of this kind offer; a new clinic can book at once and changes them at will.
DEFAULT_SERVICES = (
    {
        "name": "Control CRED", "description": "Control de Crecimiento y Desarrollo", "duration_minutes": 45, "price": Decimal("50.00"),
        "color": "#10B981", "instructions": "Traer carnet de vacunación y DNI del niño",
    },
    {
        "name": "Vacunación", "description": "Aplicación de vacunas según el esquema nacional", "duration_minutes": 20,
        "price": Decimal("30.00"), "color": "#3B82F6", "requires_consent": True, "instructions": "Traer carnet de vacunación",
    },
    {
        "name": "Inyectable", "description": "Aplicación de medicamento inyectable", "duration_minutes": 15, "price": Decimal("15.00"),
        "color": "#F59E0B", "instructions": "Traer la receta médica",
    },
    {"name": "Curación", "description": "Curación de heridas", "duration_minutes": 30, "price": Decimal("35.00"), "color": "#EF4444"},
)  # fmt: skip


async def seed(work: Work) -> None:
    """The first services of a new clinic; they do not count towards the limit of its plan."""
    for position, values in enumerate(DEFAULT_SERVICES, start=1):
        work.session.add(Service(**values, position=position, is_default=True))
    await work.session.flush()


async def list_services(work: Work, *, active: bool | None = True) -> list[Service]:
    """All services in their order; `active` None gives the hidden ones too."""
    query = select(Service).order_by(Service.position, Service.name, Service.id)  # type: ignore[arg-type]
    if active is not None:
        query = query.where(Service.is_active == active)
    return list((await work.session.execute(query)).scalars())


async def get(work: Work, service_id: int) -> Service:
    """One service, active or not. Raises NotFound."""
    row = (await work.session.execute(select(Service).where(Service.id == service_id))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def create(work: Work, values: dict[str, Any]) -> Service:
    """A service of the clinic's own, last in the order unless said. Raises LimitReached (403), PaymentRequired (402)."""
    await subscriptions.require(work, Feature.CUSTOM_SERVICES)
    if "position" not in values:
        values = {**values, "position": max((row.position for row in await list_services(work)), default=0) + 1}
    row = Service(**values)
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "service", row.id)
    return row


async def update(work: Work, service_id: int, values: dict[str, Any]) -> Service:
    """Change fields. Appointments keep the length they were booked with. Raises NotFound, LimitReached when one is taken back."""
    row = await get(work, service_id)
    if values.get("is_active") and not row.is_active and not row.is_default:
        await subscriptions.require(work, Feature.CUSTOM_SERVICES)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    await work.session.flush()
    if changed:
        await audit.record(work, "update", "service", row.id, {"fields": sorted(changed)})
    return row


async def remove(work: Work, service_id: int) -> None:
    """Hide a service from new bookings; what was booked with it stays. Raises NotFound, also for one already removed."""
    row = await get(work, service_id)
    if not row.is_active:
        raise NotFound
    row.is_active = False
    await audit.record(work, "delete", "service", row.id)


async def refuse_missing(work: Work, refuse: bool) -> None:
    """Whether a booking that lacks what its service requires is refused, or only warned about."""
    work.require(Permission.SETTINGS_WRITE)
    clinic = await work.session.get_one(Clinic, work.actor.tenant_id)
    if clinic.refuse_missing != refuse:
        clinic.refuse_missing = refuse
        await audit.record(work, "update", "clinic", clinic.id, {"fields": ["refuse_missing"]})


async def categories(work: Work) -> list[str]:
    """The categories in use, in alphabetical order."""
    found = {row.category for row in await list_services(work, active=None) if row.category}
    return sorted(found, key=str.casefold)
