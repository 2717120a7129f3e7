"""What the agenda does when a patient is archived: her coming appointments are counted, and cancelled if that is wished."""

from datetime import UTC, datetime

from sqlmodel import col, select

from clinic_app.agenda import service
from clinic_app.agenda.models import Appointment
from clinic_app.agenda.transitions import PENDING
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission


async def _coming(work: Work, patient_id: int) -> list[int]:
    query = (
        select(Appointment.id)
        .where(Appointment.patient_id == patient_id, col(Appointment.status).in_(PENDING), col(Appointment.ends_at) >= datetime.now(UTC))
        .order_by(col(Appointment.starts_at))
    )
    return list((await work.session.execute(query)).scalars())


async def count_coming(work: Work, patient_id: int) -> int:
    """How many appointments of a patient are still to come."""
    return len(await _coming(work, patient_id))


async def cancel_coming(work: Work, patient_id: int, reason: str) -> int:
    """Cancel the appointments of a patient that are still to come; says how many. Raises NotAllowed, and what cancelling raises."""
    found = await _coming(work, patient_id)
    if found:
        work.require(Permission.AGENDA_WRITE)
    for appointment_id in found:
        await service.cancel(work, appointment_id, reason)
    return len(found)
