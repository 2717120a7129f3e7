"""What closes the agenda: blocks, how they repeat, and the occurrences that do not."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.agenda.models import NOW
from clinic_app.core.tables import ClinicOwned, moment


class BlockKind(StrEnum):
    MAIN_JOB = "TRABAJO_PRINCIPAL"
    SECOND_JOB = "TRABAJO_SECUNDARIO"
    PERSONAL = "PERSONAL"
    HOLIDAYS = "VACACIONES"


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
