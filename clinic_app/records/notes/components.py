"""A signed note in full: what it says, its addenda, its versions, and how to print it or declare it void."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.frame import HEAD
from clinic_app.records.notes.state import NotesState, Part, Said
from clinic_app.ui.components import badge, button, dialog, icon, note, text_field
from clinic_app.ui.i18n import _, date_text
from clinic_app.ui.native_link import file_link

STATE = NotesState
VIEW = STATE.view


def _said(name: str) -> rx.Var:
    return _(rx.cond(STATE.errors.contains(name), STATE.errors[name], "").to(str))


def _section(part: rx.Var[Part]) -> rx.Component:
    mark = rx.el.span(part.mark, class_name="soapie", custom_attrs={"aria-hidden": "true"})
    return rx.el.div(
        rx.el.dt(mark, _(part.word), class_name="row gap-4"),
        rx.el.dd(part.text, class_name="note-text"),
        class_name="note-said",
        key=part.mark,
    )


def _vital(part: rx.Var[Part]) -> rx.Component:
    odd = rx.cond(
        part.odd,
        rx.el.span(icon("triangle-alert", 13), rx.el.span(_("Fuera de lo habitual para su edad"), class_name="sr-only"), class_name="warn"),
        rx.fragment(),
    )
    return rx.el.div(rx.el.dt(_(part.word), class_name="tiny muted"), rx.el.dd(rx.el.strong(part.text), " ", odd), key=part.word)


def _diagnosis(part: rx.Var[Part]) -> rx.Component:
    return rx.el.li(rx.el.code(part.word, class_name="note-code"), " ", part.text, key=part.mark + part.word)


def _addendum(one: rx.Var[Said]) -> rx.Component:
    head = rx.el.p(
        icon("message-square-plus", 13),
        " ",
        _("Adenda de {name}", name=one.author),
        ", ",
        date_text(one.at, "datetime"),
        class_name="small muted",
    )
    return rx.el.li(head, rx.el.p(one.text, class_name="note-text"), class_name="note-addendum", key=one.number.to_string())


def _version(one: rx.Var[Said]) -> rx.Component:
    head = rx.el.p(
        _("Versión {n}, firmada por {name}", n=one.number, name=one.author), ", ", date_text(one.at, "datetime"), class_name="small muted"
    )
    return rx.el.li(head, rx.el.p(one.text, class_name="note-text muted"), key=one.number.to_string())


def _older() -> rx.Component:
    words = rx.el.summary(icon("history", 14), " ", _("Versiones anteriores"), class_name="small")
    return rx.cond(
        VIEW.versions.length() > 0,
        rx.el.details(words, rx.el.ul(rx.foreach(VIEW.versions, _version), class_name="stack"), class_name="note-older"),
        rx.fragment(),
    )


def _addendum_form() -> rx.Component:
    field = text_field(
        "texto", _("Añadir una adenda"), hint=_("La nota firmada no cambia: lo que corrijas o completes queda debajo, con tu nombre."), error=_said("texto"),
        multiline=True, max_length=10000, rows="3", default_value=STATE.typed, on_change=lambda text: STATE.keep(VIEW.id, text).debounce(500),
    )  # fmt: skip
    form = rx.el.form(
        field,
        rx.el.div(button(_("Firmar adenda"), icon_name="check", type="submit"), class_name="form-foot"),
        on_submit=STATE.add,
        no_validate=True,
        class_name="stack",
        key=STATE.box.to_string(),
    )  # what was typed before stands in it again
    return rx.cond(STATE.can_write & ~VIEW.voided, form, rx.fragment())


def _note_dialog() -> rx.Component:
    meta = rx.el.p(
        rx.el.strong(VIEW.author), rx.cond(VIEW.license != "", " · " + VIEW.license, ""), rx.cond(VIEW.service != "", " · " + VIEW.service, ""), " · ",
        _("Firmada el {date}", date=date_text(VIEW.signed, "datetime")), class_name="small",
    )  # fmt: skip
    voided = rx.cond(VIEW.voided, note("bad", "ban", rx.el.strong(_("Nota anulada.")), " ", VIEW.void_reason), rx.fragment())
    corrected = rx.cond(VIEW.version > 1, badge(_("Versión {n}", n=VIEW.version), "warn", "history"), rx.fragment())
    body = rx.el.div(
        voided, rx.el.div(meta, corrected, class_name="row wrap between"),
        rx.cond(VIEW.vitals.length() > 0, rx.el.dl(rx.foreach(VIEW.vitals, _vital), class_name="note-signs"), rx.fragment()),
        rx.el.dl(rx.foreach(VIEW.sections, _section), class_name="stack"),
        rx.cond(VIEW.diagnoses.length() > 0, rx.el.div(rx.el.h3(_("Diagnósticos"), class_name="tiny muted"), rx.el.ul(rx.foreach(VIEW.diagnoses, _diagnosis), class_name="stack gap-4")), rx.fragment()),
        rx.cond(VIEW.addenda.length() > 0, rx.el.ul(rx.foreach(VIEW.addenda, _addendum), class_name="stack"), rx.fragment()),
        _older(), _addendum_form(), class_name="stack gap-16",
    )  # fmt: skip
    link = "/api/pacientes/" + HEAD.head.patient.id.to_string() + "/historia/notas/" + VIEW.id.to_string() + "/pdf/"
    printing = file_link(
        icon("printer"), _("Imprimir"), href=link, download=False, class_name="btn", custom_attrs={"target": "_blank", "rel": "noopener"}
    )
    away = rx.cond(
        STATE.can_write & ~VIEW.voided, button(_("Anular nota"), icon_name="ban", kind="danger", on_click=STATE.ask_void), rx.fragment()
    )
    return dialog(
        body,
        title=_("Nota del {date}", date=date_text(VIEW.at, "datetime")),
        open=STATE.dialog == "note",
        on_close=STATE.close,
        name="dialog-note",
        footer=[away, printing],
        wide=True,
    )


def _void_dialog() -> rx.Component:
    form = rx.el.form(
        rx.el.p(_("La nota deja de contar y queda guardada con todo lo que dice. Úsalo, por ejemplo, si la escribiste en otra persona. Esto no se puede deshacer.")),
        text_field("motivo", _("Motivo"), error=_said("motivo"), required=False, max_length=500),
        rx.el.div(button(_("No anular"), on_click=STATE.close), button(_("Anular la nota"), icon_name="ban", kind="danger", type="submit"), class_name="form-foot"),
        on_submit=STATE.void, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return dialog(form, title=_("¿Anular esta nota?"), open=STATE.dialog == "void", on_close=STATE.close, name="dialog-void")


def note_dialogs() -> rx.Component:
    return rx.fragment(_note_dialog(), _void_dialog())
