"""Likely duplicates: while a new patient is typed, and the list that a job keeps for the whole clinic."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text

from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work, read, start_work
from clinic_app.core.errors import NotFound
from clinic_app.core.jobs import jobs
from clinic_app.core.permissions import Permission
from clinic_app.patients import likeness
from clinic_app.patients.identity import kept_number, shown_number
from clinic_app.patients.likeness import Likeness, Person
from clinic_app.patients.models import DocumentType, full_name
from clinic_app.patients.phones import shown_phone, stored_phone

SEARCH_JOB = "find_duplicates"
MOST_SHOWN, MOST_PAIRS, MOST_ALIKE = 5, 20_000, 300
SHORTEST_DOCUMENT = 5  # a shorter number of whatever kind is nobody's proof
NAME_FIELDS = ("nombres", "apellido_paterno", "apellido_materno")


@dataclass(frozen=True)
class Side:
    """A patient as the cards show her."""

    id: int
    name: str
    document_type: str
    document: str
    birth_date: date
    phone: str


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the person that is being typed."""

    patient: Side
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two patients who are likely one."""

    id: int
    reasons: list[str]
    score: int
    one: Side
    other: Side


_COLUMNS = "id, document_type, document_number, first_surname, second_surname, given_names, birth_date, phone"
# each arm reads one partial index
_ALIKE = f"""
(select {_COLUMNS} from app.patient where is_active and document_type = any(%s) and document_number = %s and document_number <> '' limit 20)
union (select {_COLUMNS} from app.patient where is_active and birth_date = any(%s) limit {MOST_ALIKE})
union (select {_COLUMNS} from app.patient where is_active and phone = %s and phone <> '' limit 20)
"""  # noqa: S608 (names of our own columns)
_COUNTRY = "select country from app.clinic where id = (select app.tenant())"
_PAIRS = """
select d.id, d.reasons, d.score, a.id, a.document_type, a.document_number, a.first_surname, a.second_surname, a.given_names, a.birth_date, a.phone,
  b.id, b.document_type, b.document_number, b.first_surname, b.second_surname, b.given_names, b.birth_date, b.phone
from app.patient_duplicate d
join app.patient a on a.tenant_id = d.tenant_id and a.id = d.first_id and a.is_active
join app.patient b on b.tenant_id = d.tenant_id and b.id = d.second_id and b.is_active
where d.state = 'open' order by d.score desc, d.id limit %s offset %s
"""
_COUNT = """
select count(*) from app.patient_duplicate d
join app.patient a on a.tenant_id = d.tenant_id and a.id = d.first_id and a.is_active
join app.patient b on b.tenant_id = d.tenant_id and b.id = d.second_id and b.is_active where d.state = 'open'
"""
_SCANNED = "select scanned_at from app.clinic_scan where clinic_id = (select app.tenant())"
_CHANGED = """
select coalesce((select s.scanned_at is null or exists (select from app.patient p where p.updated_at > s.scanned_at)
  from app.clinic_scan s where s.clinic_id = (select app.tenant())), true)
"""
# what a person decided stays decided; an open pair that is none any more goes
_KEEP = """
with found as (select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::smallint[]) as f (first_id, second_id, reasons, score)),
gone as (delete from app.patient_duplicate d where d.state = 'open'
  and not exists (select from found f where f.first_id = d.first_id and f.second_id = d.second_id))
insert into app.patient_duplicate as kept (first_id, second_id, reasons, score, state)
select first_id, second_id, string_to_array(reasons, ','), score, 'open' from found
on conflict (tenant_id, first_id, second_id) do update set reasons = excluded.reasons, score = excluded.score
where kept.state = 'open' and (kept.reasons, kept.score) is distinct from (excluded.reasons, excluded.score)
"""
_NOTE_SCAN = """
insert into app.clinic_scan (clinic_id, scanned_at) values (app.tenant(), %s) on conflict (clinic_id) do update set scanned_at = excluded.scanned_at
"""


def _side(row: Sequence[Any], country: str) -> Side:
    key, kind, number, first, second, given, born, phone = row
    return Side(key, full_name(first, second, given), kind, shown_number(kind, number), born, shown_phone(phone, country))


def _person(row: Sequence[Any]) -> Person:
    key, _kind, number, first, second, given, born, phone = row
    return Person(key, f"{given} {first} {second}", born, number if len(number) >= SHORTEST_DOCUMENT else "", phone)


def _typed_person(typed: Mapping[str, Any], country: str) -> Person:
    """What was typed so far, as it would be stored; a field that is not finished counts as empty."""
    words = {
        name: str(typed.get(name) or "").strip()[:100]
        for name in (*NAME_FIELDS, "tipo_documento", "numero_documento", "fecha_nacimiento", "telefono")
    }
    words = {name: "" if "\0" in word else word for name, word in words.items()}
    number = kept_number(words["tipo_documento"], words["numero_documento"].upper())
    try:
        born = date.fromisoformat(words["fecha_nacimiento"])
    except ValueError:
        born = None
    try:
        phone = stored_phone(words["telefono"], country) if words["telefono"] else ""
    except ValueError:
        phone = ""
    return Person(0, " ".join(words[name] for name in NAME_FIELDS), born, number if len(number) >= SHORTEST_DOCUMENT else "", phone)


async def alike(actor: Actor, typed: Mapping[str, Any]) -> list[Alike]:
    """Active patients who may be the one that is being typed, the likeliest first. Only shown: it is the unique document that refuses."""
    actor.require(Permission.PATIENTS_READ)
    [(country,)] = (await read(actor, (_COUNTRY, ())))[0]
    person = _typed_person(typed, country or "PE")
    if not (person.document or person.birth_date or person.phone):
        return []
    dates = [day for day in (person.birth_date, likeness.swapped(person.birth_date) if person.birth_date else None) if day]
    (rows,) = await read(actor, (_ALIKE, (list(DocumentType), person.document, dates, person.phone)))
    found: list[tuple[int, Alike]] = []
    for row in rows:
        one = _person(row)
        same = likeness.likeness(person, one)
        if same is None and person.phone and one.phone == person.phone:
            same = Likeness((likeness.PHONE,), likeness.WEIGHTS[likeness.PHONE])
        if same:
            found.append((same.score, Alike(_side(row, country or "PE"), same.reasons)))
    return [each for _score, each in sorted(found, key=lambda scored: (-scored[0], scored[1].patient.id))[:MOST_SHOWN]]


async def scan(actor: Actor, *, only_changed: bool = False) -> int:
    """Search the whole list of a clinic and keep what was found; returns how many pairs. Harmless when run twice."""
    begun = datetime.now(UTC)
    async with start_work(actor) as work:
        driver = await work.driver()
        changed = await (await driver.execute(_CHANGED)).fetchone()
        if only_changed and changed and not changed[0]:
            return 0
        rows = await (await driver.execute(f"select {_COLUMNS} from app.patient where is_active")).fetchall()  # type: ignore[call-overload]  # noqa: S608
    found = await asyncio.to_thread(likeness.likely_pairs, [_person(row) for row in rows])
    best = sorted(found.items(), key=lambda each: (-each[1].score, each[0]))[:MOST_PAIRS]
    async with start_work(actor) as work:
        driver = await work.driver()
        await driver.execute("select pg_advisory_xact_lock(hashtextextended('duplicates:' || app.tenant(), 0))")
        columns = (
            [a for (a, _b), _ in best],
            [b for (_a, b), _ in best],
            [",".join(same.reasons) for _, same in best],
            [same.score for _, same in best],
        )
        await driver.execute(_KEEP, columns)
        await driver.execute(_NOTE_SCAN, (begun,))
    return len(best)


async def ask_scan(work: Work) -> None:
    """Put the search of this clinic into the queue, together with the change that asks for it; once is enough."""
    key = f"{SEARCH_JOB}:{work.actor.tenant_id}"
    try:
        async with work.session.begin_nested():
            driver: Any = await work.driver()  # inside: the savepoint is made when the connection is asked for
            await jobs.configure_task(SEARCH_JOB, connection=driver, queueing_lock=key).defer_async(tenant_id=work.actor.tenant_id)
    except AlreadyEnqueued:
        return


async def pairs(work: Work, size: int, offset: int) -> tuple[int, list[Pair]]:
    """How many pairs wait for a decision, and some of them, the likeliest first."""
    work.require(Permission.PATIENTS_MERGE)
    driver = await work.driver()
    total = await (await driver.execute(_COUNT)).fetchone()
    rows = await (await driver.execute(_PAIRS, (size, offset))).fetchall()
    country = (await work.session.execute(text(_COUNTRY))).scalar() or "PE"
    return (total or (0,))[0], [Pair(row[0], row[1], row[2], _side(row[3:11], country), _side(row[11:19], country)) for row in rows]


async def scanned_at(work: Work) -> datetime | None:
    """When the list was last searched."""
    return (await work.session.execute(text(_SCANNED))).scalar()


async def dismiss(work: Work, pair_id: int) -> None:
    """They are two persons; the pair does not come back. Raises NotFound."""
    work.require(Permission.PATIENTS_MERGE)
    query = """update app.patient_duplicate set state = 'dismissed', decided_at = now(), decided_by = :person
      where tenant_id = app.tenant() and id = :pair and state = 'open' returning first_id, second_id"""
    found = (await work.session.execute(text(query), {"pair": pair_id, "person": work.actor.user_id or None})).first()
    if found is None:
        raise NotFound("Otra persona ya decidió sobre estos dos pacientes.")
    for one, other in (found, found[::-1]):
        await audit.record(work, "not_duplicate", "patient", one, {"other": other})
