"""Loads the shared catalogues of diagnoses from the committed files: for migrations, with the owner's connection."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data"
_INTO_STAGE = "copy diagnosis_stage (system, position, code, label, chapter, block, domain, class, definition, source) from stdin"
_STAGE = """
create temp table diagnosis_stage (system varchar, position integer, code varchar, label varchar, chapter varchar, block varchar,
  domain varchar, class varchar, definition varchar, source varchar) on commit drop
"""
# ids stay what they are: a code that is new comes after all that its system has
_MERGE = """
insert into app.diagnosis (system, id, code, label, chapter, block, domain, class, definition, source)
select s.system, coalesce(d.id, (select coalesce(max(id), 0) from app.diagnosis m where m.system = s.system)
    + row_number() over (partition by s.system, d.id is null order by s.position)),
  s.code, s.label, s.chapter, s.block, s.domain, s.class, s.definition, s.source
from diagnosis_stage s left join app.diagnosis d on d.system = s.system and d.code = s.code
order by s.system, s.position
on conflict (system, code) do update set label = excluded.label, chapter = excluded.chapter, block = excluded.block,
  domain = excluded.domain, class = excluded.class, definition = excluded.definition, source = excluded.source
"""


def icd10_rows() -> Iterator[dict[str, str]]:
    """Every code of ICD-10 in Spanish, with Peru's additions."""
    yield from csv.DictReader(io.StringIO(gzip.decompress((FOLDER / "icd10_es.csv.gz").read_bytes()).decode()))


def nursing_rows() -> Iterator[dict[str, str]]:
    """The starter list of nursing problems, in our own wording."""
    with (FOLDER / "nursing_starter.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _stage_rows() -> Iterator[tuple[Any, ...]]:
    for position, row in enumerate(icd10_rows()):
        yield "cie10", position, row["code"], row["label"], row["chapter"], row["block"], "", "", "", row["source"]
    for position, row in enumerate(nursing_rows()):
        yield "enfermeria", position, row["code"], row["label"], "", "", row["domain"], row["class"], row["definition"], "propia"


def load(driver: Any) -> None:
    """Put the files' rows into `app.diagnosis`; once more changes words, never ids. Takes a psycopg connection in a transaction."""
    driver.execute(_STAGE)
    with driver.cursor() as cursor:
        with cursor.copy(_INTO_STAGE) as copy:
            for row in _stage_rows():
                copy.write_row(row)
        cursor.execute(_MERGE)
        cursor.execute("drop table diagnosis_stage")
        cursor.execute("analyze app.diagnosis")
