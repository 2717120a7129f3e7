"""Names and shapes of section 4.10 of the documented API."""

from typing import Any
from zoneinfo import ZoneInfo

import orjson

from clinic_app.agenda.models import CareType
from clinic_app.agenda.plans.booking import LACKS, Choice
from clinic_app.agenda.plans.dates import Proposal
from clinic_app.agenda.plans.models import Frequency, PlanStatus
from clinic_app.agenda.plans.rows import PlanRow, SessionRow
from clinic_app.agenda.plans.service import MOST_SESSIONS
from clinic_app.agenda.wire import moment
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_boolean, a_date, a_key, a_text, a_time, an_integer, one_of, parse
from clinic_app.core.files import signed_path

FREQUENCY_LABELS = {
    Frequency.DAILY: "Diaria",
    Frequency.WEEKLY: "Semanal",
    Frequency.FORTNIGHTLY: "Quincenal",
    Frequency.MONTHLY: "Mensual",
    Frequency.CUSTOM: "Personalizada",
}
STATUS_LABELS = {
    PlanStatus.ACTIVE: "Activo",
    PlanStatus.COMPLETED: "Completado",
    PlanStatus.SUSPENDED: "Suspendido",
    PlanStatus.CANCELLED: "Cancelado",
}
SESSION_LABELS = {"pendiente": "Por agendar", "agendada": "Agendada", "completada": "Completada"}
NOT_A_LIST = "Se esperaba una lista de días de la semana (1 = lunes … 7 = domingo)."
_a_weekday = an_integer(0, 7)


def weekdays(raw: Any) -> list[int]:
    """1 = Monday … 7 = Sunday; 0 is Sunday too. A form sends them as JSON, or with commas between."""
    if isinstance(raw, str):
        try:
            raw = orjson.loads(raw) if raw.strip().startswith("[") else [part for part in raw.split(",") if part.strip()]
        except orjson.JSONDecodeError:
            raise ValueError(NOT_A_LIST) from None
    if not isinstance(raw, list):
        raise ValueError(NOT_A_LIST)
    return sorted({_a_weekday(day) or 7 for day in raw[:100]})


PLAN_RULES = {
    "paciente": Rule("patient_id", a_key, required=True),
    "tipo_servicio": Rule("service_id", a_key, required=True),
    "nombre": Rule("name", a_text(200, blank=False), required=True),
    "descripcion": Rule("description", a_text(2000), blank=True),
    "total_sesiones": Rule("total_sessions", an_integer(1, MOST_SESSIONS), required=True),
    "frecuencia": Rule("frequency", one_of(Frequency), required=True),
    "dias_semana": Rule("weekdays", weekdays),
    "fecha_inicio": Rule("start_date", a_date, required=True),
    "fecha_fin_estimada": Rule("expected_end", a_date),
    "requiere_orden_medica": Rule("needs_order", a_boolean),
    "notas": Rule("notes", a_text(2000), blank=True),
}
VERSION = Rule("version", an_integer(1, 2**31))
CHANGE_RULES = {**PLAN_RULES, "estado": Rule("status", one_of(PlanStatus)), "version": VERSION}
FILTER_RULES = {"estado": Rule("status", one_of(PlanStatus)), "paciente": Rule("patient_id", a_key)}
COMPLETE_RULES = {"sesion": Rule("number", an_integer(1, MOST_SESSIONS)), "cita": Rule("appointment_id", a_key), "version": VERSION}
ACTION_RULES = {"motivo": Rule("reason", a_text(500)), "version": VERSION}
SUSPEND_RULES = {**ACTION_RULES, "liberar_citas": Rule("free", a_boolean)}
SUGGEST_RULES = {"hora": Rule("hour", a_time), "profesional": Rule("professional_id", a_key)}
BOOK_RULES = {
    **SUGGEST_RULES,
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "parcial": Rule("partial", a_boolean),
    "version": VERSION,
}
CHOICE_RULES = {
    "numero": Rule("number", an_integer(1, MOST_SESSIONS), required=True),
    "fecha": Rule("date", a_date, required=True),
    "hora_inicio": Rule("start", a_time, required=True),
}


def choices(raw: Any) -> list[Choice] | None:
    """The times that the person chose for the sessions; None to take the suggestion. Raises Invalid."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, list) or not raw or len(raw) > MOST_SESSIONS:
        raise Invalid(sesiones="Se esperaba una lista de sesiones con numero, fecha y hora_inicio.")
    try:
        return [Choice(**parse(each, CHOICE_RULES)) for each in raw]
    except Invalid as error:
        raise Invalid({"sesiones": [sentence for said in (error.fields or {}).values() for sentence in said]}) from error


def booking_values(body: Any) -> dict[str, Any]:
    """What `agendar` was asked for. Raises Invalid."""
    values = parse(body or {}, BOOK_RULES)
    hour = values.pop("hour", None)
    return values | {"hour": f"{hour:%H:%M}" if hour else "", "chosen": choices((body or {}).get("sesiones"))}


def plan_wire(row: PlanRow, base: str) -> dict[str, Any]:
    """One plan as the documented list shows it; `base` is the address of this server, for the link to the order."""
    plan = row.plan
    return {
        "id": plan.id,
        "paciente": plan.patient_id,
        "paciente_nombre": row.patient.full_name,
        "tipo_servicio": plan.service_id,
        "servicio_nombre": row.service.name,
        "nombre": plan.name,
        "descripcion": plan.description,
        "total_sesiones": plan.total_sessions,
        "sesiones_completadas": plan.done_sessions,
        "frecuencia": plan.frequency,
        "frecuencia_display": FREQUENCY_LABELS[Frequency(plan.frequency)],
        "dias_semana": plan.weekdays,
        "fecha_inicio": plan.start_date,
        "fecha_fin_estimada": plan.expected_end,
        "estado": plan.status,
        "estado_display": STATUS_LABELS[PlanStatus(plan.status)],
        "orden_medica": base + signed_path(plan.order_file) if plan.order_file else None,
        "requiere_orden_medica": plan.needs_order,
        "orden_medica_pendiente": plan.needs_order and not plan.order_file,
        "notas": plan.notes,
        "progreso": round(100 * plan.done_sessions / plan.total_sessions, 1),
        "sesiones_restantes": plan.total_sessions - plan.done_sessions,
        "created_at": moment(plan.created_at),
        "updated_at": moment(plan.updated_at),
        "version": plan.version,
    }


def session_state(row: SessionRow) -> str:
    """The documented word for how far a session is."""
    return "completada" if row.done else "agendada" if row.booked else "pendiente"


def session_wire(row: SessionRow, zone: ZoneInfo) -> dict[str, Any]:
    """One session; its appointment only while it stands, or when it was the one attended."""
    state, shown = session_state(row), not row.open and row.starts_at is not None
    starts = row.starts_at.astimezone(zone) if row.starts_at and shown else None
    return {
        "id": row.id,
        "numero": row.number,
        "estado": state,
        "estado_display": SESSION_LABELS[state],
        "cita": row.appointment_id if shown else None,
        "fecha": starts and starts.date(),
        "hora_inicio": starts and f"{starts:%H:%M:%S}",
        "profesional": row.professional_id if shown else None,
        "completada_en": moment(row.done_at),
    }


def proposal_wire(one: Proposal) -> dict[str, Any]:
    """A suggested time, or the sentence why there is none."""
    return {
        "numero": one.number,
        "fecha_ideal": one.wanted,
        "fecha": one.day,
        "hora_inicio": f"{one.hour}:00" if one.hour else None,
        "disponible": one.day is not None,
        "motivo": LACKS[one.lack] if one.lack else "",
    }
