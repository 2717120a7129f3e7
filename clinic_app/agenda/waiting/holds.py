"""Times that became free, offered to the waiting list: kept for one of it, taken, refused, or run out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from sqlmodel import col, select

from clinic_app.agenda import queries, service
from clinic_app.agenda.availability import Day, Hours
from clinic_app.agenda.events import WaitingSlotOffered
from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting import matching
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.matching import Candidate, Freed
from clinic_app.agenda.waiting.models import HoldState, SlotHold, WaitingEntry, WaitingStatus
from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid
from clinic_app.messaging import service as messages

MOST_DAYS = 62
MOST_READ, MOST_TRIED = 1000, 100  # a longer list is served from its head
NO_HOLD = "No hay un horario reservado para esta espera."
RAN_OUT = "La reserva de este horario venció."
CANDIDATES = """
select w.id, w.patient_id, w.service_id, s.duration_minutes, w.wanted_from, w.wanted_until, w.care_type, w.created_at, w.professional_id, w.priority,
  array(select lower(h.period) from app.slot_hold h where h.tenant_id = w.tenant_id and h.entry_id = w.id and h.state <> 'open' order by h.id),
  array(select upper(h.period) from app.slot_hold h where h.tenant_id = w.tenant_id and h.entry_id = w.id and h.state <> 'open' order by h.id)
from app.waiting_entry w
join app.patient p on p.tenant_id = w.tenant_id and p.id = w.patient_id and p.is_active
join app.service s on s.tenant_id = w.tenant_id and s.id = w.service_id and s.is_active
where w.tenant_id = %s and w.status = 'esperando' and (w.professional_id is null or w.professional_id = %s)
  and w.wanted_from <= %s and (w.wanted_until is null or w.wanted_until >= %s)
  and not exists (  -- the same person twice on the list: one time for her is enough
    select from app.waiting_entry o where o.tenant_id = w.tenant_id and o.patient_id = w.patient_id and o.service_id = w.service_id and o.status = 'notificado')
order by w.priority desc, w.created_at, w.id limit %s for update of w skip locked"""
LIVE = """
select h.id, h.professional_id, h.starts_at, h.ends_at, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names
from app.slot_hold h
join app.waiting_entry w on w.tenant_id = h.tenant_id and w.id = h.entry_id
join app.patient p on p.tenant_id = w.tenant_id and p.id = w.patient_id
where h.tenant_id = %s and h.state = 'open' and h.expires_at > %s and h.period && tstzrange(%s, %s) and (%s::bigint is null or h.professional_id = %s)
order by h.starts_at, h.id"""


class LiveHold(NamedTuple):
    """A kept time, as the calendar shows it."""

    id: int
    professional_id: int
    starts_at: datetime
    ends_at: datetime
    patient_name: str


async def live_holds(work: Work, since: datetime, until: datetime, professional_id: int | None = None) -> list[LiveHold]:
    """The times that are kept for somebody now."""
    (rows,) = await work.ask((LIVE, (work.actor.tenant_id, datetime.now(UTC), since, until, professional_id, professional_id)))
    return [LiveHold(*row) for row in rows]


async def take(work: Work, entry_id: int) -> queries.Row:
    """Book the time that is kept for an entry. Of many who click at once, one books.

    Raises NotFound, Conflict when nothing is kept (any more), and what booking raises.
    """
    row = await waiting.locked(work, entry_id)
    hold = await waiting.open_hold(work, row.id)
    if hold is None:
        raise Conflict(waiting.refusal(WaitingStatus(row.status), WaitingStatus.BOOKED) if row.status == WaitingStatus.BOOKED else NO_HOLD)
    if hold.expires_at <= datetime.now(UTC):
        raise Conflict(RAN_OUT)
    hold.state = HoldState.TAKEN  # first: it closes its time no more, for this transaction
    await messages.cancel(work, ("waiting", row.id))  # when the staff took it for her before she was told
    begins = hold.starts_at.astimezone(work.tz)
    wish = service.Booking(
        row.patient_id,
        row.service_id,
        begins.date(),
        begins.time(),
        CareType(row.care_type),
        row.notes,
        professional_id=hold.professional_id,
    )
    booked = await service.book(work, wish)
    row.status, row.appointment_id, row.updated_at = WaitingStatus.BOOKED, booked.id, datetime.now(UTC)
    await work.session.flush()
    await audit.record(work, "hold_taken", "waiting_entry", row.id, {"appointment": booked.id, "patient": row.patient_id})
    return booked


async def refuse(work: Work, entry_id: int) -> WaitingEntry:
    """She does not want the kept time; it goes to the next. Raises NotFound, Conflict when nothing is kept."""
    row = await waiting.locked(work, entry_id)
    hold = await waiting.open_hold(work, row.id)
    if hold is None:
        raise Conflict(NO_HOLD)
    await waiting.end_hold(work, row, hold, HoldState.REFUSED)
    return row


async def expire(work: Work, hold_id: int) -> bool:
    """Give back a kept time that ran out; says whether it did. May be repeated."""
    found = await work.session.get(SlotHold, (work.actor.tenant_id, hold_id))
    if found is None:
        return False
    row = await waiting.locked(work, found.entry_id)
    hold = await waiting.open_hold(work, row.id)
    if hold is None or hold.id != hold_id or hold.expires_at > datetime.now(UTC):
        return False
    await waiting.end_hold(work, row, hold, HoldState.EXPIRED)
    return True


async def end_those_that_ran_out(work: Work, freed: Freed) -> None:
    """Their rows would keep the database from keeping the time for somebody else."""
    query = (
        select(SlotHold, WaitingEntry)
        .join(WaitingEntry, (col(WaitingEntry.tenant_id) == SlotHold.tenant_id) & (col(WaitingEntry.id) == SlotHold.entry_id))
        .where(
            SlotHold.professional_id == freed.professional_id, SlotHold.state == HoldState.OPEN, SlotHold.expires_at <= datetime.now(UTC),
            SlotHold.starts_at < freed.until + service.queries.LONGEST, SlotHold.ends_at > freed.since - service.queries.LONGEST,
        ).with_for_update(skip_locked=True)
    )  # fmt: skip
    for hold, row in (await work.session.execute(query)).all():
        await waiting.end_hold(work, row, hold, HoldState.EXPIRED)


async def _candidates(work: Work, freed: Freed) -> dict[int, tuple[int, Candidate]]:
    """Those who could want a freed time, locked, by id, with their patients."""
    first, last = freed.since.astimezone(work.tz).date(), freed.until.astimezone(work.tz).date()
    (rows,) = await work.ask((CANDIDATES, (work.actor.tenant_id, freed.professional_id, last, first, MOST_READ)))
    late = await waiting.late(work, [row[1] for row in rows])
    found, seen = {}, set()
    made = [(row[1], row[2], Candidate(row[0], *row[3:10], row[1] in late, tuple(zip(row[10], row[11], strict=True)))) for row in rows]
    for patient_id, service_id, one in sorted(made, key=lambda each: matching.rank(each[2])):
        if (patient_id, service_id) not in seen and len(found) < MOST_TRIED and matching.wants(one, freed):
            seen.add((patient_id, service_id))
            found[one.id] = (patient_id, one)
    return found


async def _agenda(work: Work, freed: Freed, candidates: list[Candidate], horizon: int) -> tuple[Hours, list[Day]]:
    """The professional's agenda on the days of a freed time that somebody wants; nothing for one who attends no more."""
    days = matching.days_between(freed.since, freed.until, work.today(), horizon, work.tz, MOST_DAYS)
    days = matching.wanted_days(days, candidates)
    answers = await work.ask(*[queries.day_query(work.actor, day, None, freed.professional_id) for day in days]) if days else []
    try:
        facts = [queries.day_facts(work.actor, day, None, freed.professional_id, rows[0]) for day, rows in zip(days, answers, strict=True)]
    except Invalid:
        facts = []
    return (facts[0].hours if facts else Hours()), [each.day for each in facts]


async def told_from(work: Work, patient_id: int, now: datetime) -> datetime:
    """From when on she can be told of a time: what is kept for her is kept from then on, so that the night does not use it up."""
    return max([now, *[await each(work, patient_id, now) for each in hooks.WHEN_TOLD]])


async def fill(work: Work, freed: Freed) -> list[SlotHold]:
    """Keep a time that became free for the best of the list; a long one for several. May be repeated."""
    lock = (service.LOCK, (work.actor.tenant_id, *queries.professional_params(work.actor, freed.professional_id)))
    await work.ask(lock)
    await end_those_that_ran_out(work, freed)
    candidates = await _candidates(work, freed)
    if not candidates:
        return []
    settings = await service.get_settings(work)
    hours, days = await _agenda(work, freed, [one for _, one in candidates.values()], settings.horizon_days)
    now = datetime.now(UTC)
    holds = []
    for offer in matching.offers(freed, [one for _, one in candidates.values()], hours, days, now, work.tz):
        told_at = await told_from(work, candidates[offer.candidate_id][0], now)
        if offer.starts_at < told_at + (matching.LEAD if told_at == now else matching.TO_ANSWER):
            continue  # she sleeps until it is too late: the time stays free for whoever asks
        row = await waiting.locked(work, offer.candidate_id)
        hold = SlotHold(
            entry_id=row.id, professional_id=freed.professional_id, starts_at=offer.starts_at, ends_at=offer.ends_at, place=freed.place,
            expires_at=matching.expiry(told_at, offer.starts_at, settings.hold_minutes),
        )  # fmt: skip
        work.session.add(hold)
        row.status, row.updated_at = WaitingStatus.NOTIFIED, now
        await work.session.flush()
        await audit.record(work, "offer", "waiting_entry", row.id, {"patient": row.patient_id})
        work.events.append(WaitingSlotOffered(hold.id, row.id))
        holds.append(hold)
    return holds
