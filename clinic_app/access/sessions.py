"""Who is signed in, and where from: browsers (a cookie) and programs (tokens). Taking a row away ends what it stands for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from clinic_app.access import actors, tokens
from clinic_app.access.models import ApiSession, RefreshToken, WebSession
from clinic_app.access.origin import Origin
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.errors import Invalid, NotFound, NotSignedIn

NOWHERE = Origin()


@dataclass(frozen=True)
class Device:
    """One signed-in browser or program, as its owner sees it."""

    key: str
    kind: str  # web, platform, api
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


def _after(seconds: int) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def issue_tokens(actor: Actor, origin: Origin = NOWHERE) -> dict[str, str]:
    """A pair for the API, of a new session: a short-lived access token and a refresh token."""
    family = uuid4()
    async with start_work(NOBODY) as work:
        work.session.add(
            ApiSession(
                id=family, user_id=actor.user_id, clinic_id=actor.tenant_id, device=origin.device, address=origin.network,
                expires_at=_after(tokens.REFRESH_SECONDS),
            )
        )  # fmt: skip
        await work.session.flush()
        return await _pair(work, actor, family)


async def _pair(work: Work, actor: Actor, family: UUID) -> dict[str, str]:
    refresh, claims = tokens.refresh_token(actor.user_id, actor.tenant_id, family)
    work.session.add(
        RefreshToken(
            token_hash=tokens.digest(claims.jti),
            family=family,
            user_id=claims.user_id,
            clinic_id=claims.tenant_id,
            expires_at=_after(tokens.REFRESH_SECONDS),
        )
    )
    return {"access": tokens.access_token(actor.user_id, actor.tenant_id, family), "refresh": refresh}


async def refresh(token: str) -> dict[str, str]:
    """Exchange a refresh token for a new pair. A token used twice was stolen by somebody: its whole session ends.

    Raises NotSignedIn, also when she no longer belongs to the clinic of the token.
    """
    claims = tokens.read_refresh(token)
    actor = await actors.actor_of(claims.user_id, claims.tenant_id)
    pair = None
    async with start_work(NOBODY) as work:
        # The session is locked first: whoever uses an old link meanwhile waits, and then ends the session with its new link.
        alive = select(ApiSession).where(
            ApiSession.id == claims.family, ApiSession.user_id == claims.user_id, ApiSession.expires_at > func.now()
        )  # type: ignore[arg-type]
        session = (await work.session.execute(alive.with_for_update())).scalar()
        if session is not None and actor.tenant_id == claims.tenant_id:
            used = update(RefreshToken).where(
                RefreshToken.token_hash == tokens.digest(claims.jti), RefreshToken.used_at.is_(None), RefreshToken.expires_at > func.now(),  # type: ignore[union-attr]
            ).values(used_at=func.now()).returning(RefreshToken.user_id)  # fmt: skip
            if (await work.session.execute(used)).scalar() is None:
                await work.session.delete(session)
            else:
                session.expires_at, session.last_seen_at = _after(tokens.REFRESH_SECONDS), datetime.now(UTC)
                pair = await _pair(work, actor, claims.family)
    if pair is None:
        actors.forget()
        raise NotSignedIn("El token ya fue usado o está vencido.")
    return pair


async def sign_out(work: Work, token: str) -> None:
    """End the session a refresh token belongs to, its access tokens too. Raises Invalid for a token that is not the caller's."""
    try:
        claims = tokens.read_refresh(token)
    except NotSignedIn:
        raise Invalid(refresh="El token no es válido.") from None
    if claims.user_id != work.actor.user_id:
        raise Invalid(refresh="El token no es válido.")
    await work.session.execute(delete(ApiSession).where(ApiSession.id == claims.family))  # type: ignore[arg-type]
    actors.forget()


async def open_session(actor: Actor, origin: Origin = NOWHERE, *, for_platform: bool = False) -> str:
    """A browser's session; returns what the cookie carries."""
    token = tokens.opaque()
    expires = _after(tokens.PLATFORM_SECONDS if for_platform else tokens.SESSION_SECONDS)
    async with start_work(NOBODY) as work:
        work.session.add(
            WebSession(
                token_hash=tokens.digest(token), user_id=actor.user_id, clinic_id=None if for_platform else actor.tenant_id, expires_at=expires,
                device=origin.device, address=origin.network, for_platform=for_platform,
            )
        )  # fmt: skip
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


async def end_all(work: Work, user_id: int) -> None:
    """Sign a person out everywhere (new password, closed account)."""
    await work.session.execute(delete(ApiSession).where(ApiSession.user_id == user_id))  # type: ignore[arg-type]
    await work.session.execute(delete(WebSession).where(WebSession.user_id == user_id))  # type: ignore[arg-type]
    actors.forget()


async def devices(work: Work, cookie: str) -> list[Device]:
    """Where the actor is signed in, the last used first; `cookie` is that of the browser that asks."""
    mine = tokens.digest(cookie) if cookie else b""
    live = select(WebSession).where(WebSession.user_id == work.actor.user_id, WebSession.expires_at > func.now())  # type: ignore[arg-type]
    programs = select(ApiSession).where(ApiSession.user_id == work.actor.user_id, ApiSession.expires_at > func.now())  # type: ignore[arg-type]
    found = [
        Device(
            f"w{row.token_hash.hex()}",
            "platform" if row.for_platform else "web",
            row.device,
            row.address,
            row.created_at,
            row.last_seen_at,
            row.token_hash == mine,
        )
        for row in (await work.session.execute(live)).scalars()
    ]
    found += [
        Device(f"a{row.id.hex}", "api", row.device, row.address, row.created_at, row.last_seen_at, False)
        for row in (await work.session.execute(programs)).scalars()
    ]
    return sorted(found, key=lambda each: (each.current, each.last_seen_at), reverse=True)


async def revoke(work: Work, key: str) -> None:
    """End one of the actor's own sessions by its key. Raises NotFound for any other."""
    try:
        if key[:1] == "a":
            gone = (
                delete(ApiSession)
                .where(ApiSession.id == UUID(key[1:]), ApiSession.user_id == work.actor.user_id)
                .returning(ApiSession.user_id)
            )  # type: ignore[arg-type]
        else:
            hashed = bytes.fromhex(key[1:])
            gone = (
                delete(WebSession)
                .where(WebSession.token_hash == hashed, WebSession.user_id == work.actor.user_id)
                .returning(WebSession.user_id)
            )  # type: ignore[arg-type]
    except ValueError:
        raise NotFound from None
    if (await work.session.execute(gone)).scalar() is None:
        raise NotFound
    actors.forget()


async def revoke_others(work: Work, cookie: str) -> None:
    """End every session of the actor but that of this browser."""
    await work.session.execute(delete(ApiSession).where(ApiSession.user_id == work.actor.user_id))  # type: ignore[arg-type]
    others = delete(WebSession).where(WebSession.user_id == work.actor.user_id, WebSession.token_hash != tokens.digest(cookie))  # type: ignore[arg-type]
    await work.session.execute(others)
    actors.forget()
