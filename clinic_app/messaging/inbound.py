"""What providers tell us: messages of patients, what became of ours, and who wants no more."""

from psycopg.types.json import Jsonb

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import Account, Inbound
from clinic_app.messaging import contacts, statuses
from clinic_app.messaging.events import MessageReceived

LONGEST = 20_000
STORE = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text, channel, provider, account_id, provider_id, context_id, payload,
  media, media_url, appointment_id, at)
values (%s, %s, 'in', 'received', 'received', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, least(now(), coalesce(%s::timestamptz, now())))
on conflict (tenant_id, provider, provider_id) where direction = 'in' and provider_id <> '' do nothing
returning id"""
ARRIVED = "update app.conversation set unread = unread + 1, last_at = now() where id = %s"
SAID_BEFORE = "select id, text, earlier from app.message where provider = %s and provider_id = %s and direction = 'in' for update"


async def take(work: Work, account: Account, told: Inbound) -> int | None:
    """Take in one thing. Returns the id of a message that is new or was edited, else None. The same thing twice changes nothing."""
    if told.kind == "status":
        await statuses.take(work, account.provider, told)
    elif told.kind in ("opt_out", "opt_in"):
        contact_id = await contacts.of_inbound(work, account.provider, told.contact_id, told.phone, told.name, told.channel)
        await contacts.opt(work, contact_id, (told.channel,), out=told.kind == "opt_out")
    elif told.kind == "message":
        return await _message(work, account, told)
    return None


async def _message(work: Work, account: Account, told: Inbound) -> int | None:
    if told.edited and told.provider_id:
        [found] = await work.ask((SAID_BEFORE, (account.provider, told.provider_id)))
        if found:
            return await _edit(work, told, *found[0])
    contact_id = await contacts.of_inbound(work, account.provider, told.contact_id, told.phone, told.name, told.channel)
    conversation_id = await contacts.conversation(work, contact_id)
    [[(patient_id,)]] = await work.ask(("select patient_id from app.contact where id = %s", (contact_id,)))
    values = (
        conversation_id, patient_id, told.text.replace("\0", "")[:LONGEST], told.channel, account.provider, account.account_id or None, told.provider_id,
        told.context_id, told.payload, told.media, told.media_url, told.appointment_id, told.at,
    )  # fmt: skip
    [rows] = await work.ask((STORE, values))
    if not rows:  # delivered before
        return None
    await work.ask((ARRIVED, (conversation_id,)))
    work.events.append(MessageReceived(rows[0][0]))
    return rows[0][0]


async def _edit(work: Work, told: Inbound, message_id: int, before: str, earlier: list[str] | None) -> int | None:
    """The new words stand, the old ones are kept beside them."""
    if before == told.text or told.text in (earlier or []):
        return None
    kept = Jsonb([*(earlier or []), before])
    await work.ask(("update app.message set text = %s, earlier = %s where id = %s", (told.text[:LONGEST], kept, message_id)))
    work.events.append(MessageReceived(message_id))
    return message_id
