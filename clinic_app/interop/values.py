"""From the cells of a row to the bodies of a patient and her guardians, under the names of the documented API. Pure.

Only what people write differently in tables is understood here (dates, sex, documents, names in one cell); whether it is
acceptable, patients/inputs.py says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.core.i18n import N_, Sentence
from clinic_app.interop.columns import FULL_NAME, NAMES_FIRST, SURNAMES, SURNAMES_FIRST, Mapping
from clinic_app.interop.reading import (
    grouped,
    read_blood,
    read_date,
    read_kind,
    read_relationship,
    read_sex,
    read_yes,
    shortened,
    split_name,
    usual_kind,
)
from clinic_app.patients.models import DocumentType, Relationship

BAD_DATE = N_("No se entiende esta fecha: escríbela como 31/12/2020.")
BAD_SEX = N_("No se entiende el sexo: escribe F o M.")
BAD_KIND = N_("No se conoce este tipo de documento.")
BAD_BLOOD = N_("No se conoce este grupo sanguíneo.")
SHORTENED = N_("Excel abrevió este número: escribe todas sus cifras.")
LOST_ZEROS = N_("Al DNI le faltan ceros a la izquierda. ¿Es {detail}?")
ZEROS = "zeros"
DNI_DIGITS = 8


@dataclass(frozen=True)
class Profile:
    """What only the whole column tells: whether its dates put the month first, and whether `M` stands for mujer (beside `H`)."""

    month_first: bool = False
    m_is_mujer: bool = False
    country: str = "PE"
    fix_zeros: bool = False


@dataclass
class Problem:
    """One thing wrong with a row. `said` may hold `{detail}`, or the names of `given` (a Sentence kept apart from its values)."""

    field: str
    value: str
    said: str
    detail: str = ""
    code: str = ""
    given: dict[str, str] | None = None


@dataclass
class Person:
    """A row understood: bodies for patients/inputs.py and what could not be understood."""

    patient: dict[str, Any] = field(default_factory=dict)
    guardians: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, target: str, value: str, said: str, detail: str = "", code: str = "") -> None:
        template, given = (said.template, said.values) if isinstance(said, Sentence) else (said, {})
        self.problems.append(Problem(target, value[:60], template, detail, code, {name: str(each) for name, each in given.items()} or None))


def understood(cells: Sequence[str], mapping: Mapping, profile: Profile) -> Person:
    """The patient and the guardians of one row; a guardian without any cell is none."""
    person = Person()
    given = {
        name: cells[index].strip() for index, name in enumerate(mapping.columns) if name and index < len(cells) and cells[index].strip()
    }
    person.patient = _patient({name: value for name, value in given.items() if "." not in name}, person, profile)
    for group in mapping.groups:
        own = {name.partition(".")[2]: value for name, value in given.items() if name.startswith(group + ".")}
        telling = own.keys() - {"parentesco", "es_principal", "puede_autorizar_procedimientos", "tipo_documento"}
        if telling:
            person.guardians.append((group, _guardian(own, group, mapping.kin.get(group, ""), person, profile)))
    if person.guardians and not any(body.get("es_principal") == "true" for _group, body in person.guardians):
        person.guardians[0][1]["es_principal"] = "true"
    return person


def _patient(given: dict[str, str], person: Person, profile: Profile) -> dict[str, Any]:
    body: dict[str, Any] = dict(given)
    _spread_names(body)
    if "fecha_nacimiento" in body:
        if born := read_date(body["fecha_nacimiento"], profile.month_first):
            body["fecha_nacimiento"] = born.isoformat()
        else:
            person.refuse("fecha_nacimiento", body.pop("fecha_nacimiento"), BAD_DATE)
    if "sexo" in body:
        if sex := read_sex(body["sexo"], profile.m_is_mujer):
            body["sexo"] = sex
        else:
            person.refuse("sexo", body.pop("sexo"), BAD_SEX)
    if "grupo_sanguineo" in body:
        if group := read_blood(body["grupo_sanguineo"]):
            body["grupo_sanguineo"] = group
        else:
            person.refuse("grupo_sanguineo", body.pop("grupo_sanguineo"), BAD_BLOOD)
    if re.fullmatch(r"[0-9]{5}", body.get("ubigeo_cod", "")):  # Excel ate the zero of Amazonas to Ica
        body["ubigeo_cod"] = "0" + body["ubigeo_cod"]
    _phone(body, "telefono", "", person)
    _document(body, "", person, profile)
    return body


def _spread_names(body: dict[str, Any]) -> None:
    """Names that stand in one cell, over the fields they belong to; a column of its own wins."""
    for source, surnames_first in ((SURNAMES_FIRST, True), (NAMES_FIRST, False)):
        if whole := body.pop(source, ""):
            names, surnames = split_name(whole, surnames_first)
            _spread_surnames(body, surnames)
            body.setdefault("nombres", names)
    if both := body.pop(SURNAMES, ""):
        _spread_surnames(body, both)
    for name in ("nombres", "apellido_paterno"):
        if body.get(name) == "":
            del body[name]


def _spread_surnames(body: dict[str, Any], surnames: str) -> None:
    if "apellido_paterno" in body:
        return
    parts = grouped(surnames)
    body["apellido_paterno"] = parts[0] if parts else ""
    if len(parts) > 1:
        body.setdefault("apellido_materno", " ".join(parts[1:]))


def _guardian(given: dict[str, str], group: str, kin: str, person: Person, profile: Profile) -> dict[str, Any]:
    body: dict[str, Any] = dict(given)
    if whole := body.pop(FULL_NAME, ""):
        names, surnames = split_name(whole, surnames_first=False)
        body.setdefault("nombres", names or surnames)
        if surnames and names:
            body.setdefault("apellidos", surnames)
    body["parentesco"] = read_relationship(body.get("parentesco", "")) or kin or Relationship.OTHER.value
    for name in ("es_principal", "puede_autorizar_procedimientos"):
        if name in body:
            body[name] = read_yes(body[name])
    for name in ("telefono", "telefono_alternativo"):
        _phone(body, name, group + ".", person)
    _document(body, group + ".", person, profile)
    return body


def _phone(body: dict[str, Any], name: str, prefix: str, person: Person) -> None:
    if shortened(body.get(name, "")):
        person.refuse(prefix + name, body.pop(name), SHORTENED)


def _document(body: dict[str, Any], prefix: str, person: Person, profile: Profile) -> None:
    """The kind of document by its word, else by its number; the number as the kind writes it."""
    number, said = body.get("numero_documento", ""), body.pop("tipo_documento", "")
    if shortened(number):
        person.refuse(prefix + "numero_documento", number, SHORTENED)
        body.pop("numero_documento")
        number = ""
    kind = read_kind(said) if said else usual_kind(number, profile.country)
    if said and not kind:
        person.refuse(prefix + "tipo_documento", said, BAD_KIND)
        kind = usual_kind(number, profile.country)
    if number or not prefix or said:
        body["tipo_documento"] = kind
    if not number:
        return
    if kind != DocumentType.OTHER:
        number = re.sub(r"[\s.\-]", "", number) if kind in (DocumentType.DNI, DocumentType.CPF) else re.sub(r"\s", "", number)
    if kind == DocumentType.DNI and re.fullmatch(r"[0-9]{5,7}", number):
        whole = number.zfill(DNI_DIGITS)
        if profile.fix_zeros:
            number = whole
        else:
            person.refuse(prefix + "numero_documento", number, LOST_ZEROS, whole, ZEROS)
    body["numero_documento"] = number
