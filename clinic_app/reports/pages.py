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
    late = rx.cond(row.late, badge(_("Tarde"), "warn", "clock-alert"), rx.fragment())
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


def _day_list() -> rx.Component:
    nothing = empty_state(
        "calendar-check", _("Hoy no hay citas"), _("Reserva la primera desde la agenda; aparecerá aquí al momento."),
        link_button(_("Abrir la agenda"), routes.AGENDA, icon_name="calendar-days", kind="solid"),
    )  # fmt: skip
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
        rx.el.span(_("Crecimiento"), class_name="small muted"),
        rx.el.span(waiting, class_name="kpi-value"),
        rx.el.span(n_("niño con alerta nueva", "niños con alerta nueva", waiting), class_name="tiny muted"),
        href=routes.GROWTH_ALERTS,
        class_name="card kpi",
    )
    return rx.cond(waiting > 0, tile, rx.fragment())


def _numbers() -> rx.Component:
    numbers = TodayState.numbers
    return rx.el.div(
        kpi_card(
            _("Citas de hoy"),
            numbers.attended,
            unit=_("de {total} atendidas", total=numbers.total),
            detail=n_("{n} por atender", "{n} por atender", numbers.pending),
        ),
        kpi_card(_("En sala"), numbers.waiting, detail=_("Esperando ahora")),
        kpi_card(_("Pacientes"), numbers.patients, detail=_("Activos en el consultorio")),
        kpi_card(_("Atenciones del mes"), numbers.month, detail=_("Terminadas este mes")),
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
