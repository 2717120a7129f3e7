"""Which reminders an appointment has, and when: one row each. Planned again whenever something happens to it; the same facts change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import rules, timing, visits
from clinic_app.reminders.rules import ASKING, BEFORE, Kind
from clinic_app.reminders.timing import Due, Quiet, Skip
from clinic_app.reminders.visits import Visit

LOCK = "select pg_advisory_xact_lock(hashtextextended('reminders:' || %s || ':' || %s, 0))"
ROWS = "select kind, starts_at, state, round, message_id, due_at, why from app.reminder_due where clinic_id = %s and appointment_id = %s"
KEEP = """
insert into app.reminder_due (clinic_id, appointment_id, kind, starts_at, due_at, not_after, round, state, why)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (clinic_id, appointment_id, kind) do update set starts_at = excluded.starts_at, due_at = excluded.due_at, not_after = excluded.not_after,
  round = excluded.round, state = excluded.state, why = excluded.why, message_id = null"""
DROP = "update app.reminder_due set state = 'dropped', why = %s, message_id = null where clinic_id = %s and appointment_id = %s and kind = any(%s) and state in ('waiting', 'queued')"
OTHERS = """
update app.reminder_due set state = 'waiting', round = round + 1, message_id = null
where clinic_id = %s and message_id = %s and appointment_id <> %s and state = 'queued'"""
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
MOST = 500


class Row(NamedTuple):
    """What is planned already."""

    starts_at: datetime
    state: str
    round: int
    message_id: int | None
    due_at: datetime
    why: str


async def plan(work: Work, appointment_id: int, *, fresh: bool = False, said: bool = False, now: datetime | None = None) -> bool:
    """Plan the reminders of an appointment as it stands now; says whether one is due within the next minutes.

    `fresh`: it was booked or moved just now. `said`: and whoever comes was told so already.
    """
    clinic_id, now = work.actor.tenant_id, now or datetime.now(UTC)
    _, found = await work.ask((LOCK, (clinic_id, appointment_id)), (ROWS, (clinic_id, appointment_id)))
    rows = {kind: Row(*rest) for kind, *rest in found}
    visit = (await visits.read(work, [appointment_id])).get(appointment_id)
    if visit is None:
        return False
    decided = await rules.read(work)
    person = await people.addressee(work, visit.patient_id)
    quiet = Quiet(*decided.quiet, visits.zone_of(person.phone if person else "", work.actor.timezone))
    if visit.status == "atendida":
        await _drop(work, visit.id, rows, "over", *ASKING)
        wanted = _aftercare(visit, decided, rows, quiet, now)
    elif not visit.is_open:
        await _drop(work, visit.id, rows, "over", *Kind)
        return False
    else:
        wanted = _before(visit, decided, rows, quiet, now, fresh=fresh, said=said)
    for kind, what in wanted.items():
        await _keep(work, visit, kind, what, rows.get(kind), now)
    return any(isinstance(what, Due) and what.at <= now + timedelta(minutes=2) for what in wanted.values())


def _before(
    visit: Visit, decided: rules.Rules, rows: Mapping[str, Row], quiet: Quiet, now: datetime, *, fresh: bool, said: bool
) -> dict[Kind, Due | Skip]:  # fmt: skip
    """What is to be sent before it. What went out already for this very time stays as it is."""
    booked = rows.get(Kind.BOOKED)
    known = booked is not None and booked.starts_at == visit.starts_at and booked.state != "dropped"
    rule = decided.of(Kind.BOOKED, visit.service_id)
    wanted: dict[Kind, Due | Skip] = {}
    if said:
        wanted[Kind.BOOKED] = Skip("said")
    elif not known:
        late = not fresh and now - visit.created_at > FRESH
        wanted[Kind.BOOKED] = (
            Skip("old") if late else timing.on_booking(now, visit.starts_at, quiet, at_once=decided.at_once) if rule.is_on else Skip("off")
        )
    told_at = _told_at(wanted.get(Kind.BOOKED), booked if known else None, now)
    chosen = {kind: decided.of(kind, visit.service_id) for kind in BEFORE}
    on = [(kind, each.minutes) for kind, each in chosen.items() if each.is_on]
    wanted |= {kind: Skip("off") for kind, each in chosen.items() if not each.is_on}
    found = timing.reminders(visit.starts_at, on, now, quiet, told_at)
    return wanted | {Kind(kind): what for kind, what in found.items()}


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


async def _keep(work: Work, visit: Visit, kind: Kind, what: Due | Skip, row: Row | None, now: datetime) -> None:
    """Write down what is to be; a message that speaks of another time is taken back first."""
    same = row is not None and row.starts_at == visit.starts_at and row.state != "dropped"
    if same and row is not None and row.state == "queued":
        return
    if row is not None and not same:
        await _withdraw(work, visit.id, row)
    number = 1 if row is None else row.round + (not same)
    due, until = (what.at, what.until) if isinstance(what, Due) else (now, visit.starts_at)
    state, why = ("waiting", "") if isinstance(what, Due) else ("skipped", what.why)
    await work.ask((KEEP, (work.actor.tenant_id, visit.id, kind, visit.starts_at, due, until, number, state, why)))


async def _drop(work: Work, appointment_id: int, rows: Mapping[str, Row], why: str, *kinds: Kind) -> None:
    for kind in kinds:
        if kind in rows:
            await _withdraw(work, appointment_id, rows[kind])
    await work.ask((DROP, (why, work.actor.tenant_id, appointment_id, [str(kind) for kind in kinds])))


async def _withdraw(work: Work, appointment_id: int, row: Row) -> None:
    """Take back a message that has not left; the other appointments that it spoke of are told anew."""
    if row.message_id is None or row.state != "queued":
        return
    [found] = await work.ask(
        ("select reference_kind, reference_id, kind from app.message where id = %s and state = 'queued' for update", (row.message_id,))
    )
    if found:
        kind, key, what = found[0]
        await messages.cancel(work, (kind, key), [what])
        await work.ask((OTHERS, (work.actor.tenant_id, row.message_id, appointment_id)))


async def heal(work: Work, most: int = MOST) -> int:
    """Plan what a crash left out, take back what outlived its appointment; returns how many appointments it were."""
    kinds = [str(kind) for kind in ASKING]
    forgotten, outlived = await work.ask((FORGOTTEN, (most,)), (OUTLIVED, (work.actor.tenant_id, kinds, most)))
    keys = {key for rows in (forgotten, outlived) for (key,) in rows}
    for key in sorted(keys):
        await plan(work, key)
    return len(keys)


async def replan(work: Work, after: int, most: int = MOST) -> int | None:
    """Plan the coming appointments anew, because the rules changed: those with a higher id than this one. Returns the last; None when that was all."""
    query = (
        "select id from app.appointment where starts_at > now() and status in ('programada', 'confirmada') and id > %s order by id limit %s"
    )
    [rows] = await work.ask((query, (after, most)))
    for (key,) in rows:
        await plan(work, key)
    return rows[-1][0] if len(rows) == most else None
