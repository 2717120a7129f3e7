"""The trail as a file: a table that a spreadsheet opens without running anything in it."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

from clinic_app.audit import queries
from clinic_app.audit.filters import Filters
from clinic_app.audit.queries import Entry
from clinic_app.core.database import Actor
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_, translate
from clinic_app.shell.settings.trail_details import other_details
from clinic_app.shell.settings.trail_words import FORMER, NOBODY, action_words, changed_fields, entity_words

MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576
HEADINGS = (
    N_("Fecha y hora"), N_("Persona"), N_("Acción"), N_("Sobre"), N_("Número"), N_("Paciente"), N_("Campos"), N_("Detalle"), N_("Petición"), N_("Asiento"),
)  # fmt: skip
WIDTHS = (18, 26, 18, 22, 10, 32, 40, 30, 34, 10)
Cell = str | int | datetime | None


def harmless(value: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def headings(actor: Actor) -> list[str]:
    """The first row, in the person's language."""
    return [translate(actor.locale, word) for word in HEADINGS]


def row(entry: Entry, actor: Actor) -> list[Cell]:
    """One entry in the person's words and the clinic's time."""
    locale = actor.locale
    person = entry.user or translate(locale, FORMER if entry.user_id else NOBODY)
    action, entity = translate(locale, action_words(entry.action)), translate(locale, entity_words(entry.entity))
    fields = ", ".join(translate(locale, word) for word in changed_fields(entry.detail))
    at = entry.at.astimezone(actor.tz).replace(tzinfo=None, microsecond=0)
    cells = [
        at,
        person,
        action,
        entity,
        entry.entity_id,
        entry.patient,
        fields,
        other_details(entry.detail, locale),
        entry.request_id,
        entry.id,
    ]
    return [harmless(cell) for cell in cells]


async def csv_chunks(actor: Actor, filters: Filters) -> AsyncIterator[bytes]:
    """The file piece by piece; it begins with the mark by which spreadsheets know UTF-8."""
    yield b"\xef\xbb\xbf" + _csv([headings(actor)])
    async for entries in queries.everything(actor, filters):
        yield _csv([row(entry, actor) for entry in entries])


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for cells in rows:
        writer.writerow([cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell for cell in cells])
    return text.getvalue().encode()


async def xlsx_file(actor: Actor, filters: Filters) -> Path:
    """A workbook in a temporary file; whoever asked deletes it. Raises Invalid when there are more rows than a sheet holds."""
    path = await asyncio.to_thread(_new_file)
    try:
        await _fill(path, actor, filters)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _new_file() -> Path:
    with tempfile.NamedTemporaryFile(prefix="trail-", suffix=".xlsx", delete=False) as file:
        return Path(file.name)


async def _fill(path: Path, actor: Actor, filters: Filters) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # ten megabytes in every process that never needs it

    book = xlsxwriter.Workbook(str(path), options)
    sheet, bold, moment = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headings(actor), bold)
    written = 0

    def write(entries: list[Entry]) -> None:
        for number, entry in enumerate(entries, written + 1):
            at, *rest = row(entry, actor)
            sheet.write_datetime(number, 0, at, moment)  # type: ignore[arg-type]
            for column, cell in enumerate(rest, 1):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, str(cell))

    async for entries in queries.everything(actor, filters):
        if written + len(entries) > MOST_ROWS:
            raise Invalid(to="Hay más de un millón de filas: acota las fechas o descarga en CSV.")
        await asyncio.to_thread(write, entries)
        written += len(entries)
    await asyncio.to_thread(book.close)
