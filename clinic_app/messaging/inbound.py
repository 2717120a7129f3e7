"""What providers tell us: messages of patients, what became of ours, and who wants no more."""

from dataclasses import replace

from psycopg.types.json import Jsonb

from clinic_app.core.database import Work
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import Account, Inbound
from clinic_app.messaging import attachments, contacts, statuses
from clinic_app.messaging.events import AttachmentCame, MessageReceived

LONGEST = 20_000
STORE = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text, channel, provider, account_id, provider_id, context_id, payload,
  media, media_url, appointment_id, at)
values (%s, %s, 'in', 'received', 'received', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, least(now(), coalesce(%s::timestamptz, now())))
on conflict (tenant_id, provider, provider_id) where direction = 'in' and provider_id <> '' do nothing
returning id"""
ARRIVED = "update app.conversation set unread = unread + 1, last_at = now() where id = %s"
SAID_BEFORE = "select id, text, earlier from app.message where provider = %s and provider_id = %s and direction = 'in' for update"


NUMBER_CHANGED = N_(
    "WhatsApp avisa que esta persona cambió de número. Nada pasa solo al nuevo: confírmalo con ella y cámbialo en su ficha."
)
KNOWN = """
select v.id, c.patient_id from app.contact c join app.conversation v on v.tenant_id = c.tenant_id and v.contact_id = c.id
left join app.contact_handle h on h.tenant_id = c.tenant_id and h.contact_id = c.id and h.provider = %s and h.handle = %s
where h.id is not null or (%s <> '' and c.phone_key = %s) order by h.id is null limit 1"""
REMARK = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text, payload) values (%s, %s, 'note', 'number_changed', 'noted', %s, %s)"""
ASK = "update app.conversation set unread = unread + 1, last_at = now(), mark = case when mark = 'urgent' then mark else 'other' end where id = %s"


async def take(work: Work, account: Account, told: Inbound) -> int | None:
    """Take in one thing. Returns the id of a message that is new or was edited, else None. The same thing twice changes nothing."""
    if told.at is not None and told.at.tzinfo is None:  # an automation of the clinic writes what its own clock shows
        told = replace(told, at=told.at.replace(tzinfo=work.tz))
    if told.kind == "status":
        await statuses.take(work, account.provider, told)
    elif told.kind in ("opt_out", "opt_in"):
        contact_id = await contacts.of_inbound(work, account.provider, told.contact_id, told.phone, told.name, told.channel)
        await contacts.opt(work, contact_id, (told.channel,), out=told.kind == "opt_out")
    elif told.kind == "message":
        return await _message(work, account, told)
    elif told.kind == "note" and told.code == "number_changed":
        await _number_changed(work, account, told)
    return None


async def _number_changed(work: Work, account: Account, told: Inbound) -> None:
    """A person is told, and nothing else: whoever has the new number may be somebody else. Of a stranger nobody needs to know."""
    key = contacts.phone_key(told.phone)
    [rows] = await work.ask((KNOWN, (account.provider, told.contact_id, key, key)))
    if rows:
        [(conversation_id, patient_id)] = rows
        await work.ask((REMARK, (conversation_id, patient_id, NUMBER_CHANGED, told.text)), (ASK, (conversation_id,)))


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
    if account.account_id and attachments.wanted(account.provider, told.media, told.media_url):
        work.events.append(AttachmentCame(rows[0][0]))
    return rows[0][0]


async def _edit(work: Work, told: Inbound, message_id: int, before: str, earlier: list[str] | None) -> int | None:
    """The new words stand, the old ones are kept beside them."""
    if before == told.text or told.text in (earlier or []):
        return None
    kept = Jsonb([*(earlier or []), before])
    await work.ask(("update app.message set text = %s, earlier = %s where id = %s", (told.text[:LONGEST], kept, message_id)))
    work.events.append(MessageReceived(message_id))
    return message_id
