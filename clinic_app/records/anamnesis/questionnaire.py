"""What a questionnaire may ask. What counts as an answer: answers.py. Pure: no database, no framework."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from clinic_app.core.i18n import N_, Sentence

MOST_QUESTIONS, MOST_OPTIONS, LONGEST_LABEL = 100, 30, 300
YES, NO = "si", "no"


class Kind(StrEnum):
    TEXT = "texto"
    YES_NO = "si_no"
    CHOICE = "opcion"
    CHOICES = "opciones"  # several of them
    NUMBER = "numero"
    DATE = "fecha"
    SCALE = "escala"


FACTS = ("alergia", "condicion", "medicacion", "tipo_piel", "habito")  # kinds of the clinical profile that an answer may feed


@dataclass(frozen=True)
class Question:
    """One question. `when`/`equals`: asked only if that earlier question was answered so. `fact`: what kind of fact its answer is."""

    code: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""
    help: str = ""
    when: str = ""
    equals: tuple[str, ...] = ()
    fact: str = ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Of a scale 0 to 10, unless said."""
        if self.kind is not Kind.SCALE:
            return self.least, self.most
        return 0 if self.least is None else self.least, 10 if self.most is None else self.most

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"kind": self.kind.value, "options": list(self.options), "equals": list(self.equals)}


NOT_NUMBER = N_("Escribe un número.")
NO_LABEL = N_("Escribe la pregunta.")
NO_OPTIONS = N_("Escribe al menos dos opciones distintas, una en cada línea.")
BAD_KIND = N_("Elige el tipo de respuesta.")
BAD_WHEN = N_("Solo puede depender de una pregunta anterior de sí o no, de opciones o de escala.")
BAD_EQUALS = N_("Indica con qué respuesta aparece.")
BAD_BOUNDS = N_("El mínimo debe ser menor que el máximo.")
SCALE_STEPS = N_("Una escala va de números enteros, con 20 pasos como máximo.")
TOO_MANY = N_("Un cuestionario puede tener hasta {most} preguntas.")
NO_QUESTIONS = N_("Añade al menos una pregunta.")
NOT_A_LIST = N_("Se esperaba una lista de preguntas.")
BRANCHING = (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES, Kind.SCALE)


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def new_code(label: str, taken: Iterable[str]) -> str:
    """A short name for a question that stays when its words change."""
    stem = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30] or "pregunta"
    code, number, used = stem, 2, set(taken)
    while code in used:
        code, number = f"{stem}_{number}", number + 1
    return code


def _text(raw: Any, longest: int) -> str:
    return (
        " ".join(str(raw).replace("\0", "").split())[:longest] if isinstance(raw, str | int | float) and not isinstance(raw, bool) else ""
    )


def a_number(raw: Any) -> float | None:
    """A finite number of a form, with a point or a comma. Raises ValueError."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 30:
        raise ValueError
    value = float(str(raw).strip().replace(",", "."))
    if not math.isfinite(value) or abs(value) >= 1e9:
        raise ValueError
    return int(value) if value.is_integer() else value


def _texts(raw: Any, longest: int) -> tuple[str, ...]:
    found = [_text(each, longest) for each in raw] if isinstance(raw, list | tuple) else []
    return tuple(dict.fromkeys(text for text in found if text))


def read_question(raw: Mapping[str, Any], before: Sequence[Question]) -> tuple[Question, dict[str, str]]:
    """A question as a form or a client wrote it, and what is wrong with it, by attribute. `before`: the questions that come first."""
    problems: dict[str, str] = {}
    label = _text(raw.get("label"), LONGEST_LABEL)
    if not label:
        problems["label"] = NO_LABEL
    try:
        kind = Kind(raw.get("kind", Kind.TEXT))
    except ValueError:
        kind, problems["kind"] = Kind.TEXT, BAD_KIND
    options = _texts(raw.get("options"), 120)[:MOST_OPTIONS] if kind in (Kind.CHOICE, Kind.CHOICES) else ()
    if kind in (Kind.CHOICE, Kind.CHOICES) and len({fold(each) for each in options}) < 2:
        problems["options"] = NO_OPTIONS
    least, most = _bounds(raw, kind, problems)
    code = _text(raw.get("code"), 40)
    if not re.fullmatch(r"[a-z0-9_]{1,40}", code) or any(each.code == code for each in before):
        code = new_code(label, [each.code for each in before])
    when, equals = _condition(raw, before, problems)
    fact = raw.get("fact") if raw.get("fact") in FACTS else ""
    made = Question(
        code, label, kind, raw.get("required") is True, options, least, most, _text(raw.get("unit"), 20), _text(raw.get("help"), 300), when, equals, str(fact),
    )  # fmt: skip
    return made, problems


def _bounds(raw: Mapping[str, Any], kind: Kind, problems: dict[str, str]) -> tuple[float | None, float | None]:
    if kind not in (Kind.NUMBER, Kind.SCALE):
        return None, None
    try:
        least, most = a_number(raw.get("least")), a_number(raw.get("most"))
    except ValueError:
        problems["least"] = NOT_NUMBER
        return None, None
    low, high = Question("", "", kind, least=least, most=most).bounds
    if low is not None and high is not None and low >= high:
        problems["most"] = BAD_BOUNDS
    elif kind is Kind.SCALE and (low != int(low or 0) or high != int(high or 0) or (high or 0) - (low or 0) > 20):
        problems["most"] = SCALE_STEPS
    return least, most


def _condition(raw: Mapping[str, Any], before: Sequence[Question], problems: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    when = _text(raw.get("when"), 40)
    if not when:
        return "", ()
    source = next((each for each in before if each.code == when and each.kind in BRANCHING), None)
    if source is None:
        problems["when"] = BAD_WHEN
        return "", ()
    offered = {fold(each): each for each in answers_of(source)}
    equals = tuple(dict.fromkeys(offered[fold(each)] for each in _texts(raw.get("equals"), 120) if fold(each) in offered))
    if not equals:
        problems["equals"] = BAD_EQUALS
    return when, equals


def answers_of(question: Question) -> tuple[str, ...]:
    """What can be answered to a question of fixed answers, as texts."""
    if question.kind is Kind.YES_NO:
        return (YES, NO)
    if question.kind is Kind.SCALE:
        low, high = question.bounds
        return tuple(str(each) for each in range(int(low or 0), int(high or 0) + 1))
    return question.options


def read_questions(raw: Any) -> tuple[list[Question], dict[str, list[str]]]:
    """All questions of a questionnaire, and what is wrong, by `preguntas` or `preguntas.N.attribute`."""
    if not isinstance(raw, list) or any(not isinstance(each, dict) for each in raw):
        return [], {"preguntas": [NOT_A_LIST]}
    if not raw:
        return [], {"preguntas": [NO_QUESTIONS]}
    if len(raw) > MOST_QUESTIONS:
        return [], {"preguntas": [Sentence(TOO_MANY, most=MOST_QUESTIONS)]}
    found: list[Question] = []
    problems: dict[str, list[str]] = {}
    for number, each in enumerate(raw):
        question, wrong = read_question(each, found)
        found.append(question)
        problems |= {f"preguntas.{number}.{name}": [sentence] for name, sentence in wrong.items()}
    return found, problems


def stored(raw: Iterable[Mapping[str, Any]]) -> list[Question]:
    """Questions as the database keeps them."""
    names = Question.__dataclass_fields__
    return [
        Question(**{name: tuple(value) if name in ("options", "equals") else Kind(value) if name == "kind" else value for name, value in each.items() if name in names})
        for each in raw
    ]  # fmt: skip
