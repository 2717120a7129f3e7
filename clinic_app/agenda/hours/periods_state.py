"""Settings of the agenda: the periods of each weekday, of the clinic or of one professional, and the dialog of one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.availability import Period
from clinic_app.agenda.hours import periods
from clinic_app.agenda.hours.periods import FAULTS, MOST_A_DAY, WEEK
from clinic_app.agenda.hours.state import TICKED, HoursState
from clinic_app.agenda.professionals import professionals
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import a_time
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.ui.toasts import notify

PREFIX = "tramos_"
PLACES = range(1, MOST_A_DAY + 1)
BOTH = N_("Indica el inicio y el fin del tramo.")


@dataclass
class Whose:
    """A choice of the select: the clinic ("") or a professional."""

    value: str
    label: str


@dataclass
class WeekView:
    """What the card shows: the hours of each weekday as words, Monday first; "" on a day off."""

    days: list[str] = field(default_factory=lambda: [""] * len(WEEK))
    people: list[Whose] = field(default_factory=list)
    whose: str = ""
    own: bool = False


def words_of(found: tuple[Period, ...] | None) -> str:
    """The periods of a day in figures."""
    return " · ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in found or ())


def day_values(found: tuple[Period, ...] | None) -> dict[str, str]:
    """What the form of a day starts with."""
    values = {PREFIX + name: "" for place in PLACES for name in (f"desde_{place}", f"hasta_{place}")}
    for place, (start, end) in enumerate(found or (), start=1):
        values |= {f"{PREFIX}desde_{place}": f"{start:%H:%M}", f"{PREFIX}hasta_{place}": f"{end:%H:%M}"}
    return values | {f"{PREFIX}dia_{day}": "false" for day in WEEK}


def periods_of(data: Mapping[str, Any]) -> list[Period]:
    """The periods of the form, empty places left out. Raises Invalid beside each field."""
    found: list[tuple[int, time, time]] = []
    problems: dict[str, list[str]] = {}
    for place in PLACES:
        names = [f"{PREFIX}{name}_{place}" for name in ("desde", "hasta")]
        written = [str(data.get(name) or "").strip() for name in names]
        if not any(written):
            continue
        clocks = []
        for name, raw in zip(names, written, strict=True):
            try:
                clocks.append(a_time(raw))
            except ValueError as error:
                problems[name] = [error.args[0] if raw else BOTH]
        if len(clocks) == 2:
            found.append((place, *clocks))
    for number, fault in periods.faults([(start, end) for _, start, end in found]).items():
        problems[f"{PREFIX}{'hasta' if fault is periods.Fault.ORDER else 'desde'}_{found[number][0]}"] = [FAULTS[fault]]
    if problems:
        raise Invalid(problems)
    return [(start, end) for _, start, end in found]


class PeriodsState(ClinicState):
    """The card of the periods, and the dialog of one weekday."""

    view: WeekView = WeekView()
    loaded: bool = False
    failed: bool = False
    can_write: bool = False
    day: int = 0  # the weekday in the dialog; 0: it is closed
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @property
    def _whose(self) -> int | None:
        return int(self.view.whose) if self.view.whose.isdecimal() else None

    async def _fill(self, work: Work) -> None:
        people = await professionals(work)
        if self._whose not in {None, *(each.id for each in people)}:  # she left, or attends no more
            self.view.whose = ""
        week = await periods.week_of(work, self._whose)
        several = [Whose(str(each.id), each.name) for each in people] if len(people) > 1 else []
        self.view = WeekView([words_of(week.days.get(day)) for day in WEEK], several, self.view.whose, week.own)

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read the week that is shown."""
        self.failed = False
        await self._fill(work)
        self.can_write, self.loaded = Permission.SETTINGS_WRITE in work.actor.permissions, True

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def choose(self, work: Work, whose: str) -> None:
        """Show another professional's week, or ("") the clinic's."""
        self.view.whose = whose
        await self._fill(work)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def edit(self, work: Work, day: int) -> None:
        """Open the dialog with the periods of a weekday."""
        if day in WEEK:
            week = await periods.week_of(work, self._whose)
            self.values, self.errors, self.day = day_values(week.days.get(day)), {}, day

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.day = 0

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> Any:
        """Keep the periods of the day, and of the days that they are copied to; the hours of the settings follow."""
        self.errors = {}
        found = periods_of(data)
        days = {self.day, *(day for day in WEEK if str(data.get(f"{PREFIX}dia_{day}", "")).lower() in TICKED)} & set(WEEK)
        try:
            await periods.change_days(work, dict.fromkeys(days, found), self._whose)
        except Invalid as error:
            raise Invalid({f"{PREFIX}desde_1": [error.first]}) from error
        await self._fill(work)
        self.day = 0
        await notify(self, "Horario guardado")
        return HoursState.load

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def drop(self, work: Work) -> Any:
        """Back to the clinic's hours, or to the simple ones of the settings."""
        await periods.drop(work, self._whose)
        await self._fill(work)
        await notify(self, "Horario guardado")
        return HoursState.load
