"""The dry run: every row is understood, checked by the one set of rules, and compared with the clinic's patients. No patient is written."""

import asyncio
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.core.storage import store
from clinic_app.interop import queries, reading, sheets, values
from clinic_app.interop.columns import Mapping
from clinic_app.interop.models import PatientImport, RowState, Step
from clinic_app.interop.values import Profile
from clinic_app.patients import bulk, inputs
from clinic_app.patients import service as patients
from clinic_app.patients.identity import REQUIRED

CHUNK = 500
STAGED_AT_ONCE = 2_000
FILE_GONE = N_("El archivo ya se borró. Vuelve a subirlo.")
KNOWN = N_("Ya está en tu lista de pacientes.")
REPEATED = N_("Repite la fila {detail} del archivo.")
_NOBODY = SimpleNamespace(document_type="otro", document_number="")
Row = dict[str, Any]


async def check(actor: Actor, import_id: int) -> None:
    """Do the whole dry run, in chunks that each commit; called again after a crash, it goes on. Raises Invalid for a file that breaks off."""
    async with start_work(actor) as work:
        one = await locked(work, import_id)
        going = one.step == Step.CHECKING
    if not going:
        return
    if not one.staged:
        await _stage(actor, one)
    profile = await _profile(actor, import_id)
    while await _check_some(actor, import_id, profile):
        pass


async def locked(work: Work, import_id: int) -> PatientImport:
    """The import, for this transaction alone: two jobs of one import work one after the other. Raises NotFound."""
    found = await work.session.get(PatientImport, (work.actor.tenant_id, import_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def mapping_of(one: PatientImport) -> Mapping:
    """The columns as the person assigned them."""
    return Mapping(list(one.mapping["columns"]), dict(one.mapping.get("kin", {})))


async def _stage(actor: Actor, one: PatientImport) -> None:
    """Put the rows of the file into the database, where later steps find them. A file that breaks off leaves no row behind."""
    if not one.file_key:
        raise Invalid(archivo=FILE_GONE)
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "table"
        await asyncio.to_thread(path.write_bytes, await whole_file(one.file_key))
        rows = sheets.rows(sheets.Table(path, one.kind, one.encoding, one.delimiter))
        below = ((line, sheets.fitted(cells, len(one.titles))) for line, cells in rows if line > one.header_line)
        async with start_work(actor) as work:
            await locked(work, one.id)
            await queries.run(work, queries.FORGET_ROWS, one.id)
        number = 0
        while batch := await asyncio.to_thread(_take, below):
            number += len(batch)
            if number > sheets.MAX_ROWS:
                raise Invalid(archivo=sheets.TOO_MANY)
            async with start_work(actor) as work:
                current = await locked(work, one.id)
                await queries.stage(work, one.id, batch)
                current.counts = await queries.counts(work, one.id)
    async with start_work(actor) as work:
        (await locked(work, one.id)).staged = True


def _take(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return list(itertools.islice(rows, STAGED_AT_ONCE))


async def whole_file(key: str) -> bytes:
    """The bytes of a kept file. Raises NotFound, Unavailable."""
    return b"".join([chunk async for chunk in (await store().get(key)).chunks])


async def _profile(actor: Actor, import_id: int) -> Profile:
    """What the whole columns of dates and sexes tell."""
    async with start_work(actor) as work:
        one = await locked(work, import_id)
        mapping = mapping_of(one)
        born, sex = mapping.index_of("fecha_nacimiento"), mapping.index_of("sexo")
        dates = [value for value, _ in await queries.run(work, queries.VALUES, born, import_id)] if born is not None else []
        sexes = {value for value, _ in await queries.run(work, queries.VALUES, sex, import_id)} if sex is not None else set()
        return Profile(month_first(dates), {"h", "m"} <= sexes and "f" not in sexes, await patients.country(work), one.fix_zeros)


def month_first(dates: Sequence[str | None]) -> bool:
    """Whether a column writes 12/31/2020: some date only makes sense so, and none only the other way."""
    parts = [found for found in (reading.slashed(text or "") for text in dates) if found]
    return any(second > 12 for _first, second in parts) and not any(first > 12 for first, _second in parts)


async def _check_some(actor: Actor, import_id: int, profile: Profile) -> bool:
    """Check the next rows; whether there may be more."""
    async with start_work(actor) as work:
        one = await locked(work, import_id)
        if one.step != Step.CHECKING:  # stopped meanwhile
            return False
        rows = await queries.run(work, queries.SOME, import_id, [RowState.NEW], CHUNK)
        if rows:
            found = await asyncio.to_thread(_checked, rows, mapping_of(one), profile, work.today())
            await _compare(work, import_id, found)
            await queries.settle(work, import_id, found)
        else:
            one.step = Step.CHECKED
        one.counts = await queries.counts(work, import_id)
        return bool(rows)


def _checked(rows: Sequence[tuple[Any, ...]], mapping: Mapping, profile: Profile, today: date) -> list[Row]:
    """Each row by itself, without the database: what would be written, or what is wrong."""
    return [{"id": key, "line": line, **checked_row(cells, mapping, profile, today)} for key, line, cells, *_rest in rows]


def checked_row(cells: Sequence[str], mapping: Mapping, profile: Profile, today: date) -> Row:
    """State, body and problems of one row. `partial`: fit only to fill the fields of a patient who is already there."""
    person = values.understood(cells, mapping, profile)
    rules = {"today": today, "country": profile.country}
    body: Row = {"guardians": []}
    unread = {problem.field for problem in person.problems}
    try:
        body["patient"] = inputs.whole(inputs.PatientIn, person.patient, **rules)
    except Invalid as error:
        for name, said in (error.fields or {}).items():
            if name not in unread:
                person.refuse(name, str(person.patient.get(name, "")), said[0])
    for group, given in person.guardians:
        try:
            body["guardians"].append(inputs.whole(inputs.GuardianIn, given, **rules))
        except Invalid as error:
            for name, said in (error.fields or {}).items():
                if f"{group}.{name}" not in unread:
                    person.refuse(f"{group}.{name}", str(given.get(name, "")), said[0])
    body["given"] = [column for column, info in inputs.PatientIn.model_fields.items() if person.patient.get(str(info.alias))]
    problems = [asdict(problem) for problem in person.problems]
    if problems and all(problem["said"] == REQUIRED for problem in problems) and "numero_documento" in person.patient:
        body["partial"] = True
        body["patient"] = inputs.changes(inputs.PatientIn, person.patient, _NOBODY, **rules)
    state = RowState.BAD if problems else RowState.OK
    return {"state": state.value, "key": "", "body": body, "problems": problems or None, "patient_id": None}


def _document(body: Row) -> tuple[str, str]:
    return body["patient"].get("document_type", ""), body["patient"].get("document_number", "")


def key_of(body: Row) -> str:
    """By what a row repeats another: the document, else name and birth date."""
    kind, number = _document(body)
    return f"d:{kind}:{number}" if number else f"n:{bulk.name_key(body['patient'])}:{body['patient']['birth_date']}"


async def existing(work: Work, bodies: Sequence[Row]) -> dict[int, int]:
    """Place in the list -> the patient who is already there: by document, or by name and birth date where one of both has no document."""
    by_document = await bulk.with_documents(work, sorted({_document(body) for body in bodies if _document(body)[1]}))
    named = {
        index: (bulk.name_key(body["patient"]), _day(body["patient"]["birth_date"]))
        for index, body in enumerate(bodies)
        if not body.get("partial")
    }
    by_name = await bulk.with_names(work, sorted(set(named.values())))
    found: dict[int, int] = {}
    for index, body in enumerate(bodies):
        if key := by_document.get(_document(body)):
            found[index] = key
        elif index in named:
            alike = [key for number, key in by_name.get(named[index], ()) if not number or not _document(body)[1]]
            if alike:
                found[index] = alike[-1]
    return found


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


async def _compare(work: Work, import_id: int, rows: list[Row]) -> None:
    """Mark the rows that the clinic, or the file above them, already has."""
    good = [row for row in rows if row["state"] == RowState.OK or row["body"].get("partial")]
    known = await existing(work, [row["body"] for row in good])
    earlier = dict(await queries.run(work, queries.EARLIER, import_id, [key_of(row["body"]) for row in good]))
    for index, row in enumerate(good):
        if row["body"].get("partial") and index not in known:
            continue  # nobody to fill in: it stays bad
        row["key"] = key_of(row["body"])
        first = earlier.setdefault(row["key"], row["line"])
        if index in known:
            row |= {"state": RowState.DUPLICATE.value, "patient_id": known[index], "problems": [_said(KNOWN)]}
        elif first < row["line"]:
            row |= {"state": RowState.DUPLICATE.value, "problems": [_said(REPEATED, str(first))]}


def _said(sentence: str, detail: str = "") -> Row:
    return asdict(values.Problem("", "", sentence, detail))
