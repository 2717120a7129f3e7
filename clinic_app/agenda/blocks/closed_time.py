"""What closes the agenda in a range of dates: blocks, occurrences of series, public holidays. One query, then pure computing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clinic_app.agenda.blocks.holidays import holidays_between
from clinic_app.agenda.blocks.recurrence import ALL_DAY, Hours, Kind, Moved, Occurrence, Pattern, Shift, occurrences
from clinic_app.core.database import Actor, Query

ONE_DAY = timedelta(days=1)
# The blocks and series that may close something in `c.since`…`c.until` of the clinic `c.clinic`, exceptions of those days included.
# A night that began the day before counts too. From a pattern's first day on, it speaks for its block.
ROWS = """
select b.id, b.professional_id, b.kind, coalesce(nullif(b.title, ''), b.reason) as title, b.color,
  b.start_date, least(b.end_date, s.first - 1) as end_date, b.start_time, b.end_time, s.patterns
from app.agenda_block b left join lateral (
  select min(p.starts_on) as first, jsonb_agg(jsonb_build_array(
    p.id, p.kind, p.starts_on, p.ends_on, p.every_days, p.weekdays, p.cycle, p.shift_hours,
    (select jsonb_agg(jsonb_build_array(e.origin, e.day, e.start_time, e.end_time)) from app.recurrence_exception e
     where e.tenant_id = p.tenant_id and e.pattern_id = p.id
       and (e.origin between c.since - 1 and c.until or e.day between c.since - 1 and c.until))) order by p.id) as patterns
  from app.recurrence_pattern p where p.tenant_id = b.tenant_id and p.block_id = b.id and p.is_active) s on b.is_recurring
where b.tenant_id = c.clinic and b.is_active
  and (b.start_date <= c.until and b.end_date >= c.since - 1 or b.is_recurring and s.first is not null)"""
# The country whose public holidays close the agenda `h` of the clinic `c.clinic`.
HOLIDAY_COUNTRY = "case when h.closes_on_holidays then (select k.country from app.clinic k where k.id = c.clinic) end"
RANGE = f"""
select to_jsonb(r) from (select %s::bigint as clinic, %s::date as since, %s::date as until) c,
lateral ({ROWS} and (%s::bigint is null or b.professional_id = %s::bigint) and (%s::bigint is null or b.id = %s::bigint)) r
order by r.start_date, r.start_time, r.id"""  # noqa: S608
COUNTRY = f"""
select {HOLIDAY_COUNTRY} from (select %s::bigint as clinic) c join app.agenda_settings h on h.tenant_id = c.clinic"""  # noqa: S608


@dataclass(frozen=True)
class Closed:
    """One time that a block closes on one day. Of a series: `pattern_id` and `origin`, which name the occurrence."""

    block_id: int
    professional_id: int
    kind: str
    title: str
    color: str
    day: date
    hours: Hours
    pattern_id: int = 0
    origin: date | None = None
    shift: Shift | None = None

    @property
    def last(self) -> date:
        """The day on which it ends; midnight belongs to the day before."""
        start, end = self.hours
        return self.day if end > start or end == time(0) else self.day + ONE_DAY

    def interval(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        return Occurrence(self.day, self.day, self.hours).interval(zone)


def range_query(actor: Actor, since: date, until: date, professional_id: int | None = None, block_id: int | None = None) -> Query:
    """ROWS of a range for `closed_times`; of one professional or one block only where that is said."""
    return RANGE, (actor.tenant_id, since, until, professional_id, professional_id, block_id, block_id)


def country_query(actor: Actor) -> Query:
    """The country whose holidays close the agenda: one row, null when they do not."""
    return COUNTRY, (actor.tenant_id,)


def hours_of(start: time | None, end: time | None) -> Hours:
    """The hours of a block; without any it is the whole day."""
    return ALL_DAY if start is None or end is None else (start, end)


def pattern_of(cells: Sequence[Any], hours: Hours) -> tuple[Pattern, dict[date, Moved | None]]:
    """A stored pattern (in the order of ROWS) with those of its exceptions that were read."""
    _, kind, starts_on, ends_on, every, weekdays, cycle, shift_hours, exceptions = cells
    pattern = Pattern(
        Kind(kind), _date(starts_on), ends_on and _date(ends_on), every, frozenset(weekdays), tuple(Shift(each) for each in cycle), hours,
        shift_times(shift_hours),
    )  # fmt: skip
    moved = {
        _date(origin): Moved(_date(day), (time.fromisoformat(start), time.fromisoformat(end))) if day else None
        for origin, day, start, end in exceptions or ()
    }
    return pattern, moved


def shift_times(stored: Mapping[str, Sequence[str]]) -> dict[Shift, Hours]:
    """The own hours of each shift type, as they are stored: {"DIURNA": ["07:00", "19:00"]}."""
    return {Shift(name): (time.fromisoformat(pair[0]), time.fromisoformat(pair[1])) for name, pair in stored.items()}


def _date(raw: str | date) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


def closed_times(rows: Iterable[Mapping[str, Any]], since: date, until: date) -> list[Closed]:
    """Every time that the rows (of ROWS) close in a range of dates, both included; a night from the day before counts too."""
    found: list[Closed] = []
    for row in rows:
        start, end = (None if value is None else time.fromisoformat(value) for value in (row["start_time"], row["end_time"]))
        hours = hours_of(start, end)
        about = (row["id"], row["professional_id"], row["kind"], row["title"], row["color"])
        first, last = max(_date(row["start_date"]), since - ONE_DAY), min(_date(row["end_date"]), until)
        own = [Closed(*about, first + number * ONE_DAY, hours) for number in range((last - first).days + 1)]
        found += [each for each in own if each.last >= since]
        for cells in row["patterns"] or ():
            pattern, exceptions = pattern_of(cells, hours)
            falls = occurrences(pattern, since, until, exceptions)
            found += [Closed(*about, each.day, each.hours, cells[0], each.origin, each.shift) for each in falls]
    return found


def closed_intervals(
    rows: Iterable[Mapping[str, Any]] | None, country: str | None, day: date, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """What closes one day, holidays included, in UTC. An hour that the clocks skip closes nothing."""
    found = [each.interval(zone) for each in closed_times(rows or (), day, day)]
    if country and holidays_between(country, day, day):
        found.append(Occurrence(day, day, ALL_DAY).interval(zone))
    return [(begins, ends) for begins, ends in found if begins < ends]


def closed_by_day(
    rows: Sequence[Mapping[str, Any]] | None, country: str | None, days: Sequence[date], zone: ZoneInfo
) -> dict[date, list[tuple[datetime, datetime]]]:
    """The same of many days, in order, at once."""
    closed: dict[date, list[tuple[datetime, datetime]]] = {day: [] for day in days}
    for each in closed_times(rows or (), days[0], days[-1]):
        times = each.interval(zone)
        for day in (each.day, each.last) if each.last != each.day else (each.day,):
            if day in closed and times[0] < times[1]:
                closed[day].append(times)
    for day in holidays_between(country, days[0], days[-1]) if country else ():
        closed[day].append(Occurrence(day, day, ALL_DAY).interval(zone))
    return closed
