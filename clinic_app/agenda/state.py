"""What the agenda's screen keeps: the visible dates with their events, and the sheet of one appointment."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import time_ns
from typing import Any

import reflex as rx
from dateutil.relativedelta import relativedelta

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import hours, queries, service
from clinic_app.agenda.models import AgendaBlock, AgendaSettings, Status
from clinic_app.agenda.transitions import MOVABLE, is_legal
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.patients.age import age_on, age_text
from clinic_app.ui.i18n import N_
from clinic_app.ui.theme import APPOINTMENT_LOOKS, ARRIVED
from clinic_app.ui.toasts import notify

P = Permission
DAY, WEEK, MONTH = "timeGridDay", "timeGridWeek", "dayGridMonth"
STEPS = {DAY: relativedelta(days=1), WEEK: relativedelta(weeks=1), MONTH: relativedelta(months=1)}
LONGEST_RANGE = timedelta(days=45)  # a month view shows six weeks
WATCHED = ("appointment", "agenda_block")


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
    look: str = ""
    service: str = ""
    version: int = 0


@dataclass
class Frame:
    """When the clinic attends, as the calendar draws it."""

    opens: str = "08:00:00"
    closes: str = "18:00:00"
    snap: str = "00:15:00"
    hidden: list[int] = field(default_factory=list)  # 0 = Sunday … 6 = Saturday
    now: str = ""
    today: str = ""
    can_write: bool = False


@dataclass
class Sheet:
    """One appointment, as its side sheet shows it."""

    id: int = 0
    version: int = 0
    patient_id: int = 0
    patient: str = ""
    age: str = ""
    service: str = ""
    color: str = ""
    start: str = ""
    end: str = ""
    look: str = "programada"
    care_type: str = ""
    notes: str = ""
    cancel_reason: str = ""
    arrived: str = ""
    price: str = ""
    actions: list[str] = field(default_factory=list)


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


def _event(actor: Actor, row: queries.Row) -> CalendarEvent:
    look = look_of(row)
    return CalendarEvent(
        id=str(row.id), title=row.patient_name, start=wall(actor, row.starts_at), end=wall(actor, row.ends_at),
        classNames=[APPOINTMENT_LOOKS[look].event], editable=row.status in MOVABLE and P.AGENDA_WRITE in actor.permissions,
        borderColor="" if row.status == Status.CANCELLED else row.color, look=look, service=row.service_name, version=row.version,
    )  # fmt: skip


def _block_events(block: AgendaBlock, since: date, until: date) -> list[CalendarEvent]:
    """A block closes the same times on each of its days."""
    first, last = max(block.start_date, since), min(block.end_date, until)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    starts, ends = block.start_time or time(0), block.end_time or time(23, 59, 59)
    return [
        CalendarEvent(
            id=f"block-{block.id}-{day}", title=block.title or block.reason, start=f"{day}T{starts:%H:%M:%S}", end=f"{day}T{ends:%H:%M:%S}",
            classNames=["ev-block"], display="background",
        )
        for day in days
    ]  # fmt: skip


class AgendaState(ClinicState):
    """The calendar: which dates are seen, and what stands in them."""

    ready: bool = False
    view: str = ""  # empty until the browser says which fits its width
    day: str = ""  # a date inside the visible range
    place: str = ""  # changes when a button leads elsewhere: the calendar is drawn anew
    first: str = ""
    last: str = ""  # both included
    events: list[CalendarEvent] = []
    frame: Frame = Frame()

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.day = self.day or work.today().isoformat()
        await self._fill(work)
        self.ready = True
        live.watch(self, work.actor.tenant_id or 0, WATCHED, AgendaState.refresh)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def refresh(self, work: Work) -> None:
        """Something changed: ask again."""
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def see(self, work: Work, start: str, end: str, view: str) -> None:
        """The calendar shows other dates; `end` does not belong to them."""
        first, last = a_moment(start).date(), a_moment(end).date() - timedelta(days=1)
        if view not in STEPS or not timedelta(0) <= last - first <= LONGEST_RANGE:
            raise NotFound
        self.view, self.first, self.last = view, first.isoformat(), last.isoformat()
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def step(self, actor: Actor, direction: int) -> None:
        """One day, week or month back or ahead."""
        step = STEPS.get(self.view, STEPS[WEEK])
        day = a_moment(self.day).date()
        self._go(day + step if direction > 0 else day - step)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def go_today(self, actor: Actor) -> None:
        """Back to the clinic's today."""
        self._go(actor.today())

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def show_view(self, actor: Actor, view: str) -> None:
        """Day, week or month."""
        if view in STEPS:
            self.view = view
            self._go(a_moment(self.day).date())

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

    async def _fill(self, work: Work) -> None:
        settings = await hours.get_settings(work)
        self.events = await self._events(work) if self.first else []
        now = datetime.now(work.tz)
        seen = {datetime.fromisoformat(event.start).isoweekday() for event in self.events if event.display == "auto"}
        self.frame = _frame(work, settings, seen, now)

    async def _events(self, work: Work) -> list[CalendarEvent]:
        since, until = date.fromisoformat(self.first), date.fromisoformat(self.last)
        if self.view == WEEK:  # the whole week, so that an appointment on a closed day brings that day into view
            since -= timedelta(days=since.weekday())
            until = since + timedelta(days=6)
        (rows,) = await queries.ask(work, queries.list_query(work.actor, queries.Filters(since=since, until=until)))
        blocks = await hours.list_blocks(work, since=since, until=until)
        appointments = [_event(work.actor, queries.Row(*row)) for row in rows]
        return appointments + [event for block in blocks for event in _block_events(block, since, until)]


def _frame(work: Work, settings: AgendaSettings, seen: set[int], now: datetime) -> Frame:
    closed = set(range(1, 8)) - set(settings.working_days) - seen
    return Frame(
        opens=f"{settings.start_time:%H:%M:%S}", closes=f"{settings.end_time:%H:%M:%S}",
        snap=f"{settings.interval_minutes // 60:02}:{settings.interval_minutes % 60:02}:00",
        hidden=sorted(day % 7 for day in closed), now=now.strftime("%Y-%m-%dT%H:%M:%S"), today=now.date().isoformat(),
        can_write=P.AGENDA_WRITE in work.actor.permissions,
    )  # fmt: skip


ACTIONS = {  # code of the button -> what the service does; cancelling asks for a reason first
    "confirm": (service.confirm, N_("Cita confirmada")),
    "arrive": (service.arrive, N_("Llegada registrada")),
    "start": (service.start, N_("Atención iniciada")),
    "attend": (service.attend, N_("Cita atendida")),
    "no_show": (service.no_show, N_("Inasistencia registrada")),
    "reopen": (service.reopen, N_("Cita reabierta")),
}
LEADS_TO = {"confirm": Status.CONFIRMED, "start": Status.IN_PROGRESS, "attend": Status.ATTENDED, "no_show": Status.NO_SHOW, "reopen": Status.SCHEDULED, "cancel": Status.CANCELLED}  # fmt: skip


def actions_of(row: queries.Row) -> list[str]:
    """What may be done with an appointment now."""
    legal = [code for code, after in LEADS_TO.items() if is_legal(Status(row.status), after)]
    return [*legal, "arrive"] if row.status in MOVABLE and row.arrived_at is None else legal


def sheet_of(actor: Actor, row: queries.Row) -> Sheet:
    """An appointment as its sheet shows it; the actions only to who may write."""
    return Sheet(
        id=row.id, version=row.version, patient_id=row.patient_id, patient=row.patient_name, age=age_text(age_on(row.birth_date, actor.today())),
        service=row.service_name, color=row.color, price=str(row.price), start=wall(actor, row.starts_at), end=wall(actor, row.ends_at),
        look=look_of(row), care_type=row.care_type, notes=row.notes, cancel_reason=row.cancel_reason,
        arrived=wall(actor, row.arrived_at) if row.arrived_at else "",
        actions=actions_of(row) if P.AGENDA_WRITE in actor.permissions else [],
    )  # fmt: skip


class AppointmentState(ClinicState):
    """The side sheet of one appointment."""

    is_open: bool = False
    cancelling: bool = False
    sheet: Sheet = Sheet()

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, key: str) -> None:
        """Open an appointment; a block of closed time opens nothing."""
        if key.isdecimal():
            self.sheet = sheet_of(work.actor, await queries.one(work, int(key)))
            self.cancelling, self.is_open = False, True

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def reload(self, work: Work) -> None:
        """After an action, also one that was refused because somebody was faster."""
        self.sheet = sheet_of(work.actor, await queries.one(work, self.sheet.id))

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = self.cancelling = False

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def ask_reason(self, actor: Actor) -> None:
        self.cancelling = not self.cancelling

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def act(self, work: Work, code: str) -> None:
        """One of ACTIONS on the open appointment, in the state that the person saw."""
        if code not in ACTIONS:
            raise NotFound
        action, sentence = ACTIONS[code]
        await action(work, self.sheet.id, self.sheet.version)
        await notify(self, sentence)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def cancel(self, work: Work, form: dict[str, Any]) -> None:
        """Give the time back, with the reason."""
        await service.cancel(work, self.sheet.id, str(form.get("reason", "")).strip()[:500], self.sheet.version)
        self.cancelling = False
        await notify(self, N_("Cita cancelada"))
