"""The dialog in which a clinic makes its tags."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.tags import COLORS, LONGEST_NAME
from clinic_app.patients.tags_state import AtHandState, TagLine
from clinic_app.ui.components import button, dialog, icon
from clinic_app.ui.forms import Fields
from clinic_app.ui.i18n import N_, _, n_

STATE = AtHandState
COLOR_WORDS = (N_("Verde azulado"), N_("Azul"), N_("Violeta"), N_("Fucsia"), N_("Rojo"), N_("Ámbar"), N_("Verde"), N_("Gris"))


def tag_words(tag: rx.Var) -> rx.Component:
    """A tag's colour and name, for inside a chip."""
    return rx.fragment(rx.el.i(class_name="swatch", style={"background": tag.color}, custom_attrs={"aria-hidden": "true"}), tag.name)


def _color(code: str, word: str) -> rx.Component:
    pick = rx.el.input(
        type="radio", name="color", value=code, default_checked=STATE.values["color"] == code, custom_attrs={"aria-label": _(word)}
    )
    return rx.el.label(pick, rx.el.i(style={"background": code}, custom_attrs={"aria-hidden": "true"}), title=_(word))


def _line(tag: rx.Var[TagLine]) -> rx.Component:
    sure = rx.el.span(
        button(_("Borrar"), icon_name="trash-2", kind="danger", size="sm", on_click=STATE.remove(tag.id)), button(_("No"), size="sm", on_click=STATE.ask_remove(0)), class_name="row gap-4"
    )  # fmt: skip
    usual = rx.el.span(
        button(
            _("Editar la etiqueta {name}", name=tag.name),
            icon_name="pencil",
            kind="ghost",
            size="sm",
            only_icon=True,
            on_click=STATE.edit(tag.id),
        ),
        button(
            _("Borrar la etiqueta {name}", name=tag.name),
            icon_name="trash-2",
            kind="ghost",
            size="sm",
            only_icon=True,
            on_click=STATE.ask_remove(tag.id),
        ),
        class_name="row gap-4",
    )
    words = rx.el.span(
        rx.el.span(tag.name, class_name="title"),
        rx.el.span(n_("{n} paciente", "{n} pacientes", tag.patients), class_name="detail"),
        class_name="col gap-0 grow",
    )
    swatch = rx.el.i(class_name="swatch", style={"background": tag.color}, custom_attrs={"aria-hidden": "true"})
    return rx.el.li(swatch, words, rx.cond(STATE.removing == tag.id, sure, usual), class_name="list-row", key=tag.id.to_string())


def tags_dialog() -> rx.Component:
    """All tags, and one form for a new one or the one that is edited."""
    fields = Fields(STATE.values, STATE.errors)
    colors = rx.el.fieldset(
        rx.el.legend(_("Color"), class_name="tiny muted"), rx.el.div(*[_color(code, word) for code, word in zip(COLORS, COLOR_WORDS, strict=True)], class_name="swatches")
    )  # fmt: skip
    words = rx.cond(STATE.editing == 0, _("Añadir etiqueta"), _("Guardar etiqueta"))
    foot = rx.el.div(
        rx.cond(STATE.editing != 0, button(_("Cancelar"), on_click=STATE.edit(0)), rx.fragment()),
        rx.el.button(icon("check"), words, type="submit", class_name="btn btn-solid"), class_name="row end",
    )  # fmt: skip
    name = fields.text("nombre", rx.cond(STATE.editing == 0, _("Nueva etiqueta"), _("Nombre")), required=True, max_length=LONGEST_NAME)
    form = rx.el.form(
        name,
        colors,
        foot,
        on_submit=STATE.save,
        no_validate=True,
        class_name="stack",
        key=STATE.editing.to_string() + STATE.values["color"].to(str),
    )
    none = rx.el.p(
        _("Las etiquetas agrupan a tus pacientes como te convenga: prematuros, control de peso, visitas a domicilio…"),
        class_name="small muted",
    )
    listed = rx.cond(STATE.tags.length() > 0, rx.el.ul(rx.foreach(STATE.tags, _line)), none)
    return dialog(form, listed, title=_("Etiquetas"), open=STATE.open, on_close=STATE.close, name="tags")
