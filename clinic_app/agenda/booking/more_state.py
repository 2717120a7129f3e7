"""What the booking dialog keeps beyond the simple case: a room, more services, and how the appointment repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.series import service as series
from clinic_app.agenda.series.bundles import Part
from clinic_app.agenda.series.dates import LARGEST_STEP, Frequency, Rhythm
from clinic_app.agenda.series.service import Choice, Outcome
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_

P = Permission


@dataclass
class RoomChoice:
    """A room that can be chosen."""

    value: str
    label: str


@dataclass
class Extra:
    """A further service of the visit. `professional`: empty for who does the first."""

    service_id: int
    professional: str = ""


@dataclass
class Rule:
    """How the appointment repeats, as the form has it. `end`: "times" or "until"."""

    on: bool = False
    frequency: str = Frequency.WEEKLY
    every: str = "1"
    weekdays: list[int] = field(default_factory=list)  # none: that of the first day
    end: str = "times"
    times: str = "4"
    until: str = ""


@dataclass
class Line:
    """One day of the series: whether it can be had, and what the person decided about it."""

    origin: str
    day: str
    start: str
    reason: str = ""
    skipped: bool = False


class BookingMoreState(ClinicState):
    """Room, further services and repetition of the appointment that is being made."""

    rooms: list[RoomChoice] = []  # empty in a clinic without rooms
    room: str = ""
    extras: list[Extra] = []  # services after the first
    rule: Rule = Rule()
    lines: list[Line] = []  # the days of the series, once they were asked for

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_room(self, actor: Actor, key: str) -> None:
        self.room = key if any(each.value == key for each in self.rooms) else ""

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def add_service(self, actor: Actor, key: str) -> None:
        """One more, right after the others."""
        if key.isdecimal() and len(self.extras) < 7:
            self.extras = [*self.extras, Extra(int(key))]

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def drop_service(self, actor: Actor, place: int) -> None:
        self.extras = [each for number, each in enumerate(self.extras) if number != place]

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def give_service(self, actor: Actor, place: int, key: str) -> None:
        """Somebody else does one of the further services; empty: who does the first."""
        if key == "" or (key.isascii() and key.isdecimal() and len(key) < 19):
            self.extras = [replace(each, professional=key) if number == place else each for number, each in enumerate(self.extras)]

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def toggle_repeat(self, actor: Actor) -> None:
        """Show how it repeats, or make it a single appointment again."""
        self.rule, self.lines = replace(self.rule, on=not self.rule.on), []

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def put(self, actor: Actor, name: str, value: str) -> None:
        """One field of the rule; the days have to be asked for again. A number field of the browser sends a number, an empty one nothing."""
        if name in ("frequency", "every", "end", "times", "until"):
            self.rule, self.lines = replace(self.rule, **{name: "" if value is None else str(value)[:10]}), []

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def toggle_weekday(self, actor: Actor, day: int) -> None:
        chosen = set(self.rule.weekdays) ^ {day}
        self.rule, self.lines = replace(self.rule, weekdays=sorted(chosen & set(range(1, 8)))), []

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def skip(self, actor: Actor, origin: str) -> None:
        """Leave a day out, or take it in again."""
        self.lines = [replace(each, skipped=not each.skipped) if each.origin == origin else each for each in self.lines]

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def another_time(self, actor: Actor, origin: str, start: str) -> None:
        """Another hour for one day; whether it can be had shows when the days are asked for again, or booked."""
        self.lines = [replace(each, start=start[:5], reason="") if each.origin == origin and start else each for each in self.lines]

    @rx.var
    def clashes(self) -> int:
        """How many days of the series cannot be had."""
        return sum(bool(each.reason) and not each.skipped for each in self.lines)


async def begin(state: BookingMoreState, work: Work) -> None:
    """A new dialog."""
    state.rooms = [RoomChoice(str(each.id), each.name) for each in await rooms.list_rooms(work)]
    state.room, state.extras, state.rule, state.lines = "", [], Rule(), []


def take(state: BookingMoreState, outcomes: Sequence[Outcome], language: str) -> None:
    """Show what is known of each day."""
    state.lines = [
        Line(each.origin.isoformat(), each.day.isoformat(), f"{each.start:%H:%M}", translate(language, each.reason) if each.reason else "", each.skipped)
        for each in outcomes
    ]  # fmt: skip


def parts_of(state: BookingMoreState, first: int) -> list[Part]:
    """The services of the visit in their order, and who does each (None: who does the first)."""
    return [Part(first), *[Part(each.service_id, int(each.professional) if each.professional else None) for each in state.extras]]


def room_of(state: BookingMoreState) -> int | None:
    """The chosen room."""
    return int(state.room) if state.room else None


def wish_of(state: BookingMoreState, patient_id: int, service_id: int, first: date, start: time) -> series.Wish:
    """The series as the form has it. Raises Invalid beside the field."""
    rule = state.rule
    numbers = {}
    for name, text, least, most in (("cada", rule.every, 1, LARGEST_STEP), ("veces", rule.times, 1, 10_000)):
        numbers[name] = int(text) if text.isascii() and text.isdecimal() and least <= int(text) <= most else 0
    if not numbers["cada"]:
        raise Invalid(cada=N_("Indica cada cuánto se repite."))
    if rule.end == "times" and not numbers["veces"]:
        raise Invalid(veces=N_("Indica cuántas veces se repite."))
    try:
        until = date.fromisoformat(rule.until) if rule.end == "until" else None
    except ValueError:
        raise Invalid(hasta=N_("Indica hasta qué día se repite.")) from None
    weekly = rule.frequency == Frequency.WEEKLY
    rhythm = Rhythm(
        Frequency.WEEKLY if weekly else Frequency.DAILY, first, numbers["cada"], frozenset(rule.weekdays if weekly else ()), until,
        numbers["veces"] if rule.end == "times" else None,
    )  # fmt: skip
    choices = {}
    for each in state.lines:
        begins = time.fromisoformat(each.start)
        if each.skipped or begins != start:
            choices[date.fromisoformat(each.origin)] = Choice(each.skipped, None, None if begins == start else begins)
    return series.Wish(patient_id, service_id, rhythm, start, room_id=room_of(state), choices=choices)
