"""Where and when a clinic works: its configuration, its rooms, and its periods of work."""

from datetime import datetime, time

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment


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
    closes_on_holidays: bool = False  # the country's public ones
    travel_minutes: int = 0  # kept free before and after a visit at home
    hold_minutes: int = 30  # how long a time is kept for somebody of the waiting list


class Room(ClinicOwned, table=True):
    """A place where one appointment at a time can be; a retired one keeps its name in the appointments that it had."""

    __tablename__ = "room"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        Index("uq_room_name", "tenant_id", text("lower(name)"), unique=True, postgresql_where=text("is_active")),
        {"schema": "app"},
    )
    name: str
    position: int = 0
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})


class WorkingPeriod(ClinicOwned, table=True):
    """Part of a weekday on which a professional, or (None) the whole clinic, attends. Without any, agenda_settings says the hours."""

    __tablename__ = "working_period"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        CheckConstraint("end_time > start_time", name="order"),
        CheckConstraint("weekday between 1 and 7", name="weekday"),
        {"schema": "app"},
    )
    professional_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    weekday: int = Field(sa_type=SmallInteger)  # 1 = Monday … 7 = Sunday
    start_time: time
    end_time: time
