"""Who comes when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")
HELD = "status in ('programada', 'confirmada', 'en_atencion', 'atendida')"


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


class Appointment(ClinicOwned, table=True):
    __tablename__ = "appointment"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "room_id"], ["app.room.tenant_id", "app.room.id"]),
        ForeignKeyConstraint(["tenant_id", "slot_id"], ["app.group_slot.tenant_id", "app.group_slot.id"]),
        ForeignKeyConstraint(["tenant_id", "bundle_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        ForeignKeyConstraint(["tenant_id", "series_id"], ["app.appointment_series.tenant_id", "app.appointment_series.id"]),
        CheckConstraint("ends_at > starts_at", name="order"),
        ExcludeConstraint(
            ("tenant_id", "="), ("professional_id", "="), ("period", "&&"),
            name="ex_appointment_overlap", using="gist", where=text(f"slot_id is null and {HELD}"),
        ),
        ExcludeConstraint(
            ("tenant_id", "="), ("room_id", "="), ("period", "&&"), name="ex_appointment_room", using="gist",
            where=text(f"room_id is not null and slot_id is null and {HELD}"),
        ),
        Index("ix_appointment_professional", "tenant_id", "professional_id", "starts_at"),
        Index("ix_appointment_day", "tenant_id", "starts_at", "professional_id", postgresql_include=["status"]),
        Index("ix_appointment_patient", "tenant_id", "patient_id", "starts_at"),
        Index("ix_appointment_attended", "tenant_id", "starts_at", postgresql_where=text("status = 'atendida'")),  # counted by month
        Index("ix_appointment_slot", "tenant_id", "slot_id", postgresql_where=text("slot_id is not null")),
        Index("uq_appointment_seat", "tenant_id", "slot_id", "patient_id", unique=True, postgresql_where=text(f"slot_id is not null and {HELD}")),
        Index("ix_appointment_bundle", "tenant_id", "bundle_id", postgresql_where=text("bundle_id is not null")),
        Index("ix_appointment_series", "tenant_id", "series_id", "starts_at", postgresql_where=text("series_id is not null")),
        {"schema": "app"},
    )  # fmt: skip
    patient_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    room_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    slot_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # the group in which she has a place
    bundle_id: int | None = Field(
        default=None, sa_type=BigInteger, nullable=True
    )  # the first appointment of a booking with several services
    series_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    series_day: date | None = None  # the day that it has by the rule of its series
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
