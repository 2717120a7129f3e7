"""The frame of the settings: one page a section, each with its own small State."""

# pyright: reportReturnType=false, reportAttributeAccessIssue=false

import reflex as rx

from clinic_app.core.permissions import Permission
from clinic_app.shell.layout import Place, page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import icon, page_header, page_link
from clinic_app.ui.i18n import N_, _

SECTIONS = (
    Place("practice", N_("Consultorio"), "building-2", routes.SETTINGS),
    Place("agenda", N_("Agenda"), "calendar-days", routes.SETTINGS_AGENDA),
    Place("calendar", N_("Calendario"), "calendar-sync", routes.SETTINGS_CALENDAR),
    Place("diagnoses", N_("Diagnósticos"), "stethoscope", routes.SETTINGS_DIAGNOSES),
    Place("messages", N_("Mensajes"), "message-circle", routes.SETTINGS_MESSAGES),
    Place("questionnaires", N_("Cuestionarios"), "clipboard-list", routes.SETTINGS_QUESTIONNAIRES),
    Place("reminders", N_("Recordatorios"), "bell", routes.SETTINGS_REMINDERS),
    Place("people", N_("Personas"), "users", routes.SETTINGS_PEOPLE),
    Place("plan", N_("Plan y uso"), "gauge", routes.SETTINGS_PLAN),
    Place("trail", N_("Auditoría"), "scroll-text", routes.SETTINGS_TRAIL),
    Place("phrases", N_("Frases"), "text-quote", routes.SETTINGS_PHRASES),
    Place("profile", N_("Tu perfil"), "circle-user", routes.SETTINGS_PROFILE),
    Place("security", N_("Seguridad"), "shield-check", routes.SETTINGS_SECURITY),
)


NEEDS = {
    "practice": Permission.SETTINGS_READ, "reminders": Permission.SETTINGS_READ, "agenda": Permission.SETTINGS_READ, "diagnoses": Permission.RECORDS_READ, "questionnaires": Permission.RECORDS_READ, "people": Permission.PEOPLE_READ, "messages": Permission.SETTINGS_READ, "calendar": Permission.AGENDA_READ,
    "plan": Permission.SUBSCRIPTION_READ, "trail": Permission.AUDIT_READ, "phrases": Permission.RECORDS_READ,
}  # fmt: skip


def _link(place: Place, section: str) -> rx.Component:
    current = {"aria-current": "page"} if place.name == section else {}
    link = page_link(icon(place.icon), _(place.word), href=place.href, class_name="section-link", custom_attrs=current)
    if place.name == section or place.name not in NEEDS:
        return link
    unknown = ShellState.may.length() == 0  # not loaded yet: the links do not jump when it is
    return rx.cond(unknown | ShellState.may.contains(NEEDS[place.name].value), link, rx.fragment())


def settings_frame(content: rx.Component, section: str) -> rx.Component:
    """Put one section of the settings inside the page's frame; `section` is its name in SECTIONS."""
    sections = rx.el.nav(
        *[_link(place, section) for place in SECTIONS],
        class_name="section-links",
        custom_attrs={"aria-label": _("Secciones de los ajustes")},
    )
    body = rx.el.div(sections, rx.el.div(content, class_name="stack grow"), class_name="settings-frame")
    return page_frame(rx.fragment(page_header(_("Ajustes")), body), active="settings")
