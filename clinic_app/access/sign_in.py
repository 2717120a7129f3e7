"""Signing in: the password, then the second factor of those who have one."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select, update

from clinic_app.access import actors, attempts, history, passwords, second_factor, tokens
from clinic_app.access.models import SecondFactor, UserAccount
from clinic_app.access.origin import Origin
from clinic_app.core.database import NOBODY, Actor, start_work
from clinic_app.core.errors import NotSignedIn, TooManyRequests

WRONG = "Correo o contraseña incorrectos."
NOWHERE = Origin()


@dataclass(frozen=True)
class Proven:
    """A person whose password was right."""

    user_id: int
    needs_code: bool
    is_platform_admin: bool
    fingerprint: str


def _fingerprint(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


async def prove(email: str, password: str, origin: Origin = NOWHERE) -> Proven:
    """Look at the password. Raises NotSignedIn when e-mail or password is wrong, TooManyRequests after repeated failures.

    Both answers are the same for an e-mail that does not exist, and take as long.
    """
    email = email.strip().lower()[:320]
    key = attempts.of_email(email)
    async with start_work(NOBODY) as work:
        query = (
            select(UserAccount.id, UserAccount.password_hash, UserAccount.is_platform_admin, SecondFactor.confirmed_at)
            .outerjoin(SecondFactor, SecondFactor.user_id == UserAccount.id)  # type: ignore[arg-type]
            .where(UserAccount.email == email, UserAccount.is_active)  # type: ignore[arg-type]
        )
        row = (await work.session.execute(query)).first() if "\0" not in email else None
        free = await attempts.take(work, key)
        if not free:
            history.note(work, row.id if row else None, history.LOCKED, origin)
    if not free:
        raise TooManyRequests(attempts.LOCKED, seconds=attempts.LOCK_SECONDS)
    right = await passwords.matches(password, row.password_hash if row else None)
    async with start_work(NOBODY) as work:
        if right and row:
            await attempts.forget(work, key)
        else:
            history.note(work, row.id if row else None, history.FAILURE, origin)
    if not right or not row:
        raise NotSignedIn(WRONG)
    return Proven(row.id, row.confirmed_at is not None, row.is_platform_admin, _fingerprint(row.password_hash))


async def welcome(user_id: int, origin: Origin) -> Actor:
    """Note that a person is in. Raises NotSignedIn when her account was closed meanwhile."""
    async with start_work(NOBODY) as work:
        await work.session.execute(update(UserAccount).where(UserAccount.id == user_id).values(last_sign_in_at=func.now()))  # type: ignore[arg-type]
        history.note(work, user_id, history.SUCCESS, origin)
    return await actors.actor_of(user_id, None)


async def check_password(email: str, password: str, origin: Origin = NOWHERE, code: str = "") -> Actor:
    """Sign a person in at once, with her code if she has a second factor.

    Raises NotSignedIn, TooManyRequests, and CodeNeeded when the password was right and the code is missing or wrong.
    """
    proven = await prove(email, password, origin)
    if proven.needs_code:
        await second_factor.check(proven.user_id, code, origin)
    return await welcome(proven.user_id, origin)


async def second_step(cookie: str, code: str, origin: Origin) -> tuple[Actor, tokens.Step]:
    """The second page of a browser's sign-in. Raises NotSignedIn when the first was too long ago, CodeNeeded, TooManyRequests."""
    step = tokens.read_step(cookie)
    async with start_work(NOBODY) as work:
        query = select(UserAccount.password_hash).where(UserAccount.id == step.user_id, UserAccount.is_active)  # type: ignore[arg-type]
        stored = (await work.session.execute(query)).scalar()
    if stored is None or _fingerprint(stored) != step.fingerprint:  # she changed it, perhaps because somebody else knew it
        raise NotSignedIn
    await second_factor.check(step.user_id, code, origin)
    return await welcome(step.user_id, origin), step
