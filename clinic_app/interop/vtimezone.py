"""VTIMEZONE: a zone's rules as RFC 5545 writes them, from the zone database. Pure.

Programs that know the zone by its name use their own rules; Outlook goes by these, and understands "the nth weekday of a month" best. So
a rule is written in the simplest form that is true for the years of the file, and change by change where no rule holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONG_AGO = datetime(1970, 1, 1)  # a wall time, as the format asks


@dataclass(frozen=True)
class Change:
    """The clocks go from one offset to another; `at` is the wall time that ends by it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    saves: bool  # daylight saving begins

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return self.before, self.after, self.name, self.saves


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second in between from which on the later offset holds."""
    late = _offset(zone, after)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (before, middle) if _offset(zone, middle) == late else (middle, after)
    return after


@lru_cache(maxsize=256)
def changes(key: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """Every change of a zone's clocks in some years, in their order."""
    zone, found = ZoneInfo(key), []
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if (before := _offset(zone, day)) != (after := _offset(zone, following)):
            at = _moment_of_change(zone, day, following)
            local = at.astimezone(zone)
            found.append(Change((at + before).replace(tzinfo=None), before, after, local.tzname() or "", bool(local.dst())))
        day = following
    return tuple(found)


def rule_of(days: Sequence[datetime]) -> dict[str, Any] | None:
    """The yearly rule by which changes fall on these days, one in each of consecutive years; None when there is no such rule."""
    first = days[0]
    years = [each.year for each in days]
    alike = {(each.month, each.weekday(), each.time()) for each in days}
    if len(days) < 2 or years != list(range(years[0], years[0] + len(days))) or len(alike) > 1:
        return None
    rule: dict[str, Any] = {"freq": "yearly", "bymonth": first.month}
    weekday = DAYS[first.weekday()]
    nths = {(each.day - 1) // 7 + 1 for each in days}
    if len(nths) == 1:
        return rule | {"byday": f"{nths.pop()}{weekday}"}
    if all((each + timedelta(days=7)).month != each.month for each in days):
        return rule | {"byday": f"-1{weekday}"}
    last = max(each.day for each in days)
    if last - min(each.day for each in days) > 6:
        return None
    start = max(last - 6, 1)
    return rule | {"bymonthday": list(range(start, start + 7)), "byday": weekday}


def _observance(change: Change, days: Sequence[datetime], rule: dict[str, Any] | None) -> Timezone:
    made: Any = TimezoneDaylight() if change.saves else TimezoneStandard()
    made.add("dtstart", days[0])
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    made.add("tzname", change.name)
    if rule is not None:
        made.add("rrule", rule)
    elif len(days) > 1:
        made.add("rdate", list(days[1:]))
    return made


def _observances(key: str, first: date, last: date) -> Iterable[Timezone]:
    found = changes(key, first.year - 1, last.year + 1)
    start = datetime.combine(first, time(0))
    if not found or found[0].at > start:  # what holds before the first change of all
        local = start.replace(tzinfo=ZoneInfo(key))
        offset = local.utcoffset() or timedelta(0)
        yield _observance(Change(LONG_AGO, offset, offset, local.tzname() or "", bool(local.dst())), [LONG_AGO], None)
    kinds: dict[Any, list[Change]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for alike in kinds.values():
        days = [each.at for each in alike]
        holds_on = days[-1].year == last.year + 1  # a rule that ended before must not go on for ever
        yield _observance(alike[0], days, rule_of(days) if holds_on else None)


def timezone_of(key: str, first: date, last: date) -> Timezone:
    """The VTIMEZONE of a zone, true for every moment from `first` to `last`."""
    made = Timezone()
    made.add("tzid", key)
    for each in _observances(key, first, last):
        made.add_component(each)
    return made
