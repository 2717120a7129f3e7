"""Which reminders a clinic sends, when and by which channels. What it did not decide is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import CHANNELS

QUIET = (time(21), time(8))
AGAIN_DAYS = 14


class Kind(StrEnum):
    """`JOINT` is no reminder of its own: it is what several appointments of one day, told in one message, say."""

    BOOKED = "confirmation"
    FIRST = "reminder_1"
    SECOND = "reminder_2"
    AFTERCARE = "aftercare"
    SESSIONS = "sessions"
    CHECKUP = "checkup"
    VACCINE = "vaccine"
    UNPAID = "unpaid"
    JOINT = "joint"


OWED = (Kind.CHECKUP, Kind.VACCINE, Kind.UNPAID)  # told of what core/hooks.DUE_SOURCES say is due
BEFORE = (Kind.FIRST, Kind.SECOND)
ASKING = (Kind.BOOKED, *BEFORE)
LABELS = {
    Kind.BOOKED: N_("Al reservar o mover la cita"),
    Kind.FIRST: N_("Primer recordatorio"),
    Kind.SECOND: N_("Segundo recordatorio"),
    Kind.AFTERCARE: N_("Cuidados después de la atención"),
    Kind.SESSIONS: N_("Sesiones de tratamiento por agendar"),
    Kind.CHECKUP: N_("Control de crecimiento que toca"),
    Kind.VACCINE: N_("Vacunas que tocan"),
    Kind.UNPAID: N_("Pagos pendientes"),
    Kind.JOINT: N_("Varias citas el mismo día"),
}


@dataclass(frozen=True)
class Rule:
    """How one kind goes. `minutes`: before the appointment, or after it; for sessions: since the last one.

    `again_days`: what is still due so long after it was told is told once more; 0: it is not.
    """

    kind: Kind
    is_on: bool
    minutes: int
    channels: tuple[str, ...] = CHANNELS
    own: bool = False  # decided by the clinic (or for the service), not ours
    again_days: int = AGAIN_DAYS


DEFAULTS = {
    Kind.BOOKED: Rule(Kind.BOOKED, True, 0),
    Kind.FIRST: Rule(Kind.FIRST, True, 48 * 60),
    Kind.SECOND: Rule(Kind.SECOND, True, 12 * 60),
    Kind.AFTERCARE: Rule(Kind.AFTERCARE, True, 60),
    Kind.SESSIONS: Rule(Kind.SESSIONS, True, 3 * 24 * 60),
    **{kind: Rule(kind, True, 0) for kind in OWED},
}


def shown() -> list[Kind]:
    """The kinds that this installation knows how to send."""
    return [kind for kind in Kind if kind not in OWED or kind in hooks.DUE_SOURCES]


@dataclass(frozen=True)
class Rules:
    """Everything that a clinic decided."""

    is_on: bool
    quiet: tuple[time, time]
    at_once: bool
    own: dict[tuple[str, int | None], Rule]

    def of(self, kind: Kind, service_id: int | None) -> Rule:
        """The rule of the service, else of the clinic, else ours."""
        found = self.own.get((kind, service_id)) or self.own.get((kind, None)) or DEFAULTS[kind]
        return found if self.is_on else replace(found, is_on=False)


async def read(work: Work) -> Rules:
    """What this clinic decided."""
    settings, rows = await work.ask(
        ("select is_on, quiet_since, quiet_until, at_once from app.reminder_settings", ()),
        ("select kind, service_id, is_on, minutes, channels, again_days from app.reminder_rule", ()),
    )
    is_on, since, until, at_once = settings[0] if settings else (True, *QUIET, True)
    known = set(DEFAULTS)
    own = {
        (kind, service): Rule(Kind(kind), on, minutes, _channels(channels), True, again)
        for kind, service, on, minutes, channels, again in rows
        if kind in known
    }
    return Rules(is_on, (since, until), at_once, own)


def _channels(stored: Sequence[str]) -> tuple[str, ...]:
    return tuple(channel for channel in stored if channel in CHANNELS) or CHANNELS
