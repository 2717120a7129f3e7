"""Names and shapes of section 4.9 of the documented API, and the few fields that we add to it."""

from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting.models import HoldState, WaitingStatus
from clinic_app.agenda.waiting.service import LABELS, Row
from clinic_app.agenda.wire import CARE_LABELS, moment
from clinic_app.core.fields import Rule, a_date, a_key, a_text, an_integer, one_of

PRIORITY_LABELS = ("Normal", "Alta", "Urgente")
PAST = {HoldState.REFUSED: "rechazada", HoldState.EXPIRED: "vencida", HoldState.TAKEN: "tomada"}
FIELDS = {
    "paciente": Rule("patient_id", a_key, required=True),
    "tipo_servicio": Rule("service_id", a_key, required=True),
    "fecha_deseada": Rule("wanted_from", a_date, required=True),
    "fecha_hasta": Rule("wanted_until", a_date, nullable=True),
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "profesional": Rule("professional_id", a_key, nullable=True),
    "prioridad": Rule("priority", an_integer(0, len(PRIORITY_LABELS) - 1)),
    "notas": Rule("notes", a_text(2000), blank=True),
}
CHANGES = {**FIELDS, "estado": Rule("status", one_of(WaitingStatus))}


def _held_time(row: Row, zone: ZoneInfo) -> dict[str, Any] | None:
    if row.held_from is None or row.held_until is None:
        return None
    starts, ends = row.held_from.astimezone(zone), row.held_until.astimezone(zone)
    return {"profesional": row.held_with, "fecha": starts.date(), "hora_inicio": f"{starts:%H:%M:%S}", "hora_fin": f"{ends:%H:%M:%S}"}


def entry_wire(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """One entry; `reserva` is the time that is kept for her now, `ultima_oferta` what became of the last one."""
    held = _held_time(row, zone)
    return {
        "id": row.id,
        "paciente": row.patient_id,
        "paciente_nombre": row.patient_name,
        "tipo_servicio": row.service_id,
        "servicio_nombre": row.service_name,
        "fecha_deseada": row.wanted_from,
        "fecha_hasta": row.wanted_until,
        "tipo_atencion": row.care_type,
        "tipo_atencion_display": CARE_LABELS[CareType(row.care_type)],
        "profesional": row.professional_id,
        "prioridad": row.priority,
        "prioridad_display": PRIORITY_LABELS[row.priority],
        "notas": row.notes,
        "estado": row.status,
        "estado_display": LABELS[WaitingStatus(row.status)],
        "cita": row.appointment_id,
        "reserva": held and {**held, "vence_at": moment(row.expires_at)} if row.is_held else None,
        "ultima_oferta": held and {**held, "resultado": PAST.get(row.held or HoldState.OPEN, "vencida")} if not row.is_held else None,
        "created_at": moment(row.created_at),
    }
