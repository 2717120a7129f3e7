"""The people of a clinic: who belongs to it, in which role, and how one comes to leave it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, select, text

from clinic_app.access import actors, own_account
from clinic_app.access.models import Membership
from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import BIGGEST_ID
from clinic_app.core.permissions import ROLES

SEEN_EVERY = 600.0  # seconds between two notes of the same member
_noted: dict[tuple[int, int], float] = {}

MEMBERS = """
select m.id, m.user_id, btrim(u.first_name || ' ' || u.last_name) as name, u.email, m.role, m.is_active and u.is_active as is_active, m.last_seen_at
from app.membership m join app.user_account u on u.id = m.user_id
where m.tenant_id = app.tenant()
order by m.is_active and u.is_active desc, app.norm(u.first_name || ' ' || u.last_name), m.id"""


class LastOwner(Conflict):
    sentence = "Es la única propietaria: nombra antes a otra, o traspasa el consultorio."


@dataclass(frozen=True)
class Member:
    """One person of the clinic, also one who has left."""

    id: int
    user_id: int
    name: str
    email: str
    role: str
    is_active: bool
    last_seen_at: datetime | None


async def members(work: Work) -> list[Member]:
    """Everybody of the clinic: first those who work in it, by name, then those who left."""
    return [Member(**row._mapping) for row in await work.session.execute(text(MEMBERS))]


async def seen(work: Work) -> None:
    """Note that the actor is here; at most once in ten minutes."""
    key, now = (work.actor.tenant_id or 0, work.actor.membership_id or 0), time.monotonic()
    if not all(key) or _noted.get(key, 0.0) > now:
        return
    if len(_noted) > 10_000:
        _noted.clear()
    _noted[key] = now + SEEN_EVERY
    await work.session.execute(
        text("update app.membership set last_seen_at = now() where tenant_id = app.tenant() and id = :id"), {"id": key[1]}
    )


async def hold(work: Work) -> None:
    """One change of the clinic's people at a time, until the end of the transaction: two owners cannot demote each other at once."""
    await work.session.execute(text("select pg_advisory_xact_lock(hashtextextended('people:' || app.tenant()::text, 0))"))


def forget_after(work: Work) -> None:
    """What is remembered of people's roles is dropped now and again once the change is visible to others."""
    actors.forget()
    event.listen(work.session.sync_session, "after_commit", lambda _session: actors.forget(), once=True)


def check_role(role: str) -> None:
    """Raises Invalid for a role that there is not."""
    if role not in ROLES:
        raise Invalid(role="Elige un papel de la lista.")


async def _member(work: Work, membership_id: int) -> Membership:
    """An active member, as it is now. Raises NotFound."""
    query = select(Membership).where(Membership.id == membership_id, Membership.is_active)  # type: ignore[arg-type]
    found = await work.session.execute(query.execution_options(populate_existing=True)) if 0 < membership_id <= BIGGEST_ID else None
    row = found.scalars().first() if found else None
    if row is None:
        raise NotFound
    return row


async def _owners(work: Work) -> Sequence[int]:
    """Those who own the clinic and can sign in."""
    query = text(
        "select m.id from app.membership m join app.user_account u on u.id = m.user_id "
        "where m.tenant_id = app.tenant() and m.role = 'owner' and m.is_active and u.is_active"
    )
    return (await work.session.execute(query)).scalars().all()


async def _spare(work: Work, row: Membership) -> None:
    """Raises LastOwner when nobody else would own the clinic."""
    if row.role == "owner" and not set(await _owners(work)) - {row.id}:
        raise LastOwner


async def change_role(work: Work, membership_id: int, role: str) -> None:
    """Give a member another role; it counts from her next click on.

    Raises NotFound, Invalid for an unknown role, LastOwner (409).
    """
    check_role(role)
    await hold(work)
    row = await _member(work, membership_id)
    if row.role == role:
        return
    await _spare(work, row)
    await _set_role(work, row, role)


async def _set_role(work: Work, row: Membership, role: str) -> None:
    before, row.role = row.role, role
    await work.session.flush()
    await audit.record(work, "change_role", "membership", row.id, {"before": before, "role": role})
    forget_after(work)


async def remove(work: Work, membership_id: int) -> None:
    """End a membership: she gets in no more, what she did and her appointments stay. Raises NotFound, LastOwner (409)."""
    await hold(work)
    row = await _member(work, membership_id)
    await _spare(work, row)
    row.is_active = False
    await work.session.flush()
    await audit.record(work, "remove", "membership", row.id, {"role": row.role})
    forget_after(work)


async def hand_over(actor: Actor, membership_id: int, own_role: str, password: str, code: str = "") -> None:
    """Make another member the owner; the actor, who proves again that it is she, keeps the role she chose. Both or neither.

    Raises NotFound, Invalid (her password or code, an unknown role, herself as the other one), Conflict when she is no owner (any more),
    TooManyRequests after many wrong passwords.
    """
    check_role(own_role)
    if own_role == "owner" or membership_id == actor.membership_id:
        raise Invalid(own_role="Elige el papel con el que te quedas, distinto de propietaria.")
    await own_account.confirm(actor, password, code)
    async with start_work(actor) as work:
        await hooks.check_writable(work)
        await hold(work)
        mine = await _member(work, actor.membership_id or 0)
        if mine.role != "owner":
            raise Conflict("Ya no eres propietaria de este consultorio.")
        heir = await _member(work, membership_id)
        if heir.role != "owner":
            await _set_role(work, heir, "owner")
        await _set_role(work, mine, own_role)
        await audit.record(work, "hand_over", "membership", heir.id)


async def duties(work: Work, membership_id: int) -> list[hooks.Duty]:
    """What still waits for a member, by time. Raises NotFound."""
    row = await _member(work, membership_id)
    found: list[hooks.Duty] = []
    for ask in hooks.MEMBER_DUTIES:
        found += await ask(work, row.id)
    return sorted(found, key=lambda duty: duty.at)


async def join(work: Work, user_id: int, role: str) -> Membership:
    """Let a person in; one who had left gets her own place back, with this role. Raises Conflict when she is in already."""
    query = select(Membership).where(Membership.user_id == user_id)  # type: ignore[arg-type]
    row: Any = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is not None and row.is_active:
        raise Conflict("Ya perteneces a este consultorio.")
    if row is None:
        row = Membership(user_id=user_id, role=role)
        work.session.add(row)
    row.role, row.is_active = role, True
    await work.session.flush()
    await audit.record(work, "join", "membership", row.id, {"role": role})
    forget_after(work)
    return row
