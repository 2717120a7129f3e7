"""How patients look in the documented API: names, shapes and Spanish labels of section 3."""

from datetime import UTC, date, datetime
from typing import Any

from clinic_app.patients.age import Age, AgeGroup, age_on, age_text
from clinic_app.patients.models import BloodGroup, DocumentType, Guardian, Relationship, Sex, full_name
from clinic_app.patients.phones import shown_phone
from clinic_app.patients.service import ListRow, Record

DOCUMENTS = {
    DocumentType.DNI: "DNI",
    DocumentType.FOREIGNER_CARD: "Carnet de Extranjería",
    DocumentType.PASSPORT: "Pasaporte",
    DocumentType.OTHER: "Otro",
    DocumentType.CPF: "CPF",
    DocumentType.RUT: "RUT",
}
SEXES = {Sex.MALE: "Masculino", Sex.FEMALE: "Femenino"}
GROUPS = {
    AgeGroup.CHILD: "Niño (0-11 años)",
    AgeGroup.ADOLESCENT: "Adolescente (12-17 años)",
    AgeGroup.ADULT: "Adulto (18-59 años)",
    AgeGroup.OLDER_ADULT: "Adulto Mayor (60+ años)",
}
RELATIONSHIPS = {
    Relationship.MOTHER: "Madre",
    Relationship.FATHER: "Padre",
    Relationship.GRANDPARENT: "Abuelo(a)",
    Relationship.UNCLE_OR_AUNT: "Tío(a)",
    Relationship.SIBLING: "Hermano(a)",
    Relationship.LEGAL_GUARDIAN: "Tutor legal",
    Relationship.OTHER: "Otro",
}


def moment(at: datetime | str) -> str:
    """`2024-01-20T14:30:00Z`."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def age_wire(age: Age) -> dict[str, int]:
    return {"years": age.years, "months": age.months, "days": age.days, "total_months": age.total_months}


def row_wire(row: ListRow, today: date, country: str) -> dict[str, Any]:
    """One row of the list."""
    age = age_on(row.birth_date, today)
    return {
        "id": row.id,
        "tipo_documento": row.document_type,
        "numero_documento": row.document_number,
        "nombres": row.given_names,
        "apellido_paterno": row.first_surname,
        "apellido_materno": row.second_surname,
        "nombre_completo": full_name(row.first_surname, row.second_surname, row.given_names),
        "fecha_nacimiento": row.birth_date,
        "edad": age_wire(age),
        "edad_texto": age_text(age),
        "clasificacion_etaria": age.group,
        "sexo": row.sex,
        "sexo_display": SEXES[row.sex],  # type: ignore[index]
        "telefono": shown_phone(row.phone, country),
        "email": row.email,
        "responsable_principal": guardian_wire(row.guardian, country) if row.guardian else None,
        "is_active": row.is_active,
    }


def record_wire(record: Record, today: date) -> dict[str, Any]:
    """The whole patient."""
    patient, country = record.patient, record.country
    guardians = [guardian_wire(one, country) for one in record.guardians]
    age = age_on(patient.birth_date, today)
    return {
        "id": patient.id,
        "tipo_documento": patient.document_type,
        "tipo_documento_display": DOCUMENTS[patient.document_type],  # type: ignore[index]
        "numero_documento": patient.document_number,
        "nombres": patient.given_names,
        "apellido_paterno": patient.first_surname,
        "apellido_materno": patient.second_surname,
        "nombre_completo": patient.full_name,
        "fecha_nacimiento": patient.birth_date,
        "edad": age_wire(age),
        "edad_texto": age_text(age),
        "es_menor": age.is_minor,
        "clasificacion_etaria": age.group,
        "clasificacion_etaria_display": GROUPS[age.group],
        "sexo": patient.sex,
        "sexo_display": SEXES[patient.sex],  # type: ignore[index]
        "lugar_nacimiento": patient.birth_place,
        "direccion": patient.address,
        "distrito": patient.district,
        "provincia": patient.province,
        "departamento": patient.department,
        "ubigeo_cod": patient.ubigeo,
        "grupo_sanguineo": patient.blood_group,
        "grupo_sanguineo_display": blood_label(patient.blood_group),
        "telefono": shown_phone(patient.phone, country),
        "email": patient.email,
        "observaciones": patient.notes,
        "responsables": guardians,
        "responsable_principal": next((one for one in guardians if one["es_principal"]), None),
        "is_active": patient.is_active,
        "created_at": moment(patient.created_at),
        "updated_at": moment(patient.updated_at),
        **({"fusionado_con": patient.merged_into} if patient.merged_into else {}),  # beyond the documented shape, for the merged alone
    }


def blood_label(group: str) -> str:
    """The documented words for a blood group."""
    return "No determinado" if group == BloodGroup.UNKNOWN else group


def guardian_wire(guardian: Guardian | dict[str, Any], country: str) -> dict[str, Any]:
    """A guardian, from a row of the session or from the columns of a list's SQL."""
    row = guardian if isinstance(guardian, dict) else guardian.model_dump()
    return {
        "id": row["id"],
        "tipo_documento": row["document_type"],
        "tipo_documento_display": DOCUMENTS[row["document_type"]],
        "numero_documento": row["document_number"],
        "nombres": row["given_names"],
        "apellidos": row["surnames"],
        "nombre_completo": f"{row['given_names']} {row['surnames']}".strip(),
        "parentesco": row["relationship"],
        "parentesco_display": RELATIONSHIPS[row["relationship"]],
        "telefono": shown_phone(row["phone"], country),
        "telefono_alternativo": shown_phone(row["alternative_phone"], country),
        "email": row["email"],
        "direccion": row["address"],
        "es_principal": row["is_principal"],
        "puede_autorizar_procedimientos": row["can_authorize"],
        "created_at": moment(row["created_at"]),
    }
