"""The times of a day at which a whole visit can begin: one service, or several back to back, of one professional or several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Day, Hours, Slot, day_slots, instant, refusal_of_time
from clinic_app.agenda.models import CareType
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.core.database import Actor, read


class Turn(NamedTuple):
    """How long one professional is needed, without a break."""

    minutes: int
    professional_id: int | None


class Later(NamedTuple):
    """A turn after the first: how long after the beginning of the visit, in whose hours and on which day."""

    after: timedelta
    minutes: int
    hours: Hours
    day: Day


@dataclass(frozen=True)
class Asked:
    """A visit: when, who is needed for how long, and where."""

    day: date
    service_id: int
    turns: Sequence[Turn]
    room_id: int | None = None
    care_type: CareType = CareType.CLINIC


def turns(parts: Iterable[tuple[int, int | None]], first: int | None) -> list[Turn]:
    """Services (minutes, and who does them; None: `first`) as turns: neighbours of the same professional are one."""
    found: list[Turn] = []
    for minutes, who in parts:
        one = Turn(minutes, first if who is None else who)
        if found and found[-1].professional_id == one.professional_id:
            found[-1] = Turn(found[-1].minutes + minutes, one.professional_id)
        else:
            found.append(one)
    return found


async def of_day(actor: Actor, asked: Asked) -> tuple[bool, list[Slot]]:
    """Whether the first professional attends that weekday, and every slot of her day. Raises Invalid for unknown ids."""
    rooms = [rooms_time.busy_query(actor, asked.room_id, asked.day, asked.day)] if asked.room_id is not None else []
    wanted = [queries.day_query(actor, asked.day, asked.service_id, each.professional_id) for each in asked.turns]
    found = await read(actor, *wanted, *rooms)
    facts = [
        queries.day_facts(actor, asked.day, asked.service_id, turn.professional_id, rows[0])
        for turn, rows in zip(asked.turns, found[: len(wanted)], strict=True)
    ]
    if asked.room_id is not None:
        places = rooms_time.room_times(asked.room_id, found[-1])
        facts = [each.within(places) for each in facts]
    home, own = asked.care_type is CareType.HOME, facts[0]
    minutes = asked.turns[0].minutes or (own.service.minutes if own.service else own.hours.interval)
    slots = day_slots(own.hours, own.day, minutes, datetime.now(UTC), actor.tz, home)
    later, after = [], minutes
    for turn, each in zip(asked.turns[1:], facts[1:], strict=True):
        later.append(Later(timedelta(minutes=after), turn.minutes, each.hours, each.day))
        after += turn.minutes
    if later:
        slots = [Slot(slot.hour, slot.free and continues(slot.hour, later, actor.tz, home)) for slot in slots]
    return bool(own.hours.periods(asked.day.isoweekday())), slots


def continues(hour: str, later: Iterable[Later], zone: ZoneInfo, home: bool) -> bool:
    """Whether a visit that begins then finds everybody free in her turn: the same that booking will say of each."""
    for turn in later:
        begins = instant(turn.day.date, time.fromisoformat(hour), zone)
        if begins is None:
            return False
        at = (begins + turn.after).astimezone(zone)
        if at.date() != turn.day.date or not turn.hours.periods(at.isoweekday()):
            return False
        if refusal_of_time(turn.hours, turn.day, at.time(), turn.minutes, zone, home) is not None:
            return False
    return True
