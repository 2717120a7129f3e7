"""The import itself: chunk by chunk, each one transaction of patients, trail, row states and progress. What a crash undoes, the next run does."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.interop import queries
from clinic_app.interop.checking import Row, existing, key_of, locked
from clinic_app.interop.models import OnDuplicate, PatientImport, RowState, Step
from clinic_app.interop.values import Problem
from clinic_app.patients import bulk, duplicates

CHUNK = 500
TAKEN = N_("Ya existe un paciente con este documento.")
NOT_ENOUGH = N_("Faltan datos para crear un paciente nuevo con esta fila.")
PLAN_FULL = N_("Tu plan admite {detail} pacientes. Mejora tu plan y vuelve a intentarlo.")
WAITING = [RowState.OK.value, RowState.DUPLICATE.value]


async def run(actor: Actor, import_id: int) -> None:
    """Write what the check found good, until all is done or somebody stops it. Raises NotFound, NotAllowed, PaymentRequired."""
    while await run_some(actor, import_id):
        pass


async def run_some(actor: Actor, import_id: int) -> bool:
    """One chunk in one transaction; whether there may be more."""
    async with start_work(actor) as work:
        work.require(Permission.PATIENTS_IMPORT)
        one = await locked(work, import_id)
        if one.step != Step.RUNNING:
            return False
        rows = await queries.run(work, queries.SOME, import_id, WAITING, CHUNK)
        if rows:
            await _write(work, one, [{"id": key, "line": line, "body": body, "state": state} for key, line, _cells, body, state in rows])
        one.counts = await queries.counts(work, import_id)
        one.updated_at = datetime.now(UTC)
        if not rows:
            await _finish(work, one)
        return bool(rows)


async def _finish(work: Work, one: PatientImport) -> None:
    one.step, one.finished_at = Step.DONE, datetime.now(UTC)
    told = {name: one.counts[name] for name in ("created", "updated", "skipped", "refused", "over_limit", "bad", "total")}
    await audit.record(work, "import", "patient_import", one.id, told)
    await duplicates.ask_scan(work)


async def _write(work: Work, one: PatientImport, rows: list[Row]) -> None:
    """Rows that repeat one another wait for the next round, when the first of them is there to be found."""
    room, limit = await bulk.room(work)
    while rows:
        seen: set[str] = set()
        now, later = [], []
        for row in rows:
            key = key_of(row["body"])
            (later if key in seen else now).append(row)
            seen.add(key)
        settled, created, again = await _write_different(work, one, now, room, limit)
        await queries.settle(work, one.id, settled)
        room = None if room is None else room - created
        rows = again + later


async def _write_different(
    work: Work, one: PatientImport, rows: list[Row], room: int | None, limit: int
) -> tuple[list[Row], int, list[Row]]:
    """Sort rows into new and known, write both; returns what became of each, how many are new, and who must wait for a row before it."""
    known = await existing(work, [row["body"] for row in rows])
    settled: list[Row] = []
    new: list[Row] = []
    again: list[Row] = []
    fill: dict[int, Row] = {}
    for index, row in enumerate(rows):
        patient_id = known.get(index)
        if patient_id is None or one.on_duplicate == OnDuplicate.BOTH:
            new.append(row)
        elif one.on_duplicate == OnDuplicate.UPDATE:
            if patient_id in fill:
                again.append(row)
            fill.setdefault(patient_id, row)
        else:
            settled.append({"id": row["id"], "state": RowState.SKIPPED.value, "patient_id": patient_id})
    detail = {"import": one.id}
    await bulk.update(work, {key: filled(row["body"]) for key, row in fill.items()}, detail)
    settled += [{"id": row["id"], "state": RowState.UPDATED.value, "patient_id": key} for key, row in fill.items()]
    done, created = await _create(work, new, room, limit, detail)
    return settled + done, created, again


async def _create(work: Work, rows: Sequence[Row], room: int | None, limit: int, detail: dict[str, Any]) -> tuple[list[Row], int]:
    settled = [_not_written(row, RowState.REFUSED, NOT_ENOUGH) for row in rows if row["body"].get("partial")]
    whole = [row for row in rows if not row["body"].get("partial")]
    fitting = whole if room is None else whole[:room]
    settled += [_not_written(row, RowState.OVER_LIMIT, PLAN_FULL, str(limit)) for row in whole[len(fitting) :]]
    ids = await bulk.create(work, [filled(row["body"]) for row in fitting], detail)
    for row, key in zip(fitting, ids, strict=True):
        settled.append(
            _not_written(row, RowState.REFUSED, TAKEN)
            if key is None
            else {"id": row["id"], "state": RowState.CREATED.value, "patient_id": key}
        )
    return settled, sum(key is not None for key in ids)


def _not_written(row: Row, state: RowState, sentence: str, detail: str = "") -> Row:
    return {"id": row["id"], "state": state.value, "problems": [asdict(Problem("", "", sentence, detail))]}


def filled(body: Row) -> bulk.Filled:
    """A staged body as columns; JSON has no dates."""
    columns = dict(body["patient"])
    if isinstance(columns.get("birth_date"), str):
        columns["birth_date"] = date.fromisoformat(columns["birth_date"])
    return bulk.Filled(columns, body["guardians"], tuple(name for name in body["given"] if name in columns))
