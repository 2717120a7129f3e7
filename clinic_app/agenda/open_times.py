"""When each professional could attend in a range of dates: her periods of work without what closes them. For the list of a day and the occupancy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Interval, Period
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.blocks.holidays import holidays_between
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.hours.working_time import weekly
from clinic_app.core.database import Work

PERIODS = "select professional_id, weekday, start_time, end_time from app.working_period where tenant_id = %s order by weekday, start_time"


class Open(NamedTuple):
    """One stretch of time in which a professional attends."""

    professional_id: int
    day: date
    since: datetime
    until: datetime


def without(open_: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What is left of an interval when others are cut out of it, in order."""
    left, (begins, ends) = [], open_
    for since, until in sorted(taken):
        if until <= begins or since >= ends:
            continue
        if since > begins:
            left.append((begins, since))
        begins = max(begins, until)
    return [*left, (begins, ends)] if begins < ends else left


async def open_times(work: Work, since: date, until: date, professional_ids: Sequence[int]) -> list[Open]:
    """Every stretch in which one of the professionals attends, appointments left aside."""
    settings = await hours.get_settings(work)
    default = dict.fromkeys(settings.working_days, ((settings.start_time, settings.end_time),))
    rows, blocks, countries = await queries.ask(
        work, (PERIODS, (work.actor.tenant_id,)), blocks_time.range_query(work.actor, since, until), blocks_time.country_query(work.actor)
    )
    country = countries[0][0] if countries else None
    holidays = holidays_between(country, since, until) if country else {}
    closed: dict[int, list[Interval]] = {}
    for each in blocks_time.closed_times([row for (row,) in blocks], since, until):
        closed.setdefault(each.professional_id, []).append(each.interval(work.tz))
    found = []
    for key in professional_ids:
        periods: Mapping[int, Sequence[Period]] = weekly([row for row in rows if row[0] in (key, None)]) or default
        for day in (since + timedelta(days=number) for number in range((until - since).days + 1)):
            if day in holidays:
                continue
            for start, end in periods.get(day.isoweekday(), ()):
                whole = (_instant(work, day, start), _instant(work, day, end))
                found += [Open(key, day, *part) for part in without(whole, _touching(closed.get(key, ()), whole))]
    return found


def _instant(work: Work, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, work.tz).astimezone(UTC)


def _touching(intervals: Iterable[Interval], whole: Interval) -> list[Interval]:
    return [each for each in intervals if each[0] < whole[1] and each[1] > whole[0]]
