"""When a child should come again: what was written down, what an alert asks for, what the calendar says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from clinic_app.core.database import Work
from clinic_app.core.i18n import N_
from clinic_app.growth import due, norms, rows
from clinic_app.growth.diagnoses import Level

SOON_DAYS = 30  # a child with an alert comes back sooner than the calendar says
TURN, SOONER, LATE, CHOSEN = (
    N_("según el calendario CRED"),
    N_("antes de lo habitual, por la alerta"),
    N_("está atrasado"),
    N_("la fecha que escribiste"),
)


@dataclass
class FreeDay:
    """One day with some of its free times."""

    day: str
    hours: list[str]


@dataclass
class ServiceOption:
    value: str
    label: str


@dataclass
class Plan:
    """What is suggested. `booked`: her next appointment, when there is one."""

    day: str = ""
    reason: str = ""
    norm: str = ""
    confirmed: bool = True
    booked: str = ""
    booked_for: str = ""
    days: list[FreeDay] = field(default_factory=list)
    service: str = ""
    services: list[ServiceOption] = field(default_factory=list)
    looked: bool = False


async def suggestion(work: Work, patient_id: int, born: date) -> Plan:
    """The day of the next check-up: what was written down, sooner with an alert, else the calendar's."""
    known, today = await rows.of_patient(work, patient_id), work.today()
    last = known[-1] if known else None
    turn = norms.next_turn(born, last.checked_on if last else today)
    day, reason = (turn.on, TURN) if turn else (None, "")
    if last is not None and last.next_on:
        day, reason = last.next_on, CHOSEN
    elif last is not None and last.level != Level.GREEN:
        soon = last.checked_on + timedelta(days=SOON_DAYS)
        day, reason = (soon, SOONER) if day is None or soon < day else (day, reason)
    missed = due.checkup_due(born, last.checked_on if last else None, today)
    if (missed is not None and missed <= today) or (day is not None and day < today):
        day, reason = today, LATE
    if day is None:
        return Plan()
    if turn is None or reason not in (TURN, LATE):  # what a person or an alert asks for is no norm's
        return Plan(day.isoformat(), reason)
    norm = norms.norms()[turn.norm]
    return Plan(day.isoformat(), reason, norm.title, norm.confirmed)
