"""The hours of everybody who attends, as a calendar draws them: where it begins and ends, which days it shows, what is shut in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Period, joined
from clinic_app.agenda.hours.working_time import by_day
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.core.database import Work

PERIODS = "select professional_id, weekday, start_time, end_time from app.working_period where tenant_id = %s"
MIDNIGHT = time(0)
Week = Mapping[int, tuple[Period, ...]]  # by weekday (1 = Monday)


@dataclass(frozen=True)
class Weeks:
    """The clinic's week, and those of the professionals who have one of their own."""

    clinic: Week = field(default_factory=dict)
    own: Mapping[int, Week] = field(default_factory=dict)

    def of(self, professional_id: int) -> Week:
        """When one of them attends."""
        return self.own.get(professional_id, self.clinic)

    def together(self, professional_ids: Iterable[int]) -> Week:
        """When at least one of them attends; of nobody: the clinic's."""
        weeks = [self.of(each) for each in professional_ids] or [self.clinic]
        days = {day for week in weeks for day in week}
        return {day: joined(period for week in weeks for period in week.get(day, ())) for day in sorted(days)}


async def weeks(work: Work, settings: AgendaSettings) -> Weeks:
    """The periods of everybody; without any of the clinic, the one of the settings."""
    (rows,) = await queries.ask(work, (PERIODS, (work.actor.tenant_id,)))
    owners = {row[0] for row in rows}
    found = {who: by_day((day, start, end) for whose, day, start, end in rows if whose == who) for who in owners}
    simple = dict.fromkeys(sorted(settings.working_days), ((settings.start_time, settings.end_time),))
    return Weeks(found.get(None) or simple, {who: week for who, week in found.items() if who is not None})


def reach(week: Week) -> Period | None:
    """From the earliest to the latest hour of a week; None when nobody attends."""
    periods = [period for day in week.values() for period in day]
    return (min(start for start, _ in periods), max(end for _, end in periods)) if periods else None


def shut(periods: Sequence[Period]) -> Iterator[Period]:
    """What a day's periods leave out, from midnight to midnight; the last one ends at 00:00 of the next day."""
    at = MIDNIGHT
    for start, end in periods:
        if start > at:
            yield at, start
        at = end
    yield at, MIDNIGHT
