"""Words, dates and names as people write them in tables, and what they stand for. Pure."""

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from clinic_app.core.i18n import LANGUAGES, translate
from clinic_app.interop.columns import folded, set_of
from clinic_app.patients.identity import document_kinds
from clinic_app.patients.models import BloodGroup, DocumentType, Relationship, Sex

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


def usual_kind(number: str, country: str) -> str:
    """The kind of a document whose kind nobody wrote."""
    national = document_kinds(country)[0]
    plain = re.sub(r"[\s.\-]", "", number)
    if not plain:
        return DocumentType.OTHER.value
    if national != DocumentType.DNI:
        return national.value
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
