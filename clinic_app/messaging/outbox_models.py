"""What sending needs beside the messages: what is due, what was tried, which provider rests."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment

NOW = sql("now()")
EMPTY = sql("''")


class MessageAttempt(ClinicOwned, table=True):
    """One try at sending. Without `outcome` it is under way, or whoever tried died."""

    __tablename__ = "message_attempt"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "message_id"], ["app.message.tenant_id", "app.message.id"], ondelete="CASCADE"),
        Index("ix_message_attempt_message", "tenant_id", "message_id", "id"),
        Index("ix_message_attempt_provider_id", "tenant_id", "provider", "provider_id", postgresql_where=sql("provider_id <> ''")),
        {"schema": "app"},
    )
    message_id: int = Field(sa_type=BigInteger)
    round: int
    channel: str
    provider: str
    account_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    started_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    ended_at: datetime | None = moment(nullable=True)
    outcome: str = Field(default="", sa_column_kwargs={"server_default": EMPTY})  # sent, transient, permanent, unknown
    code: str = Field(default="", sa_column_kwargs={"server_default": EMPTY})
    provider_id: str = Field(default="", sa_column_kwargs={"server_default": EMPTY})


class EarlyStatus(ClinicOwned, table=True):
    """A status that came before our own commit of the message it speaks of."""

    __tablename__ = "early_status"
    __table_args__ = (Index("ix_early_status_provider_id", "tenant_id", "provider", "provider_id"), {"schema": "app"})
    provider: str
    provider_id: str
    status: str
    code: str = ""
    permanent: bool = False
    at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class ProviderCircuit(ClinicOwned, table=True):
    """Whether a provider rests in this clinic after failures in a row, or because it asked to be left alone."""

    __tablename__ = "provider_circuit"
    __table_args__ = (UniqueConstraint("tenant_id", "provider"), {"schema": "app"})
    provider: str
    failures: int = 0
    held_until: datetime | None = moment(nullable=True)
    code: str = ""
    changed_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class QuickReply(ClinicOwned, table=True):
    """A sentence that the clinic says often."""

    __tablename__ = "quick_reply"
    __table_args__ = ({"schema": "app"},)
    text: str
    position: int = 0


class OutboxEntry(SQLModel, table=True):
    """A message that is due, of any clinic: ids only. The row goes when the message left, failed or was cancelled."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "due_at", "clinic_id"), {"schema": "app"})
    clinic_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    message_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    due_at: datetime = moment()


class MessageRetention(SQLModel, table=True):
    """For how many months a clinic keeps the texts of its messages; no row: for ever. Read by a job of all clinics."""

    __tablename__ = "message_retention"
    __table_args__ = (CheckConstraint("months > 0", name="months"), {"schema": "app"})
    clinic_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    months: int
