"""Dates for the sessions of a plan that can really be had, and their bookings: all of them, or a list of the clashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from clinic_app.agenda import free_times, queries, service
from clinic_app.agenda.availability import day_slots
from clinic_app.agenda.day_facts import range_facts
from clinic_app.agenda.events import AppointmentBooked, AppointmentRepeated
from clinic_app.agenda.hours.service import get_settings
from clinic_app.agenda.models import CareType
from clinic_app.agenda.plans import dates as plan_dates
from clinic_app.agenda.plans import links as plan_links
from clinic_app.agenda.plans import service as plans
from clinic_app.agenda.plans.dates import Lack, Proposal
from clinic_app.agenda.plans.models import TreatmentPlan
from clinic_app.agenda.plans.rows import SessionRow, plan_row, sessions
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid
from clinic_app.core.i18n import N_, Sentence

LOOK_AHEAD = 21  # days after the last turn on which a free time is still looked for
AT_ONCE = 60  # days read in one round trip
NO_ROOM = N_("No hay una hora libre en los días siguientes.")
TOO_FAR = N_("Está fuera del plazo en que se puede agendar.")
DOES_NOT_FIT = "Solo {fits} de {total} sesiones caben en los próximos {horizon} días que admite la agenda."
CLASH = N_("No se agendó nada: algunas sesiones no tienen su hora libre.")
NOTHING_POSSIBLE = N_("Ninguna de las sesiones se pudo agendar.")
LACKS = {Lack.NO_ROOM: NO_ROOM, Lack.TOO_FAR: TOO_FAR}


@dataclass(frozen=True)
class Choice:
    """A session at a time that the person chose."""

    number: int
    date: date
    start: time


@dataclass(frozen=True)
class Wish:
    """How the sessions of a plan are to be booked. Without `chosen`: as the suggestion says, near `hour`."""

    hour: str = ""
    professional_id: int | None = None
    care_type: CareType = CareType.CLINIC
    partial: bool = False
    chosen: Sequence[Choice] | None = None
    version: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a session that was to be booked: its appointment, or the sentence why not."""

    number: int
    day: date
    hour: str
    appointment_id: int | None = None
    reason: str = ""

    def wire(self) -> dict[str, Any]:
        booked = {"numero": self.number, "fecha": self.day.isoformat(), "hora_inicio": f"{self.hour}:00" if self.hour else None}
        return booked | {"agendada": self.appointment_id is not None, "cita": self.appointment_id, "motivo": self.reason}


class Clashes(Conflict):
    """Sessions that could not be booked as they were wanted; nothing was."""

    def __init__(self, sentence: str, outcomes: Sequence[Outcome]) -> None:
        super().__init__(sentence)
        self.outcomes = list(outcomes)

    def body(self) -> dict[str, object]:
        return {"detail": self.sentence, "sesiones": [each.wire() for each in self.outcomes]}


async def _free_hours(
    work: Work, plan: TreatmentPlan, days: Sequence[date], professional_id: int | None, home: bool
) -> dict[date, list[str]]:
    """The free hours of days in a row for the plan's service, as a booking would find them. Raises Invalid for a service or professional that is gone."""
    actor, now, found = work.actor, datetime.now(UTC), {}
    for first in range(0, len(days), AT_ONCE):
        some = days[first : first + AT_ONCE]
        ((row,),) = await work.ask(queries.day_query(actor, some[0], plan.service_id, professional_id, some[-1]))
        facts = range_facts(plan.service_id, professional_id, row)
        minutes = facts.service.minutes if facts.service else facts.hours.interval
        for day in free_times.days_of(actor, some, facts):
            found[day.date] = [slot.hour for slot in day_slots(facts.hours, day, minutes, now, actor.tz, home) if slot.free]
    return found


def _held_days(work: Work, rows: Sequence[SessionRow]) -> list[date]:
    """The days on which the plan already has a session, done or booked."""
    moments = [
        row.starts_at if row.starts_at and (row.booked or row.done_by == "attended") else row.done_at for row in rows if not row.open
    ]
    return [moment.astimezone(work.tz).date() for moment in moments if moment]


def _usual_hour(work: Work, rows: Sequence[SessionRow]) -> str:
    """The hour of the plan's last appointment."""
    moments = [row.starts_at for row in rows if row.starts_at and not row.open]
    return f"{max(moments).astimezone(work.tz):%H:%M}" if moments else ""


async def _propose(
    work: Work, plan: TreatmentPlan, rows: Sequence[SessionRow], hour: str, professional_id: int | None, home: bool = False
) -> list[Proposal]:
    left = [row.number for row in rows if row.open]
    if not left:
        return []
    today, settings = work.today(), await get_settings(work)
    last, held = today + timedelta(days=settings.horizon_days), _held_days(work, rows)
    turns = plan_dates.wanted_days(await plans.rhythm_of(work, plan), len(left), today, held)
    until = min(last, turns[-1] + timedelta(days=LOOK_AHEAD))
    days = [turns[0] + timedelta(days=ahead) for ahead in range((until - turns[0]).days + 1)]
    free = await _free_hours(work, plan, days, professional_id, home)
    return plan_dates.place(
        list(zip(left, turns, strict=True)), lambda day: free.get(day, ()), until, hour or _usual_hour(work, rows), held
    )


async def suggest(work: Work, plan_id: int, hour: str = "", professional_id: int | None = None) -> list[Proposal]:
    """A free time for every session that is neither done nor booked, near the wanted hour. Raises NotFound, Invalid."""
    plan = (await plan_row(work, plan_id)).plan
    return await _propose(work, plan, await sessions(work, plan.id), hour, professional_id)


def lack_said(proposals: Sequence[Proposal], horizon: int) -> str:
    """The sentence that says how many sessions fit before the last day that can be booked; empty when all do."""
    if all(each.lack is not Lack.TOO_FAR for each in proposals):
        return ""
    return Sentence(DOES_NOT_FIT, fits=sum(each.lack is not Lack.TOO_FAR for each in proposals), total=len(proposals), horizon=horizon)


def _chosen(rows: Sequence[SessionRow], chosen: Sequence[Choice]) -> None:
    """Raises Invalid for a session that is not there, is named twice, or needs no appointment."""
    known, seen = {row.number: row for row in rows}, set[int]()
    for each in chosen:
        row = known.get(each.number)
        if row is None or each.number in seen:
            raise Invalid(sesiones="Cada sesión del plan se indica una vez, por su número.")
        if not row.open:
            raise Invalid(sesiones="Una de las sesiones ya está agendada o completada.")
        seen.add(each.number)


async def book_all(work: Work, plan_id: int, wish: Wish) -> list[Outcome]:
    """Book every open session of a plan in this transaction, or with `partial` those that can be had.

    Raises NotFound, ClinicError (not active, nothing left to book), Conflict (another version), Invalid (`sesiones`: how many fit before
    the last day that can be booked), Clashes with every session's outcome when one finds its time taken.
    """
    plan = await plans.held(work, plan_id, wish.version)
    plans.allow(plan, "book")
    rows = await sessions(work, plan.id)
    open_rows = {row.number: row for row in rows if row.open}
    if not open_rows:
        raise ClinicError(plan_links.ALL_BOOKED)
    if wish.chosen is None:
        proposals = await _propose(work, plan, rows, wish.hour, wish.professional_id, wish.care_type is CareType.HOME)
        horizon = (await get_settings(work)).horizon_days
        if not wish.partial and (said := lack_said(proposals, horizon)):
            raise Invalid(sesiones=said)
        wanted = [
            Outcome(each.number, each.day or each.wanted, each.hour, reason=LACKS[each.lack] if each.lack else "") for each in proposals
        ]
    else:
        _chosen(rows, wish.chosen)
        wanted = [Outcome(each.number, each.date, f"{each.start:%H:%M}") for each in sorted(wish.chosen, key=lambda one: one.number)]
    told = len(work.events)
    outcomes = [each if each.reason else await _book_one(work, plan, wish, each, open_rows[each.number].id) for each in wanted]
    booked = [each for each in outcomes if each.appointment_id]
    if not booked or (len(booked) < len(outcomes) and not wish.partial):
        raise Clashes(CLASH if booked else NOTHING_POSSIBLE, outcomes)
    first, *others = [each.appointment_id for each in outcomes if each.appointment_id]
    work.events[told:] = [AppointmentBooked(first), *map(AppointmentRepeated, others)]  # one confirmation for all of them
    await audit.record(work, "book_sessions", "treatment_plan", plan.id, {"patient": plan.patient_id, "appointments": len(booked)})
    return outcomes


async def _book_one(work: Work, plan: TreatmentPlan, wish: Wish, wanted: Outcome, session_id: int) -> Outcome:
    booking = service.Booking(
        patient_id=plan.patient_id, service_id=plan.service_id, date=wanted.day, start=time.fromisoformat(wanted.hour),
        care_type=wish.care_type, professional_id=wish.professional_id,
    )  # fmt: skip
    try:
        row = await service.book(work, booking)
    except Invalid as refused:  # refused before anything was written: the transaction goes on
        return replace(wanted, reason=refused.first)
    await plan_links.link(work, plan.id, session_id, row.id)
    return replace(wanted, appointment_id=row.id)


async def book_linked(work: Work, wish: service.Booking, plan_id: int) -> queries.Row:
    """Book one appointment for the next open session of a plan. Raises as `service.book`, and Invalid beside `plan_tratamiento`."""
    session_id = await plan_links.open_session(work, plan_id, wish.patient_id)
    row = await service.book(work, wish)
    await plan_links.link(work, plan_id, session_id, row.id)
    return row
