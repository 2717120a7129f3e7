"""A clinic brings its own catalogue of diagnoses, such as a licensed nursing one, as a CSV file."""

import csv
import io
from dataclasses import asdict, dataclass

from psycopg.types.json import Jsonb
from sqlalchemy import text

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_, Sentence
from clinic_app.core.permissions import Permission
from clinic_app.records.diagnoses.models import System

MOST_ROWS, MOST_BYTES, MOST_PROBLEMS = 20_000, 8 * 1024 * 1024, 20
TOO_LARGE = N_("El archivo es demasiado grande: el máximo es de 8 MB.")
NOT_TEXT = N_("El archivo no es un CSV en UTF-8.")
NO_COLUMNS = N_("Faltan columnas: el archivo debe tener code y label. Descarga la plantilla.")
NO_ROWS = N_("El archivo no tiene filas.")
TOO_MANY = N_("El archivo tiene demasiadas filas.")
AT_LINE = N_("Línea {line}: {said}")
LONGEST = {
    "code": 20,
    "label": 300,
    "chapter": 20,
    "block": 40,
    "domain": 120,
    "class": 120,
    "definition": 3000,
    "edition": 80,
    "licence": 300,
}
KINDS = ("", "problem", "risk", "promotion", "syndrome")
ICD10_NAMES = ("cie10", "cie-10", "icd10", "icd-10")


@dataclass(frozen=True)
class Entry:
    """One row of a file, judged."""

    system: str
    code: str
    label: str
    chapter: str
    block: str
    domain: str
    cls: str
    kind: str
    definition: str
    edition: str
    licence: str


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    changed: int


_PUT = """
insert into app.clinic_diagnosis (tenant_id, system, code, label, chapter, block, domain, class, kind, definition, edition, licence, is_active, imported_by)
select app.tenant(), r.system, r.code, r.label, r.chapter, r.block, r.domain, r.cls, r.kind, r.definition, r.edition, r.licence, true, app.person()
from jsonb_to_recordset(%s) as r (system text, code text, label text, chapter text, block text, domain text, cls text, kind text, definition text, edition text, licence text)
on conflict (tenant_id, system, code) do update set label = excluded.label, chapter = excluded.chapter, block = excluded.block, domain = excluded.domain,
  class = excluded.class, kind = excluded.kind, definition = excluded.definition, edition = excluded.edition, licence = excluded.licence,
  is_active = true, imported_at = now(), imported_by = excluded.imported_by
returning (xmax = 0)
"""


def _refuse(*sentences: str) -> Invalid:
    return Invalid({"archivo": sentences})


def decoded(content: bytes) -> str:
    """The text of an uploaded file. Raises Invalid beside `archivo` for what is no text or too large."""
    if len(content) > MOST_BYTES:
        raise _refuse(TOO_LARGE)
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refuse(NOT_TEXT) from None
    if "\0" in found:
        raise _refuse(NOT_TEXT)
    return found


def read(content: str) -> list[Entry]:
    """The rows of a file (columns of nursing_import_template.csv; comma or semicolon). Raises Invalid that names the lines that are wrong."""
    head = content.partition("\n")[0]
    try:
        rows = list(csv.DictReader(io.StringIO(content), delimiter=";" if head.count(";") > head.count(",") else ","))
    except csv.Error:
        raise _refuse(NOT_TEXT) from None
    if not {"code", "label"} <= {
        (name or "").strip().lower() for name in (rows[0] if rows else csv.DictReader(io.StringIO(content)).fieldnames or [])
    }:
        raise _refuse(NO_COLUMNS)
    entries, problems, seen = [], [], set()
    for line, row in enumerate(rows, start=2):
        values = {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if isinstance(value, str | None)}
        if not values.get("code") and not values.get("label"):
            continue  # the template's own empty line
        entry, said = _judged(values)
        if entry is not None and (entry.system, entry.code) in seen:
            said = N_("el código está repetido.")
        if said:
            problems.append(Sentence(AT_LINE, line=line, said=Sentence(said)))
        elif entry is not None:
            seen.add((entry.system, entry.code))
            entries.append(entry)
    if problems:
        raise _refuse(*problems[:MOST_PROBLEMS])
    if not entries:
        raise _refuse(NO_ROWS)
    if len(entries) > MOST_ROWS:
        raise _refuse(TOO_MANY)
    return entries


def _judged(values: dict[str, str]) -> tuple[Entry | None, str]:
    """A row as an entry, or the sentence that says what is wrong with it."""
    if not values.get("code"):
        return None, N_("falta el código.")
    if not values.get("label"):
        return None, N_("falta la etiqueta.")
    kind = values.get("kind", "").lower()
    if kind not in KINDS:
        return None, N_("el tipo debe ser problem, risk, promotion o syndrome.")
    icd = values.get("system", "").lower() in ICD10_NAMES
    named = values.get("system", "") if not icd else ""
    values["edition"] = " ".join(filter(None, (named, values.get("edition", ""))))
    values["licence"] = " · ".join(filter(None, (values.get("licence_holder", ""), values.get("licence_ref", ""))))
    if any(len(values.get(name, "")) > most for name, most in LONGEST.items()):
        return None, N_("un texto es demasiado largo.")
    code = values["code"].upper().replace(".", "") if icd else values["code"]
    told = {name: values.get(name, "") for name in ("chapter", "block", "domain", "definition", "edition", "licence")}
    return Entry(System.ICD10 if icd else System.NURSING, code, values["label"], kind=kind, cls=values.get("class", ""), **told), ""


async def store(work: Work, entries: list[Entry]) -> Imported:
    """Add the rows to the clinic's catalogue; a code it has already gets the new words and keeps its id. Raises NotAllowed."""
    work.require(Permission.SETTINGS_WRITE)
    (rows,) = await work.ask((_PUT, (Jsonb([asdict(entry) for entry in entries]),)))
    added = sum(row[0] for row in rows)
    await audit.record(work, "import", "diagnosis_catalogue", None, {"rows": len(rows), "added": added})
    return Imported(added, len(rows) - added)


async def counts(work: Work) -> list[tuple[str, str, str, int]]:
    """What the clinic brought, by system, edition and licence, with how many rows."""
    query = "select system, edition, licence, count(*) from app.clinic_diagnosis where is_active group by 1, 2, 3 order by 1, 2, 3"
    return [tuple(row) for row in await work.session.execute(text(query))]


async def withdraw(work: Work, system: str, edition: str) -> int:
    """Take an imported catalogue off the search; notes that use it keep saying so. Returns how many rows it had."""
    work.require(Permission.SETTINGS_WRITE)
    query = "update app.clinic_diagnosis set is_active = false where system = :system and edition = :edition and is_active returning 1"
    gone = len((await work.session.execute(text(query), {"system": system, "edition": edition})).all())
    if gone:
        await audit.record(work, "remove", "diagnosis_catalogue", None, {"rows": gone})
    return gone
