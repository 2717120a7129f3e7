"""A free time offered to one of the waiting list by hand: which times would suit, and keeping one for her."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from clinic_app.agenda import free_times, queries, service
from clinic_app.agenda.availability import instant, refusal_of_date, refusal_of_time
from clinic_app.agenda.events import WaitingSlotOffered
from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting import matching
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.models import SlotHold, WaitingStatus
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict
from clinic_app.core.i18n import N_

DAYS_AHEAD = 20  # so far ahead is looked; more would not be "the next times"
MOST = 6
A_DAY = 2  # so many of one day, so that there is a choice of days
NOT_WAITING = N_("Solo se ofrece una hora a quien todavía espera.")


class Suggestion(NamedTuple):
    """A time that would suit, and who is free then."""

    day: date
    hour: str
    professional_id: int


async def suggestions(work: Work, entry_id: int) -> list[Suggestion]:
    """The next free times within what she waits for; none when her dates are over. Raises NotFound."""
    row, settings = await waiting.one(work, entry_id), await service.get_settings(work)
    since = max(row.wanted_from, work.today())
    until = min(row.wanted_until or date.max, since + timedelta(days=DAYS_AHEAD), work.today() + timedelta(days=settings.horizon_days))
    if until < since:
        return []
    who = free_times.EVERYBODY if row.professional_id is None else (row.professional_id,)
    asked = free_times.Asked(since, until, row.service_id, who, care_type=CareType(row.care_type))
    soonest = datetime.now(work.tz) + matching.LEAD
    found: list[Suggestion] = []
    for free in await free_times.of_range(work.actor, asked):
        times = [
            offer for offer in free.offers if offer.who and datetime.combine(free.date, time.fromisoformat(offer.hour), work.tz) >= soonest
        ]
        found += [Suggestion(free.date, offer.hour, offer.who[0]) for offer in times[:A_DAY]]
        if len(found) >= MOST:
            break
    return found[:MOST]


async def offer(work: Work, entry_id: int, wish: Suggestion) -> SlotHold:
    """Keep a time for her, as long as the clinic keeps times. Raises NotFound, Conflict (she waits no more), and as a booking what cannot be had."""
    lock = (service.LOCK, (work.actor.tenant_id, *queries.professional_params(work.actor, wish.professional_id)))
    await work.ask(lock)
    row = await waiting.locked(work, entry_id)
    if row.status != WaitingStatus.WAITING or await waiting.open_hold(work, row.id) is not None:
        raise Conflict(NOT_WAITING)
    (answer,) = await work.ask(queries.day_query(work.actor, wish.day, row.service_id, wish.professional_id))
    facts = queries.day_facts(work.actor, wish.day, row.service_id, wish.professional_id, answer[0])
    clock, minutes = time.fromisoformat(wish.hour), facts.service.minutes if facts.service else 0
    service.refuse(refusal_of_date(facts.hours, wish.day, work.today()), facts.hours)
    service.refuse(refusal_of_time(facts.hours, facts.day, clock, minutes, work.tz, row.care_type == CareType.HOME), facts.hours)
    begins, now = instant(wish.day, clock, work.tz), datetime.now(UTC)
    if begins is None or begins < now + matching.LEAD:
        raise service.SlotTaken
    ends = begins + timedelta(minutes=minutes)
    await waiting_holds.end_those_that_ran_out(work, matching.Freed(facts.professional_id, begins, ends))
    settings, told_at = await service.get_settings(work), await waiting_holds.told_from(work, row.patient_id, now)
    if told_at > now and begins < told_at + matching.TO_ANSWER:
        told_at = now  # by hand: whoever offers it calls her herself
    hold = SlotHold(
        entry_id=row.id, professional_id=facts.professional_id, starts_at=begins, ends_at=ends, place="",
        expires_at=matching.expiry(told_at, begins, settings.hold_minutes),
    )  # fmt: skip
    work.session.add(hold)
    row.status, row.updated_at = WaitingStatus.NOTIFIED, now
    await work.session.flush()
    await audit.record(work, "offer", "waiting_entry", row.id, {"patient": row.patient_id})
    work.events.append(WaitingSlotOffered(hold.id, row.id))
    return hold
