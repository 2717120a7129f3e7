"""The page of the day's sheet: as it will look on paper, and the button that prints it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx
from reflex_base.constants import MemoizationMode

from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.day.list_state import APPOINTMENT, FREE
from clinic_app.agenda.day.sheet_state import DaySheet, DaySheetState, SheetLine
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import brand, routes
from clinic_app.ui.components import icon, link_button, loading, page_header, select_field, text_field
from clinic_app.ui.i18n import N_, _, date_text, n_

BLANKS = (N_("Peso kg"), N_("Talla cm"), N_("Hb"), N_("Lotes / nota"), N_("Cobró"))  # written by hand
S = DaySheetState


class PrintButton(rx.Component):
    """Opens the browser's print, of assets/swipe.js."""

    library = "$/public/swipe.js"
    tag = "PrintButton"
    _memoization_mode = MemoizationMode(recursive=False)


def _controls() -> rx.Component:
    people = S.people.to(list[ProfessionalChoice])
    whose = select_field(
        "sheet-whose", _("Profesional"), people, empty=_("Todas las agendas"), value=S.professional, on_change=S.choose_professional
    )
    return rx.el.div(
        text_field("sheet-day", _("Día"), type="date", value=S.day, on_change=S.choose_day),
        rx.cond(people.length() > 0, whose, rx.fragment()),
        PrintButton.create(icon("printer"), _("Imprimir"), class_name="btn btn-solid"), class_name="sheet-controls no-print",
    )  # fmt: skip


def _line(line: rx.Var[SheetLine]) -> rx.Component:
    box = rx.el.span(
        rx.cond(line.came, "✓", ""),
        class_name="box",
        role="img",
        custom_attrs={"aria-label": rx.cond(line.came, _("Vino"), _("Por venir"))},
    )
    flag = rx.match(
        line.look,
        ("programada", rx.el.p(_("Sin confirmar"), class_name="tiny muted")),
        ("no_asistio", rx.el.p(_("No asistió"), class_name="tiny muted")),
        rx.fragment(),
    )
    blanks = [rx.el.td() for _each in BLANKS]
    person = rx.el.tr(
        rx.el.td(box), rx.el.td(rx.el.strong(date_text(line.start, "time"))), rx.el.td(rx.el.strong(line.title), flag), rx.el.td(line.age),
        rx.el.td(line.phone, class_name="nowrap"), rx.el.td(line.service), *blanks, key=line.key,
    )  # fmt: skip
    what = rx.cond(line.kind == FREE, _("Libre"), rx.fragment(line.title, " ", line.service))
    hours = rx.fragment(date_text(line.start, "time"), " – ", date_text(line.end, "time"))
    other = rx.el.tr(
        rx.el.td(),
        rx.el.td(date_text(line.start, "time")),
        rx.el.td(what, " ", hours, col_span=4 + len(BLANKS)),
        class_name="free",
        key=line.key,
    )
    return rx.cond(line.kind == APPOINTMENT, person, other)


def _sheet(sheet: rx.Var[DaySheet]) -> rx.Component:
    names = (N_("Vino"), N_("Hora"), N_("Paciente"), N_("Edad"), N_("Celular"), N_("Servicio"))
    head = rx.el.tr(
        *[rx.el.th(_(word), scope="col") for word in names], *[rx.el.th(_(word), scope="col", class_name="blank") for word in BLANKS]
    )
    about = rx.el.p(
        ShellState.clinic_name, " · ", sheet.professional, " · ", n_("{n} cita", "{n} citas", sheet.count), class_name="small muted"
    )
    title = rx.el.div(rx.el.h2(_("Hoja del día"), " · ", date_text(S.day, "long")), about, class_name="grow")
    printed = rx.el.span(_("Impreso a las {time}", time=date_text(S.printed, "time")), class_name="tiny muted")
    nobody = rx.el.tr(rx.el.td(_("Nada este día"), col_span=6 + len(BLANKS)), class_name="free")
    lines = sheet.lines.to(list[SheetLine])
    return rx.el.section(
        rx.el.header(brand.logo(), title, printed),
        rx.el.table(rx.el.thead(head), rx.el.tbody(rx.cond(lines.length() > 0, rx.foreach(lines, _line), nobody))),
        rx.el.p(_("Firma"), class_name="sign small"), class_name="day-sheet", tab_index=0, key=sheet.professional,
        custom_attrs={"aria-label": sheet.professional, "role": "region"},
    )  # fmt: skip


@rx.page(route=routes.AGENDA_SHEET, title="Hampiq", on_load=[ShellState.load, DaySheetState.load])
def day_sheet() -> rx.Component:
    """The day on paper, for one professional or all."""
    head = rx.el.div(page_header(_("Hoja del día"), link_button(_("Agenda"), routes.AGENDA, icon_name="arrow-left")), class_name="no-print")
    sheets = rx.foreach(S.sheets.to(list[DaySheet]), _sheet)
    body = loading(S.ready, S.failed, rx.el.div(_controls(), sheets, class_name="sheet-page"), ShellState.load, S.load)
    return page_frame(rx.fragment(head, body), active="agenda")
