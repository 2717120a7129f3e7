"""What was told of the things that patients are due for, and what messages cost."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Numeric, UniqueConstraint, text
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment


def _some_id() -> Any:
    return Field(default=None, sa_type=BigInteger, nullable=True)


class DueTold(ClinicOwned, table=True):
    """Something that a patient is due for was told for the first or the second time. Without `message_id`: nobody could be written to."""

    __tablename__ = "due_told"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        ForeignKeyConstraint(["tenant_id", "message_id"], ["app.message.tenant_id", "app.message.id"]),
        UniqueConstraint("tenant_id", "patient_id", "kind", "item", "number"),
        {"schema": "app"},
    )
    kind: str
    patient_id: int = Field(sa_type=BigInteger)
    item: str
    number: int
    message_id: int | None = _some_id()
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})


class MessagePrice(ClinicOwned, table=True):
    """What one message of a channel costs the clinic, in its own currency; of an SMS each of its parts."""

    __tablename__ = "message_price"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        UniqueConstraint("tenant_id", "channel"),
        CheckConstraint("price >= 0", name="price"),
        {"schema": "app"},
    )
    channel: str
    price: Decimal = Field(sa_type=Numeric(10, 4))  # type: ignore[call-overload]
