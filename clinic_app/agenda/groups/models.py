"""Groups with places, series of appointments, and the requests that must not be done twice."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Computed, Date, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from clinic_app.agenda.models import NOW, CareType
from clinic_app.core.tables import ClinicOwned, moment, of_patient


class SlotStatus(StrEnum):
    OPEN = "abierto"
    CANCELLED = "cancelado"


class GroupSlot(ClinicOwned, table=True):
    """A time for several patients at once. Each who comes has an appointment that names it; `taken` is counted by the database."""

    __tablename__ = "group_slot"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "room_id"], ["app.room.tenant_id", "app.room.id"]),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("capacity between 1 and 500", name="capacity"),
        CheckConstraint("taken between 0 and capacity", name="taken"),
        ExcludeConstraint(
            ("tenant_id", "="), ("professional_id", "="), ("period", "&&"), name="ex_group_slot_overlap", using="gist", where=text("status = 'abierto'")
        ),
        ExcludeConstraint(
            ("tenant_id", "="), ("room_id", "="), ("period", "&&"), name="ex_group_slot_room", using="gist",
            where=text("room_id is not null and status = 'abierto'"),
        ),
        Index("ix_group_slot_time", "tenant_id", "starts_at", "id"),
        {"schema": "app"},
    )  # fmt: skip
    professional_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    room_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    title: str = ""
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    period: object = Field(default=None, sa_type=TSTZRANGE, sa_column_args=(Computed("tstzrange(starts_at, ends_at)", persisted=True),))
    capacity: int
    taken: int = 0
    care_type: str = CareType.CLINIC
    notes: str = ""
    status: str = SlotStatus.OPEN
    cancel_reason: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1


class GroupRequest(ClinicOwned, table=True):
    """Something that was asked with a key, and the appointment that came of it."""

    __tablename__ = "group_request"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        UniqueConstraint("tenant_id", "request_key"),
        {"schema": "app"},
    )
    request_key: str
    asked: str  # action and ids: the same key for something else is refused
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class SeriesStatus(StrEnum):
    ACTIVE = "activa"
    CANCELLED = "cancelada"


class AppointmentSeries(ClinicOwned, table=True):
    """How appointments of one patient repeat (see series_dates.Rhythm). Each is an appointment of its own, with the day it has by the rule."""

    __tablename__ = "appointment_series"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "room_id"], ["app.room.tenant_id", "app.room.id"]),
        CheckConstraint("every >= 1", name="every"),
        CheckConstraint("times between 1 and 104", name="times"),
        Index("ix_appointment_series_patient", "tenant_id", "patient_id", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    room_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    care_type: str = CareType.CLINIC
    notes: str = ""
    frequency: str
    every: int = 1
    weekdays: list[int] = Field(default_factory=list, sa_type=ARRAY(SmallInteger))  # type: ignore[call-overload]
    starts_on: date
    ends_on: date | None = None
    times: int | None = None
    start_time: time
    skipped: list[date] = Field(default_factory=list, sa_type=ARRAY(Date))  # type: ignore[call-overload]
    status: str = SeriesStatus.ACTIVE
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1
