"""The accounts of a clinic at the providers of messages, as Settings, Messages shows them. No secret ever comes back to a page, but one just made."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.messaging import accounts
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
ROTATE, REMOVE = "rotate", "remove"
HELD = "*"  # behind a field's name: whether a secret is kept there
NO_WEBHOOK = ("smtp", "llm")


def field_id(provider: str, key: str) -> str:
    """The id of a field: no two forms share one."""
    return f"cuenta_{provider}_{key}"


@dataclass
class AccountCard:
    """One provider. `state`: none, new, ok, failing, disconnected or unreadable."""

    name: str
    label: str
    channels: str
    state: str = "none"
    code: str = ""
    delivered_at: str = ""
    deliveries: int = 0
    forged: int = 0
    forged_at: str = ""
    has_webhook: bool = True


@dataclass
class Shown:
    """What is shown this once: a webhook's address and the secrets that were made up for it."""

    label: str = ""
    url: str = ""
    made: list[list[str]] = field(default_factory=list)


def _card(found: accounts.Card, work: Work) -> AccountCard:
    provider, row = found.provider, found.row
    card = AccountCard(provider.name, provider.label, ", ".join(provider.channels), has_webhook=provider.name not in NO_WEBHOOK)
    if row is not None:
        card.state, card.code = (row.state, row.state_code) if found.readable else ("unreadable", "")
        card.deliveries, card.forged = found.deliveries, row.forged
        card.delivered_at = found.delivered_at.astimezone(work.tz).isoformat() if found.delivered_at else ""
        card.forged_at = row.forged_at.astimezone(work.tz).isoformat() if row.forged_at else ""
    return card


class AccountsState(ClinicState):
    """The list, the form of one account, and what is shown once."""

    cards: list[AccountCard] = []
    ready: bool = False
    failed: bool = False
    can_write: bool = False
    editing: str = ""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    shown: Shown = Shown()
    asking: list[str] = ["", ""]  # what is about to be done, and to which account
    sandbox: bool = False  # no account sends: messages stay here

    @rx.event
    @clinic_event(P.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read the accounts; nothing of before is open or shown."""
        self.editing, self.shown, self.asking, self.failed = "", Shown(), ["", ""], False
        self.can_write = P.SETTINGS_WRITE in work.actor.permissions
        await self._read(work)
        self.ready = True

    async def _read(self, work: Work) -> None:
        self.cards = [_card(each, work) for each in await accounts.cards(work)]
        self.sandbox = not await accounts.sending(work)

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def begin(self, work: Work, name: str) -> None:
        """Open the form of one account."""
        provider = accounts.provider_of(name)
        found = next(each for each in await accounts.cards(work) if each.provider is provider)
        self.errors, self.editing = {}, provider.name
        self.values = {
            field_id(provider.name, key.name) + mark: value
            for key in provider.keys
            for mark, value in (("", found.values.get(key.name, "")), (HELD, "1" if key.name in found.has else ""))
        }

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        """Close what is open; what was shown once is gone."""
        self.editing, self.errors, self.shown, self.asking = "", {}, Shown(), ["", ""]

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Keep the form; a secret that is left empty stays what it was."""
        self.errors = {}
        provider = accounts.provider_of(self.editing)
        prefix = field_id(provider.name, "")
        secret = {key.name for key in provider.keys if key.secret}
        given = {name.removeprefix(prefix): str(value) for name, value in data.items() if name.startswith(prefix)}
        done = await accounts.save(
            work, provider.name, {name: value for name, value in given.items() if value.strip() or name not in secret}
        )
        self.editing = ""
        self._show(provider.name, provider.label, done)
        await self._read(work)
        await notify(self, N_("Cuenta guardada. Pruébala."))

    def _show(self, name: str, label: str, done: accounts.SetUp) -> None:
        if name not in NO_WEBHOOK and (done.fresh or done.made):
            self.shown = Shown(label, done.url, [[key, value] for key, value in done.made.items()])

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def test(self, actor: Actor, name: str) -> None:
        """Ask the provider whether the account works."""
        code = await accounts.test(actor, name)
        async with start_work(actor) as work:
            await self._read(work)
        if code:
            await notify(self, accounts.said(code), "bad")
        else:
            await notify(self, N_("La cuenta funciona."))

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def ask(self, actor: Actor, what: str, name: str) -> None:
        """Before something that cannot be taken back: is it meant?"""
        if what not in (ROTATE, REMOVE):
            raise NotFound
        self.asking = [what, accounts.provider_of(name).name]

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def go_on(self, work: Work) -> None:
        """It was meant."""
        what, name = self.asking
        self.asking = ["", ""]
        if what == ROTATE:
            self._show(name, accounts.provider_of(name).label, await accounts.rotate(work, name))
        elif what == REMOVE:
            await accounts.remove(work, name)
            await notify(self, N_("La cuenta se quitó."))
        await self._read(work)
