"""Reads of treatment plans and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, select

from clinic_app.agenda import queries
from clinic_app.agenda.plans.models import PlanStatus, TreatmentPlan
from clinic_app.agenda.transitions import PENDING
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.patients.models import Patient

SESSIONS = """
select s.id, s.number, s.done_at, s.done_by, s.told, a.id, a.starts_at, a.ends_at, a.status, a.professional_id
from app.treatment_session s
left join app.appointment a on a.tenant_id = s.tenant_id and a.id = s.appointment_id
where s.tenant_id = %s and s.plan_id = %s order by s.number"""


class SessionRow(NamedTuple):
    """A session with the appointment that was last made for it; in the order of SESSIONS."""

    id: int
    number: int
    done_at: datetime | None
    done_by: str
    told: bool
    appointment_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    status: str | None
    professional_id: int | None

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def booked(self) -> bool:
        """It has an appointment that still stands."""
        return not self.done and self.status in PENDING

    @property
    def open(self) -> bool:
        """Neither done nor booked; a missed or cancelled appointment leaves it so."""
        return not self.done and not self.booked


@dataclass(frozen=True)
class PlanRow:
    """A plan with the names that a list shows."""

    plan: TreatmentPlan
    patient: Patient
    service: Service


async def plans(
    work: Work, *, status: PlanStatus | None = None, patient_id: int | None = None, plan_id: int | None = None
) -> list[PlanRow]:
    """The plans of the clinic, newest first."""
    query = (
        select(TreatmentPlan, Patient, Service)
        .join(Patient, (col(Patient.tenant_id) == TreatmentPlan.tenant_id) & (col(Patient.id) == TreatmentPlan.patient_id))
        .join(Service, (col(Service.tenant_id) == TreatmentPlan.tenant_id) & (col(Service.id) == TreatmentPlan.service_id))
        .order_by(col(TreatmentPlan.id).desc())
    )
    for value, column in (
        (status, TreatmentPlan.status),
        (queries.safe_id(patient_id), TreatmentPlan.patient_id),
        (queries.safe_id(plan_id), TreatmentPlan.id),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    found = await work.session.execute(query.execution_options(populate_existing=True))
    return [PlanRow(*row) for row in found.all()]


async def plan_row(work: Work, plan_id: int) -> PlanRow:
    """One plan in any state. Raises NotFound."""
    await work.session.flush()
    found = await plans(work, plan_id=plan_id)
    if not found:
        raise NotFound
    return found[0]


async def sessions(work: Work, plan_id: int) -> list[SessionRow]:
    """The sessions of a plan by number, as this transaction sees them."""
    (rows,) = await work.ask((SESSIONS, (work.actor.tenant_id, queries.safe_id(plan_id))))
    return [SessionRow(*row) for row in rows]
