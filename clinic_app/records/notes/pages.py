"""The notes of a patient: what was signed, and the form of a new one."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.frame import HEAD, OPENING, record_frame
from clinic_app.records.notes.components import note_dialogs
from clinic_app.records.notes.editor import EDITOR, note_editor
from clinic_app.records.notes.state import NoteLine, NotesState
from clinic_app.records.notes.visit import OpenVisitState, open_visit
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, empty_state, icon, loading
from clinic_app.ui.i18n import _, date_text
from clinic_app.ui.native_link import file_link

STATE = NotesState


def _line(row: rx.Var[NoteLine]) -> rx.Component:
    when = rx.el.span(
        rx.el.span(date_text(row.at, "medium"), class_name="title nowrap"),
        rx.el.span(date_text(row.at, "time"), class_name="detail"),
        class_name="col gap-0 note-when",
    )
    marks = rx.el.span(
        rx.cond(row.voided, badge(_("Anulada"), "struck", "ban"), rx.fragment()),
        rx.cond(row.addenda > 0, badge(_("Con adenda"), "info", "message-square-plus"), rx.fragment()),
        rx.cond(row.version > 1, badge(_("Corregida"), "warn", "history"), rx.fragment()),
        rx.foreach(row.codes, lambda code: rx.el.code(code, class_name="note-code", key=code)),
        class_name="row wrap gap-4",
    )
    words = rx.el.span(
        rx.el.span(row.author, rx.cond(row.service != "", " · " + row.service, ""), class_name="title ellipsis"),
        rx.cond(row.preview != "", rx.el.span(row.preview, class_name="note-preview"), rx.fragment()),
        rx.cond(row.vitals != "", rx.el.span(icon("activity", 13), " ", row.vitals, class_name="detail"), rx.fragment()),
        marks, class_name="col gap-4 grow",
    )  # fmt: skip
    look = rx.cond(row.voided, "list-row note-line voided", "list-row note-line")
    return rx.el.li(
        rx.el.button(when, words, icon("chevron-right"), type="button", class_name=look, on_click=STATE.show(row.id)),
        key=row.id.to_string(),
    )


def _list() -> rx.Component:
    new = button(_("Nueva nota"), icon_name="plus", kind="solid", shortcut="n", on_click=EDITOR.begin)
    first = rx.cond(
        STATE.can_write, button(_("Escribir la primera nota"), icon_name="notebook-pen", kind="solid", on_click=EDITOR.begin), rx.fragment()
    )
    empty = empty_state(
        "notebook-pen",
        _("Sin notas todavía"),
        _("Cada atención deja una nota: lo que cuenta, lo que ves, lo que piensas, lo que haces y lo que logras."),
        first,
    )
    rows = rx.el.ul(rx.foreach(STATE.rows, _line), class_name="plain")
    shown = loading(
        STATE.ready,
        STATE.failed,
        rx.cond(
            STATE.rows.length() > 0,
            rows,
            rx.cond(EDITOR.desk.open, rx.el.p(_("Sin notas firmadas."), class_name="muted small card-pad"), empty),
        ),
        *OPENING,
        STATE.load,
    )
    printing = file_link(
        icon("printer"), rx.el.span(_("Imprimir historia"), class_name="only-wide"), href="/api/pacientes/" + HEAD.head.patient.id.to_string() + "/historia/pdf/", download=False, class_name="btn",
        title=_("Imprimir historia"),
        custom_attrs={"aria-label": _("Imprimir historia"), "target": "_blank", "rel": "noopener"},
    )  # fmt: skip
    actions = [printing, rx.cond(STATE.can_write & ~EDITOR.desk.open, new, rx.fragment())]
    return card(shown, title=_("Notas"), actions=actions, pad=False, id="notes")


def _waiting() -> rx.Component:
    words = rx.el.div(
        rx.el.span(_("Tienes una nota sin firmar de esta persona."), class_name="grow"),
        button(_("Continuar"), icon_name="pencil", size="sm", on_click=EDITOR.begin),
        class_name="row wrap grow",
    )
    return rx.cond(EDITOR.waiting, rx.el.div(icon("file-clock"), words, class_name="note t-warn note-waiting"), rx.fragment())


@rx.page(routes.PATIENT_NOTES, title="Hampiq", on_load=[*OPENING, NotesState.load, OpenVisitState.load, EDITOR.load])
def patient_notes() -> rx.Component:
    return record_frame(note_editor(), open_visit(), _waiting(), _list(), note_dialogs(), section="notes")
