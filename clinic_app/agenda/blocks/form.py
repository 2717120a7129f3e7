"""The form of one block or series: what it starts with, and what it means in the shape of the documented API."""

from collections.abc import Mapping
from typing import Any

from clinic_app.agenda.blocks import roster
from clinic_app.agenda.blocks.models import AgendaBlock, BlockKind, RecurrencePattern
from clinic_app.agenda.blocks.patterns import DEFAULT_SHIFT_HOURS
from clinic_app.agenda.blocks.recurrence import Kind, Shift
from clinic_app.agenda.blocks.wire import PATTERN_RULES
from clinic_app.agenda.wire import BLOCK_RULES
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import REQUIRED, parse
from clinic_app.core.i18n import N_

PREFIX = "blk_"
ONCE = "una"
REPEATS = (ONCE, *[kind.value for kind in Kind])
TICKED = ("true", "on", "1")
LETTERS = {Shift.DAY: "D", Shift.NIGHT: "N", Shift.MORNING: "M", Shift.AFTERNOON: "T", Shift.GUARD: "G", Shift.REST: "X"}
WORKED = tuple(DEFAULT_SHIFT_HOURS)
UNKNOWN_LETTER = N_("Escribe una letra por día: D, N, M, T, G o X.")
SAME_FIELD = {
    "fecha_inicio_recurrencia": "fecha_inicio",
    "fecha_fin_recurrencia": "fecha_fin",
    "patron_ciclo": "ciclo",
    "horas_turno": "ciclo",
}
PATTERN_FIELDS = {name: rule for name, rule in PATTERN_RULES.items() if name != "bloqueo"}


def values_of(block: AgendaBlock | None, pattern: RecurrencePattern | None, day: str) -> dict[str, str]:
    """What the form starts with; a new one on a day."""
    first = pattern.starts_on.isoformat() if pattern else block.start_date.isoformat() if block else day
    last = (pattern.ends_on.isoformat() if pattern.ends_on else "") if pattern else block.end_date.isoformat() if block else ""
    texts = {
        "titulo": block.title if block else "", "tipo": block.kind if block else BlockKind.MAIN_JOB.value, "color": (block.color if block else "#B45309").lower(),
        "profesional": str(block.professional_id) if block else "", "fecha_inicio": first, "fecha_fin": last,
        "hora_inicio": f"{block.start_time:%H:%M}" if block and block.start_time else "", "hora_fin": f"{block.end_time:%H:%M}" if block and block.end_time else "",
        "intervalo_dias": str(pattern.every_days if pattern else 1), "ciclo": " ".join(LETTERS[Shift(each)] for each in pattern.cycle) if pattern else "",
    }  # fmt: skip
    for number in range(1, 8):
        texts[f"dia_{number}"] = str(bool(pattern) and number in (pattern.weekdays if pattern else [])).lower()
    for shift in WORKED:
        own = (pattern.shift_hours if pattern else {}).get(shift.value) or DEFAULT_SHIFT_HOURS[shift]
        texts[f"{LETTERS[shift]}_inicio"], texts[f"{LETTERS[shift]}_fin"] = own[0], own[1]
    return {PREFIX + name: value for name, value in texts.items()}


def _cycle(text: str) -> list[str]:
    words = text.replace(",", " ").replace("-", " X ").split()
    if len(words) == 1 and roster.shift_of(words[0]) is None:
        words = list(words[0])
    shifts = [roster.shift_of(word) for word in words]
    if None in shifts:
        raise Invalid(ciclo=UNKNOWN_LETTER)
    return [shift.value for shift in shifts if shift]


def read_form(data: Mapping[str, Any], repeat: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The values of the block, and of its pattern when it repeats. Raises Invalid under the names of the form (without prefix)."""

    def text(name: str) -> str:
        return str(data.get(PREFIX + name, "") or "").strip()

    whole = repeat == Kind.CYCLE.value
    body: dict[str, Any] = {name: text(name) for name in ("titulo", "tipo", "color", "fecha_inicio", "profesional")}
    body |= {"hora_inicio": "" if whole else text("hora_inicio"), "hora_fin": "" if whole else text("hora_fin")}
    body |= {"fecha_fin": (text("fecha_fin") if repeat == ONCE else "") or text("fecha_inicio"), "es_recurrente": repeat != ONCE}
    block = parse(body, BLOCK_RULES)
    if repeat == ONCE:
        return block, None
    series: dict[str, Any] = {
        "tipo_recurrencia": repeat,
        "fecha_inicio_recurrencia": text("fecha_inicio"),
        "fecha_fin_recurrencia": text("fecha_fin") or None,
    }
    if repeat == Kind.DAILY.value:
        series["intervalo_dias"] = text("intervalo_dias")
    elif repeat == Kind.WEEKLY.value:
        series["dias_semana"] = [day for day in range(1, 8) if text(f"dia_{day}").lower() in TICKED]
    else:
        series["patron_ciclo"] = _cycle(text("ciclo"))
        used = [shift for shift in WORKED if shift.value in series["patron_ciclo"]]
        if any(not (text(f"{LETTERS[shift]}_inicio") and text(f"{LETTERS[shift]}_fin")) for shift in used):
            raise Invalid(ciclo="Indica las horas de cada turno del ciclo.")
        series["horas_turno"] = {shift.value: [text(f"{LETTERS[shift]}_inicio"), text(f"{LETTERS[shift]}_fin")] for shift in used}
    return block, parse(series, PATTERN_FIELDS)


def beside(error: Invalid) -> Invalid:
    """The sentences under the names of this form's fields."""
    named = {PREFIX + SAME_FIELD.get(name, name): said for name, said in (error.fields or {}).items()}
    return Invalid(named or {PREFIX + "titulo": [REQUIRED]})
