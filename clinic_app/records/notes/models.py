"""SOAPIE notes: the note, what was signed of it, addenda; and what is not signed yet: drafts, phrases."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Numeric, SmallInteger, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")
SECTIONS = ("subjective", "objective", "analysis", "plan", "intervention", "evaluation")
VITALS = ("temperature", "heart_rate", "respiratory_rate", "systolic", "diastolic", "saturation", "glucose", "weight_kg", "height_cm")


def _appointment() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "appointment_id"], ["app.appointment.tenant_id", "app.appointment.id"])


def _note() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "note_id"], ["app.clinical_note.tenant_id", "app.clinical_note.id"])


class Note(ClinicOwned, table=True):
    """A signed note: who wrote it about whom. What it says stands in its versions; the database lets nothing else of it change."""

    __tablename__ = "clinical_note"
    __table_args__ = (
        of_patient(),
        CheckConstraint("(voided_at is null) = (voided_by is null)", name="voided"),
        UniqueConstraint("tenant_id", "token"),
        Index("ix_clinical_note_patient", "tenant_id", "patient_id", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    author_name: str  # as they were when she signed
    author_license: str = ""
    version: int = 1  # the number of the version that holds
    token: UUID | None = Field(default=None, sa_type=Uuid, nullable=True)  # of the draft it was: signing twice makes one note
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    voided_at: datetime | None = moment(nullable=True)
    voided_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    void_reason: str = ""


class NoteVersion(ClinicOwned, table=True):
    """All that a note said when it was signed, the diagnoses as the catalogue wrote them then. Never changed."""

    __tablename__ = "clinical_note_version"
    __table_args__ = (
        _note(),
        _appointment(),
        UniqueConstraint("tenant_id", "note_id", "number"),
        Index("ix_clinical_note_version_appointment", "tenant_id", "appointment_id", postgresql_where=text("appointment_id is not null")),
        {"schema": "app"},
    )
    note_id: int = Field(sa_type=BigInteger)
    number: int
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    at: datetime = moment()
    zone_minutes: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)  # as it was written; None: the clinic's own
    subjective: str = ""
    objective: str = ""
    analysis: str = ""
    plan: str = ""
    intervention: str = ""
    evaluation: str = ""
    temperature: Decimal | None = Field(default=None, sa_type=Numeric(4, 1), nullable=True)  # type: ignore[call-overload]
    heart_rate: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    respiratory_rate: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    systolic: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    diastolic: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    saturation: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    glucose: Decimal | None = Field(default=None, sa_type=Numeric(5, 1), nullable=True)  # type: ignore[call-overload]
    weight_kg: Decimal | None = Field(default=None, sa_type=Numeric(6, 3), nullable=True)  # type: ignore[call-overload]
    height_cm: Decimal | None = Field(default=None, sa_type=Numeric(5, 1), nullable=True)  # type: ignore[call-overload]
    icd10: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # type: ignore[call-overload]
    nursing: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # type: ignore[call-overload]
    reason: str = ""  # why a later version was made
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    author_name: str
    signed_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class NoteAddendum(ClinicOwned, table=True):
    """What was added to a signed note: a correction, or what was forgotten. Never changed."""

    __tablename__ = "note_addendum"
    __table_args__ = (_note(), Index("ix_note_addendum_note", "tenant_id", "note_id", "id"), {"schema": "app"})
    note_id: int = Field(sa_type=BigInteger)
    text: str
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    author_name: str
    author_license: str = ""
    signed_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class NoteDraft(ClinicOwned, table=True):
    """What one person has typed so far about a patient, or one appointment of hers. `tab`: the window that saved it last."""

    __tablename__ = "note_draft"
    __table_args__ = (
        of_patient(),
        _appointment(),
        UniqueConstraint("tenant_id", "author_id", "patient_id", "appointment_id", postgresql_nulls_not_distinct=True),
        Index("ix_note_draft_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    patient_id: int = Field(sa_type=BigInteger)
    appointment_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    token: UUID = Field(sa_type=Uuid)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # type: ignore[call-overload]
    revision: int = 1
    tab: str = ""
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class AddendumDraft(ClinicOwned, table=True):
    """What one person has typed so far of an addendum to a note."""

    __tablename__ = "addendum_draft"
    __table_args__ = (
        _note(),
        UniqueConstraint("tenant_id", "author_id", "note_id"),
        Index("ix_addendum_draft_note", "tenant_id", "note_id"),
        {"schema": "app"},
    )
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    note_id: int = Field(sa_type=BigInteger)
    text: str = ""
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class NotePhrase(ClinicOwned, table=True):
    """A text that one person writes often: `.ctl` becomes it. `sections`: a template, the texts of whole sections instead of one."""

    __tablename__ = "note_phrase"
    __table_args__ = (
        UniqueConstraint("tenant_id", "author_id", "shortcut"),
        {"schema": "app"},
    )
    author_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    shortcut: str
    title: str = ""
    text: str = ""
    sections: dict[str, str] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)  # type: ignore[call-overload]
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
