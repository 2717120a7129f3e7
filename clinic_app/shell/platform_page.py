"""The platform: its own door, and the list of clinics."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.components import email_field, entrance, entrance_field, messages, submit
from clinic_app.shell.layout import offline_strip
from clinic_app.shell.platform_state import ClinicRow, PlatformState
from clinic_app.shell.settings.factor_card import factor_card
from clinic_app.shell.settings.factor_state import PlatformFactorState
from clinic_app.ui import brand, routes
from clinic_app.ui.components import badge, card, empty_state, icon, page_header, page_link, skeleton
from clinic_app.ui.effects import page_effects
from clinic_app.ui.i18n import _, date_text, n_, number_text
from clinic_app.ui.native_form import native_form
from clinic_app.ui.toasts import toast_region

PLANS = {"freemium": "Freemium", "initial": "Initial", "pro": "Pro"}  # names of products


@rx.page(routes.PLATFORM_LOGIN, title="Hampiq")
def platform_login() -> rx.Component:
    form = native_form(
        email_field(), entrance_field("password", _("Contraseña"), type="password", auto_complete="current-password"), submit(_("Entrar")),
        action=routes.PLATFORM_SIGN_IN_ACTION, keep=True,
    )  # fmt: skip
    return entrance(_("Administración"), _("Solo para quien administra esta instalación."), messages(), form, side=False)


def _line(row: rx.Var[ClinicRow]) -> rx.Component:
    plan = rx.match(row.plan, *[(code, badge(name)) for code, name in PLANS.items()], badge(row.plan))
    return rx.el.tr(
        rx.el.th(row.name, scope="row"), rx.el.td(row.country), rx.el.td(plan), rx.el.td(date_text(row.created), class_name="nowrap"),
        rx.el.td(number_text(row.people), class_name="num"), rx.el.td(number_text(row.patients), class_name="num"),
        rx.el.td(rx.cond(row.active == "", "–", date_text(row.active)), class_name="nowrap"),
        key=row.id.to_string(),
    )  # fmt: skip


def _clinics() -> rx.Component:
    heads = (
        (_("Consultorio"), ""),
        (_("País"), ""),
        (_("Plan"), ""),
        (_("Creado"), ""),
        (_("Personas"), "num"),
        (_("Pacientes"), "num"),
        (_("Última actividad"), ""),
    )
    head = rx.el.thead(rx.el.tr(*[rx.el.th(words, scope="col", class_name=name) for words, name in heads]))
    table = rx.el.div(
        rx.el.table(head, rx.el.tbody(rx.foreach(PlatformState.clinics, _line)), class_name="table clinics-table"),
        class_name="table-scroll", tab_index=0, role="region", custom_attrs={"aria-label": _("Consultorios")},
    )  # fmt: skip
    none = empty_state("building-2", _("Todavía no hay consultorios"), _("Aparecerán aquí cuando alguien cree el suyo."))
    count = n_("{n} consultorio", "{n} consultorios", PlatformState.clinics.length())
    filled = rx.cond(PlatformState.clinics.length() > 0, table, none)
    return card(
        rx.cond(PlatformState.loaded, filled, skeleton(6)),
        title=_("Consultorios"),
        actions=[rx.el.span(count, class_name="small muted")],
        pad=False,
    )


def _top() -> rx.Component:
    out = native_form(rx.el.button(icon("log-out"), _("Salir"), type="submit", class_name="btn"), action=routes.PLATFORM_SIGN_OUT_ACTION)
    name = rx.el.span(PlatformState.person_name, class_name="small muted ellipsis")
    return rx.el.header(
        page_link(brand.logo(), brand.NAME, href=routes.PLATFORM, class_name="brand"),
        rx.el.span(class_name="grow"),
        name,
        out,
        class_name="topbar",
    )


@rx.page(routes.PLATFORM, title="Hampiq", on_load=[PlatformState.load, PlatformFactorState.load])
def platform() -> rx.Component:
    content = rx.el.main(
        page_header(_("Administración"), detail=_("Solo números: los datos de los pacientes no se ven desde aquí.")),
        rx.el.div(_clinics(), factor_card(PlatformFactorState), class_name="stack"),
        id="content", class_name="page page-wide",
    )  # fmt: skip
    return rx.el.div(page_effects(), _top(), offline_strip(), content, toast_region(), class_name="platform")
