"""Facts of the agenda; each carries ids (and moments) only: nothing of patients reaches the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class AppointmentBooked:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentRepeated:
    """Booked or moved in a series, or among sessions of a plan, after the first of them: what confirms that one speaks for all."""

    appointment_id: int


@dataclass(frozen=True)
class AppointmentMoved:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentConfirmed:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentArrived:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentStarted:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentAttended:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentMissed:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentReopened:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentCancelled:
    appointment_id: int


@dataclass(frozen=True)
class TimeFreed:
    """A professional may have this time now (ISO moments). `place`: the care type that it was for; empty for any."""

    professional_id: int
    since: str
    until: str
    place: str = ""

    @classmethod
    def now_free(cls, professional_id: int, since: datetime, until: datetime, place: str = "") -> list[TimeFreed]:
        """The fact, unless that time is over."""
        return [cls(professional_id, since.isoformat(), until.isoformat(), str(place))] if until > datetime.now(UTC) else []


@dataclass(frozen=True)
class WaitingSlotOffered:
    """A time is kept for somebody of the waiting list; whoever tells her hears it here."""

    hold_id: int
    entry_id: int
