"""Appointments that repeat: booked in one transaction, all of them or a list of the clashes; changed and cancelled singly, from one on, or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from clinic_app.agenda import queries, service
from clinic_app.agenda.booking.rules import RoomTaken
from clinic_app.agenda.events import AppointmentBooked, AppointmentRepeated
from clinic_app.agenda.groups.models import AppointmentSeries
from clinic_app.agenda.models import CareType
from clinic_app.agenda.series.dates import LONGEST, MOST, Flaw, Frequency, Rhythm, days_of
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_, Sentence

HORIZON = LONGEST.days  # a series has a bound of its own, in place of the agenda's horizon
FLAWS = {
    Flaw.NO_END: ("hasta", N_("Indica hasta qué día o cuántas veces se repite.")),
    Flaw.TWO_ENDS: ("hasta", N_("Indica solo una de las dos: hasta qué día o cuántas veces.")),
    Flaw.END_BEFORE_START: ("hasta", N_("La serie termina antes de empezar.")),
    Flaw.TOO_LONG: ("hasta", N_("Una serie dura como máximo dos años.")),
    Flaw.TOO_MANY: ("veces", N_("Una serie tiene como máximo {most} citas.")),
    Flaw.NO_DAY: ("dias_semana", N_("La serie no tiene ninguna cita en esas fechas.")),
}
NEVER = {"paciente", "tipo_servicio", "profesional", "sala"}
CLASH = N_("No se agendó nada: algunas citas de la serie no tienen su hora libre.")
NOTHING = N_("Ninguna cita de la serie se pudo agendar.")
NOT_A_DAY = N_("Cada fecha de las excepciones debe ser un día de la serie, una sola vez.")
LINK = """
update app.appointment a set series_id = %s, series_day = d.day
from unnest(%s::bigint[], %s::date[]) d(id, day) where a.tenant_id = %s and a.id = d.id"""


@dataclass(frozen=True)
class Choice:
    """What the person decided about one day of the rule: not at all, or at another time."""

    skip: bool = False
    day: date | None = None
    start: time | None = None


@dataclass(frozen=True)
class Wish:
    """A series to be. `choices`: by the day that the rule gives. `partial`: leave out what cannot be had."""

    patient_id: int
    service_id: int
    rhythm: Rhythm
    start: time
    care_type: CareType = CareType.CLINIC
    notes: str = ""
    professional_id: int | None = None
    room_id: int | None = None
    choices: Mapping[date, Choice] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one day of the rule: its appointment, left out, or the sentence why it cannot be had."""

    origin: date
    day: date
    start: time
    skipped: bool = False
    reason: str = ""
    appointment_id: int | None = None

    def wire(self) -> dict[str, Any]:
        placed = {
            "fecha": self.origin,
            "nueva_fecha": self.day if self.day != self.origin else None,
            "hora_inicio": f"{self.start:%H:%M:%S}",
        }
        return placed | {
            "libre": not self.skipped and not self.reason,
            "omitida": self.skipped,
            "motivo": self.reason,
            "cita": self.appointment_id,
        }


class Clashes(Conflict):
    """Some of a series cannot be had as it was wanted; nothing was done."""

    def __init__(self, sentence: str, outcomes: Sequence[Outcome]) -> None:
        super().__init__(sentence)
        self.outcomes = list(outcomes)

    def body(self) -> dict[str, object]:
        return {"detail": self.sentence, "ocurrencias": [each.wire() for each in self.outcomes]}


def planned(wish: Wish) -> list[Outcome]:
    """Every day of the rule with what the person chose for it. Raises Invalid beside the field."""
    days = days_of(wish.rhythm)
    if isinstance(days, Flaw):
        name, sentence = FLAWS[days]
        raise Invalid({name: [Sentence(sentence, most=MOST)]})
    if not set(wish.choices) <= set(days):
        raise Invalid(ocurrencias=NOT_A_DAY)
    chosen = {day: wish.choices.get(day, Choice()) for day in days}
    return [Outcome(day, each.day or day, each.start or wish.start, skipped=each.skip) for day, each in chosen.items()]


async def _try(work: Work, wish: Wish) -> list[Outcome]:
    """Book what can be had; what is refused is refused before anything of it is written."""
    outcomes = []
    for each in planned(wish):
        booking = service.Booking(
            patient_id=wish.patient_id, service_id=wish.service_id, date=each.day, start=each.start, care_type=wish.care_type, notes=wish.notes,
            professional_id=wish.professional_id, room_id=wish.room_id, horizon=HORIZON,
        )  # fmt: skip
        if not each.skipped:
            try:
                each = replace(each, appointment_id=(await service.book(work, booking)).id)
            except Invalid as refused:
                if not isinstance(refused, RoomTaken) and NEVER & set(refused.fields or {}):
                    raise  # no day will do better
                each = replace(each, reason=refused.first)
        outcomes.append(each)
    return outcomes


async def preview(work: Work, wish: Wish) -> list[Outcome]:
    """What booking would do, exactly: it is done, and taken back. Raises Invalid."""
    told = len(work.events)
    async with work.session.begin_nested() as point:
        outcomes = await _try(work, wish)
        await point.rollback()
    del work.events[told:]
    return [replace(each, appointment_id=None) for each in outcomes]


async def book(work: Work, wish: Wish) -> tuple[AppointmentSeries, list[Outcome]]:
    """Book a series in this transaction. Raises Invalid beside the field; Clashes with every day's outcome when one cannot be had."""
    told = len(work.events)
    outcomes = await _try(work, wish)
    booked = [each for each in outcomes if each.appointment_id is not None]
    clashing = [each for each in outcomes if each.reason]
    if not booked or (clashing and not wish.partial):
        raise Clashes(CLASH if booked else NOTHING, [replace(each, appointment_id=None) for each in outcomes])
    first = await queries.one(work, booked[0].appointment_id or 0)
    rhythm = wish.rhythm
    row = AppointmentSeries(
        patient_id=wish.patient_id, service_id=wish.service_id, professional_id=first.professional_id, room_id=wish.room_id, care_type=wish.care_type,
        notes=wish.notes, frequency=rhythm.frequency, every=rhythm.every, weekdays=_weekdays(rhythm), starts_on=rhythm.start,
        ends_on=rhythm.until, times=rhythm.times, start_time=wish.start, skipped=[each.origin for each in outcomes if each.appointment_id is None],
    )  # fmt: skip
    work.session.add(row)
    await work.session.flush()
    await work.ask((LINK, (row.id, [each.appointment_id for each in booked], [each.origin for each in booked], work.actor.tenant_id)))
    await audit.record(work, "create", "appointment_series", row.id, {"patient": wish.patient_id, "appointments": len(booked)})
    others = [each.appointment_id for each in booked[1:] if each.appointment_id is not None]
    work.events[told:] = [AppointmentBooked(first.id), *map(AppointmentRepeated, others)]  # one series, one confirmation
    return row, outcomes


def _weekdays(rhythm: Rhythm) -> list[int]:
    return sorted(rhythm.days_of_week) if rhythm.frequency is Frequency.WEEKLY else []


async def get(work: Work, series_id: int, *, lock: bool = False) -> AppointmentSeries:
    """One series. Raises NotFound."""
    query = select(AppointmentSeries).where(AppointmentSeries.id == queries.safe_id(series_id)).execution_options(populate_existing=True)
    row = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if row is None:
        raise NotFound
    return row


async def list_series(work: Work, *, patient_id: int | None = None, status: str | None = None) -> list[AppointmentSeries]:
    """The series of the clinic, the newest first; two hundred at most."""
    query = select(AppointmentSeries).order_by(col(AppointmentSeries.id).desc()).limit(200)
    if patient_id is not None:
        query = query.where(AppointmentSeries.patient_id == queries.safe_id(patient_id))
    if status is not None:
        query = query.where(AppointmentSeries.status == status)
    return list((await work.session.execute(query)).scalars())


async def rows_of(work: Work, series_id: int) -> list[queries.Row]:
    """The appointments of a series, by time."""
    (rows,) = await work.ask(queries.list_query(work.actor, queries.Filters(series_id=series_id)))
    return [queries.Row(*row) for row in rows]


def rhythm_of(row: AppointmentSeries) -> Rhythm:
    """The rule that a series follows."""
    return Rhythm(Frequency(row.frequency), row.starts_on, row.every, frozenset(row.weekdays), row.ends_on, row.times)


def touch(row: AppointmentSeries) -> None:
    """One more change, by which callers see that what they hold is old."""
    row.version += 1
    row.updated_at = datetime.now(UTC)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
