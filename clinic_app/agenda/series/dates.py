"""On which days a series of appointments falls: a rhythm in, dates out. No database, no framework; the expansion is recurrence.py's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from clinic_app.agenda.blocks.recurrence import Kind, Pattern, hours_on

MOST = 104  # appointments in one series: two years of weeks
LONGEST = timedelta(days=731)  # from the first day to the last
LARGEST_STEP = 52


class Frequency(StrEnum):
    DAILY = "diaria"
    WEEKLY = "semanal"


class Flaw(StrEnum):
    """What is wrong with a rhythm."""

    NO_END = "no_end"
    TWO_ENDS = "two_ends"
    END_BEFORE_START = "end_before_start"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NO_DAY = "no_day"


@dataclass(frozen=True)
class Rhythm:
    """Every N days, or every N weeks on some weekdays (1 = Monday … 7 = Sunday; none: that of the first day), until a day or so many times."""

    frequency: Frequency
    start: date
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    until: date | None = None
    times: int | None = None

    @property
    def days_of_week(self) -> frozenset[int]:
        return self.weekdays or frozenset({self.start.isoweekday()})


def days_of(rhythm: Rhythm) -> list[date] | Flaw:
    """Every day of a series in order, at most MOST of them within LONGEST; or what is wrong with it."""
    if (rhythm.until is None) == (rhythm.times is None):
        return Flaw.NO_END if rhythm.until is None else Flaw.TWO_ENDS
    last = rhythm.start + LONGEST
    if rhythm.until is not None:
        if rhythm.until < rhythm.start:
            return Flaw.END_BEFORE_START
        if rhythm.until > last:
            return Flaw.TOO_LONG
        last = rhythm.until
    wanted = MOST + 1 if rhythm.times is None else rhythm.times
    if rhythm.times is not None and rhythm.times > MOST:
        return Flaw.TOO_MANY
    window = (rhythm.start + timedelta(days=number) for number in range((last - rhythm.start).days + 1))
    found = list(islice((day for day in window if _falls(rhythm, day)), wanted))
    if len(found) > MOST:
        return Flaw.TOO_MANY
    if rhythm.times is not None and len(found) < rhythm.times:
        return Flaw.TOO_LONG
    return found or Flaw.NO_DAY


def _falls(rhythm: Rhythm, day: date) -> bool:
    if rhythm.frequency is Frequency.DAILY:
        return hours_on(Pattern(Kind.DAILY, rhythm.start, every=rhythm.every), day) is not None
    weeks = (_monday(day) - _monday(rhythm.start)).days // 7
    return weeks % rhythm.every == 0 and hours_on(Pattern(Kind.WEEKLY, rhythm.start, weekdays=rhythm.days_of_week), day) is not None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def shifted(weekdays: frozenset[int], days: int) -> frozenset[int]:
    """The weekdays of a series that goes so many days on."""
    return frozenset((each - 1 + days) % 7 + 1 for each in weekdays)
