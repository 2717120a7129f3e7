"""What the screens of messages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinic_app.core.database import Work
from clinic_app.core.permissions import ROLES, Permission

LIST, TALK = 80, 120
TALKS = """
with chosen as (
  select v.id, v.unread, v.mark, v.taken_at, v.assigned_to, v.last_at, c.name, c.phone, c.email, c.patient_id
  from app.conversation v join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
  where v.last_at is not null and (%(id)s = 0 or v.id = %(id)s) and (not %(unread)s or v.unread > 0) and (not %(mine)s or v.assigned_to = %(me)s)
    and (not %(unknown)s or c.patient_id is null)
    and (%(words)s = '' or app.norm(c.name) like '%%' || app.norm(%(words)s) || '%%' or (%(digits)s <> '' and c.phone_key like '%%' || %(digits)s || '%%'))
  order by (v.mark = 'urgent') desc, v.last_at desc, v.id limit %(most)s
)
select v.*, coalesce(u.first_name, ''), coalesce(m.text, ''), coalesce(m.direction, ''), coalesce(m.state, ''), coalesce(m.media, ''), coalesce(m.wiped, false)
from chosen v left join app.user_account u on u.id = v.assigned_to
left join lateral (
  select m.text, m.direction, m.state, m.media, m.wiped from app.message m
  where m.conversation_id = v.id and m.direction <> 'note' and (m.state not in ('queued', 'cancelled') or m.kind = 'staff')
  order by (v.unread > 0 and m.direction = 'in') desc, m.at desc, m.id desc limit 1 -- what waits to be read comes before what left by itself since
) m on true
order by (v.mark = 'urgent') desc, v.last_at desc, v.id"""
COUNTS = """
select count(*) filter (where unread > 0), count(*) filter (where assigned_to = %s),
  (select count(*) from app.message where state in ('failed', 'unknown') and called_at is null and (state = 'unknown' or call_since is not null)) from app.conversation where last_at is not null"""
HEAD = """
select v.id, v.unread, v.taken_at is not null, coalesce(u.first_name, ''), c.id, c.name, c.phone, c.email, c.opted_out, c.opted_at, c.patient_id,
  v.mark, v.assigned_to
from app.conversation v join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
left join app.user_account u on u.id = v.assigned_to where v.id = %s"""
SAID = """
  select m.id, m.direction, m.kind, m.state, m.text, m.channel, m.provider, m.at, m.code, m.buttons, m.payload, m.media, m.media_url, m.earlier, m.wiped,
    coalesce(u.first_name, ''), m.patient_id, m.provider_id, m.round,
    coalesce(m.code = 'expired' or m.not_after < now(), false)
  from app.message m left join app.user_account u on u.id = m.author_id"""
ONE = f"{SAID} where m.id = %s"
BUBBLES = f"""
select * from ({SAID}
  where m.conversation_id = %s and m.state <> 'cancelled' and (m.state <> 'queued' or m.kind = 'staff' or m.tries > 0 or m.round > 0)
  order by m.at desc, m.id desc limit %s
) last order by at, id"""  # noqa: S608
COMING = """
select m.id, m.kind, m.text, o.due_at from app.message m join app.outbox o on o.clinic_id = m.tenant_id and o.message_id = m.id
where m.conversation_id = %s and m.state = 'queued' and m.kind <> 'staff' order by o.due_at limit 5"""
TROUBLES = """
select m.id, m.conversation_id, m.kind, m.state, m.text, m.channel, m.provider, m.code, coalesce(m.failed_at, m.at), m.call_since is not null and m.called_at is null,
  c.name, c.phone, c.email, m.patient_id, (select count(*) from app.message_attempt a where a.message_id = m.id), m.round, m.wiped,
  coalesce(m.code = 'expired' or m.not_after < now(), false)
from app.message m join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
where m.state in ('failed', 'unknown') and m.called_at is null and (m.state = 'unknown' or m.call_since is not null) order by m.id desc limit %s"""
CIRCUITS = "select provider, failures, held_until, code from app.provider_circuit where held_until > now() order by provider"
BACKLOG = """
select count(*) filter (where due_at <= now()), count(*), min(due_at) filter (where due_at <= now()) from app.outbox where clinic_id = %s"""
SANDBOXED = """
select v.id, c.name, c.phone, c.email, max(m.at) from app.message m
join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
where m.provider = 'sandbox' group by v.id, c.name, c.phone, c.email order by max(m.at) desc limit 60"""


@dataclass(frozen=True)
class Talk:
    """A line of the inbox."""

    id: int
    unread: int
    mark: str
    taken_at: datetime | None
    assigned_to: int | None
    last_at: datetime
    name: str
    phone: str
    email: str
    patient_id: int | None
    assignee: str
    text: str
    direction: str
    state: str
    media: str
    wiped: bool


@dataclass(frozen=True)
class Head:
    """An open conversation: who it is with."""

    id: int
    unread: int
    taken: bool
    assignee: str
    contact_id: int
    name: str
    phone: str
    email: str
    opted_out: Sequence[str]
    opted_at: datetime | None
    patient_id: int | None
    mark: str
    assigned_to: int | None


@dataclass(frozen=True)
class Said:
    """One message of a conversation."""

    id: int
    direction: str
    kind: str
    state: str
    text: str
    channel: str
    provider: str
    at: datetime
    code: str
    buttons: Sequence[dict[str, str]] | None
    payload: str
    media: str
    media_url: str
    earlier: Sequence[str] | None
    wiped: bool
    author: str
    patient_id: int | None
    provider_id: str
    round: int
    late: bool  # its hour is over


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or of which nobody knows."""

    id: int
    conversation_id: int
    kind: str
    state: str
    text: str
    channel: str
    provider: str
    code: str
    at: datetime
    to_call: bool
    name: str
    phone: str
    email: str
    patient_id: int | None
    tries: int
    round: int
    wiped: bool
    late: bool  # its hour is over


async def talks(work: Work, which: str = "", words: str = "", only: int = 0) -> list[Talk]:
    """The conversations, the urgent first, then the latest. `which`: "", unread, mine, unknown; `only`: one of them."""
    asked: dict[str, Any] = {
        "id": only, "unread": which == "unread", "mine": which == "mine", "unknown": which == "unknown", "me": work.actor.user_id, "words": words.strip(),
        "digits": "".join(sign for sign in words if sign in "0123456789"), "most": LIST,
    }  # fmt: skip
    [rows] = await work.ask((TALKS, asked))  # type: ignore[arg-type]
    return [Talk(*row) for row in rows]


async def counts(work: Work) -> tuple[int, int, int]:
    """How many conversations wait for an answer, how many are this person's, and how many messages did not arrive."""
    [[row]] = await work.ask((COUNTS, (work.actor.user_id,)))
    return tuple(row)


async def place_counts(work: Work) -> dict[str, int]:
    """What the navigation shows beside the place `messages`: the conversations that nobody read."""
    if Permission.MESSAGES_READ not in work.actor.permissions:
        return {}
    [[(unread,)]] = await work.ask(("select count(*) from app.conversation where unread > 0 and last_at is not null", ()))
    return {"messages": unread}


async def team(work: Work) -> list[tuple[int, str]]:
    """Those of the clinic who may answer: user id and name."""
    answering = [role for role, held in ROLES.items() if Permission.MESSAGES_WRITE in held]
    query = """
    select u.id, btrim(u.first_name || ' ' || u.last_name) from app.membership m join app.user_account u on u.id = m.user_id
    where m.tenant_id = app.tenant() and m.is_active and u.is_active and m.role = any(%s) order by 2, 1"""
    [rows] = await work.ask((query, (answering,)))
    return [tuple(row) for row in rows]


async def head(work: Work, conversation_id: int) -> Head | None:
    """Who a conversation is with."""
    [rows] = await work.ask((HEAD, (conversation_id,)))
    return Head(*rows[0]) if rows else None


async def said(work: Work, conversation_id: int) -> list[Said]:
    """The last messages of a conversation, the oldest first; what is not due yet is no part of it."""
    [rows] = await work.ask((BUBBLES, (conversation_id, TALK)))
    return [Said(*row) for row in rows]


async def one_said(work: Work, message_id: int) -> Said | None:
    """One message."""
    [rows] = await work.ask((ONE, (message_id,)))
    return Said(*rows[0]) if rows else None


async def coming(work: Work, conversation_id: int) -> list[tuple[int, str, str, datetime]]:
    """What goes out to this contact next by itself: id, kind, text, when."""
    [rows] = await work.ask((COMING, (conversation_id,)))
    return [tuple(row) for row in rows]


async def troubles(work: Work, most: int = 200) -> list[Trouble]:
    """Messages that failed or whose fate is unknown, the latest first."""
    [rows] = await work.ask((TROUBLES, (most,)))
    return [Trouble(*row) for row in rows]


async def resting(work: Work) -> list[tuple[str, int, datetime, str]]:
    """Providers that are left alone now: name, failures, until when, why."""
    [rows] = await work.ask((CIRCUITS, ()))
    return [tuple(row) for row in rows]


async def backlog(work: Work) -> tuple[int, int, datetime | None]:
    """How much is due, how much is queued in all, and since when the oldest is due."""
    [[row]] = await work.ask((BACKLOG, (work.actor.tenant_id,)))
    return tuple(row)


async def sandboxed(work: Work) -> list[tuple[int, str, str, str, datetime]]:
    """The conversations with messages in the sandbox."""
    [rows] = await work.ask((SANDBOXED, ()))
    return [tuple(row) for row in rows]


async def quick_replies(work: Work) -> list[tuple[int, str]]:
    """The sentences that the clinic says often."""
    [rows] = await work.ask(("select id, text from app.quick_reply order by position, id", ()))
    return [tuple(row) for row in rows]
