"""Tokens of the API (JWT) and of browsers (an opaque cookie). Only hashes are stored."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

import jwt

from clinic_app.core.errors import NotSignedIn
from clinic_app.core.settings import secret_key

COOKIE = "sid"
CLINIC_COOKIE = "current_tenant_id"
SHOWN_CLINIC = "x-clinic"  # header, or in the query of a link: the clinic that a page shows
PLATFORM_COOKIE = "platform_sid"
STEP_COOKIE = "sign_in_step"
ACCESS_SECONDS = 3600
REFRESH_SECONDS = 30 * 24 * 3600
SESSION_SECONDS = 14 * 24 * 3600
RESET_SECONDS = 3600
PLATFORM_SECONDS = 8 * 3600
STEP_SECONDS = 300
# Signed with our key, yet not by this version of it: made before tokens knew their session, or by another program.
CLAIMS_OF_OTHERS = (KeyError, ValueError, TypeError, AttributeError)
BAD_TOKEN = "El token dado no es válido para ningún tipo de token"


@dataclass(frozen=True)
class RefreshClaims:
    user_id: int
    tenant_id: int | None
    family: UUID
    jti: str


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def opaque() -> str:
    return secrets.token_urlsafe(32)


def _encode(kind: str, user_id: int, tenant_id: int | None, seconds: int, **more: str) -> str:
    now = int(time.time())
    return jwt.encode(
        {"token_type": kind, "sub": str(user_id), "tid": tenant_id, "iat": now, "exp": now + seconds, **more}, secret_key(), "HS256"
    )


def _decode(kind: str, token: str) -> dict:
    try:
        claims = jwt.decode(token, secret_key(), ["HS256"], options={"require": ["exp", "sub"]})
    except (jwt.PyJWTError, ValueError):
        raise NotSignedIn(BAD_TOKEN) from None
    if claims.get("token_type") != kind:
        raise NotSignedIn(BAD_TOKEN)
    return claims


def access_token(user_id: int, tenant_id: int | None, session: UUID) -> str:
    """A short-lived proof of who calls, for which clinic, in which session: it ends with the session."""
    return _encode("access", user_id, tenant_id, ACCESS_SECONDS, sid=str(session))


@dataclass(frozen=True)
class Step:
    """A person whose password was right and whose second factor is still asked for."""

    user_id: int
    fingerprint: str  # of the password that was right: a changed one ends the step
    to: str
    for_platform: bool


def step_token(step: Step) -> str:
    """What the browser carries between the two pages of a sign-in; it opens nothing by itself."""
    return _encode(
        "step", step.user_id, None, STEP_SECONDS, fingerprint=step.fingerprint, to=step.to, platform="1" if step.for_platform else ""
    )


def read_step(token: str) -> Step:
    """Raises NotSignedIn when it is old or not ours."""
    claims = _decode("step", token)
    return Step(int(claims["sub"]), claims["fingerprint"], claims["to"], bool(claims["platform"]))


def refresh_token(user_id: int, tenant_id: int | None, family: UUID | None = None) -> tuple[str, RefreshClaims]:
    claims = RefreshClaims(user_id, tenant_id, family or uuid4(), secrets.token_hex(16))
    return _encode("refresh", user_id, tenant_id, REFRESH_SECONDS, jti=claims.jti, family=str(claims.family)), claims


def read_refresh(token: str) -> RefreshClaims:
    """Raises NotSignedIn for anything but a live refresh token of ours."""
    claims = _decode("refresh", token)
    try:
        return RefreshClaims(int(claims["sub"]), _clinic(claims), UUID(claims["family"]), str(claims["jti"]))
    except CLAIMS_OF_OTHERS:
        raise NotSignedIn(BAD_TOKEN) from None


def _clinic(claims: dict) -> int | None:
    """The clinic of a token. Raises TypeError for what is no id: of whom the key is, she may still have signed nonsense."""
    clinic = claims["tid"]
    if clinic is not None and type(clinic) is not int:
        raise TypeError
    return clinic


_verified: dict[str, tuple[float, tuple[int, int | None, UUID]]] = {}


def read_access(token: str) -> tuple[int, int | None, UUID]:
    """(user, clinic, session). A signature once verified stays true until the token ends, so it is not checked again."""
    if (hit := _verified.get(token)) and hit[0] > time.time():
        return hit[1]
    claims = _decode("access", token)
    try:
        found = int(claims["sub"]), _clinic(claims), UUID(claims["sid"])
    except CLAIMS_OF_OTHERS:
        raise NotSignedIn(BAD_TOKEN) from None
    if len(_verified) > 10_000:
        _verified.clear()
    _verified[token] = (claims["exp"], found)
    return found
