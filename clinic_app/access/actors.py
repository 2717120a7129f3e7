"""From a proof (cookie or token) to the Actor: who calls, in which clinic, with which permissions."""

import time
from typing import Any
from uuid import UUID

from sqlalchemy import text

from clinic_app.access.tokens import digest, read_access
from clinic_app.core.database import NOBODY, Actor, start_work
from clinic_app.core.errors import NotSignedIn
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import ROLES, Permission

CACHE_SECONDS = 5.0  # a revoked session or a changed role takes effect at most this much later
CACHE_SIZE = 10_000
OTHER_CLINIC = N_("Cambiaste de consultorio en otra pestaña. Recarga esta página para seguir.")
NO_CLINIC = frozenset({Permission.ACCOUNT_SELF})  # whoever was taken out of her only clinic still has her account
Key = tuple[int, int | None, UUID | None]
_sessions: dict[bytes, tuple[float, int, int | None]] = {}
_actors: dict[Key, tuple[float, Actor]] = {}

# An access token names its session: the row gone, the token is worth nothing. The same query notes that the session is alive.
WHO = """
select u.id, u.first_name, u.last_name, u.language, m.id as membership_id, m.tenant_id, m.role, c.timezone, c.language as clinic_language,
  s.last_seen_at < now() - interval '1 minute' as unseen,
  coalesce(c.second_factor_required, false)
    and not exists (select from app.second_factor f where f.user_id = u.id and f.confirmed_at is not null) as must_enrol
from app.user_account u
left join app.membership m on m.user_id = u.id and m.is_active
left join app.clinic c on c.id = m.tenant_id
left join app.api_session s on s.id = cast(:session as uuid) and s.user_id = u.id and s.expires_at > now()
where u.id = :user and u.is_active and (cast(:session as uuid) is null or s.id is not null)
order by m.tenant_id is not distinct from cast(:clinic as bigint) desc, m.id
limit 1
"""
SEEN = "update app.api_session set last_seen_at = now() where id = :session and last_seen_at < now() - interval '1 minute'"
BROWSER = """
select user_id, clinic_id, last_seen_at < now() - interval '1 minute' as unseen
from app.web_session where token_hash = :hash and expires_at > now() and not for_platform
"""
BROWSER_SEEN = "update app.web_session set last_seen_at = now() where token_hash = :hash and last_seen_at < now() - interval '1 minute'"
PLATFORM = """
select u.id, u.first_name, u.last_name, u.language from app.web_session s join app.user_account u on u.id = s.user_id
where s.token_hash = :hash and s.expires_at > now() and s.for_platform and u.is_active and u.is_platform_admin
"""


def forget() -> None:
    """Drop what is remembered here (sign-out, changed role): this process acts on it at once."""
    _sessions.clear()
    _actors.clear()


async def actor_of(user_id: int, clinic_id: int | None, session: UUID | None = None) -> Actor:
    """The person in that clinic if she belongs to it, else in her first one; with `session`, only while that API session lives.

    Raises NotSignedIn when she has no account any more or the session has ended.
    """
    key, now = (user_id, clinic_id, session), time.monotonic()
    if (hit := _actors.get(key)) and hit[0] > now:
        return hit[1]
    async with start_work(Actor(user_id=user_id, tenant_id=None)) as work:
        row = (await work.session.execute(text(WHO), {"user": user_id, "clinic": clinic_id, "session": session})).first()
        if row is not None and row.unseen:
            await work.session.execute(text(SEEN), {"session": session})
    if row is None:
        raise NotSignedIn("Usuario no encontrado" if session is None else "La sesión ha terminado.")
    actor = _actor(row)
    if len(_actors) > CACHE_SIZE:
        _actors.clear()
    _actors[key] = (now + CACHE_SECONDS, actor)
    return actor


def _actor(found: Any) -> Actor:
    permissions = ROLES.get(found.role, frozenset()) if found.role else NO_CLINIC
    return Actor(
        user_id=found.id,
        tenant_id=found.tenant_id,
        membership_id=found.membership_id,
        role=found.role or "",
        permissions=permissions & {Permission.ACCOUNT_SELF} if found.must_enrol else permissions,
        name=f"{found.first_name} {found.last_name}".strip(),
        locale=found.language or found.clinic_language or "es",
        timezone=found.timezone or "America/Lima",
        must_enrol=found.must_enrol,
    )


async def token_actor(token: str) -> Actor:
    """The bearer of an access token, in the clinic the token was made for. Raises NotSignedIn."""
    user_id, clinic_id, session = read_access(token)
    actor = await actor_of(user_id, clinic_id, session)
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
            row = (await work.session.execute(text(BROWSER), {"hash": key})).first()
            if row is not None and row.unseen:
                await work.session.execute(text(BROWSER_SEEN), {"hash": key})
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


async def platform_actor(cookie: str) -> Actor:
    """The administrator of the platform behind her own cookie, in no clinic. Raises NotSignedIn, also for a clinic's cookie."""
    if not cookie:
        raise NotSignedIn
    async with start_work(NOBODY) as work:
        row = (await work.session.execute(text(PLATFORM), {"hash": digest(cookie)})).first()
    if row is None:
        raise NotSignedIn
    name = f"{row.first_name} {row.last_name}".strip()
    return Actor(row.id, None, role="platform", permissions=frozenset({Permission.PLATFORM_ADMIN}), name=name, locale=row.language or "es")
