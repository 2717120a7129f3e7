"""Reminders whose time has come become messages. One bad one never stops another, and nothing is sent twice.

Rows are taken some minutes ahead and wait in the outbox for their very moment, so that ten thousand at eight o'clock are ready at eight.
They are taken by hundreds: what is asked of the database grows with the number of batches, not of reminders.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from clinic_app.core.database import NOBODY, Actor, Work, read, start_light_work
from clinic_app.messaging import service as messages
from clinic_app.reminders import families, planning
from clinic_app.reminders.families import Family
from clinic_app.reminders.letters import Desk, Row, desk, letter
from clinic_app.reminders.rules import ASKING, Kind
from clinic_app.reminders.visits import Visit

AHEAD = timedelta(minutes=10)
BATCH = 200
LATER = timedelta(minutes=5)  # for one that could not be made; a word with an error in it may be put right meanwhile
BUSY_SECONDS, PATIENCE_SECONDS = 0.3, 60  # another worker is at it
CLINICS = "select clinic_id from app.reminder_due where state = 'waiting' and due_at <= %s group by clinic_id order by min(due_at)"
# one worker a clinic at a time: two would tell a mother twice, of each of her children by its own
ALONE = "select pg_try_advisory_xact_lock(hashtextextended('queue_reminders:' || %s, 0))"
CLAIM = """
select appointment_id, kind, starts_at, due_at, not_after, round, why from app.reminder_due
where clinic_id = %s and state = 'waiting' and due_at <= %s order by due_at, appointment_id limit %s for update skip locked"""
THESE = "from unnest(%s::bigint[], %s::text[]) as r (appointment_id, kind) where d.clinic_id = %s and d.appointment_id = r.appointment_id and d.kind = r.kind"
QUEUED = """
update app.reminder_due d set state = 'queued', why = '', message_id = r.message_id
from unnest(%s::bigint[], %s::text[], %s::bigint[]) as r (appointment_id, kind, message_id)
where d.clinic_id = %s and d.appointment_id = r.appointment_id and d.kind = r.kind"""
SKIPPED = f"update app.reminder_due d set state = 'skipped', why = %s {THESE}"  # noqa: S608
PUT_OFF = f"update app.reminder_due d set due_at = %s, why = %s {THESE}"  # noqa: S608
ASKED = """
insert into app.reminder_ask (message_id, appointment_id, kind, starts_at)
select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[]) on conflict do nothing"""
REMINDED = "update app.appointment set reminder_sent = true where id = any(%s) and not reminder_sent"
log = structlog.get_logger("reminders")


@dataclass
class Ran:
    """What one run did."""

    handled: int = 0
    failed: int = 0


async def waiting_clinics(now: datetime) -> list[int]:
    """The clinics that have something to send, the longest waiting first."""
    [rows] = await read(NOBODY, (CLINICS, (now + AHEAD,)))
    return [key for (key,) in rows]


async def queue_due(actor: Actor, now: datetime | None = None) -> Ran:
    """Make messages of everything in this clinic that is due until in ten minutes."""
    ran, now, patience = Ran(), now or datetime.now(UTC), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        async with start_light_work(actor) as work:
            [[(alone,)]] = await work.ask((ALONE, (actor.tenant_id,)))
            found = (await work.ask((CLAIM, (actor.tenant_id, now + AHEAD, BATCH))))[0] if alone else []
            over = await _batch(work, [Row(*row) for row in found], now, ran) if found else []
        if not alone:
            await asyncio.sleep(BUSY_SECONDS)
            continue
        await _plan_anew(actor, over, now)
        if len(found) < BATCH:
            break
        patience = time.monotonic() + PATIENCE_SECONDS
    return ran


async def _plan_anew(actor: Actor, appointment_ids: Sequence[int], now: datetime) -> None:
    """Of appointments that are not what they were when their reminder was planned. What fails here is healed later."""
    if not appointment_ids:
        return
    try:
        async with start_light_work(actor) as work:
            await planning.plan_all(work, dict.fromkeys(appointment_ids, False), now)
    except Exception as error:
        log.warning("reminders not planned", clinic=actor.tenant_id, count=len(appointment_ids), error=type(error).__name__)


async def _batch(work: Work, rows: Sequence[Row], now: datetime, ran: Ran) -> list[int]:
    """Queue these and those that are told with them; returns the appointments that are others now."""
    at_desk, (found, over) = await desk(work), await families.gather(work, rows, now)
    unwanted = _take_out(at_desk, found)
    late = [family for family in found if family.is_late]
    await _skip(work, "over", over)
    for why, gone in unwanted.items():
        await _skip(work, why, gone)
    await _skip(work, "late", [row for family in late for row in family.rows])
    following = await families.following(work, found)
    made, failed = [], []
    for family in found:
        if family.is_late or not family.rows:
            continue
        try:
            made.append(
                (
                    family,
                    letter(
                        at_desk,
                        work,
                        Kind(family.kind),
                        family.visits,
                        family.person,
                        family.rows,
                        following.get(family.rows[0].appointment_id, ()),
                    ),
                )
            )
        except Exception as error:  # whatever it is: the others go out
            failed.append((family, error))
    failed += await _queue(work, made)
    for family, error in failed:
        until = now + AHEAD + LATER
        await work.ask((PUT_OFF, (until, type(error).__name__, *_keys(family.rows), work.actor.tenant_id)))
        log.warning("reminder not made", appointment=family.rows[0].appointment_id, kind=family.kind, error=type(error).__name__)
    ran.failed += len(failed)
    ran.handled += len(over) + sum(map(len, unwanted.values())) + sum(len(family.rows) for family in found)
    return [row.appointment_id for row in over]


def _unwanted(at_desk: Desk, row: Row, visit: Visit) -> str:
    """Why this is not sent though it was planned: what waits for its hour may be turned off meanwhile, or her patient's file closed."""
    if visit.is_archived:
        return "archived"
    return "" if at_desk.rules.of(Kind(row.kind), visit.service_id).is_on else "off"


def _take_out(at_desk: Desk, found: Sequence[Family]) -> dict[str, list[Row]]:
    """Take out of their messages what is unwanted; returns it, by the reason."""
    gone: dict[str, list[Row]] = {}
    for family in found:
        told = []
        for row, visit in zip(family.rows, family.visits, strict=True):
            if why := "" if family.is_late else _unwanted(at_desk, row, visit):
                gone.setdefault(why, []).append(row)
            else:
                told.append((row, visit))
        family.rows, family.visits = [row for row, _ in told], [visit for _, visit in told]
    return gone


def _keys(rows: Iterable[Row]) -> tuple[list[int], list[str]]:
    rows = list(rows)
    return [row.appointment_id for row in rows], [row.kind for row in rows]


async def _skip(work: Work, why: str, rows: Sequence[Row]) -> None:
    if rows:
        await work.ask((SKIPPED, (why, *_keys(rows), work.actor.tenant_id)))


async def _queue(work: Work, made: Sequence[tuple[Family, messages.Letter]]) -> list[tuple[Family, Exception]]:
    """Queue them all at once; when the database refuses, in halves, until those stand alone that it does not take. Returns these."""
    if not made:
        return []
    told = len(work.events)
    try:
        async with (await work.driver()).transaction():  # a savepoint
            known = {family.visits[0].patient_id: family.person for family, _ in made if family.person is not None}
            ids = await messages.enqueue_all(work, [each for _, each in made], known)
            await _write_down(work, [(family, key) for (family, _), key in zip(made, ids, strict=True)])
            return []
    except Exception as error:
        del work.events[told:]
        if len(made) == 1:
            return [(made[0][0], error)]
    half = len(made) // 2
    return await _queue(work, made[:half]) + await _queue(work, made[half:])


async def _write_down(work: Work, queued: Sequence[tuple[Family, int | None]]) -> None:
    """What became of the reminders, and what the messages ask about."""
    await _skip(work, "no_contact", [row for family, key in queued if key is None for row in family.rows])
    sent = [(row, visit, key) for family, key in queued if key is not None for row, visit in zip(family.rows, family.visits, strict=True)]
    if not sent:
        return
    asking = [each for each in sent if each[0].kind in ASKING]
    reminded = [visit.id for row, visit, _ in asking if row.kind != Kind.BOOKED]
    asked = ([key for *_, key in asking], [visit.id for _, visit, _ in asking], [row.kind for row, *_ in asking], [visit.starts_at for _, visit, _ in asking])  # fmt: skip
    await work.ask(
        (QUEUED, (*_keys(row for row, *_ in sent), [key for *_, key in sent], work.actor.tenant_id)),
        (ASKED, asked),
        (REMINDED, (reminded,)),
    )
