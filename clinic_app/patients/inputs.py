"""What may be written about a patient or a guardian, under the names of the documented API. No database, no framework.

`null` and `""` mean "not given"; unknown and read-only names are passed over. Each refusal is a sentence beside its field.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, TypeVar

from dateutil.relativedelta import relativedelta
from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from clinic_app.clinics import districts
from clinic_app.core.errors import Invalid, WrongKind
from clinic_app.core.fields import BLANK, is_visible, no_choice
from clinic_app.core.i18n import Sentence
from clinic_app.patients.identity import REQUIRED, document_kinds, document_problem, kept_number
from clinic_app.patients.models import BloodGroup, DocumentType, Relationship, Sex
from clinic_app.patients.phones import stored_phone

NOT_TEXT = "No es una cadena válida."
WRONG_DATE = "Fecha con formato erróneo. Use uno de los siguientes formatos en su lugar: YYYY-MM-DD."
OLDEST_YEARS = 130
PLACE = {"department", "province", "district", "ubigeo"}
_LAYOUT = "\n\r\t"
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # they only serve to disguise a name


def _refuse(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("refused", "{said}", {"said": sentence})


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return first.get("ctx", {}).get("said") or first["msg"]


def _text(value: Any, longest: int, layout: str = "") -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _refuse(NOT_TEXT)
    if len(value) > 4 * longest:  # before any work is done on it
        raise _refuse(Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=longest))
    if "\0" in value:
        raise _refuse("Los caracteres nulos no están permitidos.")
    value = unicodedata.normalize("NFC", value).translate(_BIDI).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in layout for sign in value):
        raise _refuse("Este campo contiene caracteres no permitidos.")
    if len(value) > longest:
        raise _refuse(Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=longest))
    return value


def _line(longest: int) -> BeforeValidator:
    return BeforeValidator(lambda value: " ".join(_text(value, longest, "\t").split()))


def _name(longest: int) -> BeforeValidator:
    def name(value: Any) -> str:
        if not is_visible(text := " ".join(_text(value, longest, "\t").split())):
            raise _refuse(BLANK)
        return text

    return BeforeValidator(name)


def _choice(codes: type) -> BeforeValidator:
    known = {str(code) for code in codes}  # type: ignore[attr-defined]

    def choice(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise _refuse(no_choice(value))
        return value

    return BeforeValidator(choice)


def _born(value: Any, info: ValidationInfo) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        raise _refuse(WRONG_DATE)
    try:
        born = date.fromisoformat(value.strip())
    except ValueError:
        raise _refuse(WRONG_DATE) from None
    today: date = info.context["today"]  # type: ignore[index]
    if born > today:
        raise _refuse("La fecha de nacimiento no puede estar en el futuro.")
    if born < today - relativedelta(years=OLDEST_YEARS):
        raise _refuse(Sentence("La fecha de nacimiento no puede ser de hace más de {years} años.", years=OLDEST_YEARS))
    return born


def _phone(value: Any, info: ValidationInfo) -> str:
    if not (text := _text(value, 40)):
        return ""
    try:
        return stored_phone(text, info.context["country"])  # type: ignore[index]
    except ValueError:
        raise _refuse("Introduzca un número de teléfono válido.") from None


def _email(value: Any) -> str:
    if not (text := _text(value, 254)):
        return ""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise _refuse("Introduzca una dirección de correo electrónico válida.") from None


def _district_code(value: Any) -> str:
    text = _text(value, 6)
    if text and not re.fullmatch(r"[0-9]{6}", text):
        raise _refuse("El ubigeo debe tener 6 dígitos.")
    return text


def _kind(value: Any, info: ValidationInfo) -> str:
    """A kind of document that the clinic's country has, or the one that the row has already."""
    known = {*document_kinds(info.context["country"]), info.context.get("kind")}  # type: ignore[index,union-attr]
    if not isinstance(value, str) or value not in known:
        raise _refuse(no_choice(value))
    return value


def _yes_or_no(value: Any) -> bool:
    meaning = {"true": True, "1": True, "false": False, "0": False}
    try:
        return meaning[str(value).lower()]
    except KeyError:
        raise _refuse("Debe ser un booleano válido.") from None


Document = Annotated[str, BeforeValidator(lambda value: _text(value, 20).upper())]
Kind = Annotated[str, BeforeValidator(_kind)]
Phone = Annotated[str, BeforeValidator(_phone)]
Email = Annotated[str, BeforeValidator(_email)]
Name = Annotated[str, _name(100)]
Place = Annotated[str, _line(100)]
Address = Annotated[str, _line(300)]
Notes = Annotated[str, BeforeValidator(lambda value: _text(value, 5000, _LAYOUT))]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]


class PatientIn(BaseModel):
    """A whole patient. The class is the table of wire names, columns and rules."""

    model_config = ConfigDict(extra="ignore")
    document_type: Kind = Field(DocumentType.DNI, alias="tipo_documento")
    document_number: Document = Field("", alias="numero_documento")
    given_names: Name = Field(alias="nombres")
    first_surname: Name = Field(alias="apellido_paterno")
    second_surname: Annotated[str, _line(100)] = Field("", alias="apellido_materno")
    birth_date: Annotated[date, BeforeValidator(_born)] = Field(alias="fecha_nacimiento")
    sex: Annotated[str, _choice(Sex)] = Field(alias="sexo")
    birth_place: Annotated[str, _line(200)] = Field("", alias="lugar_nacimiento")
    address: Address = Field("", alias="direccion")
    district: Place = Field("", alias="distrito")
    province: Place = Field("", alias="provincia")
    department: Place = Field("", alias="departamento")
    ubigeo: Annotated[str, BeforeValidator(_district_code)] = Field("", alias="ubigeo_cod")
    blood_group: Annotated[str, _choice(BloodGroup)] = Field(BloodGroup.UNKNOWN, alias="grupo_sanguineo")
    phone: Phone = Field("", alias="telefono")
    email: Email = Field("", alias="email")
    notes: Notes = Field("", alias="observaciones")


class GuardianIn(BaseModel):
    """A whole guardian."""

    model_config = ConfigDict(extra="ignore")
    document_type: Kind = Field(DocumentType.DNI, alias="tipo_documento")
    document_number: Document = Field("", alias="numero_documento")
    given_names: Name = Field(alias="nombres")
    surnames: Annotated[str, _line(200)] = Field("", alias="apellidos")
    relationship: Annotated[str, _choice(Relationship)] = Field(Relationship.OTHER, alias="parentesco")
    phone: Phone = Field("", alias="telefono")
    alternative_phone: Phone = Field("", alias="telefono_alternativo")
    email: Email = Field("", alias="email")
    address: Address = Field("", alias="direccion")
    is_principal: Flag = Field(False, alias="es_principal")
    can_authorize: Flag = Field(False, alias="puede_autorizar_procedimientos")


Shape = TypeVar("Shape", PatientIn, GuardianIn)


def whole(shape: type[Shape], body: Any, *, today: date, country: str, current: Any = None) -> dict[str, Any]:
    """Every column of a new row, or of `current` that is replaced. Raises Invalid with each field's sentence."""
    given = _given(body)
    columns, problems = _checked(shape, given, today, country, current)
    for wire in _wires(shape).values():
        if wire in problems and wire not in given:  # sent blank, or not sent at all
            problems[wire] = [BLANK if body.get(wire) == "" else REQUIRED]
    return _placed(_settled(shape, columns, problems, body.get("numero_documento") == ""), country)


def changes(shape: type[Shape], body: Any, current: Any, *, today: date, country: str) -> dict[str, Any]:
    """Only the columns that the body names; `current` is the row, for rules that need two fields. Raises Invalid."""
    given, required = _given(body), {str(field.alias) for field in shape.model_fields.values() if field.is_required()}
    columns, problems = _checked(shape, given, today, country, current)
    problems = {wire: said for wire, said in problems.items() if wire in given}
    problems |= {wire: [BLANK] for wire in required if body.get(wire) == ""}
    named = {column: columns[column] for column, wire in _wires(shape).items() if wire in given and wire not in problems}
    if {"document_type", "document_number"} & named.keys():
        both = {name: getattr(current, name) for name in ("document_type", "document_number")} | named
        _settled(shape, both, problems, False)
        if both.get("document_number") != current.document_number:
            named["document_number"] = both["document_number"]
    if problems:
        raise Invalid(problems)
    return named | _moved(named, current, country) if PLACE & named.keys() else named


def _wires(shape: type[BaseModel]) -> dict[str, str]:
    return {column: str(field.alias) for column, field in shape.model_fields.items()}


def _given(body: Any) -> dict[str, Any]:
    if isinstance(body, bytes):
        raise WrongKind
    if not isinstance(body, dict):
        raise Invalid(non_field_errors="Datos inválidos. Se esperaba un diccionario.")
    return {name: value for name, value in body.items() if value is not None and value != ""}


def _checked(
    shape: type[Shape], given: dict[str, Any], today: date, country: str, current: Any = None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Each field by itself: the columns that are good, and the sentences for the others."""
    columns: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    check, blank = shape.__pydantic_validator__.validate_assignment, shape.model_construct()
    context = {"today": today, "country": country, "kind": getattr(current, "document_type", None)}
    for column, field in shape.model_fields.items():
        wire = str(field.alias)
        if wire in given:
            try:
                columns[column] = getattr(check(blank, column, given[wire], context=context), column)
            except ValidationError as error:
                problems[wire] = [_said(error)]
        elif field.is_required():
            problems[wire] = [REQUIRED]
        else:
            columns[column] = document_kinds(country)[0] if column == "document_type" else field.default
    return columns, problems


def _settled(shape: type[BaseModel], columns: dict[str, Any], problems: dict[str, list[str]], blank: bool) -> dict[str, Any]:
    """The rule over two fields: the number must fit the kind of document. A guardian may have none."""
    number, kind = columns.get("document_number"), columns.get("document_type")
    if number and kind:
        number = columns["document_number"] = kept_number(kind, number)
    known = number is not None and kind is not None and "numero_documento" not in problems
    sentence = document_problem(kind, number) if known and (number or shape is PatientIn) else None  # type: ignore[arg-type]
    if sentence:
        problems["numero_documento"] = [BLANK if blank and sentence == REQUIRED else sentence]
    if problems:
        raise Invalid(problems)
    return columns


def _moved(named: dict[str, Any], current: Any, country: str) -> dict[str, Any]:
    """A change of the code alone takes contradicting names with it; a change of names takes the code with it."""
    before = {name: getattr(current, name, "") for name in PLACE}
    after = before | {name: value for name, value in named.items() if name in PLACE}
    place = districts.find(after["ubigeo"]) if country == districts.COUNTRY else None
    if place and "ubigeo" not in named:
        found = districts.named(after["department"], after["province"], after["district"])
        wrong = districts.contradicts(place, after["department"], after["province"])
        after["ubigeo"] = found.ubigeo if found else "" if wrong else after["ubigeo"]
    elif place and not (PLACE - {"ubigeo"}) & named.keys() and districts.contradicts(place, after["department"], after["province"]):
        after |= {"department": "", "province": "", "district": ""}
    return {name: value for name, value in _placed(after, country).items() if name in named or value != before[name]}


def _placed(columns: dict[str, Any], country: str) -> dict[str, Any]:
    """In Peru the six-digit code and the names of a place go together: what is missing of them is filled in. Raises Invalid.

    A code of one department with the name of another is refused. The name of the district itself stays as it is written:
    people write the name of their town there, and RENIEC's spelling is not INEI's.
    """
    if country != districts.COUNTRY or not columns.keys() >= PLACE:
        return columns
    code, names = columns["ubigeo"], [columns["department"], columns["province"], columns["district"]]
    place = districts.find(code) if code else districts.named(*names)
    if code and place is None:
        raise Invalid(ubigeo_cod="No hay ningún distrito con ese ubigeo.")
    if place is None:
        return columns
    if code and districts.contradicts(place, names[0], names[1]):
        raise Invalid(ubigeo_cod="El ubigeo no corresponde al departamento y la provincia.")
    known = {"department": place.department, "province": place.province, "district": place.district, "ubigeo": place.ubigeo}
    return columns | {name: columns[name] or value for name, value in known.items()}
