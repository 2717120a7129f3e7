"""The week of the booking dialog: how many times are free on each day, so that nobody has to try one day after another."""

from dataclasses import dataclass
from datetime import date, timedelta

import reflex as rx

from clinic_app.access.state import ClinicState
from clinic_app.agenda import free_times
from clinic_app.agenda.booking.slots import Asked
from clinic_app.core.database import Actor

SHOWN = 7
AHEAD = 14  # how far an empty beginning looks for a free time


@dataclass
class DayChoice:
    """A day that can be chosen. `free`: its free times; -1 when they were not counted."""

    day: str
    free: int = -1
    works: bool = True


class BookingDaysState(ClinicState):
    """The days in sight, and the first days of the weeks before and after."""

    days: list[DayChoice] = []
    before: str = ""  # empty: there is nothing before today
    after: str = ""


def first_in_sight(day: date, today: date) -> date:
    """The week that holds `day`, counted from today, so that the days stand still while one after the other is chosen."""
    return day if day < today else day - timedelta(days=(day - today).days % SHOWN)


def free_counts(days: list[free_times.FreeDay], *, counted: bool) -> list[DayChoice]:
    """Pure."""
    return [DayChoice(each.date.isoformat(), sum(bool(offer.who) for offer in each.offers) if counted else -1, each.works) for each in days]


async def _range(actor: Actor, asked: Asked, since: date, days: int) -> list[free_times.FreeDay]:
    turn = asked.turns[0]
    return await free_times.of_range(
        actor,
        free_times.Asked(
            since,
            since + timedelta(days=days - 1),
            asked.service_id,
            None if turn.professional_id is None else (turn.professional_id,),
            () if asked.room_id is None else (asked.room_id,),
            asked.care_type,
        ),
    )


async def look(state: rx.State, actor: Actor, asked: Asked) -> None:
    """Show the week of `asked.day`. A visit of several services is longer than the counted times: then only closed days are told."""
    mine = await state.get_state(BookingDaysState)
    today = actor.today()
    since = first_in_sight(asked.day, today)
    mine.days = free_counts(await _range(actor, asked, since, SHOWN), counted=len(asked.turns) == 1)
    mine.before = max(since - timedelta(days=SHOWN), today).isoformat() if since > today else ""
    mine.after = (since + timedelta(days=SHOWN)).isoformat()


async def first_free(actor: Actor, asked: Asked) -> date:
    """The first day from `asked.day` on with a free time; that day itself when there is none soon."""
    found = await _range(actor, asked, asked.day, AHEAD)
    return next((each.date for each in found if any(offer.who for offer in each.offers)), asked.day)
