"""When a reminder is sent. Pure: no clock, no database.

Hours before an appointment are real hours, so that a change of the clocks in between moves nothing. Quiet hours are the wall clock of
whoever is written to. A reminder that would fall into them goes out before they begin, never after: it must not miss the appointment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise

LEAST = timedelta(minutes=30)  # before the appointment: later than that nobody is reminded
MARGIN = timedelta(minutes=15)  # before the quiet hours: there may be many, and the sender needs a moment
APART = timedelta(hours=2)  # between what was said on booking and a reminder of the same
SETTLE = timedelta(seconds=20)  # after a booking: it may be corrected, or a sister booked with it
STEP = timedelta(minutes=5)
AFTER_DAYS = timedelta(days=3)  # afterwards a word after the visit comes too late


@dataclass(frozen=True)
class Quiet:
    """Nothing is sent from `since` to `until`, over midnight or not; equal ones are no quiet hours at all."""

    since: time
    until: time
    tz: tzinfo

    def holds(self, at: datetime) -> bool:
        """Whether that moment lies in them."""
        clock = at.astimezone(self.tz).time()
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def before(self, at: datetime) -> datetime:
        """The last good moment before the quiet hours that hold `at`; `at` itself when they do not."""
        at = _utc(at)
        if not self.holds(at):
            return at
        local = at.astimezone(self.tz)
        day = local.date() if local.time() >= self.since else local.date() - timedelta(days=1)
        moment = min(datetime.combine(day, self.since, self.tz).astimezone(UTC), at) - MARGIN
        for _ in range(12 * 24):  # quiet hours of nearly the whole day, or a clock that went back into them
            if not self.holds(moment):
                return moment
            moment -= STEP
        return moment

    def after(self, at: datetime) -> datetime:
        """The first good moment from `at` on."""
        at = _utc(at)
        if not self.holds(at):
            return at
        local = at.astimezone(self.tz)
        day = local.date() if local.time() < self.until else local.date() + timedelta(days=1)
        moment = max(datetime.combine(day, self.until, self.tz).astimezone(UTC), at)
        for _ in range(12 * 24):  # an hour that the clock left out, or had twice
            if not self.holds(moment):
                return moment
            moment += STEP
        return moment


def _utc(at: datetime) -> datetime:
    """Python counts hours of one zone on its wall clock, and so wrongly over a change of the clocks; in UTC it counts real ones."""
    return at.astimezone(UTC)


@dataclass(frozen=True)
class Due:
    """Send at `at`, and never after `until`."""

    at: datetime
    until: datetime


@dataclass(frozen=True)
class Skip:
    """Not sent. why: off, late (the appointment is too near), told (the booking itself was confirmed just now), nearer (another one follows at once)."""

    why: str


def on_booking(now: datetime, starts_at: datetime, quiet: Quiet, *, at_once: bool = True) -> Due | Skip:
    """What confirms a booking or a move made just now."""
    now, starts_at = _utc(now), _utc(starts_at)
    until = starts_at - LEAST
    if now + SETTLE > until:
        return Skip("late")
    at = now + SETTLE
    if not at_once and quiet.after(at) <= until:
        at = quiet.after(at)
    return Due(at, until)


def before(starts_at: datetime, minutes: int, now: datetime, quiet: Quiet, told_at: datetime | None = None) -> Due | Skip:
    """A reminder so long before the appointment. `told_at`: when she hears of this time by a message of its own.

    Booked after its moment: what confirms the booking says it all; without that one, it is sent at once, or when the quiet hours end.
    """
    now, starts_at = _utc(now), _utc(starts_at)
    until = starts_at - min(LEAST, timedelta(minutes=minutes) / 2)
    at = quiet.before(starts_at - timedelta(minutes=minutes))
    if told_at is not None and at < told_at + APART:
        return Skip("told")
    if at >= now:
        return Due(at, until)
    if now > until:
        return Skip("late")
    soon = quiet.after(now)
    return Due(soon if soon <= until else now, until)


def after(ended_at: datetime, minutes: int, now: datetime, quiet: Quiet) -> Due | Skip:
    """A word after the visit: later when it would fall into the quiet hours, never when days have passed."""
    now, ended_at = _utc(now), _utc(ended_at)
    until = ended_at + timedelta(minutes=minutes) + AFTER_DAYS
    at = quiet.after(max(ended_at + timedelta(minutes=minutes), now))
    return Skip("late") if at > until else Due(at, until)


def reminders(
    starts_at: datetime, wanted: Iterable[tuple[str, int]], now: datetime, quiet: Quiet, told_at: datetime | None = None
) -> dict[str, Due | Skip]:
    """All reminders before one appointment, by kind. Of those whose moment is past only the nearest to the appointment is left."""
    kinds = sorted(wanted, key=lambda each: -each[1])
    found = {kind: before(starts_at, minutes, now, quiet, told_at) for kind, minutes in kinds}
    for (kind, _), (nearer, _) in pairwise(kinds):
        first, second = found[kind], found[nearer]
        if isinstance(first, Due) and isinstance(second, Due) and first.at >= second.at:
            found[kind] = Skip("nearer")
    return found
