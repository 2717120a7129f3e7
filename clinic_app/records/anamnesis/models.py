"""Questionnaires of a clinic, what patients answered, and the links by which they answer themselves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")


class FilledBy(StrEnum):
    STAFF = "personal"
    PATIENT = "paciente"


def _questionnaire() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "questionnaire_id"], ["app.questionnaire.tenant_id", "app.questionnaire.id"])


def _professional() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "professional_id"], ["app.membership.tenant_id", "app.membership.id"])


class Questionnaire(ClinicOwned, table=True):
    """What a clinic asks. Its questions may change: each answer keeps those that it answered."""

    __tablename__ = "questionnaire"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), {"schema": "app"})
    name: str
    description: str = ""
    consent: str = ""  # what a patient agrees to who answers herself
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # type: ignore[call-overload]
    is_active: bool = True
    is_default: bool = False
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    version: int = 1


class Anamnesis(ClinicOwned, table=True):
    """A questionnaire of one patient, and who answers for it. What was said stands in its versions."""

    __tablename__ = "anamnesis"
    __table_args__ = (
        of_patient(),
        _questionnaire(),
        _professional(),
        Index("ix_anamnesis_patient", "tenant_id", "patient_id", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    questionnaire_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    version: int = 1  # the number of the newest
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class AnamnesisVersion(ClinicOwned, table=True):
    """All that was asked and answered at one save. Never changed."""

    __tablename__ = "anamnesis_version"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "anamnesis_id"], ["app.anamnesis.tenant_id", "app.anamnesis.id"]),
        _professional(),
        UniqueConstraint("tenant_id", "anamnesis_id", "number"),
        {"schema": "app"},
    )
    anamnesis_id: int = Field(sa_type=BigInteger)
    number: int
    name: str  # of the questionnaire, as it was
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)  # type: ignore[call-overload]
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # type: ignore[call-overload]
    professional_id: int = Field(sa_type=BigInteger)
    filled_by: str = FilledBy.STAFF
    author_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    author_name: str
    consent: str = ""  # what the patient agreed to, word for word
    saved_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class AnamnesisLink(ClinicOwned, table=True):
    """A link by which a patient answers once. Only the hash of its token is kept."""

    __tablename__ = "anamnesis_link"
    __table_args__ = (
        of_patient(),
        _questionnaire(),
        _professional(),
        UniqueConstraint("tenant_id", "token_hash"),
        CheckConstraint("used_at is null or revoked_at is null", name="ended_once"),
        Index("ix_anamnesis_link_patient", "tenant_id", "patient_id", "id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    questionnaire_id: int = Field(sa_type=BigInteger)
    professional_id: int = Field(sa_type=BigInteger)
    token_hash: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = moment()
    opened_at: datetime | None = moment(nullable=True)
    used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)
    created_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id", nullable=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
