"""Calendars out: a professional's private feed at a secret address, and one appointment as a file.

A token is `<number of the clinic>-<secret>`, as an invitation's: the number says behind which wall to look for its hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import col, select

from clinic_app.access import tokens, vault
from clinic_app.access.models import Membership, UserAccount
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import ClinicError, NotFound
from clinic_app.core.fields import BIGGEST_ID
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import CARING_ROLES
from clinic_app.interop.feed_models import CalendarFeed

PURPOSE = "calendar-feed"  # of the sealed address
PAST, COMING, BLOCKS_COMING = timedelta(days=60), timedelta(days=400), timedelta(days=180)
MOST = 5000
SEEN_EVERY = timedelta(minutes=10)
FORMAT = 1  # another one when the same facts give another file
NO_AGENDA = N_("Solo quien atiende pacientes tiene un calendario.")
ROW = """
select a.id, a.starts_at, a.ends_at, a.care_type, a.status, a.version, a.updated_at, s.name, p.given_names, p.first_surname, p.second_surname,
  p.email, btrim(p.address || case when p.address <> '' and p.district <> '' then ', ' else '' end || p.district)
from app.appointment a
join app.patient p on p.tenant_id = a.tenant_id and p.id = a.patient_id
join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id
where a.tenant_id = %s"""
AGENDA = f"""{ROW} and a.professional_id = %s and a.starts_at >= %s and a.starts_at < %s
  and a.status not in ('cancelada', 'no_asistio') order by a.starts_at, a.id limit %s"""


class Row(NamedTuple):
    """One appointment, in the order of ROW."""

    id: int
    starts_at: datetime
    ends_at: datetime
    care_type: str
    status: str
    version: int
    updated_at: datetime
    service: str
    given_names: str
    first_surname: str
    second_surname: str
    email: str
    address: str

    @property
    def patient(self) -> str:
        return f"{self.given_names} {self.first_surname} {self.second_surname}".strip()

    @property
    def initials(self) -> str:
        return "".join(f"{word[0].upper()}." for word in self.patient.split())


@dataclass(frozen=True)
class Agenda:
    """All that a feed shows, and how."""

    clinic_id: int
    clinic: str
    address: str
    zone: str
    language: str
    professional: str
    shows_names: bool
    rows: tuple[Row, ...]
    closed: tuple[blocks_time.Closed, ...] = ()

    @property
    def tag(self) -> str:
        """The same facts, the same tag: a program that has them need not read them again."""
        return hashlib.sha256(f"{FORMAT}|{self!r}".encode()).hexdigest()[:32]


def uid(clinic_id: int, kind: str, name: str) -> str:
    """The name of a thing in all calendars, for ever; it tells nobody how many there are, and no two installations share one."""
    return f"{vault.keyed_hash('calendar-uid', clinic_id, f'{kind}|{name}').hex()[:32]}@hampiq"


def _check_caring(work: Work) -> int:
    """The actor's own place in the clinic. Raises ClinicError (400) for one who attends nobody."""
    if work.actor.role not in CARING_ROLES or work.actor.membership_id is None:
        raise ClinicError(NO_AGENDA)
    return work.actor.membership_id


async def own(work: Work) -> CalendarFeed | None:
    """The actor's feed, if it is on."""
    query = select(CalendarFeed).where(CalendarFeed.membership_id == work.actor.membership_id)
    return (await work.session.execute(query)).scalars().first()


async def _held(work: Work) -> CalendarFeed:
    row = await own(work)
    if row is None:
        raise NotFound
    return row


def token_of(row: CalendarFeed) -> str:
    """The secret part of the address; empty when the installation's key is another one now, and only a new address helps."""
    found = vault.unseal(PURPOSE, row.membership_id, row.sealed)
    return found.decode() if found else ""


def _renew(work: Work, row: CalendarFeed) -> None:
    token = f"{work.actor.tenant_id}-{tokens.opaque()}"
    row.token_hash, row.sealed = tokens.digest(token), vault.seal(PURPOSE, row.membership_id, token.encode())
    row.read_at = None


async def turn_on(work: Work) -> CalendarFeed:
    """Begin the actor's feed; one that is on stays as it is. Raises ClinicError for one who attends nobody."""
    membership_id = _check_caring(work)
    row = await own(work)
    if row is None:
        row = CalendarFeed(membership_id=membership_id, token_hash=b"", sealed=b"")
        _renew(work, row)
        work.session.add(row)
        await work.session.flush()
        await audit.record(work, "enable", "calendar_feed", row.id)
    return row


async def rotate(work: Work) -> CalendarFeed:
    """Another address; the one before opens no more. Raises NotFound when the feed is off."""
    row = await _held(work)
    _renew(work, row)
    await work.session.flush()
    await audit.record(work, "renew", "calendar_feed", row.id)
    return row


async def change(work: Work, *, shows_names: bool | None = None, shows_blocks: bool | None = None) -> CalendarFeed:
    """What the feed shows besides the times. Raises NotFound when it is off."""
    row = await _held(work)
    wanted = {"shows_names": shows_names, "shows_blocks": shows_blocks}
    changed = {name: value for name, value in wanted.items() if value is not None and getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        await work.session.flush()
        await audit.record(work, "update", "calendar_feed", row.id, {"fields": sorted(changed)})
    return row


async def turn_off(work: Work) -> None:
    """The address opens no more. Raises NotFound when the feed is off already."""
    row = await _held(work)
    await audit.record(work, "disable", "calendar_feed", row.id)
    await work.session.delete(row)
    await work.session.flush()


def clinic_of(token: str) -> int | None:
    """The clinic that a token names, if it looks like a token at all."""
    number, _, secret = token.partition("-")
    fits = number.isascii() and number.isdigit() and len(number) < 19 and 20 <= len(secret) <= 100
    return int(number) if fits and 0 < int(number) <= BIGGEST_ID else None


async def read_feed(work: Work, token: str) -> Agenda:
    """What the calendar behind a token shows now. Raises NotFound for a wrong or old one, and when its person attends here no more."""
    query = (
        select(CalendarFeed, UserAccount, Clinic)
        .join(Membership, (Membership.tenant_id == CalendarFeed.tenant_id) & (Membership.id == CalendarFeed.membership_id))  # type: ignore[arg-type]
        .join(UserAccount, UserAccount.id == Membership.user_id)  # type: ignore[arg-type]
        .join(Clinic, Clinic.id == CalendarFeed.tenant_id)  # type: ignore[arg-type]
        .where(col(CalendarFeed.token_hash) == tokens.digest(token), col(Membership.role).in_(CARING_ROLES))
        .where(col(Membership.is_active), col(UserAccount.is_active))
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise NotFound
    row, person, clinic = found
    now = datetime.now(UTC)
    if row.read_at is None or now - row.read_at > SEEN_EVERY:
        row.read_at = now
    work.actor = replace(work.actor, timezone=clinic.timezone)
    today = work.today()
    first, last = now - PAST, now + COMING
    (rows,) = await work.ask((AGENDA, (row.tenant_id, row.membership_id, first, last, MOST)))
    closed = await _closed(work, row.membership_id, today) if row.shows_blocks else ()
    return Agenda(
        clinic.id, clinic.name, clinic.address, clinic.timezone, person.language or clinic.language, person.full_name, row.shows_names,
        tuple(Row(*each) for each in rows), closed,
    )  # fmt: skip


async def _closed(work: Work, membership_id: int, today: date) -> tuple[blocks_time.Closed, ...]:
    since, until = today - timedelta(days=14), today + BLOCKS_COMING
    (raw,) = await work.ask(blocks_time.range_query(work.actor, since, until, membership_id))
    found = blocks_time.closed_times([row for (row,) in raw], since, until)
    return tuple(sorted(found, key=lambda each: (each.day, each.hours, each.block_id))[:MOST])


async def read_one(work: Work, appointment_id: int) -> tuple[Row, Any]:
    """One appointment and its clinic. Raises NotFound."""
    (rows,) = await work.ask((f"{ROW} and a.id = %s", (work.actor.tenant_id, appointment_id if 0 < appointment_id <= BIGGEST_ID else -1)))
    clinic = await work.session.get(Clinic, work.actor.tenant_id)
    if not rows or clinic is None:
        raise NotFound
    return Row(*rows[0]), clinic


def nobody_in(clinic_id: int) -> Actor:
    """Who reads a feed: no person, behind the wall of one clinic."""
    return Actor(user_id=0, tenant_id=clinic_id)
