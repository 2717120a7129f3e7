"""Imports of patients, from the file to the last row; the only door for screens, routes and jobs."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.core.storage import store
from clinic_app.interop import columns, queries, sheets
from clinic_app.interop.checking import locked, mapping_of
from clinic_app.interop.columns import Mapping
from clinic_app.interop.events import ImportCheckAsked, ImportRunAsked, ImportUploaded
from clinic_app.interop.models import ImportColumns, OnDuplicate, PatientImport, RowState, Step

FOLDER = "imports"  # of the files store; wiring.py names its column
SAMPLE_ROWS, SAMPLE_LETTERS = 5, 80
MOST_SHOWN = 100
BUSY = (Step.CHECKING, Step.RUNNING)
WRITTEN = (RowState.CREATED, RowState.UPDATED, RowState.SKIPPED, RowState.REFUSED, RowState.OVER_LIMIT)
FAILED = (RowState.BAD, RowState.REFUSED, RowState.OVER_LIMIT)


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ProblemRow:
    """A row that was not, or will not be, imported as it is."""

    line: int
    state: str
    problems: list[dict[str, Any]]
    cells: list[str]


async def upload(work: Work, file: Upload) -> PatientImport:
    """Keep a file and guess what its columns mean. Raises Invalid(archivo) for what cannot be read, Unavailable."""
    work.require(Permission.PATIENTS_IMPORT)
    table, head = await asyncio.to_thread(_opened, file.data)
    guessed = await _remembered(work, head.titles) or columns.guess(head.titles)
    key = f"{work.actor.tenant_id}/{FOLDER}/{uuid4().hex}.{table.kind}"
    await store().put(key, file.data)
    one = PatientImport(
        user_id=work.actor.user_id, file_name=_short(file.name, 120) or "archivo", file_key=key, kind=table.kind, encoding=table.encoding,
        delimiter=table.delimiter, header_line=head.line, titles=head.titles, mapping=_stored(guessed), counts={},
        samples=[[_short(cell, SAMPLE_LETTERS) for cell in row] for row in head.rows[:SAMPLE_ROWS]],
    )  # fmt: skip
    work.session.add(one)
    await work.session.flush()
    await audit.record(work, "upload", "patient_import", one.id, {"columns": len(head.titles)})
    work.events.append(ImportUploaded(one.id))
    return one


def _short(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]


def _opened(data: bytes) -> tuple[sheets.Table, sheets.Head]:
    if len(data) > sheets.MAX_BYTES:
        raise sheets.refuse(sheets.TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(data)
        table = sheets.sniff(path)
        return table, sheets.head(table)


def _stored(mapping: Mapping) -> dict[str, Any]:
    return {"columns": mapping.columns, "kin": mapping.kin}


async def _remembered(work: Work, titles: Sequence[str]) -> Mapping | None:
    query = select(ImportColumns).where(ImportColumns.signature == columns.signature(titles))
    found = (await work.session.execute(query)).scalars().first()
    if (
        found is None
        or len(found.mapping["columns"]) != len(titles)
        or not all(columns.is_target(name) for name in found.mapping["columns"])
    ):
        return None
    return Mapping(found.mapping["columns"], found.mapping.get("kin", {}))


async def _remember(work: Work, one: PatientImport) -> None:
    row = {
        "signature": columns.signature(one.titles),
        "mapping": one.mapping,
        "updated_at": datetime.now(UTC),
        "tenant_id": work.actor.tenant_id,
    }
    statement = insert(ImportColumns).values(**row)
    await work.session.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "signature"], set_={"mapping": row["mapping"], "updated_at": row["updated_at"]}
        )
    )


async def get(work: Work, import_id: int) -> PatientImport:
    """One import of this clinic. Raises NotFound."""
    work.require(Permission.PATIENTS_IMPORT)
    found = await work.session.get(PatientImport, (work.actor.tenant_id, import_id))
    if found is None:
        raise NotFound
    return found


async def listing(work: Work, limit: int = 20) -> Sequence[PatientImport]:
    """The last imports of the clinic, the newest first."""
    work.require(Permission.PATIENTS_IMPORT)
    return (await work.session.execute(select(PatientImport).order_by(col(PatientImport.id).desc()).limit(limit))).scalars().all()


async def choose_column(work: Work, import_id: int, index: int, target: str) -> PatientImport:
    """Say what a column means; another column that meant it loses it. Raises NotFound, Conflict while it is running, Invalid."""
    one = await _still(work, import_id)
    mapping = mapping_of(one)
    if not 0 <= index < len(mapping.columns) or not columns.is_target(target):
        raise Invalid(columna="Elige uno de los campos de la lista.")
    chosen = ["" if name == target else name for name in mapping.columns]
    chosen[index] = target
    one.mapping = {**one.mapping, "columns": chosen}
    one.step, one.problem = Step.MAPPING, ""
    return one


async def reopen(work: Work, import_id: int) -> PatientImport:
    """Back to the columns, before anything was written. Raises NotFound, Conflict."""
    one = await _still(work, import_id)
    one.step = Step.MAPPING
    return one


async def ask_check(work: Work, import_id: int, *, fix_zeros: bool | None = None) -> PatientImport:
    """Begin the dry run; the columns are remembered for the next file of this kind. Raises Invalid when a needed column is missing."""
    one = await _still(work, import_id)
    if missing := mapping_of(one).missing():
        raise Invalid({name: ["Falta decir qué columna tiene este dato."] for name in missing})
    await _remember(work, one)
    await queries.run(work, queries.BEGIN_CHECK, one.id)
    one.fix_zeros = one.fix_zeros if fix_zeros is None else fix_zeros
    one.step, one.problem, one.updated_at = Step.CHECKING, "", datetime.now(UTC)
    one.counts = await queries.counts(work, one.id)
    work.events.append(ImportCheckAsked(one.id))
    return one


async def ask_run(work: Work, import_id: int, on_duplicate: str) -> PatientImport:
    """Begin to write what the check found good. Raises Conflict unless it was checked, Invalid for an unknown choice."""
    one = await _still(work, import_id)
    if one.step != Step.CHECKED:
        raise Conflict("Primero hay que revisar el archivo.")
    if on_duplicate not in set(OnDuplicate):
        raise Invalid(duplicados="Elige qué hacer con los repetidos.")
    one.on_duplicate = on_duplicate
    _go_on(work, one)
    return one


def _go_on(work: Work, one: PatientImport) -> None:
    one.step, one.problem, one.updated_at = Step.RUNNING, "", datetime.now(UTC)
    work.events.append(ImportRunAsked(one.id))


async def stop(work: Work, import_id: int) -> PatientImport:
    """Stop after the rows that are being written; nothing that is done is undone. Raises NotFound."""
    work.require(Permission.PATIENTS_IMPORT)
    one = await locked(work, import_id)
    if one.step == Step.RUNNING:
        one.step = Step.STOPPED
        await audit.record(work, "stop", "patient_import", one.id)
    elif one.step == Step.CHECKING:
        one.step = Step.MAPPING
    return one


async def resume(work: Work, import_id: int) -> PatientImport:
    """Go on where it stopped, or try again the rows for which the plan had no room. Raises Conflict when there is nothing to go on with."""
    work.require(Permission.PATIENTS_IMPORT)
    one = await locked(work, import_id)
    if one.step == Step.DONE and one.counts.get(RowState.OVER_LIMIT):
        await queries.run(work, queries.AGAIN, one.id)
    elif one.step not in (Step.STOPPED, Step.RUNNING):
        raise Conflict("Esta importación ya terminó.")
    _go_on(work, one)
    await audit.record(work, "resume", "patient_import", one.id)
    return one


async def discard(work: Work, import_id: int) -> None:
    """Throw an import away that wrote nothing. Raises NotFound, Conflict."""
    one = await _still(work, import_id)
    if any(one.counts.get(state) for state in WRITTEN):
        raise Conflict("Esta importación ya escribió pacientes: queda en el historial.")
    await work.session.delete(one)
    await audit.record(work, "discard", "patient_import", import_id)


async def _still(work: Work, import_id: int) -> PatientImport:
    """An import that nothing works on, for this transaction alone. Raises NotFound, Conflict."""
    work.require(Permission.PATIENTS_IMPORT)
    one = await locked(work, import_id)
    if one.step not in (Step.MAPPING, Step.CHECKED):
        raise Conflict("Esta importación ya empezó.")
    return one


async def problem_rows(
    work: Work, import_id: int, states: Sequence[RowState] = FAILED, limit: int = MOST_SHOWN, offset: int = 0
) -> list[ProblemRow]:
    """Rows with what is wrong with them, in the order of the file."""
    work.require(Permission.PATIENTS_IMPORT)
    rows = await queries.run(work, queries.PROBLEMS, import_id, [state.value for state in states], limit, offset)
    return [ProblemRow(line, state, problems or [], cells) for line, state, problems, cells in rows]


async def halt(actor: Actor, import_id: int, sentence: str) -> None:
    """A job cannot go on: say why, and let the person decide. What was written stays."""
    async with start_work(actor) as work:
        one = await locked(work, import_id)
        if one.step in BUSY:
            one.step = Step.STOPPED if one.step == Step.RUNNING else Step.MAPPING
            one.problem = sentence


async def forget(actor: Actor, import_id: int) -> None:
    """Take away the file and its rows, which hold patients' data twice; the numbers stay. A running import is left alone."""
    async with start_work(actor) as work:
        found = await work.session.get(PatientImport, (actor.tenant_id, import_id), with_for_update=True)
        if found is None or found.step in BUSY:
            return
        await queries.run(work, queries.FORGET_ROWS, import_id)
        found.file_key, found.samples, found.staged = "", [], False  # the daily sweep takes the file itself
        found.step, found.finished_at = Step.DONE, found.finished_at or datetime.now(UTC)
