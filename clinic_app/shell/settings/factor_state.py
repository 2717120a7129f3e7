"""The second factor on screens. Its secret and the recovery codes are in the State only while they are shown."""

from typing import Any

import reflex as rx

from clinic_app.access import own_account, second_factor
from clinic_app.access.platform import platform_event
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.permissions import Permission
from clinic_app.shell.settings.security_state import origin_of_click, said
from clinic_app.ui.toasts import notify

OFF, RENEW = "off", "renew"


class FactorPart(rx.State, mixin=True):
    """What both kinds of people see of their second factor. Nothing here is a click: the guarded handlers are below."""

    enabled: bool = False
    codes_left: int = 0
    picture: str = ""  # the QR code, while it is shown
    secret: str = ""  # the same as text
    codes: list[str] = []  # the recovery codes, while they are shown
    asking: str = ""  # what the dialog confirms with the password
    errors: dict[str, str] = {}

    def _clear(self) -> None:
        self.picture, self.secret, self.codes, self.asking, self.errors = "", "", [], "", {}

    async def _fill(self, work: Work) -> None:
        self._clear()
        self.enabled = await second_factor.is_on(work, work.actor.user_id)
        self.codes_left = await second_factor.codes_left(work)

    async def _begin(self, work: Work) -> None:
        self._clear()
        self.secret, self.picture = await second_factor.begin(work)

    async def _confirm(self, work: Work, data: dict[str, Any]) -> None:
        self.errors = {}
        codes = await second_factor.confirm(work, said(data, "codigo"))
        self._clear()
        self.codes, self.enabled, self.codes_left = codes, True, len(codes)

    async def _go_on(self, actor: Actor, data: dict[str, Any]) -> None:
        """After the password: turn off, or make new codes."""
        asked, self.errors = self.asking, {}
        await own_account.confirm(actor, said(data, "factor_password"), said(data, "factor_code"), origin=origin_of_click(self))
        if asked == OFF:
            await second_factor.turn_off(actor)
            self._clear()
            self.enabled, self.codes_left = False, 0
            await notify(self, "Segundo factor desactivado.")
        elif asked == RENEW:
            codes = await second_factor.renew_codes(actor)
            self._clear()
            self.codes, self.codes_left = codes, len(codes)


class FactorState(FactorPart, ClinicState):
    """The second factor of a clinic's person, and whether the clinic asks everybody for one."""

    must_enrol: bool = False
    required: bool = False
    can_require: bool = False

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def load(self, work: Work) -> None:
        """Fill the card; what was shown before is gone."""
        await self._fill(work)
        self.required = await second_factor.clinic_requires(work)
        self.must_enrol = work.actor.must_enrol
        self.can_require = Permission.SETTINGS_WRITE in work.actor.permissions

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def begin(self, work: Work) -> None:
        """Show a new QR code."""
        await self._begin(work)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def confirm(self, work: Work, data: dict[str, Any]) -> None:
        """The first code of the telephone."""
        await self._confirm(work, data)
        self.must_enrol = False

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def ask(self, actor: Actor, what: str) -> None:
        """Open the dialog that asks for the password."""
        self.asking, self.errors = what if what in (OFF, RENEW) else "", {}

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def go_on(self, actor: Actor, data: dict[str, Any]) -> None:
        """What the dialog was opened for."""
        await self._go_on(actor, data)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        """Forget what was shown."""
        self._clear()

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def require(self, work: Work, required: bool) -> None:
        """Ask everybody of the clinic for a second factor, or no longer."""
        await second_factor.require_in_clinic(work, required)
        self.required = required
        await notify(self, "Guardado.")


class PlatformFactorState(FactorPart, rx.State):
    """The second factor of the platform's administrator."""

    @rx.event
    @platform_event
    async def load(self, actor: Actor) -> None:
        """Fill the card; what was shown before is gone."""
        async with start_work(actor) as work:
            await self._fill(work)

    @rx.event
    @platform_event
    async def begin(self, actor: Actor) -> None:
        """Show a new QR code."""
        async with start_work(actor) as work:
            await self._begin(work)

    @rx.event
    @platform_event
    async def confirm(self, actor: Actor, data: dict[str, Any]) -> None:
        """The first code of the telephone."""
        async with start_work(actor) as work:
            await self._confirm(work, data)

    @rx.event
    @platform_event
    async def ask(self, actor: Actor, what: str) -> None:
        """Open the dialog that asks for the password."""
        self.asking, self.errors = what if what in (OFF, RENEW) else "", {}

    @rx.event
    @platform_event
    async def go_on(self, actor: Actor, data: dict[str, Any]) -> None:
        """What the dialog was opened for."""
        await self._go_on(actor, data)

    @rx.event
    @platform_event
    async def close(self, actor: Actor) -> None:
        """Forget what was shown."""
        self._clear()
