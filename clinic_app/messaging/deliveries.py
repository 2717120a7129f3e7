"""What providers post: verified, stored once as it came, and taken in afterwards, each of its facts exactly once."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

import orjson
import structlog

from clinic_app.access.tokens import digest
from clinic_app.audit.service import note
from clinic_app.core.database import NOBODY, Actor, Work, read, start_light_work
from clinic_app.core.errors import NotFound
from clinic_app.core.jobs import job_actor
from clinic_app.integrations import registry, standard_webhooks
from clinic_app.integrations.protocol import Account, Delivery, Inbound, Provider
from clinic_app.messaging import service
from clinic_app.messaging.accounts import account_of_row
from clinic_app.messaging.accounts_models import ProviderAccount

SECRETS_IN_QUERY = ("token",)
KEPT_DAYS, SAME_DAYS = 30, 3  # how long bodies are kept; how long equal bytes without an id of their own are the same delivery
# the door stands before the wall of a clinic: whose it is opens the wall for the rest of this transaction
DOOR = "select clinic_id, account_id, set_config('app.tenant_id', clinic_id::text, true) from app.webhook_door where token_hash = %s and kind = %s"
ACCOUNT = """
select a.provider, a.sealed from app.provider_account a join app.webhook_door d on d.clinic_id = a.tenant_id and d.account_id = a.id
where d.token_hash = %s and d.kind = %s"""
QUEUED = """procrastinate_defer_jobs_v1(array[row('default', 'take_delivery', 0, null, null,
  jsonb_build_object('tenant_id', app.tenant(), 'delivery_id', id), null)::procrastinate_job_to_defer_v1])"""
# stored and queued in one statement: the framework's own way costs three times as much as the rest
STORE = f"""
with stored as (
  insert into app.webhook_delivery (account_id, key, query, content_type, body, facts, done_at)
  values (%s, %s, %s, %s, %s, %s, case when %s = 0 then now() end) on conflict (tenant_id, account_id, key) do nothing returning id, facts
)
select id, case when facts > 0 then {QUEUED} end from stored"""  # noqa: S608
FORGED = "update app.provider_account set forged = forged + 1, forged_at = now() where id = %s"
AGE = """
update app.webhook_delivery set key = key || '@' || id where account_id = %s and key = %s and received_at < now() - make_interval(days => %s)
returning id"""
LOAD = """
select d.account_id, d.query, d.content_type, d.body, d.taken, a.provider, a.sealed, c.timezone from app.webhook_delivery d
join app.clinic c on c.id = d.tenant_id
join app.provider_account a on a.tenant_id = d.tenant_id and a.id = d.account_id where d.id = %s and d.done_at is null"""
CLAIM = """
update app.webhook_delivery set taken = taken || %s, done_at = case when cardinality(taken) + 1 >= %s then now() end
where id = %s and not (%s = any(taken)) returning id"""
DONE = "update app.webhook_delivery set done_at = now() where id = %s and done_at is null"
CLINICS = "select distinct clinic_id from app.webhook_door order by 1"
FORGET = "delete from app.webhook_delivery where received_at < now() - make_interval(days => %s)"
STATE = "update app.provider_account set state = %s, state_code = %s where id = %s"
STUCK = """
select d.id, a.provider, d.received_at, d.facts - cardinality(d.taken) from app.webhook_delivery d
join app.provider_account a on a.tenant_id = d.tenant_id and a.id = d.account_id
where d.done_at is null and d.received_at < now() - make_interval(secs => %s) order by d.received_at limit 50"""
AGAIN = f"select {QUEUED} from app.webhook_delivery where id = %s and done_at is null"  # noqa: S608
STUCK_SECONDS = 60  # a delivery is taken in within a second; one that waits longer failed at least once
log = structlog.get_logger("webhooks")


class DeliveryBroke(Exception):
    """Raised instead of the real error, whose text may hold what a patient wrote."""


@dataclass(frozen=True)
class Kept:
    """What became of a call. `fresh`: it was not there before. `facts`: what it tells."""

    fresh: bool
    facts: list[Inbound]


@asynccontextmanager
async def at_door(secret: str, kind: str) -> AsyncIterator[tuple[Work, Account | None]]:
    """One transaction for one call: the account that a secret (of an address, or a clinic's token) opens, None for a wrong one."""
    async with start_light_work(NOBODY) as work:
        if not 16 <= len(secret) <= 400:
            yield work, None
            return
        asked = (digest(secret), kind)
        [doors, rows] = await work.ask((DOOR, asked), (ACCOUNT, asked))
        if not doors or not rows:
            yield work, None
            return
        [(clinic_id, account_id, _)], [(provider, sealed)] = doors, rows
        work.actor = job_actor(clinic_id)
        yield work, _account(clinic_id, account_id, provider, sealed)


def _account(clinic_id: int, account_id: int, provider: str, sealed: bytes) -> Account | None:
    return account_of_row(ProviderAccount(tenant_id=clinic_id, id=account_id, provider=provider, sealed=bytes(sealed)))


def readable(delivery: Delivery) -> bool:
    """Whether the body is what it says to be: a form in UTF-8, else JSON with an object or a list."""
    if "form" in delivery.headers.get("content-type", ""):
        try:
            return "\0" not in delivery.body.decode()
        except UnicodeDecodeError:
            return False
    try:
        return isinstance(orjson.loads(delivery.body), dict | list)
    except orjson.JSONDecodeError:  # nothing, nonsense, a NUL, wrong UTF-8, or nested beyond reason
        return False


def facts_of(provider: Provider, account: Account, delivery: Delivery) -> list[Inbound]:
    """What a delivery tells this account. Whatever cannot be read tells nothing; what was meant for another number is none of ours."""
    try:
        found = provider.parse(delivery)
    except Exception as error:  # a shape that nobody has seen: it stays stored, and the rest goes on
        log.error("unreadable delivery", provider=provider.name, account=account.account_id, error=type(error).__name__)
        return []
    own = account.values.get(provider.own, "") if provider.own else ""
    return [fact for fact in found if not (own and fact.to and fact.to != own)]


def key_of(delivery: Delivery) -> str:
    """What tells one delivery from another: the signed id of Standard Webhooks, else its bytes (Twilio's also with what its address says)."""
    if standard_webhooks.signed(delivery):
        return f"id:{delivery.headers.get('webhook-id', '')[:200]}"
    return hashlib.sha256(_query(delivery.query).encode() + b"\0" + delivery.body).hexdigest()


def _query(query: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in query.items() if name.lower() not in SECRETS_IN_QUERY})[:2000]


async def keep(work: Work, account: Account, provider: Provider, delivery: Delivery) -> Kept:
    """Store a verified delivery and have it taken in; one that was stored before changes nothing."""
    facts = facts_of(provider, account, delivery)
    key, kind = key_of(delivery), delivery.headers.get("content-type", "")[:200]
    store = STORE, (account.account_id, key, _query(delivery.query), kind, delivery.body, len(facts), len(facts))
    [stored] = await work.ask(store)
    if not stored and not any(fact.provider_id for fact in facts):  # "1" again, weeks later: another answer in the same bytes
        [aged] = await work.ask((AGE, (account.account_id, key, SAME_DAYS)))
        [stored] = await work.ask(store) if aged else [[]]
    return Kept(bool(stored), facts)


async def count_forged(work: Work, account: Account) -> None:
    """One more delivery whose signature did not fit."""
    await work.ask((FORGED, (account.account_id,)))


async def take_in(tenant_id: int, delivery_id: int) -> None:
    """Let every fact of a stored delivery have its effect, each in a transaction of its own and once, however often this runs.

    Raises DeliveryBroke when some failed: those alone are tried again.
    """
    actor = job_actor(tenant_id)
    [rows] = await read(actor, (LOAD, (delivery_id,)))
    if not rows:
        return
    [(account_id, query, kind, body, taken, name, sealed, zone)] = rows
    actor = replace(actor, timezone=zone)  # a time without a zone is the clinic's
    account = _account(tenant_id, account_id, name, sealed)
    if account is None:
        return
    delivery = Delivery("POST", "", {"content-type": kind}, bytes(body), dict(parse_qsl(query)))
    facts = facts_of(registry.PROVIDERS[account.provider], account, delivery)
    left = [(number, fact) for number, fact in enumerate(facts) if number not in taken]
    broken = [number for number, fact in left if not await _take(actor, account, delivery_id, (number, len(facts)), fact)]
    if broken:
        raise DeliveryBroke
    if not left:  # it tells less than it did when it was stored
        await read(actor, (DONE, (delivery_id,)))


async def _take(actor: Actor, account: Account, delivery_id: int, place: tuple[int, int], fact: Inbound) -> bool:
    """One fact and the note that it was taken commit together. False when it failed; another fact is not held up by it."""
    number, of_all = place
    try:
        async with start_light_work(actor) as work:
            [claimed] = await work.ask((CLAIM, (number, of_all, delivery_id, number)))
            if not claimed:
                return True
            if fact.kind == "note" and fact.code in ("connected", "disconnected"):
                state = "ok" if fact.code == "connected" else "disconnected"
                await work.ask((STATE, (state, "" if state == "ok" else fact.code, account.account_id)))
            await service.take(work, account, fact)
    except Exception as error:
        log.error("delivery failed", delivery=delivery_id, number=number, error=type(error).__name__)
        return False
    return True


async def stuck(work: Work) -> list[tuple[int, str, datetime, int]]:
    """Deliveries that could not be taken in: id, provider, when it came, how many of its facts are left."""
    [rows] = await work.ask((STUCK, (STUCK_SECONDS,)))
    return [tuple(row) for row in rows]


async def again(work: Work, delivery_id: int) -> None:
    """Have a delivery taken in once more. Raises NotFound when there is none, or nothing of it is left."""
    [rows] = await work.ask((AGAIN, (delivery_id,)))
    if not rows:
        raise NotFound
    await work.ask(note(work, "replay", "webhook_delivery", delivery_id, None))


async def forget_old() -> None:
    """Delete what providers posted long ago, of every clinic."""
    [clinics] = await read(NOBODY, (CLINICS, ()))
    for (clinic_id,) in clinics:
        await read(job_actor(clinic_id), (FORGET, (KEPT_DAYS,)))
