"""Section 4.8 of the documented API: names and shapes of patterns."""

from collections.abc import Sequence
from typing import Any

from clinic_app.agenda.blocks.models import RecurrenceException, RecurrencePattern
from clinic_app.agenda.blocks.recurrence import LONGEST_CYCLE, Kind, Shift
from clinic_app.agenda.wire import moment
from clinic_app.core.fields import Rule, a_boolean, a_date, a_key, a_time, an_integer, one_of
from clinic_app.core.i18n import Sentence

_a_weekday, _a_shift = an_integer(0, 7), one_of(Shift, upper=True)


def _a_list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError(Sentence('Se esperaba una lista de elementos en vez del tipo "{kind}".', kind=type(raw).__name__))
    return raw[: LONGEST_CYCLE + 1]


def weekdays(raw: Any) -> list[int]:
    """1 = Monday … 7 = Sunday; 0 is Sunday too. That there is one, the service says."""
    return sorted({_a_weekday(day) or 7 for day in _a_list(raw)})


def cycle(raw: Any) -> list[str]:
    """The shifts of a cycle, day by day."""
    return [_a_shift(each).value for each in _a_list(raw)]


def shift_hours(raw: Any) -> dict[str, list[str]]:
    """{"DIURNA": ["07:00", "19:00"]}: the own hours of each shift type; an end that is not after the start is on the next day."""
    if not isinstance(raw, dict):
        raise ValueError(Sentence('Se esperaba un diccionario en vez del tipo "{kind}".', kind=type(raw).__name__))
    found = {}
    for name, pair in list(raw.items())[: len(Shift) + 1]:
        shift = _a_shift(name)
        if shift is Shift.REST or not isinstance(pair, list) or len(pair) != 2:
            raise ValueError("Indica por turno de trabajo la hora de inicio y la de fin.")
        found[shift.value] = [f"{a_time(clock):%H:%M}" for clock in pair]
    return found


PATTERN_RULES = {
    "bloqueo": Rule("block_id", a_key, required=True),
    "tipo_recurrencia": Rule("kind", one_of(Kind), required=True),
    "intervalo_dias": Rule("every_days", an_integer(1, 365)),
    "dias_semana": Rule("weekdays", weekdays),
    "patron_ciclo": Rule("cycle", cycle),
    "horas_turno": Rule("shift_hours", shift_hours),
    "fecha_inicio_recurrencia": Rule("starts_on", a_date, required=True),
    "fecha_fin_recurrencia": Rule("ends_on", a_date, nullable=True),
    "is_active": Rule("is_active", a_boolean),
}
EXCEPTION_RULES = {
    "fecha": Rule("origin", a_date, required=True),
    "mover_a": Rule("day", a_date),
    "hora_inicio": Rule("start", a_time),
    "hora_fin": Rule("end", a_time),
}
END_RULES = {"fecha": Rule("last", a_date, required=True)}


def exception_wire(row: RecurrenceException) -> dict[str, Any]:
    return {"fecha": row.origin, "mover_a": row.day, "hora_inicio": row.start_time, "hora_fin": row.end_time}


def pattern_wire(row: RecurrencePattern, exceptions: Sequence[RecurrenceException] = ()) -> dict[str, Any]:
    return {
        "id": row.id,
        "bloqueo": row.block_id,
        "tipo_recurrencia": row.kind,
        "intervalo_dias": row.every_days,
        "dias_semana": row.weekdays,
        "patron_ciclo": row.cycle,
        "horas_turno": row.shift_hours,
        "fecha_inicio_recurrencia": row.starts_on,
        "fecha_fin_recurrencia": row.ends_on,
        "excepciones": [exception_wire(each) for each in exceptions],
        "is_active": row.is_active,
        "created_at": moment(row.created_at),
    }
