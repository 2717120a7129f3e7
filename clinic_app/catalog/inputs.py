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
    "orden": Rule("position", an_integer(0, 10000)),
    "is_active": Rule("is_active", a_boolean),
}
# A screen always sends these: an emptied field is a mistake to point at, not a field left out.
_ON_SCREEN = ("nombre", "descripcion", "duracion_minutos", "precio", "color", "requiere_consentimiento", "instrucciones_previas")
FORM_RULES = {name: RULES[name] if RULES[name].blank else replace(RULES[name], required=True) for name in _ON_SCREEN}
NEW_VALUES = {"nombre": "", "descripcion": "", "duracion_minutos": "30", "precio": "", "color": "#10B981", "requiere_consentimiento": "false", "instrucciones_previas": ""}


def from_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the screen's form, by attribute. Raises Invalid with a sentence for each wrong field."""
    price = str(data.get("precio", "")).strip().replace(",", ".")  # people write 45,50
    consent = str(data.get("requiere_consentimiento", "")).lower() in ("true", "on", "1")  # a box that is not ticked says no
    return parse({**data, "precio": price, "requiere_consentimiento": consent}, FORM_RULES)


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
    }
