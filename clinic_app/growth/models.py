"""Growth check-ups with what was found, alerts that are followed up, and the ledger of iron."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")


class Position(StrEnum):
    LYING = "l"
    STANDING = "h"
    UNKNOWN = ""


class IronState(StrEnum):
    NOT_STARTED = "no_iniciado"
    STARTED = "iniciado"
    CONTINUING = "continuando"
    FINISHED = "terminado"


class IronKind(StrEnum):
    DROPS = "gotas"
    SYRUP = "jarabe"
    OTHER = "otro"


class IronPurpose(StrEnum):
    PREVENTION = "prevencion"
    TREATMENT = "tratamiento"


class AlertState(StrEnum):
    NEW = "nueva"
    SEEN = "vista"
    FOLLOWED = "seguimiento"
    CLOSED = "cerrada"


def _number(digits: int, decimals: int) -> Any:
    return Field(default=None, sa_type=Numeric(digits, decimals), nullable=True)  # type: ignore[call-overload]


def _of_checkup(**more: Any) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "checkup_id"], ["app.growth_checkup.tenant_id", "app.growth_checkup.id"], **more)


class GrowthCheckup(ClinicOwned, table=True):
    """One CRED check-up. The z columns repeat what `result` holds, so that lists and reports need no JSON."""

    __tablename__ = "growth_checkup"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"]),
        CheckConstraint("level in ('verde', 'amarillo', 'rojo')", name="level"),
        Index("ix_growth_checkup_patient", "tenant_id", "patient_id", "checked_on", "id", postgresql_where=text("is_active")),
        Index("ix_growth_checkup_list", "tenant_id", text("checked_on desc"), text("id desc"), postgresql_where=text("is_active")),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    checked_on: date
    weight_kg: Decimal | None = _number(6, 3)
    length_cm: Decimal | None = _number(5, 2)
    position: str = Position.UNKNOWN
    head_cm: Decimal | None = _number(5, 2)
    chest_cm: Decimal | None = _number(5, 2)
    temperature: Decimal | None = _number(4, 1)
    oedema: bool = False
    gestation_weeks: int | None = None  # by which the age was corrected on that day
    haemoglobin: Decimal | None = _number(4, 1)
    altitude: int | None = None  # metres, by which the haemoglobin was adjusted
    iron_state: str = IronState.NOT_STARTED
    iron_kind: str = ""
    motor: str = ""
    language: str = ""
    social: str = ""
    cognitive: str = ""
    development: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)  # type: ignore[call-overload]
    feeding: str = ""
    counselling: list[str] = Field(default=[], sa_type=ARRAY(Text))  # type: ignore[call-overload]
    recommendations: str = ""  # of the professional; empty: what follows from the result
    notes: str = ""
    next_on: date | None = None
    z_weight_age: Decimal | None = _number(6, 2)
    z_length_age: Decimal | None = _number(6, 2)
    z_weight_length: Decimal | None = _number(6, 2)
    z_bmi_age: Decimal | None = _number(6, 2)
    z_head_age: Decimal | None = _number(6, 2)
    level: str = "verde"
    result: dict[str, Any] = Field(default={}, sa_type=JSONB)  # what was found, see assessment.stored
    inputs: dict[str, Any] = Field(default={}, sa_type=JSONB)  # what it was computed from
    algorithm: str = ""  # versions of the engine and of what is made of its scores
    reference: str = ""
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    created_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    updated_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    version: int = 1


class GrowthAlert(ClinicOwned, table=True):
    """Something of a child's growth that is followed from check-up to check-up until somebody, or a normal result, closes it."""

    __tablename__ = "growth_alert"
    __table_args__ = (
        of_patient(),
        _of_checkup(),
        CheckConstraint("state in ('nueva', 'vista', 'seguimiento', 'cerrada')", name="state"),
        Index("uq_growth_alert_open", "tenant_id", "patient_id", "about", "code", unique=True, postgresql_where=text("state <> 'cerrada'")),
        Index("ix_growth_alert_checkup", "tenant_id", "checkup_id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    checkup_id: int = Field(sa_type=BigInteger)  # the last one that showed it
    about: str
    code: str
    level: str
    state: str = AlertState.NEW
    outcome: str = ""
    note: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class IronDelivery(ClinicOwned, table=True):
    """One delivery of iron to a child."""

    __tablename__ = "iron_delivery"
    __table_args__ = (
        of_patient(),
        _of_checkup(),
        CheckConstraint("days > 0", name="days"),
        Index("ix_iron_delivery_patient", "tenant_id", "patient_id", text("given_on desc"), text("id desc")),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    checkup_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    given_on: date
    purpose: str = IronPurpose.PREVENTION
    product: str = IronKind.DROPS
    mg_a_day: Decimal | None = _number(6, 1)
    days: int = 30  # how long it lasts
    quantity: int = 1
    notes: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    created_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
