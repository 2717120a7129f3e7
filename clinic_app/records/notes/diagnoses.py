"""The diagnoses of a note: looked up in the catalogues when it is signed, and kept in it as they were written then."""

from collections.abc import Mapping, Sequence
from typing import Any

from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.records.diagnoses import service as diagnoses
from clinic_app.records.diagnoses.models import System
from clinic_app.records.diagnoses.service import DiagnosisRow

ICD10_FIELD, NURSING_FIELD = "diagnosticos_cie10_ids", "diagnosticos_nanda_ids"
Problems = dict[str, list[str]]


def icd10_shape(row: DiagnosisRow) -> dict[str, Any]:
    """As the documented API shows it inside a note."""
    return {"id": row.id, "codigo": row.code, "descripcion": row.label, "capitulo": row.chapter, "grupo": row.block}


def nursing_shape(row: DiagnosisRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "codigo": row.code,
        "dominio": row.domain,
        "clase": row.class_,
        "etiqueta": row.label,
        "definicion": row.definition,
    }


async def _resolve(work: Work, system: System, ids: Sequence[int], field: str, problems: Problems) -> list[DiagnosisRow]:
    try:
        return await diagnoses.resolve(work, system, ids, field)
    except Invalid as error:
        problems.update(error.fields or {})
        return []


async def icd10(work: Work, ids: Sequence[int], problems: Problems) -> list[dict[str, Any]]:
    """ICD-10 diagnoses as they will stand in the note; unknown ids go to `problems`."""
    return [icd10_shape(row) for row in await _resolve(work, System.ICD10, ids, ICD10_FIELD, problems)]


async def nursing(work: Work, ids: Sequence[int], problems: Problems) -> list[dict[str, Any]]:
    """Nursing diagnoses as they will stand in the note; unknown ids go to `problems`."""
    return [nursing_shape(row) for row in await _resolve(work, System.NURSING, ids, NURSING_FIELD, problems)]


async def count_use(work: Work, content: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """What is new in a note comes sooner in the next search."""
    for system, name in ((System.ICD10, "icd10"), (System.NURSING, "nursing")):
        known = {each["id"] for each in before.get(name, ())}
        await diagnoses.used(work, system, [each["id"] for each in content[name] if each["id"] not in known])
