"""How the rows of one patient become another's, and go back: any table of hooks.MERGERS, and the guardians, who are people themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.hooks import Merger
from clinic_app.patients import service
from clinic_app.patients.likeness import words_of
from clinic_app.patients.models import Guardian

# where a guardian who is known twice may be filled up from the other row
FILLED = ("document_number", "surnames", "phone", "alternative_phone", "email", "address", "can_authorize")
ALREADY_THERE = (psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation)


def place_of(merger: Merger) -> str:
    """`app.appointment.patient_id`: how a snapshot names it."""
    return f"{merger.table}.{merger.column}"


async def move(work: Work, merger: Merger, source: int, target: int, only: Sequence[str] | None = None) -> list[str]:
    """Give the rows of one patient to the other (of `only` these keys, when given); returns the keys of those that moved.

    What the target already has, as a unique index says, stays where it is: then row by row, so that the rest moves.
    """
    try:
        return await _repoint(work, merger, source, target, only)
    except IntegrityError as error:
        if not isinstance(error.orig, ALREADY_THERE):
            raise
    moved: list[str] = []
    for key in await _keys(work, merger, source) if only is None else only:
        try:
            moved += await _repoint(work, merger, source, target, [key])
        except IntegrityError as error:
            if not isinstance(error.orig, ALREADY_THERE):
                raise
    return moved


def _key(merger: Merger) -> str:
    return " || '|' || ".join(f"{column}::text" for column in merger.key)


async def _keys(work: Work, merger: Merger, patient_id: int) -> list[str]:
    query = f"select {_key(merger)} from {merger.table} where tenant_id = app.tenant() and {merger.column} = :patient"  # noqa: S608 (names of our own table)
    return list((await work.session.execute(text(query), {"patient": patient_id})).scalars())


async def _repoint(work: Work, merger: Merger, source: int, target: int, only: Sequence[str] | None) -> list[str]:
    key, also = _key(merger), f", {merger.also}" if merger.also else ""
    these = "" if only is None else f" and {key} = any(:only)"
    query = f"update {merger.table} set {merger.column} = :target{also} where tenant_id = app.tenant() and {merger.column} = :source{these} returning {key}"  # noqa: S608
    params = {"source": source, "target": target} | ({} if only is None else {"only": list(only)})
    async with work.session.begin_nested():
        return list((await work.session.execute(text(query), params)).scalars())


async def move_all(work: Work, source: int, target: int) -> dict[str, list[str]]:
    """Every table that names patients; returns what moved, by place."""
    moved = {place_of(merger): await move(work, merger, source, target) for merger in hooks.MERGERS if not merger.stays}
    return {place: keys for place, keys in moved.items() if keys}


async def move_back(work: Work, moved: Mapping[str, Sequence[str]], source: int, target: int) -> int:
    """Exactly what was moved, as far as it still exists and is still there; returns how many rows."""
    by_place = {place_of(merger): merger for merger in hooks.MERGERS}
    count = 0
    for place, keys in moved.items():
        if place in by_place:  # a table that is gone since has nothing to give back
            count += len(await move(work, by_place[place], source, target, keys))
    return count


def same_guardian(one: Guardian, other: Guardian) -> bool:
    """The same document, or where one of them has none the same name."""
    if one.document_number and other.document_number:
        return (one.document_type, one.document_number) == (other.document_type, other.document_number)
    return words_of(f"{one.given_names} {one.surnames}") == words_of(f"{other.given_names} {other.surnames}")


async def join_guardians(work: Work, source: int, target: int) -> dict[str, Any]:
    """Guardians whom the target knows fill up her row and stay behind; the others move. Returns what was done, for undoing."""
    known = list(await service.guardians(work, target))
    principal = any(one.is_principal for one in known)
    moved, filled = [], {}
    for one in await service.guardians(work, source):
        twin = next((each for each in known if same_guardian(each, one)), None)
        if twin is not None:
            filled |= _fill(twin, one, filled)
            continue
        moved.append({"id": one.id, "principal": one.is_principal})
        one.is_principal = one.is_principal and not principal
        principal = principal or one.is_principal
        one.patient_id = target
        known.append(one)  # whom the source itself has twice comes once
    await work.session.flush()
    await service.settle_principal(work, target)
    return {"moved": moved, "filled": filled}


def _fill(row: Guardian, other: Guardian, filled: Mapping[str, Any]) -> dict[str, Any]:
    missing = {name: getattr(other, name) for name in FILLED if not getattr(row, name) and getattr(other, name)}
    if "document_number" in missing:
        missing["document_type"] = other.document_type
    told = dict(filled.get(str(row.id), {}))
    for name, value in missing.items():
        told[name] = [getattr(row, name), value]
        setattr(row, name, value)
    return {str(row.id): told} if told else {}


async def part_guardians(work: Work, done: Mapping[str, Any], source: int, target: int) -> None:
    """Undo `join_guardians`: `source` is who holds them now."""
    rows = {one.id: one for one in (await work.session.execute(select(Guardian).where(Guardian.patient_id == source))).scalars()}
    principal: Guardian | None = None
    for each in done["moved"]:
        if row := rows.get(each["id"]):
            row.patient_id, row.is_principal = target, False
            principal = row if each["principal"] else principal
    for key, columns in done["filled"].items():
        if row := rows.get(int(key)):
            for name, (before, after) in columns.items():
                if getattr(row, name) == after:
                    setattr(row, name, before)
    await work.session.flush()
    await service.settle_principal(work, target, chosen=principal)
    await service.settle_principal(work, source)
