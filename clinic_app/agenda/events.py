"""Facts of the agenda; each carries ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AppointmentBooked:
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
