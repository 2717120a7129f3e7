"""Names and shapes of groups on the wire; those of an appointment are where they are documented, in wire.py."""

from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.agenda.groups.models import SlotStatus
from clinic_app.agenda.groups.queries import SlotRow
from clinic_app.agenda.models import CareType
from clinic_app.agenda.wire import CARE_LABELS, moment
from clinic_app.core.fields import Rule, a_boolean, a_date, a_key, a_text, a_time, an_integer, one_of

SLOT_RULES = {
    "tipo_servicio": Rule("service_id", a_key, required=True),
    "fecha": Rule("date", a_date, required=True),
    "hora_inicio": Rule("start", a_time, required=True),
    "capacidad": Rule("capacity", an_integer(1, 500), required=True),
    "duracion_minutos": Rule("minutes", an_integer(5, 720)),
    "profesional": Rule("professional_id", a_key),
    "sala": Rule("room_id", a_key, nullable=True),
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "titulo": Rule("title", a_text(100), blank=True),
    "notas": Rule("notes", a_text(2000), blank=True),
}
CHANGE_RULES = SLOT_RULES | {"version": Rule("version", an_integer(1, 2**31))}
LIST_RULES = {
    "fecha": Rule("day", a_date),
    "fecha_inicio": Rule("since", a_date),
    "fecha_fin": Rule("until", a_date),
    "profesional": Rule("professional_id", a_key),
    "tipo_servicio": Rule("service_id", a_key),
    "estado": Rule("status", one_of(SlotStatus)),
    "disponible": Rule("free", a_boolean),
}
_WHO = {"paciente": Rule("patient_id", a_key, required=True), "clave": Rule("key", a_text(200))}
RESERVE_RULES = _WHO | {"notas": Rule("notes", a_text(2000))}
RELEASE_RULES = _WHO | {"motivo": Rule("reason", a_text(500))}
MOVE_RULES = _WHO | {"cupo": Rule("to_slot_id", a_key, required=True)}
CANCEL_RULES = {"motivo": Rule("reason", a_text(500))}


def slot_wire(row: SlotRow, zone: ZoneInfo) -> dict[str, Any]:
    """One group; `ocupados` of `capacidad` places are taken."""
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return {
        "id": row.id,
        "titulo": row.title,
        "tipo_servicio": row.service_id,
        "servicio_nombre": row.service_name,
        "servicio_color": row.color,
        "profesional": row.professional_id,
        "profesional_nombre": row.professional,
        "sala": row.room_id,
        "sala_nombre": row.room,
        "fecha": starts.date(),
        "hora_inicio": f"{starts:%H:%M:%S}",
        "hora_fin": f"{ends:%H:%M:%S}",
        "tipo_atencion": row.care_type,
        "tipo_atencion_display": CARE_LABELS[CareType(row.care_type)],
        "capacidad": row.capacity,
        "ocupados": row.taken,
        "libres": row.capacity - row.taken,
        "estado": row.status,
        "notas": row.notes,
        "motivo_cancelacion": row.cancel_reason,
        "created_at": moment(row.created_at),
        "version": row.version,
    }
