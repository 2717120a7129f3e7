"""Documents that tell who somebody is, by country: which kinds, how they are checked, kept and written. Pure."""

import re

from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.exceptions import ValidationError

from clinic_app.core.i18n import N_
from clinic_app.patients.models import DocumentType

D = DocumentType
KINDS: dict[str, tuple[DocumentType, ...]] = {
    "PE": (D.DNI, D.FOREIGNER_CARD, D.PASSPORT, D.OTHER),
    "BR": (D.CPF, D.PASSPORT, D.OTHER),
    "CL": (D.RUT, D.PASSPORT, D.OTHER),
}
ELSEWHERE = (D.PASSPORT, D.OTHER)
REQUIRED = "Este campo es requerido."
_SHAPES = {
    D.DNI: (r"[0-9]{8}", N_("El DNI debe tener 8 dígitos.")),
    D.FOREIGNER_CARD: (r"[0-9A-Z]{8,12}", N_("El carnet de extranjería debe tener entre 8 y 12 letras o dígitos.")),
    D.PASSPORT: (r"[0-9A-Z]{5,20}", N_("El pasaporte debe tener entre 5 y 20 letras o dígitos.")),
    D.OTHER: (r"[^\s].{0,19}", N_("El documento debe tener como máximo 20 caracteres.")),
}
_CHECKED = {
    D.CPF: (cpf, N_("El CPF no es válido: revisa sus 11 dígitos.")),
    D.RUT: (rut, N_("El RUT no es válido: revisa el número y su dígito verificador.")),
}


def document_kinds(country: str) -> tuple[DocumentType, ...]:
    """What a clinic of that country may write down, the usual one first."""
    return KINDS.get(country, ELSEWHERE)


def kept_number(kind: str, number: str) -> str:
    """A number as it is stored: a CPF or RUT without dots and dashes, any other as it is written. What is wrong stays as it is."""
    checked = _CHECKED.get(kind)  # type: ignore[call-overload]
    if not number or checked is None or not number.isascii():
        return number
    try:
        return checked[0].validate(number)
    except ValidationError:
        return number


def shown_number(kind: str, number: str) -> str:
    """A number as people of its country write it: `390.533.447-05`, `12.531.909-2`."""
    checked = _CHECKED.get(kind)  # type: ignore[call-overload]
    return checked[0].format(number) if number and checked else number


def document_problem(kind: str, number: str) -> str | None:
    """Why a number cannot be one of that kind of document, or None. A newborn without papers has kind `otro` and no number."""
    if not number:
        return None if kind == D.OTHER else REQUIRED
    if checked := _CHECKED.get(kind):  # type: ignore[call-overload]
        module, sentence = checked
        return None if number.isascii() and module.is_valid(number) and not _one_digit(number) else sentence
    pattern, sentence = _SHAPES[D(kind)]
    return None if re.fullmatch(pattern, number) else sentence


def _one_digit(number: str) -> bool:
    """`111.111.111-11`: the check digits fit, yet it is nobody's."""
    return len(set(re.sub(r"[^0-9K]", "", number))) == 1
