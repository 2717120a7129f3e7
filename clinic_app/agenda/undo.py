"""What was done by a slip of the finger is taken back."""

from datetime import UTC, datetime

from sqlmodel import select

from clinic_app.agenda.models import Appointment
from clinic_app.agenda.queries import safe_id
from clinic_app.agenda.transitions import MOVABLE
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, NotFound
from clinic_app.core.i18n import N_

NOT_HERE = N_("Solo se deshace la llegada de quien espera en sala.")


async def not_arrived(work: Work, appointment_id: int) -> Appointment:
    """She is not in the waiting room after all. Raises NotFound, ClinicError (400) when she has not arrived or is being attended."""
    query = select(Appointment).where(Appointment.id == safe_id(appointment_id)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    if row.status not in MOVABLE or row.arrived_at is None:
        raise ClinicError(NOT_HERE)
    row.arrived_at, row.updated_at = None, datetime.now(UTC)
    row.version += 1
    await work.session.flush()
    await audit.record(work, "arrive_undone", "appointment", row.id, patient_id=row.patient_id)
    return row
