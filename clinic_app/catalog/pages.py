"""The services that the clinic offers."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.catalog.state import ServiceGroup, ServiceRow, ServicesState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, page_header, segmented, skeleton
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import _, money_text, n_

OFFER = ServicesState.offer


def _new_button(shortcut: str = "") -> rx.Component:
    new = button(_("Nuevo servicio"), icon_name="plus", kind="solid", shortcut=shortcut, on_click=ServicesState.begin)
    return rx.cond(ServicesState.can_write, new, rx.fragment())


def _buttons(row: rx.Var[ServiceRow]) -> rx.Component:
    hide = button(
        _("Ocultar {name}", name=row.name), icon_name="eye-off", kind="ghost", only_icon=True, on_click=ServicesState.hide(row.id)
    )
    show = button(
        _("Ofrecer otra vez {name}", name=row.name), icon_name="eye", kind="ghost", only_icon=True, on_click=ServicesState.show(row.id)
    )
    edit = button(_("Editar {name}", name=row.name), icon_name="pencil", kind="ghost", only_icon=True, on_click=ServicesState.edit(row.id))
    return rx.cond(ServicesState.can_write, rx.el.span(edit, rx.cond(row.is_active, hide, show), class_name="row gap-4"), rx.fragment())


def _line(row: rx.Var[ServiceRow]) -> rx.Component:
    facts = rx.el.span(
        n_("{n} min", "{n} min", row.minutes), " · ", money_text(row.price, OFFER.currency),
        rx.cond(row.description != "", rx.fragment(" · ", row.description), rx.fragment()), class_name="detail",
    )  # fmt: skip
    before = rx.cond(
        row.instructions != "", rx.el.span(_("Antes de venir: {words}", words=row.instructions), class_name="detail"), rx.fragment()
    )
    after = rx.cond(
        row.aftercare != "", rx.el.span(_("Cuidados después: {words}", words=row.aftercare), class_name="detail"), rx.fragment()
    )
    needs = [
        rx.cond(row.requires_consent, badge(_("Consentimiento"), "info", "file-pen-line"), rx.fragment()),
        rx.cond(row.requires_anamnesis, badge(_("Anamnesis"), "info", "clipboard-list"), rx.fragment()),
        rx.cond(
            row.interval > 0, badge(n_("Cada {n} día o más", "Cada {n} días o más", row.interval), "mute", "calendar-clock"), rx.fragment()
        ),
    ]
    hidden = rx.cond(row.is_active, rx.fragment(), badge(_("Oculto"), "mute", "eye-off"))
    name = rx.el.span(rx.el.span(row.name, class_name="title"), *needs, hidden, class_name="row wrap")
    words = rx.el.span(name, facts, before, after, class_name="col gap-0 grow")
    swatch = rx.el.span(class_name="swatch", style={"background": row.color}, custom_attrs={"aria-hidden": "true"})
    return rx.el.li(swatch, words, _buttons(row), class_name="list-row service-row", key=row.id.to_string())


def _group(group: rx.Var[ServiceGroup]) -> rx.Component:
    heading = rx.cond(group.category != "", rx.el.h2(group.category, class_name="tiny muted service-category"), rx.fragment())
    return rx.el.section(heading, rx.el.ul(rx.foreach(group.rows, _line), class_name="plain-list"), key=group.category)


def _list() -> rx.Component:
    none = empty_state(
        "layers",
        _("Todavía no hay servicios"),
        _("Añade lo que ofreces, cuánto dura y cuánto cuesta, para poder reservar citas."),
        _new_button(),
    )
    groups = rx.fragment(rx.foreach(OFFER.groups, _group))
    return card(rx.cond(ServicesState.loaded, rx.cond(OFFER.groups.length() > 0, groups, none), skeleton(6)), pad=False)


def _missing_card() -> rx.Component:
    """What becomes of a booking when the patient lacks what the service requires."""
    choice = segmented(
        [("warn", _("Avisar")), ("refuse", _("No dejar agendar"))],
        rx.cond(OFFER.refuse, "refuse", "warn").to(str),
        ServicesState.when_missing,
        _("Cuando falta un requisito"),
    )
    words = rx.el.span(
        rx.el.span(_("Cuando falta un requisito"), class_name="title"),
        rx.el.span(_("Al agendar sin el consentimiento, la anamnesis o los días entre sesiones que pide el servicio."), class_name="detail"), class_name="col gap-0 grow",
    )  # fmt: skip
    return rx.cond(
        ServicesState.loaded & ServicesState.can_set, card(rx.el.div(words, choice, class_name="row wrap missing-choice")), rx.fragment()
    )


def _dialog() -> rx.Component:
    fields = Fields(ServicesState.values, ServicesState.errors)
    grid = rx.el.div(
        rx.el.div(fields.text("nombre", _("Nombre"), required=True, max_length=100), class_name="wide"),
        fields.text(
            "duracion_minutos", _("Duración (minutos)"), required=True, input_mode="numeric", max_length=3, hint=_("Entre 5 y 720.")
        ),
        fields.text("precio", _("Precio"), required=True, input_mode="decimal", max_length=12, hint=OFFER.currency),
        fields.text("categoria", _("Categoría"), max_length=60, list="service-categories"),
        fields.text("intervalo_minimo_dias", _("Días mínimos entre sesiones"), input_mode="numeric", max_length=3),
        fields.text("color", _("Color en la agenda"), required=True, type="color"),
        class_name="form-grid",
    )
    filled = form(
        grid,
        fields.text("descripcion", _("Descripción"), max_length=2000),
        fields.text("instrucciones_previas", _("Instrucciones antes de venir"), multiline=True, rows="3", max_length=4000),
        fields.text("cuidados_pos_procedimento", _("Cuidados después de la atención"), multiline=True, rows="3", max_length=4000),
        rx.el.div(fields.check("requiere_consentimiento", _("Requiere consentimiento firmado")), fields.check("requiere_anamnesis", _("Requiere anamnesis")), class_name="row wrap gap-16"),
        rx.el.datalist(rx.foreach(OFFER.groups, lambda group: rx.el.option(value=group.category, key=group.category)), id="service-categories"),
        on_submit=ServicesState.save, on_cancel=ServicesState.cancel, save=_("Guardar servicio"),
    )  # fmt: skip
    title = rx.cond(ServicesState.editing == 0, _("Nuevo servicio"), _("Editar servicio")).to(str)
    return dialog(filled, title=title, open=ServicesState.open, on_close=ServicesState.cancel, name="service-form")


@rx.page(routes.SERVICES, title="Hampiq", on_load=[ShellState.load, ServicesState.load])
def services() -> rx.Component:
    count = rx.cond(ServicesState.loaded, n_("{n} servicio en oferta", "{n} servicios en oferta", OFFER.offered), "")
    return page_frame(
        rx.fragment(page_header(_("Servicios"), _new_button("n"), detail=count), _list(), _missing_card(), _dialog()), active="services"
    )
