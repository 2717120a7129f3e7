"""A clinic's accounts with the providers of messages, and what the providers posted to us."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ForeignKeyConstraint, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment

NOW, ZERO = {"server_default": text("now()")}, {"server_default": text("0")}
NOTHING = {"server_default": text("''")}


class ProviderAccount(ClinicOwned, table=True):
    """One for each provider that a clinic set up. `sealed`: its keys and the secret of its webhook's address, as JSON under our own key."""

    __tablename__ = "provider_account"
    __table_args__ = (UniqueConstraint("tenant_id", "provider"), {"schema": "app"})
    provider: str
    sealed: bytes = Field(sa_type=LargeBinary)
    state: str = "new"  # new, ok, failing, disconnected
    state_code: str = Field(default="", sa_column_kwargs=NOTHING)
    tested_at: datetime | None = moment(nullable=True)
    forged: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs=ZERO)
    forged_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment(sa_column_kwargs=NOW)
    updated_at: datetime = moment(sa_column_kwargs=NOW)


class WebhookDoor(SQLModel, table=True):
    """Which account a secret opens; it stands before the wall of the clinic, so it holds hashes and numbers only.

    kind: address (the secret in a webhook's path) or token (the clinic's own, for the address that all clinics share).
    """

    __tablename__ = "webhook_door"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "account_id"], ["app.provider_account.tenant_id", "app.provider_account.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("clinic_id", "account_id", "kind"),
        {"schema": "app"},
    )
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    clinic_id: int = Field(sa_type=BigInteger)
    account_id: int = Field(sa_type=BigInteger)
    kind: str


class WebhookDelivery(ClinicOwned, table=True):
    """One call of a provider as it came, stored once. `key`: the provider's id of it, or the hash of its bytes. `taken`: which of its facts had their effect."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["app.provider_account.tenant_id", "app.provider_account.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "account_id", "key"),
        Index("ix_webhook_delivery_received_at", "tenant_id", "received_at", "account_id"),
        {"schema": "app"},
    )
    account_id: int = Field(sa_type=BigInteger)
    key: str
    query: str
    content_type: str
    body: bytes = Field(sa_type=LargeBinary)
    received_at: datetime = moment(sa_column_kwargs=NOW)
    done_at: datetime | None = moment(nullable=True)
    facts: int = Field(default=0, sa_column_kwargs=ZERO)
    taken: list[int] = Field(default=[], sa_type=ARRAY(Integer), sa_column_kwargs={"server_default": text("'{}'")})  # type: ignore[call-overload]
