"""The people of the clinic on their screen: who is in, who is invited, and the dialogs that change it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx

from clinic_app.access import invitations, limits, people, second_factor
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_
from clinic_app.ui.theme import ROLE_WORDS
from clinic_app.ui.toasts import notify

P = Permission
SHOWN_DUTIES = 8
INVITE, LINK, ROLE, REMOVE, HAND_OVER = "invite", "link", "role", "remove", "hand_over"


@dataclass
class MemberRow:
    """One person of the clinic."""

    id: int = 0
    name: str = ""
    initials: str = ""
    email: str = ""
    role: str = ""
    word: str = ""  # the role in Spanish
    active: bool = True
    me: bool = False
    seen: str = ""


@dataclass
class PendingRow:
    """One invitation that waits."""

    id: int = 0
    email: str = ""
    word: str = ""
    inviter: str = ""
    until: str = ""
    expired: bool = False


@dataclass
class DutyRow:
    """An appointment that waits for the person."""

    at: str
    what: str
    whom: str


@dataclass
class Duties:
    """How many there are, and the first ones."""

    count: int = 0
    rows: list[DutyRow] = field(default_factory=list)


def _wall(work: Work, moment: datetime | None) -> str:
    return moment.astimezone(work.tz).strftime("%Y-%m-%dT%H:%M:%S") if moment else ""


def _number(form: dict[str, Any], name: str) -> int:
    text = str(form.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class PeopleState(ClinicState):
    """The section "people" of the settings."""

    members: list[MemberRow] = []
    waiting: list[PendingRow] = []
    can_write: bool = False
    loaded: bool = False
    panel: str = ""  # which dialog is open
    chosen: MemberRow = MemberRow()
    duties: Duties = Duties()
    link: str = ""  # of an invitation, shown once
    asks_code: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.PEOPLE_READ)
    async def load(self, work: Work) -> None:
        """The page was opened: no dialog is left over from before."""
        self._close()
        await self._fill(work)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self._close()

    @rx.event
    @clinic_event(P.PEOPLE_WRITE, transaction=False)
    async def begin_invite(self, actor: Actor, membership_id: int = 0) -> None:
        """Invite somebody; with a membership, one who had left."""
        self._close()
        self.chosen = next((row for row in self.members if row.id == membership_id), MemberRow())
        self.panel = INVITE

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def invite(self, work: Work, form: dict[str, Any]) -> None:
        """Offer a role; the link is shown once."""
        self.errors = {}
        limits.take("invite", str(work.actor.tenant_id))
        row, token = await invitations.invite(work, str(form.get("role") or ""), str(form.get("email") or "").strip())
        self._show_link(token, row.email)
        await self._fill(work)

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def renew(self, work: Work, invitation_id: int) -> None:
        """Another link to copy."""
        email = next((row.email for row in self.waiting if row.id == invitation_id), "")
        self._show_link(await invitations.renew_link(work, invitation_id), "")
        self.chosen = MemberRow(name=email)
        await self._fill(work)

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def send_again(self, work: Work, invitation_id: int) -> None:
        """Mail it once more."""
        limits.take("invite", str(work.actor.tenant_id))
        await invitations.send_again(work, invitation_id)
        await self._fill(work)
        await notify(self, N_("Invitación enviada otra vez. Los enlaces anteriores ya no sirven."))

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def revoke(self, work: Work, invitation_id: int) -> None:
        """Take an invitation back."""
        await invitations.revoke(work, invitation_id)
        await self._fill(work)
        await notify(self, N_("Invitación retirada"))

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def choose(self, work: Work, panel: str, membership_id: int) -> None:
        """Open a dialog about one person; what waits for her is shown in it."""
        if panel not in (ROLE, REMOVE):
            raise NotFound
        waiting = await people.duties(work, membership_id)
        self._close()
        self.chosen = next((row for row in self.members if row.id == membership_id), MemberRow())
        rows = [DutyRow(_wall(work, duty.at), duty.what, duty.whom) for duty in waiting[:SHOWN_DUTIES]]
        self.duties, self.panel = Duties(len(waiting), rows), panel

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def begin_hand_over(self, work: Work) -> None:
        """Give the clinic to somebody else."""
        self._close()
        self.asks_code = await second_factor.is_on(work, work.actor.user_id)
        self.panel = HAND_OVER

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def save_role(self, work: Work, form: dict[str, Any]) -> None:
        """Give the chosen person another role."""
        self.errors = {}
        await people.change_role(work, self.chosen.id, str(form.get("role") or ""))
        await self._done(work, N_("Papel cambiado. Vale desde su próximo clic."))

    @rx.event
    @clinic_event(P.PEOPLE_WRITE)
    async def remove(self, work: Work) -> None:
        """The chosen person leaves the clinic."""
        await people.remove(work, self.chosen.id)
        await self._done(work, N_("Persona retirada. Lo que hizo y sus citas se conservan."))

    @rx.event
    @clinic_event(P.PEOPLE_WRITE, transaction=False)
    async def hand_over(self, actor: Actor, form: dict[str, Any]) -> Any:
        """Another person owns the clinic from now on."""
        self.errors = {}
        role, password, code = (str(form.get(name) or "") for name in ("own_role", "password", "codigo"))
        await people.hand_over(actor, _number(form, "heir"), role, password, code)
        self._close()
        await notify(self, N_("El consultorio tiene nueva propietaria"))
        return PeopleState.load

    def _close(self) -> None:
        self.panel, self.link, self.errors, self.duties = "", "", {}, Duties()

    def _show_link(self, token: str, mailed_to: str) -> None:
        self.link = invitations.link_of(settings().public_url or self.router.url.origin, token)
        self.chosen, self.panel = MemberRow(email=mailed_to), LINK

    async def _done(self, work: Work, sentence: str) -> None:
        self._close()
        await self._fill(work)
        await notify(self, sentence)

    async def _fill(self, work: Work) -> None:
        self.members = [
            MemberRow(
                each.id, each.name, initials_of(each.name), each.email, each.role, ROLE_WORDS.get(each.role, ""), each.is_active,
                each.id == work.actor.membership_id, _wall(work, each.last_seen_at),
            )
            for each in await people.members(work)
        ]  # fmt: skip
        self.can_write = P.PEOPLE_WRITE in work.actor.permissions
        rows = await invitations.pending(work) if self.can_write else []
        self.waiting = [
            PendingRow(each.id, each.email, ROLE_WORDS.get(each.role, ""), each.inviter, _wall(work, each.expires_at), each.expired)
            for each in rows
        ]
        self.loaded = True
