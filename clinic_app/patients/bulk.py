"""Many patients in a few statements: the door for imports. Whoever calls has checked the rows with inputs.py and holds the transaction."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.patients.inputs import GuardianIn, PatientIn
from clinic_app.patients.models import Guardian, Patient
from clinic_app.patients.queries import folded
from clinic_app.subscriptions import service as subscriptions
from clinic_app.subscriptions.plans import Feature

PATIENT_COLUMNS, GUARDIAN_COLUMNS = tuple(PatientIn.model_fields), tuple(GuardianIn.model_fields)
_KINDS = {date: "date", bool: "boolean"}
_NUMBERS = "select nextval(pg_get_serial_sequence('app.patient', 'id')) from generate_series(1, %s)"
_SAME_DOCUMENT = """
select p.document_type, p.document_number, p.id from app.patient p
join unnest(%s::text[], %s::text[]) wanted (kind, number) on p.document_type = wanted.kind and p.document_number = wanted.number
where p.is_active and p.tenant_id = (select app.tenant())
"""
_SAME_NAME = """
select wanted.name, wanted.born, p.document_number, p.id from app.patient p
join unnest(%s::text[], %s::date[]) wanted (name, born)
  on p.birth_date = wanted.born and app.norm(p.first_surname || ' ' || p.second_surname || ' ' || p.given_names) = wanted.name
where p.is_active and p.tenant_id = (select app.tenant())
order by p.id desc
"""


@dataclass
class Filled:
    """A patient with her guardians, as columns that inputs.py has checked. `given`: the columns that the source really names."""

    columns: dict[str, Any]
    guardians: list[dict[str, Any]] = field(default_factory=list)
    given: tuple[str, ...] = ()


def name_key(columns: Mapping[str, Any]) -> str:
    """The name as `app.norm` of the database folds it."""
    return folded(unicodedata.normalize("NFC", f"{columns['first_surname']} {columns['second_surname']} {columns['given_names']}"))


async def room(work: Work) -> tuple[int | None, int]:
    """How many more patients the plan takes (None: as many as one likes), and its limit; others who add meanwhile wait.

    Raises PaymentRequired.
    """
    subscription = await subscriptions.current(work, lock=True)
    await subscriptions.require_writable(work)
    limit = subscriptions.plan_of(subscription).limits[Feature.MAX_PATIENTS]
    return (None, 0) if limit is None else (max(0, limit - await subscriptions.count(work, Feature.MAX_PATIENTS)), limit)


async def with_documents(work: Work, documents: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The active patient of each document (kind, number) that the clinic has."""
    driver = await work.driver()
    rows = await driver.execute(_SAME_DOCUMENT, ([kind for kind, _ in documents], [number for _, number in documents]))
    return {(kind, number): key for kind, number, key in await rows.fetchall()}


async def with_names(work: Work, people: Sequence[tuple[str, date]]) -> dict[tuple[str, date], list[tuple[str, int]]]:
    """The active patients of the same folded name and birth date: (document number, id), the oldest last."""
    driver = await work.driver()
    rows = await driver.execute(_SAME_NAME, ([name for name, _ in people], [born for _, born in people]))
    found: dict[tuple[str, date], list[tuple[str, int]]] = defaultdict(list)
    for name, born, number, key in await rows.fetchall():
        found[name, born].append((number, key))
    return found


def _insert(table: str, shape: type[PatientIn] | type[GuardianIn], extra: str) -> str:
    columns = tuple(shape.model_fields)
    kinds = [f"{name} {_KINDS.get(info.annotation, 'text')}" for name, info in shape.model_fields.items()]  # type: ignore[arg-type]
    names = ", ".join(columns)
    fixed = ", is_active" if shape is PatientIn else ""
    value = ", true" if shape is PatientIn else ""
    return (
        f"insert into app.{table} ({extra}, {names}{fixed}) select {extra}, {names}{value} "  # noqa: S608 (names of our own columns)
        f"from jsonb_to_recordset(%s::jsonb) as given ({extra} bigint, {', '.join(kinds)}) on conflict do nothing returning {extra}"
    )


async def create(work: Work, people: Sequence[Filled], detail: dict[str, Any]) -> list[int | None]:
    """Add patients with their guardians; the id of each, or None where an active patient has the document already.

    Kept in the trail one by one with `detail`. The caller asks `room` first. Raises NotAllowed.
    """
    work.require(Permission.PATIENTS_WRITE)
    if not people:
        return []
    driver = await work.driver()
    ids = [row[0] for row in await (await driver.execute(_NUMBERS, (len(people),))).fetchall()]
    rows = [{"id": key, **{name: person.columns[name] for name in PATIENT_COLUMNS}} for key, person in zip(ids, people, strict=True)]
    written = {
        row[0] for row in await (await driver.execute(_insert("patient", PatientIn, "id"), (orjson.dumps(rows).decode(),))).fetchall()
    }
    guardians = [
        {"patient_id": key, **{name: guardian[name] for name in GUARDIAN_COLUMNS}}
        for key, person in zip(ids, people, strict=True) if key in written for guardian in one_principal(person.guardians)
    ]  # fmt: skip
    if guardians:
        await driver.execute(_insert("guardian", GuardianIn, "patient_id"), (orjson.dumps(guardians).decode(),))
    for key, person in zip(ids, people, strict=True):
        if key in written:
            await audit.record(
                work, "create", "patient", key, {**detail, **({"guardians": len(person.guardians)} if person.guardians else {})}
            )
    await work.session.flush()
    return [key if key in written else None for key in ids]


def one_principal(guardians: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Exactly one principal: the first who says so, else the first."""
    chosen = next((index for index, one in enumerate(guardians) if one["is_principal"]), 0)
    return [{**one, "is_principal": index == chosen} for index, one in enumerate(guardians)]


async def update(work: Work, people: Mapping[int, Filled], detail: dict[str, Any]) -> list[int]:
    """Fill the given fields of patients by id, and add or fill their guardians; what is not given stays. Returns the ids found.

    Raises NotAllowed.
    """
    work.require(Permission.PATIENTS_WRITE)
    found = (
        (await work.session.execute(select(Patient).where(col(Patient.id).in_(people)).order_by(col(Patient.id)).with_for_update()))
        .scalars()
        .all()
    )
    known: dict[int, list[Guardian]] = defaultdict(list)
    query = select(Guardian).where(col(Guardian.patient_id).in_([row.id for row in found]))
    for guardian in (await work.session.execute(query)).scalars():
        known[guardian.patient_id].append(guardian)
    for row in found:
        person = people[row.id]
        changed = [name for name in person.given if getattr(row, name) != person.columns[name]]
        for name in changed:
            setattr(row, name, person.columns[name])
        if changed:
            row.updated_at = datetime.now(UTC)
        touched = _fill_guardians(work, row.id, known[row.id], person.guardians)
        if changed or touched:
            await audit.record(
                work, "update", "patient", row.id, {**detail, "fields": changed, **({"guardians": touched} if touched else {})}
            )
    await work.session.flush()
    return [row.id for row in found]


def _fill_guardians(work: Work, patient_id: int, known: list[Guardian], given: Sequence[dict[str, Any]]) -> int:
    """Who has the same document or name is filled, others are added; who is the principal does not change. Returns how many were touched."""
    touched = 0
    for one in given:
        same = next((row for row in known if _same_guardian(row, one)), None)
        if same is None:
            row = Guardian(patient_id=patient_id, **{**one, "is_principal": not any(each.is_principal for each in known)})
            work.session.add(row)
            known.append(row)
            touched += 1
            continue
        blank = GuardianIn.model_fields
        changed = [
            name for name in GUARDIAN_COLUMNS
            if name not in ("is_principal", "document_type") and one[name] not in ("", blank[name].default, getattr(same, name))
        ]  # fmt: skip
        if one["document_number"] and same.document_number != one["document_number"]:
            changed.append("document_type")
        for name in changed:
            setattr(same, name, one[name])
        touched += bool(changed)
    return touched


def _same_guardian(row: Guardian, one: Mapping[str, Any]) -> bool:
    if row.document_number and one["document_number"]:
        return row.document_number == one["document_number"]
    return folded(f"{row.given_names} {row.surnames}".strip()) == folded(f"{one['given_names']} {one['surnames']}".strip())
