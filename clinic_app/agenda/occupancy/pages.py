"""The page of the occupancy: a table of weekdays and hours, each with its share, darker where it is fuller."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.occupancy.state import HeatCell, HeatRow, OccupancyState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, empty_state, kpi_card, link_button, loading, page_header, select_field, text_field
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text

SHORT_DAYS = {"1": N_("lun"), "2": N_("mar"), "3": N_("mié"), "4": N_("jue"), "5": N_("vie"), "6": N_("sáb"), "7": N_("dom")}
S = OccupancyState


def _error(name: str) -> rx.Var:
    return _(S.errors.get(name, "").to(str))


def _controls() -> rx.Component:
    people = S.people.to(list[ProfessionalChoice])
    whose = select_field("profesional", _("Profesional"), people, empty=_("Todas las agendas"), default_value=S.professional)
    presets = ((N_("4 semanas pasadas"), "past"), (N_("4 semanas que vienen"), "next"), (N_("3 meses pasados"), "quarter"))
    return rx.el.form(
        text_field("desde", _("Desde"), type="date", default_value=S.since, error=_error("desde"), key=S.since),
        text_field("hasta", _("Hasta"), type="date", default_value=S.until, error=_error("hasta"), key=S.since + S.until),
        rx.cond(people.length() > 0, whose, rx.fragment()),
        button(_("Ver"), icon_name="search", kind="solid", type="submit"),
        *[button(_(word), on_click=S.preset(code)) for word, code in presets],
        on_submit=S.show, no_validate=True, class_name="sheet-controls",
    )  # fmt: skip


def _cell(cell: rx.Var[HeatCell]) -> rx.Component:
    said = _("{booked} de {open} minutos", booked=cell.booked, open=cell.open)
    return rx.el.td(
        rx.cond(cell.level < 0, rx.el.span("–", custom_attrs={"aria-hidden": "true"}), rx.el.span(cell.percent, " %")),
        rx.el.span(rx.cond(cell.level < 0, _("No se atiende"), said), class_name="sr-only"),
        title=rx.cond(cell.level < 0, _("No se atiende"), said), custom_attrs={"data-level": cell.level}, key=cell.key,
    )  # fmt: skip


def _table() -> rx.Component:
    head = rx.el.tr(
        rx.el.th(_("Hora"), scope="col"),
        rx.foreach(S.days.to(list[str]), lambda day: rx.el.th(word_of(day, SHORT_DAYS), scope="col", key=day)),
    )
    rows = rx.foreach(
        S.rows.to(list[HeatRow]),
        lambda row: rx.el.tr(rx.el.th(row.hour, scope="row"), rx.foreach(row.cells.to(list[HeatCell]), _cell), key=row.hour),
    )
    words = _(
        "Minutos con cita entre los minutos en que se atiende, del {first} al {last}.",
        first=date_text(S.since, "medium"),
        last=date_text(S.until, "medium"),
    )
    table = rx.el.table(rx.el.caption(words), rx.el.thead(head), rx.el.tbody(rows))
    return rx.el.div(table, class_name="heat", role="region", tab_index=0, custom_attrs={"aria-label": _("Ocupación por día y hora")})


def _numbers() -> rx.Component:
    total = S.total
    return rx.el.div(
        kpi_card(_("Ocupación"), total.share, unit="%", detail=_("{booked} de {open} horas", booked=total.booked_hours, open=total.open_hours)),
        kpi_card(_("Hora más llena"), rx.cond(total.fullest_day == "", "–", rx.fragment(word_of(total.fullest_day, SHORT_DAYS), " ", total.fullest_hour))),
        kpi_card(_("Hora más libre"), rx.cond(total.emptiest_day == "", "–", rx.fragment(word_of(total.emptiest_day, SHORT_DAYS), " ", total.emptiest_hour))),
        class_name="kpis",
    )  # fmt: skip


@rx.page(route=routes.AGENDA_OCCUPANCY, title="Hampiq", on_load=[ShellState.load, OccupancyState.load])
def occupancy() -> rx.Component:
    """When the agenda is full, and when it is not."""
    nothing = empty_state("grid-3x3", _("No se atiende en esas fechas"), _("Elige otras fechas, o revisa el horario de atención."))
    shown = rx.cond(S.rows.length() > 0, rx.fragment(_numbers(), card(_table())), card(nothing))
    head = page_header(_("Ocupación"), link_button(_("Agenda"), routes.AGENDA, icon_name="arrow-left"))
    body = loading(S.ready, S.failed, rx.el.div(_controls(), shown, class_name="stack gap-16"), ShellState.load, S.load)
    return page_frame(rx.fragment(head, body), active="agenda")
