"""What was done for a patient: an encounter, with or without a time of the agenda."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from clinic_app.agenda.models import Status
from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")


class EncounterStatus(StrEnum):
    """Its states are those of an appointment, one for one."""

    SCHEDULED = "PROGRAMADO"
    CONFIRMED = "CONFIRMADO"
    IN_PROGRESS = "EN_ATENCION"
    ATTENDED = "ATENDIDO"
    CANCELLED = "CANCELADO"
    NO_SHOW = "NO_ASISTIO"

    @property
    def of_appointment(self) -> Status:
        """The same state of an appointment."""
        return Status[self.name]


class Encounter(ClinicOwned, table=True):
    """Of one that names an appointment, the columns from `service_id` to `status` are read from there (see encounters_queries)."""

    __tablename__ = "encounter"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        CheckConstraint("minutes between 1 and 720", name="minutes"),
        CheckConstraint("photo_count >= 0", name="photos"),
        Index("ix_encounter_patient", "tenant_id", "patient_id", "id"),
        Index("ix_encounter_list", "tenant_id", "starts_at", "id", postgresql_where=text("is_active")),
        Index(
            "uq_encounter_appointment", "tenant_id", "appointment_id", unique=True,
            postgresql_where=text("appointment_id is not null and is_active"),
        ),
        {"schema": "app"},
    )  # fmt: skip
    patient_id: int = Field(sa_type=BigInteger)
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    service_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = moment()
    minutes: int
    status: str = EncounterStatus.SCHEDULED
    notes: str = ""
    cancel_reason: str = ""
    photo_count: int = 0  # kept with each photo, so that nobody counts rows
    is_active: bool = True
    created_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1
