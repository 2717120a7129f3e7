"""When a clinic works, what closes it, and who comes when."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from clinic_app.core.database import ClinicOwned, moment

NOW = text("now()")


class Status(StrEnum):
    SCHEDULED = "programada"
    CONFIRMED = "confirmada"
    IN_PROGRESS = "en_atencion"
    ATTENDED = "atendida"
    CANCELLED = "cancelada"
    NO_SHOW = "no_asistio"


class CareType(StrEnum):
    CLINIC = "consultorio"
    HOME = "domicilio"
    REMOTE = "teleconsulta"


class BlockKind(StrEnum):
    MAIN_JOB = "TRABAJO_PRINCIPAL"
    SECOND_JOB = "TRABAJO_SECUNDARIO"
    PERSONAL = "PERSONAL"
    HOLIDAYS = "VACACIONES"


class AgendaSettings(ClinicOwned, table=True):
    __tablename__ = "agenda_settings"
    __table_args__ = (
        UniqueConstraint("tenant_id"),
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        CheckConstraint("start_time < end_time", name="hours"),
        {"schema": "app"},
    )
    start_time: time = time(8)
    end_time: time = time(18)
    working_days: list[int] = Field(default=[1, 2, 3, 4, 5], sa_type=ARRAY(SmallInteger))  # type: ignore[call-overload]
    interval_minutes: int = 15
    gap_minutes: int = 0
    allow_same_day: bool = True
    horizon_days: int = 30


class Appointment(ClinicOwned, table=True):
    __tablename__ = "appointment"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        CheckConstraint("ends_at > starts_at", name="order"),
        ExcludeConstraint(
            ("tenant_id", "="), ("professional_id", "="), ("period", "&&"),
            name="ex_appointment_overlap", using="gist", where=text("status in ('programada', 'confirmada', 'en_atencion', 'atendida')"),
        ),
        Index("ix_appointment_day", "tenant_id", "starts_at", "professional_id", postgresql_include=["status"]),
        Index("ix_appointment_patient", "tenant_id", "patient_id", "starts_at"),
        {"schema": "app"},
    )  # fmt: skip
    patient_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    period: object = Field(default=None, sa_type=TSTZRANGE, sa_column_args=(Computed("tstzrange(starts_at, ends_at)", persisted=True),))
    care_type: str = CareType.CLINIC
    status: str = Status.SCHEDULED
    notes: str = ""
    cancel_reason: str = ""
    arrived_at: datetime | None = moment(nullable=True)
    started_at: datetime | None = moment(nullable=True)
    reminder_sent: bool = False
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1


class AgendaBlock(ClinicOwned, table=True):
    __tablename__ = "agenda_block"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        CheckConstraint("end_date >= start_date", name="order"),
        Index("ix_agenda_block_dates", "tenant_id", "professional_id", "start_date", "end_date"),
        {"schema": "app"},
    )
    professional_id: int = Field(sa_type=BigInteger)
    start_date: date
    end_date: date
    start_time: time | None = None
    end_time: time | None = None
    kind: str = BlockKind.PERSONAL
    title: str = ""
    reason: str = ""
    color: str = "#6B7280"
    is_recurring: bool = False
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
