"""The questions of a questionnaire as a form shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clinic_app.records.anamnesis import answers as replies
from clinic_app.records.anamnesis.questionnaire import Kind, Question, answers_of

PREFIX = "q_"
TYPED = (Kind.TEXT, Kind.NUMBER, Kind.DATE)  # the browser keeps what is typed; what is chosen is told at once, since others depend on it


@dataclass
class AnswerField:
    """One question: `value` of what is typed or chosen, `chosen` where several may be."""

    code: str
    label: str
    kind: str
    required: bool
    options: list[str] = field(default_factory=list)
    value: str = ""
    chosen: list[str] = field(default_factory=list)
    help: str = ""
    unit: str = ""
    visible: bool = True
    error: str = ""


def _value(answer: Any) -> str:
    return f"{answer:g}" if isinstance(answer, int | float) else str(answer or "") if not isinstance(answer, list) else ""


def fields_of(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[AnswerField]:
    """The whole form with what was answered; what is not asked now is hidden."""
    asked = {each.code for each in replies.shown(questions, answers)}
    return [
        AnswerField(
            each.code, each.label, each.kind.value, each.required, list(answers_of(each)) if each.kind not in TYPED else [], _value(answers.get(each.code)),
            [str(one) for one in answers.get(each.code, [])] if each.kind is Kind.CHOICES else [], each.help, each.unit, each.code in asked,
        )
        for each in questions
    ]  # fmt: skip


def chosen(rows: Sequence[AnswerField]) -> dict[str, Any]:
    """What was chosen so far; the typed ones come with the form."""
    found: dict[str, Any] = {row.code: row.chosen for row in rows if row.kind == Kind.CHOICES and row.chosen}
    return found | {row.code: row.value for row in rows if row.kind not in (Kind.CHOICES, *TYPED) and row.value}


def choose(questions: Sequence[Question], rows: list[AnswerField], code: str, value: str) -> None:
    """Take one choice, or of several take it back; then show what depends on it. What the form does not offer is ignored."""
    row = next((each for each in rows if each.code == code and value in each.options), None)
    if row is None:
        return
    if row.kind == Kind.CHOICES:
        row.chosen = [each for each in row.options if (each in row.chosen) != (each == value)]
    else:
        row.value = value
    row.error = ""
    asked = {each.code for each in replies.shown(questions, chosen(rows))}
    for each in rows:
        each.visible = each.code in asked


def all_answers(rows: Sequence[AnswerField], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen and what was typed."""
    typed = {row.code: str(data.get(PREFIX + row.code) or "") for row in rows if row.kind in TYPED}
    return {code: text for code, text in typed.items() if text.strip()} | chosen(rows)


def put_errors(rows: list[AnswerField], problems: Mapping[str, Sequence[str]]) -> list[AnswerField]:
    """The sentences beside their questions; `problems` by `respuestas.CODE`."""
    for row in rows:
        row.error = next(iter(problems.get(f"respuestas.{row.code}", ())), "")
    return list(rows)
