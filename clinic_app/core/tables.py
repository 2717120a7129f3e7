"""What all tables are made of."""

from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Identity, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def moment(**extra: Any) -> Any:
    """A column that holds a point in time, with its zone."""
    return Field(default=None, sa_type=DateTime(timezone=True), **extra)  # type: ignore[call-overload]


def of_patient() -> ForeignKeyConstraint:
    """The foreign key of a `patient_id` to a patient of the same clinic."""
    return ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"])


class ClinicOwned(SQLModel):
    """A row of one clinic. The key is composite, so that no foreign key can reach into another clinic."""

    tenant_id: int = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger,
        sa_column_kwargs={"server_default": text("app.tenant()"), "autoincrement": False},
    )
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
