"""What stands in the calendar in a range of dates: appointments, closed and held times, holidays. A further kind is one more function in SOURCES."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from clinic_app.agenda import queries
from clinic_app.agenda.availability import bounds
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.blocks.holidays import holidays_between
from clinic_app.agenda.blocks.recurrence import ALL_DAY
from clinic_app.agenda.calendar_hours import MIDNIGHT, Week, Weeks, shut
from clinic_app.agenda.groups import queries as groups_queries
from clinic_app.agenda.groups.models import SlotStatus
from clinic_app.agenda.models import Status
from clinic_app.agenda.transitions import MOVABLE
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.core.database import Actor, Work
from clinic_app.core.permissions import Permission
from clinic_app.ui.theme import APPOINTMENT_LOOKS, ARRIVED

DAY, WEEK, MONTH, LIST = "timeGridDay", "timeGridWeek", "dayGridMonth", "list"
GROUP = "group"  # the look of a time for several
LATE = timedelta(minutes=15)  # so long after its time one who has not come is late


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
    professional: str = ""  # initials, only where several agendas are seen at once
    version: int = 0
    whose: str = ""  # the key of the professional, which is her column
    room: str = "0"  # the key of the room; 0: none
    late: bool = False
    note: str = ""  # a short word in bold after the name, such as "5/8"


@dataclass(frozen=True)
class Seen:
    """What is looked at: local dates (both included), the view, whose agenda (None: everybody's), the initials by professional, everybody's hours."""

    since: date
    until: date
    view: str
    professional_id: int | None = None
    names: dict[int, str] = field(default_factory=dict)
    weeks: Weeks = field(default_factory=Weeks)
    people: tuple[int, ...] = ()  # all who attend

    def name(self, professional_id: int | None) -> str:
        return self.names.get(professional_id or 0, "")


def look_of(row: queries.Row) -> str:
    """The state as people see it: who has arrived and waits is no longer only confirmed."""
    return ARRIVED if row.arrived_at and row.status in MOVABLE else str(row.status)


def is_late(row: queries.Row, now: datetime) -> bool:
    """Whether she should be here by now, and is not."""
    return row.arrived_at is None and row.status in MOVABLE and now > row.starts_at + LATE


def wall(actor: Actor, moment: datetime) -> str:
    """A moment as the clinic's wall time, without zone."""
    return moment.astimezone(actor.tz).strftime("%Y-%m-%dT%H:%M:%S")


def _appointment(actor: Actor, row: queries.Row, name: str, now: datetime) -> CalendarEvent:
    look = look_of(row)
    return CalendarEvent(
        id=str(row.id), title=row.patient_name, start=wall(actor, row.starts_at), end=wall(actor, row.ends_at),
        classNames=[APPOINTMENT_LOOKS[look].event], editable=row.status in MOVABLE and Permission.AGENDA_WRITE in actor.permissions,
        borderColor="" if row.status == Status.CANCELLED else row.color, look=look, service=row.service_name, professional=name, version=row.version,
        whose=str(row.professional_id), room=str(row.room_id or 0), late=is_late(row, now),
    )  # fmt: skip


async def appointments(work: Work, seen: Seen) -> list[CalendarEvent]:
    """Every appointment, the cancelled ones too; who comes to a group stands in the group."""
    filters = queries.Filters(since=seen.since, until=seen.until, professional_id=seen.professional_id)
    (rows,) = await queries.ask(work, queries.list_query(work.actor, filters))
    now = datetime.now(UTC)
    return [
        _appointment(work.actor, row, seen.name(row.professional_id), now) for row in map(queries.Row._make, rows) if row.slot_id is None
    ]


async def groups(work: Work, seen: Seen) -> list[CalendarEvent]:
    """Times for several patients at once, with how many of their places are taken."""
    filters = groups_queries.SlotFilters(since=seen.since, until=seen.until, professional_id=seen.professional_id, status=SlotStatus.OPEN)
    return [
        CalendarEvent(
            id=f"group-{each.id}", title=each.name, start=wall(work.actor, each.starts_at), end=wall(work.actor, each.ends_at), classNames=["ev-group"],
            borderColor=each.color, look=GROUP, service=each.service_name, professional=seen.name(each.professional_id),
            whose=str(each.professional_id), room=str(each.room_id or 0), note=f"{each.taken}/{each.capacity}",
        )
        for each in await groups_queries.list_slots(work, filters)
    ]  # fmt: skip


def _closed(closed: blocks_time.Closed, name: str, view: str) -> CalendarEvent:
    """A time that a block closes; its id names the block, and the occurrence of a series. A month has no hours to darken: a line says them."""
    (starts, ends), last, whole = closed.hours, closed.day, closed.hours == ALL_DAY
    key, whose = f"block-{closed.block_id}-{closed.pattern_id}-{closed.origin or closed.day}", str(closed.professional_id)
    if view == MONTH and not whole:
        words = (f"{starts:%H:%M}–{ends:%H:%M}", name, closed.title)
        return CalendarEvent(
            id=key, title=" ".join(part for part in words if part), start=f"{closed.day}T{starts:%H:%M:%S}", end=f"{closed.day}T23:59:00",
            classNames=["ev-closed"], borderColor=closed.color, whose=whose,
        )  # fmt: skip
    if ends <= starts:  # a night, or up to midnight
        last += blocks_time.ONE_DAY
    return CalendarEvent(
        id=key, title=" · ".join(part for part in (name, closed.title) if part), start=f"{closed.day}T{starts:%H:%M:%S}", end=f"{last}T{ends:%H:%M:%S}",
        classNames=["ev-block"], display="background", backgroundColor=f"{closed.color}2E", allDay=whole, whose=whose, professional=name,
    )  # fmt: skip


def _holiday(day: date, name: str) -> CalendarEvent:
    return CalendarEvent(
        id=f"holiday-{day}", title=name, start=f"{day}T00:00:00", end=f"{day + blocks_time.ONE_DAY}T00:00:00", classNames=["ev-block", "ev-holiday"],
        display="background", allDay=True,
    )  # fmt: skip


async def closed_times(work: Work, seen: Seen) -> list[CalendarEvent]:
    """Blocks, occurrences of series, and the public holidays on which the clinic closes."""
    actor = work.actor
    blocks, countries = await queries.ask(
        work, blocks_time.range_query(actor, seen.since, seen.until, seen.professional_id), blocks_time.country_query(actor)
    )
    closed = blocks_time.closed_times([row for (row,) in blocks], seen.since, seen.until)
    holidays = holidays_between(countries[0][0], seen.since, seen.until) if countries and countries[0][0] else {}
    return [
        *[_closed(each, seen.name(each.professional_id), seen.view) for each in closed],
        *[_holiday(day, name) for day, name in holidays.items()],
    ]


async def held_times(work: Work, seen: Seen) -> list[CalendarEvent]:
    """Times that are kept for somebody of the waiting list."""
    held = await waiting_holds.live_holds(work, bounds(seen.since, work.tz)[0], bounds(seen.until, work.tz)[1], seen.professional_id)
    return [
        CalendarEvent(
            id=f"hold-{each.id}", title=" · ".join(part for part in (seen.name(each.professional_id), each.patient_name) if part),
            start=wall(work.actor, each.starts_at), end=wall(work.actor, each.ends_at), classNames=["ev-hold"], display="background",
            whose=str(each.professional_id), professional=seen.name(each.professional_id),
        )
        for each in held
    ]  # fmt: skip


def _shut(seen: Seen, week: Week, whose: str = "") -> list[CalendarEvent]:
    days = [seen.since + blocks_time.ONE_DAY * number for number in range((seen.until - seen.since).days + 1)]
    return [
        CalendarEvent(
            id=f"off-{whose}-{day}-{since:%H%M}", title="", start=f"{day}T{since:%H:%M:%S}",
            end=f"{day + blocks_time.ONE_DAY if until == MIDNIGHT else day}T{until:%H:%M:%S}", classNames=["ev-off"], display="background", whose=whose,
        )
        for day in days for since, until in shut(week.get(day.isoweekday(), ()))
    ]  # fmt: skip


async def shut_hours(_: Work, seen: Seen) -> list[CalendarEvent]:
    """Hours in which nobody attends, such as a break at noon; a day in columns says them of each. A month and a list have no hours to darken."""
    if seen.view in (MONTH, LIST):
        return []
    if seen.view == DAY and len(seen.people) > 1 and seen.professional_id is None:
        return [event for each in seen.people for event in _shut(seen, seen.weeks.of(each), str(each))]
    return _shut(seen, seen.weeks.together((seen.professional_id,) if seen.professional_id else seen.people))


Source = Callable[[Work, Seen], Awaitable[list[CalendarEvent]]]
SOURCES: list[Source] = [appointments, groups, held_times, closed_times, shut_hours]


async def events_of(work: Work, seen: Seen) -> list[CalendarEvent]:
    """All that stands in the calendar."""
    return [event for source in SOURCES for event in await source(work, seen)]
