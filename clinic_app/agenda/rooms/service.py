"""The rooms of a clinic: each holds one appointment at a time (the database sees to it), and nobody has to use them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from clinic_app.agenda.models import Appointment
from clinic_app.agenda.rooms.models import Room
from clinic_app.agenda.transitions import PENDING
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_

MOST_ROOMS = 50
SAME_NAME = N_("Ya existe una sala con ese nombre.")
TOO_MANY = N_("No se pueden tener más de 50 salas.")
IN_USE = N_("La sala tiene citas por venir. Cámbialas de sala antes de retirarla.")


async def list_rooms(work: Work, *, active: bool | None = True) -> list[Room]:
    """The rooms in their order; `active` None gives the retired ones too."""
    query = select(Room).order_by(col(Room.position), col(Room.name), col(Room.id))
    if active is not None:
        query = query.where(Room.is_active == active)
    return list((await work.session.execute(query)).scalars())


async def get(work: Work, room_id: int) -> Room:
    """One room, retired or not. Raises NotFound."""
    row = (await work.session.execute(select(Room).where(Room.id == room_id))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def _check_name(work: Work, name: str, but: int | None = None) -> None:
    query = select(Room.id).where(Room.is_active, func.lower(Room.name) == func.lower(name), Room.id != (but or 0))
    if (await work.session.execute(query)).first():
        raise Invalid(nombre=SAME_NAME)


async def create(work: Work, values: dict[str, Any]) -> Room:
    """A new room (`name`, `position`), last in the order unless said. Raises Invalid (a name that another one has; too many)."""
    await _check_name(work, values["name"])
    others = await list_rooms(work)
    if len(others) >= MOST_ROOMS:
        raise Invalid(nombre=TOO_MANY)
    row = Room(**{"position": max((each.position for each in others), default=0) + 1, **values})
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "room", row.id)
    return row


async def update(work: Work, room_id: int, values: dict[str, Any]) -> Room:
    """Change `name`, `position` or `is_active`. Raises NotFound, Invalid, Conflict as `retire`."""
    row = await get(work, room_id)
    if values.get("is_active") is False and row.is_active:
        await _check_unused(work, room_id)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if values.get("is_active", row.is_active) and {"name", "is_active"} & set(changed):
        await _check_name(work, values.get("name", row.name), room_id)
    for name in changed:
        setattr(row, name, values[name])
    await work.session.flush()
    if changed:
        await audit.record(work, "update", "room", row.id, {"fields": changed})
    return row


async def _check_unused(work: Work, room_id: int) -> None:
    coming = select(Appointment.id).where(
        Appointment.room_id == room_id, col(Appointment.status).in_(PENDING), Appointment.starts_at > func.now()
    )
    if (await work.session.execute(coming.limit(1))).first():
        raise Conflict(IN_USE)


async def lift(work: Work, room_id: int) -> None:
    """One place up in the order. Raises NotFound for one that is not offered."""
    rows = await list_rooms(work)
    place = next((number for number, each in enumerate(rows) if each.id == room_id), None)
    if place is None:
        raise NotFound
    if place:
        rows[place - 1 : place + 1] = rows[place], rows[place - 1]
    for number, each in enumerate(rows, start=1):
        each.position = number
    await work.session.flush()
    await audit.record(work, "update", "room", room_id, {"fields": ["position"]})


async def retire(work: Work, room_id: int) -> None:
    """Offer a room no more; what it held stands in the history. Raises NotFound (also for one already retired), Conflict while it is booked."""
    row = await get(work, room_id)
    if not row.is_active:
        raise NotFound
    await update(work, room_id, {"is_active": False})
