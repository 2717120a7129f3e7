"""Reading tables that people upload: what a file really is, whatever its name says, and its rows as texts. No framework, no database."""

import codecs
import contextlib
import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_
from clinic_app.interop import columns

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_UNPACKED = 300 * 1024 * 1024
MAX_PART = 64 * 1024 * 1024  # shared texts and styles are held in memory; sheets are streamed
MAX_CELL = 20_000
EMPTY_RUN = 1_000  # formatted but empty rows follow the last one of many sheets
SAMPLE = 64 * 1024
HEADER_WITHIN = 20

EMPTY = N_("El archivo está vacío.")
TOO_LARGE = N_("El archivo es demasiado grande: puede pesar 25 MB como máximo. Divídelo en partes.")
TOO_MANY = N_("El archivo tiene más de 50 000 filas. Divídelo en partes.")
OLD_EXCEL = N_("Es un Excel antiguo (.xls) o protegido con contraseña. Ábrelo y guárdalo como .xlsx, sin contraseña.")
HTML = N_("Es una página web con nombre de Excel. Ábrela en Excel y guárdala como .xlsx.")
OTHER_TABLE = N_("Este tipo de archivo no se puede leer. Guárdalo como .xlsx o .csv.")
DAMAGED = N_("El archivo está dañado o incompleto. Vuelve a guardarlo como .xlsx o .csv.")
BOMB = N_("El archivo es demasiado grande al descomprimirlo. Guárdalo como .csv o divídelo en partes.")
NO_HEADER = N_(
    "No encontramos la fila de títulos. La primera fila debe decir qué es cada columna: Nombres, Apellidos, Fecha de nacimiento…"
)
NO_ROWS = N_("El archivo no tiene filas debajo de los títulos.")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database takes them
_ESCAPED = re.compile(r"_x(005[Ff]|00[01][0-9A-Fa-f])_")  # how a workbook writes a carriage return; openpyxl leaves it so
Cells = list[str]


@dataclass(frozen=True)
class Table:
    """How to read one uploaded file again: its kind, and for a text its encoding and delimiter."""

    path: Path
    kind: str  # csv or xlsx
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Head:
    """The titles of a table, where they stand, and the first rows below them."""

    line: int
    titles: Cells
    rows: list[Cells]


def refuse(sentence: str) -> Invalid:
    """The error beside the file."""
    return Invalid(archivo=sentence)


def sniff(path: Path) -> Table:
    """What the file is by its bytes. Raises Invalid(archivo) for what is no table that we read."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refuse(TOO_LARGE)
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if not start.strip():
        raise refuse(EMPTY)
    if start.startswith(b"PK\x03\x04"):
        _check_zip(path)
        return Table(path, "xlsx")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(OLD_EXCEL)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc")):
        raise refuse(OTHER_TABLE)
    encoding = _encoding(path, start)
    text = start.decode(encoding, errors="ignore")
    if re.match(r"\s*<(!doctype|html|head|meta|table|style|\?xml|!--|div|body)", text.lstrip("\ufeff"), re.IGNORECASE):
        raise refuse(HTML)
    if "\0" in text:
        raise refuse(OTHER_TABLE)
    return Table(path, "csv", encoding, _delimiter(text))


def _check_zip(path: Path) -> None:
    """An .xlsx is a zip: look at what it claims to hold before unpacking anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse(DAMAGED) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise refuse(OTHER_TABLE)
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(OLD_EXCEL)
    held = [part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")]
    if len(parts) > 5_000 or sum(part.file_size for part in parts) > MAX_UNPACKED or max(held, default=0) > MAX_PART:
        raise refuse(BOMB)


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 when every byte of the file agrees, UTF-16 by its mark or its zeros, else Windows' Western alphabet."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = Counter(index % 2 for index, byte in enumerate(start[:2000]) if byte == 0)
    if sum(zeros.values()) > len(start[:2000]) // 4:
        return "utf-16-le" if zeros[1] >= zeros[0] else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    cp1252 = codecs.getincrementaldecoder("cp1252")()
    fits = {"utf-8-sig": True, "cp1252": True}
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            for name, each in (("utf-8-sig", decoder), ("cp1252", cp1252)):
                if fits[name]:
                    try:
                        each.decode(block)
                    except UnicodeDecodeError:
                        fits[name] = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        fits["utf-8-sig"] = False
    return next((name for name, fine in fits.items() if fine), "latin-1")


def _delimiter(text: str) -> str:
    """The sign that cuts most lines into the same number of cells."""
    if said := re.match(r"\ufeff?sep=(.)\r?\n", text, re.IGNORECASE):
        return said.group(1)
    best, most = ",", 0.0
    for sign in (";", ",", "\t", "|"):
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if row][:60]
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = (width - 1) * times / max(1, len(widths)) if width > 1 else 0
        if score > most:
            best, most = sign, score
    return best


def rows(table: Table) -> Iterator[tuple[int, Cells]]:
    """Every row that is not empty, with the line where it begins. Raises Invalid(archivo) when the file breaks off or is too long."""
    number = 0
    for line, cells in _xlsx_rows(table) if table.kind == "xlsx" else _csv_rows(table):
        if any(cells):
            number += 1
            if number > MAX_ROWS + HEADER_WITHIN:
                raise refuse(TOO_MANY)
            yield line, cells


def _csv_rows(table: Table) -> Iterator[tuple[int, Cells]]:
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=table.delimiter)
        begins = 1
        try:
            for cells in reader:
                if not (begins == 1 and re.fullmatch(r"\ufeff?sep=.?", table.delimiter.join(cells), re.IGNORECASE)):
                    yield begins, [_plain(cell) for cell in cells[:MAX_COLUMNS]]
                begins = reader.line_num + 1
        except csv.Error as error:
            raise refuse(DAMAGED) from error


def _plain(cell: str) -> str:
    """A text as it was before a guarded export: the apostrophe before a formula sign was put there by us, or by Excel."""
    cell = _UNSTORABLE.sub("", cell[:MAX_CELL])
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell.lstrip("\ufeff")


def _xlsx_rows(table: Table) -> Iterator[tuple[int, Cells]]:
    """The first visible sheet. openpyxl reads XML through defusedxml when it is installed, and it is."""
    try:
        with table.path.open("rb") as file:
            yield from _first_sheet(file)
    except Invalid:
        raise
    except Exception as error:  # openpyxl has no error of its own: whatever breaks while reading is the file's doing
        raise refuse(DAMAGED) from error


def _first_sheet(file: BinaryIO) -> Iterator[tuple[int, Cells]]:
    import openpyxl  # ten megabytes in every process that never needs it

    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    with contextlib.closing(book):
        sheet: Any = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise refuse(NO_HEADER)
        sheet.reset_dimensions()  # what a sheet says about its size is often wrong
        empty = 0
        for line, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
            cells = [_cell(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            empty = 0 if any(cells) else empty + 1
            if empty > EMPTY_RUN:
                return
            yield line, cells


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if cell.data_type == "e" else _plain(_ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: int | float, layout: str) -> str:
    """A number as Excel shows it: `00000000` keeps the zeros of a document."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    text = str(int(value))
    return text.zfill(len(layout)) if re.fullmatch(r"0+", layout) else text


def head(table: Table, samples: int = 200) -> Head:
    """The titles and the first rows. Raises Invalid(archivo) when there is no row of titles or nothing below it."""
    first: list[tuple[int, Cells]] = []
    for line, cells in rows(table):
        first.append((line, cells))
        if len(first) >= samples + HEADER_WITHIN:
            break
    if not first:
        raise refuse(EMPTY)
    known = [columns.recognised(cells) for _line, cells in first[:HEADER_WITHIN]]
    best = max(range(len(known)), key=lambda index: (known[index], -index))
    if known[best] < 2:
        best = next((index for index, (_line, cells) in enumerate(first[:HEADER_WITHIN]) if sum(1 for cell in cells if cell) > 1), 0)
        if any(_is_data(cell) for cell in first[best][1]) or sum(1 for cell in first[best][1] if cell) < 2:
            raise refuse(NO_HEADER)
    line, titles = first[best]
    below = [cells for _line, cells in first[best + 1 :]]
    if not below:
        raise refuse(NO_ROWS)
    width = max(len(titles), *(len(cells) for cells in below))
    while width > len(titles) and not any(len(cells) >= width and cells[width - 1] for cells in below):
        width -= 1
    titles = [" ".join(title.split())[:120] for title in titles] + [""] * (width - len(titles))
    while titles and not titles[-1] and not any(len(cells) >= len(titles) and cells[len(titles) - 1] for cells in below):
        titles.pop()
    return Head(line, titles, [fitted(cells, len(titles)) for cells in below[:samples]])


def fitted(cells: Cells, width: int) -> Cells:
    """As many cells as there are titles."""
    return [*cells[:width], *[""] * (width - len(cells))]


def _is_data(cell: str) -> bool:
    """Titles are words: a long number, a date or an address means that the row of titles is missing."""
    return bool(re.search(r"\d{5,}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|@.+\.", cell))
