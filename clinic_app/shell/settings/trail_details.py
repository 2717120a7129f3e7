"""What else an entry of the trail keeps, in the words of who reads it. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from clinic_app.core.i18n import N_, translate
from clinic_app.shell.settings.trail_words import FIELD_WORDS
from clinic_app.ui.theme import APPOINTMENT_LOOKS, ROLE_WORDS

# What the other columns say already, and marks that only machines read.
SILENT = {"patient", "fields", "batch", "merge", "version"}
LABELS = {
    "after": N_("Ahora: {value}"), "appointment": N_("Cita n.º {value}"), "appointments": N_("Citas: {value}"), "before": N_("Antes: {value}"),
    "block": N_("Bloqueo n.º {value}"), "blocks": N_("Bloqueos: {value}"), "by": N_("Envío: {value}"), "columns": N_("Columnas: {value}"),
    "day": N_("Día: {value}"), "filters": N_("Filtros: {value}"), "format": N_("Formato: {value}"), "from": N_("Desde la ficha n.º {value}"),
    "guardians": N_("Responsables: {value}"), "into": N_("En la ficha n.º {value}"), "kept": N_("Sin cambiar: {value}"), "moved": N_("Pasaron: {value}"),
    "other": N_("Otra ficha: n.º {value}"), "period": N_("Pago: {value}"), "plan": N_("Plan: {value}"), "required": N_("Obligatorio: {value}"),
    "role": N_("Rol: {value}"), "rows": N_("Filas: {value}"), "session": N_("Sesión: {value}"), "tag": N_("Etiqueta n.º {value}"),
    "created": N_("Nuevos: {value}"), "updated": N_("Completados: {value}"), "skipped": N_("Omitidos: {value}"), "refused": N_("Rechazados: {value}"),
    "total": N_("Total: {value}"), "count": N_("Total: {value}"), "notes": N_("Notas: {value}"), "checkups": N_("Controles: {value}"), "state": N_("Estado: {value}"),
    "provider": N_("Proveedor: {value}"), "group": N_("Grupo n.º {value}"), "capacity": N_("Cupos: {value}"), "bad": N_("Con errores: {value}"), "over_limit": N_("Fuera del plan: {value}"),
}  # fmt: skip
VALUES = {
    **ROLE_WORDS,
    **{code: look.word for code, look in APPOINTMENT_LOOKS.items()},
    "esperando": N_("En espera"), "notificado": N_("Avisada"), "agendado": N_("Agendada"), "cancelado": N_("Cancelada"),
    "monthly": N_("Mensual"), "yearly": N_("Anual"),
    "freemium": "Freemium", "initial": "Initial", "pro": "Pro", "csv": "CSV", "xlsx": "Excel",
    "search": N_("Texto buscado"), "active": N_("Activos"), "user": N_("Persona"), "kind": N_("Acción"), "entity": N_("Sobre"), "q": N_("Texto buscado"), "to": N_("Hasta el día"),
    "tag": N_("Etiqueta"), "patient": N_("Paciente"),
}  # fmt: skip
WORDS_OF = {"by": {"email": N_("por correo"), "link": N_("con un enlace")}}  # where a word means something of its own
YES, NO = N_("Sí"), N_("No")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def other_details(detail: Mapping[str, Any] | None, language: str) -> str:
    """What an entry keeps besides its fields and its patient; empty when that is all. A key without words is shown as it is."""
    told = []
    for name, value in (detail or {}).items():
        if name in SILENT or value in (None, "", [], {}):
            continue
        shown = _value(value, language, WORDS_OF.get(name, VALUES))
        told.append(translate(language, LABELS[name], value=shown) if name in LABELS else f"{name.replace('_', ' ')}: {shown}")
    return ", ".join(told)


def _value(value: Any, language: str, words: Mapping[str, str] = VALUES) -> str:
    if isinstance(value, bool):
        return translate(language, YES if value else NO)
    if isinstance(value, Mapping):
        return _mapping(value, language)
    if isinstance(value, list):
        return ", ".join(_value(each, language) for each in value)[:200]
    text = str(value)
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    return translate(language, words.get(text) or FIELD_WORDS.get(text) or text)[:200]


def _mapping(value: Mapping[str, Any], language: str) -> str:
    """Numbers of a kind are summed up (what a merge moved); what is chosen is named (the filters of an export)."""
    given = {name: each for name, each in value.items() if each not in (None, "", False, [], {})}
    if given and all(isinstance(each, int) and not isinstance(each, bool) for each in given.values()) and "tag" not in given:
        return str(sum(given.values()))
    return ", ".join(
        _value(name, language) if each is True else f"{_value(name, language)} {_value(each, language)}" for name, each in given.items()
    )[:200]
