"""Invitations into a clinic. A link opens once, for seven days, and only for the person it was meant for.

A token is `<number of the clinic>-<secret>`: the number says behind which wall to look for its hash, so that no query ever crosses clinics.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert

from clinic_app.access import actors, passwords, people, tokens
from clinic_app.access.events import InvitationByMail
from clinic_app.access.models import Invitation, UserAccount
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Conflict, Invalid, NotFound, PaymentRequired
from clinic_app.core.fields import BIGGEST_ID
from clinic_app.core.i18n import N_

LIFE = timedelta(days=7)
MOST_PENDING = 50


class Refusal(StrEnum):
    """Why an invitation cannot be accepted; the codes of the page."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_PERSON = "other"
    MEMBER = "member"
    PLAN = "plan"
    PLATFORM = "platform"


SENTENCES = {
    Refusal.UNKNOWN: N_("Este enlace de invitación no existe o está incompleto. Pide que te lo envíen otra vez."),
    Refusal.USED: N_("Esta invitación ya se usó. Si fuiste tú, entra con tu cuenta."),
    Refusal.EXPIRED: N_("Esta invitación venció: dura siete días. Pide una nueva a quien te invitó."),
    Refusal.REVOKED: N_("Quien te invitó retiró esta invitación. Pídele una nueva."),
    Refusal.OTHER_PERSON: N_("Esta invitación es para otra persona: se envió a otro correo. Entra con la cuenta de ese correo."),
    Refusal.MEMBER: N_("Ya perteneces a este consultorio."),
    Refusal.PLAN: N_("El plan de este consultorio venció y no puede sumar personas. Avisa a quien te invitó."),
    Refusal.PLATFORM: N_("Una cuenta de la plataforma no entra en los consultorios. Usa otra cuenta."),
}


class NotWelcome(Conflict):
    """An invitation that cannot be accepted, and why."""

    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(SENTENCES[why])


@dataclass(frozen=True)
class Pending:
    """One invitation that still waits, or that ran out unused."""

    id: int
    role: str
    email: str
    inviter: str
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class Offer:
    """What an invitation says to the one who opened it."""

    clinic: str
    role: str
    email: str
    inviter: str
    refusal: Refusal | None
    has_account: bool


@dataclass(frozen=True)
class Newcomer:
    """What a person without an account tells of herself; already trimmed."""

    email: str
    first_name: str
    last_name: str
    password: str
    password_confirm: str


def link_of(origin: str, token: str) -> str:
    """The link of an invitation. The token stands behind `#`: it reaches no server, no log and no other site."""
    return f"{origin.rstrip('/')}/invitation/#{token}"


# --- the clinic's side


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


# --- the invited person's side


def _clinic_of(token: str) -> int | None:
    number = token.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 and len(token) < 100 else None


def _visitor(token: str, actor: Actor | None) -> Actor:
    """The actor before she belongs to the clinic: no role, no permission, only its wall. Raises NotWelcome for a token that is none."""
    clinic_id = _clinic_of(token)
    if not clinic_id:
        raise NotWelcome(Refusal.UNKNOWN)
    known = {"name": actor.name, "locale": actor.locale, "request_id": actor.request_id} if actor else {}
    return Actor(user_id=actor.user_id if actor else 0, tenant_id=clinic_id, **known)


async def _find(work: Work, token: str, *, lock: bool = False) -> Invitation:
    hash_ = tokens.digest(token)
    query = select(Invitation).where(or_(Invitation.link_hash == hash_, Invitation.mail_hash == hash_))  # type: ignore[arg-type]
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await work.session.execute(query)).scalars().first()
    if row is None:
        raise NotWelcome(Refusal.UNKNOWN)
    return row


def _refusal(row: Invitation) -> Refusal | None:
    if row.used_at:
        return Refusal.USED
    if row.revoked_at:
        return Refusal.REVOKED
    return Refusal.EXPIRED if row.expires_at <= datetime.now(UTC) else None


async def look(token: str, actor: Actor | None = None) -> Offer:
    """What the invitation offers, for its page; `actor` is who is signed in. Raises NotWelcome for a token that is none."""
    async with start_work(_visitor(token, actor)) as work:
        row = await _find(work, token)
        clinic = await work.session.get_one(Clinic, row.tenant_id)
        inviter = await work.session.get_one(UserAccount, row.invited_by)
        refusal = _refusal(row)
        if refusal is None and actor is not None:
            refusal = await _refusal_of_person(work, row)
        account = select(UserAccount.id).where(UserAccount.email == row.email)  # type: ignore[call-overload]
        has_account = bool(row.email) and (await work.session.execute(account)).first() is not None
        return Offer(clinic.name, row.role, row.email, inviter.full_name, refusal, has_account)


async def _refusal_of_person(work: Work, row: Invitation) -> Refusal | None:
    person = await work.session.get(UserAccount, work.actor.user_id)
    if person is None or (row.email and person.email != row.email):
        return Refusal.OTHER_PERSON
    if person.is_platform_admin:
        return Refusal.PLATFORM
    inside = text("select 1 from app.membership where tenant_id = app.tenant() and user_id = :user and is_active")
    return Refusal.MEMBER if (await work.session.execute(inside, {"user": person.id})).first() else None


async def _take(work: Work, token: str) -> Invitation:
    """The invitation, locked and good. Raises NotWelcome."""
    try:
        await hooks.check_writable(work)
    except PaymentRequired:
        raise NotWelcome(Refusal.PLAN) from None
    row = await _find(work, token, lock=True)
    if why := _refusal(row):
        raise NotWelcome(why)
    return row


async def _enter(work: Work, row: Invitation, user_id: int) -> None:
    await people.hold(work)
    await people.join(work, user_id, row.role)
    row.used_at, row.used_by = datetime.now(UTC), user_id
    await audit.record(work, "accept", "invitation", row.id)
    await work.session.flush()


async def accept(actor: Actor, token: str) -> Actor:
    """Join with the account that is signed in; of two tries at once one succeeds. Raises NotWelcome. Returns her in the new clinic."""
    visitor = _visitor(token, actor)
    async with start_work(visitor) as work:
        row = await _take(work, token)
        if why := await _refusal_of_person(work, row):
            raise NotWelcome(why)
        await _enter(work, row, actor.user_id)
    return await actors.actor_of(actor.user_id, visitor.tenant_id)


def _check(form: Newcomer, email: str) -> str:
    problems: dict[str, list[str]] = {}
    if not form.first_name:
        problems["first_name"] = ["Este campo es requerido."]
    for name in ("first_name", "last_name"):
        if len(getattr(form, name)) > 150:
            problems[name] = ["Asegúrese de que este campo no tenga más de 150 caracteres."]
    try:
        email = email or normal_email(form.email)
    except ValueError as error:
        problems["email"] = [str(error)]
    if weak := passwords.weaknesses(form.password, form.first_name, email.partition("@")[0], email):
        problems["password"] = weak
    elif form.password != form.password_confirm:
        problems["password_confirm"] = ["Las contraseñas no coinciden."]
    if problems:
        raise Invalid(problems)
    return email


async def accept_as_new(token: str, form: Newcomer) -> Actor:
    """Make an account and join with it, in one transaction. Raises NotWelcome; Invalid beside the field, an e-mail in use among them."""
    visitor = _visitor(token, None)
    async with start_work(visitor) as work:  # judged before the slow hash, and again below
        email = _check(form, (await _take(work, token)).email)
    password_hash = await passwords.hashed(form.password)
    async with start_work(visitor) as work:
        row = await _take(work, token)
        values: Any = {"email": email, "password_hash": password_hash, "first_name": form.first_name, "last_name": form.last_name}
        account = insert(UserAccount).values(**values).on_conflict_do_nothing(index_elements=["email"]).returning(UserAccount.id)
        user_id = (await work.session.execute(account)).scalar()
        if user_id is None:
            raise Invalid(email="Ya existe un usuario con este correo electrónico.")
        await work.enter_clinic(Actor(user_id=user_id, tenant_id=visitor.tenant_id, name=f"{form.first_name} {form.last_name}".strip()))
        await _enter(work, row, user_id)
    return await actors.actor_of(user_id, visitor.tenant_id)
