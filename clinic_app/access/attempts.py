"""How often somebody may guess before she has to wait."""

from datetime import timedelta

from sqlalchemy import case, delete, func, or_
from sqlalchemy.dialects.postgresql import insert

from clinic_app.access.models import SignInFailures
from clinic_app.access.tokens import digest
from clinic_app.core.database import Work

MAX_FAILURES = 8
LOCK = timedelta(minutes=15)
LOCK_SECONDS = int(LOCK.total_seconds())
LOCKED = "Demasiados intentos fallidos. Espera 15 minutos o restablece tu contraseña."


def of_email(email: str) -> bytes:
    """The counter of an e-mail, whether or not it exists."""
    return digest(email)


def of_person(what: str, user_id: int) -> bytes:
    """A counter of one person: `code` for her second factor, `own` for the password that she confirms with."""
    return digest(f"{what}|{user_id}")  # no e-mail looks like this


async def take(work: Work, key: bytes) -> bool:
    """Count a failure before the guess is looked at, so that many guesses at once are not all let through; success erases it.

    False when the key is locked. A locked one is not counted on: the lock ends fifteen minutes after the last real guess.
    """
    old = SignInFailures.last_at < func.now() - LOCK
    attempt = insert(SignInFailures).values(email_hash=key, failures=1, last_at=func.now())
    attempt = attempt.on_conflict_do_update(
        index_elements=["email_hash"],
        set_={"failures": case((old, 1), else_=SignInFailures.failures + 1), "last_at": func.now()},
        where=or_(old, SignInFailures.failures < MAX_FAILURES),  # type: ignore[arg-type]
    )
    return (await work.session.execute(attempt.returning(SignInFailures.failures))).scalar() is not None


async def forget(work: Work, key: bytes) -> None:
    """Start counting anew."""
    await work.session.execute(delete(SignInFailures).where(SignInFailures.email_hash == key))  # type: ignore[arg-type]
