"""Questionnaires and anamneses over REST. Beyond the documented API."""

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Request, Response

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.records.anamnesis import links as anamnesis_links
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.anamnesis.wire import (
    AGAIN_RULES,
    COMPARE_RULES,
    LINK_RULES,
    OF_PATIENT,
    QUESTIONNAIRE_RULES,
    SAVE_RULES,
    difference_wire,
    link_wire,
    questionnaire_wire,
    row_wire,
    version_wire,
    wire_problems,
)
from clinic_app.ui import routes

router = APIRouter(prefix="/api/anamnesis", tags=["anamnesis"])
P = Permission
Reading = Annotated[Work, Depends(work(P.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(P.RECORDS_WRITE), scope="function")]
Setting = Annotated[Work, Depends(work(P.SETTINGS_WRITE), scope="function")]
QUESTION = {"codigo": "fuma", "texto": "Fuma", "tipo": "si_no", "obligatoria": True, "perfil": "habito"}
QuestionnaireBody = Annotated[Any, Body(examples=[{"nombre": "Control de piel", "preguntas": [QUESTION]}])]
SaveBody = Annotated[Any, Body(examples=[{"paciente": 1, "cuestionario": 1, "profesional": 1, "respuestas": {"fuma": "no"}}])]
AgainBody = Annotated[Any, Body(examples=[{"profesional": 1, "respuestas": {"fuma": "si"}, "version": 1}])]
LinkBody = Annotated[Any, Body(examples=[{"paciente": 1, "cuestionario": 1, "profesional": 1, "dias": 7}])]


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


@router.get("/cuestionarios/")
async def list_questionnaires(opened: Reading, request: Request) -> Response:
    """Those that are asked; with `activo=false` those that are asked no more."""
    active = parse(dict(request.query_params), {"activo": QUESTIONNAIRE_RULES["activo"]}).get("is_active", True)
    return _json([questionnaire_wire(row) for row in await questionnaires.all_of(opened, active=active)])


@router.post("/cuestionarios/", status_code=201)
async def create_questionnaire(opened: Setting, body: QuestionnaireBody) -> Response:
    values = {name: value for name, value in parse(body, QUESTIONNAIRE_RULES).items() if name != "version"}
    try:
        return _json(questionnaire_wire(await questionnaires.create(opened, values)), 201)
    except Invalid as wrong:
        raise Invalid(wire_problems(wrong.fields or {})) from wrong


@router.get("/cuestionarios/{key}/")
async def show_questionnaire(opened: Reading, key: str) -> Response:
    return _json(questionnaire_wire(await questionnaires.get(opened, path_id(key))))


@router.patch("/cuestionarios/{key}/")
async def change_questionnaire(opened: Setting, key: str, body: QuestionnaireBody) -> Response:
    """With `version`: 409 when somebody else was faster."""
    try:
        return _json(questionnaire_wire(await questionnaires.update(opened, path_id(key), parse(body, QUESTIONNAIRE_RULES, partial=True))))
    except Invalid as wrong:
        raise Invalid(wire_problems(wrong.fields or {})) from wrong


@router.delete("/cuestionarios/{key}/", status_code=204)
async def remove_questionnaire(opened: Setting, key: str) -> Response:
    """It is asked no more; what was answered stays."""
    await questionnaires.remove(opened, path_id(key))
    return Response(status_code=204)


@router.get("/enlaces/")
async def list_links(opened: Reading, request: Request) -> Response:
    """The links of one patient (`paciente`)."""
    asked = parse(dict(request.query_params), OF_PATIENT)
    now = datetime.now(UTC)
    return _json([link_wire(row, name, now) for row, name in await anamnesis_links.list_of(opened, _small(asked["patient_id"]))])


@router.post("/enlaces/", status_code=201)
async def make_link(opened: Writing, request: Request, body: LinkBody) -> Response:
    """The address is in `url`, this once."""
    values = parse(body, LINK_RULES)
    row, token = await anamnesis_links.make(opened, **values)
    asked = await questionnaires.get(opened, row.questionnaire_id)
    origin = settings().public_url or str(request.base_url)
    return _json(link_wire(row, asked.name, datetime.now(UTC), routes.questionnaire_link(origin, token)), 201)


@router.delete("/enlaces/{key}/", status_code=204)
async def revoke_link(opened: Writing, key: str) -> Response:
    await anamnesis_links.revoke(opened, path_id(key))
    return Response(status_code=204)


def _small(key: int) -> int:
    return key if 0 < key < 2**63 else -1


@router.get("/")
async def list_of_patient(opened: Reading, request: Request) -> Response:
    """What one patient (`paciente`) answered, the newest version of each questionnaire."""
    asked = parse(dict(request.query_params), OF_PATIENT)
    return _json([row_wire(row) for row in await anamnesis.list_of(opened, _small(asked["patient_id"]))])


@router.post("/", status_code=201)
async def save(opened: Writing, body: SaveBody) -> Response:
    """A new version of what this patient answers to this questionnaire. With `version`: 409 when somebody else saved meanwhile."""
    row, version = await anamnesis.save(opened, anamnesis.Reply(**parse(body, SAVE_RULES)))
    return _json(version_wire(row, version), 201)


@router.get("/{key}/")
async def show(opened: Reading, key: str) -> Response:
    """The newest version."""
    row, found = await anamnesis.versions(opened, path_id(key))
    return _json(version_wire(row, found[0]))


@router.patch("/{key}/")
async def save_again(opened: Writing, key: str, body: AgainBody) -> Response:
    """One more version: `respuestas` holds all answers, not only those that changed."""
    row = await anamnesis.get(opened, path_id(key))
    values = {"professional_id": row.professional_id} | parse(body, AGAIN_RULES, partial=True)
    if "answers" not in values:
        raise Invalid(respuestas="Este campo es requerido.")
    reply = anamnesis.Reply(patient_id=row.patient_id, questionnaire_id=row.questionnaire_id, **values)
    return _json(version_wire(*await anamnesis.save(opened, reply)))


@router.get("/{key}/versiones/")
async def list_versions(opened: Reading, key: str) -> Response:
    row, found = await anamnesis.versions(opened, path_id(key))
    return _json([version_wire(row, each) for each in found])


@router.get("/{key}/comparar/")
async def compare(opened: Reading, key: str, request: Request) -> Response:
    """Versions `a` and `b` side by side; without them, the newest two."""
    row, found = await anamnesis.versions(opened, path_id(key))
    newest = {"a": max(1, row.version - 1), "b": row.version}
    asked = parse(newest | dict(request.query_params), COMPARE_RULES)
    old, new = anamnesis.numbered(found, asked["old"]), anamnesis.numbered(found, asked["new"])
    return _json({"a": old.number, "b": new.number, "preguntas": [difference_wire(each) for each in anamnesis.compare(old, new)]})
