"""What happened at the door: kept for ninety days, shown to the person herself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from clinic_app.access.models import SignIn
from clinic_app.access.origin import Origin
from clinic_app.core.database import NOBODY, Work, start_work

KEPT_DAYS = 90
SHOWN = 50
SUCCESS, FAILURE, WRONG_CODE, LOCKED = "success", "failure", "code", "locked"


@dataclass(frozen=True)
class Event:
    """One try to sign in."""

    at: datetime
    outcome: str
    address: str
    device: str


def note(work: Work, user_id: int | None, outcome: str, origin: Origin) -> None:
    """Keep one try; of an unknown e-mail too, so that the time of the answer tells nothing."""
    work.session.add(SignIn(user_id=user_id, outcome=outcome, address=origin.address[:60], device=origin.device))


async def own(work: Work) -> list[Event]:
    """The actor's own last tries, newest first."""
    query = select(SignIn).where(SignIn.user_id == work.actor.user_id).order_by(SignIn.at.desc(), SignIn.id.desc()).limit(SHOWN)  # type: ignore[arg-type,attr-defined]
    return [Event(row.at, row.outcome, row.address, row.device) for row in (await work.session.execute(query)).scalars()]


async def forget_old() -> None:
    """Drop what is past its time: tries, sessions and links that have ended."""
    async with start_work(NOBODY) as work:
        for sql in (
            f"delete from app.sign_in where at < now() - interval '{KEPT_DAYS} days' or (user_id is null and at < now() - interval '1 day')",  # noqa: S608
            "delete from app.web_session where expires_at < now()",
            "delete from app.api_session where expires_at < now()",
            "delete from app.email_change where expires_at < now()",
            "delete from app.password_reset where expires_at < now() - interval '1 day'",
            "delete from app.sign_in_failures where last_at < now() - interval '1 day'",
        ):
            await work.session.execute(text(sql))
