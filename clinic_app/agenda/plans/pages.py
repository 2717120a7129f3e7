"""The page of treatment plans, with the dialogs that make a plan and book its sessions."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.plans.booking_state import Line, PlanBookingState
from clinic_app.agenda.plans.components import FREQUENCY_WORDS, LOOKS, SHORT_DAYS, no_plans, plan_line, plan_sheet
from clinic_app.agenda.plans.form_state import PREFIX, Choice, PlanFormState
from clinic_app.agenda.plans.state import PlansState, PlanState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, chip, dialog, icon, loading, note, page_header, page_link, select_field, text_field
from clinic_app.ui.forms import Fields, choices
from clinic_app.ui.i18n import _, date_text, n_

FORM = PlanFormState
BOOKING = PlanBookingState


def _filters() -> rx.Component:
    marks = [chip(_(look.word), PlansState.status == code, on_click=PlansState.filter_by(code)) for code, look in LOOKS.items()]
    every = chip(_("Todos"), PlansState.status == "", on_click=PlansState.filter_by(""))
    whose = rx.cond(
        PlansState.whose_id > 0, button(PlansState.patient, icon_name="x", size="sm", on_click=PlansState.of_everybody, title=_("Ver los planes de todos")), rx.fragment()
    )  # fmt: skip
    return rx.el.div(*marks, every, whose, class_name="row wrap gap-8", role="group", custom_attrs={"aria-label": _("Filtrar planes")})


def _found(row: rx.Var[Choice]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(row.label, class_name="title"), rx.el.br(), rx.el.span(row.detail, class_name="detail"), class_name="grow"
    )
    return rx.el.button(words, type="button", class_name="list-row", on_click=FORM.choose_patient(row.value), key=row.value)


def _whom(fields: Fields) -> rx.Component:
    """The patient: chosen, or looked for. One that was chosen for a plan stays."""
    field = rx.el.input(
        type="search", name="buscar", id="plan-search", auto_complete="off", placeholder=_("Nombre, documento o teléfono"), on_change=FORM.search.debounce(200),
        on_key_down=rx.noop(), custom_attrs={"aria-label": _("Buscar paciente"), "data-autofocus": "true"},
    )  # fmt: skip
    search = rx.el.div(
        rx.el.label(icon("search"), field, class_name="search"),
        rx.el.div(rx.foreach(FORM.found, _found), class_name="picker-list"),
        class_name="picker",
    )
    other = button(_("Elegir otro paciente"), icon_name="x", kind="ghost", only_icon=True, on_click=FORM.choose_patient(""))
    picked = rx.el.div(
        rx.el.strong(FORM.patient.label, class_name="grow"), rx.cond(FORM.plan_id == 0, other, rx.fragment()), class_name="picked"
    )
    said = fields.said(PREFIX + "paciente")
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    return rx.el.section(rx.el.h3(_("Paciente")), rx.cond(FORM.patient.value != "", picked, search), rx.el.div(problem, role="alert"))


def _days(fields: Fields) -> rx.Component:
    said = fields.said(PREFIX + "dias_semana")
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    boxes = [fields.check(f"dia_{day}", _(word)) for day, word in SHORT_DAYS.items()]
    shown = rx.el.fieldset(
        rx.el.legend(_("Días de la semana"), class_name="strong small"), rx.el.div(*boxes, class_name="day-boxes"), rx.el.div(problem, role="alert")
    )  # fmt: skip
    return rx.cond(FORM.frequency == "personalizada", shown, rx.fragment())


def _form_dialog() -> rx.Component:
    fields = Fields(FORM.values, FORM.errors, PREFIX)
    grid = rx.el.div(
        fields.text("nombre", _("Nombre del plan"), required=True, max_length=200, placeholder=_("5 inyectables, penicilina")),
        fields.choice("tipo_servicio", _("Servicio"), FORM.services, empty=_("Elegir…")),
        fields.text("total_sesiones", _("Número de sesiones"), required=True, input_mode="numeric", max_length=3),
        select_field(PREFIX + "frecuencia", _("Frecuencia"), choices(FREQUENCY_WORDS), value=FORM.frequency, on_change=FORM.choose_frequency, error=fields.said(PREFIX + "frecuencia")),
        fields.text("fecha_inicio", _("Desde"), required=True, type="date"),
        class_name="form-grid",
    )  # fmt: skip
    form = rx.el.form(
        _whom(fields), grid, _days(fields),
        fields.text("descripcion", _("Indicación"), max_length=2000, multiline=True),
        fields.text("notas", _("Notas"), max_length=2000, multiline=True),
        fields.check("requiere_orden_medica", _("Necesita orden médica")),
        rx.el.p(_("La orden se sube después de guardar, desde el plan."), class_name="hint"),
        id="plan-form", class_name="stack gap-16", no_validate=True, on_submit=FORM.save, key=FORM.box.to_string(),
    )  # fmt: skip
    return dialog(
        form, title=rx.cond(FORM.plan_id == 0, _("Nuevo plan"), _("Editar plan")), open=FORM.is_open, on_close=FORM.close, name="plan-edit", wide=True,
        footer=[button(_("Cancelar"), on_click=FORM.close), button(_("Guardar plan"), icon_name="check", kind="solid", type="submit", custom_attrs={"form": "plan-form"})],
    )  # fmt: skip


def _line(row: rx.Var[Line]) -> rx.Component:
    """One session with its time; both can be changed."""
    moved = rx.cond(
        (row.day != "") & (row.day != row.wanted),
        rx.el.span(_("Le tocaba el {day}", day=date_text(row.wanted, "short")), class_name="detail"),
        rx.fragment(),
    )
    reason = rx.cond(row.reason != "", rx.el.span(icon("circle-x", 13), rx.el.span(_(row.reason)), class_name="field-error"), rx.fragment())
    name = rx.el.span(rx.el.strong(_("Sesión {n}", n=row.number)), moved, rx.el.span(reason, role="alert"), class_name="col gap-0 grow")
    day = rx.el.input(
        type="date", value=row.day, on_change=lambda value: BOOKING.set_day(row.number, value), class_name="input", custom_attrs={"aria-label": _("Día de la sesión {n}", n=row.number)}
    )  # fmt: skip
    hour = rx.el.input(
        type="time", value=row.hour, on_change=lambda value: BOOKING.set_hour(row.number, value), class_name="input", custom_attrs={"aria-label": _("Hora de la sesión {n}", n=row.number)}
    )  # fmt: skip
    away = button(
        _("Dejar la sesión {n} para después", n=row.number), icon_name="x", kind="ghost", only_icon=True, on_click=BOOKING.drop(row.number)
    )
    return rx.el.li(
        name,
        rx.el.span(day, hour, away, class_name="row plan-when"),
        class_name=rx.cond(row.reason != "", "list-row plan-slot clash", "list-row plan-slot"),
        key=row.number.to_string(),
    )


def _booking_dialog() -> rx.Component:
    hour = text_field("plan_hora", _("Hora preferida"), required=False, type="time", value=BOOKING.hour, on_change=BOOKING.prefer)
    who = select_field(
        "plan_profesional", _("Profesional"), BOOKING.professionals, value=BOOKING.professional, on_change=BOOKING.choose_professional
    )
    far = rx.cond(
        BOOKING.fits < BOOKING.lines.length(),
        note("warn", "calendar-clock", _("Solo {fits} de {total} sesiones caben en los próximos {horizon} días que admite la agenda.", fits=BOOKING.fits, total=BOOKING.lines.length(), horizon=BOOKING.horizon)),
        rx.fragment(),
    )  # fmt: skip
    problem = _(BOOKING.errors.get("sesiones", "").to(str))
    wrong = rx.cond(BOOKING.errors.get("sesiones", "").to(str) != "", note("bad", "circle-alert", problem), rx.fragment())
    none = note("info", "info", _("El plan no tiene sesiones por agendar."))
    rows = rx.cond(BOOKING.lines.length() > 0, rx.el.ul(rx.foreach(BOOKING.lines, _line), class_name="plain plan-sessions"), none)
    partial = rx.cond(BOOKING.clashed, button(_("Agendar las posibles"), on_click=BOOKING.book(True)), rx.fragment())
    words = n_("Agendar {n} sesión", "Agendar {n} sesiones", BOOKING.timed)
    return dialog(
        rx.el.div(hour, rx.cond(BOOKING.professionals.length() > 1, who, rx.fragment()), class_name="form-grid"), far, rx.el.div(wrong, role="alert"), rows,
        title=_("Agendar sesiones"), open=BOOKING.is_open, on_close=BOOKING.close, name="plan-book", wide=True,
        footer=[
            button(_("Cancelar"), on_click=BOOKING.close), partial,
            button(words, icon_name="calendar-check", kind="solid", on_click=BOOKING.book(False), disabled=BOOKING.timed == 0),
        ],
    )  # fmt: skip


@rx.page(
    route=routes.PLANS,
    title="Hampiq",
    on_load=[ShellState.load, PlansState.load, PlanState.open_asked, PlanFormState.open_asked, PlanBookingState.close],
)
def treatment_plans() -> rx.Component:
    """Every plan by its state, and what can be done with one."""
    new = rx.cond(
        PlansState.can_write,
        button(_("Nuevo plan"), icon_name="plus", kind="solid", on_click=FORM.begin(PlansState.whose_id)),
        rx.fragment(),
    )
    rows = card(
        rx.cond(PlansState.rows.length() > 0, rx.el.ul(rx.foreach(PlansState.rows, plan_line), class_name="plain"), no_plans()), pad=False
    )
    shown = rx.el.div(_filters(), rows, class_name="stack")
    back = page_link(icon("chevron-left", 14), _("Agenda"), href=routes.AGENDA, class_name="row gap-4 small")
    count = rx.cond(PlansState.ready, n_("{n} plan", "{n} planes", PlansState.rows.length()), "")
    content = rx.fragment(
        back, page_header(_("Planes de tratamiento"), new, detail=count),
        loading(PlansState.ready, PlansState.failed, shown, ShellState.load, PlansState.load), plan_sheet(), _form_dialog(), _booking_dialog(),
    )  # fmt: skip
    return page_frame(content, active="agenda")
