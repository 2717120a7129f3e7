"""Bodies and queries of section 6 of the documented API: which field becomes which attribute."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Reader, Rule, a_boolean, a_date, a_key, a_text, an_integer, one_of, parse
from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth import milestones
from clinic_app.growth.ages import FEWEST_WEEKS, MOST_WEEKS
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.models import AlertState, IronKind, IronPurpose, IronState, Position
from clinic_app.growth.who import LAST_SCHOOL_MONTH
from clinic_app.patients.models import Sex

BAD_NUMBER = N_("Se requiere un número válido.")
NOT_NEGATIVE = N_("Debe ser mayor que 0.")
BAD_POSITION = N_("Escribe acostado o de_pie.")
BAD_LIST = N_("Se esperaba una lista de textos.")
BAD_DEVELOPMENT = N_("Se esperaba un objeto con los hitos y su respuesta.")
NO_AGE = N_("Indica la edad en meses o en días, o la fecha de nacimiento.")
MOST_TOPICS, LONGEST_TOPIC, MOST_NUMBER = 30, 200, 100_000
LIKELY_METRES, METRE_DECIMALS = 3, 3  # a length below was typed in metres: it is refused, with all its digits in the question
POSITIONS = {"l": "l", "acostado": "l", "echado": "l", "longitud": "l", "h": "h", "de_pie": "h", "parado": "h", "talla": "h"}


def measure(decimals: int) -> Reader:
    """A measured number, with a point or a comma; more decimals than are kept are rounded."""

    def read(raw: Any) -> Decimal:
        try:
            if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 40:
                raise InvalidOperation
            value = Decimal(str(raw).strip().replace(",", "."))
        except (InvalidOperation, ValueError):
            raise ValueError(BAD_NUMBER) from None
        if not value.is_finite() or abs(value) > MOST_NUMBER:
            raise ValueError(BAD_NUMBER)
        value = value.quantize(Decimal(1).scaleb(-decimals if value >= LIKELY_METRES else -METRE_DECIMALS), ROUND_HALF_UP)
        if value <= 0:
            raise ValueError(NOT_NEGATIVE)
        return value

    return read


def position(raw: Any) -> str:
    """How she was measured: `l` lying, `h` standing, also in words."""
    found = POSITIONS.get(raw.strip().lower()) if isinstance(raw, str) else None
    if found is None:
        raise ValueError(BAD_POSITION)
    return Position(found).value


def topics(raw: Any) -> list[str]:
    """A list of short texts, or one text with commas between."""
    parts = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(parts, list) or len(parts) > MOST_TOPICS:
        raise ValueError(BAD_LIST)
    return [text for text in map(a_text(LONGEST_TOPIC), parts) if text]


def development(raw: Any) -> dict[str, Any]:
    """Answers to milestones by their code, and which instrument was used with which result."""
    if not isinstance(raw, dict):
        raise ValueError(BAD_DEVELOPMENT)
    answers = raw.get("hitos") or {}
    if not isinstance(answers, dict) or any(
        milestones.by_code(str(code)) is None or not isinstance(answer, bool) for code, answer in answers.items()
    ):
        raise ValueError(BAD_DEVELOPMENT)
    short = a_text(100)
    return {"hitos": answers, "instrumento": short(raw.get("instrumento") or ""), "resultado": short(raw.get("resultado") or "")}


_LONG = a_text(4000)
CHECKUP_RULES = {
    "paciente": Rule("patient_id", a_key, required=True),
    "cita": Rule("appointment_id", a_key, nullable=True),
    "fecha": Rule("checked_on", a_date),
    "peso_kg": Rule("weight_kg", measure(3), required=True),
    "talla_cm": Rule("length_cm", measure(2), required=True),
    "posicion_medida": Rule("position", position),
    "edema": Rule("oedema", a_boolean),
    "perimetro_cefalico_cm": Rule("head_cm", measure(2), nullable=True),
    "perimetro_toracico_cm": Rule("chest_cm", measure(2), nullable=True),
    "temperatura": Rule("temperature", measure(1), nullable=True),
    "semanas_gestacion": Rule("gestation_weeks", an_integer(FEWEST_WEEKS, MOST_WEEKS), nullable=True),
    "dosaje_hemoglobina": Rule("haemoglobin", measure(1), nullable=True),
    "altitud": Rule("altitude", an_integer(-100, 6000), nullable=True),
    "suplemento_hierro_estado": Rule("iron_state", one_of(IronState)),
    "suplemento_hierro_tipo": Rule("iron_kind", one_of(IronKind)),
    "desarrollo_motor": Rule("motor", _LONG, blank=True),
    "desarrollo_lenguaje": Rule("language", _LONG, blank=True),
    "desarrollo_social": Rule("social", _LONG, blank=True),
    "desarrollo_cognitivo": Rule("cognitive", _LONG, blank=True),
    "desarrollo": Rule("development", development, nullable=True),
    "alimentacion": Rule("feeding", _LONG, blank=True),
    "consejeria": Rule("counselling", topics),
    "recomendaciones": Rule("recommendations", _LONG, blank=True),
    "observaciones": Rule("notes", _LONG, blank=True),
    "proxima_cita": Rule("next_on", a_date, nullable=True),
}
CONFIRM = Rule("confirmed", a_boolean)
CHANGE_RULES = {**CHECKUP_RULES, "version": Rule("version", an_integer(1, 2**31 - 1))}
FILTER_RULES = {
    "paciente": Rule("patient_id", a_key),
    "con_alerta": Rule("alerting", a_boolean),
    "tipo_alerta": Rule("level", one_of(Level)),
    "fecha_inicio": Rule("since", a_date),
    "fecha_fin": Rule("until", a_date),
}
ALERT_FILTERS = {
    "paciente": Rule("patient_id", a_key),
    "tipo_alerta": Rule("level", one_of(Level)),
    "estado": Rule("state", one_of(AlertState)),
}
FOLLOW_RULES = {
    "estado": Rule("state", one_of(AlertState), required=True),
    "desenlace": Rule("outcome", a_text(500), blank=True),
    "nota": Rule("note", a_text(2000), blank=True),
}
IRON_RULES = {
    "paciente": Rule("patient_id", a_key, required=True),
    "control": Rule("checkup_id", a_key, nullable=True),
    "fecha": Rule("given_on", a_date),
    "motivo": Rule("purpose", one_of(IronPurpose)),
    "tipo": Rule("product", one_of(IronKind)),
    "mg_dia": Rule("mg_a_day", measure(1), nullable=True),
    "dias": Rule("days", an_integer(1, 400)),
    "cantidad": Rule("quantity", an_integer(1, 100)),
    "observaciones": Rule("notes", a_text(2000), blank=True),
}
CALCULATOR_RULES = {
    "peso_kg": Rule("weight_kg", measure(3)),
    "talla_cm": Rule("length_cm", measure(2)),
    "edad_meses": Rule("months", lambda raw: _an_age(raw, LAST_SCHOOL_MONTH)),
    "edad_dias": Rule("days", an_integer(0, 6939)),
    "sexo": Rule("sex", one_of(Sex, upper=True), required=True),
    "perimetro_cefalico_cm": Rule("head_cm", measure(2)),
    "posicion_medida": Rule("position", position),
    "edema": Rule("oedema", a_boolean),
    "confirmar": CONFIRM,
}


def _an_age(raw: Any, most: float) -> float:
    """Months, fractions too, from birth on."""
    try:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 20:
            raise ValueError
        value = float(str(raw).replace(",", "."))
    except ValueError:
        raise ValueError(BAD_NUMBER) from None
    if not 0 <= value <= most:
        raise ValueError(Sentence("Debe estar entre {least} y {most}.", least=0, most=f"{most:g}"))
    return value


def checkup_values(body: Any, *, partial: bool = False, changing: bool = False) -> tuple[dict[str, Any], bool]:
    """The columns of a check-up, and whether unlikely measures were confirmed. Raises Invalid.

    `partial` takes null and "" for absent, as existing clients send untouched fields; otherwise they empty an optional field.
    """
    values = parse(body, CHANGE_RULES if changing else CHECKUP_RULES, partial=partial)
    if partial:
        values = {name: value for name, value in values.items() if value is not None}
    elif changing and isinstance(body, Mapping) and body.get("suplemento_hierro_tipo", "x") in ("", None):
        values["iron_kind"] = ""
    confirmed = parse(body, {"confirmar": CONFIRM}).get("confirmed", False)
    return values, bool(confirmed)


def calculator_values(body: Any) -> dict[str, Any]:
    """What is to be calculated. Raises Invalid, also without an age or any measure."""
    values = parse(body, CALCULATOR_RULES)
    if "months" not in values and "days" not in values:
        raise Invalid(edad_meses=NO_AGE)
    return values
