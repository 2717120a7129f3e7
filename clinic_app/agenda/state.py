"""What the agenda's screen keeps: the visible dates with their events. The sheet of one appointment: sheet_state.py."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import time_ns

import reflex as rx
from dateutil.relativedelta import relativedelta

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import blocks_time, hours, queries, service, waiting_holds
from clinic_app.agenda.availability import bounds
from clinic_app.agenda.holidays import holidays_between
from clinic_app.agenda.models import AgendaSettings, Status
from clinic_app.agenda.professionals import Professional, professionals
from clinic_app.agenda.recurrence import ALL_DAY
from clinic_app.agenda.transitions import MOVABLE
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_
from clinic_app.ui.theme import APPOINTMENT_LOOKS, ARRIVED
from clinic_app.ui.toasts import notify

P = Permission
DAY, WEEK, MONTH = "timeGridDay", "timeGridWeek", "dayGridMonth"
STEPS = {DAY: relativedelta(days=1), WEEK: relativedelta(weeks=1), MONTH: relativedelta(months=1)}
LONGEST_RANGE = timedelta(days=45)  # a month view shows six weeks
WATCHED = ("appointment", "agenda_block", "recurrence_pattern", "recurrence_exception", "agenda_settings")


@dataclass
class CalendarEvent:
    """One block of the calendar, under FullCalendar's own names; times are the clinic's wall time."""

    id: str
    title: str
    start: str
    end: str
    classNames: list[str]
    editable: bool = False
    display: str = "auto"
    borderColor: str = ""
    backgroundColor: str = ""
    allDay: bool = False
    look: str = ""
    service: str = ""
    professional: str = ""  # only where several agendas are seen at once
    version: int = 0


@dataclass
class ProfessionalChoice:
    """One whose agenda can be seen and booked."""

    value: str
    label: str


@dataclass
class Frame:
    """When the clinic attends, as the calendar draws it."""

    opens: str = "08:00:00"
    closes: str = "18:00:00"
    snap: str = "00:15:00"
    hidden: list[int] = field(default_factory=list)  # 0 = Sunday … 6 = Saturday
    now: str = ""
    today: str = ""
    home: str = ""  # the date a week opens on: today, or the next day on which the clinic attends
    professionals: list[ProfessionalChoice] = field(default_factory=list)  # empty while there is only one
    can_write: bool = False


def look_of(row: queries.Row) -> str:
    """The state as people see it: who has arrived and waits is no longer only confirmed."""
    return ARRIVED if row.arrived_at and row.status in MOVABLE else str(row.status)


def wall(actor: Actor, moment: datetime) -> str:
    return moment.astimezone(actor.tz).strftime("%Y-%m-%dT%H:%M:%S")


def a_moment(text: str) -> datetime:
    """A wall time sent by the calendar. Raises Invalid."""
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        raise Invalid(fecha="Fecha con formato erróneo.") from None


def _event(actor: Actor, row: queries.Row, name: str) -> CalendarEvent:
    look = look_of(row)
    return CalendarEvent(
        id=str(row.id), title=row.patient_name, start=wall(actor, row.starts_at), end=wall(actor, row.ends_at),
        classNames=[APPOINTMENT_LOOKS[look].event], editable=row.status in MOVABLE and P.AGENDA_WRITE in actor.permissions,
        borderColor="" if row.status == Status.CANCELLED else row.color, look=look, service=row.service_name, professional=name, version=row.version,
    )  # fmt: skip


def _closed_event(closed: blocks_time.Closed, name: str, view: str) -> CalendarEvent:
    """A time that a block closes; its id names the block, and the occurrence of a series. A month has no hours to darken: a line says them."""
    (starts, ends), last, whole = closed.hours, closed.day, closed.hours == ALL_DAY
    if view == MONTH and not whole:
        words = (f"{starts:%H:%M}–{ends:%H:%M}", name, closed.title)
        return CalendarEvent(
            id=f"block-{closed.block_id}-{closed.pattern_id}-{closed.origin or closed.day}", title=" ".join(part for part in words if part),
            start=f"{closed.day}T{starts:%H:%M:%S}", end=f"{closed.day}T23:59:00", classNames=["ev-closed"], borderColor=closed.color,
        )  # fmt: skip
    if ends <= starts:  # a night, or up to midnight
        last += blocks_time.ONE_DAY
    return CalendarEvent(
        id=f"block-{closed.block_id}-{closed.pattern_id}-{closed.origin or closed.day}", title=" · ".join(part for part in (name, closed.title) if part),
        start=f"{closed.day}T{starts:%H:%M:%S}", end=f"{last}T{ends:%H:%M:%S}", classNames=["ev-block"], display="background",
        backgroundColor=f"{closed.color}2E", allDay=whole,
    )  # fmt: skip


def _hold_event(actor: Actor, hold: waiting_holds.LiveHold, name: str) -> CalendarEvent:
    """A time that is kept for somebody of the waiting list."""
    return CalendarEvent(
        id=f"hold-{hold.id}", title=" · ".join(part for part in (name, hold.patient_name) if part), start=wall(actor, hold.starts_at),
        end=wall(actor, hold.ends_at), classNames=["ev-hold"], display="background",
    )  # fmt: skip


def _holiday_event(day: date, name: str) -> CalendarEvent:
    return CalendarEvent(
        id=f"holiday-{day}", title=name, start=f"{day}T00:00:00", end=f"{day + blocks_time.ONE_DAY}T00:00:00", classNames=["ev-block", "ev-holiday"],
        display="background", allDay=True,
    )  # fmt: skip


def next_attended(working_days: list[int], day: date) -> date:
    """The day itself, or the first one after it on which the clinic attends."""
    return next((each for each in (day + timedelta(days=number) for number in range(7)) if each.isoweekday() in working_days), day)


class AgendaState(ClinicState):
    """The calendar: which dates are seen, and what stands in them."""

    ready: bool = False
    failed: bool = False  # the guard says so when the database is away
    view: str = ""  # empty until the browser says which fits its width
    day: str = ""  # a date inside the visible range
    place: str = ""  # changes when a button leads elsewhere: the calendar is drawn anew
    first: str = ""
    last: str = ""  # both included
    professional: str = ""  # whose agenda is seen; empty: everybody's
    events: list[CalendarEvent] = []
    frame: Frame = Frame()

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.day = self.day or work.today().isoformat()
        await self._fill(work)
        self.ready, self.failed = True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, AgendaState.refresh)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def refresh(self, work: Work) -> None:
        """Something changed: ask again."""
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def see(self, work: Work, start: str, end: str, view: str, place: str) -> None:
        """The calendar that was drawn for `place` shows other dates; `end` does not belong to them."""
        if place != self.place:  # the person has gone on meanwhile: the next calendar will say what it shows
            return
        first, last = a_moment(start).date(), a_moment(end).date() - timedelta(days=1)
        if view not in STEPS or not timedelta(0) <= last - first <= LONGEST_RANGE:
            raise NotFound
        self.view, self.first, self.last = view, first.isoformat(), last.isoformat()
        if not self.first <= self.day <= self.last:  # the calendar opened elsewhere: steps count from there
            self.day = self.first
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show_professional(self, work: Work, key: str) -> None:
        """See one agenda only; an empty key shows all."""
        self.professional = key if any(each.value == key for each in self.frame.professionals) else ""
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def step(self, actor: Actor, direction: int) -> None:
        """One day, week or month back or ahead."""
        step = STEPS.get(self.view, STEPS[WEEK])
        day = a_moment(self.day).date()
        self._go(day + step if direction > 0 else day - step)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def go_today(self, work: Work) -> None:
        """Back to the clinic's today."""
        self._go(await self._opening(work, work.today()) if self.view == WEEK else work.today())

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show_view(self, work: Work, view: str) -> None:
        """Day, week or month."""
        if view in STEPS:
            day = a_moment(self.day).date()
            self.view = view
            self._go(await self._opening(work, day) if view == WEEK else day)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move(self, work: Work, key: str, start: str, end: str) -> None:
        """Dragged or resized. The calendar asks for everything again afterwards: what was refused goes back to its place."""
        known = next((event for event in self.events if event.id == key and event.version), None)
        if known is None:
            raise NotFound
        begins = a_moment(start if "T" in start else f"{start}T{known.start[11:]}")
        length = a_moment(end) - begins if "T" in end else a_moment(known.end) - a_moment(known.start)
        wish = service.Change(date=begins.date(), start=begins.time(), minutes=int(length.total_seconds()) // 60, version=known.version)
        before, self.place = self.place, f"{self.view} {self.day} {time_ns()}"  # refused: drawn anew, the event is back in its place
        await service.change(work, int(key), wish)
        self.place = before
        await notify(self, N_("Cita movida al {day} a las {time}"), day=f"{begins:%d/%m}", time=f"{begins:%H:%M}")

    def _go(self, day: date) -> None:
        self.day = day.isoformat()
        self.place = f"{self.view} {self.day}"

    async def _opening(self, work: Work, day: date) -> date:
        """The date whose week is shown: a closed day without appointments leads to the next one on which the clinic attends."""
        settings = await hours.get_settings(work)
        if day.isoweekday() in settings.working_days:
            return day
        filters = queries.Filters(since=day, until=day, without=(Status.CANCELLED,), professional_id=self._whose())
        (rows,) = await queries.ask(work, queries.list_query(work.actor, filters))
        return day if rows else next_attended(settings.working_days, day)

    def _whose(self) -> int | None:
        return int(self.professional) if self.professional else None

    async def _fill(self, work: Work) -> None:
        settings, people = await hours.get_settings(work), await professionals(work)
        if self.professional not in {str(each.id) for each in people}:  # she left, or attends no more
            self.professional = ""
        self.events = await self._events(work, people) if self.first else []
        seen = {datetime.fromisoformat(event.start).isoweekday() for event in self.events if event.id.isdecimal()}
        self.frame = _frame(work, settings, seen)
        self.frame.home = (await self._opening(work, work.today())).isoformat()
        self.frame.professionals = [ProfessionalChoice(str(each.id), each.name) for each in people] if len(people) > 1 else []

    async def _events(self, work: Work, people: list[Professional]) -> list[CalendarEvent]:
        since, until = date.fromisoformat(self.first), date.fromisoformat(self.last)
        if self.view == WEEK:  # the whole week, so that an appointment on a closed day brings that day into view
            since -= timedelta(days=since.weekday())
            until = since + timedelta(days=6)
        names = {each.id: initials_of(each.name) for each in people} if len(people) > 1 and not self.professional else {}
        actor, filters = work.actor, queries.Filters(since=since, until=until, professional_id=self._whose())
        rows, blocks, countries = await queries.ask(
            work, queries.list_query(actor, filters), blocks_time.range_query(actor, since, until, self._whose()), blocks_time.country_query(actor)
        )
        appointments = [_event(work.actor, row, names.get(row.professional_id, "")) for row in (queries.Row(*each) for each in rows)]
        closed = blocks_time.closed_times([row for (row,) in blocks], since, until)
        holidays = holidays_between(countries[0][0], since, until) if countries and countries[0][0] else {}
        held = await waiting_holds.live_holds(work, bounds(since, work.tz)[0], bounds(until, work.tz)[1], self._whose())
        return [
            *appointments, *[_hold_event(actor, each, names.get(each.professional_id, "")) for each in held], *[_closed_event(each, names.get(each.professional_id, ""), self.view) for each in closed],
            *[_holiday_event(day, name) for day, name in holidays.items()],
        ]  # fmt: skip


def _frame(work: Work, settings: AgendaSettings, seen: set[int]) -> Frame:
    closed, now = set(range(1, 8)) - set(settings.working_days) - seen, datetime.now(work.tz)
    return Frame(
        opens=f"{settings.start_time:%H:%M:%S}", closes=f"{settings.end_time:%H:%M:%S}",
        snap=f"{settings.interval_minutes // 60:02}:{settings.interval_minutes % 60:02}:00",
        hidden=sorted(day % 7 for day in closed), now=now.strftime("%Y-%m-%dT%H:%M:%S"), today=now.date().isoformat(),
        can_write=P.AGENDA_WRITE in work.actor.permissions,
    )  # fmt: skip
