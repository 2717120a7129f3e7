"""The second factor: six digits of an app on her telephone (TOTP, RFC 6238), or one of ten codes kept on paper."""

import hmac
import secrets
import time
from datetime import UTC, datetime
from functools import partial

import segno
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import delete, func, select, update

from clinic_app.access import actors, attempts, history, vault
from clinic_app.access.models import RecoveryCode, SecondFactor, UserAccount
from clinic_app.access.origin import Origin
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound, NotSignedIn, TooManyRequests
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission

ISSUER = "Hampiq"
STEP = 30  # seconds
DRIFT = 1  # a telephone's clock may be half a minute off
CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
WRONG_CODE = "El código no es correcto o ya se usó."
CODE_NEEDED = N_("Escribe el código de tu aplicación de verificación, o uno de tus códigos de recuperación.")
seal, unseal = partial(vault.seal, "second factor"), partial(vault.unseal, "second factor")
hash_code = partial(vault.keyed_hash, "recovery code")


class CodeNeeded(NotSignedIn):
    """The password was right; the second factor is missing or wrong."""

    def __init__(self, sentence: str = CODE_NEEDED) -> None:
        super().__init__(sentence, fields={"codigo": [sentence]})

    def body(self) -> dict[str, object]:
        return {"detail": self.sentence, "codigo": [self.sentence]}


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())[:40]


def _matching_step(secret: str, code: str, after: int) -> int | None:
    """The half minute whose code this is, if it comes after the last one taken."""
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    now = int(time.time()) // STEP
    totp = TOTP(secret)
    found = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(totp.generate_otp(step), code)]
    return next((step for step in found if step > after), None)


def _new_codes() -> list[str]:
    def half() -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(5))

    return [f"{half()}-{half()}" for _ in range(CODES)]


async def is_on(work: Work, user_id: int) -> bool:
    """Whether this person signs in with a second factor."""
    query = select(SecondFactor.user_id).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))  # type: ignore[arg-type,union-attr]
    return (await work.session.execute(query)).scalar() is not None


async def codes_left(work: Work) -> int:
    """How many recovery codes the actor has not used yet."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == work.actor.user_id, RecoveryCode.used_at.is_(None))  # type: ignore[arg-type,union-attr]
    return (await work.session.execute(query)).scalar_one()


async def begin(work: Work) -> tuple[str, str]:
    """A new secret for the actor, not in force before `confirm`. Returns it as text and as a picture (a data URI). Raises Conflict."""
    user_id = work.actor.user_id
    row = await work.session.get(SecondFactor, user_id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("Ya tienes un segundo factor. Desactívalo antes de poner otro.")
    secret = random_base32()
    row = row or SecondFactor(user_id=user_id, secret=b"")
    row.secret, row.last_step = seal(user_id, secret.encode()), 0
    work.session.add(row)
    person = await work.session.get_one(UserAccount, user_id)
    uri = TOTP(secret).provisioning_uri(name=person.email, issuer_name=ISSUER)
    return secret, segno.make(uri, error="m").svg_data_uri(scale=4, border=2, light="#fff")


async def confirm(work: Work, code: str) -> list[str]:
    """Put the new secret in force with its first code; returns the recovery codes, which are never shown again. Raises Invalid, Conflict."""
    user_id = work.actor.user_id
    row = await work.session.get(SecondFactor, user_id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise Conflict("Empieza de nuevo: el código QR ya no vale.")
    secret = unseal(user_id, row.secret) or b""
    step = _matching_step(secret.decode(), _plain(code), 0) if secret else None
    if step is None:
        raise Invalid(codigo="El código no es correcto. Revisa la hora de tu teléfono y escribe el que se ve ahora.")
    row.confirmed_at, row.last_step = datetime.now(UTC), step
    await _record(work, "enable_second_factor")
    return await _replace_codes(work)


async def _replace_codes(work: Work) -> list[str]:
    user_id, codes = work.actor.user_id, _new_codes()
    await work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))  # type: ignore[arg-type]
    work.session.add_all(RecoveryCode(user_id=user_id, code_hash=hash_code(user_id, _plain(code))) for code in codes)
    await work.session.flush()
    actors.forget()
    return codes


async def _record(work: Work, action: str) -> None:
    if work.actor.tenant_id:
        await audit.record(work, action, "user", work.actor.user_id)


async def renew_codes(actor: Actor) -> list[str]:
    """Ten new recovery codes; the old ones open nothing any more. The caller has confirmed herself (own_account.confirm)."""
    async with start_work(actor) as work:
        if not await is_on(work, actor.user_id):
            raise Conflict("No tienes un segundo factor.")
        await _record(work, "renew_recovery_codes")
        return await _replace_codes(work)


async def turn_off(actor: Actor) -> None:
    """Sign in by password alone again. The caller has confirmed herself (own_account.confirm)."""
    async with start_work(actor) as work:
        await remove(work, actor.user_id)
        await _record(work, "disable_second_factor")


async def remove(work: Work, user_id: int) -> None:
    """Take a person's second factor and its codes away."""
    await work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))  # type: ignore[arg-type]
    await work.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))  # type: ignore[arg-type]
    actors.forget()


async def take_away(email: str) -> None:
    """What the operator of the server does for a person who lost telephone and recovery codes. Raises NotFound for an unknown address."""
    async with start_work(NOBODY) as work:
        query = select(UserAccount.id).where(UserAccount.email == email.strip().lower())
        if (user_id := (await work.session.execute(query)).scalar()) is None:
            raise NotFound
        await remove(work, user_id)


async def clinic_requires(work: Work) -> bool:
    """Whether the actor's clinic asks its people for a second factor."""
    clinic = await work.session.get(Clinic, work.actor.tenant_id) if work.actor.tenant_id else None
    return bool(clinic and clinic.second_factor_required)


async def require_in_clinic(work: Work, required: bool) -> None:
    """Ask everybody of the actor's clinic for a second factor, or no longer. Raises Conflict when she has none herself."""
    work.require(Permission.SETTINGS_WRITE)
    if required and not await is_on(work, work.actor.user_id):
        raise Conflict("Activa primero tu propio segundo factor: si no, te quedarías fuera.")
    clinic = await work.session.get_one(Clinic, work.actor.tenant_id)
    clinic.second_factor_required = required
    await audit.record(work, "require_second_factor", "clinic", clinic.id, {"required": required})
    await work.session.flush()
    actors.forget()


async def check(user_id: int, code: str, origin: Origin) -> None:
    """Take a code of the app or of the paper, once.

    Raises CodeNeeded when there is none or a wrong one, TooManyRequests after repeated wrong ones.
    """
    if not _plain(code):
        raise CodeNeeded
    key = attempts.of_person("code", user_id)
    async with start_work(NOBODY) as work:
        free = await attempts.take(work, key)
        right = free and await _spend(work, user_id, _plain(code))
        if right:
            await attempts.forget(work, key)
        else:
            history.note(work, user_id, history.WRONG_CODE if free else history.LOCKED, origin)
    if not free:
        raise TooManyRequests(attempts.LOCKED, seconds=attempts.LOCK_SECONDS)
    if not right:
        raise CodeNeeded(WRONG_CODE)


async def _spend(work: Work, user_id: int, code: str) -> bool:
    row = await work.session.get(SecondFactor, user_id, with_for_update=True)  # two at once with the same code: the second sees it taken
    if row is None or row.confirmed_at is None:
        return False
    secret = unseal(user_id, row.secret)
    if secret and (step := _matching_step(secret.decode(), code, row.last_step)) is not None:
        row.last_step = step
        return True
    spent = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == hash_code(user_id, code), RecoveryCode.used_at.is_(None),  # type: ignore[arg-type,union-attr]
    ).values(used_at=func.now()).returning(RecoveryCode.user_id)  # fmt: skip
    return (await work.session.execute(spent)).scalar() is not None
