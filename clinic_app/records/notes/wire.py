"""Names and shapes of sections 5.3-5.5 of the documented API: SOAPIE notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.core.fields import FIRST_YEAR, LAST_YEAR, Rule, a_key, a_text, an_integer
from clinic_app.core.i18n import Sentence
from clinic_app.patients.wire import moment
from clinic_app.records.notes.models import NoteAddendum, NoteVersion
from clinic_app.records.notes.queries import NoteRow
from clinic_app.records.notes.vitals import NAMES, pressure_of, pressure_text

LONGEST_SECTION = 10_000
MOST_DIAGNOSES = 30
BAD_MOMENT = (
    "Fecha/hora con formato erróneo. Use uno de los siguientes formatos en su lugar: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
)
BAD_NUMBER = "Se requiere un número válido."
TOO_MANY = "Una nota puede tener hasta 30 diagnósticos de cada clase."
NOT_A_LIST = 'Se esperaba una lista de elementos en vez del tipo "{kind}".'
SECTION_NAMES = {
    "subjective": "subjetivo", "objective": "objetivo", "analysis": "analisis", "plan": "planificacion", "intervention": "intervencion", "evaluation": "evaluacion",
}  # fmt: skip


def a_moment(raw: Any) -> datetime:
    """A point in time; without zone it is the clinic's wall time (the service says which). Seconds may be missing."""
    try:
        if not isinstance(raw, str) or not raw.isascii() or not 16 <= len(raw) <= 40 or raw[10] not in "T ":
            raise ValueError
        value = datetime.fromisoformat(raw)
    except ValueError:
        raise ValueError(BAD_MOMENT) from None
    if not FIRST_YEAR < value.year < LAST_YEAR:
        raise ValueError(Sentence("La fecha debe estar entre los años {first} y {last}.", first=FIRST_YEAR, last=LAST_YEAR))
    return value


def a_decimal(places: int) -> Callable[[Any], Decimal]:
    """A number with at most so many decimals; a comma is understood too."""

    def read(raw: Any) -> Decimal:
        try:
            if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 30:
                raise InvalidOperation
            value = Decimal(str(raw).strip().replace(",", "."))
            if not value.is_finite() or abs(value) >= 10**6:
                raise InvalidOperation
        except (InvalidOperation, ValueError):
            raise ValueError(BAD_NUMBER) from None
        if value != round(value, places):
            raise ValueError(Sentence("Asegúrese de que no haya más de {places} decimales.", places=places))
        return round(value, places)

    return read


def keys(raw: Any) -> list[int]:
    """Ids of other rows, each once; a form sends them with commas between."""
    if isinstance(raw, str):
        raw = [part for part in raw.split(",") if part.strip()]
    if not isinstance(raw, list):
        raise ValueError(Sentence(NOT_A_LIST, kind=type(raw).__name__))
    if len(raw) > MOST_DIAGNOSES:
        raise ValueError(TOO_MANY)
    return list(dict.fromkeys(a_key(each) for each in raw))


_count = an_integer(-(10**6), 10**6)  # what is possible, vitals.py says
NOTE_RULES: dict[str, Rule] = {
    "cita": Rule("appointment_id", a_key, nullable=True),
    "fecha": Rule("at", a_moment),
    **{name: Rule(attribute, a_text(LONGEST_SECTION), blank=True) for attribute, name in SECTION_NAMES.items()},
    "temperatura": Rule("temperature", a_decimal(1), nullable=True),
    "glucosa_capilar": Rule("glucose", a_decimal(1), nullable=True),
    "peso_kg": Rule("weight_kg", a_decimal(3), nullable=True),
    "talla_cm": Rule("height_cm", a_decimal(1), nullable=True),
    **{
        NAMES[attribute]: Rule(attribute, _count, nullable=True)
        for attribute in ("heart_rate", "respiratory_rate", "systolic", "diastolic", "saturation")
    },
    "presion_arterial": Rule("pressure", lambda raw: pressure_of(str(raw)[:20])),
    "diagnosticos_nanda_ids": Rule("nursing_ids", keys),
    "diagnosticos_cie10_ids": Rule("icd10_ids", keys),
    "motivo": Rule("reason", a_text(500)),
}
ADDENDUM_RULES = {"texto": Rule("text", a_text(LONGEST_SECTION, blank=False), required=True)}
ADDENDUM_DRAFT_RULES = {"texto": Rule("text", a_text(LONGEST_SECTION), blank=True)}
VOID_RULES = {"motivo": Rule("reason", a_text(500))}


def note_values(values: dict[str, Any]) -> dict[str, Any]:
    """`presion_arterial` fills the two numbers where they did not come themselves."""
    pressure = values.pop("pressure", None)
    if pressure and values.get("systolic") is None and values.get("diastolic") is None:
        values["systolic"], values["diastolic"] = pressure
    return values


def written_moment(at: datetime, zone_minutes: int | None, zone: ZoneInfo) -> str:
    """A moment with the hour and minute with which it came: in UTC as `…Z`, else in the clinic's or the sender's own zone."""
    if zone_minutes == 0:
        return moment(at)
    written_in = zone if zone_minutes is None else timezone(timedelta(minutes=zone_minutes))
    return at.astimezone(written_in).isoformat(timespec="seconds")


def _decimal(value: Decimal | None, places: int) -> str | None:
    return None if value is None else f"{value:.{places}f}"


def _content(version: NoteVersion) -> dict[str, Any]:
    return {
        **{name: getattr(version, attribute) for attribute, name in SECTION_NAMES.items()},
        "temperatura": _decimal(version.temperature, 1),
        "frecuencia_cardiaca": version.heart_rate,
        "frecuencia_respiratoria": version.respiratory_rate,
        "presion_sistolica": version.systolic,
        "presion_diastolica": version.diastolic,
        "presion_arterial": pressure_text(version.systolic, version.diastolic),
        "saturacion_oxigeno": version.saturation,
        "glucosa_capilar": _decimal(version.glucose, 1),
        "peso_kg": _decimal(version.weight_kg, 3),
        "talla_cm": _decimal(version.height_cm, 1),
        "diagnosticos_nanda": version.nursing,
        "diagnosticos_cie10": version.icd10,
    }


def note_wire(row: NoteRow, zone: ZoneInfo) -> dict[str, Any]:
    """One note as the documented detail shows it."""
    note, version = row.note, row.version
    about = None
    if version.appointment_id is not None and row.starts_at is not None:
        about = {"id": version.appointment_id, "fecha": row.starts_at.astimezone(zone).date(), "servicio": row.service}
    return {
        "id": note.id,
        "fecha": written_moment(version.at, version.zone_minutes, zone),
        "enfermera_nombre": note.author_name,
        "cita": version.appointment_id,
        "cita_info": about,
        **_content(version),
        "created_at": moment(note.created_at),
        "updated_at": moment(note.updated_at),
        "version": note.version,
        "total_adendas": row.addenda,
        "anulada": note.voided_at is not None,
    }


def version_wire(version: NoteVersion, zone: ZoneInfo) -> dict[str, Any]:
    """What a note said at one time, who signed that, and why it was changed."""
    return {
        "version": version.number,
        "fecha": written_moment(version.at, version.zone_minutes, zone),
        "cita": version.appointment_id,
        **_content(version),
        "motivo": version.reason,
        "autor": version.author_name,
        "firmada_en": moment(version.signed_at),
    }


def addendum_wire(addendum: NoteAddendum) -> dict[str, Any]:
    return {"id": addendum.id, "texto": addendum.text, "autor": addendum.author_name, "firmada_en": moment(addendum.signed_at)}
