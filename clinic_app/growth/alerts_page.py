"""Alerts of growth and who follows them up; children due or late for a check-up, a haemoglobin, their iron."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.alerts_state import AlertLine, DueLine, GrowthAlertsState
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.due import Duty
from clinic_app.growth.growth_parts import level_badge, to_confirm
from clinic_app.growth.models import AlertState
from clinic_app.growth.shown import LEVEL_WORDS
from clinic_app.growth.wire import STATE_LABELS
from clinic_app.patients.components import age_words
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    badge,
    button,
    card,
    dialog,
    empty_state,
    icon,
    link_button,
    loading,
    page_header,
    page_link,
    text_field,
)
from clinic_app.ui.forms import Fields
from clinic_app.ui.i18n import N_, _, date_text, n_

STATE = GrowthAlertsState
SHOWN = STATE.filter
STATE_LOOKS = {
    AlertState.NEW: ("bad", "bell"),
    AlertState.SEEN: ("info", "eye"),
    AlertState.FOLLOWED: ("wait", "footprints"),
    AlertState.CLOSED: ("mute", "check"),
}
TABS = (
    ("alertas", N_("Alertas"), "triangle-alert"), (Duty.CHECKUP.value, N_("Control"), "ruler"), (Duty.HAEMOGLOBIN.value, N_("Hemoglobina"), "droplet"),
    (Duty.IRON.value, N_("Hierro"), "pill"),
)  # fmt: skip


def _tile(tab: str, word: str, mark: str, count: rx.Var, detail: rx.Var | str) -> rx.Component:
    return rx.el.button(
        rx.el.span(icon(mark, 14), " ", _(word), class_name="small"), rx.el.span(count, class_name="kpi-value"), rx.el.span(detail, class_name="tiny muted"),
        type="button", class_name="card kpi", on_click=STATE.choose("tab", tab), style={"textAlign": "left"},
        custom_attrs={"aria-pressed": rx.cond(tab == SHOWN.tab, "true", "false")},
    )  # fmt: skip


def _tiles() -> rx.Component:
    counts = STATE.counts
    details = (_("{n} para atender pronto", n=counts.red), _("por hacer o atrasados"), _("6 a 59 meses"), _("entrega que se acaba"))
    numbers = (counts.red + counts.amber, counts.checkups, counts.blood, counts.iron)
    return rx.el.div(*[_tile(*tab, number, detail) for tab, number, detail in zip(TABS, numbers, details, strict=True)], class_name="kpis")


def _state_badge(state: rx.Var) -> rx.Component:
    return rx.fragment(rx.match(state, *[(one.value, badge(_(STATE_LABELS[one]), *STATE_LOOKS[one])) for one in AlertState], rx.fragment()))


def _steps(row: rx.Var[AlertLine]) -> rx.Component:
    seen = button(_("Vista"), icon_name="eye", size="sm", on_click=STATE.follow(row.id, AlertState.SEEN.value))
    followed = button(_("En seguimiento"), icon_name="footprints", size="sm", on_click=STATE.begin(row.id, AlertState.FOLLOWED.value))
    close = button(_("Cerrar alerta"), icon_name="check", size="sm", kind="soft", on_click=STATE.begin(row.id, AlertState.CLOSED.value))
    shown = rx.fragment(
        rx.cond(row.state == AlertState.NEW.value, seen, rx.fragment()),
        rx.cond(row.state != AlertState.FOLLOWED.value, followed, rx.fragment()),
        close,
    )
    return rx.cond(STATE.can_write & (row.state != AlertState.CLOSED.value), rx.el.span(shown, class_name="row wrap gap-4"), rx.fragment())


def _alert(row: rx.Var[AlertLine]) -> rx.Component:
    where = routes.patient_part(row.patient_id, routes.PATIENT_GROWTH) + "?control=" + row.checkup.to_string()
    noted = rx.cond(row.note != "", rx.el.span(icon("message-square", 13), " ", row.note, class_name="small muted"), rx.fragment())
    outcome = rx.cond(row.outcome != "", rx.el.span(_("Desenlace"), ": ", _(row.outcome), class_name="small muted"), rx.fragment())
    words = rx.el.div(
        rx.el.span(page_link(row.name, href=where, class_name="strong"), " ", rx.el.span(age_words(row.age), class_name="tiny muted"), class_name="row wrap gap-4"),
        rx.el.span(_(row.title), " · ", _(row.about), " · ", date_text(row.on, "numeric"), class_name="small"), rx.el.span(_(row.advice), class_name="small muted"),
        noted, outcome, class_name="col gap-0 grow",
    )  # fmt: skip
    return rx.el.li(level_badge(row.level), words, _state_badge(row.state), _steps(row), class_name="alert-row", key=row.id.to_string())


def _select(name: str, label: rx.Var, options: list[tuple[str, rx.Var]], value: rx.Var) -> rx.Component:
    rows = [rx.el.option(word, value=code) for code, word in options]
    return rx.el.select(
        *rows,
        id=f"alerts-{name}",
        value=value,
        on_change=lambda chosen: STATE.choose(name, chosen),
        class_name="input input-sm",
        custom_attrs={"aria-label": label},
    )


def _alerts() -> rx.Component:
    levels = [("", _("Todos los niveles")), *[(one.value, _(LEVEL_WORDS[one])) for one in (Level.RED, Level.AMBER)]]
    states = [("", _("Sin cerrar")), *[(one.value, _(STATE_LABELS[one])) for one in AlertState]]
    filters = [_select("level", _("Nivel"), levels, SHOWN.level), _select("state", _("Estado"), states, SHOWN.state)]
    none = empty_state("circle-check", _("Sin alertas"), _("Cuando un control muestre algo por vigilar, aparecerá aquí."), family="ok")
    listed = rx.cond(STATE.rows.length() > 0, rx.el.ul(rx.foreach(STATE.rows, _alert), class_name="plain"), none)
    return card(listed, title=_("Alertas"), actions=filters, pad=False, id="alerts")


def _due(row: rx.Var[DueLine]) -> rx.Component:
    late = rx.cond(
        row.late > 0,
        badge(n_("{n} día de atraso", "{n} días de atraso", row.late), "warn", "clock-alert"), badge(date_text(row.on, "short"), "mute", "calendar"),
    )  # fmt: skip
    last = rx.cond(row.last != "", _("último: {day}", day=date_text(row.last, "numeric")), _("nunca"))
    name = page_link(row.name, href=routes.patient_part(row.patient_id, routes.PATIENT_GROWTH), class_name="strong")
    book = link_button(_("Agendar"), routes.AGENDA + "?paciente=" + row.patient_id.to_string(), icon_name="calendar-plus", size="sm")
    may_book = ShellState.may.contains("agenda:write")
    return rx.el.li(
        rx.el.div(name, rx.el.span(_("desde el {day}", day=date_text(row.on, "numeric")), " · ", last, class_name="small muted"), class_name="col gap-0 grow"), late,
        rx.cond(may_book, book, rx.fragment()), class_name="alert-row", key=row.key,
    )  # fmt: skip


def _waiting() -> rx.Component:
    none = empty_state("circle-check", _("Nadie atrasado"), _("Todos los niños están al día."), family="ok")
    title = rx.match(SHOWN.tab, *[(tab, _(word)) for tab, word, _mark in TABS], "").to(str)
    listed = rx.cond(STATE.due.length() > 0, rx.el.ul(rx.foreach(STATE.due, _due), class_name="plain"), none)
    return card(
        listed,
        title=title,
        actions=[rx.el.span(_("frecuencias de la norma"), " ", to_confirm(rx.Var.create(False)), class_name="tiny muted")],
        pad=False,
        id="due",
    )


def _dialog() -> rx.Component:
    opened = STATE.open
    fields = Fields(opened.texts, STATE.errors)
    closing = opened.state == AlertState.CLOSED.value
    outcome = rx.cond(
        closing,
        text_field(
            "desenlace",
            _("Desenlace"),
            error=fields.said("desenlace"),
            required=True,
            max_length=500,
            default_value=opened.texts["desenlace"],
        ),
        rx.fragment(),
    )
    foot = rx.el.div(
        button(_("Cancelar"), on_click=STATE.close),
        rx.el.button(icon("check"), _("Guardar"), type="submit", class_name="btn btn-solid"),
        class_name="form-foot",
    )
    made = rx.el.form(
        rx.el.p(opened.name, " · ", _(opened.title), class_name="muted"), outcome,
        text_field("nota", _("Nota"), multiline=True, required=False, max_length=2000, default_value=opened.texts["nota"]), foot, on_submit=STATE.save, no_validate=True,
        class_name="stack gap-16",
    )  # fmt: skip
    title = rx.cond(closing, _("Cerrar alerta"), _("Poner en seguimiento"))
    return dialog(made, title=title, open=opened.id != 0, on_close=STATE.close, name="dialog-alert")


@rx.page(routes.GROWTH_ALERTS, title="Hampiq", on_load=[ShellState.load, GrowthAlertsState.load])
def growth_alerts() -> rx.Component:
    head = page_header(
        _("Alertas de crecimiento"),
        link_button(_("Calculadora"), routes.GROWTH_CALCULATOR, icon_name="calculator"),
        detail=_("y niños por controlar"),
    )
    shown = loading(
        STATE.status == "ready",
        STATE.failed,
        rx.fragment(_tiles(), rx.cond(SHOWN.tab == "alertas", _alerts(), _waiting())),
        ShellState.load,
        STATE.load,
    )
    return page_frame(rx.fragment(head, shown, _dialog()), active="growth")
