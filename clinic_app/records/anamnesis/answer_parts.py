"""The fields of a questionnaire, for the staff's page and for the patient's."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from collections.abc import Callable

import reflex as rx

from clinic_app.records.anamnesis.answer_rows import PREFIX, AnswerField
from clinic_app.ui.components import icon
from clinic_app.ui.i18n import _

OnAnswer = Callable[[rx.Var, rx.Var], object]


def _words(row: rx.Var[AnswerField]) -> rx.Component:
    unit = rx.cond(row.unit != "", " (" + row.unit + ")", "")
    optional = rx.cond(row.required, rx.fragment(), rx.el.span(" (", _("opcional"), ")", class_name="optional"))
    return rx.fragment(row.label, unit, optional)


def _hints(row: rx.Var[AnswerField]) -> rx.Component:
    name = PREFIX + row.code
    said = rx.cond(row.error != "", rx.el.span(icon("circle-x", 14), rx.el.span(_(row.error)), class_name="field-error"), rx.fragment())
    return rx.fragment(
        rx.cond(row.help != "", rx.el.p(row.help, id=name + "-hint", class_name="hint"), rx.fragment()),
        rx.el.div(said, id=name + "-error", role="alert"),
    )


def _typed(row: rx.Var[AnswerField]) -> rx.Component:
    name = PREFIX + row.code
    about = {"aria-describedby": name + "-hint " + name + "-error", "aria-invalid": rx.cond(row.error != "", "true", "false")}
    shared = {"id": name, "name": name, "default_value": row.value, "class_name": "input", "custom_attrs": about}
    control = rx.match(
        row.kind,
        ("numero", rx.el.input(input_mode="decimal", max_length=20, auto_complete="off", **shared)),
        ("fecha", rx.el.input(type="date", **shared)),
        rx.el.textarea(rows="2", max_length=2000, **shared),
    )
    return rx.el.div(rx.el.label(_words(row), html_for=name, class_name="label"), control, _hints(row), class_name="answer field")


def _fixed(row: rx.Var[AnswerField], on_answer: OnAnswer) -> rx.Component:
    """One of several, or several of them; yes and no in the reader's language."""

    def option(value: rx.Var) -> rx.Component:
        name = PREFIX + row.code
        several = row.kind == "opciones"
        shown = rx.cond(row.kind == "si_no", rx.cond(value == "si", _("Sí"), _("No")), value)
        on = rx.cond(several, row.chosen.contains(value), row.value == value)
        box = rx.el.input(
            type=rx.cond(several, "checkbox", "radio").to(str), name=name, value=value, checked=on, on_change=on_answer(row.code, value)
        )
        return rx.el.label(box, rx.el.span(shown), class_name="answer-option", key=value)

    look = rx.match(row.kind, ("escala", "answer-options answer-scale"), ("si_no", "answer-options"), "answer-options wide").to(str)
    options = rx.el.div(rx.foreach(row.options.to(list[str]), option), class_name=look)
    return rx.el.fieldset(rx.el.legend(_words(row), class_name="label"), options, _hints(row), class_name="answer")


def answer_fields(rows: rx.Var, on_answer: OnAnswer) -> rx.Component:
    """Every question that is asked now; `on_answer(code, value)` returns the event of a choice."""

    def one(row: rx.Var[AnswerField]) -> rx.Component:
        typed = (row.kind == "texto") | (row.kind == "numero") | (row.kind == "fecha")
        return rx.cond(row.visible, rx.el.div(rx.cond(typed, _typed(row), _fixed(row, on_answer)), key=row.code), rx.fragment())

    return rx.el.div(rx.foreach(rows.to(list[AnswerField]), one), class_name="answers")
