"""Patients and the people who answer for them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Computed, DateTime, ForeignKeyConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from clinic_app.core.tables import ClinicOwned, moment, of_patient

NOW = text("now()")
FULL_NAME = "first_surname || ' ' || second_surname || ' ' || given_names"


class DocumentType(StrEnum):
    DNI = "dni"
    FOREIGNER_CARD = "ce"
    PASSPORT = "pasaporte"
    OTHER = "otro"
    CPF = "cpf"  # Brazil
    RUT = "rut"  # Chile


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


class BloodGroup(StrEnum):
    A_POSITIVE = "A+"
    A_NEGATIVE = "A-"
    B_POSITIVE = "B+"
    B_NEGATIVE = "B-"
    AB_POSITIVE = "AB+"
    AB_NEGATIVE = "AB-"
    O_POSITIVE = "O+"
    O_NEGATIVE = "O-"
    UNKNOWN = "ND"


class Relationship(StrEnum):
    MOTHER = "madre"
    FATHER = "padre"
    GRANDPARENT = "abuelo"
    UNCLE_OR_AUNT = "tio"
    SIBLING = "hermano"
    LEGAL_GUARDIAN = "tutor"
    OTHER = "otro"


class Patient(ClinicOwned, table=True):
    __tablename__ = "patient"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        # covers the list and the search for one or two letters: both are answered from the index alone, in alphabetical order
        Index("ix_patient_list", "tenant_id", "search", "id", postgresql_include=["sex"], postgresql_where=text("is_active")),
        # the search for longer words, read through the view app.patient_found
        Index(
            "ix_patient_found", text("(tenant_id + 0)"), "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"},
            postgresql_with={"gin_pending_list_limit": "512"}, postgresql_where=text("is_active"),
        ),
        Index(
            "uq_patient_document", "tenant_id", "document_type", "document_number", unique=True,
            postgresql_where=text("is_active and document_number <> ''"),
        ),
        ForeignKeyConstraint(["tenant_id", "merged_into"], ["app.patient.tenant_id", "app.patient.id"]),
        Index("ix_patient_merged", "tenant_id", "merged_into", postgresql_where=text("merged_into is not null")),
        # what is asked while a new patient is typed, and what likely duplicates have in common
        Index("ix_patient_birth", "tenant_id", "birth_date", postgresql_where=text("is_active")),
        Index("ix_patient_phone", "tenant_id", "phone", postgresql_where=text("is_active and phone <> ''")),
        {"schema": "app"},
    )  # fmt: skip
    document_type: str = "dni"
    document_number: str
    given_names: str
    first_surname: str
    second_surname: str = ""
    birth_date: date
    sex: str
    birth_place: str = ""
    address: str = ""
    district: str = ""
    province: str = ""
    department: str = ""
    ubigeo: str = ""
    blood_group: str = "ND"
    phone: str = ""  # E.164
    email: str = ""
    notes: str = ""
    is_active: bool = True
    merged_into: int | None = Field(default=None, sa_type=BigInteger, nullable=True)  # who holds what was hers; she is archived then
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    # what is searched begins with the name, so that it is also what the list is sorted by
    search: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_args=(Computed(f"app.norm({FULL_NAME} || ' ' || document_number || ' ' || phone)", persisted=True),),
    )

    @property
    def full_name(self) -> str:
        return full_name(self.first_surname, self.second_surname, self.given_names)


def full_name(first_surname: str, second_surname: str, given_names: str) -> str:
    """`García López, Juan Carlos`: as lists and forms in Peru name a person."""
    return f"{f'{first_surname} {second_surname}'.rstrip()}, {given_names}"


class Guardian(ClinicOwned, table=True):
    __tablename__ = "guardian"
    __table_args__ = (
        of_patient(),
        Index("ix_guardian_patient", "tenant_id", "patient_id"),
        # whose telephone a message comes from
        Index("ix_guardian_phone", "tenant_id", "phone", postgresql_where=text("phone <> ''")),
        Index("ix_guardian_alternative_phone", "tenant_id", "alternative_phone", postgresql_where=text("alternative_phone <> ''")),
        Index("uq_guardian_principal", "tenant_id", "patient_id", unique=True, postgresql_where=text("is_principal")),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    document_type: str = "dni"
    document_number: str = ""
    given_names: str
    surnames: str = ""
    relationship: str = "otro"
    phone: str = ""
    alternative_phone: str = ""
    email: str = ""
    address: str = ""
    is_principal: bool = False
    can_authorize: bool = False
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class DuplicateState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


class PatientDuplicate(ClinicOwned, table=True):
    """Two patients who are likely the same person, as the search found them and a person decided."""

    __tablename__ = "patient_duplicate"
    __table_args__ = (
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        ForeignKeyConstraint(["tenant_id", "first_id"], ["app.patient.tenant_id", "app.patient.id"]),
        ForeignKeyConstraint(["tenant_id", "second_id"], ["app.patient.tenant_id", "app.patient.id"]),
        Index("ix_patient_duplicate_second", "tenant_id", "second_id"),
        Index("ix_patient_duplicate_list", "tenant_id", text("score desc"), "id", postgresql_where=text("state = 'open'")),
        {"schema": "app"},
    )
    first_id: int = Field(sa_type=BigInteger)  # the smaller id of the two
    second_id: int = Field(sa_type=BigInteger)
    reasons: list[str] = Field(default=[], sa_type=ARRAY(Text))  # type: ignore[call-overload]
    score: int = Field(default=0, sa_type=SmallInteger)
    state: str = DuplicateState.OPEN
    found_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    decided_at: datetime | None = moment(nullable=True)
    decided_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class PatientMerge(ClinicOwned, table=True):
    """One merge: who was joined to whom, and for 30 days what is needed to undo it."""

    __tablename__ = "patient_merge"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "winner_id"], ["app.patient.tenant_id", "app.patient.id"]),
        ForeignKeyConstraint(["tenant_id", "loser_id"], ["app.patient.tenant_id", "app.patient.id"]),
        Index("ix_patient_merge_winner", "tenant_id", "winner_id"),
        Index("ix_patient_merge_loser", "tenant_id", "loser_id"),
        Index("ix_patient_merge_at", "tenant_id", "merged_at"),
        {"schema": "app"},
    )
    winner_id: int = Field(sa_type=BigInteger)
    loser_id: int = Field(sa_type=BigInteger)
    merged_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    merged_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    undone_at: datetime | None = moment(nullable=True)
    undone_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    snapshot: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)  # type: ignore[call-overload]


class ClinicScan(SQLModel, table=True):
    """When each clinic's list was last searched for duplicates. Only ids: the nightly job sees no clinic's rows."""

    __tablename__ = "clinic_scan"
    __table_args__ = ({"schema": "app"},)
    clinic_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    scanned_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True), nullable=True)  # type: ignore[call-overload]


class Tag(ClinicOwned, table=True):
    """A word of the clinic's own for a group of patients."""

    __tablename__ = "patient_tag"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), UniqueConstraint("tenant_id", "name_key"), {"schema": "app"})
    name: str
    name_key: str  # folded: two tags must differ in more than accents and capitals
    color: str = "#0D9488"
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class Tagging(ClinicOwned, table=True):
    __tablename__ = "patient_tagging"
    __table_args__ = (
        of_patient(),
        ForeignKeyConstraint(["tenant_id", "tag_id"], ["app.patient_tag.tenant_id", "app.patient_tag.id"], ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "patient_id", "tag_id"),
        Index("ix_patient_tagging_tag", "tenant_id", "tag_id", "patient_id"),
        {"schema": "app"},
    )
    patient_id: int = Field(sa_type=BigInteger)
    tag_id: int = Field(sa_type=BigInteger)


class Favourite(ClinicOwned, table=True):
    """A patient that one person keeps at hand."""

    __tablename__ = "patient_favourite"
    __table_args__ = (
        of_patient(),
        UniqueConstraint("tenant_id", "user_id", "patient_id"),
        Index("ix_patient_favourite_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    patient_id: int = Field(sa_type=BigInteger)
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class LastOpening(ClinicOwned, table=True):
    """When one person last opened a record: the trail knows all openings, this answers "recents" without reading it."""

    __tablename__ = "patient_last_opening"
    __table_args__ = (
        of_patient(),
        UniqueConstraint("tenant_id", "user_id", "patient_id"),
        Index("ix_patient_last_opening_at", "tenant_id", "user_id", "at"),
        Index("ix_patient_last_opening_patient", "tenant_id", "patient_id"),
        {"schema": "app"},
    )
    user_id: int = Field(sa_type=BigInteger, foreign_key="app.user_account.id")
    patient_id: int = Field(sa_type=BigInteger)
    at: datetime = moment(sa_column_kwargs={"server_default": NOW})


class DocumentKind(StrEnum):
    IDENTITY = "identidad"
    RESULT = "resultado"
    PRESCRIPTION = "receta"
    REFERRAL = "referencia"
    CARD = "carnet"  # a vaccination or check-up card on paper
    CONSENT = "consentimiento"
    PHOTO = "foto"
    OTHER = "otro"


class PatientDocument(ClinicOwned, table=True):
    """A scan or photo in a patient's record. The file itself is in core.files."""

    __tablename__ = "patient_document"
    __table_args__ = (of_patient(), Index("ix_patient_document_patient", "tenant_id", "patient_id", "id"), {"schema": "app"})
    patient_id: int = Field(sa_type=BigInteger)
    title: str
    kind: str = "otro"
    file: str
    is_active: bool = True
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    created_by: int | None = Field(default=None, sa_type=BigInteger, foreign_key="app.user_account.id")
