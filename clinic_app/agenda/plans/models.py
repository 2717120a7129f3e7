"""A treatment in several sessions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field

from clinic_app.agenda.models import NOW
from clinic_app.core.tables import ClinicOwned, moment, of_patient


class Frequency(StrEnum):
    DAILY = "diaria"
    WEEKLY = "semanal"
    FORTNIGHTLY = "quincenal"
    MONTHLY = "mensual"
    CUSTOM = "personalizada"  # on the weekdays of the plan


class PlanStatus(StrEnum):
    ACTIVE = "activo"
    COMPLETED = "completado"
    SUSPENDED = "suspendido"
    CANCELLED = "cancelado"


class TreatmentPlan(ClinicOwned, table=True):
    __tablename__ = "treatment_plan"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        CheckConstraint("done_sessions between 0 and total_sessions and total_sessions > 0", name="done"),
        Index("ix_treatment_plan_patient", "tenant_id", "patient_id", "id"),
        Index("ix_treatment_plan_status", "tenant_id", "status", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    name: str
    description: str = ""
    total_sessions: int
    done_sessions: int = 0
    frequency: str = Frequency.DAILY
    weekdays: list[int] | None = Field(default=None, sa_type=ARRAY(SmallInteger), nullable=True)  # type: ignore[call-overload]
    start_date: date
    expected_end: date | None = None
    status: str = PlanStatus.ACTIVE
    order_file: str = ""  # the key of the medical order in the files store
    needs_order: bool = False
    notes: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1


class TreatmentSession(ClinicOwned, table=True):
    """One session of a plan. Its appointment may be cancelled or missed: then it can be booked anew."""

    __tablename__ = "treatment_session"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "plan_id"], ["app.treatment_plan.tenant_id", "app.treatment_plan.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        UniqueConstraint("tenant_id", "plan_id", "number"),
        UniqueConstraint("tenant_id", "appointment_id"),
        {"schema": "app"},
    )
    plan_id: int = Field(sa_type=BigInteger)
    number: int
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    done_at: datetime | None = moment(nullable=True)
    done_by: str = ""  # attended or hand
    told: bool = False  # a client said so too, see plans.complete
