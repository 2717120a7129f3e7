"""What a clinic has paid for. The plans themselves are in plans.py."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned


class Subscription(ClinicOwned, table=True):
    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("tenant_id"), ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), {"schema": "app"})
    plan_code: str = "freemium"
    status: str = "active"
    payment_period: str = "monthly"
    start_date: date
    end_date: date | None = Field(default=None)
    cancelled: bool = False  # runs to its end date, then freemium
