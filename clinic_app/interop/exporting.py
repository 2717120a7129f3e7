"""The list of patients as a table: the current filters, every field, the guardians side by side. What it writes, the import reads back."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import anyio

from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.i18n import DEFAULT_LANGUAGE, N_, known_language, translate
from clinic_app.core.permissions import Permission
from clinic_app.interop import columns, queries
from clinic_app.interop.columns import MOST_GUARDIANS
from clinic_app.patients import wire
from clinic_app.patients.inputs import GuardianIn, PatientIn
from clinic_app.patients.phones import shown_phone
from clinic_app.patients.queries import Filters, condition
from clinic_app.patients.service import country as country_of

AT_ONCE = 1_000
_IDS = """
select id, (select count(*) from app.guardian g where g.tenant_id = patient.tenant_id and g.patient_id = patient.id)
from app.patient where tenant_id = (select app.tenant()) and {where} order by search, id
"""
_PEOPLE = """
select to_jsonb(p), (select coalesce(jsonb_agg(to_jsonb(g) order by g.is_principal desc, g.id), '[]')
  from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id)
from unnest(%s::bigint[]) with ordinality wanted (id, place)
join app.patient p on p.tenant_id = (select app.tenant()) and p.id = wanted.id order by wanted.place
"""
PATIENT_WIRES = {column: str(info.alias) for column, info in PatientIn.model_fields.items()}
GUARDIAN_WIRES = {column: str(info.alias) for column, info in GuardianIn.model_fields.items()}
YES, NO = N_("Sí"), N_("No")


@dataclass(frozen=True)
class Plan:
    """What will be exported: whom, in which language, with how many guardians beside each patient."""

    actor: Actor
    ids: list[int]
    guardians: int
    country: str

    @property
    def locale(self) -> str:
        return known_language(self.actor.locale)

    def titles(self) -> list[str]:
        groups = [f"r{number}." for number in range(1, self.guardians + 1)]
        targets = [*PATIENT_WIRES.values(), *[group + name for group in groups for name in GUARDIAN_WIRES.values()]]
        return [columns.title_of(target, self.locale) for target in targets]


async def plan(work: Work, filters: Filters, format: str) -> Plan:
    """Who is exported; kept in the trail with their number before anything leaves. Raises NotAllowed."""
    work.require(Permission.PATIENTS_EXPORT)
    where, params = condition(filters)
    rows = await queries.run(work, _IDS.format(where=where), *params)
    guardians = min(MOST_GUARDIANS, max((count for _key, count in rows), default=0))
    named = {"search": bool(filters.search), "sex": filters.sex, "active": filters.active, "tag": filters.tag}
    await audit.record(work, "export", "patient", None, {"rows": len(rows), "format": format, "filters": named})
    return Plan(work.actor, [key for key, _count in rows], guardians, await country_of(work))


async def batches(chosen: Plan) -> AsyncIterator[list[list[Any]]]:
    """The rows, some at a time, each time in a transaction of its own."""
    for start in range(0, len(chosen.ids), AT_ONCE):
        async with start_work(chosen.actor) as work:
            found = await queries.run(work, _PEOPLE, chosen.ids[start : start + AT_ONCE])
        yield [_row(patient, guardians, chosen) for patient, guardians in found]


def _row(patient: dict[str, Any], guardians: Sequence[dict[str, Any]], chosen: Plan) -> list[Any]:
    cells = [_cell(column, patient[column], chosen) for column in PATIENT_WIRES]
    for index in range(chosen.guardians):
        one = guardians[index] if index < len(guardians) else None
        cells += [_cell(column, one[column], chosen) if one else "" for column in GUARDIAN_WIRES]
    return cells


def _cell(column: str, value: Any, chosen: Plan) -> Any:
    """Words of the person's language for codes; dates as dates, telephones as they are written in the clinic's country."""
    if column == "birth_date":
        return date.fromisoformat(value)
    if isinstance(value, bool):
        return translate(chosen.locale, YES if value else NO)
    if column in ("phone", "alternative_phone"):
        return shown_phone(value, chosen.country)
    words: dict[str, Any] = {"document_type": wire.DOCUMENTS, "sex": wire.SEXES, "relationship": wire.RELATIONSHIPS}
    return translate(chosen.locale, words[column][value]) if column in words else value


def guarded(cell: Any) -> str:
    """A text that no spreadsheet runs as a formula; the import takes the apostrophe off again."""
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return "'" + text if text.lstrip("'")[:1] in tuple("=+-@\t\r") and text.lstrip("'") else text


def delimiter_of(locale: str) -> str:
    """What the spreadsheets of that language expect between cells."""
    return "," if known_language(locale) == "en" else ";"


async def as_csv(chosen: Plan) -> AsyncIterator[bytes]:
    """UTF-8 with its mark, so that Excel shows the accents; sent while it is read."""
    yield b"\xef\xbb\xbf" + _lines([chosen.titles()], chosen)
    async for rows in batches(chosen):
        yield _lines(rows, chosen)


def _lines(rows: Sequence[Sequence[Any]], chosen: Plan) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter_of(chosen.actor.locale)).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


async def as_xlsx(chosen: Plan) -> Path:
    """A workbook in a temporary file, which the caller deletes; written row by row, outside the event loop."""
    path = new_file("export-")
    book = Book(path, chosen.titles(), translate(chosen.locale, "Pacientes"))
    with removed_on_failure(path):
        async for rows in batches(chosen):
            await anyio.to_thread.run_sync(book.add, rows)
        await anyio.to_thread.run_sync(book.close)
    return path


def new_file(prefix: str) -> Path:
    """An empty file that nobody else can read."""
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".xlsx")
    os.close(handle)
    return Path(name)


@contextlib.contextmanager
def removed_on_failure(path: Path) -> Iterator[None]:
    """Leave nothing behind when the file could not be finished."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Book:
    """One sheet, written from the top to the bottom with little memory."""

    def __init__(self, path: Path, titles: Sequence[str], name: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        import xlsxwriter  # ten megabytes in every process that never needs it

        self.book = xlsxwriter.Workbook(str(path), options)
        self.sheet = self.book.add_worksheet(name)
        self.text = self.book.add_format({"num_format": "@"})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy"})
        bold = self.book.add_format({"bold": True, "bottom": 1})
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, max(0, len(titles) - 1), 20)
        for column, title in enumerate(titles):
            self.sheet.write_string(0, column, guarded(title), bold)
        self.next = 1

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                if isinstance(cell, date) and cell.year >= 1900:
                    self.sheet.write_datetime(self.next, column, cell, self.day)  # type: ignore[arg-type]
                elif cell != "":
                    self.sheet.write_string(self.next, column, guarded(cell), self.text)
            self.next += 1

    def close(self) -> None:
        self.book.close()


def file_name(stem: str, extension: str, locale: str, day: date) -> str:
    """`pacientes-2026-03-09.xlsx`, in the person's language."""
    return f"{columns.folded(translate(locale or DEFAULT_LANGUAGE, stem)).replace(' ', '-')}-{day.isoformat()}.{extension}"
