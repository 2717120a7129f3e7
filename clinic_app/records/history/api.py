"""Sections 5.1, 5.2, 5.6 and 5.7 of the documented API: the clinical history and the catalogues of diagnoses."""

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response
from starlette.datastructures import UploadFile

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import Page, path_id
from clinic_app.core.permissions import Permission
from clinic_app.records import profile
from clinic_app.records.diagnoses import data_files as diagnosis_data
from clinic_app.records.diagnoses import importing as diagnosis_import
from clinic_app.records.diagnoses import service as diagnoses
from clinic_app.records.diagnoses.models import System
from clinic_app.records.diagnoses.service import DiagnosisRow
from clinic_app.records.history import service as history
from clinic_app.records.history.fields import from_wire

router = APIRouter(prefix="/api/pacientes/{patient}", tags=["historia clínica"])
catalogues = APIRouter(prefix="/api/historia-clinica", tags=["historia clínica"])
Reading = Annotated[Work, Depends(work(Permission.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(Permission.RECORDS_WRITE), scope="function")]
Setting = Annotated[Work, Depends(work(Permission.SETTINGS_WRITE), scope="function")]
EXAMPLE = {
    "peso_nacimiento_gr": 3200, "talla_nacimiento_cm": 50.5, "perimetro_cefalico_nacimiento_cm": 34.0, "semanas_gestacion": 39, "tipo_parto": "vaginal",
    "apgar_1min": 8, "apgar_5min": 9, "antecedentes_personales": "Ninguno relevante", "antecedentes_familiares": "Padre asmático",
    "antecedentes_perinatales": "Embarazo sin complicaciones", "alergias": "Ninguna conocida", "grupo_sanguineo": "O+",
    "tipo_alimentacion": "Lactancia materna exclusiva", "observaciones": "",
}  # fmt: skip
Json = Annotated[Any, Body(examples=[EXAMPLE])]
Change = Annotated[Any, Body(examples=[{"alergias": "Huevo"}])]
NO_GROUP = "No determinado"
UNASKED = 200  # rows of a catalogue on one page: the most used first


def answer(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def history_wire(found: history.History) -> dict[str, Any]:
    """A history under its documented names."""
    row, patient = found.row, found.patient
    return {
        "id": row.id,
        "paciente": {"id": patient.id, "nombre_completo": patient.full_name},
        "numero": row.number,
        "fecha_apertura": row.opened_on,
        "peso_nacimiento_gr": row.birth_weight_g,
        "talla_nacimiento_cm": _decimal(row.birth_length_cm),
        "perimetro_cefalico_nacimiento_cm": _decimal(row.birth_head_cm),
        "semanas_gestacion": row.gestation_weeks,
        "tipo_parto": row.delivery,
        "apgar_1min": row.apgar_1,
        "apgar_5min": row.apgar_5,
        "antecedentes_personales": row.personal,
        "antecedentes_familiares": row.family,
        "antecedentes_perinatales": row.perinatal,
        "alergias": row.allergies,
        "grupo_sanguineo": patient.blood_group,
        "grupo_sanguineo_display": NO_GROUP if patient.blood_group == "ND" else patient.blood_group,
        "tipo_alimentacion": row.feeding,
        "observaciones": row.notes,
        "total_notas": found.notes,
    }


def _decimal(value: Any) -> str | None:
    return None if value is None else f"{value:.2f}"


@router.get("/historia/")
async def show(opened: Reading, patient: str) -> Response:
    """The history; also readable as a page of one, as some clients do."""
    found = history_wire(await history.get(opened, path_id(patient)))
    return answer(found | {"count": 1, "total_pages": 1, "current_page": 1, "next": None, "previous": None, "results": [found]})


@router.post("/historia/", status_code=201)
async def create(opened: Writing, patient: str, body: Json) -> Response:
    return answer(history_wire(await history.open_history(opened, path_id(patient), from_wire(body))), 201)


@router.patch("/historia/")
async def change(opened: Writing, patient: str, body: Change) -> Response:
    return answer(history_wire(await history.change(opened, path_id(patient), from_wire(body))))


@router.put("/historia/", include_in_schema=False)
async def replace(opened: Writing, patient: str, body: Json) -> Response:
    return answer(history_wire(await history.change(opened, path_id(patient), from_wire(body, whole=True))))


@router.delete("/historia/", status_code=204)
async def remove(opened: Writing, patient: str) -> Response:
    await history.remove(opened, path_id(patient))
    return Response(status_code=204)


# The same resource by its own id. `:int`, so that /historia/notas/ is not taken for one.
@router.get("/historia/{history_id:int}/")
async def show_one(opened: Reading, patient: str, history_id: int) -> Response:
    return answer(history_wire(await history.get(opened, path_id(patient), history_id)))


@router.patch("/historia/{history_id:int}/")
async def change_one(opened: Writing, patient: str, history_id: int, body: Change) -> Response:
    return answer(history_wire(await history.change(opened, path_id(patient), from_wire(body), history_id)))


@router.put("/historia/{history_id:int}/", include_in_schema=False)
async def replace_one(opened: Writing, patient: str, history_id: int, body: Json) -> Response:
    return answer(history_wire(await history.change(opened, path_id(patient), from_wire(body, whole=True), history_id)))


@router.delete("/historia/{history_id:int}/", status_code=204)
async def remove_one(opened: Writing, patient: str, history_id: int) -> Response:
    await history.remove(opened, path_id(patient), history_id)
    return Response(status_code=204)


@router.get("/perfil-clinico/")
async def clinical_profile(opened: Reading, patient: str) -> Response:
    """Allergies, conditions, medication, skin and habits, each with where it was said, by whom and when."""
    facts = await profile.read(opened, path_id(patient))
    return answer(
        {
            "paciente": path_id(patient),
            "datos": [
                {"id": one.id, "tipo": one.kind, "texto": one.text, "origen": one.source, "origen_id": one.source_id, "fecha": one.at, "registrado_por": one.person}
                for one in facts
            ],
        }
    )  # fmt: skip


def icd10_wire(row: DiagnosisRow) -> dict[str, Any]:
    return {"id": row.id, "codigo": row.code, "descripcion": row.label, "capitulo": row.chapter, "grupo": row.block}


def nursing_wire(row: DiagnosisRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "codigo": row.code,
        "dominio": row.domain,
        "clase": row.class_,
        "etiqueta": row.label,
        "definicion": row.definition,
    }


async def _page(opened: Work, system: System, request: Request, wire: Callable[[DiagnosisRow], dict[str, Any]]) -> Response:
    """One page of a catalogue: a bare array, as documented; where more follows, the header `Link` leads there (RFC 8288)."""
    page = Page.of(request.query_params, default=UNASKED, most=UNASKED)
    rows = await diagnoses.search(opened, system, request.query_params.get("search", ""), page.size + 1, page.offset)
    answered = answer([wire(row) for row in rows[: page.size]])
    if len(rows) > page.size:
        answered.headers["link"] = f'<{request.url.include_query_params(page=page.number + 1)}>; rel="next"'
    return answered


@catalogues.get("/diagnosticos-cie10/")
async def icd10(opened: Reading, request: Request) -> Response:
    """Diagnoses of ICD-10 by code or words of `search`, the clinic's most used first; `page` and `page_size` (at most 200) go through all of them."""
    return await _page(opened, System.ICD10, request, icd10_wire)


@catalogues.get("/diagnosticos-nanda/")
async def nursing(opened: Reading, request: Request) -> Response:
    """Nursing diagnoses by code, label or domain of `search`: the starter list and what the clinic imported. Paged as ICD-10 is."""
    return await _page(opened, System.NURSING, request, nursing_wire)


async def _one(opened: Work, system: System, key: str) -> DiagnosisRow:
    rows = await diagnoses.by_ids(opened, system, [path_id(key)])
    if not rows:
        raise NotFound
    return rows[0]


@catalogues.get("/diagnosticos-cie10/{key}/")
async def one_icd10(opened: Reading, key: str) -> Response:
    return answer(icd10_wire(await _one(opened, System.ICD10, key)))


@catalogues.get("/diagnosticos-nanda/{key}/")
async def one_nursing(opened: Reading, key: str) -> Response:
    return answer(nursing_wire(await _one(opened, System.NURSING, key)))


IMPORT_PATH = "/diagnosticos/importar/"


@catalogues.get("/diagnosticos/plantilla.csv", include_in_schema=False)
async def template(opened: Reading) -> Response:
    """The columns of a catalogue that a clinic brings."""
    content = (diagnosis_data.FOLDER / "nursing_import_template.csv").read_bytes()
    return Response(
        content, media_type="text/csv; charset=utf-8", headers={"content-disposition": 'attachment; filename="plantilla-diagnosticos.csv"'}
    )


@catalogues.post(IMPORT_PATH, status_code=201, include_in_schema=False)
async def import_catalogue(opened: Setting, request: Request) -> Response:
    """Take a catalogue (field `archivo`, CSV): all of it, or nothing and the lines that are wrong."""
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("archivo")
        if not isinstance(file, UploadFile):
            raise Invalid(archivo="Elige un archivo.")
        entries = diagnosis_import.read(diagnosis_import.decoded(await file.read()))
    done = await diagnosis_import.store(opened, entries)
    return answer({"nuevos": done.added, "cambiados": done.changed}, 201)
