"""Who waits for a time, and the times that are kept for somebody."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from clinic_app.agenda.models import NOW, CareType
from clinic_app.core.tables import ClinicOwned, moment, of_patient


class WaitingStatus(StrEnum):
    WAITING = "esperando"
    NOTIFIED = "notificado"
    BOOKED = "agendado"
    CANCELLED = "cancelado"


class HoldState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"
    EXPIRED = "expired"


class WaitingEntry(ClinicOwned, table=True):
    """Somebody who waits for a time: from `wanted_from` on, at the latest on `wanted_until`."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "service_id"], ["app.service.tenant_id", "app.service.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        CheckConstraint("wanted_until is null or wanted_until >= wanted_from", name="window"),
        Index(
            "ix_waiting_entry_list",
            "tenant_id",
            text("priority desc"),
            "created_at",
            "id",
            postgresql_where=text("status in ('esperando', 'notificado')"),
        ),
        Index("ix_waiting_entry_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    service_id: int = Field(sa_type=BigInteger)
    professional_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # None: whoever has time
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # what became of it
    wanted_from: date
    wanted_until: date | None = None
    care_type: str = CareType.CLINIC
    priority: int = Field(default=0, sa_type=SmallInteger)
    notes: str = ""
    status: str = WaitingStatus.WAITING
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class SlotHold(ClinicOwned, table=True):
    """A time that is kept for somebody of the waiting list until `expires_at`; afterwards it remembers that she was offered it."""

    __tablename__ = "slot_hold"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "entry_id"], ["app.waiting_entry.tenant_id", "app.waiting_entry.id"]),
        ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"]),
        CheckConstraint("ends_at > starts_at", name="order"),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("professional_id", "="),
            ("period", "&&"),
            name="ex_slot_hold_overlap",
            using="gist",
            where=text("state = 'open'"),
        ),
        Index("uq_slot_hold_entry", "tenant_id", "entry_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_slot_hold_entry", "tenant_id", "entry_id", "id"),
        {"schema": "app"},
    )
    entry_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    period: object = Field(default=None, sa_type=TSTZRANGE, sa_column_args=(Computed("tstzrange(starts_at, ends_at)", persisted=True),))
    place: str = ""  # the care type that the freed time was for; empty: any
    state: str = HoldState.OPEN
    expires_at: datetime = moment()
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
