"""A clinic's accounts with the providers of messages: their keys lie sealed, what is secret is never shown again.

The address that a provider calls ends with a secret made here; only its hash is searched for (see WebhookDoor).
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
from sqlalchemy import delete
from sqlmodel import col, select

from clinic_app.access import vault
from clinic_app.access.tokens import digest
from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_, Sentence
from clinic_app.core.settings import settings
from clinic_app.integrations import registry
from clinic_app.integrations.protocol import Account, Key, Provider, SendFailed
from clinic_app.messaging.accounts_models import ProviderAccount, WebhookDoor

PURPOSE = "provider-account"
ADDRESS = "/webhook/"
KEY = "_key"  # among the sealed values: the secret of the webhook's address
POSTED = "select account_id, count(*), max(received_at) from app.webhook_delivery group by account_id"
RESTED = "update app.provider_circuit set failures = 0, held_until = null, code = '', changed_at = now() where provider = %s"
LONGEST = 4000
MAIL_PORTS = ("", "25", "465", "587", "2525")
SET_UP = tuple(name for name in registry.PROVIDERS if name != "sandbox")
SENDING = tuple(name for name in SET_UP if registry.PROVIDERS[name].channels)
REQUIRED = N_("Este dato es necesario.")
TOO_LONG = N_("Este dato es demasiado largo.")
UNKNOWN_KEY = N_("Este proveedor no tiene ese dato.")
BY_COMMAND = N_("Este dato solo lo cambia quien administra el servidor.")
PRIVATE_HOST = N_("Esta dirección es de la red interna del servidor.")
BAD_PORT = N_("El puerto puede ser 25, 465, 587 o 2525.")
TAKEN_TOKEN = N_("Ese token ya lo usa otro consultorio: elige otro.")
SHORT_TOKEN = N_("El token necesita al menos 16 caracteres.")


@dataclass(frozen=True)
class Card:
    """An account as it may be shown. `values`: what is no secret; `has`: the names of the secrets that are set.

    `deliveries`, `delivered_at`: what the provider posted and we still keep.
    """

    provider: Provider
    row: ProviderAccount | None
    values: dict[str, str] = field(default_factory=dict)
    has: frozenset[str] = frozenset()
    readable: bool = True  # False when it was sealed with another installation's key
    deliveries: int = 0
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class SetUp:
    """What came of setting up an account. `fresh`: its address is a new one. `made`: secrets that were made up here, to be shown this once."""

    account_id: int
    url: str
    fresh: bool = True
    made: dict[str, str] = field(repr=False, default_factory=dict)


def provider_of(name: str) -> Provider:
    """The provider of a name or alias. Raises NotFound."""
    found = registry.find(name)
    if found is None or found.name not in SET_UP:
        raise NotFound
    return found


def url_of(provider: Provider, key: str) -> str:
    """The address that a provider is given."""
    return f"{settings().address}{ADDRESS}{provider.name}/{key}"


def shared_url() -> str:
    """The address that all clinics share; a token says whose a post is."""
    return f"{settings().address}{ADDRESS}botconversa"


def _opened(row: ProviderAccount) -> dict[str, str] | None:
    found = vault.unseal(PURPOSE, row.id, row.sealed)
    return None if found is None else orjson.loads(found)


def account_of_row(row: ProviderAccount) -> Account | None:
    """The account with its keys; None when this installation cannot open them."""
    values, provider = _opened(row), registry.PROVIDERS.get(row.provider)
    if values is None or provider is None:
        return None
    key = values.pop(KEY, "")
    return Account(row.tenant_id, row.id, row.provider, values, url_of(provider, key))


async def _row(work: Work, provider: Provider, *, lock: bool = False) -> ProviderAccount | None:
    query = select(ProviderAccount).where(ProviderAccount.provider == provider.name)
    return (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()


def _sends(account: Account) -> bool:
    needed = registry.PROVIDERS[account.provider].sends_with
    return not account.values or not needed or bool(account.values.get(needed))


async def sending(work: Work) -> list[Account]:
    """The accounts by which the clinic sends, in the order of the table of providers."""
    rows = (await work.session.execute(select(ProviderAccount))).scalars().all()
    order = list(registry.PROVIDERS)
    # one that cannot be opened stays in its place without keys: its messages fail and are seen, they do not go to the sandbox
    found = [account_of_row(row) or Account(row.tenant_id, row.id, row.provider, {}) for row in rows if row.provider in SENDING]
    return sorted(filter(_sends, found), key=lambda account: order.index(account.provider))


async def opened(work: Work, name: str) -> Account | None:
    """One account with its keys, such as `llm`; None when it is not set up."""
    row = await _row(work, provider_of(name))
    return None if row is None else account_of_row(row)


async def cards(work: Work) -> list[Card]:
    """Every provider, set up or not, without its secrets."""
    rows = {row.provider: row for row in (await work.session.execute(select(ProviderAccount))).scalars()}
    [counted] = await work.ask((POSTED, ()))
    posted = {account_id: (many, last) for account_id, many, last in counted}
    return [_card(registry.PROVIDERS[name], rows.get(name), posted) for name in SET_UP]


def _card(provider: Provider, row: ProviderAccount | None, posted: Mapping[int, tuple[int, datetime]]) -> Card:
    if row is None:
        return Card(provider, None)
    values = _opened(row)
    hidden = {key.name for key in provider.keys if key.secret} | {KEY}
    shown = {name: value for name, value in (values or {}).items() if name not in hidden}
    return Card(provider, row, shown, frozenset(set(values or {}) & hidden - {KEY}), values is not None, *posted.get(row.id, (0, None)))


def _host_is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host or host.lower().rstrip(".").endswith((".local", ".internal", ".localhost"))


def _problem(provider: Provider, key: Key | None, name: str, value: str, *, operator: bool) -> str | None:
    if key is None:
        return UNKNOWN_KEY
    if key.operator and not operator:
        return BY_COMMAND
    if len(value) > LONGEST or any(ord(each) < 32 or 0xD800 <= ord(each) < 0xE000 for each in value):
        return TOO_LONG
    if provider.name == "smtp" and not operator and value:
        if name == "host" and _host_is_inside(value):
            return PRIVATE_HOST
        if name == "port" and value not in MAIL_PORTS:
            return BAD_PORT
    return SHORT_TOKEN if name == "token" and value and len(value) < 16 else None


def _merged(provider: Provider, before: Mapping[str, str], given: Mapping[str, str], *, operator: bool) -> dict[str, str]:
    """The values from now on. An empty value takes one away. Raises Invalid."""
    keys = {key.name: key for key in provider.keys}
    problems: dict[str, str] = {}
    values = dict(before)
    for name, raw in given.items():
        value = raw.strip()
        if problem := _problem(provider, keys.get(name), name, value, operator=operator):
            problems[name] = problem
        elif value:
            values[name] = value
        else:
            values.pop(name, None)
    for key in provider.keys:
        if key.required and not values.get(key.name) and key.name not in problems:
            problems[key.name] = BY_COMMAND if key.operator and not operator else REQUIRED
    if problems:
        raise Invalid(**problems)
    return values


async def save(work: Work, name: str, given: Mapping[str, str], *, operator: bool = False) -> SetUp:
    """Set up or change an account; values that are not given stay. Raises NotFound (no such provider), Invalid, Conflict (a token of others)."""
    provider = provider_of(name)
    row = await _row(work, provider, lock=True)
    before = (_opened(row) if row else None) or {}
    values = _merged(provider, before, given, operator=operator)
    made = {each: f"{each}-{secrets.token_urlsafe(24)}" for each in provider.made if not values.get(each)}
    values |= {KEY: secrets.token_urlsafe(32)} | values | made
    if row is None:
        row = ProviderAccount(provider=provider.name, sealed=b"")
        work.session.add(row)
        await work.session.flush()
    await _keep(work, row, values)
    changed = sorted({key for key in values if values[key] != before.get(key)} | (set(before) - set(values)) - {KEY})
    await audit.record(work, "update" if before else "create", "provider_account", row.id, {"provider": provider.name, "fields": changed})
    return SetUp(row.id, url_of(provider, values[KEY]), KEY not in before, made)


async def _keep(work: Work, row: ProviderAccount, values: dict[str, str]) -> None:
    row.sealed = vault.seal(PURPOSE, row.id, orjson.dumps(values))
    row.state, row.state_code, row.updated_at = "new", "", datetime.now(UTC)
    await work.session.flush()
    await work.ask((RESTED, (row.provider,)))  # what it rested for may be put right by these very values
    await _hang(work, row, "address", values[KEY])
    await _hang(work, row, "token", values.get("token", ""))


async def _hang(work: Work, row: ProviderAccount, kind: str, secret: str) -> None:
    """Make a secret open this account, and no other secret of its kind. Raises Conflict when it opens another's."""
    here = (col(WebhookDoor.clinic_id) == row.tenant_id, col(WebhookDoor.account_id) == row.id, col(WebhookDoor.kind) == kind)
    await work.session.execute(delete(WebhookDoor).where(*here))
    if not secret:
        return
    added = (
        "insert into app.webhook_door (token_hash, clinic_id, account_id, kind) values (%s, %s, %s, %s) on conflict do nothing returning 1"
    )
    [done] = await work.ask((added, (digest(secret), row.tenant_id, row.id, kind)))
    if not done:
        raise Conflict(TAKEN_TOKEN)


async def rotate(work: Work, name: str) -> SetUp:
    """Another address; the one before opens nothing from now on. Raises NotFound."""
    provider = provider_of(name)
    row = await _row(work, provider, lock=True)
    values = _opened(row) if row else None
    if row is None or values is None:
        raise NotFound
    values[KEY] = secrets.token_urlsafe(32)
    await _keep(work, row, values)
    await audit.record(work, "renew", "provider_account", row.id, {"provider": provider.name})
    return SetUp(row.id, url_of(provider, values[KEY]))


async def remove(work: Work, name: str) -> None:
    """Forget an account and its keys. Raises NotFound."""
    row = await _row(work, provider_of(name), lock=True)
    if row is None:
        raise NotFound
    await audit.record(work, "delete", "provider_account", row.id, {"provider": row.provider})
    await work.session.delete(row)
    await work.session.flush()


async def test(actor: Actor, name: str) -> str:
    """Ask the provider whether the account works; its code when it does not, else nothing. No transaction waits for the answer. Raises NotFound."""
    provider = provider_of(name)
    async with start_work(actor) as work:
        account = await opened(work, name)
    if account is None:
        raise NotFound
    code, state = "", "ok"
    try:
        await provider.check(account)
    except SendFailed as error:
        code, state = error.code[:60], "disconnected" if error.code == "disconnected" else "failing"
    async with start_work(actor) as work:
        await work.ask((
            "update app.provider_account set state = %s, state_code = %s, tested_at = now() where id = %s", (state, code, account.account_id),
        ))  # fmt: skip
    return code


def said(code: str) -> Sentence | str:
    """A failure of a test, for a person."""
    words = {
        "connection": N_("No se pudo llegar al servidor del proveedor."),
        "no_answer": N_("El proveedor no respondió a tiempo."),
        "disconnected": N_("El teléfono está desconectado: vuelve a vincularlo."),
        "no_key": N_("Falta la clave de envío: esta cuenta solo recibe."),
        "wrong_answer": N_("El servidor respondió, pero no como ese proveedor."),
    }
    return words.get(code) or Sentence(N_("El proveedor rechazó la cuenta (código {code})."), code=code)
