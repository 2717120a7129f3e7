"""A forgotten password: a link by mail that sets another one, once."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from clinic_app.access import attempts, passwords, sessions, tokens
from clinic_app.access.events import PasswordResetAsked
from clinic_app.access.models import PasswordReset, UserAccount
from clinic_app.core.database import NOBODY, Work, start_work
from clinic_app.core.errors import Invalid


async def take_password(work: Work, person: UserAccount, new: str, confirm: str) -> None:
    """Give a person another password; she is signed out everywhere and unlocked. Raises Invalid when it is weak or not repeated."""
    if weak := passwords.weaknesses(new, person.first_name, person.email):
        raise Invalid({"new_password": weak})
    if new != confirm:
        raise Invalid(new_password_confirm="Las contraseñas no coinciden.")
    person.password_hash = await passwords.hashed(new)
    work.session.add(person)
    await sessions.end_all(work, person.id)
    await attempts.forget(work, attempts.of_email(person.email))


ASKING_SECONDS = 0.25  # longer than queueing a mail takes: how soon the answer comes must not tell who has an account


async def ask_reset(email: str) -> None:
    """Have a one-time link mailed, if there is such a person; the caller is told the same either way, and as late."""
    await asyncio.gather(_queue_link(email), asyncio.sleep(ASKING_SECONDS))


async def _queue_link(email: str) -> None:
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
        person = await work.session.get_one(UserAccount, row.user_id) if row else None
        if row is None or person is None or row.used_at is not None or row.expires_at < datetime.now(UTC) or not person.is_active:
            raise Invalid(token="El enlace ya fue usado o venció. Pide uno nuevo.")
        await take_password(work, person, password, confirm)
        row.used_at = datetime.now(UTC)
