"""What a person does with her own account: change its password, close it. Her password is asked each time."""

from sqlalchemy import delete, select, text, update

from clinic_app.access import actors, attempts, passwords, recovery, second_factor, sessions
from clinic_app.access.models import EmailChange, PasswordReset, UserAccount
from clinic_app.access.origin import Origin
from clinic_app.audit import service as audit
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, TooManyRequests
from clinic_app.core.i18n import N_, Sentence

WRONG_PASSWORD = "La contraseña actual es incorrecta."
LAST_OWNER = "Eres la única persona a cargo de {clinics}, que tiene otras personas o pacientes. Entrega antes el cargo a alguien más, en Ajustes, Personas."
LAST_ADMIN = N_("Eres la única persona que administra esta instalación. Nombra antes a otra.")
GONE = "Cuenta eliminada"  # what stands where her name stood
HELD = """
select c.name
from app.clinic c
where c.id = app.tenant()
  and not exists (select from app.membership m where m.tenant_id = c.id and m.role = 'owner' and m.is_active and m.user_id <> app.person())
  and (exists (select from app.membership m where m.tenant_id = c.id and m.is_active and m.user_id <> app.person()) or exists (select from app.patient))
"""


class LastOwner(Conflict):
    """A clinic that is in use would be left without an owner."""

    def __init__(self, clinics: list[str]) -> None:
        super().__init__(Sentence(LAST_OWNER, clinics=", ".join(clinics)))


class LastAdmin(Conflict):
    """Nobody would administer the installation any more."""

    sentence = LAST_ADMIN


async def confirm(
    actor: Actor, password: str, code: str = "", *, field: str = "password", origin: Origin | None = None, with_code: bool = True
) -> None:
    """Have her prove again that it is she: the password, and the code of those who have a second factor.

    Guesses are counted as at sign-in. Raises Invalid beside `field` or `codigo`, TooManyRequests.
    """
    key = attempts.of_person("own", actor.user_id)
    async with start_work(NOBODY) as work:
        free = await attempts.take(work, key)
        stored = (await work.session.execute(select(UserAccount.password_hash).where(UserAccount.id == actor.user_id))).scalar()  # type: ignore[arg-type]
        asks_code = with_code and await second_factor.is_on(work, actor.user_id)
    if not free:
        raise TooManyRequests(attempts.LOCKED, seconds=attempts.LOCK_SECONDS)
    if not await passwords.matches(password, stored):
        raise Invalid({field: [WRONG_PASSWORD]})
    async with start_work(NOBODY) as work:
        await attempts.forget(work, key)
    if asks_code:
        try:
            await second_factor.check(actor.user_id, code, origin or Origin())
        except second_factor.CodeNeeded as error:
            raise Invalid(codigo=error.sentence) from None


async def change_password(actor: Actor, old: str, new: str, confirmed: str) -> None:
    """Change one's own password; every session ends, this one too. Raises Invalid, TooManyRequests."""
    await confirm(actor, old, field="old_password", with_code=False)
    async with start_work(actor) as work:
        person = await work.session.get_one(UserAccount, actor.user_id)
        await recovery.take_password(work, person, new, confirmed)
        if actor.tenant_id:
            await audit.record(work, "change_password", "user", actor.user_id)
    actors.forget()


async def close(actor: Actor, password: str, code: str = "", origin: Origin | None = None) -> None:
    """Close the actor's account for good: nobody can sign in with it, its personal data is gone, what she did stays.

    Raises Invalid for a wrong password or code, LastAdmin, LastOwner when a clinic in use would be left without an owner.
    """
    await confirm(actor, password, code, origin=origin)
    async with start_work(Actor(actor.user_id, None, request_id=actor.request_id)) as work:
        await _refuse_last_admin(work, actor.user_id)
        clinics = (
            (await work.session.execute(text("select tenant_id from app.membership where user_id = app.person() and is_active order by 1")))
            .scalars()
            .all()
        )
        held = []
        for clinic in clinics:
            held += await _leave(work, actor, clinic)
        if held:
            raise LastOwner(held)
        await _erase(work, actor.user_id)
    actors.forget()


async def _refuse_last_admin(work: Work, user_id: int) -> None:
    admins = (
        (await work.session.execute(select(UserAccount.id).where(UserAccount.is_platform_admin, UserAccount.is_active).with_for_update()))
        .scalars()
        .all()
    )  # type: ignore[arg-type]
    if list(admins) == [user_id]:
        raise LastAdmin


async def _leave(work: Work, actor: Actor, clinic: int) -> list[str]:
    """Leave one clinic; returns its name when it cannot be left (and the caller gives all up)."""
    await work.enter_clinic(Actor(actor.user_id, clinic, request_id=actor.request_id))
    # the lock of access.people: two owners who leave at the same moment do so one after the other, and the second sees that she is the last
    await work.session.execute(text("select pg_advisory_xact_lock(hashtextextended('people:' || app.tenant()::text, 0))"))
    if names := (await work.session.execute(text(HELD))).scalars().all():
        return list(names)
    await work.session.execute(
        text("update app.membership set is_active = false where tenant_id = app.tenant() and user_id = app.person()")
    )
    await audit.record(work, "close_account", "user", actor.user_id)
    await work.session.flush()
    return []


async def _erase(work: Work, user_id: int) -> None:
    await sessions.end_all(work, user_id)
    await second_factor.remove(work, user_id)
    for table in (EmailChange, PasswordReset):
        await work.session.execute(delete(table).where(table.user_id == user_id))  # type: ignore[arg-type]
    await work.session.execute(text("delete from app.sign_in where user_id = :user"), {"user": user_id})
    gone = {
        "email": f"deleted-{user_id}@deleted.invalid", "password_hash": "", "first_name": GONE, "last_name": "", "phone": "", "sex": "", "photo": "",
        "license_number": "", "registry_number": "", "signature_stamp": "", "is_active": False, "is_platform_admin": False,
    }  # fmt: skip
    await work.session.execute(update(UserAccount).where(UserAccount.id == user_id).values(**gone))  # type: ignore[arg-type]
