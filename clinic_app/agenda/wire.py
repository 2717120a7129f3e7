"""Names and shapes of section 4 of the documented API: what comes in, what goes out."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from fastapi import Response

from clinic_app.agenda.blocks.models import AgendaBlock, BlockKind
from clinic_app.agenda.free_times import Asked, FreeDay
from clinic_app.agenda.models import CareType, Status
from clinic_app.agenda.queries import Row
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.agenda.transitions import LABELS, is_legal
from clinic_app.core.fields import Rule, a_boolean, a_color, a_date, a_key, a_text, a_time, an_integer, one_of
from clinic_app.core.i18n import Sentence
from clinic_app.patients.age import age_on, age_text

CARE_LABELS = {CareType.CLINIC: "Consultorio", CareType.HOME: "Domicilio", CareType.REMOTE: "Teleconsulta"}
KIND_LABELS = {
    BlockKind.MAIN_JOB: "Trabajo Principal",
    BlockKind.SECOND_JOB: "Trabajo Secundario",
    BlockKind.PERSONAL: "Personal",
    BlockKind.HOLIDAYS: "Vacaciones",
}
_a_weekday = an_integer(0, 7)


def weekdays(raw: Any) -> list[int]:
    """1 = Monday … 7 = Sunday; 0 is Sunday too."""
    if not isinstance(raw, list):
        raise ValueError(Sentence('Se esperaba una lista de elementos en vez del tipo "{kind}".', kind=type(raw).__name__))
    days = sorted({_a_weekday(day) or 7 for day in raw[:100]})
    if not days:
        raise ValueError("Indica al menos un día laborable.")
    return days


SETTINGS_RULES = {
    "hora_inicio": Rule("start_time", a_time),
    "hora_fin": Rule("end_time", a_time),
    "dias_laborables": Rule("working_days", weekdays),
    "intervalo_minutos": Rule("interval_minutes", an_integer(5, 240)),
    "tiempo_entre_citas": Rule("gap_minutes", an_integer(0, 240)),
    "permite_citas_mismo_dia": Rule("allow_same_day", a_boolean),
    "dias_anticipacion_maxima": Rule("horizon_days", an_integer(0, 730)),
    "cierra_feriados": Rule("closes_on_holidays", a_boolean),
    "minutos_traslado": Rule("travel_minutes", an_integer(0, 240)),
    "minutos_reserva_espera": Rule("hold_minutes", an_integer(5, 1440)),
}
_SHARED = {
    "tipo_atencion": Rule("care_type", one_of(CareType)),
    "profesional": Rule("professional_id", a_key),
    "sala": Rule("room_id", a_key, nullable=True),  # null: no room (any more)
}
BOOKING_RULES = {
    "paciente": Rule("patient_id", a_key, required=True),
    "tipo_servicio": Rule("service_id", a_key, required=True),
    "fecha": Rule("date", a_date, required=True),
    "hora_inicio": Rule("start", a_time, required=True),
    "notas": Rule("notes", a_text(2000)),
    "plan_tratamiento": Rule("plan_id", a_key),
    **_SHARED,
}
CHANGE_RULES = {
    "paciente": Rule("patient_id", a_key),
    "tipo_servicio": Rule("service_id", a_key),
    "fecha": Rule("date", a_date),
    "hora_inicio": Rule("start", a_time),
    "duracion_minutos": Rule("minutes", an_integer(5, 720)),
    "notas": Rule("notes", a_text(2000), blank=True),
    "estado": Rule("status", one_of(Status)),
    "motivo_cancelacion": Rule("reason", a_text(500)),
    "version": Rule("version", an_integer(1, 2**31)),
    "plan_tratamiento": Rule("plan_id", a_key, nullable=True),
    **_SHARED,
}
ACTION_RULES = {
    "motivo": Rule("reason", a_text(500)),
    "motivo_cancelacion": Rule("other_reason", a_text(500)),
    "version": Rule("version", an_integer(1, 2**31)),
}
BLOCK_RULES = {
    "fecha_inicio": Rule("start_date", a_date, required=True),
    "fecha_fin": Rule("end_date", a_date),
    "hora_inicio": Rule("start_time", a_time, nullable=True),
    "hora_fin": Rule("end_time", a_time, nullable=True),
    "motivo": Rule("reason", a_text(500), blank=True),
    "tipo": Rule("kind", one_of(BlockKind, upper=True)),
    "titulo": Rule("title", a_text(100), blank=True),
    "es_recurrente": Rule("is_recurring", a_boolean),
    "color": Rule("color", a_color),
    "is_active": Rule("is_active", a_boolean),
    "profesional": Rule("professional_id", a_key),
}


def answer(content: Any, status: int = 200) -> Response:
    """JSON by orjson: the framework's own encoder costs five times as much on a list."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def moment(value: datetime | None) -> str | None:
    """A stored moment as the documented API writes it."""
    return value and value.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def _times(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return {
        "fecha": starts.date(),
        "hora_inicio": f"{starts:%H:%M:%S}",
        "hora_fin": f"{ends:%H:%M:%S}",
        "tipo_atencion": row.care_type,
        "tipo_atencion_display": CARE_LABELS[CareType(row.care_type)],
    }


def _state(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    status = Status(row.status)
    return {
        "estado": status,
        "estado_display": LABELS[status],
        "notas": row.notes,
        "motivo_cancelacion": row.cancel_reason,
        "puede_cancelarse": is_legal(status, Status.CANCELLED),
        "hora_llegada": row.arrived_at and f"{row.arrived_at.astimezone(zone):%H:%M:%S}",
        "hora_inicio_atencion": row.started_at and f"{row.started_at.astimezone(zone):%H:%M:%S}",
        "profesional": row.professional_id,
        "sala": row.room_id,
        "sala_nombre": row.room_name,
        "recordatorio_enviado": row.reminder_sent,
        "created_at": moment(row.created_at),
        "version": row.version,
        "cupo": row.slot_id,
        "grupo": row.bundle_id,
        "serie": row.series_id,
    }


def row_wire(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """One line of a list."""
    return {
        "id": row.id,
        "paciente": row.patient_id,
        "paciente_nombre": row.patient_name,
        "paciente_edad_texto": age_text(age_on(row.birth_date, datetime.now(zone).date())),
        "tipo_servicio": row.service_id,
        "servicio_nombre": row.service_name,
        "servicio_color": row.color,
        **_times(row, zone),
        **_state(row, zone),
    }


def detail_wire(row: Row, zone: ZoneInfo, plan_id: int | None = None) -> dict[str, Any]:
    """One appointment with its patient and service inside; `plan_id`: the treatment plan that it is a session of."""
    return {
        "id": row.id,
        "paciente": {
            "id": row.patient_id,
            "nombre_completo": row.patient_name,
            "edad_texto": age_text(age_on(row.birth_date, datetime.now(zone).date())),
        },
        "tipo_servicio": {
            "id": row.service_id,
            "nombre": row.service_name,
            "duracion_minutos": row.service_minutes,
            "precio": f"{row.price:.2f}",
            "color": row.color,
        },
        **_times(row, zone),
        "plan_tratamiento": plan_id,
        **_state(row, zone),
    }


def free_day_wire(day: FreeDay, asked: Asked) -> dict[str, Any]:
    """One day of the free times of a range; `profesionales` only where several were asked for."""
    named = asked.professionals is not None
    slots = [{"hora": hour, "disponible": bool(who)} | ({"profesionales": who} if named else {}) for hour, who in day.offers]
    return {"fecha": day.date, "laborable": day.works, "slots": slots}


def settings_wire(row: AgendaSettings) -> dict[str, Any]:
    return {
        "id": row.id,
        "hora_inicio": row.start_time,
        "hora_fin": row.end_time,
        "dias_laborables": row.working_days,
        "intervalo_minutos": row.interval_minutes,
        "tiempo_entre_citas": row.gap_minutes,
        "permite_citas_mismo_dia": row.allow_same_day,
        "dias_anticipacion_maxima": row.horizon_days,
        "cierra_feriados": row.closes_on_holidays,
        "minutos_traslado": row.travel_minutes,
        "minutos_reserva_espera": row.hold_minutes,
    }


def block_wire(row: AgendaBlock) -> dict[str, Any]:
    return {
        "id": row.id,
        "fecha_inicio": row.start_date,
        "fecha_fin": row.end_date,
        "hora_inicio": row.start_time,
        "hora_fin": row.end_time,
        "motivo": row.reason,
        "tipo": row.kind,
        "tipo_display": KIND_LABELS[BlockKind(row.kind)],
        "titulo": row.title,
        "es_recurrente": row.is_recurring,
        "color": row.color,
        "is_active": row.is_active,
        "profesional": row.professional_id,
        "created_at": moment(row.created_at),
    }
