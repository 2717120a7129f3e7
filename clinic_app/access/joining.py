"""The invited person's side of an invitation: what she sees before she accepts, and how she joins."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert

from clinic_app.access import actors, passwords, people, tokens
from clinic_app.access.models import Invitation, UserAccount
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Conflict, Invalid, PaymentRequired
from clinic_app.core.fields import NO_LINE, is_line, is_visible
from clinic_app.core.i18n import N_, Sentence


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
    if not is_visible(form.first_name):
        problems["first_name"] = ["Este campo es requerido."]
    for name in ("first_name", "last_name"):
        if not is_line(getattr(form, name)):
            problems[name] = [NO_LINE]
        if len(getattr(form, name)) > 150:
            problems[name] = [Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=150)]
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
