"""When a clinic works, what closes it, and who comes when."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from clinic_app.core.database import ClinicOwned, moment

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


class BlockKind(StrEnum):
    MAIN_JOB = "TRABAJO_PRINCIPAL"
    SECOND_JOB = "TRABAJO_SECUNDARIO"
    PERSONAL = "PERSONAL"
    HOLIDAYS = "VACACIONES"


class Appointment(ClinicOwned, table=True):
    __tablename__ = "appointment"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
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


class AgendaBlock(ClinicOwned, table=True):
    __tablename__ = "agenda_block"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        CheckConstraint("end_date >= start_date", name="order"),
        Index("ix_agenda_block_dates", "tenant_id", "professional_id", "start_date", "end_date"),
        Index("ix_agenda_block_series", "tenant_id", "professional_id", postgresql_where=text("is_recurring and is_active")),
        Index("ix_agenda_block_batch", "tenant_id", "batch", postgresql_where=text("batch is not null")),
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
    batch: UUID | None = None  # those of one pasted roster, taken back together
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class RecurrencePattern(ClinicOwned, table=True):
    """How a block repeats (see recurrence.Pattern); from `starts_on` on it says when the block closes, in place of the block's own dates."""

    __tablename__ = "recurrence_pattern"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "block_id"], ["app.agenda_block.tenant_id", "app.agenda_block.id"], ondelete="CASCADE"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("every_days >= 1", name="every"),
        Index("ix_recurrence_pattern_block", "tenant_id", "block_id", postgresql_where=text("is_active")),
        {"schema": "app"},
    )
    block_id: int = Field(sa_type=BigInteger)
    kind: str
    every_days: int = 1
    weekdays: list[int] = Field(default_factory=list, sa_type=ARRAY(SmallInteger))  # type: ignore[call-overload]
    cycle: list[str] = Field(default_factory=list, sa_type=ARRAY(String))  # type: ignore[call-overload]
    shift_hours: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSONB)  # type: ignore[call-overload]
    starts_on: date
    ends_on: date | None = None
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class RecurrenceException(ClinicOwned, table=True):
    """One occurrence, by the day it would have had: moved to another day and hours, or (all empty) dropped."""

    __tablename__ = "recurrence_exception"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "pattern_id"], ["app.recurrence_pattern.tenant_id", "app.recurrence_pattern.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "pattern_id", "origin"),
        CheckConstraint("(day is null) = (start_time is null) and (day is null) = (end_time is null)", name="moved"),
        {"schema": "app"},
    )
    pattern_id: int = Field(sa_type=BigInteger)
    origin: date
    day: date | None = None
    start_time: time | None = None
    end_time: time | None = None


class WaitingStatus(StrEnum):
    WAITING = "esperando"
    NOTIFIED = "notificado"
    BOOKED = "agendado"
    CANCELLED = "cancelado"


class HoldState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"
    EXPIRED = "expired"


class WaitingEntry(ClinicOwned, table=True):
    """Somebody who waits for a time: from `wanted_from` on, at the latest on `wanted_until`."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        CheckConstraint("wanted_until is null or wanted_until >= wanted_from", name="window"),
        Index(
            "ix_waiting_entry_list",
            "tenant_id",
            text("priority desc"),
            "created_at",
            "id",
            postgresql_where=text("status in ('esperando', 'notificado')"),
        ),
        Index("ix_waiting_entry_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    professional_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # None: whoever has time
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # what became of it
    wanted_from: date
    wanted_until: date | None = None
    care_type: str = CareType.CLINIC
    priority: int = Field(default=0, sa_type=SmallInteger)
    notes: str = ""
    status: str = WaitingStatus.WAITING
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class SlotHold(ClinicOwned, table=True):
    """A time that is kept for somebody of the waiting list until `expires_at`; afterwards it remembers that she was offered it."""

    __tablename__ = "slot_hold"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "entry_id"], ["app.waiting_entry.tenant_id", "app.waiting_entry.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        CheckConstraint("ends_at > starts_at", name="order"),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("professional_id", "="),
            ("period", "&&"),
            name="ex_slot_hold_overlap",
            using="gist",
            where=text("state = 'open'"),
        ),
        Index("uq_slot_hold_entry", "tenant_id", "entry_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_slot_hold_entry", "tenant_id", "entry_id", "id"),
        {"schema": "app"},
    )
    entry_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    period: object = Field(default=None, sa_type=TSTZRANGE, sa_column_args=(Computed("tstzrange(starts_at, ends_at)", persisted=True),))
    place: str = ""  # the care type that the freed time was for; empty: any
    state: str = HoldState.OPEN
    expires_at: datetime = moment()
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


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
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
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
