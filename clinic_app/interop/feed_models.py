"""The secret address under which a professional's own calendar program reads her agenda."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment


class CalendarFeed(ClinicOwned, table=True):
    """One for each professional, while it is on. `sealed` holds the address, so that a second device can be given it too."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "membership_id"], ["app.membership.tenant_id", "app.membership.id"], ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "membership_id"),
        UniqueConstraint("tenant_id", "token_hash"),
        {"schema": "app"},
    )
    membership_id: int = Field(sa_type=BigInteger)
    token_hash: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    shows_names: bool = False
    shows_blocks: bool = False
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")})
    read_at: datetime | None = moment(nullable=True)  # by a calendar program, to some minutes
