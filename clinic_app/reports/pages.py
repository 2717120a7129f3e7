"""Today: the day's list with one next action a row, and the numbers of the day."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.agenda.booking.dialog import booking_dialog
from clinic_app.agenda.booking.state import BookingState
from clinic_app.core.permissions import Permission
from clinic_app.growth.growth_parts import level_badge
from clinic_app.reports.state import DayRow, TodayState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    card,
    empty_state,
    icon,
    kpi_card,
    link_button,
    loading,
    page_header,
    page_link,
    status_badge,
)
from clinic_app.ui.i18n import N_, _, date_text, n_

STEPS = {
    "arrive": (N_("Llegó"), "log-in", ""),
    "start": (N_("Atender"), "stethoscope", "solid"),
    "attend": (N_("Terminar"), "circle-check", "soft"),
    "reopen": (N_("Llegó tarde"), "rotate-ccw", ""),
}


def _step_button(row: rx.Var[DayRow]) -> rx.Component:
    def one(step: str) -> rx.Component:
        word, mark, kind = STEPS[step]
        return button(_(word), icon_name=mark, kind=kind, size="sm", on_click=TodayState.act(step, row.id, row.version))

    return rx.match(row.step, *[(step, one(step)) for step in STEPS], rx.fragment())


def _day_row(row: rx.Var[DayRow]) -> rx.Component:
    late = rx.cond(row.late, badge(_("Retrasada"), "warn", "clock-alert"), rx.fragment())
    missed = rx.cond(
        row.late,
        button(_("No asistió"), icon_name="user-x", kind="ghost", size="sm", on_click=TodayState.act("no_show", row.id, row.version)),
        rx.fragment(),
    )
    writes = (row.step == "attend") & ShellState.may.contains(Permission.RECORDS_WRITE.value)
    written = rx.cond(
        writes, link_button(_("Nota"), routes.visit_note(row.patient_id, row.id), icon_name="notebook-pen", size="sm"), rx.fragment()
    )
    opened = rx.cond(
        writes,
        link_button(_("Atención"), routes.visit_encounter(row.patient_id, row.id), icon_name="stethoscope", size="sm"),
        rx.fragment(),
    )
    return rx.el.li(
        rx.el.time(row.time, class_name="day-time"),
        rx.el.i(class_name="day-bar", style={"background": row.color}, custom_attrs={"aria-hidden": "true"}),
        avatar_initials(row.initials),
        rx.el.span(
            page_link(row.patient, href=routes.patient(row.patient_id), class_name="day-name"),
            rx.el.span(
                row.age,
                rx.el.span(" · ", row.service, class_name="day-service-short"),
                rx.cond(
                    row.alert != "",
                    page_link(" ", level_badge(row.alert), href=routes.patient_part(row.patient_id, routes.PATIENT_GROWTH)),
                    rx.fragment(),
                ),
                class_name="tiny muted",
            ),
            class_name="day-words",
        ),
        rx.el.span(
            rx.el.span(row.service),
            rx.el.span(
                rx.cond(row.at_home, _("A domicilio · hasta {time}", time=row.until), _("Hasta {time}", time=row.until)),
                class_name="tiny muted",
            ),
            class_name="day-words day-service",
        ),
        rx.el.span(late, status_badge(row.status), class_name="day-state"),
        rx.el.span(missed, opened, written, _step_button(row), class_name="day-step"),
        class_name="day-row",
        key=row.id,
    )


def _first_step(mark: str, title: rx.Var, detail: rx.Var, href: str, permission: Permission) -> rx.Component:
    """`href` empty: the step is booking, which begins here."""
    parts = (
        rx.el.span(icon(mark, 20), class_name="avatar t-accent"),
        rx.el.span(rx.el.span(title, class_name="title"), rx.el.br(), rx.el.span(detail, class_name="detail"), class_name="grow"),
        icon("chevron-right"),
    )
    if href:
        step = page_link(*parts, href=href, class_name="list-row")
    else:
        step = rx.el.button(*parts, type="button", class_name="list-row", on_click=BookingState.open_for(0, "", ""))
    return rx.cond(ShellState.may.contains(permission.value), rx.el.li(step), rx.fragment())


def _first_steps() -> rx.Component:
    """What a clinic without patients does first, in the order in which it helps."""
    P = Permission
    steps = rx.el.ol(
        _first_step(
            "layers", _("Revisa tus servicios y precios"), _("Ya pusimos los más comunes; cambia lo que cobras y cuánto duran."), routes.SERVICES, P.SERVICES_READ
        ),
        _first_step(
            "clock", _("Pon tu horario de atención"), _("Los días y las horas en que se puede agendar."), routes.SETTINGS_AGENDA, P.SETTINGS_READ
        ),
        _first_step(
            "calendar-plus", _("Agenda tu primera cita"), _("Si el paciente es nuevo, lo creas en el mismo paso."), "", P.AGENDA_WRITE
        ),
        _first_step(
            "file-spreadsheet", _("Trae tus pacientes"), _("Desde tu Excel o un archivo CSV, con vista previa."), routes.IMPORT, P.PATIENTS_IMPORT
        ),
    )  # fmt: skip
    return rx.el.div(
        rx.el.h3(_("Tu consultorio está listo. Para empezar:"), class_name="first-steps-head"), steps, class_name="first-steps"
    )


def _no_appointments() -> rx.Component:
    """A free day: when the next appointments are, and the way to book one."""
    coming = TodayState.coming
    count = n_("{n} cita", "{n} citas", coming.total)
    told = rx.cond(
        coming.day != "",
        _("Lo siguiente: {day}, {count} desde las {time}.", day=date_text(coming.day, "long"), count=count, time=coming.time),
        _("Cuando agendes una, aparecerá aquí al momento."),
    )
    book = button(_("Reservar una cita"), icon_name="calendar-plus", kind="solid", on_click=BookingState.open_for(0, "", ""))
    return empty_state(
        "calendar-check",
        _("Hoy no hay citas"),
        told,
        rx.cond(ShellState.may.contains(Permission.AGENDA_WRITE.value), book, rx.fragment()),
        link_button(_("Abrir la agenda"), routes.AGENDA, icon_name="calendar-days"),
    )


def _day_list() -> rx.Component:
    nothing = rx.cond(TodayState.numbers.patients == 0, _first_steps(), _no_appointments())
    full = rx.el.ol(rx.foreach(TodayState.rows, _day_row), class_name="day-list")
    body = loading(
        TodayState.loaded,
        TodayState.failed,
        rx.cond(TodayState.rows.length() > 0, full, nothing),
        ShellState.load,
        TodayState.load,
        lines=6,
    )
    return card(body, title=_("Citas de hoy"), pad=False)


def _alerts() -> rx.Component:
    """Children whose growth somebody should look at; leads to their list."""
    waiting = TodayState.numbers.alerts.to(int)  # type: ignore[union-attr]  (shown only when there are some)
    tile = page_link(
        rx.el.span(_("Crecimiento"), class_name="small"),
        rx.el.span(waiting, class_name="kpi-value"),
        rx.el.span(n_("niño con alerta nueva", "niños con alerta nueva", waiting), class_name="tiny muted"),
        href=routes.GROWTH_ALERTS,
        class_name="card kpi",
    )
    return rx.cond(waiting > 0, tile, rx.fragment())


def _numbers() -> rx.Component:
    numbers = TodayState.numbers

    def known(number: rx.Var[int]) -> rx.Var:  # a zero that nobody counted yet would be read as one
        return rx.cond(TodayState.loaded, number.to(str), "–").to(str)

    return rx.el.div(
        kpi_card(
            _("Citas de hoy"),
            known(numbers.attended),
            unit=rx.cond(TodayState.loaded, _("de {total} atendidas", total=numbers.total), ""),
            detail=rx.cond(TodayState.loaded, n_("{n} por atender", "{n} por atender", numbers.pending), "–"),
        ),
        kpi_card(_("En sala"), known(numbers.waiting), detail=_("Esperando ahora")),
        kpi_card(_("Pacientes"), known(numbers.patients), detail=_("Activos en el consultorio")),
        kpi_card(_("Atenciones del mes"), known(numbers.month), detail=_("Terminadas este mes")),
        _alerts(),
        class_name="kpis",
    )


@rx.page(route=routes.TODAY, title="Hampiq", on_load=[ShellState.load, TodayState.load, BookingState.open_asked])
def today() -> rx.Component:
    return page_frame(
        rx.fragment(
            page_header(
                _("Hoy"),
                button(_("Nueva cita"), icon_name="calendar-plus", kind="solid", shortcut="n", on_click=BookingState.open_for(0, "", "")),
                detail=date_text(ShellState.today, "long"),
            ),
            _numbers(),
            _day_list(),
            booking_dialog(),
        ),
        active="today",
    )
