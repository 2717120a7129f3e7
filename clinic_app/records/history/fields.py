"""What may be written about a clinical history, under the names of the documented API. No database, no framework."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Reader, Rule, a_text, an_integer, one_of, parse
from clinic_app.core.i18n import N_, Sentence
from clinic_app.patients.models import BloodGroup
from clinic_app.records.history.models import Delivery

LONGEST = 4000
OTHER_WORDS = {
    "eutocico": "vaginal",
    "normal": "vaginal",
    "parto vaginal": "vaginal",
    "instrumental": "instrumentado",
    "forceps": "instrumentado",
}


def centimetres(least: int, most: int) -> Reader:
    """A length with at most two decimals; a comma is as good as a point."""

    def read(raw: Any) -> Decimal:
        try:
            if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 20:
                raise InvalidOperation
            value = Decimal(str(raw).strip().replace(",", "."))
            if not value.is_finite():
                raise InvalidOperation
        except (InvalidOperation, ValueError):
            raise ValueError(N_("Se requiere un número válido.")) from None
        if value < least:
            raise ValueError(Sentence(N_("Asegúrese de que este valor es mayor o igual a {least}."), least=least))
        if value > most:
            raise ValueError(Sentence(N_("Asegúrese de que este valor es menor o igual a {most}."), most=most))
        if value != round(value, 2):
            raise ValueError(N_("Asegúrese de que no haya más de 2 decimales."))
        return round(value, 2)

    return read


def a_delivery(raw: Any) -> str:
    """The kind of birth; written with or without accents, in either case."""
    text = unicodedata.normalize("NFD", str(raw).strip().lower())
    plain = "".join(sign for sign in text if not unicodedata.combining(sign))
    return one_of(Delivery)(OTHER_WORDS.get(plain, plain)).value


def _free(attribute: str, longest: int = LONGEST) -> Rule:
    return Rule(attribute, a_text(longest), blank=True)


RULES = {
    "peso_nacimiento_gr": Rule("birth_weight_g", an_integer(200, 9000)),
    "talla_nacimiento_cm": Rule("birth_length_cm", centimetres(15, 80)),
    "perimetro_cefalico_nacimiento_cm": Rule("birth_head_cm", centimetres(10, 60)),
    "semanas_gestacion": Rule("gestation_weeks", an_integer(20, 45)),
    "tipo_parto": Rule("delivery", a_delivery),
    "apgar_1min": Rule("apgar_1", an_integer(0, 10)),
    "apgar_5min": Rule("apgar_5", an_integer(0, 10)),
    "antecedentes_personales": _free("personal"),
    "antecedentes_familiares": _free("family"),
    "antecedentes_perinatales": _free("perinatal"),
    "alergias": _free("allergies", 2000),
    "grupo_sanguineo": Rule("blood_group", one_of(BloodGroup)),
    "tipo_alimentacion": _free("feeding", 500),
    "observaciones": _free("notes"),
}
NUMBERS = ("peso_nacimiento_gr", "talla_nacimiento_cm", "perimetro_cefalico_nacimiento_cm", "semanas_gestacion", "apgar_1min", "apgar_5min")
BIRTH = (*NUMBERS, "tipo_parto", "antecedentes_perinatales")
WIRE_RULES = {name: replace(rule, blank=False) for name, rule in RULES.items()}  # as all PATCHes: untouched fields come as "" too
# a screen sends the whole of its part: what was emptied becomes empty
FORM_RULES = {name: replace(rule, nullable=name in NUMBERS) for name, rule in RULES.items()}


def from_wire(body: Any, *, whole: bool = False) -> dict[str, Any]:
    """The values of a JSON body by attribute; `null` and "" count as not given, or (`whole`, a PUT) empty the field. Raises Invalid."""
    return parse(body, FORM_RULES if whole else WIRE_RULES)


def from_form(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of the fields that a form of the screen sent. Raises Invalid under the form's own names."""
    named = {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}
    try:
        values = parse(named, {name: rule for name, rule in FORM_RULES.items() if name in named})
    except Invalid as error:
        raise Invalid({prefix + name: said for name, said in (error.fields or {}).items()}) from error
    if named.get("tipo_parto") == "":
        values["delivery"] = ""
    if named.get("grupo_sanguineo") == "":
        values["blood_group"] = BloodGroup.UNKNOWN
    return values
