"""Whether the trail is still what was sealed. Read with the owner's connection, hashed here and not in the database that is doubted."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

# A transaction hardly stays open that long: who comes later with an earlier date was put there.
LATEST = timedelta(hours=1)
ROWS_AT_ONCE = 5_000

CLINICS = (
    "select id, name from app.clinic where %(wanted)s::text is null or id::text = %(wanted)s or lower(name) = lower(%(wanted)s) order by id"
)
WALK = """
select s.id, s.entry_id, s.entry_at, s.hash, s.sealed_at, e.id is not null, app.audit_line(e, s.sealed_at)
from app.audit_seal s left join app.audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id and e.at = s.entry_at
where s.tenant_id = %s order by s.id
"""
ELSEWHEN = "select 1 from app.audit_entry where tenant_id = %s and id = %s"
UNSEALED = """
select e.id, e.at,
  -- the sealer has been there already, or the transaction is still to come: nobody committed such an entry
  e.transaction_id < h.transaction_id or e.transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
from app.audit_horizon h, app.audit_entry e
where e.tenant_id = %s and not exists (select from app.audit_seal s where s.tenant_id = e.tenant_id and s.entry_id = e.id and s.entry_at = e.at)
order by e.id
"""


@dataclass(frozen=True)
class Broken:
    """The first entry that is not what was sealed. what: changed, deleted, inserted, seal (a link itself is missing or altered), cut (the end of the chain)."""

    what: str
    entry_id: int
    at: datetime | None


@dataclass(frozen=True)
class Report:
    """The chain of one clinic: how long it is, its newest hash, what waits for the sealer, and what broke it."""

    clinic_id: int
    name: str
    place: int
    hash: str
    waiting: int
    broken: Broken | None


class UnknownClinic(LookupError):
    """No clinic has this number or name."""


def verify(url: str, wanted: str | None = None, kept: Mapping[int, tuple[int, str]] | None = None) -> Iterator[Report]:
    """Seal what waits, then walk the chain of every clinic, or of the one wanted by number or name.

    `kept`: clinic -> place and hash that the owner noted earlier (`--anchor`); a chain without them was cut or written anew.
    Raises UnknownClinic, and what the database raises.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select app.seal_trail()")
        clinics = connection.execute(CLINICS, {"wanted": wanted}).fetchall()
        if wanted and not clinics:
            raise UnknownClinic(wanted)
        for clinic_id, name in clinics:
            with connection.transaction():
                connection.execute("set transaction isolation level repeatable read read only")
                yield _verify(connection, clinic_id, name, (kept or {}).get(clinic_id))


def _verify(connection: psycopg.Connection, clinic_id: int, name: str, kept: tuple[int, str] | None) -> Report:
    walk = _Walk(connection, clinic_id, kept)
    broken = walk.first_broken()
    unsealed = connection.execute(UNSEALED, (clinic_id,)).fetchall()
    inserted = next((Broken("inserted", number, at) for number, at, forged in unsealed if forged), None)
    return Report(clinic_id, name, walk.place, walk.link.hex(), sum(not row[2] for row in unsealed), broken or inserted)


class _Walk:
    """One pass over a chain."""

    def __init__(self, connection: psycopg.Connection, clinic_id: int, kept: tuple[int, str] | None) -> None:
        self.connection, self.clinic_id, self.kept = connection, clinic_id, kept
        self.place, self.link = 0, b""
        self.run: datetime | None = None  # when the sealer worked last, and the time before
        self.run_before: datetime | None = None

    def first_broken(self) -> Broken | None:
        """Goes to the end even past a break, so that the newest hash is known."""
        broken: Broken | None = None
        with self.connection.cursor(name="walk") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            for row in cursor.execute(WALK, (self.clinic_id,)):
                found = self._look_at(*row)
                broken = broken or found
        if broken is None and self.kept and self.kept[0] > self.place:
            return Broken("cut", 0, None)
        return broken if broken is None or broken.what != "missing" else self._explained(broken)

    def _look_at(self, place: int, entry_id: int, at: datetime, link: bytes, sealed_at: datetime, there: bool, line: Any) -> Broken | None:
        expected = hashlib.sha256(self.link + str(line).encode()).digest()
        gap, self.place, self.link = place != self.place + 1, place, link
        if sealed_at != self.run:
            self.run_before, self.run = self.run, sealed_at
        if gap:
            return Broken("seal", entry_id, at)
        if not there:
            return Broken("missing", entry_id, at)
        if expected != link:
            return Broken("changed", entry_id, at)
        if self.kept and self.kept[0] == place and self.kept[1] != link.hex():
            return Broken("cut", entry_id, at)
        if self.run_before and at < self.run_before - LATEST:
            return Broken("inserted", entry_id, at)
        return None

    def _explained(self, broken: Broken) -> Broken:
        """An entry that is not at its time was moved to another one, or is gone."""
        moved = self.connection.execute(ELSEWHEN, (self.clinic_id, broken.entry_id)).fetchone()
        return Broken("changed" if moved else "deleted", broken.entry_id, broken.at)
