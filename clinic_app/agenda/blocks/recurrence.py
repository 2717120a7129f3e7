"""When a recurring block falls: patterns in, occurrences out. No database, no framework.

A pattern repeats every N days, on weekdays, or in a cycle of shifts as hospitals write them (day, night, rest, rest).
Only the asked window is computed, so a pattern without end costs nothing more than a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST_WINDOW = timedelta(days=800)  # two years of horizon and the days around it
LONGEST_CYCLE = 60
Hours = tuple[time, time]  # an end that is not after the start belongs to the next day
ALL_DAY: Hours = (time(0), time(0))


class Kind(StrEnum):
    DAILY = "diario"
    WEEKLY = "semanal"
    CYCLE = "patron"


class Shift(StrEnum):
    """What stands in a cycle. Hours are what hospitals of Peru commonly work; a pattern may bring its own."""

    DAY = "DIURNA"
    NIGHT = "NOCTURNA"
    MORNING = "MAÑANA"
    AFTERNOON = "TARDE"
    GUARD = "GUARDIA"  # twelve hours of day and twelve of night
    REST = "DESCANSO"


SHIFT_HOURS: dict[Shift, Hours] = {
    Shift.DAY: (time(7), time(19)),
    Shift.NIGHT: (time(19), time(7)),
    Shift.MORNING: (time(7), time(13)),
    Shift.AFTERNOON: (time(13), time(19)),
    Shift.GUARD: (time(7), time(7)),
}


@dataclass(frozen=True)
class Pattern:
    """How something repeats. `hours` are those of each occurrence; in a cycle each shift has its own (`shift_hours` over SHIFT_HOURS)."""

    kind: Kind
    start: date
    end: date | None = None  # the last day that it may fall on
    every: int = 1
    weekdays: frozenset[int] = frozenset()  # 1 = Monday … 7 = Sunday
    cycle: tuple[Shift, ...] = ()
    hours: Hours = ALL_DAY
    shift_hours: Mapping[Shift, Hours] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """Where one occurrence went instead of its own day and hours."""

    day: date
    hours: Hours


@dataclass(frozen=True)
class Occurrence:
    """One time that the pattern falls. `origin` is the day it would have had by the rule: its name for exceptions."""

    origin: date
    day: date
    hours: Hours
    shift: Shift | None = None

    def interval(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when, in UTC. A night ends on the next day; an hour that the clocks skip counts from where they go on."""
        start, end = self.hours
        last = self.day if end > start else self.day + timedelta(days=1)
        return datetime.combine(self.day, start, zone).astimezone(UTC), datetime.combine(last, end, zone).astimezone(UTC)


def shift_on(pattern: Pattern, day: date) -> Shift:
    """The shift of a day in a cycle."""
    return pattern.cycle[(day - pattern.start).days % len(pattern.cycle)]


def hours_on(pattern: Pattern, day: date) -> tuple[Hours, Shift | None] | None:
    """When the pattern falls on a day by its rule, or None. Exceptions are not looked at."""
    if day < pattern.start or (pattern.end is not None and day > pattern.end):
        return None
    if pattern.kind is Kind.DAILY:
        return (pattern.hours, None) if (day - pattern.start).days % pattern.every == 0 else None
    if pattern.kind is Kind.WEEKLY:
        return (pattern.hours, None) if day.isoweekday() in pattern.weekdays else None
    shift = shift_on(pattern, day)
    return None if shift is Shift.REST else (pattern.shift_hours.get(shift) or SHIFT_HOURS[shift], shift)


def occurrences(pattern: Pattern, since: date, until: date, exceptions: Mapping[date, Moved | None] | None = None) -> Iterator[Occurrence]:
    """Those that touch a day of `since`…`until` (both included), in the order of their origin.

    `exceptions`: by origin, where the occurrence went, or None when it was dropped. A night that began the day before touches the window too.
    Raises ValueError for a window longer than LONGEST_WINDOW.
    """
    if until - since > LONGEST_WINDOW:
        raise ValueError("the window is too long")
    known = exceptions or {}
    yesterday = since - timedelta(days=1)
    moved_in = sorted(origin for origin, to in known.items() if to is not None and not yesterday <= origin <= until)
    window = (yesterday + timedelta(days=number) for number in range((until - yesterday).days + 1))
    for origin in (*moved_in, *window):
        by_rule = hours_on(pattern, origin)
        if by_rule is None:
            continue
        to = known.get(origin, Moved(origin, by_rule[0]))
        if to is not None and _touches(to, since, until):
            yield Occurrence(origin, to.day, to.hours, by_rule[1])


def _touches(to: Moved, since: date, until: date) -> bool:
    start, end = to.hours
    last = to.day if end > start or end == time(0) else to.day + timedelta(days=1)
    return to.day <= until and last >= since
