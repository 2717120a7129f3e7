"""Which reminders an appointment has, and when: one row each. Planned again whenever something happens to it (todo.py); the same facts change
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.reminders import letters, rules, timing, visits
from clinic_app.reminders.keeping import Changes, Row
from clinic_app.reminders.rules import ASKING, BEFORE, Kind
from clinic_app.reminders.timing import Due, Quiet, Skip
from clinic_app.reminders.visits import Visit

# sorted, so that two who plan some of the same wait for each other only in turn
LOCK = "select pg_advisory_xact_lock(hashtextextended('reminders:' || %s || ':' || id, 0)) from unnest(%s::bigint[]) as x (id)"
ROWS = "select appointment_id, kind, starts_at, state, round, message_id, due_at, why from app.reminder_due where clinic_id = %s and appointment_id = any(%s)"
FORGOTTEN = """
select a.id from app.appointment a
where a.starts_at > now() and a.status in ('programada', 'confirmada')
  and not exists (select from app.reminder_due d where d.clinic_id = a.tenant_id and d.appointment_id = a.id and d.starts_at = a.starts_at)
order by a.starts_at limit %s"""
OUTLIVED = """
select a.id from app.reminder_due d join app.appointment a on a.id = d.appointment_id
where d.clinic_id = %s and d.kind = any(%s) and d.state in ('waiting', 'queued') and d.not_after > now() and a.status not in ('programada', 'confirmada', 'en_atencion')
  and (d.state = 'waiting' or exists (select from app.message m where m.id = d.message_id and m.state = 'queued'))
union
select a.id from app.appointment a
join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id and s.aftercare <> ''
where a.status = 'atendida' and a.updated_at between now() - interval '2 days' and now() - interval '1 minute'
  and not exists (select from app.reminder_due d where d.clinic_id = a.tenant_id and d.appointment_id = a.id and d.kind = 'aftercare')
limit %s"""
FRESH = timedelta(hours=6)  # a booking that the scheduler missed is still confirmed so long
GONE = timedelta(days=2)  # after the attention: a word about it comes too late
SOON = timedelta(minutes=2)
ALONG = Skip("along")  # what confirms the first of its series speaks for it too
MOST = 500
log = structlog.get_logger("reminders")


@dataclass
class Planned:
    """`soon`: one is due within the next minutes. `failed`: the appointments that could not be planned."""

    soon: bool = False
    failed: list[int] = field(default_factory=list)


async def plan(work: Work, appointment_id: int, *, said: bool = False) -> None:
    """Plan the reminders of an appointment as it stands now. `said`: it was booked or moved just now, and whoever comes was told so already."""
    await _plan(work, {appointment_id: said}, said=said)


async def plan_all(work: Work, fresh: Mapping[int, bool], now: datetime | None = None) -> Planned:
    """Plan the reminders of these appointments, each as it stands now, in as few statements as one's.

    `fresh`: by id, whether it was booked or moved just now. When one cannot be planned, in halves, until it stands alone: the others go on.
    """
    if not fresh:
        return Planned()
    driver = await work.driver()
    try:
        async with driver.transaction():  # a savepoint
            return Planned(await _plan(work, fresh, now=now))
    except Exception as error:
        if driver.closed:
            raise
        if len(fresh) == 1:
            log.warning("reminders not planned", clinic=work.actor.tenant_id, appointment=next(iter(fresh)), error=type(error).__name__)
            return Planned(failed=list(fresh))
    keys = sorted(fresh)
    half = len(keys) // 2
    one, other = [await plan_all(work, {key: fresh[key] for key in part}, now) for part in (keys[:half], keys[half:])]
    return Planned(one.soon or other.soon, one.failed + other.failed)


async def _plan(work: Work, fresh: Mapping[int, bool], *, said: bool = False, now: datetime | None = None) -> bool:
    """Says whether a reminder is due within the next minutes."""
    clinic_id, keys, now = work.actor.tenant_id, sorted(fresh), now or datetime.now(UTC)
    _, found = await work.ask((LOCK, (clinic_id, keys)), (ROWS, (clinic_id, keys)))
    rows: dict[int, dict[str, Row]] = {}
    for key, kind, *rest in found:
        rows.setdefault(key, {})[kind] = Row(*rest)
    known = await visits.read(work, keys)
    decided = await rules.read(work)
    persons = await people.addressees(work, sorted({visit.patient_id for visit in known.values()}))
    changes, decisions = Changes(), list[tuple[Visit, dict[Kind, Due | Skip]]]()
    for visit in known.values():
        mine, person = rows.get(visit.id, {}), persons.get(visit.patient_id)
        quiet = Quiet(*decided.quiet, visits.zone_of(person.phone if person else "", work.actor.timezone))
        if visit.status == "atendida":
            changes.drop(visit, mine, *ASKING)
            wanted = _aftercare(visit, decided, mine, quiet, now)
        elif not visit.is_open:
            changes.drop(visit, mine, *Kind)
            continue
        else:
            wanted = _before(visit, decided, mine, quiet, now, fresh=fresh[visit.id], said=said)
        decisions.append((visit, wanted))
    along = {visit.patient_id for visit, wanted in decisions if wanted.get(Kind.BOOKED) == ALONG}
    for visit, wanted in decisions:
        for kind, what in wanted.items():
            leads = kind is Kind.BOOKED and visit.in_series and visit.patient_id in along
            changes.keep(visit, kind, what, rows.get(visit.id, {}).get(kind), now, letters.SERIES if leads else "")
    await changes.write(work)
    return changes.first is not None and changes.first <= now + SOON


def _before(
    visit: Visit, decided: rules.Rules, rows: Mapping[str, Row], quiet: Quiet, now: datetime, *, fresh: bool, said: bool
) -> dict[Kind, Due | Skip]:  # fmt: skip
    """What is to be sent before it. What went out already for this very time stays as it is."""
    booked = rows.get(Kind.BOOKED)
    known = booked is not None and booked.starts_at == visit.starts_at and booked.state != "dropped"
    wanted: dict[Kind, Due | Skip] = {}
    if said:
        wanted[Kind.BOOKED] = Skip("said")
    elif not known:
        wanted[Kind.BOOKED] = _confirmation(visit, decided, quiet, now, fresh=fresh)
    told_at = _told_at(wanted.get(Kind.BOOKED), booked if known else None, now)
    chosen = {kind: decided.of(kind, visit.service_id) for kind in BEFORE}
    on = [(kind, each.minutes) for kind, each in chosen.items() if each.is_on]
    wanted |= {kind: Skip("off") for kind, each in chosen.items() if not each.is_on}
    found = timing.reminders(visit.starts_at, on, now, quiet, told_at)
    return wanted | {Kind(kind): what for kind, what in found.items()}


def _confirmation(visit: Visit, decided: rules.Rules, quiet: Quiet, now: datetime, *, fresh: bool) -> Due | Skip:
    """What confirms that it was booked, or moved. In a series what confirms the first of it speaks for all."""
    if not fresh and (visit.in_series or now - visit.created_at > FRESH):
        return ALONG if visit.in_series else Skip("old")
    if not decided.of(Kind.BOOKED, visit.service_id).is_on:
        return Skip("off")
    return timing.on_booking(now, visit.starts_at, quiet, at_once=decided.at_once)


def _told_at(planned: Due | Skip | None, booked: Row | None, now: datetime) -> datetime | None:
    """When she hears, or heard, of this time by the message that confirms the booking."""
    if isinstance(planned, Due):
        return planned.at
    if planned == Skip("said"):
        return now
    if booked is not None and (booked.state in ("waiting", "queued") or booked.why == "said"):
        return booked.due_at
    return None


def _aftercare(visit: Visit, decided: rules.Rules, rows: Mapping[str, Row], quiet: Quiet, now: datetime) -> dict[Kind, Due | Skip]:
    rule, row = decided.of(Kind.AFTERCARE, visit.service_id), rows.get(Kind.AFTERCARE)
    if row is not None and row.state != "dropped":
        return {}
    if not rule.is_on or not visit.aftercare.strip():
        return {Kind.AFTERCARE: Skip("off")}
    ended = min(now, max(visit.ends_at, visit.starts_at + timedelta(minutes=1)))
    return {Kind.AFTERCARE: Skip("late") if now - ended > GONE else timing.after(ended, rule.minutes, now, quiet)}


async def heal(work: Work, most: int = MOST) -> int:
    """Plan what a crash left out, take back what outlived its appointment; returns how many appointments it were."""
    kinds = [str(kind) for kind in ASKING]
    forgotten, outlived = await work.ask((FORGOTTEN, (most,)), (OUTLIVED, (work.actor.tenant_id, kinds, most)))
    keys = {key for rows in (forgotten, outlived) for (key,) in rows}
    await plan_all(work, dict.fromkeys(keys, False))
    return len(keys)


async def replan(work: Work, after: int, most: int = MOST) -> int | None:
    """Plan the coming appointments anew, because the rules changed: those with a higher id than this one. Returns the last; None when that was all."""
    query = (
        "select id from app.appointment where starts_at > now() and status in ('programada', 'confirmada') and id > %s order by id limit %s"
    )
    [rows] = await work.ask((query, (after, most)))
    await plan_all(work, {key: False for (key,) in rows})
    return rows[-1][0] if len(rows) == most else None
