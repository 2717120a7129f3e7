"""The administrator of the installation: her own way in, and the list of clinics without a single patient."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from clinic_app.access import actors
from clinic_app.access.guard import cookie
from clinic_app.access.state import guarded
from clinic_app.access.tokens import PLATFORM_COOKIE
from clinic_app.core.database import Actor, start_work
from clinic_app.core.permissions import Permission
from clinic_app.ui import routes


@dataclass(frozen=True)
class ClinicLine:
    """A clinic as a line of numbers."""

    id: int
    name: str
    country: str
    plan: str
    created_at: datetime
    people: int
    patients: int
    last_activity: datetime | None


async def clinics(actor: Actor) -> list[ClinicLine]:
    """Every clinic, the newest first. The database itself looks whether the actor administers the platform; raises NotAllowed when not."""
    actor.require(Permission.PLATFORM_ADMIN)
    async with start_work(actor) as work:
        return [ClinicLine(*row) for row in await work.session.execute(text("select * from app.platform_clinics()"))]


def cookie_of(state: Any) -> str:
    """The administrator's cookie of the connection behind a State."""
    return cookie(state.router.headers.raw_headers.get("cookie", ""), PLATFORM_COOKIE)


async def _reach(state: Any, handler: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    actor = replace(await actors.platform_actor(cookie_of(state)), request_id=uuid4().hex)
    return await handler(state, actor, *args, **kwargs)


def platform_event(handler: Callable[..., Any]) -> Any:
    """Guard a click (below `@rx.event`): the handler gets the Actor of the platform's administrator, signed in as such.

    A clinic's session does not count, not even that of the same person.
    """
    return guarded(handler, Permission.PLATFORM_ADMIN, _reach, routes.PLATFORM_LOGIN)
