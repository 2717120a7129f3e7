"""The small sheet of one closed time: once on each page that opens it with `OccurrenceState.show(key)`."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.blocks.sheet_state import PREFIX, OccurrenceState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, dialog, icon, link_button
from clinic_app.ui.forms import Fields, word_of
from clinic_app.ui.i18n import N_, _, date_text

KIND_WORDS = {
    "TRABAJO_PRINCIPAL": N_("Trabajo principal"), "TRABAJO_SECUNDARIO": N_("Segundo trabajo"), "PERSONAL": N_("Personal"), "VACACIONES": N_("Vacaciones"),
}  # fmt: skip
ONE = OccurrenceState.one


def hours_text(starts: rx.Var, ends: rx.Var) -> rx.Component:
    """The hours of a block; a night says that it ends on the next day."""
    next_day = rx.cond(ends <= starts, rx.fragment(" ", _("(del día siguiente)")), rx.fragment())
    return rx.cond(starts == "", rx.el.span(_("Todo el día")), rx.el.span(starts, " – ", ends, next_day))


def _move_form() -> rx.Component:
    fields = Fields(OccurrenceState.values, OccurrenceState.errors, PREFIX)
    problem = fields.said(PREFIX + "fecha")
    form = rx.el.form(
        fields.text("mover_a", _("Pasa al día"), type="date", required=True),
        rx.el.div(fields.text("hora_inicio", _("Desde"), type="time"), fields.text("hora_fin", _("Hasta"), type="time"), class_name="form-grid"),
        rx.el.div(rx.cond(problem != "", rx.el.span(icon("circle-x", 13), rx.el.span(problem), class_name="field-error"), rx.fragment()), role="alert"),
        rx.el.div(
            button(_("Cancelar"), on_click=OccurrenceState.ask_move),
            rx.el.button(icon("check"), _("Cambiar este día"), type="submit", class_name="btn btn-solid"), class_name="form-foot",
        ),
        on_submit=OccurrenceState.move, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return rx.cond(OccurrenceState.moving, form, rx.fragment())


def _actions() -> rx.Component:
    one_day = rx.el.div(
        button(_("Cambiar este día"), icon_name="calendar-clock", on_click=OccurrenceState.ask_move),
        button(_("Librar este día"), icon_name="calendar-x", on_click=OccurrenceState.drop),
        button(_("Terminar la serie aquí"), icon_name="calendar-off", on_click=OccurrenceState.end_series),
        rx.cond(ONE.moved, button(_("Devolver a su día"), icon_name="rotate-ccw", on_click=OccurrenceState.restore), rx.fragment()),
        class_name="sheet-actions",
    )
    whole = rx.el.div(
        button(_("Quitar bloqueo"), icon_name="trash-2", kind="danger", on_click=OccurrenceState.remove), class_name="sheet-actions"
    )
    return rx.cond(OccurrenceState.can_write, rx.cond(ONE.pattern_id > 0, one_day, whole), rx.fragment())


def occurrence_sheet() -> rx.Component:
    """Which block closes this time, and what may be done with it."""
    series = rx.cond(ONE.pattern_id > 0, badge(_("Parte de una serie"), "info", "repeat"), rx.fragment())
    words = rx.el.div(
        rx.el.span(class_name="swatch", style={"background": ONE.color}, custom_attrs={"aria-hidden": "true"}),
        rx.el.strong(rx.cond(ONE.title != "", ONE.title, word_of(ONE.kind, KIND_WORDS)), class_name="grow"),
        series,
        class_name="row wrap",
    )
    facts = rx.el.dl(
        rx.el.dt(_("Tipo")), rx.el.dd(word_of(ONE.kind, KIND_WORDS)), rx.el.dt(_("Día")), rx.el.dd(date_text(ONE.day, "long")),
        rx.el.dt(_("Hora")), rx.el.dd(hours_text(ONE.starts, ONE.ends)), class_name="facts",
    )  # fmt: skip
    return dialog(
        words, facts, _actions(), _move_form(), link_button(_("Ver bloqueos y turnos"), routes.AGENDA_BLOCKS, icon_name="list", kind="ghost"),
        title=_("Tiempo bloqueado"), open=OccurrenceState.is_open, on_close=OccurrenceState.close, name="closed-time",
    )  # fmt: skip
