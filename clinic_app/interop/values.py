"""From the cells of a row to the bodies of a patient and her guardians, under the names of the documented API. Pure.

Only what people write differently in tables is understood here (dates, sex, documents, names in one cell); whether it is
acceptable, patients/inputs.py says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from clinic_app.core.i18n import LANGUAGES, N_, translate
from clinic_app.interop.columns import FULL_NAME, NAMES_FIRST, SURNAMES, SURNAMES_FIRST, Mapping, folded, set_of
from clinic_app.patients.models import BloodGroup, DocumentType, Relationship, Sex

BAD_DATE = N_("No se entiende esta fecha: escríbela como 31/12/2020.")
BAD_SEX = N_("No se entiende el sexo: escribe F o M.")
BAD_KIND = N_("No se conoce este tipo de documento.")
BAD_BLOOD = N_("No se conoce este grupo sanguíneo.")
SHORTENED = N_("Excel abrevió este número: escribe todas sus cifras.")
LOST_ZEROS = N_("Al DNI le faltan ceros a la izquierda. ¿Es {detail}?")
ZEROS = "zeros"
DNI_DIGITS = 8
EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("ene enero jan january janeiro", "feb febrero february fev fevereiro", "mar marzo march marco", "abr abril apr april", "may mayo maio mai",
         "jun junio june junho", "jul julio july julho", "ago agosto aug august", "set sep sept septiembre setiembre september setembro",
         "oct octubre october out outubro", "nov noviembre november novembro", "dic diciembre dec december dez dezembro"), 1,
    )
    for name in names.split()
}  # fmt: skip
_PARTICLES = set_of("de del la las los da das do dos di y e van von der den san santa mac mc")
_DOCUMENTS = {
    "dni": "dni|d n i|le|libreta electoral|documento nacional de identidad|documento nacional|cedula|cedula de identidad",
    "ce": "ce carnet de extranjeria|carne de extranjeria|carnet extranjeria|c e|cedula de extranjeria|ptp|cpp|foreigner card",
    "pasaporte": "pasaporte|passport|passaporte|pas|pass",
    "cpf": "cpf",
    "rut": "rut|run",
    "otro": "otro|otros|other|outro|sin documento|ninguno|no tiene|none|sd|s d|otro documento|indocumentado|cnv|partida de nacimiento",
}
_RELATIONS = {
    "madre": "madre mama mother mae mom mami",
    "padre": "padre papa father pai dad papi",
    "abuelo": "abuelo abuela abuelos grandparent grandmother grandfather avo abuelita",
    "tio": "tio tia uncle aunt",
    "hermano": "hermano hermana brother sister sibling irmao irma",
    "tutor": "tutor tutora apoderado apoderada guardian responsavel",
    "otro": "otro otra other outro outra familiar amigo amiga vecino vecina",
}
_SEXES = {
    Sex.MALE.value: "m masculino varon hombre male man boy macho homem nino menino v masc h",
    Sex.FEMALE.value: "f femenino mujer female woman girl hembra feminino nina menina fem mulher w",
}
_YES = set_of("si yes sim true verdadero verdadeiro x 1 s y")
_NO = set_of("no nao false falso 0 n")


@dataclass(frozen=True)
class Profile:
    """What only the whole column tells: whether its dates put the month first, and whether `M` stands for mujer (beside `H`)."""

    month_first: bool = False
    m_is_mujer: bool = False
    country: str = "PE"
    fix_zeros: bool = False


@dataclass
class Problem:
    """One thing wrong with a row. `said` may hold `{detail}`."""

    field: str
    value: str
    said: str
    detail: str = ""
    code: str = ""


@dataclass
class Person:
    """A row understood: bodies for patients/inputs.py and what could not be understood."""

    patient: dict[str, Any] = field(default_factory=dict)
    guardians: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, target: str, value: str, said: str, detail: str = "", code: str = "") -> None:
        self.problems.append(Problem(target, value[:60], said, detail, code))


def understood(cells: Sequence[str], mapping: Mapping, profile: Profile) -> Person:
    """The patient and the guardians of one row; a guardian without any cell is none."""
    person = Person()
    given = {name: cells[index].strip() for index, name in enumerate(mapping.columns) if name and index < len(cells) and cells[index].strip()}
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
    if "departamento" in body or "telefono" in body:
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
        number = re.sub(r"[\s.\-]", "", number) if kind == DocumentType.DNI or kind in ("cpf",) else re.sub(r"\s", "", number)
    if kind == DocumentType.DNI and re.fullmatch(r"[0-9]{5,7}", number):
        whole = number.zfill(DNI_DIGITS)
        if profile.fix_zeros:
            number = whole
        else:
            person.refuse(prefix + "numero_documento", number, LOST_ZEROS, whole, ZEROS)
    body["numero_documento"] = number


def usual_kind(number: str, country: str) -> str:
    """The kind of a document whose kind nobody wrote."""
    kinds = {kind.value for kind in DocumentType}
    national = {"BR": "cpf", "CL": "rut"}.get(country, "dni")
    plain = re.sub(r"[\s.\-]", "", number)
    if not plain:
        return DocumentType.OTHER.value
    if national != "dni" and national in kinds:
        return national
    if plain.isdigit():
        return DocumentType.FOREIGNER_CARD.value if 9 <= len(plain) <= 12 else DocumentType.DNI.value
    return DocumentType.PASSPORT.value


@cache
def _words(table: str) -> dict[str, str]:
    """Word -> code, the words of every language of the screens included."""
    from clinic_app.patients import wire

    own: dict[str, dict[Any, str]] = {"documents": wire.DOCUMENTS, "sexes": wire.SEXES, "relations": wire.RELATIONSHIPS}
    listed = {"documents": _DOCUMENTS, "sexes": _SEXES, "relations": _RELATIONS}[table]
    separator = "|" if table == "documents" else " "
    found = {folded(word): code for code, words in listed.items() for word in words.split(separator)}
    for code, label in own[table].items():
        for language in LANGUAGES:
            found.setdefault(folded(translate(language, label)), str(code))
        found.setdefault(folded(str(code)), str(code))
    return found


def read_kind(text: str) -> str:
    """The code of a kind of document that this installation knows, or nothing."""
    code = _words("documents").get(folded(text), "")
    return code if code in {kind.value for kind in DocumentType} else ""


def read_sex(text: str, m_is_mujer: bool = False) -> str:
    """`M` or `F`, or nothing. In a column of H and M, M stands for mujer."""
    word = folded(text)
    return Sex.FEMALE.value if m_is_mujer and word == "m" else _words("sexes").get(word, "")


def read_relationship(text: str) -> str:
    """The code of a relationship; what is none of ours is another one."""
    words = folded(text).split()
    found = [_words("relations")[word] for word in words if word in _words("relations")]
    return _words("relations").get(" ".join(words)) or (found[0] if found else Relationship.OTHER.value if words else "")


def read_blood(text: str) -> str:
    """`O+` of `O POSITIVO`, `o rh +`, `ORH(+)`; nothing when it is no blood group."""
    plain = text.strip().upper().replace("0", "O")
    if plain in ("ND", "N/D", "NO DETERMINADO", "NO SABE", "-", "DESCONOCIDO", "UNKNOWN", "NÃO SABE"):
        return BloodGroup.UNKNOWN.value
    plain = re.sub(r"POSITIV[OE]|POS\b", "+", plain)
    plain = re.sub(r"NEGATIV[OE]|NEG\b", "-", plain)
    plain = re.sub(r"RH|FACTOR|GRUPO|[\s()'\".,:]", "", plain).replace("−", "-").replace("–", "-")
    return plain if plain in {group.value for group in BloodGroup} else ""


def read_yes(text: str) -> str:
    """`true`, `false`, or the text itself, which the rules refuse."""
    word = folded(text)
    return "true" if word in _YES else "false" if word in _NO else text


def shortened(text: str) -> bool:
    """`7,12E+07`: the digits are gone."""
    return bool(re.fullmatch(r"[0-9]+[.,]?[0-9]*[eE]\+?[0-9]+", text.strip()))


@lru_cache(maxsize=50_000)
def read_date(text: str, month_first: bool = False) -> date | None:
    """A date as people and spreadsheets write it: ISO, d/m/y, 31 dic 2020, 20201231, Excel's serial number."""
    text = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", text.strip())
    try:
        if found := re.fullmatch(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})", text):
            return date(*(int(part) for part in found.groups()))
        if re.fullmatch(r"(19|20)\d{6}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if found := re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2}|\d{4})", text):
            first, second, year = (int(part) for part in found.groups())
            return date(_year(year, found.group(3)), *((first, second) if month_first else (second, first)))
        if re.fullmatch(r"[1-9]\d{3,4}(\.\d+)?", text) and 3_000 < float(text) < 60_000:  # from 1908 to 2064
            return EPOCH + timedelta(days=int(float(text)))
        return _spelled_date(text)
    except ValueError:
        return None


def _year(year: int, written: str) -> int:
    """Two digits: a birth lies behind us."""
    return year if len(written) == 4 else year + (2000 if year <= date.today().year % 100 else 1900)


def _spelled_date(text: str) -> date | None:
    words = [word for word in folded(text).split() if word not in ("de", "del", "of")]
    if len(words) != 3:
        return None
    month = next((word for word in words if word in _MONTHS), "")
    numbers = [word for word in words if word.isdigit()]
    if not month or len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else numbers[::-1]
    return date(_year(int(year), year), _MONTHS[month], int(day))


def split_name(whole: str, surnames_first: bool) -> tuple[str, str]:
    """(given names, surnames). A comma says it; else the last one or two names of three or more are the surnames, or the first ones."""
    if "," in whole:
        surnames, _comma, names = whole.partition(",")
        return " ".join(names.split()), " ".join(surnames.split())
    parts = grouped(whole)
    if len(parts) < 2:
        return " ".join(parts), ""
    count = 1 if len(parts) == 2 else 2
    if surnames_first:
        return " ".join(parts[count:]), " ".join(parts[:count])
    return " ".join(parts[:-count]), " ".join(parts[-count:])


def grouped(text: str) -> list[str]:
    """`De la Cruz Quispe` is two surnames: particles belong to the name that follows."""
    parts: list[str] = []
    waiting: list[str] = []
    for word in text.split():
        waiting.append(word)
        if folded(word) not in _PARTICLES:
            parts.append(" ".join(waiting))
            waiting = []
    return [*parts, " ".join(waiting)] if waiting else parts


def slashed(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date such as 3/4/2020, whose order only the column tells."""
    found = re.match(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*\d{2,4}", text.strip())
    return (int(found.group(1)), int(found.group(2))) if found else None
