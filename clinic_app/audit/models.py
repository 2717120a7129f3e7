"""The trail: who did or opened what, and when. The database itself refuses to change it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKeyConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment


class AuditEntry(ClinicOwned, table=True):
    """One fact. Time and transaction are the database's own; the app has no right to write them. Kept in monthly parts."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        Index("ix_audit_entry_at", "tenant_id", "at", "id"),
        Index("ix_audit_entry_user", "tenant_id", "user_id", "at", "id"),
        Index("ix_audit_entry_patient", "tenant_id", "patient_id", "at", "id", postgresql_where=text("patient_id is not null")),
        Index("ix_audit_entry_entity", "tenant_id", "entity", "entity_id", "at"),
        Index("ix_audit_entry_transaction", "transaction_id", "tenant_id"),
        {"schema": "app", "postgresql_partition_by": "RANGE (at)"},
    )
    at: datetime = Field(
        default=None, primary_key=True, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("now()")}
    )  # type: ignore[call-overload]
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    action: str
    entity: str
    entity_id: int | None = Field(default=None, sa_type=BigInteger)
    patient_id: int | None = Field(default=None, sa_type=BigInteger)  # whom it is about, whatever the entity
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    request_id: str = ""
    transaction_id: int = Field(
        default=None, sa_type=BigInteger, sa_column_kwargs={"server_default": text("(pg_current_xact_id()::text)::bigint")}
    )


class AuditSeal(ClinicOwned, table=True):
    """A link of the clinic's chain, made by `app.seal_trail()`: hash = sha256(previous hash || the entry's line). `id` is its place, from 1."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        UniqueConstraint("tenant_id", "entry_id", "entry_at", name="uq_audit_seal_tenant_id_entry_id_entry_at"),
        {"schema": "app"},
    )
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    entry_id: int = Field(sa_type=BigInteger)
    entry_at: datetime = moment()
    hash: bytes = Field(sa_type=LargeBinary)
    sealed_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})


class AuditHorizon(SQLModel, table=True):
    """The one row that says how far the sealer has come. Only the database's own functions read and write it."""

    __tablename__ = "audit_horizon"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), {"schema": "app"})
    id: int = Field(default=1, primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    transaction_id: int = Field(sa_type=BigInteger)
