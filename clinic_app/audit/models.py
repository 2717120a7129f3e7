"""The trail: who did or opened what, and when. The database itself refuses to change it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.database import ClinicOwned


class AuditEntry(ClinicOwned, table=True):
    __tablename__ = "audit_entry"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        Index("ix_audit_entry_entity", "tenant_id", "entity", "entity_id", "at"),
        Index("ix_audit_entry_at", "tenant_id", "at"),
        {"schema": "app"},
    )
    at: datetime = Field(default=None, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("now()")})  # type: ignore[call-overload]
    user_id: int | None = Field(default=None, sa_type=BigInteger)
    action: str
    entity: str
    entity_id: int | None = Field(default=None, sa_type=BigInteger)
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    request_id: str = ""
