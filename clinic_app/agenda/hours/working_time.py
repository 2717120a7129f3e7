"""The periods of a week: as the day's query reads them, and as they are understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from functools import lru_cache

from clinic_app.agenda.availability import Period, joined

# Of the clinic `c.clinic`: those of one professional ({who}), and those of everybody; null for a clinic that has none.
PERIODS = """(select jsonb_agg(jsonb_build_array(w.professional_id, w.weekday, w.start_time, w.end_time)) from app.working_period w
   where w.tenant_id = c.clinic and (w.professional_id is null or w.professional_id = {who}))"""

Cells = Sequence[object]  # professional (None: the clinic), weekday, start, end
_clock = lru_cache(2000)(time.fromisoformat)


def by_day(periods: Iterable[tuple[int, time, time]]) -> dict[int, tuple[Period, ...]]:
    """(weekday, start, end) as the periods of each weekday, in order."""
    days: dict[int, list[Period]] = {}
    for weekday, start, end in periods:
        days.setdefault(weekday, []).append((start, end))
    return {weekday: joined(found) for weekday, found in sorted(days.items())}


def weekly(rows: Sequence[Sequence[object]] | None) -> Mapping[int, tuple[Period, ...]] | None:
    """The week that PERIODS says: a professional's own periods rule, else the clinic's; None leaves it to the settings."""
    if not rows:
        return None
    own = [row for row in rows if row[0] is not None] or rows
    return by_day((int(str(day)), _clock(str(start)), _clock(str(end))) for _, day, start, end in own)
