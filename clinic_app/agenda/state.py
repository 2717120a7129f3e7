"""What the agenda's screen keeps: the visible dates with their events. The sheet of one appointment: sheet_state.py."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import time_ns

import reflex as rx
from dateutil.relativedelta import relativedelta

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import calendar_hours, queries, service
from clinic_app.agenda.booking.rules import NO_ROOM
from clinic_app.agenda.calendar_events import DAY, LIST, MONTH, WEEK, CalendarEvent, Seen, events_of, look_of, wall
from clinic_app.agenda.choices import ProfessionalChoice, choices_of, choices_of_several
from clinic_app.agenda.day.list_state import CLOSED, ListRow, list_rows
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.models import Status
from clinic_app.agenda.professionals import Professional, professionals
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.theme import APPOINTMENT_LOOKS
from clinic_app.ui.toasts import notify

__all__ = ["DAY", "LIST", "MONTH", "WEEK", "AgendaState", "CalendarEvent", "ProfessionalChoice", "a_moment", "look_of", "wall"]

P = Permission
STEPS = {DAY: relativedelta(days=1), LIST: relativedelta(days=1), WEEK: relativedelta(weeks=1), MONTH: relativedelta(months=1)}
LONGEST_RANGE = timedelta(days=45)  # a month view shows six weeks
WATCHED = (
    "appointment", "agenda_block", "recurrence_pattern", "recurrence_exception", "agenda_settings", "working_period", "room", "group_slot", "waiting_entry",
    "slot_hold",
)  # fmt: skip
BY_PROFESSIONAL, BY_ROOM = "whose", "room"  # what a column of a day is: the field of an event that names it
STALE = N_("Otra persona cambió esta cita: ahora es el {day} a las {time} ({look}). No se movió.")


@dataclass
class Frame:
    """When the clinic attends, as the calendar draws it; and, seen as a list, the day's rows."""

    opens: str = "08:00:00"
    closes: str = "18:00:00"
    snap: str = "00:15:00"
    snap_minutes: int = 15
    hidden: list[int] = field(default_factory=list)  # 0 = Sunday … 6 = Saturday
    now: str = ""
    today: str = ""
    professionals: list[ProfessionalChoice] = field(default_factory=list)  # empty while there is only one
    rooms: list[ProfessionalChoice] = field(default_factory=list)
    can_write: bool = False
    rows: list[ListRow] = field(default_factory=list)
    closed: bool = False  # whether nothing but closed hours stands in the rows
    week: list[str] = field(default_factory=list)  # the days around the one that is listed


def a_moment(text: str) -> datetime:
    """A wall time sent by the calendar. Raises Invalid."""
    try:
        return datetime.fromisoformat(text[:19])
    except ValueError:
        raise Invalid(fecha="Fecha con formato erróneo.") from None


def next_attended(working_days: list[int], day: date) -> date:
    """The day itself, or the first one after it on which the clinic attends."""
    return next((each for each in (day + timedelta(days=number) for number in range(7)) if each.isoweekday() in working_days), day)


async def room_choices(work: Work, language: str) -> list[ProfessionalChoice]:
    """The rooms and "none"; nothing at all in a clinic without rooms."""
    found = choices_of(await rooms.list_rooms(work))
    return [*found, ProfessionalChoice(str(NO_ROOM), translate(language, N_("Sin sala")))] if found else []


class ColumnsState(ClinicState):
    """What a column of a day is, remembered by the browser."""

    by: str = rx.LocalStorage(BY_PROFESSIONAL, name="agenda-columns")

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def choose(self, actor: Actor, by: str) -> None:
        """Professionals or rooms."""
        self.by = by if by in (BY_PROFESSIONAL, BY_ROOM) else BY_PROFESSIONAL


class AgendaState(ClinicState):
    """The calendar: which dates are seen, and what stands in them."""

    ready: bool = False
    failed: bool = False  # the guard says so when the database is away
    view: str = ""  # empty until the browser says which fits its width
    day: str = ""  # a date inside the visible range
    place: str = ""  # changes when a button leads elsewhere: the calendar is drawn anew
    first: str = ""
    last: str = ""  # both included
    professional: str = rx.LocalStorage("", name="agenda-whose")  # whose agenda is seen; empty: everybody's
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
    async def begin(self, work: Work, narrow: bool) -> None:
        """The first look: a week does not fit a telephone, a list of the day does."""
        if not self.view:
            self.view = LIST if narrow else WEEK
            await self._go(work, work.today() if narrow else await self._opening(work, work.today()))

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
        known = self._holds(view, first)
        self.view, self.first, self.last = view, first.isoformat(), last.isoformat()
        if not self.first <= self.day <= self.last:  # the calendar opened elsewhere: steps count from there
            self.day = self.first
        if not known:
            await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show_professional(self, work: Work, key: str) -> None:
        """See one agenda only; an empty key shows all. The browser remembers it."""
        self.professional = key if any(each.value == key for each in self.frame.professionals) else ""
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def step(self, work: Work, direction: int) -> None:
        """One day, week or month back or ahead."""
        step = STEPS.get(self.view, STEPS[WEEK])
        day = a_moment(self.day).date()
        await self._go(work, day + step if direction > 0 else day - step)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def go_today(self, work: Work) -> None:
        """Back to the clinic's today."""
        await self._go(work, await self._opening(work, work.today()) if self.view == WEEK else work.today())

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def go_to(self, work: Work, day: str) -> None:
        """A day of the strip."""
        await self._go(work, a_moment(day).date())

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show_view(self, work: Work, view: str) -> None:
        """Day, week, month or list."""
        if view in STEPS:
            day = a_moment(self.day).date()
            self.view = view
            await self._go(work, await self._opening(work, day) if view == WEEK else day)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move(self, work: Work, key: str, start: str, end: str, version: int) -> None:
        """Dragged or resized. The calendar asks for everything again afterwards: what was refused goes back to its place."""
        before, self.place = self.place, f"{self.view} {self.day} {time_ns()}"  # refused: drawn anew, the event is back in its place
        if await self._move(work, key, start, end, version):
            self.place = before

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move_between(self, work: Work, key: str, start: str, end: str, version: int, by: str, column: str) -> None:
        """Dragged in the columns of a day: to another time, another professional, another room."""
        offered = self.frame.rooms if by == BY_ROOM else self.frame.professionals
        if not any(each.value == column for each in offered):
            raise NotFound
        await self._move(work, key, start, end, version, **{"room_id" if by == BY_ROOM else "professional_id": int(column)})

    async def _move(self, work: Work, key: str, start: str, end: str, version: int, **column: int) -> bool:
        known = next((event for event in self.events if event.id == key and event.version and key.isdecimal()), None)
        if known is None:
            raise NotFound
        row = await queries.one(work, int(key))
        if row.version != version:
            begins, word = row.starts_at.astimezone(work.tz), translate(await language_of(self), APPOINTMENT_LOOKS[look_of(row)].word)
            await notify(self, STALE, "bad", day=f"{begins:%d/%m}", time=f"{begins:%H:%M}", look=word.lower())
            return False
        begins = a_moment(start if "T" in start else f"{start}T{known.start[11:]}")
        length = a_moment(end) - begins if "T" in end else a_moment(known.end) - a_moment(known.start)
        if not timedelta(0) < length <= queries.LONGEST:
            raise Invalid(hora_fin=N_("Una cita dura de 1 minuto a 12 horas."))
        wish = service.Change(date=begins.date(), start=begins.time(), minutes=int(length.total_seconds()) // 60, version=version, **column)
        await service.change(work, int(key), wish)
        await notify(self, N_("Cita movida al {day} a las {time}"), day=f"{begins:%d/%m}", time=f"{begins:%H:%M}")
        for said in work.told:  # too near to another session
            await notify(self, said, "info")
        return True

    async def _go(self, work: Work, day: date) -> None:
        self.day = day.isoformat()
        self.place = f"{self.view} {self.day}"
        if self.view != MONTH:  # these dates are known before a calendar tells them
            since = day - timedelta(days=day.weekday()) if self.view == WEEK else day
            self.first, self.last = since.isoformat(), (since + timedelta(days=6 if self.view == WEEK else 0)).isoformat()
            await self._fill(work)

    def _holds(self, view: str, first: date) -> bool:
        """Whether what a calendar shows was read already: a week is read as a whole, whichever of its days are seen."""
        if view != self.view or not self.first:
            return False
        shown = date.fromisoformat(self.first)
        return first.isocalendar()[:2] == shown.isocalendar()[:2] if view == WEEK else view == DAY and first == shown

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
        several = len(people) > 1
        weeks = await calendar_hours.weeks(work, settings)
        seen = self._seen(people, weeks)
        self.events = await events_of(work, seen) if seen and self.view != LIST else []
        with_any = {datetime.fromisoformat(event.start).isoweekday() for event in self.events if event.id.isdecimal()}
        week = weeks.together([who] if (who := self._whose()) else [each.id for each in people])
        frame = _frame(work, settings, week, with_any)
        frame.professionals = choices_of_several(people)
        language = await language_of(self)
        frame.rooms = await room_choices(work, language)
        if seen and self.view == LIST:
            whose = self._whose() or (None if several else next((each.id for each in people), None))
            frame.rows = await list_rows(work, seen, whose, language)
            frame.closed = all(row.kind == CLOSED for row in frame.rows)
            monday = seen.since - timedelta(days=seen.since.weekday())
            frame.week = [(monday + timedelta(days=number)).isoformat() for number in range(7)]
        self.frame = frame

    def _seen(self, people: list[Professional], weeks: calendar_hours.Weeks) -> Seen | None:
        """What is looked at, once that is known."""
        if not self.first:
            return None
        since, until = date.fromisoformat(self.first), date.fromisoformat(self.last)
        if self.view == WEEK:  # the whole week, so that an appointment on a closed day brings that day into view
            since -= timedelta(days=since.weekday())
            until = since + timedelta(days=6)
        names = {each.id: initials_of(each.name) for each in people} if len(people) > 1 and not self.professional else {}
        return Seen(since, until, self.view, self._whose(), names, weeks, tuple(each.id for each in people))


def _frame(work: Work, settings: AgendaSettings, week: calendar_hours.Week, seen: set[int]) -> Frame:
    closed, now = set(range(1, 8)) - set(week) - seen, datetime.now(work.tz)
    opens, closes = calendar_hours.reach(week) or (settings.start_time, settings.end_time)
    return Frame(
        opens=f"{opens:%H:%M:%S}", closes=f"{closes:%H:%M:%S}",
        snap=f"{settings.interval_minutes // 60:02}:{settings.interval_minutes % 60:02}:00", snap_minutes=settings.interval_minutes,
        hidden=sorted(day % 7 for day in closed), now=now.strftime("%Y-%m-%dT%H:%M:%S"), today=now.date().isoformat(),
        can_write=P.AGENDA_WRITE in work.actor.permissions,
    )  # fmt: skip
