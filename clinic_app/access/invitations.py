"""Invitations into a clinic. A link opens once, for seven days, and only for the person it was meant for.

A token is `<number of the clinic>-<secret>`: the number says behind which wall to look for its hash, so that no query ever crosses clinics.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from clinic_app.access import people, tokens
from clinic_app.access.events import InvitationByMail
from clinic_app.access.models import Invitation, UserAccount
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import BIGGEST_ID

LIFE = timedelta(days=7)
MOST_PENDING = 50


@dataclass(frozen=True)
class Pending:
    """One invitation that still waits, or that ran out unused."""

    id: int
    role: str
    email: str
    inviter: str
    expires_at: datetime
    expired: bool


def link_of(origin: str, token: str) -> str:
    """The link of an invitation. The token stands behind `#`: it reaches no server, no log and no other site."""
    return f"{origin.rstrip('/')}/invitation/#{token}"


def _fresh(work: Work) -> tuple[str, bytes]:
    token = f"{work.actor.tenant_id}-{tokens.opaque()}"
    return token, tokens.digest(token)


async def invite(work: Work, role: str, email: str = "") -> tuple[Invitation, str]:
    """Offer a role; with an e-mail, a mail goes out and only that person may accept. Returns the row and the token of the link to copy.

    Raises Invalid: unknown role, no address, somebody who is already in or invited; Conflict when too many invitations wait.
    """
    people.check_role(role)
    if email:
        try:
            email = normal_email(email)
        except ValueError as error:
            raise Invalid(email=str(error)) from None
    await people.hold(work)
    await _check_new(work, email)
    token, hash_ = _fresh(work)
    row = Invitation(role=role, email=email, link_hash=hash_, invited_by=work.actor.user_id, expires_at=datetime.now(UTC) + LIFE)
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "invite", "invitation", row.id, {"role": role, "by": "email" if email else "link"})
    if email:
        work.events.append(InvitationByMail(row.id))
    return row, token


async def _check_new(work: Work, email: str) -> None:
    waiting = [each for each in await pending(work) if not each.expired]
    if len(waiting) >= MOST_PENDING:
        raise Conflict("Hay demasiadas invitaciones pendientes. Retira alguna antes de enviar otra.")
    if email and any(each.email == email for each in waiting):
        raise Invalid(email="Ya hay una invitación pendiente para ese correo: reenvíala o retírala.")
    if email and any(each.email == email and each.is_active for each in await people.members(work)):
        raise Invalid(email="Esa persona ya pertenece al consultorio.")


async def pending(work: Work) -> list[Pending]:
    """The invitations nobody used or took back, the newest first."""
    query = text(
        "select i.id, i.role, i.email, btrim(u.first_name || ' ' || u.last_name) as inviter, i.expires_at, i.expires_at <= now() as expired "
        "from app.invitation i join app.user_account u on u.id = i.invited_by "
        "where i.tenant_id = app.tenant() and i.used_at is null and i.revoked_at is null and i.expires_at > now() - interval '30 days' order by i.id desc"
    )
    return [Pending(**row._mapping) for row in await work.session.execute(query)]


async def _waiting(work: Work, invitation_id: int) -> Invitation:
    """An invitation that may still be changed, locked. Raises NotFound."""
    if not 0 < invitation_id <= BIGGEST_ID:
        raise NotFound
    query = select(Invitation).where(Invitation.id == invitation_id).with_for_update().execution_options(populate_existing=True)  # type: ignore[arg-type]
    row = (await work.session.execute(query)).scalars().first()
    if row is None or row.used_at or row.revoked_at:
        raise NotFound("Esa invitación ya se usó o se retiró.")
    return row


async def renew_link(work: Work, invitation_id: int) -> str:
    """Another link to copy, for seven days more; the ones given before open no more. Raises NotFound."""
    row = await _waiting(work, invitation_id)
    token, row.link_hash = _fresh(work)
    row.mail_hash, row.expires_at = None, datetime.now(UTC) + LIFE
    await audit.record(work, "renew", "invitation", row.id)
    return token


async def send_again(work: Work, invitation_id: int) -> None:
    """Mail a new link, for seven days more; the ones given before open no more. Raises NotFound, Conflict without an address."""
    row = await _waiting(work, invitation_id)
    if not row.email:
        raise Conflict("Esta invitación no tiene correo: copia un enlace nuevo.")
    row.link_hash, row.mail_hash, row.expires_at = None, None, datetime.now(UTC) + LIFE
    await audit.record(work, "send_again", "invitation", row.id)
    work.events.append(InvitationByMail(row.id))


async def revoke(work: Work, invitation_id: int) -> None:
    """Take an invitation back. Raises NotFound."""
    row = await _waiting(work, invitation_id)
    row.revoked_at = datetime.now(UTC)
    await audit.record(work, "revoke", "invitation", row.id)


async def mail_of(work: Work, invitation_id: int) -> tuple[str, Invitation, Clinic, str] | None:
    """For the job that mails it: a token made now, so that it is nowhere but in the mail; None when there is nothing to mail any more.

    Returns the token, the invitation, its clinic and who invites. A second run makes another token: only the last mail opens.
    """
    try:
        row = await _waiting(work, invitation_id)
    except NotFound:
        return None
    if not row.email or row.expires_at <= datetime.now(UTC):
        return None
    token, row.mail_hash = _fresh(work)
    clinic = await work.session.get_one(Clinic, work.actor.tenant_id)
    inviter = await work.session.get_one(UserAccount, row.invited_by)
    return token, row, clinic, inviter.full_name
