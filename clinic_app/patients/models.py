"""Patients and the people who answer for them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Computed, DateTime, ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field

from clinic_app.core.database import ClinicOwned

NOW = text("now()")
FULL_NAME = "first_surname || ' ' || second_surname || ' ' || given_names"


def moment(**extra: object) -> datetime:
    return Field(default=None, sa_type=DateTime(timezone=True), **extra)  # type: ignore[call-overload]


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
        default=None, sa_type=Text, sa_column_args=(Computed(f"app.norm({FULL_NAME} || ' ' || document_number || ' ' || phone)", persisted=True),)
    )


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
