"""Who is written to, the conversation with each, and every message in and out."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment

NOW = sql("now()")
EMPTY = sql("''")
NONE_YET = sql("'{}'")


def _words(**extra: Any) -> Any:
    return Field(default="", sa_column_kwargs={"server_default": EMPTY}, **extra)


def _some_id() -> Any:
    return Field(default=None, sa_type=BigInteger, nullable=True)


def _person() -> Any:
    return Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)


def _list(**extra: Any) -> Any:
    return Field(default=[], sa_type=ARRAY(Text), **extra)  # type: ignore[call-overload]


def _json() -> Any:
    return Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)  # type: ignore[call-overload]


class State(StrEnum):
    """Of a message that goes out. `unknown`: it may have left, nobody knows; it is never repeated by itself."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    RECEIVED = "received"  # came in
    NOTED = "noted"  # a remark inside the conversation, sent to nobody


class Contact(ClinicOwned, table=True):
    """A person at a telephone or an address: a patient, who answers for one, or somebody nobody knows yet."""

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        Index("uq_contact_phone", "tenant_id", "phone_key", unique=True, postgresql_where=sql("phone_key <> ''")),
        Index("uq_contact_email", "tenant_id", "email", unique=True, postgresql_where=sql("phone_key = '' and email <> ''")),
        Index("ix_contact_patient", "tenant_id", "patient_id", postgresql_where=sql("patient_id is not null")),
        {"schema": "app"},
    )
    patient_id: int | None = _some_id()
    name: str = ""
    phone: str = ""  # E.164
    phone_key: str = ""  # what is compared: contacts.phone_key
    email: str = ""
    opted_out: list[str] = _list(sa_column_kwargs={"server_default": NONE_YET})  # channels that she does not want
    opted_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class ContactHandle(ClinicOwned, table=True):
    """The id by which a provider knows a contact."""

    __tablename__ = "contact_handle"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["app.contact.tenant_id", "app.contact.id"], ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "provider", "handle"),
        Index("ix_contact_handle_contact", "tenant_id", "contact_id"),
        {"schema": "app"},
    )
    contact_id: int = Field(sa_type=BigInteger)
    provider: str
    handle: str


class Conversation(ClinicOwned, table=True):
    """All that was said with one contact, on every channel."""

    __tablename__ = "conversation"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["app.contact.tenant_id", "app.contact.id"]),
        UniqueConstraint("tenant_id", "contact_id"),
        Index("ix_conversation_list", "tenant_id", sql("last_at desc"), "id", postgresql_where=sql("last_at is not null")),
        {"schema": "app"},
    )
    contact_id: int = Field(sa_type=BigInteger)
    unread: int = 0
    mark: str = ""  # what the last answer was understood as; urgent comes first
    assigned_to: int | None = _person()
    taken_at: datetime | None = moment(nullable=True)  # since when a person answers and nothing automatic does
    last_at: datetime | None = moment(nullable=True)


class Message(ClinicOwned, table=True):
    """One message. Its state only goes forward; `channel` is the one it goes by now, `channels` those it may go by, in order."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "conversation_id"], ["app.conversation.tenant_id", "app.conversation.id"]),
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'cancelled', 'unknown', 'received', 'noted')", name="state"
        ),
        Index("uq_message_key", "tenant_id", "key", unique=True, postgresql_where=sql("key <> ''")),
        Index(
            "uq_message_received", "tenant_id", "provider", "provider_id", unique=True,
            postgresql_where=sql("direction = 'in' and provider_id <> ''"),
        ),
        Index("ix_message_conversation", "tenant_id", "conversation_id", "at", "id"),
        Index("ix_message_reference", "tenant_id", "reference_kind", "reference_id", postgresql_where=sql("reference_kind <> ''")),
        Index("ix_message_patient", "tenant_id", "patient_id", "id", postgresql_where=sql("patient_id is not null")),
        Index("ix_message_failed", "tenant_id", "id", postgresql_where=sql("state in ('failed', 'unknown')")),
        Index("ix_message_call", "tenant_id", "call_since", postgresql_where=sql("call_since is not null and called_at is null")),
        {"schema": "app"},
    )  # fmt: skip
    conversation_id: int = Field(sa_type=BigInteger)
    patient_id: int | None = _some_id()  # whom it is about; the contact may be her mother
    direction: str  # in, out, note
    kind: str  # what for: confirmation, reminder_48h, staff, answer…
    state: str
    text: str = Field(sa_type=Text)
    subject: str = _words()
    buttons: list[dict[str, str]] | None = _json()
    template: str = _words()
    template_values: list[str] | None = Field(default=None, sa_type=ARRAY(Text), nullable=True)  # type: ignore[call-overload]
    language: str = Field(default="es", sa_column_kwargs={"server_default": sql("'es'")})
    reference_kind: str = _words()  # what it is about: ("appointment", 12)
    reference_id: int | None = _some_id()
    key: str = _words()  # the same key is queued once
    channels: list[str] = _list(sa_column_kwargs={"server_default": NONE_YET})
    channel: str = _words()
    provider: str = _words()
    account_id: int | None = _some_id()
    provider_id: str = _words()  # by which the provider tells of it
    context_id: str = _words()  # the provider's id of the message that this one answers
    payload: str = _words()  # of the button that was pressed
    media: str = _words()
    media_url: str = _words()
    appointment_id: int | None = _some_id()  # named by the clinic's own automation
    earlier: list[str] | None = _json()  # what it said before it was edited
    at: datetime = moment(sa_column_kwargs={"server_default": NOW})  # where it stands in the conversation
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    not_after: datetime | None = moment(nullable=True)
    channel_since: datetime | None = moment(nullable=True)  # since when this channel is tried
    tries: int = Field(default=0, sa_column_kwargs={"server_default": sql("0")})  # on this channel
    round: int = Field(default=0, sa_column_kwargs={"server_default": sql("0")})  # one more for each channel and replay
    sent_at: datetime | None = moment(nullable=True)
    delivered_at: datetime | None = moment(nullable=True)
    read_at: datetime | None = moment(nullable=True)
    failed_at: datetime | None = moment(nullable=True)
    code: str = _words()  # why it failed last
    call_since: datetime | None = moment(nullable=True)  # no channel was left: somebody has to telephone
    called_at: datetime | None = moment(nullable=True)
    called_by: int | None = _person()
    author_id: int | None = _person()
    wiped: bool = Field(default=False, sa_column_kwargs={"server_default": sql("false")})  # its text was kept long enough
