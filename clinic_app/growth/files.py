"""CSV in, CSV out for the batch of growth scores. Streams: a file of any length needs little memory."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from clinic_app.growth import batch, who
from clinic_app.growth.who import Indicator

CHUNK = 20_000
YOUNG = {
    "len": Indicator.LENGTH_AGE, "wei": Indicator.WEIGHT_AGE, "wfl": Indicator.WEIGHT_LENGTH, "bmi": Indicator.BMI_AGE, "hc": Indicator.HEAD_AGE,
}  # fmt: skip
SCHOOL = {"hfa": Indicator.LENGTH_AGE, "wfa": Indicator.WEIGHT_AGE, "bfa": Indicator.BMI_AGE}
HEADER = ["id", *(f"{kind}{name}" for name in (*YOUNG, *SCHOOL) for kind in "zf")]
AGES, MEASURES = ("age_days", "age_months"), ("weight", "lenhei", "headc")
ALSO = {"height": "lenhei", "length": "lenhei"}
MISSING = ("", "na", "n/a", "nan", ".", "null", "none")
SEXES = {
    "1": 0,
    "1.0": 0,
    "m": 0,
    "male": 0,
    "2": 1,
    "2.0": 1,
    "f": 1,
    "female": 1,
}  # 1.0: as spreadsheets and statistics programs write it
POSITIONS = {"l": 1, "h": 2, **dict.fromkeys(MISSING, 0)}
OEDEMA = {"y": 1, "1": 1, "yes": 1, "n": 0, "2": 0, "no": 0, **dict.fromkeys(MISSING, 0)}
NAN = math.nan
MOST = 10_000  # kilograms or centimetres: more is no measure, and could overflow
WIDEST = 20  # scores up to here are looked up as text: to format them one by one takes longer than to compute them
Z_TEXTS = [f"{hundredths / 100:.2f}" for hundredths in range(-WIDEST * 100, WIDEST * 100 + 1)] + [""] * 100
FLAG_TEXTS = ("0", "1", "")
Complaint = Callable[[int, str], None]


class BadFile(Exception):
    """The file as a whole cannot be scored; the message says why."""


class Done(NamedTuple):
    """How many children were read, and of how many something could not be taken."""

    rows: int
    bad: int


@dataclass
class _Chunk:
    """Some rows, column by column, and what is wrong with them by their place. A spoiled row gets no scores at all."""

    lines: list[int]
    rows: list[list[str]]
    complaints: dict[int, str]
    spoiled: set[int] = field(default_factory=set)

    def spoil(self, place: int, sentence: str) -> None:
        self.complaints.setdefault(place, sentence)
        self.spoiled.add(place)


@lru_cache(maxsize=100_000)
def number(text: str) -> float:
    """A number with a decimal point or comma; NaN for what stands for missing. Raises ValueError."""
    bare = text.strip().lower()
    if bare in MISSING:
        return NAN
    value = float(bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare)
    if not math.isfinite(value) or "_" in bare:
        raise ValueError(text)
    return value


def _plain(cells: Sequence[str]) -> batch.Numbers | None:
    """A column whose cells are all plain numbers or empty, as most are; None when one needs a closer look."""
    try:
        column = np.array([float(text) if text else NAN for text in cells], dtype=np.float64)
    except ValueError:
        return None
    return None if np.isinf(column).any() or "_" in "".join(cells) else column


def _careful(chunk: _Chunk, name: str, cells: Sequence[str]) -> batch.Numbers:
    values = []
    for place, text in enumerate(cells):
        try:
            values.append(number(text))
        except ValueError:
            chunk.spoil(place, f"{name} is not a number: {text.strip()[:40]!r}")
            values.append(NAN)
    return np.array(values, dtype=np.float64)


def _numbers(chunk: _Chunk, name: str, cells: Sequence[str]) -> batch.Numbers:
    column = _plain(cells)
    if column is None:
        column = _careful(chunk, name, cells)
    for place in np.flatnonzero(column < 0 if name in AGES else (column <= 0) | (column > MOST)).tolist():
        if name in AGES:
            chunk.spoil(place, f"{name} is negative: {cells[place].strip()[:40]}")
        else:
            problem = "is too large to be a measure" if column[place] > MOST else "must be more than 0"
            chunk.complaints.setdefault(place, f"{name} {problem}: {cells[place].strip()[:40]}")
        column[place] = NAN
    return column


def _codes(chunk: _Chunk, name: str, cells: Sequence[str], codes: dict[str, int], allowed: str) -> batch.NDArray[np.int64]:
    """The code of each cell. A cell that is none of them spoils its row."""
    known = {text: codes.get(text.strip().lower()) for text in set(cells)}
    if None in known.values():
        for place, text in enumerate(cells):
            if known[text] is None:
                bare = text.strip().lower()
                chunk.spoil(place, f"{name} is missing" if bare in MISSING else f"{name} must be {allowed}: {text.strip()[:40]!r}")
    return np.array([-1 if (code := known[text]) is None else code for text in cells], dtype=np.int64)


def _children(chunk: _Chunk, columns: dict[str, int]) -> batch.Children:
    cells = list(zip(*chunk.rows, strict=True))
    empty = ("",) * len(chunk.rows)

    def column(name: str) -> Sequence[str]:
        return cells[columns[name]] if name in columns else empty

    numbers = {name: _numbers(chunk, name, column(name)) for name in (*AGES, *MEASURES)}
    sex = _codes(chunk, "sex", column("sex"), SEXES, "1, 2, M or F")
    position = _codes(chunk, "measure", column("measure"), POSITIONS, "l or h")
    oedema = _codes(chunk, "oedema", column("oedema"), OEDEMA, "y or n")
    for place in chunk.spoiled:
        sex[place] = -1
    months = np.where(np.isnan(numbers["age_days"]), numbers["age_months"], numbers["age_days"] / who.DAYS_A_MONTH)
    for place in np.flatnonzero(months > who.LAST_SCHOOL_MONTH).tolist():
        chunk.complaints.setdefault(place, f"age is beyond WHO's tables, {who.LAST_SCHOOL_MONTH} months: no scores")
    return batch.Children(sex=sex, lying=position == 1, standing=position == 2, oedema=oedema == 1, **numbers)


def _texts(scores: batch.Scores, indicator: Indicator, right: batch.Truths) -> tuple[list[str], list[str]]:
    """The two columns of an indicator, empty for children of the other reference."""
    z, missing = scores.z[indicator], ~right | np.isnan(scores.z[indicator])
    flags = [FLAG_TEXTS[code] for code in np.where(missing, 2, scores.flag[indicator]).tolist()]
    far = ~missing & (np.abs(z) > WIDEST)
    codes = np.rint(np.where(missing | far, WIDEST + 1, z) * 100 + WIDEST * 100).astype(np.int64).tolist()
    texts = [Z_TEXTS[code] for code in codes]
    for place in np.flatnonzero(far).tolist():
        texts[place] = f"{z[place]:.2f}"
    return texts, flags


def _write(chunk: _Chunk, columns: dict[str, int], writer: Any) -> None:
    scores = batch.score(_children(chunk, columns))
    place = columns["id"]
    out: list[Sequence[str]] = [[row[place] for row in chunk.rows]]
    for names, right in ((YOUNG, ~scores.school), (SCHOOL, scores.school)):
        for indicator in names.values():
            out += _texts(scores, indicator, right)
    writer.writerows(zip(*out, strict=True))


def _header(line: str) -> tuple[str, dict[str, int]]:
    """The delimiter and where each column is. Raises BadFile."""
    delimiter = max(",;\t", key=line.count)
    names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        columns.setdefault(ALSO.get(name, name), place)
    missing = [name for name in ("id", "sex") if name not in columns]
    if not any(name in columns for name in AGES):
        missing.append("age_days or age_months")
    if missing:
        raise BadFile(f"the first line must name the columns; missing: {', '.join(missing)}")
    return delimiter, columns | {"": len(names)}


def _chunks(reader: Any, width: int) -> Iterator[_Chunk]:
    """Rows in portions, each as wide as the header."""
    chunk = _Chunk([], [], {})
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            row, problem = [""] * width, str(error)
        else:
            problem = f"{len(row)} values, but the header names {width}" if len(row) > width and any(row[width:]) else ""
        if not problem and not any(map(str.strip, row)):
            continue  # an empty line, or one of empty cells as spreadsheets leave at the end
        if problem:
            chunk.spoil(len(chunk.rows), problem)
        chunk.lines.append(reader.line_num + 1)  # the header was read before
        chunk.rows.append(row if len(row) == width else (row + [""] * (width - len(row)))[:width])
        if len(chunk.rows) == CHUNK:
            yield chunk
            chunk = _Chunk([], [], {})
    if chunk.rows:
        yield chunk


def score_file(source: BinaryIO, target: BinaryIO, complain: Complaint) -> Done:
    """Score every row of a CSV; each child of the input is one line of the output, in the same order. Raises BadFile."""
    lines = io.TextIOWrapper(source, "utf-8-sig", errors="surrogateescape", newline="")
    first = lines.readline()
    delimiter, columns = _header(first)
    out = io.TextIOWrapper(target, "utf-8", errors="surrogateescape", newline="", write_through=False)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    rows = bad = 0
    for chunk in _chunks(csv.reader(lines, delimiter=delimiter), columns[""]):
        _write(chunk, columns, writer)
        for place in sorted(chunk.complaints):
            complain(chunk.lines[place], chunk.complaints[place])
        rows, bad = rows + len(chunk.rows), bad + len(chunk.complaints)
    out.flush()
    out.detach()
    lines.detach()
    return Done(rows, bad)
