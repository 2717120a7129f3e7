"""Rules and texts of reminders, what is due, what was asked and what was answered."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import ARRAY, REAL, BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment

NOW = text("now()")


def _some_id() -> Any:
    return Field(default=None, sa_type=BigInteger, nullable=True)


class ReminderSettings(ClinicOwned, table=True):
    """What holds for all reminders of a clinic. `at_once`: what answers a booking just made does not wait for the end of the quiet hours."""

    __tablename__ = "reminder_settings"
    __table_args__ = (UniqueConstraint("tenant_id"), ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), {"schema": "app"})
    is_on: bool = True
    quiet_since: time = time(21)
    quiet_until: time = time(8)
    at_once: bool = True


class ReminderRule(ClinicOwned, table=True):
    """How one kind of reminder goes, in the whole clinic or for one service. Without a row our own rules hold (rules.DEFAULTS)."""

    __tablename__ = "reminder_rule"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        CheckConstraint("minutes between 0 and 86400", name="minutes"),
        CheckConstraint("again_days between 0 and 365", name="again_days"),
        Index("uq_reminder_rule_clinic", "tenant_id", "kind", unique=True, postgresql_where=text("service_id is null")),
        Index("uq_reminder_rule_service", "tenant_id", "kind", "service_id", unique=True, postgresql_where=text("service_id is not null")),
        {"schema": "app"},
    )
    kind: str
    service_id: int | None = _some_id()
    is_on: bool = True
    minutes: int = 0  # before the appointment, or after it
    channels: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))  # type: ignore[call-overload]
    again_days: int = Field(
        default=14, sa_column_kwargs={"server_default": text("14")}
    )  # what is still due is told once more; 0: it is not


class ReminderText(ClinicOwned, table=True):
    """What a kind of reminder says in one language. `template`: the name of Meta's approved template."""

    __tablename__ = "reminder_text"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        Index("uq_reminder_text_clinic", "tenant_id", "kind", "language", unique=True, postgresql_where=text("service_id is null")),
        Index(
            "uq_reminder_text_service",
            "tenant_id",
            "kind",
            "language",
            "service_id",
            unique=True,
            postgresql_where=text("service_id is not null"),
        ),
        {"schema": "app"},
    )
    kind: str
    service_id: int | None = _some_id()
    language: str
    subject: str = ""
    text: str = Field(sa_type=Text)
    template: str = ""


class ReminderAsk(ClinicOwned, table=True):
    """A message asked about an appointment at this time; an answer to it is about nothing else."""

    __tablename__ = "reminder_ask"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "message_id"], ["app.message.tenant_id", "app.message.id"]),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        UniqueConstraint("tenant_id", "message_id", "appointment_id"),
        Index("ix_reminder_ask_appointment", "tenant_id", "appointment_id"),
        {"schema": "app"},
    )
    message_id: int = Field(sa_type=BigInteger)
    appointment_id: int = Field(sa_type=BigInteger)
    kind: str
    starts_at: datetime = moment()
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class OpenQuestion(ClinicOwned, table=True):
    """A choice that somebody was given: `times` (to move to), `which` (appointment is meant) or `offer` (of the waiting list)."""

    __tablename__ = "open_question"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "conversation_id"], ["app.conversation.tenant_id", "app.conversation.id"]),
        ForeignKeyConstraint(["tenant_id", "message_id"], ["app.message.tenant_id", "app.message.id"]),
        Index("ix_open_question_conversation", "tenant_id", "conversation_id", postgresql_where=text("done_at is null")),
        {"schema": "app"},
    )
    conversation_id: int = Field(sa_type=BigInteger)
    kind: str
    options: list[dict[str, Any]] = Field(sa_type=JSONB)  # type: ignore[call-overload]
    message_id: int | None = _some_id()
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    expires_at: datetime = moment()
    done_at: datetime | None = moment(nullable=True)


class ReminderAnswer(ClinicOwned, table=True):
    """What a message was read as and what it did; a message has this once, so that it has its effect once."""

    __tablename__ = "reminder_answer"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "message_id"], ["app.message.tenant_id", "app.message.id"]),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        UniqueConstraint("tenant_id", "message_id"),
        Index("ix_reminder_answer_appointment", "tenant_id", "appointment_id", postgresql_where=text("appointment_id is not null")),
        {"schema": "app"},
    )
    message_id: int = Field(sa_type=BigInteger)
    appointment_id: int | None = _some_id()
    intent: str
    confidence: float = Field(sa_type=REAL)
    source: str
    urgent: bool = False
    outcome: str = ""  # confirmed, cancelled, proposed, moved, asked, told, handed, taken, refused, opted_out, opted_in, nothing
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class ReminderDue(SQLModel, table=True):
    """A reminder of any clinic: ids and moments only. `round`: one more for each time that the appointment was moved to."""

    __tablename__ = "reminder_due"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'queued', 'skipped', 'dropped')", name="state"),
        Index("ix_reminder_due_waiting", "due_at", "clinic_id", postgresql_where=text("state = 'waiting'")),
        Index("ix_reminder_due_message", "clinic_id", "message_id", postgresql_where=text("message_id is not null")),
        {"schema": "app"},
    )
    clinic_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    appointment_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(primary_key=True)
    starts_at: datetime = moment()  # of the appointment, when this was planned
    due_at: datetime = moment()
    not_after: datetime = moment()
    round: int = 1
    state: str = "waiting"
    why: str = ""  # it is skipped
    message_id: int | None = _some_id()


class ReminderTodo(SQLModel, table=True):
    """Something happened to an appointment of any clinic, and its reminders are not planned yet. `fresh`: it was booked or moved."""

    __tablename__ = "reminder_todo"
    __table_args__ = ({"schema": "app"},)
    clinic_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    appointment_id: int = Field(sa_type=BigInteger)
    fresh: bool
    at: datetime = moment(sa_column_kwargs={"server_default": NOW})  # not to be planned before


class SchedulerRun(SQLModel, table=True):
    """The last run of the scheduler."""

    __tablename__ = "scheduler_run"
    __table_args__ = ({"schema": "app"},)
    name: str = Field(primary_key=True)
    began_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    handled: int = 0
    failed: int = 0
