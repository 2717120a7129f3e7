"""The services that a clinic offers."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned


class Service(ClinicOwned, table=True):
    __tablename__ = "service"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        CheckConstraint("duration_minutes between 5 and 720", name="duration"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("min_interval_days between 0 and 730", name="min_interval"),
        Index("ix_service_list", "tenant_id", "position", "name"),
        {"schema": "app"},
    )
    name: str
    description: str = ""
    duration_minutes: int
    price: Decimal = Field(default=Decimal(0), sa_type=Numeric(10, 2))  # type: ignore[call-overload]
    color: str = "#10B981"
    requires_consent: bool = False
    instructions: str = ""  # before coming
    category: str = ""
    requires_anamnesis: bool = False
    min_interval_days: int = 0  # between two sessions; 0: none
    aftercare: str = ""
    position: int = 0
    is_active: bool = True
    is_default: bool = False  # made at sign-up: not counted as a service of the clinic's own
