"""Accounts: sign-up, sign-in, refresh, sign-out, passwords, choice of clinic."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from clinic_app.access import actors, passwords, tokens
from clinic_app.access.events import PasswordResetAsked
from clinic_app.access.models import Membership, PasswordReset, RefreshToken, SignInFailures, UserAccount, WebSession
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Invalid, NotFound, NotSignedIn, TooManyRequests
from clinic_app.core.permissions import ROLES

MAX_FAILURES = 8
LOCK = timedelta(minutes=15)
WRONG = "Correo o contraseña incorrectos."
SPECIALTIES = ("general", "pediatrica", "comunitaria", "geriatrica", "uci", "otra")


@dataclass(frozen=True)
class SignUp:
    """What a nurse tells of herself and her practice; already trimmed."""

    email: str
    password: str
    password_confirm: str
    first_name: str
    last_name: str = ""
    phone: str = ""
    license_number: str = ""
    specialty: str = "general"
    practice_name: str = ""
    sex: str = ""
    registry_number: str = ""


def _check(form: SignUp) -> str:
    problems: dict[str, list[str]] = {}
    for name, value in (("password", form.password), ("first_name", form.first_name)):
        if not value:
            problems[name] = ["Este campo es requerido."]
    limits = {"first_name": 150, "last_name": 150, "phone": 20, "license_number": 20, "practice_name": 200, "registry_number": 20}
    for name, most in limits.items():
        if len(getattr(form, name)) > most:
            problems[name] = [f"Asegúrese de que este campo no tenga más de {most} caracteres."]
    if form.specialty not in SPECIALTIES:
        problems["specialty"] = [f'"{form.specialty}" no es una elección válida.']
    if form.sex not in ("", "M", "F"):
        problems["sex"] = [f'"{form.sex}" no es una elección válida.']
    email = ""
    try:
        email = normal_email(form.email)
    except ValueError as error:
        problems["email"] = [str(error)]
    if form.password and (weak := passwords.weaknesses(form.password, form.first_name, email.partition("@")[0], email)):
        problems["password"] = weak
    elif form.password != form.password_confirm:
        problems["password_confirm"] = ["Las contraseñas no coinciden."]
    if problems:
        raise Invalid(problems)
    return email


async def sign_up(form: SignUp) -> Actor:
    """Make the person, her practice, her membership, the free plan, her agenda and first services, in one transaction.

    Raises Invalid with a sentence for each field that is wrong, an e-mail in use among them.
    """
    email = _check(form)
    password_hash = await passwords.hashed(form.password)
    async with start_work(NOBODY) as work:
        person = insert(UserAccount).values(
            email=email, password_hash=password_hash, first_name=form.first_name, last_name=form.last_name, phone=form.phone, sex=form.sex,
            license_number=form.license_number, specialty=form.specialty, registry_number=form.registry_number,
        ).on_conflict_do_nothing(index_elements=["email"]).returning(UserAccount.id)  # fmt: skip
        user_id = (await work.session.execute(person)).scalar()
        if user_id is None:
            raise Invalid(email="Ya existe un usuario con este correo electrónico.")
        clinic_id = (await work.session.execute(text("select nextval('app.clinic_id_seq')"))).scalar_one()
        full_name = f"{form.first_name} {form.last_name}".strip()
        actor = Actor(user_id, clinic_id, role="owner", permissions=ROLES["owner"], name=full_name)
        await work.enter_clinic(actor)
        work.session.add(Clinic(id=clinic_id, name=form.practice_name or f"Consultorio {full_name}"))
        await work.session.flush()
        work.session.add(Membership(user_id=user_id, role="owner"))
        await work.session.flush()
        for begin in hooks.FOUNDING:
            await begin(work)
        await audit.record(work, "sign_up", "clinic", clinic_id)
        await work.session.flush()
    return await actors.actor_of(user_id, clinic_id)


async def check_password(email: str, password: str) -> Actor:
    """Sign a person in. Raises NotSignedIn when e-mail or password is wrong, TooManyRequests after repeated failures.

    Both answers are the same for an e-mail that does not exist.
    """
    email = email.strip().lower()[:320]
    key = tokens.digest(email)
    async with start_work(NOBODY) as work:
        if not await _take_attempt(work, key):
            raise TooManyRequests("Demasiados intentos fallidos. Espera 15 minutos o restablece tu contraseña.")
        query = select(UserAccount.id, UserAccount.password_hash).where(UserAccount.email == email, UserAccount.is_active)
        row = (await work.session.execute(query)).first() if "\0" not in email else None
    right = await passwords.matches(password, row.password_hash if row else None)
    if not right or not row:
        raise NotSignedIn(WRONG)
    async with start_work(NOBODY) as work:
        await work.session.execute(delete(SignInFailures).where(SignInFailures.email_hash == key))
        await work.session.execute(update(UserAccount).where(UserAccount.id == row.id).values(last_sign_in_at=func.now()))
    return await actors.actor_of(row.id, None)


async def _take_attempt(work: Work, key: bytes) -> bool:
    """Count a failure before the password is looked at, so that many guesses at once are not all let through; success erases it.

    False when the e-mail is locked. A locked one is not counted on: the lock ends fifteen minutes after the last real guess.
    """
    old = SignInFailures.last_at < func.now() - LOCK
    attempt = insert(SignInFailures).values(email_hash=key, failures=1, last_at=func.now())
    attempt = attempt.on_conflict_do_update(
        index_elements=["email_hash"],
        set_={"failures": case((old, 1), else_=SignInFailures.failures + 1), "last_at": func.now()},
        where=or_(old, SignInFailures.failures < MAX_FAILURES),  # type: ignore[arg-type]
    )
    return (await work.session.execute(attempt.returning(SignInFailures.failures))).scalar() is not None


async def issue_tokens(actor: Actor) -> dict[str, str]:
    """A pair for the API: a short-lived access token and a refresh token of a new family."""
    async with start_work(NOBODY) as work:
        return await _pair(work, actor, None)


async def _pair(work: Work, actor: Actor, family: UUID | None) -> dict[str, str]:
    refresh, claims = tokens.refresh_token(actor.user_id, actor.tenant_id, family)
    work.session.add(_stored(claims))
    return {"access": tokens.access_token(actor.user_id, actor.tenant_id), "refresh": refresh}


def _stored(claims: tokens.RefreshClaims) -> RefreshToken:
    return RefreshToken(
        token_hash=tokens.digest(claims.jti),
        family=claims.family,
        user_id=claims.user_id,
        clinic_id=claims.tenant_id,
        expires_at=datetime.now(UTC) + timedelta(seconds=tokens.REFRESH_SECONDS),
    )


async def refresh(token: str) -> dict[str, str]:
    """Exchange a refresh token for a new pair. A token used twice was stolen by somebody: its whole family dies.

    Raises NotSignedIn.
    """
    claims = tokens.read_refresh(token)
    actor = await actors.actor_of(claims.user_id, claims.tenant_id)
    async with start_work(NOBODY) as work:
        used = update(RefreshToken).where(
            RefreshToken.token_hash == tokens.digest(claims.jti), RefreshToken.used_at.is_(None),  # type: ignore[union-attr]
            RefreshToken.revoked_at.is_(None), RefreshToken.expires_at > func.now(),  # type: ignore[union-attr]
        ).values(used_at=func.now()).returning(RefreshToken.user_id)  # fmt: skip
        # The new link is made in the same transaction: who uses the old one meanwhile waits, and then revokes the new one too.
        pair = None
        if (await work.session.execute(used)).scalar() is None:
            await _revoke(work, RefreshToken.family == claims.family)
        else:
            pair = await _pair(work, actor, claims.family)
    if pair is None:
        raise NotSignedIn("El token ya fue usado o está vencido.")
    return pair


async def _revoke(work: Work, *which: object) -> None:
    await work.session.execute(update(RefreshToken).where(*which, RefreshToken.revoked_at.is_(None)).values(revoked_at=func.now()))  # type: ignore[arg-type,union-attr]


async def sign_out(work: Work, token: str) -> None:
    """End the chain a refresh token belongs to. Raises Invalid for a token that is not the caller's."""
    try:
        claims = tokens.read_refresh(token)
    except NotSignedIn:
        raise Invalid(refresh="El token no es válido.") from None
    if claims.user_id != work.actor.user_id:
        raise Invalid(refresh="El token no es válido.")
    await _revoke(work, RefreshToken.family == claims.family)


async def open_session(actor: Actor) -> str:
    """A browser's session; returns what the cookie carries."""
    token = tokens.opaque()
    async with start_work(NOBODY) as work:
        expires = datetime.now(UTC) + timedelta(seconds=tokens.SESSION_SECONDS)
        work.session.add(WebSession(token_hash=tokens.digest(token), user_id=actor.user_id, clinic_id=actor.tenant_id, expires_at=expires))
    return token


async def close_session(cookie: str) -> None:
    """Sign a browser out."""
    async with start_work(NOBODY) as work:
        await work.session.execute(delete(WebSession).where(WebSession.token_hash == tokens.digest(cookie)))  # type: ignore[arg-type]
    actors.forget()


async def choose_clinic(actor: Actor, cookie: str, clinic_id: int) -> None:
    """Go to another clinic of hers. Raises NotFound for one she does not belong to."""
    there = await actors.actor_of(actor.user_id, clinic_id)
    if there.tenant_id != clinic_id:
        raise NotFound
    async with start_work(NOBODY) as work:
        await work.session.execute(update(WebSession).where(WebSession.token_hash == tokens.digest(cookie)).values(clinic_id=clinic_id))  # type: ignore[arg-type]
    actors.forget()


async def change_password(work: Work, old: str, new: str, confirm: str) -> None:
    """Change one's own password; every other session and refresh token ends. Raises Invalid."""
    person = await me(work)
    if not await passwords.matches(old, person.password_hash):
        raise Invalid(old_password="La contraseña actual es incorrecta.")
    if weak := passwords.weaknesses(new, person.first_name, person.email):
        raise Invalid({"new_password": weak})
    if new != confirm:
        raise Invalid(new_password_confirm="Las contraseñas no coinciden.")
    await _set_password(work, person, new)
    await audit.record(work, "change_password", "user", person.id)


async def _set_password(work: Work, person: UserAccount, password: str) -> None:
    person.password_hash = await passwords.hashed(password)
    work.session.add(person)
    await _revoke(work, RefreshToken.user_id == person.id)
    await work.session.execute(delete(WebSession).where(WebSession.user_id == person.id))  # type: ignore[arg-type]
    await work.session.execute(delete(SignInFailures).where(SignInFailures.email_hash == tokens.digest(person.email)))  # type: ignore[arg-type]
    actors.forget()


async def ask_reset(email: str) -> None:
    """Have a one-time link mailed, if there is such a person; the caller is told the same either way."""
    async with start_work(NOBODY) as work:
        query = select(UserAccount.id).where(UserAccount.email == email.strip().lower()[:320], UserAccount.is_active)  # type: ignore[arg-type]
        if "\0" not in email and (user_id := (await work.session.execute(query)).scalar()) is not None:
            work.events.append(PasswordResetAsked(user_id=user_id))


async def new_reset_link(user_id: int) -> tuple[str, UserAccount]:
    """A token that sets a new password once, within an hour; older ones die. Returns it with its person."""
    token = tokens.opaque()
    async with start_work(NOBODY) as work:
        person = await work.session.get_one(UserAccount, user_id)
        await work.session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))  # type: ignore[arg-type]
        expires = datetime.now(UTC) + timedelta(seconds=tokens.RESET_SECONDS)
        work.session.add(PasswordReset(token_hash=tokens.digest(token), user_id=user_id, expires_at=expires))
    return token, person


async def reset_password(token: str, password: str, confirm: str) -> None:
    """Set a new password with the link's token. Raises Invalid: token used or expired, password weak or not repeated."""
    async with start_work(NOBODY) as work:
        row = await work.session.get(PasswordReset, tokens.digest(token), with_for_update=True)
        if row is None or row.used_at is not None or row.expires_at < datetime.now(UTC):
            raise Invalid(token="El enlace ya fue usado o venció. Pide uno nuevo.")
        person = await work.session.get_one(UserAccount, row.user_id)
        if weak := passwords.weaknesses(password, person.first_name, person.email):
            raise Invalid({"new_password": weak})
        if password != confirm:
            raise Invalid(new_password_confirm="Las contraseñas no coinciden.")
        row.used_at = datetime.now(UTC)
        await _set_password(work, person, password)


async def me(work: Work) -> UserAccount:
    """The account of the actor."""
    return await work.session.get_one(UserAccount, work.actor.user_id)


async def clinics_of(work: Work) -> list[tuple[int, str]]:
    """Every clinic the actor belongs to: (id, name), by name."""
    query = text(
        "select c.id, c.name from app.membership m join app.clinic c on c.id = m.tenant_id where m.user_id = :user and m.is_active order by c.name, c.id"
    )
    return [(row.id, row.name) for row in await work.session.execute(query, {"user": work.actor.user_id})]


async def create_platform_admin(email: str, password: str) -> None:
    """Make the person who runs the platform; she belongs to no clinic and sees no patients. Raises Invalid."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Invalid(email=str(error)) from None
    if weak := passwords.weaknesses(password, address):
        raise Invalid({"password": weak})
    hashed = await passwords.hashed(password)
    async with start_work(NOBODY) as work:
        row = insert(UserAccount).values(email=address, password_hash=hashed, first_name="Admin", is_platform_admin=True)
        row = row.on_conflict_do_nothing(index_elements=["email"]).returning(UserAccount.id)
        if (await work.session.execute(row)).scalar() is None:
            raise Invalid(email="Ya existe un usuario con este correo electrónico.")
