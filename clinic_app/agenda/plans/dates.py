"""When the sessions of a treatment should be: frequency and free times in, dates out. No database, no framework."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from itertools import islice, pairwise

DAILY, WEEKLY, FORTNIGHTLY, MONTHLY, CUSTOM = "diaria", "semanal", "quincenal", "mensual", "personalizada"
STEP_DAYS = {WEEKLY: 7, FORTNIGHTLY: 14}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, from when. Weekdays: 1 = Monday … 7 = Sunday; `weekdays` are those of CUSTOM, `working` those of the clinic."""

    frequency: str
    start: date
    weekdays: Collection[int] = ()
    working: Collection[int] = (1, 2, 3, 4, 5)


class Lack(Enum):
    """Why a session got no time."""

    TOO_FAR = auto()  # its turn comes after the last day that can be booked
    NO_ROOM = auto()  # no free time from its turn to that day


@dataclass(frozen=True, slots=True)
class Proposal:
    """A session, when its turn is, and the free time found for it."""

    number: int
    wanted: date
    day: date | None = None
    hour: str = ""
    lack: Lack | None = None


def _month_later(start: date, months: int) -> date:
    """The same day of a later month; its last day where the month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def turns(rhythm: Rhythm) -> Iterator[date]:
    """The days on which a session's turn is, without end. Daily means every day on which the clinic attends.

    The day of the month never drifts: 31 January, 28 February, 31 March. Raises OverflowError or ValueError past the year 9999.
    """
    if rhythm.frequency == MONTHLY:
        months = 0
        while True:
            yield _month_later(rhythm.start, months)
            months += 1
    if step := STEP_DAYS.get(rhythm.frequency):
        day = rhythm.start
        while True:
            yield day
            day += timedelta(days=step)
    allowed = set(rhythm.weekdays if rhythm.frequency == CUSTOM else rhythm.working) or set(range(1, 8))
    day = rhythm.start
    while True:
        if day.isoweekday() in allowed:
            yield day
        day += ONE_DAY


def last_turn(rhythm: Rhythm, count: int) -> date:
    """When a treatment of so many sessions ends, if none is missed."""
    return next(islice(turns(rhythm), count - 1, None))


def wanted_days(rhythm: Rhythm, count: int, today: date, held: Collection[date] = ()) -> list[date]:
    """The turns from today on that are still without a session. A session held on a later day than its turn still takes that turn."""
    days: list[date] = []
    for turn, following in pairwise(turns(rhythm)):
        if len(days) == count:
            break
        if turn >= today and not any(turn <= day < following for day in held):
            days.append(turn)
    return days


def minutes_of(hour: str) -> int:
    """`10:15` -> minutes since midnight."""
    return int(hour[:2]) * 60 + int(hour[3:5])


def nearest(hours: Sequence[str], wanted: str) -> str:
    """The free hour that is nearest to the wanted one, the earlier of two; without a wish the first."""
    if not wanted:
        return min(hours)
    return min(hours, key=lambda hour: (abs(minutes_of(hour) - minutes_of(wanted)), hour))


def place(
    wanted: Sequence[tuple[int, date]], free: Callable[[date], Sequence[str]], last: date, hour: str = "", held: Collection[date] = ()
) -> list[Proposal]:
    """Give each (number, day) a free time: on its day near `hour`, else on the next day with room, in order and at most one a day."""
    proposals: list[Proposal] = []
    after = date.min
    for number, turn in wanted:
        day = max(turn, after + ONE_DAY)
        while day <= last and (day in held or not free(day)):
            day += ONE_DAY
        if day <= last:
            after, found = day, nearest(free(day), hour)
            hour = hour or found  # without a wish, all sessions near the hour of the first
            proposals.append(Proposal(number, turn, day, found))
        else:
            proposals.append(Proposal(number, turn, lack=Lack.TOO_FAR if turn > last else Lack.NO_ROOM))
    return proposals
