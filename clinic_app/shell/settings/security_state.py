"""One's own security: where one is signed in, what happened at the door, another e-mail address. Passwords pass through and are never kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from clinic_app.access import email_change, history, sessions
from clinic_app.access import service as access
from clinic_app.access.guard import cookie
from clinic_app.access.origin import Origin, origin_of_headers
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.access.tokens import COOKIE
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.ui.toasts import notify

FIELDS = {"email": "new_email", "password": "email_password", "codigo": "email_code"}  # of the form for another e-mail address


@dataclass
class DeviceRow:
    key: str
    kind: str
    device: str
    address: str
    created: str
    seen: str
    current: bool


@dataclass
class HistoryRow:
    at: str
    outcome: str
    device: str
    address: str


def wall(work: Work, moment: datetime) -> str:
    """A point in time as the clinic's clock shows it."""
    return moment.astimezone(work.tz).strftime("%Y-%m-%dT%H:%M")


def said(data: dict[str, Any], name: str) -> str:
    """A text of a submitted form."""
    return str(data.get(name) or "")


def origin_of_click(state: rx.State) -> Origin:
    """From where a click comes: guesses at a code are noted with it."""
    return origin_of_headers(state.router.session.client_ip, state.router.headers.raw_headers)


class SecurityState(ClinicState):
    """Devices, history and the e-mail address."""

    loaded: bool = False
    email: str = ""
    pending_email: str = ""
    devices: list[DeviceRow] = []
    history: list[HistoryRow] = []
    errors: dict[str, str] = {}
    form_number: int = 0  # a new one empties the form

    def _cookie(self) -> str:
        return cookie(self.router.headers.raw_headers.get("cookie", ""), COOKIE)

    async def _fill(self, work: Work) -> None:
        self.email = (await access.me(work)).email
        self.pending_email = await email_change.pending(work)
        self.devices = [
            DeviceRow(
                each.key, each.kind, each.device, each.address, wall(work, each.created_at), wall(work, each.last_seen_at), each.current
            )
            for each in await sessions.devices(work, self._cookie())
        ]
        self.history = [HistoryRow(wall(work, each.at), each.outcome, each.device, each.address) for each in await history.own(work)]
        self.loaded = True

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def load(self, work: Work) -> None:
        """Fill the page."""
        self.errors = {}
        await self._fill(work)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def revoke(self, work: Work, key: str) -> None:
        """Sign one device out."""
        await sessions.revoke(work, key)
        await self._fill(work)
        await notify(self, "Sesión cerrada.")

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def revoke_others(self, work: Work) -> None:
        """Sign every other device out."""
        await sessions.revoke_others(work, self._cookie())
        await self._fill(work)
        await notify(self, "Se cerraron las demás sesiones.")

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def change_email(self, actor: Actor, data: dict[str, Any]) -> None:
        """Ask both addresses."""
        self.errors = {}
        email = said(data, "new_email")
        try:
            await email_change.ask(actor, email, said(data, "email_password"), said(data, "email_code"), origin_of_click(self))
        except Invalid as error:
            raise Invalid({FIELDS.get(name, name): messages for name, messages in (error.fields or {}).items()}) from None
        self.pending_email = email.strip().lower()
        self.form_number += 1

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def cancel_email(self, work: Work) -> None:
        """Give up the wish for another address."""
        await email_change.cancel(work)
        self.pending_email = ""
