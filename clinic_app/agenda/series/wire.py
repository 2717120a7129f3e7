"""Names and shapes of series of appointments on the wire."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from clinic_app.agenda.groups.models import AppointmentSeries, SeriesStatus
from clinic_app.agenda.models import CareType
from clinic_app.agenda.series.changes import Edit, Scope
from clinic_app.agenda.series.dates import LARGEST_STEP, MOST, Frequency, Rhythm
from clinic_app.agenda.series.service import Choice, Outcome, Wish
from clinic_app.agenda.wire import moment
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_boolean, a_date, a_key, a_text, a_time, an_integer, one_of, parse

NOT_A_LIST = "Se esperaba una lista de elementos."
_a_weekday = an_integer(0, 7)


def weekdays(raw: Any) -> frozenset[int]:
    """1 = Monday … 7 = Sunday; 0 is Sunday too."""
    if not isinstance(raw, list):
        raise ValueError(NOT_A_LIST)
    return frozenset(_a_weekday(day) or 7 for day in raw[:100])


_RHYTHM = {
    "frecuencia": Rule("frequency", one_of(Frequency), required=True),
    "fecha_inicio": Rule("start", a_date, required=True),
    "cada": Rule("every", an_integer(1, LARGEST_STEP)),
    "dias_semana": Rule("weekdays", weekdays),
    "hasta": Rule("until", a_date),
    "veces": Rule("times", an_integer(1, 10_000)),  # how many it may be, the series says
}
_BOOKING = {
    "paciente": Rule("patient_id", a_key, required=True),
    "tipo_servicio": Rule("service_id", a_key, required=True),
    "hora_inicio": Rule("start", a_time, required=True),
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "notas": Rule("notes", a_text(2000)),
    "profesional": Rule("professional_id", a_key),
    "sala": Rule("room_id", a_key),
    "solo_libres": Rule("partial", a_boolean),
}
_CHOICE = {
    "fecha": Rule("origin", a_date, required=True),
    "omitir": Rule("skip", a_boolean),
    "nueva_fecha": Rule("day", a_date),
    "nueva_hora": Rule("start", a_time),
}
_WHICH = {
    "alcance": Rule("scope", one_of(Scope)),
    "cita": Rule("appointment_id", a_key),
    "version": Rule("version", an_integer(1, 2**31)),
}
_EDIT = {
    "fecha": Rule("day", a_date),
    "hora_inicio": Rule("start", a_time),
    "tipo_servicio": Rule("service_id", a_key),
    "profesional": Rule("professional_id", a_key),
    "sala": Rule("room_id", a_key),
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "notas": Rule("notes", a_text(2000), blank=True),
}
CANCEL_RULES = _WHICH | {"motivo": Rule("reason", a_text(500))}
LIST_RULES = {"paciente": Rule("patient_id", a_key), "estado": Rule("status", one_of(SeriesStatus))}


def _choices(raw: Any) -> dict[date, Choice]:
    if raw is None or raw == "":
        return {}
    if not isinstance(raw, list) or len(raw) > MOST:
        raise Invalid(ocurrencias=NOT_A_LIST)
    found: dict[date, Choice] = {}
    try:
        for each in raw:
            values = parse(each, _CHOICE)
            origin = values.pop("origin")
            found[origin] = Choice(**values)
    except Invalid as error:
        raise Invalid({"ocurrencias": [sentence for said in (error.fields or {}).values() for sentence in said]}) from error
    return found


def wish_of(body: Any) -> Wish:
    """A series that is asked for. Raises Invalid with every bad field."""
    problems: dict[str, list[str]] = {}
    parts: list[dict[str, Any]] = [{}, {}]
    for place, rules in enumerate((_RHYTHM, _BOOKING)):
        try:
            parts[place] = parse(body, rules)
        except Invalid as error:
            problems |= error.fields or {}
    if problems:
        raise Invalid(problems)
    return Wish(rhythm=Rhythm(**parts[0]), choices=_choices(body.get("ocurrencias")), **parts[1])


def change_of(body: Any) -> tuple[Edit, dict[str, Any]]:
    """What is to change, and of which appointments. Raises Invalid."""
    which = parse(body, _WHICH | {"solo_libres": Rule("partial", a_boolean)})
    return Edit(**parse(body, _EDIT)), {"scope": Scope.ALL} | which


def series_wire(row: AppointmentSeries) -> dict[str, Any]:
    """The rule of a series; `omitidas`: days of it without an appointment from the start."""
    return {
        "id": row.id,
        "paciente": row.patient_id,
        "tipo_servicio": row.service_id,
        "profesional": row.professional_id,
        "sala": row.room_id,
        "tipo_atencion": row.care_type,
        "notas": row.notes,
        "frecuencia": row.frequency,
        "cada": row.every,
        "dias_semana": row.weekdays,
        "fecha_inicio": row.starts_on,
        "hasta": row.ends_on,
        "veces": row.times,
        "hora_inicio": row.start_time,
        "omitidas": row.skipped,
        "estado": row.status,
        "created_at": moment(row.created_at),
        "version": row.version,
    }


def outcomes_wire(outcomes: list[Outcome]) -> Mapping[str, Any]:
    """Every day of a series, and whether it can be had."""
    lines = [each.wire() for each in outcomes]
    return {"total": len(lines), "libres": sum(each["libre"] for each in lines), "ocurrencias": lines}
