"""A patient's clinical history, and the facts of her clinical profile."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKeyConstraint, Numeric, UniqueConstraint, text
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")


class Delivery(StrEnum):
    VAGINAL = "vaginal"
    CAESAREAN = "cesarea"
    INSTRUMENTAL = "instrumentado"


class ClinicalHistory(ClinicOwned, table=True):
    """One of each patient. Her blood group is the patient's own column, so that both always agree."""

    __tablename__ = "clinical_history"
    __table_args__ = (
        of_patient(),
        UniqueConstraint("tenant_id", "patient_id"),
        UniqueConstraint("tenant_id", "number"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    number: str
    opened_on: date
    birth_weight_g: int | None = None
    birth_length_cm: Decimal | None = Field(default=None, sa_type=Numeric(5, 2), nullable=True)  # type: ignore[call-overload]
    birth_head_cm: Decimal | None = Field(default=None, sa_type=Numeric(5, 2), nullable=True)  # type: ignore[call-overload]
    gestation_weeks: int | None = None
    delivery: str = ""
    apgar_1: int | None = None
    apgar_5: int | None = None
    personal: str = ""
    family: str = ""
    perinatal: str = ""
    allergies: str = ""
    feeding: str = ""
    notes: str = ""
    is_active: bool = True  # a deleted one keeps its number, and gets it back when it is opened again
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    created_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    updated_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class HistoryCounter(ClinicOwned, table=True):
    """The last number given in a year; its row is locked while one is taken, so there are neither gaps nor repeats."""

    __tablename__ = "history_counter"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), UniqueConstraint("tenant_id", "year"), {"schema": "app"})
    year: int
    last: int


class FactKind(StrEnum):
    ALLERGY = "alergia"
    CONDITION = "condicion"
    MEDICATION = "medicacion"
    SKIN = "tipo_piel"
    HABIT = "habito"


class FactSource(StrEnum):
    HISTORY = "historia"
    ANAMNESIS = "anamnesis"
    NOTE = "nota"
    MANUAL = "manual"


class ProfileFact(ClinicOwned, table=True):
    """One fact of the clinical profile and where it came from. What its source says no more is kept, not active."""

    __tablename__ = "profile_fact"
    __table_args__ = (of_patient(), UniqueConstraint("tenant_id", "patient_id", "kind", "source", "text_key"), {"schema": "app"})
    patient_id: int = Field(sa_type=BigInteger)
    kind: str
    text: str
    text_key: str  # folded: the same words are one fact
    source: str
    source_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    noted_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    noted_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    is_active: bool = True
    ended_at: datetime | None = moment(nullable=True)
