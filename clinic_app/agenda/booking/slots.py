"""The times of a day at which a whole visit can begin: one service, or several back to back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from clinic_app.agenda import queries
from clinic_app.agenda.availability import Slot, day_slots
from clinic_app.agenda.models import CareType
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.core.database import Actor, read


@dataclass(frozen=True)
class Asked:
    """A visit: how long it takes in all, with whom and where."""

    day: date
    service_id: int
    minutes: int
    professional_id: int | None = None
    room_id: int | None = None
    care_type: CareType = CareType.CLINIC


async def of_day(actor: Actor, asked: Asked) -> tuple[bool, list[Slot]]:
    """Whether the professional attends that weekday, and every slot of the day. Raises Invalid for unknown ids."""
    rooms = [rooms_time.busy_query(actor, asked.room_id, asked.day, asked.day)] if asked.room_id is not None else []
    (row,), *of_room = await read(actor, queries.day_query(actor, asked.day, asked.service_id, asked.professional_id), *rooms)
    facts = queries.day_facts(actor, asked.day, asked.service_id, asked.professional_id, row)
    if asked.room_id is not None:
        facts = facts.within(rooms_time.room_times(asked.room_id, of_room[0]))
    minutes = asked.minutes or (facts.service.minutes if facts.service else facts.hours.interval)
    slots = day_slots(facts.hours, facts.day, minutes, datetime.now(UTC), actor.tz, asked.care_type is CareType.HOME)
    return bool(facts.hours.periods(asked.day.isoweekday())), slots
