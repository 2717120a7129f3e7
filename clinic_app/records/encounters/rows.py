"""Encounters as the screen keeps them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from clinic_app.agenda.groups import queries as groups_queries
from clinic_app.agenda.groups.queries import SlotFilters
from clinic_app.agenda.models import Appointment
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.transitions import MOVABLE, is_legal
from clinic_app.catalog import service as catalog
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.i18n import N_, translate
from clinic_app.patients.rows import local_iso
from clinic_app.records.encounters import queries as encounters_queries
from clinic_app.records.encounters.models import Encounter, EncounterStatus
from clinic_app.records.encounters.queries import EncounterFilters, EncounterRow
from clinic_app.records.encounters.wire import STATUS_WORDS

S = EncounterStatus
PREFIX = "at_"  # before its field names: the head's own dialogs stand on the same page
SHOWN = 200
AHEAD = timedelta(days=60)  # the groups that are offered
VISIT, SLOT = "cita:", "cupo:"


@dataclass
class EncounterLine:
    """One encounter of the list; `look` is the state of an appointment."""

    id: int
    at: str
    service: str
    color: str
    professional: str
    look: str
    notes: str
    photos: int
    minutes: int
    slot: str


@dataclass
class Choice:
    value: str
    label: str


@dataclass
class TimeChoice:
    """An appointment of hers or a group with a free place: `at` and `until` are local."""

    value: str
    label: str
    at: str
    minutes: int


@dataclass
class EncounterForm:
    """The dialog of one encounter: a new one has no id."""

    id: int = 0
    version: int = 0
    look: str = ""
    appointment_id: int = 0
    place: str = ""  # what fills and locks the date: cita:ID or cupo:ID
    place_at: str = ""
    place_label: str = ""
    fixed_minutes: bool = False
    editable: bool = True
    told: list[str] = field(default_factory=list)  # what is missing
    times: list[TimeChoice] = field(default_factory=list)
    services: list[Choice] = field(default_factory=list)
    professionals: list[Choice] = field(default_factory=list)
    states: list[Choice] = field(default_factory=list)
    cancel_reason: str = ""


def line_of(work: Work, row: EncounterRow) -> EncounterLine:
    """An encounter as the patient's page lists it, in wall time."""
    return EncounterLine(
        row.id, local_iso(row.starts_at, work.tz), row.service, row.color, row.professional, S(row.status).of_appointment.value,
        row.notes[:200], row.photo_count, row.minutes, (row.slot_title or row.service) if row.slot_id else "",
    )  # fmt: skip


async def lines(work: Work, patient_id: int) -> list[EncounterLine]:
    """The encounters of a patient, the newest first."""
    _count, rows = await encounters_queries.page(work, EncounterFilters(patient_id=patient_id), SHOWN, 0)
    return [line_of(work, row) for row in rows]


async def times_of(work: Work, patient_id: int, language: str) -> list[TimeChoice]:
    """Her appointments that have no encounter yet, then the groups with a free place."""
    used = select(Encounter.appointment_id).where(col(Encounter.is_active), col(Encounter.appointment_id).is_not(None))
    query = (
        select(Appointment, Service.name)
        .join(Service, (col(Service.tenant_id) == col(Appointment.tenant_id)) & (col(Service.id) == col(Appointment.service_id)))
        .where(
            Appointment.patient_id == patient_id, col(Appointment.status).in_([*MOVABLE, "en_atencion"]), col(Appointment.id).not_in(used)
        )
        .where(col(Appointment.slot_id).is_(None))
        .order_by(col(Appointment.starts_at))
    )
    found = [
        TimeChoice(f"{VISIT}{visit.id}", translate(language, N_("Cita: {name}"), name=name), local_iso(visit.starts_at, work.tz), _minutes(visit.starts_at, visit.ends_at))
        for visit, name in (await work.session.execute(query)).all()
    ]  # fmt: skip
    until = (datetime.now(UTC) + AHEAD).astimezone(work.tz).date()
    groups = await groups_queries.list_slots(work, SlotFilters(since=work.today(), until=until, free=True))
    found += [
        TimeChoice(f"{SLOT}{slot.id}", translate(language, N_("Grupo: {name}"), name=slot.name), local_iso(slot.starts_at, work.tz), _minutes(slot.starts_at, slot.ends_at))
        for slot in groups
    ]  # fmt: skip
    return found


def _minutes(starts: datetime, ends: datetime) -> int:
    return int((ends - starts).total_seconds()) // 60


async def blank(work: Work, patient_id: int, language: str) -> EncounterForm:
    """The form of a new encounter, with everything that can be chosen."""
    return EncounterForm(
        times=await times_of(work, patient_id, language),
        services=[Choice(str(each.id), each.name) for each in await catalog.list_services(work)],
        professionals=[Choice(str(each.id), each.name) for each in await professionals(work)],
    )


async def opened(work: Work, row: EncounterRow, language: str) -> EncounterForm:
    """The form of one that is there."""
    made = await blank(work, row.patient_id, language)
    before = S(row.status)
    made.id, made.version, made.look, made.appointment_id = row.id, row.version, before.of_appointment.value, row.appointment_id or 0
    made.cancel_reason, made.editable = row.cancel_reason, before in (S.SCHEDULED, S.CONFIRMED)
    made.states = [
        Choice(each.value, STATUS_WORDS[each]) for each in S if each is before or is_legal(before.of_appointment, each.of_appointment)
    ]
    if row.appointment_id is not None:
        made.place = f"{SLOT}{row.slot_id}" if row.slot_id else f"{VISIT}{row.appointment_id}"
        made.place_label = translate(
            language, N_("Grupo: {name}") if row.slot_id else N_("Cita: {name}"), name=row.slot_title or row.service
        )
        made.place_at, made.fixed_minutes = local_iso(row.starts_at, work.tz), row.slot_id is not None
        if all(each.value != made.place for each in made.times):
            made.times.insert(0, TimeChoice(made.place, made.place_label, made.place_at, row.minutes))
    return made


def values_of(work: Work, row: EncounterRow) -> dict[str, str]:
    """What the fields start with."""
    values = {
        "servicio": str(row.service_id), "profesional": str(row.professional_id), "fecha_hora": local_iso(row.starts_at, work.tz)[:16],
        "duracion_minutos": str(row.minutes), "observaciones": row.notes, "estado": row.status, "motivo_cancelacion": row.cancel_reason,
    }  # fmt: skip
    return {PREFIX + name: value for name, value in values.items()}


def new_values(work: Work, professional_id: int | None) -> dict[str, str]:
    """What the fields of a new one start with: now, by whoever asks."""
    values = {
        "servicio": "", "profesional": str(professional_id or ""), "fecha_hora": local_iso(datetime.now(UTC), work.tz)[:16],
        "duracion_minutos": "", "observaciones": "", "estado": "", "motivo_cancelacion": "",
    }  # fmt: skip
    return {PREFIX + name: value for name, value in values.items()}
