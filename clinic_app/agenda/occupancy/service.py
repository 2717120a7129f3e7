"""How full the agenda is: booked minutes of the open ones, by weekday and hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Interval, bounds
from clinic_app.agenda.open_times import open_times
from clinic_app.core.database import Actor, Query, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_

MOST_DAYS = 186
HOUR = timedelta(hours=1)
Place = tuple[int, int]  # weekday (1 = Monday), hour
# Local minutes by weekday and hour of what takes time; a group takes it once, however many come.
BOOKED = f"""
select extract(isodow from h.at)::int, extract(hour from h.at)::int,
  sum(extract(epoch from least(t.ends, h.at + interval '1 hour') - greatest(t.begins, h.at)) / 60)::float
from (
  select starts_at at time zone %s as begins, ends_at at time zone %s as ends from app.appointment
  where tenant_id = %s and starts_at >= %s and starts_at < %s and status not in ({", ".join(f"'{each}'" for each in queries.FREED)})
    and slot_id is null and (%s::bigint is null or professional_id = %s)
  union all
  select starts_at at time zone %s, ends_at at time zone %s from app.group_slot
  where tenant_id = %s and starts_at >= %s and starts_at < %s and status = 'abierto' and (%s::bigint is null or professional_id = %s)) t,
lateral generate_series(date_trunc('hour', t.begins), t.ends - interval '1 microsecond', interval '1 hour') h(at)
group by 1, 2"""  # noqa: S608


@dataclass(frozen=True)
class Fullness:
    """Of one hour of a weekday, or of all: minutes in which somebody attends, and those that are booked."""

    open: float = 0
    booked: float = 0

    @property
    def percent(self) -> int | None:
        """None where nobody attends. What is booked outside of the hours can make it more than a hundred."""
        return round(100 * self.booked / self.open) if self.open else None

    def __add__(self, other: Fullness) -> Fullness:
        return Fullness(self.open + other.open, self.booked + other.booked)


def booked_query(actor: Actor, since: date, until: date, professional_id: int | None = None) -> Query:
    """BOOKED of a range of local dates, both included."""
    zone, who = str(actor.tz), queries.safe_id(professional_id)
    part = (zone, zone, actor.tenant_id, bounds(since, actor.tz)[0], bounds(until, actor.tz)[1], who, who)
    return BOOKED, (*part, *part)


def by_hour(intervals: Iterable[Interval], zone: ZoneInfo) -> dict[Place, float]:
    """Minutes of intervals by the weekday and hour of the clinic's wall clock."""
    found: dict[Place, float] = {}
    for since, until in intervals:
        at = since
        while at < until:
            local = at.astimezone(zone)
            rest = HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            following = min(at + rest, until)
            place = (local.isoweekday(), local.hour)
            found[place] = found.get(place, 0) + (following - at).total_seconds() / 60
            at = following
    return found


async def occupancy(
    work: Work, since: date, until: date, professional_ids: Sequence[int], only: int | None = None
) -> dict[Place, Fullness]:
    """The map of a range of dates: of everybody in `professional_ids`, or of one only. Raises Invalid (a range backwards, or too long)."""
    if until < since:
        raise Invalid(hasta=N_("La fecha final no puede ser anterior a la inicial."))
    if (until - since).days >= MOST_DAYS:
        raise Invalid(hasta=N_("Se pueden ver hasta 186 días a la vez."))
    (rows,) = await queries.ask(work, booked_query(work.actor, since, until, only))
    booked = {(day, hour): minutes for day, hour, minutes in rows}
    who = [only] if only is not None else professional_ids
    stretches: list[tuple[datetime, datetime]] = [(each.since, each.until) for each in await open_times(work, since, until, who)]
    opened = by_hour(stretches, work.tz)
    return {place: Fullness(opened.get(place, 0), booked.get(place, 0)) for place in sorted({*opened, *booked})}
