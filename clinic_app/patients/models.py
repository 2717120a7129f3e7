"""Patients and the people who answer for them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Computed, DateTime, ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field

from clinic_app.core.database import ClinicOwned

NOW = text("now()")
FULL_NAME = "first_surname || ' ' || second_surname || ' ' || given_names"


def moment(**extra: object) -> datetime:
    return Field(default=None, sa_type=DateTime(timezone=True), **extra)  # type: ignore[call-overload]


class DocumentType(StrEnum):
    DNI = "dni"
    FOREIGNER_CARD = "ce"
    PASSPORT = "pasaporte"
    OTHER = "otro"


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
        # covers the list and the search: both are answered from the index alone
        Index("ix_patient_list", "tenant_id", "sort_key", "id", postgresql_include=["search", "sex"], postgresql_where=text("is_active")),
        Index(
            "uq_patient_document", "tenant_id", "document_type", "document_number", unique=True,
            postgresql_where=text("is_active and document_number <> ''"),
        ),
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
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    sort_key: str | None = Field(default=None, sa_type=Text, sa_column_args=(Computed(f"app.norm({FULL_NAME})", persisted=True),))
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
        ForeignKeyConstraint(["tenant_id", "patient_id"], ["app.patient.tenant_id", "app.patient.id"]),
        Index("ix_guardian_patient", "tenant_id", "patient_id"),
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
