"""What may be written about a service, under the names of the documented API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clinic_app.catalog.models import Service
from clinic_app.core.fields import Rule, a_boolean, a_color, a_text, an_integer, money, parse

RULES = {
    "nombre": Rule("name", a_text(100, blank=False), required=True),
    "descripcion": Rule("description", a_text(2000), blank=True),
    "duracion_minutos": Rule("duration_minutes", an_integer(5, 720), required=True),
    "precio": Rule("price", money),
    "color": Rule("color", a_color),
    "requiere_consentimiento": Rule("requires_consent", a_boolean),
    "instrucciones_previas": Rule("instructions", a_text(4000), blank=True),
    "categoria": Rule("category", a_text(60), blank=True),
    "requiere_anamnesis": Rule("requires_anamnesis", a_boolean),
    "intervalo_minimo_dias": Rule("min_interval_days", an_integer(0, 730)),
    "cuidados_pos_procedimento": Rule("aftercare", a_text(4000), blank=True),
    "orden": Rule("position", an_integer(0, 10000)),
    "is_active": Rule("is_active", a_boolean),
}
# A screen always sends these: an emptied field is a mistake to point at, not a field left out.
_ON_SCREEN = (
    "nombre", "descripcion", "categoria", "duracion_minutos", "precio", "color", "requiere_consentimiento", "requiere_anamnesis", "intervalo_minimo_dias",
    "instrucciones_previas", "cuidados_pos_procedimento",
)  # fmt: skip
_BOXES = ("requiere_consentimiento", "requiere_anamnesis")
FORM_RULES = {name: RULES[name] if RULES[name].blank else replace(RULES[name], required=True) for name in _ON_SCREEN}
NEW_VALUES = dict.fromkeys(_ON_SCREEN, "") | {"duracion_minutos": "30", "color": "#10B981"} | dict.fromkeys(_BOXES, "false")


def from_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the screen's form, by attribute. Raises Invalid with a sentence for each wrong field."""
    price = str(data.get("precio", "")).strip().replace(",", ".")  # people write 45,50
    days = str(data.get("intervalo_minimo_dias", "")).strip() or "0"  # left empty: none
    boxes = {name: str(data.get(name, "")).lower() in ("true", "on", "1") for name in _BOXES}  # a box that is not ticked says no
    return parse({**data, "precio": price, "intervalo_minimo_dias": days, **boxes}, FORM_RULES)


def form_values(row: Service) -> dict[str, str]:
    """What the screen's form starts with."""
    return {
        "nombre": row.name,
        "descripcion": row.description,
        "duracion_minutos": str(row.duration_minutes),
        "precio": f"{row.price:.2f}",
        "color": row.color,
        "requiere_consentimiento": str(row.requires_consent).lower(),
        "instrucciones_previas": row.instructions,
        "categoria": row.category,
        "requiere_anamnesis": str(row.requires_anamnesis).lower(),
        "intervalo_minimo_dias": str(row.min_interval_days or ""),
        "cuidados_pos_procedimento": row.aftercare,
    }
