"""What counts as an answer to a questionnaire, what the answers say of a patient, and how two of them differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clinic_app.core.i18n import N_, Sentence
from clinic_app.records.anamnesis.questionnaire import NO, NOT_NUMBER, YES, Kind, Question, a_number, fold

LONGEST_TEXT, LEAST_YEAR = 2000, 1900
REQUIRED = N_("Responde esta pregunta.")
NOT_TEXT = N_("Escribe la respuesta con palabras.")
NOT_YES_NO = N_("Responde sí o no.")
NOT_OFFERED = N_("Elige una de las opciones.")
NOT_DATE = N_("Escribe una fecha válida.")
FUTURE = N_("La fecha no puede ser futura.")
TOO_LONG = N_("Escribe como máximo {longest} caracteres.")
TOO_SMALL = N_("El valor debe ser {least} o más.")
TOO_BIG = N_("El valor debe ser {most} o menos.")


@dataclass
class Checked:
    """The answers that count, by code, and what is wrong with the others."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def shown(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The questions that are asked, given what was answered so far: one whose condition is not asked itself is not asked either."""
    found: list[Question] = []
    asked: set[str] = set()
    for question in questions:
        if not question.when or (question.when in asked and _meets(question, answers.get(question.when))):
            found.append(question)
            asked.add(question.code)
    return found


def _meets(question: Question, answer: Any) -> bool:
    given = [str(each) for each in answer] if isinstance(answer, list) else ["" if answer is None else str(answer)]
    wanted = {fold(each) for each in question.equals}
    return any(fold(each) in wanted for each in given)


def check(questions: Sequence[Question], raw: Mapping[str, Any], today: date) -> Checked:
    """The answers that count: of the questions that are asked, each as its kind wants it; empty ones are left out."""
    result = Checked()
    for question in questions:
        if question not in shown(questions, result.answers):
            continue
        given = raw.get(question.code)
        if given is None or given == "" or given == [] or (isinstance(given, str) and not given.strip()):
            if question.required:
                result.problems[question.code] = REQUIRED
            continue
        try:
            result.answers[question.code] = _READERS[question.kind](question, given, today)
        except ValueError as error:
            result.problems[question.code] = error.args[0]
    return result


def _a_text(question: Question, raw: Any, today: date) -> str:
    if not isinstance(raw, str) or "\0" in raw:
        raise ValueError(NOT_TEXT)
    value = raw.strip()
    if len(value) > LONGEST_TEXT:
        raise ValueError(Sentence(TOO_LONG, longest=LONGEST_TEXT))
    return value


def _yes_no(question: Question, raw: Any, today: date) -> str:
    word = {True: YES, False: NO}.get(raw, raw) if isinstance(raw, bool) else raw
    if not isinstance(word, str) or fold(word.strip()) not in (YES, NO):
        raise ValueError(NOT_YES_NO)
    return fold(word.strip())


def _choice(question: Question, raw: Any, today: date) -> str:
    if isinstance(raw, str):
        for option in question.options:
            if fold(option) == fold(raw.strip()):
                return option
    raise ValueError(NOT_OFFERED)


def _choices(question: Question, raw: Any, today: date) -> list[str]:
    given = raw if isinstance(raw, list) else [raw]
    picked = {_choice(question, each, today) for each in given}
    return [option for option in question.options if option in picked]


def _count(question: Question, raw: Any, today: date) -> float:
    try:
        value = a_number(raw)
    except ValueError:
        raise ValueError(NOT_NUMBER) from None
    if value is None:
        raise ValueError(NOT_NUMBER)
    least, most = question.bounds
    if least is not None and value < least:
        raise ValueError(Sentence(TOO_SMALL, least=f"{least:g}"))
    if most is not None and value > most:
        raise ValueError(Sentence(TOO_BIG, most=f"{most:g}"))
    if question.kind is Kind.SCALE and value != int(value):
        raise ValueError(NOT_OFFERED)
    return value


def _a_date(question: Question, raw: Any, today: date) -> str:
    try:
        if not isinstance(raw, str) or len(raw) != 10:
            raise ValueError
        value = date.fromisoformat(raw)
    except ValueError:
        raise ValueError(NOT_DATE) from None
    if value.year < LEAST_YEAR:
        raise ValueError(NOT_DATE)
    if value > today:
        raise ValueError(FUTURE)
    return value.isoformat()


_READERS = {
    Kind.TEXT: _a_text, Kind.YES_NO: _yes_no, Kind.CHOICE: _choice, Kind.CHOICES: _choices, Kind.NUMBER: _count, Kind.SCALE: _count, Kind.DATE: _a_date,
}  # fmt: skip


def facts(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the answers say for the clinical profile, by kind of fact; a free text may hold several, a plain "no" says nothing."""
    found: dict[str, list[str]] = {}
    for question in shown(questions, answers):
        answer = answers.get(question.code)
        if not question.fact or answer in (None, "", NO, []):
            continue
        if question.kind is Kind.YES_NO:
            texts = [question.label.strip("¿?¡! ")]
        elif question.kind is Kind.TEXT:
            texts = re.split(r"[\n;,]+", str(answer)) if question.fact == "alergia" else re.split(r"[\n;]+", str(answer))
        elif isinstance(answer, list):
            texts = answer
        elif question.kind is Kind.CHOICE:
            texts = [str(answer)]
        else:
            texts = [f"{question.label.strip('¿?¡! ')}: {said(question, answer)}"]
        found.setdefault(question.fact, []).extend(texts)
    return found


def said(question: Question, answer: Any) -> str:
    """An answer as people read it; dates stay ISO. Empty when there is none."""
    if answer is None or answer == "":
        return ""
    if question.kind is Kind.YES_NO:
        return "Sí" if answer == YES else "No"
    if isinstance(answer, list):
        return ", ".join(str(each) for each in answer)
    if isinstance(answer, float | int):
        return f"{answer:g} {question.unit}".strip()
    return str(answer)


@dataclass(frozen=True)
class Difference:
    """One question in two versions; one that was not asked in one of them has no answer there."""

    code: str
    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def compare(old: tuple[Sequence[Question], Mapping[str, Any]], new: tuple[Sequence[Question], Mapping[str, Any]]) -> list[Difference]:
    """Two versions side by side, in the order of the newer; what only the older one asked comes last."""
    (before, was), (after, now) = old, new
    earlier = {each.code: each for each in before}
    rows = [
        Difference(each.code, each.label, said(earlier[each.code], was.get(each.code)) if each.code in earlier else "", said(each, now.get(each.code)))
        for each in after
    ]  # fmt: skip
    codes = {each.code for each in after}
    return rows + [Difference(each.code, each.label, said(each, was.get(each.code)), "") for each in before if each.code not in codes]
