"""What `python -m clinic_app diagnoses import` does: a file into the catalogue of one clinic."""

import re
import sys
from pathlib import Path

import psycopg

from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.records.diagnoses import importing as diagnosis_import
from clinic_app.records.diagnoses.service import fold


def slug(name: str) -> str:
    """`consultorio-sonqo` for Consultorio Sonqo."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def find_clinic(url: str, wanted: str) -> int:
    """The id of the clinic with this number, name or slug, as the owner of the database sees them. Raises ClinicError for none or several."""
    with psycopg.connect(url) as connection:
        clinics = connection.execute("select id, name from app.clinic order by id").fetchall()
    found = [key for key, name in clinics if wanted in (str(key), name) or slug(name) == slug(wanted) != ""]
    if len(found) != 1:
        raise ClinicError(f"{len(found) or 'no'} clinics have this number, name or slug: {wanted}")
    return found[0]


def contents(file: Path) -> bytes:
    """The bytes of a file; `-` is standard input. Raises ClinicError."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ClinicError(f"cannot read {file}: {error.strerror}") from None


async def import_file(content: bytes, clinic: str) -> str:
    """Store a whole catalogue in one clinic, or nothing of it. Raises ClinicError that names every wrong line."""
    try:
        entries = diagnosis_import.read(diagnosis_import.decoded(content))
    except ClinicError as error:
        raise ClinicError("\n".join(said for each in (error.fields or {}).values() for said in each) or error.sentence) from None
    key = find_clinic(settings().libpq_owner_url, clinic)
    actor = Actor(user_id=0, tenant_id=key, permissions=frozenset({Permission.SETTINGS_WRITE}))
    async with start_work(actor) as work:
        done = await diagnosis_import.store(work, entries)
    return f"{done.added} added, {done.changed} changed in clinic {key}"
