"""Which times of a day can be booked: intervals in, slots out. No database, no framework."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]  # aware; the end does not belong to it


@dataclass(frozen=True, slots=True)
class Hours:
    """When a clinic attends. Days: 1 = Monday … 7 = Sunday."""

    start: time = time(8)
    end: time = time(18)
    days: Collection[int] = (1, 2, 3, 4, 5)
    interval: int = 15
    gap: int = 0
    same_day: bool = True
    horizon: int = 30


@dataclass(frozen=True, slots=True)
class Slot:
    hour: str  # HH:MM
    free: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What already stands in one day: appointments (around which the gap is kept) and closed times."""

    date: date
    busy: list[Interval]
    closed: list[Interval]


class Refusal(Enum):
    """Why a time cannot be had."""

    PAST_DATE = auto()
    SAME_DAY = auto()
    TOO_FAR = auto()
    DAY_OFF = auto()
    NO_SUCH_TIME = auto()
    OUTSIDE_HOURS = auto()
    CLOSED = auto()
    TAKEN = auto()


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The moment of a wall time, in UTC; None for one that the clocks skip. Of a time that comes twice, the first."""
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    return moment if moment.astimezone(zone).time() == clock else None


def bounds(day: date, zone: ZoneInfo) -> Interval:
    """Local midnight to local midnight."""
    return tuple(datetime.combine(one, time(0), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))  # type: ignore[return-value]


def closing(day: date, start: time | None, end: time | None, zone: ZoneInfo) -> Interval:
    """The part of a day that a block closes; without times, all of it."""
    first, last = bounds(day, zone)
    return (
        first if start is None else datetime.combine(day, start, zone).astimezone(UTC),
        last if end is None else datetime.combine(day, end, zone).astimezone(UTC),
    )


def refusal_of_date(hours: Hours, day: date, today: date) -> Refusal | None:
    """Why nothing can be booked on a date, or None."""
    if day < today:
        return Refusal.PAST_DATE
    if day == today and not hours.same_day:
        return Refusal.SAME_DAY
    if (day - today).days > hours.horizon:
        return Refusal.TOO_FAR
    return None if day.isoweekday() in hours.days else Refusal.DAY_OFF


def overlaps(start: datetime, end: datetime, intervals: Iterable[Interval]) -> bool:
    return any(start < until and end > since for since, until in intervals)


def refusal_of_time(hours: Hours, day: Day, clock: time, minutes: int, zone: ZoneInfo) -> Refusal | None:
    """Why `minutes` from a wall time on cannot be booked, or None. The date is judged by `refusal_of_date`."""
    start = instant(day.date, clock, zone)
    if start is None:
        return Refusal.NO_SUCH_TIME
    end = start + timedelta(minutes=minutes)
    if clock < hours.start or end > datetime.combine(day.date, hours.end, zone).astimezone(UTC):
        return Refusal.OUTSIDE_HOURS
    if overlaps(start, end, day.closed):
        return Refusal.CLOSED
    gap = timedelta(minutes=hours.gap)
    return Refusal.TAKEN if overlaps(start - gap, end + gap, day.busy) else None


def day_slots(hours: Hours, day: Day, minutes: int, now: datetime, zone: ZoneInfo) -> list[Slot]:
    """Every slot of a day, free or not; none when the clinic does not attend that weekday.

    A slot is free only if the whole service fits into the hours, has not begun yet, keeps the gap to the appointments
    around it, and touches no closed time.
    """
    if day.date.isoweekday() not in hours.days:
        return []
    bookable = refusal_of_date(hours, day.date, now.astimezone(zone).date()) is None
    first, last = (60 * clock.hour + clock.minute for clock in (hours.start, hours.end))
    slots = []
    for minute in range(first, last, hours.interval):
        clock = time(*divmod(minute, 60))
        free = bookable and refusal_of_time(hours, day, clock, minutes, zone) is None
        if free and datetime.combine(day.date, clock, zone) < now:
            free = False
        slots.append(Slot(f"{clock:%H:%M}", free))
    return slots
