"""The clinic's growth alerts, and the children who are due or late."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.fields import parse
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth import alerts, due
from clinic_app.growth.assessment import HAEMOGLOBIN
from clinic_app.growth.diagnoses import INDICATOR_LABELS, Level
from clinic_app.growth.due import Due, Duty
from clinic_app.growth.inputs import FOLLOW_RULES
from clinic_app.growth.models import AlertState, GrowthAlert
from clinic_app.growth.rows import CheckupRow
from clinic_app.growth.shown import AgeRow, Say, age_row, reason_of
from clinic_app.growth.who import Indicator
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
WATCHED = ("growth_alert", "growth_checkup", "iron_delivery")
MOST_DUE = 300
BLOOD = N_("Hemoglobina")


@dataclass
class AlertLine:
    """One alert with its child."""

    id: int
    patient_id: int
    name: str
    age: AgeRow
    about: str
    level: str
    title: str
    advice: str
    state: str
    note: str
    outcome: str
    on: str
    checkup: int


@dataclass
class DueLine:
    """A child who is due for something."""

    key: str
    patient_id: int
    name: str
    duty: str
    on: str
    late: int
    last: str


@dataclass
class Filter:
    """What is shown. `tab`: alerts, or one of due.Duty."""

    tab: str = "alertas"
    level: str = ""
    state: str = ""


@dataclass
class Counts:
    """How many there are of each."""

    red: int = 0
    amber: int = 0
    checkups: int = 0
    blood: int = 0
    iron: int = 0


@dataclass
class Open:
    """The alert that is being closed or noted."""

    id: int = 0
    name: str = ""
    title: str = ""
    state: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def alert_lines(found: list[tuple[CheckupRow, list[GrowthAlert]]], today: date, say: Say) -> list[AlertLine]:
    """The rows of the list; what a check-up says of an alert is taken from its result."""
    lines = []
    for row, many in found:
        kept = {(one["about"], one["code"]): one for one in row.checkup.result.get("alerts", ())}
        for alert in many:
            told = kept.get((alert.about, alert.code), {"about": alert.about, "code": alert.code, "level": alert.level, "text": ""})
            reason = reason_of(told, say)
            about = BLOOD if alert.about == HAEMOGLOBIN else INDICATOR_LABELS[Indicator(alert.about)]
            lines.append(
                AlertLine(
                    alert.id, row.patient.id, row.patient.full_name, age_row(row.patient.birth_date, today), about, alert.level, reason.title, reason.advice,
                    str(alert.state), alert.note, alert.outcome, row.checkup.checked_on.isoformat(), row.checkup.id,
                )
            )  # fmt: skip
    return sorted(lines, key=lambda one: one.level != Level.RED)


def due_line(one: Due) -> DueLine:
    """A child who is due as a row of the screen."""
    last = one.last.isoformat() if one.last else ""
    return DueLine(f"{one.patient_id}-{one.duty}", one.patient_id, one.name, one.duty.value, one.on.isoformat(), one.days_late, last)


class GrowthAlertsState(ClinicState):
    """The page of alerts."""

    rows: list[AlertLine] = []
    due: list[DueLine] = []
    filter: Filter = Filter()
    counts: Counts = Counts()
    open: Open = Open()
    errors: dict[str, str] = {}
    status: str = "loading"
    failed: bool = False
    can_write: bool = False

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened."""
        self.failed, self.open, self.can_write = False, Open(), P.RECORDS_WRITE in work.actor.permissions
        await self._read(work)
        live.watch(self, work.actor.tenant_id or 0, WATCHED, GrowthAlertsState.refresh)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def refresh(self, work: Work) -> None:
        """Something changed."""
        await self._read(work)

    async def _read(self, work: Work) -> None:
        say = partial(translate, await language_of(self))
        every = alert_lines(await alerts.listed(work), work.today(), say)
        waiting = await due.listed(work)
        self.counts = Counts(
            sum(one.level == Level.RED for one in every), sum(one.level == Level.AMBER for one in every),
            *(sum(one.duty == duty for one in waiting) for duty in (Duty.CHECKUP, Duty.HAEMOGLOBIN, Duty.IRON)),
        )  # fmt: skip
        shown = self.filter
        if shown.state == AlertState.CLOSED:
            every = alert_lines(await alerts.listed(work, state=AlertState.CLOSED), work.today(), say)
        self.rows = [one for one in every if shown.level in ("", one.level) and shown.state in ("", one.state)]
        self.due = [due_line(one) for one in waiting if one.duty == shown.tab][:MOST_DUE]
        self.status = "ready"

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def choose(self, work: Work, name: str, value: str) -> None:
        """Another list, level or state."""
        known = {"tab": {"alertas", *Duty}, "level": {"", Level.RED, Level.AMBER}, "state": {"", *AlertState}}
        if value in known.get(name, ()):
            setattr(self.filter, name, value)
            await self._read(work)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def follow(self, work: Work, alert_id: int, state: str) -> Any:
        """Seen, or being followed."""
        await alerts.follow(work, alert_id, AlertState(state) if state in set(AlertState) else AlertState.SEEN)
        await notify(self, N_("Alerta actualizada"))
        return GrowthAlertsState.refresh

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def begin(self, actor: Actor, alert_id: int, state: str) -> None:
        """Close an alert with its outcome, or follow it with a note."""
        row = next((one for one in self.rows if one.id == alert_id), None)
        if row is not None:
            self.errors, self.open = {}, Open(row.id, row.name, row.title, state, {"desenlace": row.outcome, "nota": row.note})

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.open = Open()

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, values: dict[str, Any]) -> Any:
        """What became of it."""
        self.errors = {}
        given = parse({"estado": self.open.state, **values}, FOLLOW_RULES)
        await alerts.follow(work, self.open.id, **given)
        self.open = Open()
        await notify(self, N_("Alerta actualizada"))
        return GrowthAlertsState.refresh
