"""A clinic is a tenant: the practice of one nurse or of a team."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, text
from sqlmodel import Field, SQLModel

NOW = text("now()")


class Clinic(SQLModel, table=True):
    __tablename__ = "clinic"
    __table_args__ = {"schema": "app"}
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    name: str
    address: str = ""
    phone: str = ""
    tax_id: str = ""
    logo: str = ""
    country: str = "PE"
    timezone: str = "America/Lima"
    currency: str = "PEN"
    language: str = "es"
    department: str = ""
    province: str = ""
    district: str = ""
    ubigeo: str = ""
    altitude: int | None = None  # metres: haemoglobin is judged by it
    second_factor_required: bool = False  # members without one can only add it
    refuse_missing: bool = False  # what a service requires is missing: the booking is refused, and not only warned about
    created_at: datetime = Field(default=None, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": NOW})  # type: ignore[call-overload]


class ClinicCount(SQLModel, table=True):
    """Kept by a trigger: counting a long list on every page would cost more than the page."""

    __tablename__ = "clinic_count"
    __table_args__ = {"schema": "app"}
    tenant_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="app.clinic.id", sa_column_kwargs={"autoincrement": False})
    patients: int = 0
