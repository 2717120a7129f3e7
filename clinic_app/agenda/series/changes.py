"""What is done to appointments of a series together: this one, this and those that follow, or all that are still to come.

A series that goes on in another way becomes a new one from there, so that each rule stays true for what was booked by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from clinic_app.agenda import queries, service
from clinic_app.agenda.events import AppointmentMoved, AppointmentRepeated
from clinic_app.agenda.groups.links import lock_agendas
from clinic_app.agenda.groups.models import AppointmentSeries, SeriesStatus
from clinic_app.agenda.models import CareType
from clinic_app.agenda.series import service as series
from clinic_app.agenda.series.dates import Flaw, days_of, shifted
from clinic_app.agenda.series.service import HORIZON, Clashes, Outcome
from clinic_app.agenda.transitions import MOVABLE, PENDING
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid
from clinic_app.core.fields import REQUIRED, missing_key
from clinic_app.core.i18n import N_

STALE = N_("La serie cambió mientras tanto. Vuelve a cargarla y repite el cambio.")
NOTHING = N_("La serie ya no tiene citas por venir.")
CLASH = N_("No se cambió nada: algunas citas de la serie no tienen su nueva hora libre.")
DAYS = "select id, series_day from app.appointment where tenant_id = %s and series_id = %s"
REPOINT = """
update app.appointment set series_id = %s, series_day = series_day + %s
where tenant_id = %s and series_id = %s and series_day >= %s"""


class Scope(StrEnum):
    ONE = "esta"
    FOLLOWING = "siguientes"
    ALL = "todas"


@dataclass(frozen=True)
class Edit:
    """What is to change; None leaves as it is. `day` and `start`: where the chosen appointment goes, the others by as much."""

    day: date | None = None
    start: time | None = None
    service_id: int | None = None
    professional_id: int | None = None
    room_id: int | None = None
    care_type: CareType | None = None
    notes: str | None = None

    @property
    def of_rule(self) -> bool:
        """Whether the series goes on in another way."""
        return any(each is not None for each in (self.day, self.start, self.service_id, self.professional_id, self.room_id))


@dataclass(frozen=True)
class _Target:
    """An appointment that is to change, the day that it has by the rule, and how far it is moved."""

    row: queries.Row
    origin: date


async def _held(work: Work, series_id: int, version: int | None, *agendas: int | None) -> AppointmentSeries:
    """The series, locked, after the agendas that are touched. Raises NotFound, Conflict."""
    seen = await series.rows_of(work, (await series.get(work, series_id)).id)
    await lock_agendas(work, *[row.professional_id for row in seen], *[queries.safe_id(each) or 0 for each in agendas if each])
    row = await series.get(work, series_id, lock=True)
    if version is not None and row.version != version:
        raise Conflict(STALE)
    return row


async def _targets(work: Work, row: AppointmentSeries, scope: Scope, appointment_id: int | None, states: Sequence[str]) -> list[_Target]:
    """Which appointments are meant, by time. Raises Invalid beside `cita`, ClinicError when none is left."""
    rows = await series.rows_of(work, row.id)
    (days,) = await work.ask((DAYS, (work.actor.tenant_id, row.id)))
    origins = dict(days)
    chosen = next((each for each in rows if each.id == appointment_id), None)
    if appointment_id is not None and chosen is None:
        raise Invalid(cita=missing_key(appointment_id))
    if scope is not Scope.ALL and chosen is None:
        raise Invalid(cita=REQUIRED)
    now = datetime.now(UTC)
    since = chosen.starts_at if scope is Scope.FOLLOWING and chosen else now
    meant = [
        each for each in rows if each.status in states and (each.id == appointment_id if scope is Scope.ONE else each.starts_at >= since)
    ]
    if not meant:
        raise ClinicError(NOTHING)
    return [_Target(each, origins[each.id]) for each in meant]


async def change(
    work: Work,
    series_id: int,
    scope: Scope,
    edit: Edit,
    *,
    appointment_id: int | None = None,
    partial: bool = False,
    version: int | None = None,
) -> AppointmentSeries:
    """Edit or move appointments of a series; those that were moved singly keep their own time. Returns the series that they are in now.

    Raises NotFound, Conflict, ClinicError, Invalid; Clashes with every appointment's outcome when one cannot go where it should.
    """
    row = await _held(work, series_id, version, edit.professional_id)
    targets = await _targets(work, row, scope, appointment_id, MOVABLE)
    if edit.day is not None and appointment_id is None:
        raise Invalid(cita=REQUIRED)
    chosen = next((each for each in targets if each.row.id == appointment_id), None)
    days = (edit.day - chosen.row.starts_at.astimezone(work.tz).date()).days if edit.day and chosen else 0
    ahead = days > 0 or (days == 0 and edit.start is not None and edit.start > row.start_time)
    told = len(work.events)
    outcomes = [await _apply(work, row, each, edit, days, each is chosen) for each in (reversed(targets) if ahead else targets)]
    if any(each.reason for each in outcomes) and not (partial and any(not each.reason for each in outcomes)):
        raise Clashes(CLASH, sorted(outcomes, key=lambda each: each.origin))
    _told_as_one(work, told, outcomes)
    if scope is Scope.ONE:
        series.touch(row)
    else:
        row = await _new_rule(work, row, min(each.origin for each in targets), edit, days)
    await work.session.flush()
    await audit.record(
        work, "edit", "appointment_series", row.id, {"patient": row.patient_id, "scope": scope, "appointments": len(targets)}
    )
    return row


def _told_as_one(work: Work, since: int, outcomes: Sequence[Outcome]) -> None:
    """Who comes hears of the move once: of the first of them; nobody wants a message for each of ten."""
    moved = {each.appointment_id for each in work.events[since:] if isinstance(each, AppointmentMoved)}
    if len(moved) < 2:
        return
    places = sorted((each.day, each.start, each.appointment_id) for each in outcomes if each.appointment_id in moved)
    first, *others = [appointment_id for *_, appointment_id in places]
    rest = [each for each in work.events[since:] if not isinstance(each, AppointmentMoved)]
    work.events[since:] = [*rest, AppointmentMoved(first), *map(AppointmentRepeated, others)]


async def _apply(work: Work, row: AppointmentSeries, target: _Target, edit: Edit, days: int, chosen: bool) -> Outcome:
    """Move and edit one appointment; one that has a time of its own keeps it, unless it is the chosen one."""
    begins = target.row.starts_at.astimezone(work.tz)
    own = (begins.date(), begins.time()) != (target.origin, row.start_time) and not chosen
    day = begins.date() if own else begins.date() + timedelta(days=days)
    start = begins.time() if own or edit.start is None else edit.start
    wish = service.Change(
        date=day, start=start, service_id=edit.service_id, professional_id=edit.professional_id, room_id=edit.room_id, care_type=edit.care_type,
        notes=edit.notes, horizon=HORIZON,
    )  # fmt: skip
    outcome = Outcome(target.origin, day, start, appointment_id=target.row.id)
    try:
        await service.change(work, target.row.id, wish)
    except Invalid as refused:
        return replace(outcome, reason=refused.first)
    return outcome


async def _new_rule(work: Work, row: AppointmentSeries, pivot: date, edit: Edit, days: int) -> AppointmentSeries:
    """The rule from the pivot on: the series' own, or a new one when something of it lies before."""
    if edit.of_rule and any(day < pivot for day in _days(row)):
        row = await _split(work, row, pivot)
    row.starts_on += timedelta(days=days)
    row.ends_on = row.ends_on and row.ends_on + timedelta(days=days)
    row.weekdays = sorted(shifted(frozenset(row.weekdays), days))
    row.skipped = [day + timedelta(days=days) for day in row.skipped]
    if days:
        await work.ask((REPOINT, (row.id, days, work.actor.tenant_id, row.id, pivot)))
    for name in ("service_id", "professional_id", "care_type", "notes"):
        if (value := getattr(edit, name)) is not None:
            setattr(row, name, value)
    row.start_time = edit.start or row.start_time
    row.room_id = row.room_id if edit.room_id is None else edit.room_id or None
    series.touch(row)
    return row


def _days(row: AppointmentSeries) -> list[date]:
    found = days_of(series.rhythm_of(row))
    return [] if isinstance(found, Flaw) else found


async def _split(work: Work, row: AppointmentSeries, pivot: date) -> AppointmentSeries:
    """End a series before the pivot; what follows is a series of its own."""
    after = [day for day in _days(row) if day >= pivot]
    copied = (
        "patient_id",
        "service_id",
        "professional_id",
        "room_id",
        "care_type",
        "notes",
        "frequency",
        "every",
        "weekdays",
        "start_time",
    )
    fresh = AppointmentSeries(
        **{name: getattr(row, name) for name in copied}, starts_on=pivot, ends_on=row.ends_on, times=None if row.times is None else len(after),
        skipped=[day for day in row.skipped if day >= pivot],
    )  # fmt: skip
    _end_before(row, pivot)
    work.session.add(fresh)
    await work.session.flush()
    await work.ask((REPOINT, (fresh.id, 0, work.actor.tenant_id, row.id, pivot)))
    return fresh


def _end_before(row: AppointmentSeries, pivot: date) -> None:
    row.ends_on, row.times = max(series.day_before(pivot), row.starts_on), None
    row.skipped = [day for day in row.skipped if day < pivot]
    series.touch(row)


async def cancel(
    work: Work, series_id: int, scope: Scope, *, appointment_id: int | None = None, reason: str = "", version: int | None = None
) -> AppointmentSeries:
    """Give back the time of one, of those from one on, or of all that are still to come. Raises NotFound, Conflict, Invalid, ClinicError."""
    row = await _held(work, series_id, version)
    if scope is Scope.ALL and row.status == SeriesStatus.CANCELLED:
        return row
    try:
        targets = await _targets(work, row, scope, appointment_id, PENDING)
    except ClinicError as nothing:
        if scope is not Scope.ALL or nothing.sentence != NOTHING:
            raise
        targets = []
    for each in targets:
        await service.cancel(work, each.row.id, reason)
    if scope is Scope.FOLLOWING:
        _end_before(row, min(each.origin for each in targets))
    elif scope is Scope.ALL:
        row.status = SeriesStatus.CANCELLED
        series.touch(row)
    await work.session.flush()
    await audit.record(
        work, "cancel", "appointment_series", row.id, {"patient": row.patient_id, "scope": scope, "appointments": len(targets)}
    )
    return row
