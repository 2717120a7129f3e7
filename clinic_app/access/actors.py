"""From a proof (cookie or token) to the Actor: who calls, in which clinic, with which permissions."""

import time

from sqlalchemy import text

from clinic_app.access.tokens import digest, read_access
from clinic_app.core.database import NOBODY, Actor, start_work
from clinic_app.core.errors import NotSignedIn
from clinic_app.core.permissions import ROLES

CACHE_SECONDS = 5.0  # a revoked session or a changed role takes effect at most this much later
CACHE_SIZE = 10_000
_sessions: dict[bytes, tuple[float, int, int | None]] = {}
_actors: dict[tuple[int, int | None], tuple[float, Actor]] = {}

WHO = """
select u.id, u.first_name, u.last_name, u.language, m.id as membership_id, m.tenant_id, m.role, c.timezone, c.language as clinic_language
from app.user_account u
left join app.membership m on m.user_id = u.id and m.is_active
left join app.clinic c on c.id = m.tenant_id
where u.id = :user and u.is_active
order by m.tenant_id is not distinct from cast(:clinic as bigint) desc, m.id
limit 1
"""


def forget() -> None:
    """Drop what is remembered here (sign-out, changed role): this process acts on it at once."""
    _sessions.clear()
    _actors.clear()


async def actor_of(user_id: int, clinic_id: int | None) -> Actor:
    """The person in that clinic if she belongs to it, else in her first one. Raises NotSignedIn when she has no account any more."""
    key, now = (user_id, clinic_id), time.monotonic()
    if (hit := _actors.get(key)) and hit[0] > now:
        return hit[1]
    async with start_work(Actor(user_id=user_id, tenant_id=None)) as work:
        row = (await work.session.execute(text(WHO), {"user": user_id, "clinic": clinic_id})).first()
    if row is None:
        raise NotSignedIn("Usuario no encontrado")
    actor = Actor(
        user_id=row.id,
        tenant_id=row.tenant_id,
        membership_id=row.membership_id,
        role=row.role or "",
        permissions=ROLES.get(row.role, frozenset()),
        name=f"{row.first_name} {row.last_name}".strip(),
        locale=row.language or row.clinic_language or "es",
        timezone=row.timezone or "America/Lima",
    )
    if len(_actors) > CACHE_SIZE:
        _actors.clear()
    _actors[key] = (now + CACHE_SECONDS, actor)
    return actor


async def token_actor(token: str) -> Actor:
    """The bearer of an access token, in the clinic the token was made for. Raises NotSignedIn."""
    user_id, clinic_id = read_access(token)
    actor = await actor_of(user_id, clinic_id)
    if actor.tenant_id != clinic_id:  # no longer a member: the token does not slide into another clinic
        raise NotSignedIn("El token ya no es válido para este consultorio.")
    return actor


async def session_actor(cookie: str, wanted_clinic: str = "") -> Actor:
    """The person behind a browser's cookie.

    `wanted_clinic` is the cookie `current_tenant_id`: followed only into a clinic she belongs to. Raises NotSignedIn.
    """
    if not cookie:
        raise NotSignedIn
    key, now = digest(cookie), time.monotonic()
    hit = _sessions.get(key)
    if not hit or hit[0] <= now:
        async with start_work(NOBODY) as work:
            query = text("select user_id, clinic_id from app.web_session where token_hash = :hash and expires_at > now()")
            row = (await work.session.execute(query, {"hash": key})).first()
        if row is None:
            raise NotSignedIn
        if len(_sessions) > CACHE_SIZE:
            _sessions.clear()
        _sessions[key] = hit = (now + CACHE_SECONDS, row.user_id, row.clinic_id)
    _, user_id, clinic_id = hit
    if wanted_clinic.isascii() and wanted_clinic.isdigit() and len(wanted_clinic) < 19 and int(wanted_clinic) != clinic_id:
        actor = await actor_of(user_id, int(wanted_clinic))
        if actor.tenant_id == int(wanted_clinic):
            return actor
    return await actor_of(user_id, clinic_id)
