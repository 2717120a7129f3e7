"""The districts of Peru: names, six-digit codes of INEI, altitude. Pure; see data/README.md for the source."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COUNTRY = "PE"
DATA = Path(__file__).parent / "data" / "districts_pe.csv"
MOST_FOUND = 20


@dataclass(frozen=True)
class Place:
    """A district. `altitude`: metres of its capital, None where the source does not tell for certain."""

    ubigeo: str
    department: str
    province: str
    district: str
    altitude: int | None


def folded(words: str) -> str:
    """Lower case without accents, so that `ancash` is `Áncash` and `nunoa` is `Ñuñoa`."""
    plain = unicodedata.normalize("NFD", words.lower())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


@cache
def _all() -> dict[str, Place]:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {
        code: Place(code, department, province, district, int(metres) if metres else None)
        for code, department, province, district, metres in rows
    }


@cache
def _by_name() -> dict[str, list[tuple[str, str, Place]]]:
    """Folded name of a district -> folded department and province of each that has it."""
    found: dict[str, list[tuple[str, str, Place]]] = {}
    for place in _all().values():
        found.setdefault(folded(place.district), []).append((folded(place.department), folded(place.province), place))
    return found


@cache
def _words() -> list[tuple[str, Place]]:
    return [(folded(f"{place.district} {place.province} {place.department} {place.ubigeo}"), place) for place in _all().values()]


def everything() -> list[Place]:
    """All districts in the order of their codes."""
    return list(_all().values())


def departments() -> list[str]:
    """The 25 departments in alphabetical order."""
    return sorted({place.department for place in _all().values()}, key=folded)


def provinces(department: str) -> list[str]:
    """The provinces of a department in alphabetical order; none for an unknown one. Accents and case do not matter."""
    wanted = folded(department)
    return sorted({place.province for place in _all().values() if folded(place.department) == wanted}, key=folded)


def districts(department: str, province: str) -> list[Place]:
    """The districts of a province in alphabetical order; none for an unknown one. Accents and case do not matter."""
    wanted = folded(department), folded(province)
    return sorted(
        (place for place in _all().values() if (folded(place.department), folded(place.province)) == wanted),
        key=lambda place: folded(place.district),
    )


def find(ubigeo: str) -> Place | None:
    """The district with that six-digit code."""
    return _all().get(ubigeo)


def named(department: str, province: str, district: str) -> Place | None:
    """The district with those three names, or the only one with the names that are given."""
    wanted = folded(department), folded(province)
    same = _by_name().get(folded(district), [])
    found = [place for of_department, of_province, place in same if wanted[0] in ("", of_department) and wanted[1] in ("", of_province)]
    return found[0] if len(found) == 1 else None


def contradicts(place: Place, department: str, province: str) -> bool:
    """Whether a department or province that Peru knows by that name is another one than the district's."""
    if department and folded(department) != folded(place.department) and provinces(department):
        return True
    return bool(province) and folded(province) != folded(place.province) and bool(districts(department or place.department, province))


def search(words: str, most: int = MOST_FOUND) -> list[Place]:
    """Districts whose name, province, department or code holds every word; those whose own name begins with the words come first."""
    wanted = folded(words[:100])
    terms = wanted.split()
    if not terms:
        return []
    found = [place for text, place in _words() if all(term in text for term in terms)]
    return sorted(
        found,
        key=lambda place: (not folded(place.district).startswith(wanted), terms[0] not in folded(place.district), folded(place.district)),
    )[:most]
