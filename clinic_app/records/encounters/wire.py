"""Names and shapes of encounters on the wire."""

from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.agenda.wire import moment
from clinic_app.core.fields import Rule, a_date, a_key, a_text, an_integer, one_of
from clinic_app.core.i18n import N_
from clinic_app.records.encounters.models import EncounterStatus
from clinic_app.records.encounters.queries import EncounterRow
from clinic_app.records.notes.wire import a_moment

S = EncounterStatus
STATUS_WORDS = {
    S.SCHEDULED: N_("Programada"), S.CONFIRMED: N_("Confirmada"), S.IN_PROGRESS: N_("En atención"),
    S.ATTENDED: N_("Atendida"), S.CANCELLED: N_("Cancelada"), S.NO_SHOW: N_("No asistió"),
}  # fmt: skip
_STATE = one_of(EncounterStatus, upper=True)
CHANGE_RULES = {
    "servicio": Rule("service_id", a_key),
    "profesional": Rule("professional_id", a_key),
    "cita": Rule("appointment_id", a_key, nullable=True),
    "cupo": Rule("slot_id", a_key, nullable=True),
    "fecha_hora": Rule("starts_at", a_moment),
    "duracion_minutos": Rule("minutes", an_integer(1, 720)),
    "observaciones": Rule("notes", a_text(4000), blank=True),
    "estado": Rule("status", _STATE),
    "motivo_cancelacion": Rule("cancel_reason", a_text(500), blank=True),
    "version": Rule("version", an_integer(1, 2**31)),
}
OPEN_RULES = {"paciente": Rule("patient_id", a_key, required=True)} | {
    name: CHANGE_RULES[name] for name in ("servicio", "profesional", "cita", "cupo", "fecha_hora", "duracion_minutos", "observaciones")
}
LIST_RULES = {
    "paciente": Rule("patient_id", a_key),
    "profesional": Rule("professional_id", a_key),
    "servicio": Rule("service_id", a_key),
    "cita": Rule("appointment_id", a_key),
    "cupo": Rule("slot_id", a_key),
    "estado": Rule("status", _STATE),
    "fecha_desde": Rule("since", a_date),
    "fecha_hasta": Rule("until", a_date),
}


def asks_to_cancel(body: Any) -> bool:
    """Whether a form, however wrong the rest of it is, asks for the one state that gives the time back."""
    return isinstance(body, dict) and isinstance(body.get("estado"), str) and body["estado"].strip().upper() == S.CANCELLED


def encounter_wire(row: EncounterRow, zone: ZoneInfo) -> dict[str, Any]:
    """One encounter; `fecha_bloqueada`: an appointment or a place says when it is."""
    return {
        "id": row.id,
        "paciente": row.patient_id,
        "paciente_nombre": row.patient,
        "servicio": row.service_id,
        "servicio_nombre": row.service,
        "profesional": row.professional_id,
        "profesional_nombre": row.professional,
        "cita": row.appointment_id,
        "cupo": row.slot_id,
        "fecha_hora": row.starts_at.astimezone(zone).isoformat(timespec="seconds"),
        "fecha_bloqueada": row.appointment_id is not None,
        "duracion_minutos": row.minutes,
        "estado": row.status,
        "estado_display": STATUS_WORDS[S(row.status)],
        "observaciones": row.notes,
        "motivo_cancelacion": row.cancel_reason,
        "cantidad_fotos": row.photo_count,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "version": row.version,
    }
