"""The last look at messages that are about to leave. Hours may have passed since they were written: a night, or a provider's rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinic_app.core.database import Work
from clinic_app.messaging import claiming, contacts, hooks
from clinic_app.messaging.policy import Due
from clinic_app.messaging.queueing import usable

# these stay in their conversation; the others are about a patient, whoever is written to
IN_A_TALK = ("staff", "answer", "urgent", "offer")
ZONE = "select timezone from app.clinic where id = %s"
NO_ADDRESS = "update app.message set state = 'cancelled', code = 'no_address' where id = any(%s) and state = 'queued'"
# with another telephone it begins from the start: what failed at the old one says nothing of the new one
MOVE = """
update app.message m set conversation_id = r.conversation_id, channels = string_to_array(r.channels, ','),
  channel = case when m.conversation_id = r.conversation_id and m.channel = any(string_to_array(r.channels, ',')) then m.channel else '' end,
  channel_since = case when m.conversation_id = r.conversation_id then m.channel_since end
from unnest(%s::bigint[], %s::bigint[], %s::text[]) as r (id, conversation_id, channels) where m.id = r.id and m.state = 'queued'"""
HOLD = """
update app.outbox o set due_at = r.at from unnest(%s::bigint[], %s::timestamptz[]) as r (id, at) where o.clinic_id = %s and o.message_id = r.id"""


@dataclass(frozen=True)
class Looked:
    """Those that may leave now, and those that wait for a better hour."""

    due: list[Due]
    held: list[Due]


async def look(work: Work, due: Sequence[Due]) -> Looked:
    """Take back what is no more so, address anew who has another telephone by now, and hold what must not leave at this hour.

    What a worker that died was sending already is not looked at: it may have left as it is.
    """
    [[(zone,)]] = await work.ask((ZONE, (work.actor.tenant_id,)))
    work.actor = replace(work.actor, timezone=zone)  # nights are those of the clinic
    begun = [each for each in due if each.state != "queued"]
    left = await _without_outdated(work, [each for each in due if each.state == "queued"])
    left = await _addressed_anew(work, left)
    hours = await hooks.not_now(work, [each.id for each in left])
    if hours:
        await work.ask((HOLD, ([*hours], [*hours.values()], work.actor.tenant_id)))
    return Looked([*begun, *[each for each in left if each.id not in hours]], [each for each in left if each.id in hours])


async def _without_outdated(work: Work, due: list[Due]) -> list[Due]:
    """An appointment may move while its message waits for another try."""
    outdated = await hooks.outdated(work, [each.id for each in due])
    if outdated:
        ids = sorted(outdated)
        await work.ask((claiming.TAKEN_BACK, (ids,)), (claiming.GONE, (work.actor.tenant_id, ids)))
    return [each for each in due if each.id not in outdated]


async def _addressed_anew(work: Work, due: list[Due]) -> list[Due]:
    """A wrong telephone is corrected while a message to it waits; without any left, it goes nowhere."""
    waited = [each for each in due if each.has_waited and each.patient_id and each.kind not in IN_A_TALK]
    if not waited:
        return due
    people = await hooks.addressees(work, sorted({each.patient_id or 0 for each in waited}))
    others = [each for each in waited if each.patient_id in people and not _reaches(each, people[each.patient_id])]
    if not others:
        return due
    kept = await contacts.keep_all(work, {each.patient_id: people[each.patient_id] for each in others if each.patient_id})
    moved, lost = [], []
    for each in others:
        where = kept.get(each.patient_id or 0)
        channels = usable(people[each.patient_id or 0], each.channels, ()) if where else []
        if where and channels:
            moved.append((each.id, where.conversation_id, ",".join(channels)))
        else:
            lost.append(each.id)
    if moved:
        await work.ask((MOVE, tuple(list(part) for part in zip(*moved, strict=True))))
    if lost:
        await work.ask((NO_ADDRESS, (lost,)), (claiming.GONE, (work.actor.tenant_id, lost)))
    fresh = {each.id: each for each in await claiming.load(work, [row[0] for row in moved])} if moved else {}
    return [fresh.get(each.id, each) for each in due if each.id not in lost]


def _reaches(message: Due, person: hooks.Addressee) -> bool:
    """Whether it still goes to the telephone and the address of who is to be written to."""
    if contacts.phone_key(message.phone) != contacts.phone_key(person.phone):
        return False
    return "email" not in message.channels or message.email.lower() == person.email.lower()
