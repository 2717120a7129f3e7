"""The services that the clinic offers."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.catalog.state import ServiceRow, ServicesState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, page_header, skeleton
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import _, money_text, n_


def _new_button(shortcut: str = "") -> rx.Component:
    new = button(_("Nuevo servicio"), icon_name="plus", kind="solid", shortcut=shortcut, on_click=ServicesState.begin)
    return rx.cond(ServicesState.can_write, new, rx.fragment())


def _buttons(row: rx.Var[ServiceRow]) -> rx.Component:
    hide = button(_("Ocultar {name}", name=row.name), icon_name="eye-off", kind="ghost", only_icon=True, on_click=ServicesState.hide(row.id))
    show = button(_("Ofrecer otra vez {name}", name=row.name), icon_name="eye", kind="ghost", only_icon=True, on_click=ServicesState.show(row.id))
    edit = button(_("Editar {name}", name=row.name), icon_name="pencil", kind="ghost", only_icon=True, on_click=ServicesState.edit(row.id))
    return rx.cond(ServicesState.can_write, rx.el.span(edit, rx.cond(row.is_active, hide, show), class_name="row gap-4"), rx.fragment())


def _line(row: rx.Var[ServiceRow]) -> rx.Component:
    facts = rx.el.span(
        n_("{n} min", "{n} min", row.minutes), " · ", money_text(row.price, ServicesState.currency),
        rx.cond(row.description != "", rx.fragment(" · ", row.description), rx.fragment()), class_name="detail",
    )  # fmt: skip
    before = rx.cond(row.instructions != "", rx.el.span(_("Antes de venir: {words}", words=row.instructions), class_name="detail"), rx.fragment())
    consent = rx.cond(row.requires_consent, badge(_("Consentimiento"), "info", "file-pen-line"), rx.fragment())
    hidden = rx.cond(row.is_active, rx.fragment(), badge(_("Oculto"), "mute", "eye-off"))
    name = rx.el.span(rx.el.span(row.name, class_name="title"), consent, hidden, class_name="row wrap")
    words = rx.el.span(name, facts, before, class_name="col gap-0 grow")
    swatch = rx.el.span(class_name="swatch", style={"background": row.color}, custom_attrs={"aria-hidden": "true"})
    return rx.el.li(swatch, words, _buttons(row), class_name="list-row service-row", key=row.id.to_string())


def _list() -> rx.Component:
    none = empty_state("layers", _("Todavía no hay servicios"), _("Añade lo que ofreces, cuánto dura y cuánto cuesta, para poder reservar citas."), _new_button())
    rows = rx.el.ul(rx.foreach(ServicesState.rows, _line), class_name="plain-list")
    return card(rx.cond(ServicesState.loaded, rx.cond(ServicesState.rows.length() > 0, rows, none), skeleton(6)), pad=False)


def _dialog() -> rx.Component:
    fields = Fields(ServicesState.values, ServicesState.errors)
    grid = rx.el.div(
        rx.el.div(fields.text("nombre", _("Nombre"), required=True, max_length=100), class_name="wide"),
        fields.text("duracion_minutos", _("Duración (minutos)"), required=True, input_mode="numeric", max_length=3, hint=_("Entre 5 y 720.")),
        fields.text("precio", _("Precio"), required=True, input_mode="decimal", max_length=12, hint=ServicesState.currency),
        fields.text("color", _("Color en la agenda"), required=True, type="color"),
        class_name="form-grid",
    )
    filled = form(
        grid,
        fields.text("descripcion", _("Descripción"), max_length=2000),
        fields.text("instrucciones_previas", _("Instrucciones antes de venir"), multiline=True, rows="3", max_length=4000),
        fields.check("requiere_consentimiento", _("Requiere consentimiento firmado")),
        on_submit=ServicesState.save, on_cancel=ServicesState.cancel, save=_("Guardar servicio"),
    )  # fmt: skip
    title = rx.cond(ServicesState.editing == 0, _("Nuevo servicio"), _("Editar servicio")).to(str)
    return dialog(filled, title=title, open=ServicesState.open, on_close=ServicesState.cancel, name="service-form")


@rx.page(routes.SERVICES, title="Hampiq", on_load=[ShellState.load, ServicesState.load])
def services() -> rx.Component:
    count = rx.cond(ServicesState.loaded, n_("{n} servicio en oferta", "{n} servicios en oferta", ServicesState.offered), "")
    return page_frame(rx.fragment(page_header(_("Servicios"), _new_button("n"), detail=count), _list(), _dialog()), active="services")
