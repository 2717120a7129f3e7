"""Which times can be booked: intervals in, slots out. No database, no framework. Many days and professionals at once: free_times.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]  # aware; the end does not belong to it
Period = tuple[time, time]
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a professional attends. Days: 1 = Monday … 7 = Sunday. `weekly`: the periods of each day, in place of start, end and days."""

    start: time = time(8)
    end: time = time(18)
    days: Collection[int] = (1, 2, 3, 4, 5)
    interval: int = 15
    gap: int = 0
    same_day: bool = True
    horizon: int = 30
    travel: int = 0  # minutes around a visit at home
    weekly: Mapping[int, Sequence[Period]] | None = None

    def periods(self, weekday: int) -> tuple[Period, ...]:
        """The periods of a weekday, in order; none when the professional does not attend."""
        if self.weekly is not None:
            return tuple(self.weekly.get(weekday, ()))
        return ((self.start, self.end),) if weekday in self.days else ()

    def holding(self, weekday: int, clock: time) -> Period | None:
        """The period that a time falls into. In the simple case also on a day off: what stands there may be moved within its day."""
        periods = ((self.start, self.end),) if self.weekly is None else self.periods(weekday)
        return next((each for each in periods if each[0] <= clock < each[1]), None)

    def clocks(self, weekday: int) -> tuple[time, ...]:
        """The times of a weekday at which a slot may begin."""
        return tuple(each.clock for each in grid(self.periods(weekday), self.interval))


class Slot(NamedTuple):
    hour: str  # HH:MM
    free: bool


class Mark(NamedTuple):
    """One place of the grid: where a slot may begin, and the end of its period (`at` and `last` from midnight). `slots`: taken, free."""

    at: timedelta
    clock: time
    last: timedelta
    end: time
    slots: tuple[Slot, Slot]


@dataclass(frozen=True, slots=True)
class Day:
    """What already stands in one day: appointments (around which the gap is kept) and closed times.

    `visits`: those of `busy` that are at home. `capacity`: how many may be at once. `rooms`: when each of the rooms that would do is occupied.
    """

    date: date
    busy: Sequence[Interval]
    closed: Sequence[Interval]
    visits: Collection[Interval] = ()
    capacity: int = 1
    rooms: Sequence[Sequence[Interval]] = ()


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
    ROOM_TAKEN = auto()


@lru_cache(512)
def grid(periods: tuple[Period, ...], interval: int) -> tuple[Mark, ...]:
    """Every place of a day where a slot may begin: from the start of each period on, every `interval` minutes."""
    marks = []
    for start, end in periods:
        last = timedelta(hours=end.hour, minutes=end.minute, seconds=end.second, microseconds=end.microsecond)
        odd = bool(start.second or start.microsecond)  # then from the next full minute on
        for minute in range(60 * start.hour + start.minute + odd, 60 * end.hour + end.minute, interval):
            clock, hour = time(*divmod(minute, 60)), f"{minute // 60:02}:{minute % 60:02}"
            marks.append(Mark(timedelta(minutes=minute), clock, last, end, (Slot(hour, False), Slot(hour, True))))
    return tuple(marks)


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Periods in order; those that touch become one, so that an appointment may lie across."""
    found: list[Period] = []
    for start, end in sorted(periods):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The moment of a wall time, in UTC; None for one that the clocks skip. Of a time that comes twice, the first."""
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    return moment if moment.astimezone(zone).time() == clock else None


def bounds(day: date, zone: ZoneInfo) -> Interval:
    """Local midnight to local midnight."""
    return tuple(datetime.combine(one, time(0), zone).astimezone(UTC) for one in (day, day + A_DAY))  # type: ignore[return-value]


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
    return None if hours.periods(day.isoweekday()) else Refusal.DAY_OFF


def overlaps(start: datetime, end: datetime, intervals: Iterable[Interval]) -> bool:
    """Whether any of the intervals shares time with this one; touching is not sharing."""
    return any(start < until and end > since for since, until in intervals)


def crowded(intervals: Sequence[Interval], capacity: int) -> Sequence[Interval]:
    """Where so many of the intervals are at once."""
    if capacity == 1:
        return intervals
    steps = sorted([(since, 1) for since, _ in intervals] + [(until, -1) for _, until in intervals])  # at one moment, ends come first
    found, depth, since = [], 0, None
    for moment, step in steps:
        depth += step
        if depth >= capacity and since is None:
            since = moment
        elif depth < capacity and since is not None:
            if moment > since:
                found.append((since, moment))
            since = None
    return found


def around(hours: Hours, day: Day, home: bool) -> Sequence[Interval]:
    """The times that a new appointment must not touch: each that stands with the gap on both sides, with the way to a visit at home (the longer)."""
    near, far = (timedelta(minutes=minutes) for minutes in (hours.gap, max(hours.gap, hours.travel)))
    kept = [(since - (far if home or (since, until) in day.visits else near), until + (far if home or (since, until) in day.visits else near))
            for since, until in day.busy]  # fmt: skip
    return crowded(kept, day.capacity)


def is_taken(hours: Hours, day: Day, start: datetime, end: datetime, home: bool = False) -> bool:
    """Whether appointments, or the way to or from one, are in the way."""
    return overlaps(start, end, around(hours, day, home))


def no_room(day: Day, start: datetime, end: datetime) -> bool:
    """Whether rooms are asked for, and all of them are occupied."""
    return bool(day.rooms) and all(overlaps(start, end, busy) for busy in day.rooms)


def refusal_of_time(hours: Hours, day: Day, clock: time, minutes: int, zone: ZoneInfo, home: bool = False) -> Refusal | None:
    """Why `minutes` from a wall time on cannot be booked, or None; `home`: it is a visit. The date is judged by `refusal_of_date`."""
    start = instant(day.date, clock, zone)
    if start is None:
        return Refusal.NO_SUCH_TIME
    end = start + timedelta(minutes=minutes)
    period = hours.holding(day.date.isoweekday(), clock)
    if period is None or end > datetime.combine(day.date, period[1], zone).astimezone(UTC):
        return Refusal.OUTSIDE_HOURS
    if overlaps(start, end, day.closed):
        return Refusal.CLOSED
    if is_taken(hours, day, start, end, home):
        return Refusal.TAKEN
    return Refusal.ROOM_TAKEN if no_room(day, start, end) else None


def forbidden(intervals: Iterable[Interval], length: timedelta) -> list[Interval]:
    """Between which moments nothing of that length may begin (the moments themselves are allowed), in order and apart."""
    found: list[Interval] = []
    for since, until in sorted((since - length, until) for since, until in intervals):
        if found and since < found[-1][1]:
            if until > found[-1][1]:
                found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


def beginnings(marks: Sequence[Mark], day: date, length: timedelta, zone: ZoneInfo) -> Iterator[datetime | None]:
    """The moment of each mark; None where the clocks skip it or its period ends too soon."""
    first, last = bounds(day, zone)
    if last - first == A_DAY:  # no change of clocks: minutes from midnight are minutes
        for mark in marks:
            yield first + mark.at if mark.at + length <= mark.last else None
        return
    for mark in marks:
        start = instant(day, mark.clock, zone)
        fits = start is not None and start + length <= datetime.combine(day, mark.end, zone).astimezone(UTC)
        yield start if fits else None


def outside(starts: Sequence[datetime | None], walls: Sequence[Interval]) -> list[bool]:
    """Which of the moments, in order, lie between no walls (of `forbidden`). In one walk along both."""
    free, number = [], 0
    for start in starts:
        if start is None:
            free.append(False)
            continue
        while number < len(walls) and walls[number][1] <= start:
            number += 1
        free.append(number == len(walls) or start <= walls[number][0])
    return free


def day_slots(hours: Hours, day: Day, minutes: int, now: datetime, zone: ZoneInfo, home: bool = False) -> list[Slot]:
    """Every slot of a day, free or not; none when the professional does not attend that weekday.

    A slot is free only if the whole service fits into a period, has not begun yet, keeps the gap and the way to the appointments
    around it, touches no closed time, and finds a room where rooms are asked for. The same that `refusal_of_time` says, all at once.
    """
    marks = grid(hours.periods(day.date.isoweekday()), hours.interval)
    if refusal_of_date(hours, day.date, now.astimezone(zone).date()) is not None:
        return [mark.slots[0] for mark in marks]
    length = timedelta(minutes=minutes)
    starts = [start if start is None or start >= now else None for start in beginnings(marks, day.date, length, zone)]
    free = outside(starts, forbidden([*day.closed, *around(hours, day, home)], length))
    if day.rooms:
        places = [outside(starts, forbidden(busy, length)) for busy in day.rooms]
        free = [one and any(each) for one, each in zip(free, zip(*places, strict=True), strict=True)]
    return [mark.slots[one] for mark, one in zip(marks, free, strict=True)]
