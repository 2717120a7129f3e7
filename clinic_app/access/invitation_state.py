"""What the page of an invitation knows: who invites into what, and who is looking at it."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access import joining, limits
from clinic_app.access.models import UserAccount
from clinic_app.access.state import ClinicState
from clinic_app.core.database import NOBODY, Actor, start_work
from clinic_app.core.errors import ClinicError, NotSignedIn, TooManyRequests
from clinic_app.ui.events import public_handler
from clinic_app.ui.theme import ROLE_WORDS

READY = "ready"


@dataclass
class OfferCard:
    """An invitation as its page shows it. `state` is READY or the code of why it cannot be accepted."""

    state: str = ""
    clinic: str = ""
    role: str = ""  # the Spanish word; the page translates it
    email: str = ""
    inviter: str = ""
    has_account: bool = False


class InvitationState(ClinicState):
    """The page of an invitation. The token itself is kept in the browser only."""

    offer: OfferCard = OfferCard()
    signed_in_as: str = ""  # her e-mail

    async def _visitor(self) -> Actor | None:
        try:
            return await self._actor()
        except NotSignedIn:
            return None

    @rx.event
    @public_handler
    async def look(self, token: str) -> None:
        """The page was opened with this token; anybody may ask, and a good token tells no more than the mail that carried it."""
        actor = await self._visitor()
        self.signed_in_as = await _email_of(actor) if actor else ""
        try:
            limits.take("invitation", self.router.session.client_ip)
            found = await joining.look(token[:200], actor)
        except TooManyRequests:
            self.offer = OfferCard(state="rate")
        except joining.NotWelcome as error:
            self.offer = OfferCard(state=str(error.why))
        except ClinicError:
            self.offer = OfferCard(state=str(joining.Refusal.UNKNOWN))
        else:
            state = str(found.refusal or READY)
            self.offer = OfferCard(state, found.clinic, ROLE_WORDS.get(found.role, ""), found.email, found.inviter, found.has_account)


async def _email_of(actor: Actor) -> str:
    async with start_work(NOBODY) as work:
        person = await work.session.get(UserAccount, actor.user_id)
        return person.email if person else ""
