"""The statements of sending: what is due, which of it this worker has, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinic_app.core.database import NOBODY, Query, Work, read
from clinic_app.messaging.policy import Due

LEASE = timedelta(minutes=2)  # a worker that says nothing for so long is dead
CLINICS = """
select clinic_id from app.outbox where due_at <= now() and clinic_id <> all(%s) group by clinic_id order by min(due_at) limit %s"""
CLAIM = """
update app.outbox o set due_at = now() + %s from (
  select clinic_id, message_id from app.outbox where clinic_id = %s and due_at <= now() order by due_at, message_id limit %s for update skip locked
) due where o.clinic_id = due.clinic_id and o.message_id = due.message_id returning o.message_id"""
HOLD = """
update app.outbox o set due_at = now() + %s from unnest(%s::bigint[], %s::bigint[]) as h (clinic_id, message_id)
where o.clinic_id = h.clinic_id and o.message_id = h.message_id"""
NEXT = "select min(due_at) from app.outbox where due_at < now() + %s"
LOAD = """
select m.id, m.state, m.text, m.subject, coalesce(m.buttons, '[]'), m.template, coalesce(m.template_values, '{}'), m.language, m.channels, m.channel,
  m.tries, m.round, m.not_after, m.channel_since, c.id, c.name, c.phone, c.email, c.opted_out,
  coalesce((select jsonb_object_agg(h.provider, h.handle) from app.contact_handle h where h.contact_id = c.id), '{}'),
  (select i.account_id from app.message i where i.conversation_id = m.conversation_id and i.direction = 'in' order by i.at desc, i.id desc limit 1),
  m.provider, m.patient_id, m.kind, m.created_at < now() - interval '1 minute'
from app.message m
join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
where m.id = any(%s) order by m.id"""
# a message that was cancelled meanwhile is not begun; one whose worker died is only begun again when `again` says so
BEGIN = """
with go as (
  update app.message m set state = 'sending', provider = %s, account_id = %s, channel = r.channel,
    round = m.round + (m.channel <> r.channel)::int, tries = case when m.channel <> r.channel then 1 else m.tries + 1 end,
    channel_since = case when m.channel <> r.channel then now() else coalesce(m.channel_since, now()) end
  from unnest(%s::bigint[], %s::text[], %s::boolean[]) as r (id, channel, again)
  where m.id = r.id and (m.state = 'queued' or m.state = 'sending' and r.again)
  returning m.id, m.round, m.tries, m.channel, m.provider, m.account_id
), noted as (
  insert into app.message_attempt (message_id, round, channel, provider, account_id) select id, round, channel, provider, account_id from go
  returning id, message_id
)
select go.id, go.round, go.tries, noted.id from go join noted on noted.message_id = go.id"""
ENDED = """
update app.message_attempt a set ended_at = now(), outcome = r.outcome, code = r.code, provider_id = case when r.provider_id <> '' then r.provider_id else a.provider_id end
from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as r (id, outcome, code, provider_id) where a.id = r.id and a.outcome = ''"""
# a status may have come before: then the message is past "sent" already
SENT = """
with told as (
  update app.message m set provider_id = r.provider_id, code = '', sent_at = coalesce(m.sent_at, now()), failed_at = null, call_since = null,
    at = case when m.sent_at is null then now() else m.at end,
    state = case when m.state in ('queued', 'sending', 'unknown') then 'sent' else m.state end
  from unnest(%s::bigint[], %s::text[], %s::integer[]) as r (id, provider_id, round) where m.id = r.id and m.round = r.round
  returning m.id, m.conversation_id
), gone as (
  delete from app.outbox o using told where o.clinic_id = %s and o.message_id = told.id
)
update app.conversation v set last_at = now() from (select distinct conversation_id from told) t where v.id = t.conversation_id"""
TAKEN_BACK = "update app.message set state = 'cancelled' where id = any(%s) and state = 'queued'"
GONE = "delete from app.outbox where clinic_id = %s and message_id = any(%s)"
# who waits for a provider that rests does so from now on, though it was never tried
WAITS = "update app.message set channel_since = now() where id = any(%s) and state = 'queued' and channel_since is null"
LATER = "update app.outbox set due_at = now() + %s where clinic_id = %s and message_id = any(%s)"
AGAIN = """
update app.message set state = 'queued', code = %s, channel = %s, provider_id = '', round = round + %s, tries = case when %s then 0 else tries end,
  channel_since = case when %s then null else channel_since end
where id = %s and round = %s and state in ('queued', 'sending')"""
# that nobody serves the channels that were left says less than why the one before failed
OVER = """
update app.message set state = %s, code = case when code <> '' and %s in ('no_account', 'no_address', 'no_channel') then code else %s end, failed_at = now(), call_since = case when %s then now() end
where id = %s and state in ('queued', 'sending') returning id"""
CIRCUITS = "select provider, failures, held_until from app.provider_circuit"
WORKS = "update app.provider_circuit set failures = 0, held_until = null, code = '', changed_at = now() where provider = %s"
FAILS = """
insert into app.provider_circuit (provider, failures, held_until, code) values (%s, %s, %s, %s)
on conflict (tenant_id, provider) do update set failures = excluded.failures, held_until = excluded.held_until, code = excluded.code, changed_at = now()"""
HANDLES = """
insert into app.contact_handle (contact_id, provider, handle) select * from unnest(%s::bigint[], %s::text[], %s::text[])
on conflict (tenant_id, provider, handle) do nothing"""
REFUSED = "update app.contact set opted_out = array(select distinct unnest(opted_out || array[%s])), opted_at = now() where id = %s"


@dataclass(frozen=True)
class Begun:
    """A message that is being sent: the round and try it is in, and the row of this attempt."""

    round: int
    tries: int
    attempt_id: int


async def waiting_clinics(busy: Sequence[int], most: int) -> list[int]:
    """The clinics with something due, those that wait longest first."""
    [rows] = await read(NOBODY, (CLINICS, (list(busy), most)))
    return [clinic for (clinic,) in rows]


async def claim(clinic_id: int, most: int) -> list[int]:
    """Messages of a clinic that nobody else has; they are this worker's until the lease ends."""
    [rows] = await read(NOBODY, (CLAIM, (LEASE, clinic_id, most)))
    return [message_id for (message_id,) in rows]


async def hold(held: dict[int, set[int]]) -> None:
    """Say that this worker is alive: what it has stays its own."""
    pairs = [(clinic, message) for clinic, messages in held.items() for message in messages]
    if pairs:
        await read(NOBODY, (HOLD, (LEASE, [clinic for clinic, _ in pairs], [message for _, message in pairs])))


async def next_due(within: timedelta) -> datetime | None:
    """When the next message is due, if that is soon."""
    [[(at,)]] = await read(NOBODY, (NEXT, (within,)))
    return at


async def load(work: Work, message_ids: list[int]) -> list[Due]:
    """The messages with whom they are for."""
    [rows] = await work.ask((LOAD, (message_ids,)))
    return [Due(*row) for row in rows]


def begin(provider: str, account_id: int, chosen: Sequence[tuple[int, str, bool]]) -> Query:
    """Mark messages (id, channel, even if its worker died) as being sent and note the attempt of each."""
    ids, channels, again = (list(part) for part in zip(*chosen, strict=True))
    return BEGIN, (provider, account_id or None, ids, channels, again)
