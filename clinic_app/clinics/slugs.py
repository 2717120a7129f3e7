"""A clinic's name as it is typed in a command: `consultorio-sonqo`. Of clinics with one name the oldest has it alone, the others with their number."""

from __future__ import annotations

import re
import unicodedata

import psycopg

from clinic_app.core.errors import ClinicError


def slug(name: str) -> str:
    """`consultorio-sonqo` for Consultorio Sonqo."""
    plain = "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def name_all(clinics: list[tuple[int, str]]) -> dict[int, str]:
    """The slug of each, by id; given from the oldest to the newest."""
    found: dict[int, str] = {}
    for key, name in clinics:
        own = slug(name) or "clinic"
        found[key] = f"{own}-{key}" if own in found.values() or own.isdigit() else own
    return found


def every(url: str) -> list[tuple[int, str, str]]:
    """(id, slug, name) of every clinic, as the owner of the database sees them."""
    with psycopg.connect(url) as connection:
        clinics = connection.execute("select id, name from app.clinic order by id").fetchall()
    named = name_all(clinics)
    return [(key, named[key], name) for key, name in clinics]


def find(url: str, wanted: str) -> int:
    """The id of the clinic with this number, slug or name. Raises ClinicError for none or several."""
    clinics = every(url)
    exact = [key for key, own, _ in clinics if wanted in (str(key), own)]
    found = exact or [key for key, own, name in clinics if wanted == name or slug(wanted) == own]
    if len(found) != 1:
        raise ClinicError(f"{len(found) or 'no'} clinics have this number, slug or name: {wanted}")
    return found[0]
