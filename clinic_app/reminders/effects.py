"""What an answer does to the agenda. Each effect happens inside a savepoint: a refusal of the agenda changes nothing and is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import NamedTuple

from clinic_app.agenda import free_times
from clinic_app.agenda import service as agenda
from clinic_app.agenda.groups import queries as group_queries
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting import service as waiting
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, NotFound
from clinic_app.core.i18n import N_
from clinic_app.reminders import planning
from clinic_app.reminders.answer_words import say
from clinic_app.reminders.visits import Visit, clock, day_in_words

DAYS_AHEAD = 21
GROUP_DAYS_AHEAD = 90  # a group meets once a week, or once a month
LEAD = timedelta(hours=2)  # nobody comes sooner
MOST = 3
OTHER_TIME = N_("El grupo cambió mientras tanto. Vuelve a cargarlo y repite el cambio.")


class Free(NamedTuple):
    """A time that an appointment can be moved to. `slot_id`: the session of a group, `name` how it differs from hers but for the time."""

    starts_at: datetime
    hour: str
    slot_id: int | None = None
    name: str = ""


@asynccontextmanager
async def trying(work: Work) -> AsyncIterator[None]:
    """Undo what was begun, and tell nobody of it, when the agenda refuses."""
    told = len(work.events)
    try:
        async with work.session.begin_nested():
            await work.driver()
            yield
    except ClinicError:
        del work.events[told:]
        raise


async def confirm(work: Work, visit: Visit) -> bool:
    """She comes; False when that was known. Raises what the agenda raises."""
    if visit.status == "confirmada":
        return False
    async with trying(work):
        await agenda.confirm(work, visit.id)
    return True


async def cancel(work: Work, visit: Visit, language: str) -> None:
    """Give the time back; the waiting list hears of it. Raises what the agenda raises."""
    async with trying(work):
        await agenda.cancel(work, visit.id, say(language, "reason"))


async def free(work: Work, visit: Visit) -> list[Free]:
    """Three next times, of three days if there are, near the hour that she has now; of a group, its next sessions with a place. None when nobody attends."""
    if visit.slot_id is not None:
        return await _sessions(work, visit, visit.slot_id)
    settings = await agenda.get_settings(work)
    since, care = work.today(), CareType(visit.care_type)
    until = since + timedelta(days=min(DAYS_AHEAD, settings.horizon_days))
    try:
        days = await free_times.of_range(
            work.actor, free_times.Asked(since, until, visit.service_id, (visit.professional_id,), care_type=care)
        )
    except ClinicError:
        return []
    soonest, now = datetime.now(work.tz) + LEAD, visit.starts_at.astimezone(work.tz)
    offered: list[list[Free]] = []
    for day in days:
        times = [Free(datetime.combine(day.date, time.fromisoformat(each.hour), work.tz), each.hour) for each in day.offers if each.who]
        times = [each for each in times if each.starts_at >= soonest and each.starts_at != now]
        if times:
            offered.append(sorted(times, key=lambda each: (_apart(each.starts_at.time(), now.time()), each.hour)))
    chosen = [times[0] for times in offered[:MOST]]
    chosen += [each for times in offered for each in times[1:]][: MOST - len(chosen)]
    return sorted(chosen)


async def _sessions(work: Work, visit: Visit, slot_id: int) -> list[Free]:
    here, soonest = await group_queries.one(work, slot_id), datetime.now(work.tz) + LEAD
    found = await group_queries.others(work, here, visit.patient_id, soonest, soonest + timedelta(days=GROUP_DAYS_AHEAD), MOST)
    return [Free(each.starts_at, f"{each.starts_at.astimezone(work.tz):%H:%M}", each.id, _differs(each, here)) for each in found]


def _differs(session: group_queries.SlotRow, here: group_queries.SlotRow) -> str:
    """What she would not expect of another session of her group: another name, another professional."""
    name = session.name if session.name.strip().lower() != here.name.strip().lower() else ""
    who = session.professional if session.professional_id != here.professional_id else ""
    return ", ".join(part for part in (name, who) if part)


def _apart(one: time, other: time) -> int:
    return abs(one.hour * 60 + one.minute - other.hour * 60 - other.minute)


async def move(work: Work, visit: Visit, to: datetime, slot_id: int | None = None) -> datetime:
    """Take the appointment to another time, or its place to another session of the group; she knows, so nothing else confirms it.

    Raises what the agenda raises, and Conflict when that session is at another time by now.
    """
    local = to.astimezone(work.tz)
    async with trying(work):
        if visit.slot_id is None or slot_id is None:
            row = await agenda.change(work, visit.id, agenda.Change(date=local.date(), start=local.time().replace(tzinfo=None)))
        else:
            row = await groups.change(work, visit.slot_id, visit.patient_id, slot_id)
            if row.id != visit.id or row.starts_at != to:
                raise Conflict(OTHER_TIME)
        await planning.plan(work, visit.id, said=True)
    return row.starts_at


async def take_offer(work: Work, entry_id: int, hold_id: int) -> tuple[int, datetime]:
    """Book the time of the waiting list that she was offered. Raises Conflict when it is kept no more, and what booking raises."""
    async with trying(work):
        await _same_hold(work, entry_id, hold_id)
        row = await waiting_holds.take(work, entry_id)
        await planning.plan(work, row.id, said=True)
    return row.id, row.starts_at


async def refuse_offer(work: Work, entry_id: int, hold_id: int) -> None:
    """She does not want it: the next one is asked. Raises Conflict when it is kept no more."""
    async with trying(work):
        await _same_hold(work, entry_id, hold_id)
        await waiting_holds.refuse(work, entry_id)


async def still_waits(work: Work, entry_id: int) -> bool:
    """Whether she is on the waiting list yet: neither booked in another way nor taken off it."""
    query = "select 1 from app.waiting_entry where id = %s and status = any(%s)"
    return bool((await work.ask((query, (entry_id, list(waiting.ACTIVE)))))[0])


async def _same_hold(work: Work, entry_id: int, hold_id: int) -> None:
    await waiting.locked(work, entry_id)
    hold = await waiting.open_hold(work, entry_id)
    if hold is None or hold.id != hold_id:
        raise NotFound


def named(work: Work, visit: Visit, language: str, at: datetime | None = None) -> dict[str, str]:
    """How a sentence calls an appointment."""
    local = (at or visit.starts_at).astimezone(work.tz)
    return {
        "paciente": visit.given_names,
        "servicio": visit.service,
        "fecha": day_in_words(local, language),
        "hora": clock(local, language),
    }


def numbered(lines: Sequence[str]) -> str:
    """One option a line."""
    return "\n".join(f"{number}) {line}" for number, line in enumerate(lines, 1))
