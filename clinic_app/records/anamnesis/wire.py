"""Names and shapes of questionnaires and anamneses on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic_app.agenda.wire import moment
from clinic_app.core.fields import Rule, a_boolean, a_key, a_text, an_integer
from clinic_app.records.anamnesis import answers as replies
from clinic_app.records.anamnesis.links import MOST_DAYS, state_of
from clinic_app.records.anamnesis.models import Anamnesis, AnamnesisLink, AnamnesisVersion, Questionnaire
from clinic_app.records.anamnesis.questionnaire import stored
from clinic_app.records.anamnesis.service import AnamnesisRow

NAMES = {  # of a question: attribute -> wire name
    "code": "codigo", "label": "texto", "kind": "tipo", "required": "obligatoria", "options": "opciones", "least": "minimo", "most": "maximo",
    "unit": "unidad", "help": "ayuda", "when": "depende_de", "equals": "respuestas", "fact": "perfil",
}  # fmt: skip


def _questions(raw: Any) -> Any:
    """Questions under our names; whatever else came is left for the rules to refuse."""
    if not isinstance(raw, list):
        return raw
    return [{name: each[wire] for name, wire in NAMES.items() if wire in each} if isinstance(each, dict) else each for each in raw]


def _answers(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or len(raw) > 500:
        raise ValueError("Se esperaba un diccionario de respuestas.")
    return raw


QUESTIONNAIRE_RULES = {
    "nombre": Rule("name", a_text(120, blank=False), required=True),
    "descripcion": Rule("description", a_text(500), blank=True),
    "consentimiento": Rule("consent", a_text(4000), blank=True),
    "preguntas": Rule("questions", _questions, required=True),
    "activo": Rule("is_active", a_boolean),
    "version": Rule("version", an_integer(1, 2**31)),
}
SAVE_RULES = {
    "paciente": Rule("patient_id", a_key, required=True),
    "cuestionario": Rule("questionnaire_id", a_key, required=True),
    "profesional": Rule("professional_id", a_key, required=True),
    "respuestas": Rule("answers", _answers, required=True),
    "version": Rule("seen", an_integer(0, 2**31)),
}
AGAIN_RULES = {name: SAVE_RULES[name] for name in ("profesional", "respuestas", "version")}
LINK_RULES = {name: SAVE_RULES[name] for name in ("paciente", "cuestionario", "profesional")} | {
    "dias": Rule("days", an_integer(1, MOST_DAYS))
}
COMPARE_RULES = {"a": Rule("old", an_integer(1, 2**31), required=True), "b": Rule("new", an_integer(1, 2**31), required=True)}
OF_PATIENT = {"paciente": Rule("patient_id", a_key, required=True)}


def wire_problems(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The refusals of a questionnaire under the wire names of its questions' fields."""
    found = {}
    for name, messages in fields.items():
        stem, dot, last = name.rpartition(".")
        found[f"{stem}{dot}{NAMES.get(last, last)}" if dot else name] = messages
    return found


def questionnaire_wire(row: Questionnaire) -> dict[str, Any]:
    """A questionnaire with its questions."""
    return {
        "id": row.id, "nombre": row.name, "descripcion": row.description, "consentimiento": row.consent,
        "preguntas": [{wire: each.get(name) for name, wire in NAMES.items()} for each in row.questions],
        "activo": row.is_active, "version": row.version, "updated_at": moment(row.updated_at),
    }  # fmt: skip


def row_wire(row: AnamnesisRow) -> dict[str, Any]:
    """A line of a patient's list."""
    return {
        "id": row.id, "paciente": row.patient_id, "cuestionario": row.questionnaire_id, "cuestionario_nombre": row.name, "version": row.version,
        "profesional": row.professional_id, "profesional_nombre": row.professional, "llenado_por": row.filled_by, "autor": row.author, "guardada_en": moment(row.saved_at),
    }  # fmt: skip


def version_wire(row: Anamnesis, version: AnamnesisVersion) -> dict[str, Any]:
    """One version: what was asked and what was answered, by code and in words."""
    said = [
        {"codigo": each.code, "pregunta": each.label, "respuesta": replies.said(each, version.answers.get(each.code))}
        for each in replies.shown(stored(version.questions), version.answers)
    ]
    return {
        "id": row.id, "paciente": row.patient_id, "cuestionario": row.questionnaire_id, "cuestionario_nombre": version.name, "version": version.number,
        "vigente": version.number == row.version, "profesional": version.professional_id, "llenado_por": version.filled_by, "autor": version.author_name,
        "consentimiento": version.consent, "respuestas": version.answers, "detalle": said, "guardada_en": moment(version.saved_at),
    }  # fmt: skip


def difference_wire(row: replies.Difference) -> dict[str, Any]:
    return {"codigo": row.code, "pregunta": row.label, "antes": row.before, "despues": row.after, "cambio": row.changed}


def link_wire(row: AnamnesisLink, name: str, now: datetime, url: str = "") -> dict[str, Any]:
    """A link; its address is told once, when it is made."""
    found = {
        "id": row.id, "paciente": row.patient_id, "cuestionario": row.questionnaire_id, "cuestionario_nombre": name, "profesional": row.professional_id,
        "estado": state_of(row, now).value, "vence_en": moment(row.expires_at), "abierta_en": moment(row.opened_at), "usada_en": moment(row.used_at), "created_at": moment(row.created_at),
    }  # fmt: skip
    return found | ({"url": url} if url else {})
