"""The frame of a page: rail, top line, bottom bar on phones.

Its parts are `rx.memo`: compiled once for all pages instead of once a page, which halves the time that building the pages takes.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_components_core.core.banner import has_connection_errors

from clinic_app.core.permissions import Permission
from clinic_app.shell.palette import palette, phone_search_opener, search_opener
from clinic_app.shell.state import ShellState
from clinic_app.ui import brand, routes
from clinic_app.ui.components import avatar_initials, icon, menu, page_link
from clinic_app.ui.effects import language_buttons, page_effects
from clinic_app.ui.i18n import N_, _, date_text
from clinic_app.ui.native_form import native_form
from clinic_app.ui.theme import ICON_PHONE, ICON_RAIL
from clinic_app.ui.toasts import toast_region


@dataclass(frozen=True)
class Place:
    """An entry of the navigation."""

    name: str
    word: str
    icon: str
    href: str
    permission: Permission | None = None  # those without it do not see the place
    on_phones: bool = True  # whether it is in the bar at the bottom, which has room for six


PLACES = (
    Place("today", N_("Hoy"), "sun", routes.TODAY),
    Place("agenda", N_("Agenda"), "calendar-days", routes.AGENDA),
    Place("patients", N_("Pacientes"), "users", routes.PATIENTS),
    Place("growth", N_("Crecimiento"), "ruler", routes.GROWTH_ALERTS, Permission.RECORDS_READ, on_phones=False),
    Place("messages", N_("Mensajes"), "message-circle", routes.MESSAGES),
    Place("services", N_("Servicios"), "layers", routes.SERVICES),
    Place("settings", N_("Ajustes"), "settings", routes.SETTINGS),
)
THEMES = (("light", N_("Claro"), "sun"), ("dark", N_("Oscuro"), "moon"), ("system", N_("Como el equipo"), "sun-moon"))


def _current(place: Place, active: rx.Var[str]) -> dict[str, Any]:
    return {"aria-current": rx.cond(active == place.name, "page", "false")}


def _brand_link() -> rx.Component:
    return page_link(
        brand.logo(),
        rx.el.span(brand.NAME, class_name="word"),
        href=routes.TODAY,
        class_name="brand",
        custom_attrs={"aria-label": brand.NAME},
    )


def _rail_link(place: Place, active: rx.Var[str]) -> rx.Component:
    may: Any = ShellState.may
    link = page_link(
        icon(place.icon, ICON_RAIL),
        rx.el.span(_(place.word), class_name="word"),
        _waiting(place),
        href=place.href,
        title=_(place.word),
        custom_attrs=_current(place, active),
    )
    # until it is known who is here, the place is held: else the ones below it would jump
    return link if place.permission is None else rx.cond((may.length() == 0) | may.contains(place.permission.value), link, rx.fragment())


@rx.memo
def rail(active: rx.Var[str]) -> rx.Component:
    """The places, at the left of wide screens."""
    links = [_rail_link(place, active) for place in PLACES]
    foot = rx.el.div(
        rx.el.span(rx.cond(has_connection_errors, _("Sin conexión"), _("En línea")), class_name="word"),
        class_name=rx.cond(has_connection_errors, "rail-foot off", "rail-foot"),
    )
    menu_ = rx.el.nav(*links, class_name="nav", custom_attrs={"aria-label": _("Principal")})
    return rx.el.aside(_brand_link(), menu_, foot, class_name="rail", custom_attrs={"aria-label": _("Barra lateral")})


def _waiting(place: Place) -> rx.Component:
    """How much waits in a place; nothing where nobody counts."""
    counts: Any = ShellState.counts
    waiting = counts[place.name].to(int)
    return rx.cond(waiting > 0, rx.el.span(waiting, rx.el.span(" ", _("por ver"), class_name="sr-only"), class_name="count"), rx.fragment())


@rx.memo
def bottom_bar(active: rx.Var[str]) -> rx.Component:
    """The places on phones."""
    links = [
        page_link(
            rx.el.span(icon(place.icon, ICON_PHONE), _waiting(place), class_name="pill"),
            rx.el.span(_(place.word)),
            href=place.href,
            custom_attrs=_current(place, active),
        )
        for place in PLACES
        if place.on_phones
    ]
    return rx.el.nav(*links, class_name="bottom-bar", custom_attrs={"aria-label": _("Principal")})


def _clinic() -> rx.Component:
    name = rx.el.span(ShellState.clinic_name, class_name="ellipsis")

    def choice(each: Any) -> rx.Component:
        mark = rx.cond(each.id == ShellState.clinic_id, icon("check"), icon("building-2"))
        hidden = rx.el.input(type="hidden", name="clinic", value=each.id.to(str), read_only=True)
        return native_form(
            hidden, rx.el.button(mark, each.name, type="submit", class_name="menu-item"), action=routes.SWITCH_CLINIC_ACTION, key=each.id
        )

    clinics: Any = ShellState.clinics
    several = menu(
        rx.el.span(icon("building-2", class_name="only-wide"), name, icon("chevrons-up-down", 14), class_name="clinic"),
        rx.foreach(clinics, choice), label=_("Cambiar de consultorio"), side="left",
    )  # fmt: skip
    return rx.cond(clinics.length() > 1, several, rx.el.span(icon("building-2", class_name="only-wide"), name, class_name="clinic"))


def _elsewhere() -> list[rx.Component]:
    """On phones: the places for which the bar at the bottom has no room."""
    may: Any = ShellState.may
    return [
        rx.cond(
            may.contains(place.permission.value),
            page_link(
                icon(place.icon), _(place.word), href=place.href, class_name="menu-item only-phone", custom_attrs={"data-closes": "true"}
            ),
            rx.fragment(),
        )
        for place in PLACES
        if not place.on_phones and place.permission
    ]


def _person_menu() -> rx.Component:
    summary = rx.el.span(
        avatar_initials(ShellState.person_initials),
        rx.el.span(
            rx.el.span(ShellState.person_name, class_name="name"),
            rx.el.br(),
            rx.el.span(_(ShellState.role), class_name="role"),
            class_name="words",
        ),
        class_name="person",
    )
    themes = [
        rx.el.button(
            icon(mark), _(word), type="button", class_name="menu-item", on_click=set_color_mode(mode),
            custom_attrs={"data-closes": "true", "aria-pressed": rx.cond(color_mode == mode, "true", "false")},
        )
        for mode, word, mark in THEMES
    ]  # fmt: skip
    places = [
        page_link(icon(mark), _(word), href=href, class_name="menu-item", custom_attrs={"data-closes": "true"})
        for word, mark, href in (
            (N_("Tu perfil"), "circle-user", routes.SETTINGS_PROFILE),
            (N_("Seguridad"), "shield-check", routes.SETTINGS_SECURITY),
        )
    ]
    return menu(
        summary,
        rx.el.p(ShellState.person_name, class_name="menu-title only-phone"),
        *_elsewhere(),
        *places, rx.el.hr(),
        rx.el.p(_("Idioma"), class_name="menu-title"), *language_buttons("menu-item", closes=True), rx.el.hr(),
        rx.el.p(_("Apariencia"), class_name="menu-title"), *themes, rx.el.hr(),
        native_form(rx.el.button(icon("log-out"), _("Salir"), type="submit", class_name="menu-item"), action=routes.SIGN_OUT_ACTION),
        label=_("Tu cuenta"),
    )  # fmt: skip


@rx.memo
def top_line() -> rx.Component:
    """Clinic, search, the day and the person's menu."""
    today = rx.el.span(icon("calendar"), date_text(ShellState.today, "medium"), class_name="row small muted nowrap only-wide")
    return rx.el.header(
        rx.el.div(_brand_link(), class_name="only-phone"), _clinic(), search_opener(), rx.el.span(class_name="grow only-wide"), today, phone_search_opener(), _person_menu(),
        class_name="topbar",
    )  # fmt: skip


def offline_strip() -> rx.Component:
    """Shown while the server cannot be reached; what is done meanwhile is sent when it is back."""
    words = rx.el.span(rx.el.strong(_("Sin conexión.")), " ", _("Lo que hagas se enviará al volver la señal."))
    strip = rx.el.div(icon("wifi-off"), words, class_name="strip t-warn")
    return rx.el.div(rx.cond(has_connection_errors, strip, rx.fragment()), role="status")


@rx.memo
def unseen_parts() -> rx.Component:
    """What every page holds and shows only when it is called for."""
    return rx.fragment(page_effects(), toast_region(), palette())


def page_frame(content: rx.Component, active: str = "today", wide: bool = False) -> rx.Component:
    """Put a page inside the frame. `active` is the name of its place in the navigation; `wide` lifts the width limit (agenda)."""
    return rx.el.div(
        rx.el.nav(
            rx.el.a(_("Saltar al contenido"), href="#content", class_name="btn skip-link"),
            class_name="skip-nav",
            custom_attrs={"aria-label": _("Saltar al contenido")},
        ),
        rail(active=active),
        rx.el.div(
            top_line(),
            offline_strip(),
            rx.el.main(content, id="content", tab_index=-1, class_name="page page-wide" if wide else "page"),
            class_name="main",
        ),
        bottom_bar(active=active),
        unseen_parts(),
        class_name="app",
    )
