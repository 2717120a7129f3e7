"""Catalogues of diagnoses: the one that all clinics share, what a clinic brought itself, and how often it uses what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKeyConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment

NOW = text("now()")
FIRST_OWN_ID = 1_000_000  # a clinic's own rows; below it are the shared ones, so that one id names one row
_WORDS = "to_tsvector('simple'::regconfig, app.plain(code || ' ' || label || ' ' || domain))"


class System(StrEnum):
    ICD10 = "cie10"
    NURSING = "enfermeria"


def _words() -> Any:
    return Field(default=None, sa_type=TSVECTOR, sa_column_args=(Computed(_WORDS, persisted=True),), nullable=True)  # type: ignore[call-overload]


class Diagnosis(SQLModel, table=True):
    """Shared by all clinics, and written by migrations only. Ids count by system, in the order of the codes."""

    __tablename__ = "diagnosis"
    __table_args__ = (UniqueConstraint("system", "code"), Index("ix_diagnosis_words", "words", postgresql_using="gin"), {"schema": "app"})
    system: str = Field(primary_key=True)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: str
    label: str
    chapter: str = ""
    block: str = ""
    domain: str = ""
    class_: str = Field(default="", sa_column_kwargs={"name": "class"})
    definition: str = ""
    source: str = ""
    words: str | None = _words()


class ClinicDiagnosis(ClinicOwned, table=True):
    """A row of a catalogue that the clinic imported; it hides a shared one with the same code."""

    __tablename__ = "clinic_diagnosis"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        UniqueConstraint("tenant_id", "system", "code"),
        {"schema": "app"},
    )
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(start=FIRST_OWN_ID),))
    system: str
    code: str
    label: str
    chapter: str = ""
    block: str = ""
    domain: str = ""
    class_: str = Field(default="", sa_column_kwargs={"name": "class"})
    kind: str = ""
    definition: str = ""
    edition: str = ""
    licence: str = ""
    is_active: bool = True
    imported_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    imported_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    words: str | None = _words()


class DiagnosisUse(ClinicOwned, table=True):
    """How often a clinic used a diagnosis: what it uses most is offered first."""

    __tablename__ = "diagnosis_use"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        UniqueConstraint("tenant_id", "system", "diagnosis_id"),
        {"schema": "app"},
    )
    system: str
    diagnosis_id: int = Field(sa_type=BigInteger)
    times: int = 0
    last_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
