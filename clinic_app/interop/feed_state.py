"""One's own calendar feed, as its page shows it."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import CARING_ROLES, Permission
from clinic_app.core.settings import settings
from clinic_app.interop import feeds
from clinic_app.interop.calendar_api import FEED
from clinic_app.interop.feed_models import CalendarFeed
from clinic_app.patients.rows import local_iso
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
ROTATE, OFF = "rotate", "off"


@dataclass
class FeedCard:
    """What holds now. `attends`: whether the person has an agenda at all."""

    attends: bool = False
    can_write: bool = False
    on: bool = False
    link: str = ""
    names: bool = False
    blocks: bool = False
    read_at: str = ""


class FeedState(ClinicState):
    """The feed of the person who looks."""

    loaded: bool = False
    feed: FeedCard = FeedCard()
    failed: bool = False
    asking: str = ""  # which of ROTATE and OFF she is asked about

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """Read what holds now."""
        self.asking = ""
        self._show(work, await feeds.own(work))
        self.loaded = True

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def turn_on(self, work: Work) -> None:
        """Make the secret address."""
        self._show(work, await feeds.turn_on(work))
        await notify(self, N_("Tu calendario está activo. Copia el enlace en tu aplicación."))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def show_names(self, work: Work, on: bool) -> None:
        self._show(work, await feeds.change(work, shows_names=on))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def show_blocks(self, work: Work, on: bool) -> None:
        self._show(work, await feeds.change(work, shows_blocks=on))

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def ask(self, actor: Actor, what: str) -> None:
        """Before an address stops to work: is that meant? Nothing closes the question."""
        if what not in (ROTATE, OFF, ""):
            raise NotFound
        self.asking = what

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def go_on(self, work: Work) -> None:
        """It was meant."""
        if self.asking == ROTATE:
            self._show(work, await feeds.rotate(work))
            await notify(self, N_("El enlace anterior ya no sirve. Copia el nuevo en tus aplicaciones."))
        elif self.asking == OFF:
            await feeds.turn_off(work)
            self._show(work, None)
            await notify(self, N_("Tu calendario está desactivado. El enlace ya no sirve."))
        self.asking = ""

    def _show(self, work: Work, row: CalendarFeed | None) -> None:
        attends = work.actor.role in CARING_ROLES
        if row is None:
            self.feed = FeedCard(attends, P.AGENDA_WRITE in work.actor.permissions)
            return
        token, origin = feeds.token_of(row), settings().public_url or self.router.url.origin
        link = f"{origin.rstrip('/')}{FEED}{token}.ics" if token else ""
        read_at = local_iso(row.read_at, work.tz) if row.read_at else ""
        self.feed = FeedCard(attends, P.AGENDA_WRITE in work.actor.permissions, True, link, row.shows_names, row.shows_blocks, read_at)
