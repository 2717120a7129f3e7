"""Parts of the agenda's screen: the bar above the calendar, the calendar, the sheet of one appointment."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from clinic_app.agenda.blocks_sheet_state import OccurrenceState
from clinic_app.agenda.booking_state import BookingState
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import DAY, MONTH, WEEK, AgendaState, ProfessionalChoice
from clinic_app.agenda.waiting_state import WaitingState
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, dialog, icon, link_button, loading, segmented, select_field, status_badge, text_field
from clinic_app.ui.fullcalendar import calendar
from clinic_app.ui.i18n import N_, _, date_text, money_text
from clinic_app.ui.theme import APPOINTMENT_LOOKS

CARE_WORDS = {"consultorio": N_("Consultorio"), "domicilio": N_("Domicilio"), "teleconsulta": N_("Teleconsulta")}
CARE_ICONS = {"consultorio": "building-2", "domicilio": "house", "teleconsulta": "video"}
VIEWS = [(DAY, N_("Día")), (WEEK, N_("Semana")), (MONTH, N_("Mes"))]
EVENT_BODY = rx.Var("eventBody", _var_data=VarData(imports={"$/public/agenda.js": [ImportVar(tag="eventBody")]}))
OPEN_TIME = rx.Var("openTime", _var_data=VarData(imports={"$/public/agenda.js": [ImportVar(tag="openTime")]}))
# a week does not fit a telephone; asked in the browser, because only it knows its width
NARROW = rx.Var('(typeof window !== "undefined" && window.innerWidth < 768)', _var_type=bool)


def _range() -> rx.Component:
    days = rx.el.span(date_text(AgendaState.first, "short"), " – ", date_text(AgendaState.last, "medium"))
    day, month = rx.el.span(date_text(AgendaState.first, "long")), rx.el.span(date_text(AgendaState.day, "month"))
    words = rx.match(AgendaState.view, (DAY, day), (MONTH, month), days)
    return rx.el.h2(rx.cond(AgendaState.first != "", words, ""), class_name="range", custom_attrs={"aria-live": "polite"})


def _professional() -> rx.Component:
    """Whose agenda is seen; only where more than one attends."""
    people = AgendaState.frame.professionals.to(list[ProfessionalChoice])
    one = rx.foreach(people, lambda each: rx.el.option(each.label, value=each.value, key=each.value))
    choice = rx.el.select(
        rx.el.option(_("Todas las agendas"), value=""), one, value=AgendaState.professional, on_change=AgendaState.show_professional, class_name="input agenda-whose",
        custom_attrs={"aria-label": _("Profesional")},
    )  # fmt: skip
    return rx.cond(people.length() > 0, choice, rx.fragment())


UNDRAWN = AgendaState.view == ""  # until the calendar has said what it shows, there is nothing to go on from


def agenda_bar(*more: rx.Component) -> rx.Component:
    """Where one is, how to go elsewhere, `more`, and the button for a new appointment."""
    new = button(_("Nueva cita"), icon_name="calendar-plus", kind="solid", shortcut="n", on_click=BookingState.open_for(0, "", ""))
    return rx.el.header(
        rx.el.h1(_("Agenda")),
        rx.el.div(
            button(_("Antes"), icon_name="chevron-left", only_icon=True, disabled=UNDRAWN, on_click=AgendaState.step(-1)),
            button(_("Hoy"), disabled=UNDRAWN, on_click=AgendaState.go_today),
            button(_("Después"), icon_name="chevron-right", only_icon=True, disabled=UNDRAWN, on_click=AgendaState.step(1)),
            class_name="row gap-4",
        ),
        _range(),
        rx.el.div(
            _professional(),
            segmented([(code, _(word)) for code, word in VIEWS], AgendaState.view, AgendaState.show_view, _("Vista"), UNDRAWN),
            link_button(_("Bloqueos y turnos"), routes.AGENDA_BLOCKS, icon_name="calendar-off"),
            link_button(_("Planes"), routes.PLANS, icon_name="list-checks"),
            *more,
            rx.cond(AgendaState.frame.can_write, new, rx.fragment()),
            class_name="end",
        ),
        class_name="agenda-bar",
    )


def agenda_calendar() -> rx.Component:
    """The calendar of the visible dates; another `place` draws it anew."""
    frame = AgendaState.frame
    drawn = calendar(
        key=AgendaState.place,
        events=AgendaState.events.to(list[dict]),
        initial_view=rx.cond(AgendaState.place == "", rx.cond(NARROW, DAY, WEEK), AgendaState.view),
        initial_date=rx.cond((AgendaState.place == "") & ~NARROW, frame.home, AgendaState.day),
        now=frame.now,
        slot_min_time=frame.opens,
        slot_max_time=frame.closes,
        slot_duration="00:30:00",
        snap_duration=frame.snap,
        hidden_days=rx.cond(AgendaState.view == WEEK, frame.hidden, rx.Var.create([])).to(list[int]),
        selectable=frame.can_write,
        editable=frame.can_write,
        on_select=lambda start, end: BookingState.open_at(start),
        on_dates_set=lambda start, end, view: AgendaState.see(start, end, view, AgendaState.place),
        on_event_click=lambda key: [AppointmentState.show(key), OccurrenceState.show(key), WaitingState.reveal(key)],
        on_event_drop=lambda key, start, end: [AgendaState.move(key, start, end), AgendaState.refresh()],
        on_event_resize=lambda key, start, end: [AgendaState.move(key, start, end), AgendaState.refresh()],
        custom_attrs={"eventContent": EVENT_BODY, "selectOverlap": OPEN_TIME},
    )
    shown = loading(AgendaState.ready, AgendaState.failed, drawn, ShellState.load, AgendaState.load, WaitingState.load, lines=10)
    return card(shown, pad=False, class_name="calendar")


def legend() -> rx.Component:
    """The states and their icons."""
    marks = [rx.el.span(icon(look.icon, 13), _(look.word), class_name=look.badge) for look in APPOINTMENT_LOOKS.values()]
    return rx.el.div(*marks, class_name="legend", custom_attrs={"aria-label": _("Estados de las citas")})


def care_word(code: rx.Var) -> rx.Component:
    """The type of attention as icon and word."""
    return rx.match(code, *[(key, rx.el.span(icon(CARE_ICONS[key]), _(word), class_name="row gap-4")) for key, word in CARE_WORDS.items()], rx.fragment())


def _facts() -> rx.Component:
    sheet = AppointmentState.sheet

    def fact(word: rx.Var, *value: rx.Component | rx.Var | str) -> list[rx.Component]:
        return [rx.el.dt(word), rx.el.dd(*value)]

    def optional(word: rx.Var, value: rx.Var, shown: rx.Var) -> rx.Component:
        return rx.cond(value != "", rx.fragment(*fact(word, shown)), rx.fragment())

    return rx.el.dl(
        *fact(_("Día"), date_text(sheet.start, "long")),
        *fact(_("Hora"), date_text(sheet.start, "time"), " – ", date_text(sheet.end, "time")),
        *fact(_("Servicio"), rx.el.span(rx.el.span(class_name="swatch", style={"background": sheet.color}), sheet.service, class_name="row")),
        *fact(_("Precio"), money_text(sheet.price, ShellState.currency)),
        *fact(_("Atención"), care_word(sheet.care_type)),
        optional(_("Llegó a las"), sheet.arrived, date_text(sheet.arrived, "time")),
        optional(_("Notas"), sheet.notes, sheet.notes),
        optional(_("Motivo de cancelación"), sheet.cancel_reason, sheet.cancel_reason),
        class_name="facts",
    )


SHEET_BUTTONS = (
    ("confirm", N_("Confirmar"), "calendar-check", "solid"),
    ("arrive", N_("Llegó"), "armchair", "soft"),
    ("start", N_("Iniciar atención"), "stethoscope", ""),
    ("attend", N_("Marcar atendida"), "circle-check", ""),
    ("reopen", N_("Reabrir"), "rotate-ccw", ""),
    ("no_show", N_("No asistió"), "user-x", ""),
)


def _attends() -> rx.Component:
    """Who attends, and the choice of another one; only where there is one."""
    people = AppointmentState.professionals.to(list[ProfessionalChoice])
    done = [AppointmentState.reload(), AgendaState.refresh()]
    choice = select_field(
        "attends", _("Profesional"), people, value=AppointmentState.sheet.professional_id, disabled=~AppointmentState.sheet.movable,
        on_change=lambda key: [AppointmentState.give_to(key), *done],
    )  # fmt: skip
    return rx.cond(people.length() > 0, choice, rx.fragment())


def _actions() -> rx.Component:
    legal = AppointmentState.sheet.actions.to(list[str])

    def action(code: str, word: str, mark: str, kind: str) -> rx.Component:
        done = [AppointmentState.act(code), AppointmentState.reload(), AgendaState.refresh()]
        return rx.cond(legal.contains(code), button(_(word), icon_name=mark, kind=kind, on_click=done), rx.fragment())

    cancel = button(_("Cancelar cita"), icon_name="circle-slash", kind="danger", on_click=AppointmentState.ask_reason)
    return rx.el.div(*[action(*each) for each in SHEET_BUTTONS], rx.cond(legal.contains("cancel"), cancel, rx.fragment()), class_name="sheet-actions")


def _cancel_form() -> rx.Component:
    form = rx.el.form(
        text_field("reason", _("Motivo de cancelación"), required=False, multiline=True, max_length=500),
        rx.el.div(
            button(_("No cancelar"), on_click=AppointmentState.ask_reason), button(_("Cancelar la cita"), kind="danger", type="submit"), class_name="form-foot"
        ),
        on_submit=lambda data: [AppointmentState.cancel(data), AppointmentState.reload(), AgendaState.refresh()],
        class_name="col",
    )
    return rx.cond(AppointmentState.cancelling, form, rx.fragment())


def appointment_sheet() -> rx.Component:
    """All about one appointment, at the side."""
    sheet = AppointmentState.sheet
    return dialog(
        rx.el.div(status_badge(sheet.look)),
        rx.el.div(
            rx.el.div(rx.el.strong(sheet.patient), rx.el.p(sheet.age, class_name="small muted"), class_name="grow"),
            link_button(_("Ver paciente"), routes.patient(sheet.patient_id), icon_name="user", size="sm"),
            class_name="row",
        ),
        _facts(), _attends(), _actions(), _cancel_form(),
        title=_("Cita"), open=AppointmentState.is_open, on_close=AppointmentState.close, name="appointment",
    )  # fmt: skip
