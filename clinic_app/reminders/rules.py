"""Which reminders a clinic sends, when and by which channels. What it did not decide is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from clinic_app.core.database import Work
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import CHANNELS

QUIET = (time(21), time(8))


class Kind(StrEnum):
    """`JOINT` is no reminder of its own: it is what several appointments of one day, told in one message, say."""

    BOOKED = "confirmation"
    FIRST = "reminder_1"
    SECOND = "reminder_2"
    AFTERCARE = "aftercare"
    SESSIONS = "sessions"
    JOINT = "joint"


BEFORE = (Kind.FIRST, Kind.SECOND)
ASKING = (Kind.BOOKED, *BEFORE)
LABELS = {
    Kind.BOOKED: N_("Al reservar o mover la cita"),
    Kind.FIRST: N_("Primer recordatorio"),
    Kind.SECOND: N_("Segundo recordatorio"),
    Kind.AFTERCARE: N_("Cuidados después de la atención"),
    Kind.SESSIONS: N_("Sesiones de tratamiento por agendar"),
    Kind.JOINT: N_("Varias citas el mismo día"),
}


@dataclass(frozen=True)
class Rule:
    """How one kind goes. `minutes`: before the appointment, or after it; for sessions: since the last one."""

    kind: Kind
    is_on: bool
    minutes: int
    channels: tuple[str, ...] = CHANNELS
    own: bool = False  # decided by the clinic (or for the service), not ours


DEFAULTS = {
    Kind.BOOKED: Rule(Kind.BOOKED, True, 0),
    Kind.FIRST: Rule(Kind.FIRST, True, 48 * 60),
    Kind.SECOND: Rule(Kind.SECOND, True, 12 * 60),
    Kind.AFTERCARE: Rule(Kind.AFTERCARE, True, 60),
    Kind.SESSIONS: Rule(Kind.SESSIONS, True, 3 * 24 * 60),
}


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
        return found if self.is_on else Rule(found.kind, False, found.minutes, found.channels, found.own)


async def read(work: Work) -> Rules:
    """What this clinic decided."""
    settings, rows = await work.ask(
        ("select is_on, quiet_since, quiet_until, at_once from app.reminder_settings", ()),
        ("select kind, service_id, is_on, minutes, channels from app.reminder_rule", ()),
    )
    is_on, since, until, at_once = settings[0] if settings else (True, *QUIET, True)
    known = set(DEFAULTS)
    own = {
        (kind, service): Rule(Kind(kind), on, minutes, _channels(channels), True)
        for kind, service, on, minutes, channels in rows
        if kind in known
    }
    return Rules(is_on, (since, until), at_once, own)


def _channels(stored: Sequence[str]) -> tuple[str, ...]:
    return tuple(channel for channel in stored if channel in CHANNELS) or CHANNELS
