"""What providers post: verified, stored once as it came, and taken in afterwards, each of its facts exactly once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import structlog

from clinic_app.access.tokens import digest
from clinic_app.core.database import NOBODY, Actor, read, start_light_work, start_work
from clinic_app.core.jobs import job_actor
from clinic_app.integrations import registry, standard_webhooks
from clinic_app.integrations.protocol import Account, Delivery, Inbound, Provider
from clinic_app.messaging import service
from clinic_app.messaging.accounts import account_of_row
from clinic_app.messaging.accounts_models import ProviderAccount, WebhookDelivery

SECRETS_IN_QUERY = ("token",)
KEPT_DAYS, SAME_DAYS = 30, 3  # how long bodies are kept; how long equal bytes without an id of their own are the same delivery
DOOR = "select clinic_id, account_id from app.webhook_door where token_hash = %s and kind = %s"
STORE = """
insert into app.webhook_delivery (account_id, key, query, content_type, body, facts, done_at)
values (%s, %s, %s, %s, %s, %s, case when %s = 0 then now() end) on conflict (tenant_id, account_id, key) do nothing returning id"""
ACCOUNT = "select provider, sealed from app.provider_account where tenant_id = %s and id = %s"
FORGED = "update app.provider_account set forged = forged + 1, forged_at = now() where id = %s"
AGE = """
update app.webhook_delivery set key = key || '@' || id where account_id = %s and key = %s and received_at < now() - make_interval(days => %s)
returning id"""
CLAIM = "update app.webhook_delivery set taken = taken || %s where id = %s and not (%s = any(taken)) returning id"
DONE = "update app.webhook_delivery set done_at = now() where id = %s and done_at is null"
FORGET = "delete from app.webhook_delivery where received_at < now() - make_interval(days => %s)"
STATE = "update app.provider_account set state = %s, state_code = %s where id = %s"
log = structlog.get_logger("webhooks")


@dataclass(frozen=True)
class DeliveryStored:
    """A provider's call waits to be taken in."""

    delivery_id: int


class DeliveryBroke(Exception):
    """Raised instead of the real error, whose text may hold what a patient wrote."""


@dataclass(frozen=True)
class Kept:
    """What became of a call. `fresh`: it was not there before. `facts`: what it tells."""

    fresh: bool
    facts: list[Inbound]


async def account_behind(secret: str, kind: str) -> Account | None:
    """The account that a secret opens: that of an address, or a clinic's token. None for a wrong one."""
    if not 16 <= len(secret) <= 400:
        return None
    [found] = await read(NOBODY, (DOOR, (digest(secret), kind)))
    if not found:
        return None
    clinic_id, account_id = found[0]
    [rows] = await read(job_actor(clinic_id), (ACCOUNT, (clinic_id, account_id)))
    return (
        account_of_row(ProviderAccount(tenant_id=clinic_id, id=account_id, provider=rows[0][0], sealed=bytes(rows[0][1]))) if rows else None
    )


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


async def keep(account: Account, provider: Provider, delivery: Delivery) -> Kept:
    """Store a verified delivery and have it taken in; one that was stored before changes nothing."""
    facts = facts_of(provider, account, delivery)
    key, kind = key_of(delivery), delivery.headers.get("content-type", "")[:200]
    store = STORE, (account.account_id, key, _query(delivery.query), kind, delivery.body, len(facts), len(facts))
    async with start_light_work(job_actor(account.tenant_id)) as work:
        [stored] = await work.ask(store)
        if not stored and not any(fact.provider_id for fact in facts):  # "1" again, weeks later: another answer in the same bytes
            [aged] = await work.ask((AGE, (account.account_id, key, SAME_DAYS)))
            [stored] = await work.ask(store) if aged else [[]]
        if stored and facts:
            work.events.append(DeliveryStored(stored[0][0]))
    return Kept(bool(stored), facts)


async def count_forged(account: Account) -> None:
    """One more delivery whose signature did not fit."""
    async with start_light_work(job_actor(account.tenant_id)) as work:
        await work.ask((FORGED, (account.account_id,)))


async def take_in(tenant_id: int, delivery_id: int) -> None:
    """Let every fact of a stored delivery have its effect, each in a transaction of its own and once, however often this runs.

    Raises DeliveryBroke when some failed: those alone are tried again.
    """
    actor = job_actor(tenant_id)
    async with start_work(actor) as work:
        row = await work.session.get(WebhookDelivery, (tenant_id, delivery_id))
        found = await work.session.get(ProviderAccount, (tenant_id, row.account_id)) if row else None
    account = account_of_row(found) if found else None
    if row is None or account is None or row.done_at is not None:
        return
    delivery = Delivery("POST", "", {"content-type": row.content_type}, row.body, dict(parse_qsl(row.query)))
    facts = facts_of(registry.PROVIDERS[account.provider], account, delivery)
    broken = [
        number
        for number, fact in enumerate(facts)
        if number not in row.taken and not await _take(actor, account, delivery_id, number, fact)
    ]
    if broken:
        raise DeliveryBroke
    async with start_work(actor) as work:
        await work.ask((DONE, (delivery_id,)), (FORGET, (KEPT_DAYS,)))


async def _take(actor: Actor, account: Account, delivery_id: int, number: int, fact: Inbound) -> bool:
    """One fact and the note that it was taken commit together. False when it failed; another fact is not held up by it."""
    try:
        async with start_work(actor) as work:
            [claimed] = await work.ask((CLAIM, (number, delivery_id, number)))
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
