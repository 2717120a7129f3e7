"""What came of the reminders, and how the scheduler is."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.messaging import phone
from clinic_app.reminders import costs, panel, scheduler

P = Permission
PERIODS = {"30": N_("30 días"), "90": N_("90 días"), "365": N_("Un año")}
STEPS = ("sent", "delivered", "read", "answered", "confirmed", "came")


@dataclass
class Step:
    """One step of the funnel. `share`: of those that were sent, in percent."""

    name: str
    count: int
    share: int


@dataclass
class Cause:
    code: str
    count: int


@dataclass
class Patient:
    id: int
    name: str
    at: str  # wall time of the clinic; empty without an appointment to come
    has_email: bool


@dataclass
class Spent:
    """What one channel cost; `amount` is empty without a price."""

    channel: str
    messages: int
    units: int
    amount: str


@dataclass
class Results:
    """Everything that the page shows. Rates in percent; empty where nothing is over yet."""

    steps: list[Step] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    nobody: list[Patient] = field(default_factory=list)
    without_phone: int = 0
    reminded_rate: str = ""
    reminded_of: int = 0
    silent_rate: str = ""
    silent_of: int = 0
    running: bool = False
    last_run: str = ""
    next_run: str = ""
    planned: int = 0
    next_due: str = ""
    backlog: int = 0
    oldest: str = ""
    last_failed: int = 0
    costs: list[Spent] = field(default_factory=list)
    total: str = ""  # empty when the price of a channel is missing
    unsure: int = 0  # SMS whose text is kept no longer


def _rate(found: panel.Missed) -> str:
    return f"{100 * found.missed / found.total:.0f}" if found.total else ""


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _total(spent: list[costs.Cost]) -> str:
    """Only when every channel that was used has its price."""
    amounts = [each.amount for each in spent]
    return _money(sum((each for each in amounts if each is not None), Decimal(0))) if None not in amounts else ""


class ReminderResultsState(ClinicState):
    """The page of the results."""

    results: Results = Results()
    days: str = "30"
    ready: bool = False
    failed: bool = False
    sandbox: bool = False

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def load(self, work: Work) -> None:
        """Read everything."""
        self.failed = False
        self.sandbox = await phone.is_open(work)
        await self._read(work)
        self.ready = True

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def period(self, work: Work, days: str) -> None:
        """The last so many days."""
        self.days = days if days in PERIODS else "30"
        await self._read(work)

    async def _read(self, work: Work) -> None:
        found, now = await panel.read(work, int(self.days)), await scheduler.status(work)

        def wall(at: datetime | None) -> str:
            return f"{at.astimezone(work.tz):%Y-%m-%dT%H:%M}" if at else ""

        sent = found.funnel[0] or 1
        self.results = Results(
            [Step(name, count, round(100 * count / sent)) for name, count in zip(STEPS, found.funnel, strict=True)],
            [Cause(code or "-", count) for code, count in found.failures],
            [Patient(each.patient_id, each.name, wall(each.starts_at), each.has_email) for each in found.unreachable],
            found.without_phone, _rate(found.reminded), found.reminded.total, _rate(found.silent), found.silent.total,
            now.running, wall(now.last_run), wall(now.next_run), now.planned, wall(now.next_due), now.backlog, wall(now.oldest), now.failed,
            [Spent(each.channel, each.messages, each.units, _money(each.amount)) for each in found.costs], _total(found.costs),
            sum(each.unsure for each in found.costs),
        )  # fmt: skip
