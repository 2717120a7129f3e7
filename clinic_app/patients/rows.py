"""What the screens of patients show: small rows, and nothing about a patient that no screen writes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.patients.age import age_on
from clinic_app.patients.identity import shown_number
from clinic_app.patients.inputs import GuardianIn, PatientIn
from clinic_app.patients.models import BloodGroup, Guardian, Patient, full_name
from clinic_app.patients.phones import shown_phone
from clinic_app.patients.queries import ListRow

CHECKED = ("true", "on", "1")


@dataclass
class TagMark:
    """A tag beside a name."""

    id: int
    name: str
    color: str


@dataclass
class PatientRow:
    """One line of the list."""

    id: int
    name: str
    initials: str
    document_type: str
    document_number: str
    sex: str
    years: int
    months: int
    days: int
    phone: str
    whatsapp: str
    guardian: str
    relationship: str
    tags: list[TagMark] = field(default_factory=list)


@dataclass
class PatientCard:
    """One patient as her page shows her."""

    id: int = 0
    name: str = ""
    initials: str = ""
    document_type: str = ""
    document_number: str = ""
    sex: str = ""
    years: int = 0
    months: int = 0
    days: int = 0
    birth_date: str = ""
    birth_place: str = ""
    blood_group: str = ""
    phone: str = ""
    phone_link: str = ""
    whatsapp: str = ""
    email: str = ""
    address: str = ""
    ubigeo: str = ""
    notes: str = ""
    is_active: bool = True
    created: str = ""


@dataclass
class GuardianRow:
    """Somebody who answers for a patient."""

    id: int
    name: str
    initials: str
    relationship: str
    document: str
    phone: str
    phone_link: str
    whatsapp: str
    email: str
    is_principal: bool
    can_authorize: bool


def initials_of(given_names: str, surname: str) -> str:
    """`MQ` of Mateo Quispe."""
    return (given_names[:1] + surname[:1]).upper()


def whatsapp_number(stored: str) -> str:
    """The digits that wa.me wants; nothing for a number that is not international."""
    return stored[1:] if stored.startswith("+") else ""


def patient_row(row: ListRow, today: date, country: str) -> PatientRow:
    """A row of the list; the telephone is the patient's, else her principal guardian's."""
    age, guardian = age_on(row.birth_date, today), row.guardian or {}
    phone = row.phone or guardian.get("phone", "")
    return PatientRow(
        id=row.id, name=full_name(row.first_surname, row.second_surname, row.given_names), initials=initials_of(row.given_names, row.first_surname),
        document_type=row.document_type, document_number=shown_number(row.document_type, row.document_number), sex=row.sex, years=age.years, months=age.months, days=age.days,
        phone=shown_phone(phone, country), whatsapp=whatsapp_number(phone),
        guardian=f"{guardian.get('given_names', '')} {guardian.get('surnames', '')}".strip(), relationship=guardian.get("relationship", ""),
        tags=[TagMark(*tag) for tag in row.tags or ()],
    )  # fmt: skip


def patient_card(patient: Patient, today: date, country: str, tz: ZoneInfo) -> PatientCard:
    """All that the head and the data of a patient's page show."""
    age = age_on(patient.birth_date, today)
    place = ", ".join(filter(None, (patient.address, patient.district, patient.province, patient.department)))
    return PatientCard(
        id=patient.id, name=patient.full_name, initials=initials_of(patient.given_names, patient.first_surname),
        document_type=patient.document_type, document_number=shown_number(patient.document_type, patient.document_number), sex=patient.sex,
        years=age.years, months=age.months, days=age.days, birth_date=patient.birth_date.isoformat(), birth_place=patient.birth_place,
        blood_group="" if patient.blood_group == BloodGroup.UNKNOWN else patient.blood_group,
        phone=shown_phone(patient.phone, country), phone_link=patient.phone, whatsapp=whatsapp_number(patient.phone), email=patient.email,
        address=place, ubigeo=patient.ubigeo, notes=patient.notes, is_active=patient.is_active, created=local_iso(patient.created_at, tz),
    )  # fmt: skip


def guardian_row(guardian: Guardian, country: str) -> GuardianRow:
    """A guardian as the patient's page lists her."""
    return GuardianRow(
        id=guardian.id, name=f"{guardian.given_names} {guardian.surnames}".strip(), initials=initials_of(guardian.given_names, guardian.surnames),
        relationship=guardian.relationship, document=shown_number(guardian.document_type, guardian.document_number), phone=shown_phone(guardian.phone, country), phone_link=guardian.phone,
        whatsapp=whatsapp_number(guardian.phone), email=guardian.email, is_principal=guardian.is_principal, can_authorize=guardian.can_authorize,
    )  # fmt: skip


def local_iso(at: datetime, tz: ZoneInfo) -> str:
    """The clinic's wall time without zone, as `date_text` reads it."""
    return at.astimezone(tz).replace(tzinfo=None).isoformat(timespec="seconds")


def form_values(row: Patient | Guardian, country: str) -> dict[str, str]:
    """What a form starts with, under the wire names of its fields; telephones as people write them."""
    shape = PatientIn if isinstance(row, Patient) else GuardianIn
    values = {str(field.alias): getattr(row, column) for column, field in shape.model_fields.items()}
    texts = {
        name: value.isoformat() if isinstance(value, date) else str(value).lower() if isinstance(value, bool) else value
        for name, value in values.items()
    }
    texts["numero_documento"] = shown_number(texts["tipo_documento"], texts["numero_documento"])
    return {name: shown_phone(text, country) if name.startswith("telefono") else text for name, text in texts.items()}


def form_body(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields of a posted form whose names begin with the prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}


def guardian_body(data: Mapping[str, Any]) -> dict[str, Any]:
    """A guardian's form; a box that is not ticked says no."""
    flags = {name: str(data.get(name, "")).lower() in CHECKED for name in ("es_principal", "puede_autorizar_procedimientos")}
    return {**data, **flags}
