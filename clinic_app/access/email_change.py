"""Another e-mail address: it counts when both the new and the old one have agreed, so that neither a thief nor a typing error takes an account away."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from clinic_app.access import own_account, tokens
from clinic_app.access.events import EmailChangeAsked
from clinic_app.access.models import EmailChange, PasswordReset, UserAccount
from clinic_app.access.origin import Origin
from clinic_app.audit import service as audit
from clinic_app.core.database import NOBODY, Actor, Work, start_work
from clinic_app.core.emails import normal_email
from clinic_app.core.errors import Invalid

VALID = timedelta(hours=24)
GONE = "El enlace ya fue usado o venció. Pide uno nuevo."
Side = Literal["new", "old"]
Outcome = Literal["refused", "waiting", "changed"]


@dataclass(frozen=True)
class Letter:
    """What is mailed to one side."""

    token: str
    to: str
    other: str
    name: str
    language: str


async def ask(actor: Actor, email: str, password: str, code: str, origin: Origin) -> None:
    """Have both addresses asked. The answer is the same whether or not the new one has an account. Raises Invalid, TooManyRequests."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Invalid(email=str(error)) from None
    await own_account.confirm(actor, password, code, origin=origin)
    async with start_work(actor) as work:
        person = await work.session.get_one(UserAccount, actor.user_id)
        if person.email == address:
            raise Invalid(email="Ese ya es tu correo.")
        fresh = {
            "email": address, "new_hash": None, "old_hash": None, "new_confirmed_at": None, "old_confirmed_at": None, "expires_at": datetime.now(UTC) + VALID,
        }  # fmt: skip
        wish = insert(EmailChange).values(user_id=actor.user_id, **fresh).on_conflict_do_update(index_elements=["user_id"], set_=fresh)
        await work.session.execute(wish)
        work.events.append(EmailChangeAsked(user_id=actor.user_id))
        if actor.tenant_id:
            await audit.record(work, "ask_email_change", "user", actor.user_id)


async def pending(work: Work) -> str:
    """The address the actor wants, while it is not settled; else empty."""
    row = await work.session.get(EmailChange, work.actor.user_id)
    return row.email if row and row.expires_at > datetime.now(UTC) else ""


async def cancel(work: Work) -> None:
    """Give the wish up."""
    await work.session.execute(delete(EmailChange).where(EmailChange.user_id == work.actor.user_id))  # type: ignore[arg-type]


async def letter(user_id: int, side: Side) -> Letter | None:
    """A fresh one-time link for one side; nothing when the wish is gone, or when the new address is another person's."""
    token = tokens.opaque()
    async with start_work(NOBODY) as work:
        row = await work.session.get(EmailChange, user_id, with_for_update=True)
        person = await work.session.get_one(UserAccount, user_id)
        if row is None or not person.is_active:
            return None
        taken = (await work.session.execute(select(UserAccount.id).where(UserAccount.email == row.email))).scalar()  # type: ignore[arg-type]
        if side == "new" and taken is not None:
            return None
        setattr(row, f"{side}_hash", tokens.digest(token))
        to, other = (row.email, person.email) if side == "new" else (person.email, row.email)
        return Letter(token, to, other, person.first_name, person.language or "es")


async def answer(token: str, agreed: bool) -> Outcome:
    """Take one side's word, once. Raises Invalid(token) for a link that was used, is old, or came too late for the address."""
    key = tokens.digest(token)
    try:
        async with start_work(NOBODY) as work:
            query = select(EmailChange).where(or_(EmailChange.new_hash == key, EmailChange.old_hash == key)).with_for_update()  # type: ignore[arg-type]
            row = (await work.session.execute(query)).scalar()
            if row is None or row.expires_at < datetime.now(UTC):
                raise Invalid(token=GONE)
            if not agreed:
                await work.session.delete(row)
                return "refused"
            side = "new" if row.new_hash == key else "old"
            setattr(row, f"{side}_hash", None)
            setattr(row, f"{side}_confirmed_at", datetime.now(UTC))
            if row.new_confirmed_at is None or row.old_confirmed_at is None:
                return "waiting"
            await _settle(work, row)
            return "changed"
    except IntegrityError:  # somebody signed up with that address meanwhile
        raise Invalid(token=GONE) from None


async def _settle(work: Work, row: EmailChange) -> None:
    person = await work.session.get_one(UserAccount, row.user_id)
    person.email = row.email
    await work.session.execute(delete(PasswordReset).where(PasswordReset.user_id == row.user_id))  # type: ignore[arg-type]  # those were mailed to the old one
    await work.session.delete(row)
    await work.session.flush()
