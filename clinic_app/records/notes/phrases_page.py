"""The phrases and templates with which one person writes her notes."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.notes.phrases_state import FORM, PhraseLine, PhrasesState
from clinic_app.records.notes.wire import SECTION_NAMES
from clinic_app.records.notes.words import SECTION_WORDS
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, loading, text_field
from clinic_app.ui.i18n import _

STATE = PhrasesState


def _line(row: rx.Var[PhraseLine]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(
            rx.el.code("." + row.shortcut, class_name="note-code"), rx.el.strong(row.title), rx.cond(row.template, badge(_("Plantilla"), "info", "layout-template"), rx.fragment()),
            class_name="row wrap gap-8",
        ),
        rx.el.span(row.text, class_name="phrase-text"), class_name="col gap-4 grow",
    )  # fmt: skip
    own = rx.el.span(
        button(_("Cambiar {name}", name="." + row.shortcut), icon_name="pencil", kind="ghost", only_icon=True, on_click=STATE.begin(row.id, row.shortcut, row.template)),
        button(_("Borrar {name}", name="." + row.shortcut), icon_name="trash-2", kind="ghost", only_icon=True, on_click=STATE.remove(row.id)), class_name="row gap-4",
    )  # fmt: skip
    copy = button(_("Hacer mía"), icon_name="copy", size="sm", on_click=STATE.begin(0, row.shortcut, row.template))
    return rx.el.li(words, rx.cond(STATE.can_write, rx.cond(row.id > 0, own, copy), rx.fragment()), class_name="list-row", key=row.shortcut)


def _said(name: str) -> rx.Var:
    return _(rx.cond(STATE.errors.contains(name), STATE.errors[name], "").to(str))


def _form_dialog() -> rx.Component:
    def field(name: str, label: rx.Var, **props: object) -> rx.Component:
        return text_field(FORM + name, label, error=_said(name), default_value=STATE.values[FORM + name], auto_complete="off", **props)

    sections = [
        field(name, _(word), required=False, multiline=True, max_length=4000)
        for name, (_letter, word) in zip(SECTION_NAMES.values(), SECTION_WORDS.values(), strict=True)
    ]
    problem = rx.cond(_said("texto") != "", rx.el.p(_said("texto"), class_name="field-error"), rx.fragment())
    text = field("texto", _("Texto"), multiline=True, max_length=4000)
    form = rx.el.form(
        rx.el.div(
            field("atajo", _("Atajo"), max_length=20, hint=_("Escribe un punto y el atajo en la nota, y luego espacio.")), field("titulo", _("Nombre"), required=False, max_length=80), class_name="form-grid"
        ),
        rx.cond(STATE.template, rx.fragment(*sections, rx.el.div(problem, role="alert")), text),
        rx.el.div(button(_("Cancelar"), on_click=STATE.close), button(_("Guardar"), icon_name="check", kind="solid", type="submit"), class_name="form-foot"),
        on_submit=STATE.save, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return dialog(
        form,
        title=rx.cond(STATE.template, _("Plantilla"), _("Frase")),
        open=STATE.is_open,
        on_close=STATE.close,
        name="dialog-phrase",
        wide=True,
    )


@rx.page(routes.SETTINGS_PHRASES, title="Hampiq", on_load=[ShellState.load, STATE.load])
def phrases() -> rx.Component:
    add = [
        button(_("Plantilla"), icon_name="layout-template", on_click=STATE.begin(0, "", True)),
        button(_("Frase"), icon_name="plus", kind="solid", on_click=STATE.begin(0, "", False)),
    ]
    empty = empty_state(
        "text-quote", _("Sin frases propias"), _("Guarda lo que escribes a menudo: en la nota, un punto y el atajo lo ponen por ti.")
    )
    own = rx.cond(STATE.own.length() > 0, rx.el.ul(rx.foreach(STATE.own, _line)), empty)
    shown = rx.el.div(
        card(own, title=_("Tus frases y plantillas"), actions=[rx.cond(STATE.can_write, rx.el.span(*add, class_name="row wrap"), rx.fragment())], pad=False),
        card(rx.el.ul(rx.foreach(STATE.common, _line)), title=_("Para empezar"), pad=False), class_name="stack",
    )  # fmt: skip
    return settings_frame(rx.fragment(loading(STATE.ready, STATE.failed, shown, ShellState.load, STATE.load), _form_dialog()), "phrases")
