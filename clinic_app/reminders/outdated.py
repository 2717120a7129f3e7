"""Messages that speak of what is no more so, found just before each try: an appointment that moved, was given up or began; a bill that was paid,
a session that was booked or a patient whose file was closed while the message waited for the morning or for another try.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.messaging.leaving import IN_A_TALK
from clinic_app.reminders import offers, rules
from clinic_app.reminders.keeping import OTHERS
from clinic_app.reminders.owed import COME, COMING
from clinic_app.reminders.rules import OWED, Kind, Rules

HEADS = """
select m.id, m.kind, coalesce(p.is_active, true) from app.message m
left join app.patient p on p.tenant_id = m.tenant_id and p.id = m.patient_id where m.id = any(%s)"""
# what is being sent while its appointment moves cannot be taken back by who plans the move; when that try fails, this finds it
ASKED = """
select distinct k.message_id from app.reminder_ask k
join app.appointment a on a.tenant_id = k.tenant_id and a.id = k.appointment_id
join app.patient p on p.tenant_id = a.tenant_id and p.id = a.patient_id
where k.message_id = any(%s) and k.kind <> 'answer'
  and (a.starts_at <> k.starts_at or a.starts_at <= now() or a.status not in ('programada', 'confirmada') or not p.is_active)"""
# messages about a service: whether what they say is still so
OF_SERVICES = """
select m.id, m.kind, t.service_id, t.status = 'activo' and t.done_sessions < t.total_sessions and m.key = 'sessions:' || t.id || '.' || t.done_sessions
  and not exists (
    select from app.treatment_session z join app.appointment a on a.tenant_id = z.tenant_id and a.id = z.appointment_id
    where z.tenant_id = t.tenant_id and z.plan_id = t.id and a.starts_at > now() and a.status in ('programada', 'confirmada'))
from app.message m join app.treatment_plan t on t.tenant_id = m.tenant_id and t.id = m.reference_id
where m.id = any(%s) and m.kind = 'sessions' and m.reference_kind = 'plan'
union all
select m.id, m.kind, e.service_id, e.is_active and e.status = 'ATENDIDO'
from app.message m join app.encounter e on e.tenant_id = m.tenant_id and e.id = m.reference_id
where m.id = any(%s) and m.kind = 'aftercare' and m.reference_kind = 'encounter'
union all
select m.id, m.kind, a.service_id, a.status = 'atendida'
from app.message m join app.appointment a on a.tenant_id = m.tenant_id and a.id = m.reference_id
where m.id = any(%s) and m.kind = 'aftercare' and m.reference_kind = 'appointment'"""
LAPSED = """
select m.id from app.message m where m.id = any(%s) and m.kind = %s and not exists (
  select from app.slot_hold h where h.tenant_id = m.tenant_id and h.state = 'open' and h.expires_at > now() and m.key = m.kind || ':' || h.id)"""
ITEMS = "select message_id, kind, patient_id, item from app.due_told where message_id = any(%s)"
UNTELL = "delete from app.due_told where message_id = any(%s)"
# their keys are free again: what was not said may be said once it is so again
FREE = "update app.message set key = '' where id = any(%s) and kind = any(%s)"
SAID_ONCE = (Kind.SESSIONS, Kind.AFTERCARE)
CALLS = "select id from app.message where call_since is not null and called_at is null and state = 'failed' order by call_since limit %s"
NO_CALL = "update app.message set call_since = null where id = any(%s)"
MOST = 500


class Told(NamedTuple):
    """A thing that a message says somebody is due for."""

    message_id: int
    kind: str
    patient_id: int
    item: str


async def take_back(work: Work, message_ids: list[int]) -> set[int]:
    """Which of these messages say what is no more so. What else they spoke of, and still is so, is told anew by messages of its own."""
    heads, asked = await work.ask((HEADS, (message_ids,)), (ASKED, (message_ids,)))
    found = {key for (key,) in asked} | {
        key for key, kind, active in heads if not active and (kind not in IN_A_TALK or kind == offers.KIND)
    }
    kinds = {kind for _, kind, _ in heads}
    decided = await rules.read(work) if kinds & {*SAID_ONCE, *OWED} else None
    if decided and kinds & {*SAID_ONCE}:
        [rows] = await work.ask((OF_SERVICES, (message_ids, message_ids, message_ids)))
        found |= {key for key, kind, service_id, holds in rows if not (holds and decided.of(Kind(kind), service_id).is_on)}
    if decided and kinds & {*OWED}:
        found |= await _settled(work, decided, message_ids)
    if offers.KIND in kinds:
        [rows] = await work.ask((LAPSED, (message_ids, offers.KIND)))
        found |= {key for (key,) in rows}
    if found:
        gone = sorted(found)
        await work.ask((OTHERS, (work.actor.tenant_id, gone)), (UNTELL, (gone,)), (FREE, (gone, [str(kind) for kind in SAID_ONCE])))
    return found


async def _settled(work: Work, decided: Rules, message_ids: Collection[int]) -> set[int]:
    """Those that name a thing that was done or paid since, that she comes for anyway, or of a kind that is not told any more."""
    [rows] = await work.ask((ITEMS, (list(message_ids),)))
    told, found = [Told(*row) for row in rows], set[int]()
    for kind in OWED:
        mine = [each for each in told if each.kind == kind]
        if mine:
            due = await _still_due(work, decided, kind, mine)
            found |= {each.message_id for each in mine if (each.patient_id, each.item) not in due}
    return found


async def _still_due(work: Work, decided: Rules, kind: Kind, told: Sequence[Told]) -> set[tuple[int, str]]:
    source = hooks.DUE_SOURCES.get(kind)
    if source is None or not decided.of(kind, None).is_on:
        return set()
    due = {(each.patient_id, each.key) for each in await source(work)}
    if kind not in COME:
        return due
    [rows] = await work.ask((COMING, ([each.patient_id for each in told],)))
    coming = {key for (key,) in rows}
    return {each for each in due if each[0] not in coming}


async def drop_calls(work: Work, most: int = MOST) -> int:
    """Nobody needs to telephone about what is no more so; returns how many such calls were to be made."""
    [rows] = await work.ask((CALLS, (most,)))
    found = await take_back(work, [key for (key,) in rows]) if rows else set()
    if found:
        await work.ask((NO_CALL, (sorted(found),)))
    return len(found)
