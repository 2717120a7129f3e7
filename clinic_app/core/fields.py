"""Reading JSON and query strings of the documented API: one table of rules for each shape, one sentence for each bad field."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from clinic_app.core.errors import Invalid, NotFound, WrongKind
from clinic_app.core.i18n import Sentence

REQUIRED = "Este campo es requerido."
NOT_NULL = "Este campo no puede ser nulo."
BAD_DATE = "Fecha con formato erróneo. Use uno de los siguientes formatos en su lugar: YYYY-MM-DD."
BAD_TIME = "Hora con formato erróneo. Use uno de los siguientes formatos en su lugar: hh:mm[:ss[.uuuuuu]]."
BAD_INTEGER = "Introduzca un número entero válido."
NO_LINE = "Este campo contiene caracteres no permitidos."
BLANK = "Este campo no puede estar en blanco."
BIGGEST_ID = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Rule:
    """How one wire field becomes one value. `read` raises ValueError with the sentence for the person.

    An optional field that comes as null or "" counts as absent, unless `nullable`: then it becomes None.
    """

    attribute: str
    read: Reader
    required: bool = False
    nullable: bool = False
    blank: bool = False  # "" is a value of its own (texts that can be emptied)


def parse(body: Any, rules: Mapping[str, Rule], *, partial: bool = False) -> dict[str, Any]:
    """The values of a JSON object by attribute; only fields that came. Raises Invalid with every bad field."""
    if isinstance(body, bytes):
        raise WrongKind
    if not isinstance(body, dict):
        raise Invalid(non_field_errors=Sentence("Datos inválidos. Se esperaba un diccionario pero es un {kind}.", kind=type(body).__name__))
    values: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for name, rule in rules.items():
        raw = body.get(name)
        if raw is None or (raw == "" and not rule.blank):
            if name in body and rule.nullable:
                values[rule.attribute] = None
            elif rule.required and (name in body or not partial):
                problems[name] = [NOT_NULL if name in body and raw is None else REQUIRED]
            continue
        try:
            values[rule.attribute] = rule.read(raw)
        except ValueError as error:
            problems[name] = [error.args[0]]  # not str(): a Sentence would lose its template
    if problems:
        raise Invalid(problems)
    return values


def a_text(longest: int, *, blank: bool = True) -> Reader:
    """A reader of one trimmed text, of at most so many characters."""

    def read(raw: Any) -> str:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise ValueError("No es una cadena válida.")
        value = str(raw).strip()
        if "\0" in value:
            raise ValueError("Los caracteres nulos no están permitidos.")
        if len(value) > longest:
            raise ValueError(Sentence("Asegúrese de que este campo no tenga más de {longest} caracteres.", longest=longest))
        if not value and not blank:
            raise ValueError(BLANK)
        try:
            value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair cannot be stored
            raise ValueError("No es una cadena válida.") from None
        return value

    return read


def is_line(value: str) -> bool:
    """Whether it stays on one line: a name ends up in the subject of a mail, in calendars and on paper."""
    return not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in value)


def is_visible(value: str) -> bool:
    """Whether it shows anything: joiners, marks of direction and other spaces of no width alone name nobody."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in value)


def a_name(longest: int) -> Reader:
    """A text that names somebody or something: on one line, and not empty to the eye."""
    whole = a_text(longest, blank=False)

    def read(raw: Any) -> str:
        value = whole(raw)
        if not is_line(value):
            raise ValueError(NO_LINE)
        if not is_visible(value):
            raise ValueError(BLANK)
        return value

    return read


def an_integer(least: int, most: int) -> Reader:
    """A reader of a whole number within bounds, also one written as text."""

    def read(raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int | float | str):
            raise ValueError(BAD_INTEGER)
        if isinstance(raw, float) and not raw.is_integer():
            raise ValueError(BAD_INTEGER)
        if isinstance(raw, str) and not (raw.strip().lstrip("-").isdecimal() and len(raw) < 40):
            raise ValueError(BAD_INTEGER)
        value = int(raw)
        if value < least:
            raise ValueError(Sentence("Asegúrese de que este valor es mayor o igual a {least}.", least=least))
        if value > most:
            raise ValueError(Sentence("Asegúrese de que este valor es menor o igual a {most}.", most=most))
        return value

    return read


def money(raw: Any) -> Decimal:
    """A price with at most two decimals, below a hundred million."""
    try:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 40:
            raise InvalidOperation
        value = Decimal(str(raw))
    except (InvalidOperation, ValueError):  # ValueError: an integer of thousands of digits
        raise ValueError("Se requiere un número válido.") from None
    if not value.is_finite():
        raise ValueError("Se requiere un número válido.")
    if value < 0:
        raise ValueError("Asegúrese de que este valor es mayor o igual a 0.")
    if value >= 10**8:
        raise ValueError("Asegúrese de que no haya más de 10 dígitos en total.")
    if value != round(value, 2):
        raise ValueError("Asegúrese de que no haya más de 2 decimales.")
    return round(value, 2)


def a_boolean(raw: Any) -> bool:
    """A reader of true and false, also as forms write them. Raises ValueError."""
    text = str(raw).lower() if isinstance(raw, bool | int | str) else ""
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    raise ValueError("Debe ser un booleano válido.")


def a_color(raw: Any) -> str:
    """A colour as #RRGGBB: nothing else may reach a style sheet."""
    if not isinstance(raw, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", raw):
        raise ValueError("Introduzca un color en formato #RRGGBB.")
    return raw.upper()


def a_date(raw: Any) -> date:
    """A calendar date between 1900 and 2200; others cannot be meant, and near the ends of the calendar zones overflow."""
    try:
        if not isinstance(raw, str) or len(raw) != 10 or not raw.isascii():
            raise ValueError
        value = date.fromisoformat(raw)
    except ValueError:
        raise ValueError(BAD_DATE) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(Sentence("La fecha debe estar entre los años {first} y {last}.", first=FIRST_YEAR, last=LAST_YEAR))
    return value


def a_time(raw: Any) -> time:
    """A wall time of the clinic, to the minute."""
    try:
        if not isinstance(raw, str) or ":" not in raw or not raw.isascii():
            raise ValueError
        value = time.fromisoformat(raw if raw.index(":") == 2 else f"0{raw}")
    except ValueError:
        raise ValueError(BAD_TIME) from None
    if value.tzinfo is not None:
        raise ValueError(BAD_TIME)
    return value.replace(second=0, microsecond=0)


def no_choice(raw: object) -> Sentence:
    """The sentence for what is none of the choices; half a surrogate pair cannot be quoted back."""
    return Sentence('"{value}" no es una elección válida.', value=str(raw)[:60].encode(errors="replace").decode())


def one_of(choices: type, *, upper: bool = False) -> Reader:
    """A member of a string enum; `upper`: the wire may write it in either case."""

    def read(raw: Any) -> Any:
        try:
            return choices(raw.upper() if upper and isinstance(raw, str) else raw)
        except ValueError:
            raise ValueError(no_choice(raw)) from None

    return read


def a_key(raw: Any) -> int:
    """The id of another row. Whether it exists, the service says (see `missing_key`)."""
    if isinstance(raw, str) and raw.strip().isdecimal() and raw.isascii() and len(raw) < 40:
        return int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(Sentence("Tipo incorrecto. Se esperaba valor de clave primaria y se recibió {kind}.", kind=type(raw).__name__))
    if abs(raw) > 10**30:
        raise ValueError("Clave primaria inválida - objeto no existe.")
    return raw


def missing_key(key: object) -> str:
    """The sentence for an id that is not there, or is another clinic's."""
    return Sentence('Clave primaria "{key}" inválida - objeto no existe.', key=key)


def path_id(raw: str) -> int:
    """An id in the path. Raises NotFound for whatever cannot be one."""
    if raw.isdecimal() and raw.isascii() and len(raw) < 20 and int(raw) <= BIGGEST_ID:
        return int(raw)
    raise NotFound


@dataclass(frozen=True)
class Page:
    """One page of a list: which, and how long."""

    number: int = 1
    size: int = 20

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @staticmethod
    def of(query: Mapping[str, str], default: int = 20, most: int = 100) -> Page:
        """From `page` and `page_size`. Raises NotFound for a page that cannot be; a senseless size falls back to the default."""
        number, size = query.get("page") or "1", query.get("page_size") or ""
        if not (number.isdecimal() and number.isascii() and len(number) < 10 and int(number)):
            raise NotFound("Página inválida.")
        good = size.isdecimal() and size.isascii() and 0 < len(size) < 10 and int(size) > 0
        return Page(int(number), min(int(size), most) if good else default)

    def envelope(self, url: Any, count: int, results: list[Any]) -> dict[str, Any]:
        """The documented frame of a paged list; `url` is Starlette's, whose parameters the neighbours keep."""
        pages = max(1, math.ceil(count / self.size))
        if self.number > pages:
            raise NotFound("Página inválida.")
        following = str(url.include_query_params(page=self.number + 1)) if self.number < pages else None
        before = str(url.include_query_params(page=self.number - 1)) if self.number > 1 else None
        frame = {"count": count, "total_pages": pages, "current_page": self.number, "next": following, "previous": before}
        return frame | {"results": results}
