"""Reading a hospital's roster from an iCalendar file, repeating events included. Text in, shifts out; no database, no framework.

A repeating event is computed in its own wall clock and for a bounded time, whatever its rule says.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

from clinic_app.agenda.blocks.roster import LARGEST, LONGEST, Duty, Roster, Unread, shift_of

MOST_SERIES = 20
FIRST_YEAR = 2010  # an older series is read as if it had begun then would be a guess: it is shown as not understood
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"}
KNOWN_PARTS = {"DAILY": _EVERY, "WEEKLY": _EVERY, "MONTHLY": _EVERY | {"BYSETPOS"}, "YEARLY": _EVERY | {"BYSETPOS"}}
LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
A_DAY = timedelta(days=1)
Begin = datetime | date


@dataclass
class Series:
    """The events of one UID: the first, and what became of single occurrences, by their own wall time."""

    number: int
    event: icalendar.Component
    changed: dict[datetime, icalendar.Component] = field(default_factory=dict)


class NotUnderstood(ValueError):
    """An event whose times cannot be told."""


def read_calendar(data: bytes, zone: ZoneInfo, since: date) -> Roster:
    """The events of an iCalendar file, in the clinic's wall time; whole days stay whole. Of repeating ones those from `since` on, a year long.

    Raises ValueError when it is no calendar.
    """
    calendar = icalendar.Calendar.from_ical(data[: 5 * LARGEST])
    duties: list[Duty] = []
    unread: list[Unread] = []
    repeating = 0
    for series in _series(calendar.walk("VEVENT")):
        repeating += "RRULE" in series.event
        try:
            if repeating > MOST_SERIES:
                raise NotUnderstood
            duties += islice(_duties(series, zone, since), LONGEST)
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
            unread.append(Unread(series.number, str(series.event.get("SUMMARY", ""))[:60]))
        if len(duties) >= LONGEST:
            break
    kept = sorted(duties, key=lambda duty: (duty.day, duty.hours))[:LONGEST]
    return Roster(kept, unread, len({duty.day for duty in kept}))


def _series(events: list[icalendar.Component]) -> list[Series]:
    """The events by their UID; changes of single occurrences with the event they belong to."""
    found: list[Series] = []
    by_uid: dict[str, Series] = {}
    changes: list[tuple[int, icalendar.Component]] = []
    for number, event in enumerate(events, 1):
        if "RECURRENCE-ID" in event:
            changes.append((number, event))
            continue
        found.append(Series(number, event))
        if "RRULE" in event or "RDATE" in event:
            by_uid.setdefault(str(event.get("UID", number)), found[-1])
    for number, event in changes:
        series = by_uid.get(str(event.get("UID", "")))
        if series is None:  # a change of something that is not in the file: it is a time of its own
            found.append(Series(number, event))
        elif str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE":
            found.append(Series(number, icalendar.Event({"SUMMARY": event.get("SUMMARY", "")})))  # without a start: not understood
        else:
            series.changed[_naive(event.decoded("RECURRENCE-ID"), series.event)] = event
    return sorted(found, key=lambda one: one.number)


def _cancelled(event: icalendar.Component) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _duties(series: Series, zone: ZoneInfo, since: date) -> Iterator[Duty]:
    event = series.event
    if _cancelled(event):
        return
    if "RRULE" not in event and "RDATE" not in event:
        yield from _times(event, event.decoded("DTSTART"), zone)
        return
    begin = event.decoded("DTSTART")
    for naive in _occurrences(event, since):
        changed = series.changed.pop(naive, None)
        if changed is None:
            yield from _times(event, _like(begin, naive), zone)
        elif not _cancelled(changed):
            yield from _times(changed, changed.decoded("DTSTART"), zone)


def _naive(at: Begin, event: icalendar.Component) -> datetime:
    """A moment in the wall clock of an event, as its rule counts."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(0))
    own = event.decoded("DTSTART")
    if at.tzinfo is not None and isinstance(own, datetime) and own.tzinfo is not None:
        at = at.astimezone(own.tzinfo)
    return at.replace(tzinfo=None, fold=0)


def _like(begin: Begin, naive: datetime) -> Begin:
    """A wall time as the first one was written: a date, or a moment of its zone."""
    return naive.replace(tzinfo=begin.tzinfo) if isinstance(begin, datetime) else naive.date()


def _listed(event: icalendar.Component, name: str) -> set[datetime]:
    """The dates of RDATE or EXDATE, however many lines they stand in."""
    value: Any = event.get(name, [])
    lines = value if isinstance(value, list) else [value]
    return {_naive(one.dt, event) for line in lines for one in line.dts if isinstance(one.dt, date)}


def _occurrences(event: icalendar.Component, since: date) -> Iterator[datetime]:
    """The wall times of a repeating event from `since` on, at most LONGEST days further, without those that it excludes."""
    first, last = datetime.combine(since, time(0)), datetime.combine(since + timedelta(days=LONGEST), time(0))
    start = _naive(event.decoded("DTSTART"), event)
    if start.year < FIRST_YEAR:
        raise NotUnderstood
    found = {start} | _listed(event, "RDATE")
    if "RRULE" in event:
        found |= set(_by_rule(event, start, first, last))
    left = found - _listed(event, "EXDATE")
    yield from sorted(at for at in left if first <= at < last)


def _by_rule(event: icalendar.Component, start: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    value: Any = event["RRULE"]
    if isinstance(value, list):
        raise NotUnderstood
    parts = {str(name).upper(): list(given) if isinstance(given, list) else [given] for name, given in value.items()}
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    if frequency not in KNOWN_PARTS or not set(parts) <= KNOWN_PARTS[frequency] or not 0 < int(parts.get("INTERVAL", [1])[0]) < 1000:
        raise NotUnderstood  # every hour, every second: no roster, and no end of it
    if frequency in ("MONTHLY", "YEARLY") and not _falls(parts):
        raise NotUnderstood
    count, until = parts.pop("COUNT", [None])[0], parts.pop("UNTIL", [None])[0]
    end = last if until is None else min(last, _end(until, event))
    # The library goes on to the year 9999 for a rule that never falls; of days and weeks without these two it always falls.
    narrow = [parts.pop(name, []) for name in ("BYMONTH", "BYMONTHDAY")] if frequency in ("DAILY", "WEEKLY") else [[], []]
    weekdays = {str(each).upper() for each in parts.pop("BYDAY", [])} if frequency == "DAILY" else set[str]()
    written: Any = rrulestr(icalendar.vRecur(parts).to_ical().decode(), dtstart=start)
    rule = written.replace(until=end)
    fitting = (at for at in rule if _fits(at, *narrow, weekdays))
    yield from (at for at in (islice(fitting, count) if count is not None else fitting) if at >= first)


def _falls(parts: dict[str, list[Any]]) -> bool:
    """Whether a rule of months or years is one that certainly falls: the library would look for others until the year 9999."""
    by_day, days, months, places = (parts.get(name, []) for name in ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"))
    if (by_day and days) or (places and any(str(each)[-3:-2] for each in by_day)) or any(abs(int(each)) > 5 for each in places):
        return False
    return not days or min(abs(int(each)) for each in days) <= max((LONGEST_MONTHS.get(int(each), 31) for each in months), default=31)


def _fits(at: datetime, months: list[int], days: list[int], weekdays: set[str]) -> bool:
    from_end = at.day - 1 - monthrange(at.year, at.month)[1]
    in_month = not days or at.day in days or from_end in days
    return in_month and (not months or at.month in months) and (not weekdays or DAYS[at.weekday()] in weekdays)


def _end(until: Begin, event: icalendar.Component) -> datetime:
    if isinstance(until, datetime):
        own = event.decoded("DTSTART")
        local = until.replace(tzinfo=UTC) if until.tzinfo is None and isinstance(own, datetime) and own.tzinfo is not None else until
        return _naive(local, event)
    return datetime.combine(until, time.max)


def _length(event: icalendar.Component, begin: Begin) -> timedelta:
    own = event.decoded("DTSTART")
    if "DTEND" in event:
        return event.decoded("DTEND") - own
    if "DURATION" in event:
        return event.decoded("DURATION")
    return timedelta(0) if isinstance(begin, datetime) else A_DAY


def _times(event: icalendar.Component, begin: Begin, zone: ZoneInfo) -> list[Duty]:
    """One event at one of its times, in the clinic's wall clock."""
    title, length = str(event.get("SUMMARY", ""))[:100], _length(event, begin)
    if not isinstance(begin, datetime):
        days = min(max(length.days, 1), LONGEST)
        return [Duty(begin + number * A_DAY, (time(0), time(0)), shift_of(title), title) for number in range(days)]
    start, end = (_local(at, zone) for at in (begin, begin + length))  # of wall times: a night ends at its hour in every week
    if not start < end <= start + A_DAY:
        raise NotUnderstood
    return [Duty(start.date(), (start.time(), end.time()), shift_of(title), title)]


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
