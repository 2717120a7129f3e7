"""The ledger of iron: each delivery, what it was for, how long it lasts, and who is due for the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.growth import rows
from clinic_app.growth.models import GrowthCheckup, IronDelivery
from clinic_app.patients import service as patients

BAD_DAY = N_("La entrega no puede ser anterior al nacimiento ni futura.")


def lasts_until(delivery: IronDelivery) -> date:
    """The last day that a delivery covers."""
    return delivery.given_on + timedelta(days=delivery.days - 1)


async def listed(work: Work, patient_id: int | None = None) -> list[IronDelivery]:
    """The deliveries of a child, or the clinic's latest, newest first."""
    work.require(Permission.RECORDS_READ)
    query = select(IronDelivery).order_by(col(IronDelivery.given_on).desc(), col(IronDelivery.id).desc()).limit(500)
    if patient_id is not None:
        query = query.where(IronDelivery.patient_id == rows.safe_key(patient_id))
    return list((await work.session.execute(query.execution_options(populate_existing=True))).scalars())


async def one(work: Work, delivery_id: int) -> IronDelivery:
    """A delivery. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    found = (await work.session.execute(select(IronDelivery).where(IronDelivery.id == rows.safe_key(delivery_id)))).scalars().first()
    if found is None:
        raise NotFound
    return found


async def _check(work: Work, row: IronDelivery) -> None:
    patient = await patients.get(work, row.patient_id)
    if not patient.birth_date <= row.given_on <= work.today():
        raise Invalid(fecha=BAD_DAY)
    if row.checkup_id is not None:
        query = select(col(GrowthCheckup.id)).where(
            GrowthCheckup.id == rows.safe_key(row.checkup_id), GrowthCheckup.patient_id == patient.id
        )
        if (await work.session.execute(query)).first() is None:
            raise Invalid(control=missing_key(row.checkup_id))


async def give(work: Work, values: Mapping[str, Any]) -> IronDelivery:
    """Note a delivery. Raises Invalid."""
    work.require(Permission.RECORDS_WRITE)
    try:
        await patients.get(work, rows.safe_key(values["patient_id"]) or 0, lock=True)
    except NotFound:
        raise Invalid(paciente=missing_key(values["patient_id"])) from None
    row = IronDelivery(**{"given_on": work.today(), **values}, created_by=work.actor.user_id or None)
    await _check(work, row)
    work.session.add(row)
    await work.session.flush()
    await work.session.refresh(row)
    await audit.record(work, "create", "iron_delivery", row.id, patient_id=row.patient_id)
    return row


async def change(work: Work, delivery_id: int, values: Mapping[str, Any]) -> IronDelivery:
    """Correct a delivery. Raises NotFound, Invalid."""
    work.require(Permission.RECORDS_WRITE)
    row = await one(work, delivery_id)
    changed = sorted(name for name, value in values.items() if name != "patient_id" and getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    await _check(work, row)
    await work.session.flush()
    if changed:
        await audit.record(work, "update", "iron_delivery", row.id, {"fields": changed}, patient_id=row.patient_id)
    return row


async def remove(work: Work, delivery_id: int) -> None:
    """Take a delivery out of the ledger. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    row = await one(work, delivery_id)
    await work.session.delete(row)
    await work.session.flush()
    await audit.record(work, "delete", "iron_delivery", delivery_id, patient_id=row.patient_id)
