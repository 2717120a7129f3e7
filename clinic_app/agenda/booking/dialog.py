"""The dialog "new appointment": `booking_dialog()` once on a page, opened with `BookingState.open_for(patient_id, date, time)`."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.booking.days import BookingDaysState, DayChoice
from clinic_app.agenda.booking.more import more_services, repeat_part, room_field
from clinic_app.agenda.booking.more_state import BookingMoreState
from clinic_app.agenda.booking.needs import BookingNeedsState
from clinic_app.agenda.booking.state import BookingState, PatientChoice, ServiceChoice, SlotChoice
from clinic_app.agenda.components import CARE_WORDS
from clinic_app.agenda.waiting.state import WaitingFormState
from clinic_app.patients.allergy_parts import allergy_banner
from clinic_app.patients.components import by_country
from clinic_app.patients.duplicates_parts import alike_card
from clinic_app.shell.state import ShellState
from clinic_app.ui.components import avatar_initials, button, chip, dialog, icon, note, segmented, select_field, text_field
from clinic_app.ui.i18n import N_, _, date_text, money_text, n_

FORM = "booking-form"
DRAFT = BookingState.draft
SEXES = [("F", N_("Femenino")), ("M", N_("Masculino"))]


def _error(name: str) -> rx.Var:
    return BookingState.errors.get(name, "").to(str)


def _error_line(name: str) -> rx.Component:
    said = rx.el.span(icon("circle-x", 13), rx.el.span(_(_error(name))), class_name="field-error")
    return rx.el.div(rx.cond(_error(name) != "", said, rx.fragment()), role="alert")


def _choice(row: rx.Var[PatientChoice]) -> rx.Component:
    words = rx.el.span(rx.el.span(row.name, class_name="title"), rx.el.br(), rx.el.span(row.detail, class_name="detail"), class_name="grow")
    return rx.el.button(
        avatar_initials(row.initials), words, type="button", class_name="list-row", on_click=BookingState.choose_patient(row.id), key=row.id
    )


def _search() -> rx.Component:
    new = rx.el.button(
        rx.el.span(icon("user-plus"), class_name="avatar t-accent"),
        rx.el.span(_("Crear paciente nuevo"), class_name="title accent"), type="button", class_name="list-row", on_click=BookingState.add_patient,
    )  # fmt: skip
    field = rx.el.input(
        type="search", name="buscar", id="booking-search", auto_complete="off", placeholder=_("Nombre, documento o teléfono"),
        on_change=BookingState.search.debounce(200), on_key_down=rx.noop(), custom_attrs={"aria-label": _("Buscar paciente"), "data-autofocus": "true"}, auto_focus=True,
    )  # fmt: skip
    nobody = rx.cond(
        (BookingState.words != "") & (BookingState.found.length() == 0),
        rx.el.p(_("Nadie con esos datos."), class_name="list-row small muted"),
        rx.fragment(),
    )
    return rx.el.div(
        rx.el.label(icon("search"), field, class_name="search"),
        rx.el.div(rx.foreach(BookingState.found, _choice), nobody, new, class_name="picker-list"),
        class_name="picker",
    )


def _picked() -> rx.Component:
    words = rx.el.div(rx.el.strong(DRAFT.patient_name), rx.el.p(DRAFT.patient_detail, class_name="small muted"), class_name="grow")
    other = button(
        _("Elegir otro paciente"), icon_name="x", kind="ghost", only_icon=True, on_click=BookingState.forget_patient, auto_focus=True
    )
    who = rx.el.div(avatar_initials(DRAFT.initials), words, other, class_name="picked")
    return rx.el.div(who, allergy_banner(DRAFT.allergies, inside=True), class_name="col")


def _new_patient() -> rx.Component:
    """The least that is needed; the rest can be written on the patient's page."""

    def field(name: str, label: rx.Var, **props: object) -> rx.Component:
        return text_field(name, label, error=_(_error(name)), auto_complete="off", **props)

    return rx.el.div(
        rx.el.div(rx.el.strong(_("Paciente nuevo"), class_name="grow"), button(_("Volver a buscar"), kind="ghost", size="sm", on_click=BookingState.forget_patient), class_name="row"),
        rx.el.div(
            by_country(BookingState.draft.country, rx.Var.create(""), lambda kinds: select_field("tipo_documento", _("Documento"), kinds, error=_(_error("tipo_documento")))),
            field("numero_documento", _("Número"), default_value=DRAFT.typed.number, max_length=20, auto_focus=True),
            field("nombres", _("Nombres"), default_value=DRAFT.typed.given, max_length=100),
            field("apellido_paterno", _("Apellido paterno"), default_value=DRAFT.typed.first_surname, max_length=100),
            field("apellido_materno", _("Apellido materno"), default_value=DRAFT.typed.second_surname, required=False, max_length=100),
            field("fecha_nacimiento", _("Fecha de nacimiento"), type="date"),
            select_field("sexo", _("Sexo"), [(code, _(word)) for code, word in SEXES], error=_(_error("sexo")), empty=_("Elegir…")),
            field("telefono", _("Teléfono"), required=False, type="tel", max_length=40),
            class_name="form-grid",
        ),
        alike_card(),
        class_name="new-patient col",
    )  # fmt: skip


def _patient() -> rx.Component:
    shown = rx.cond(DRAFT.patient_id > 0, _picked(), rx.cond(BookingState.adding, _new_patient(), _search()))
    return rx.el.section(rx.el.h3(_("Paciente")), shown, _error_line("paciente"))


def _tile(row: rx.Var[ServiceChoice]) -> rx.Component:
    detail = rx.el.span(row.minutes, " min · ", money_text(row.price, ShellState.currency), class_name="tiny muted")
    return rx.el.button(
        rx.el.span(class_name="swatch", style={"background": row.color}), rx.el.span(rx.el.span(row.name, class_name="strong"), rx.el.br(), detail, class_name="grow"),
        type="button", class_name="tile", on_click=BookingState.choose_service(row.id), key=row.id,
        custom_attrs={"aria-pressed": rx.cond(DRAFT.service_id == row.id, "true", "false")},
    )  # fmt: skip


def _service() -> rx.Component:
    none = note("warn", "triangle-alert", _("Todavía no hay servicios. Añade uno en Servicios."))
    tiles = rx.el.div(rx.foreach(BookingState.services, _tile), class_name="tiles")
    shown = rx.cond(BookingState.services.length() > 0, tiles, none)
    return rx.el.section(rx.el.h3(_("Servicio")), shown, more_services(), _error_line("tipo_servicio"), _error_line("servicios"))


def _slot(row: rx.Var[SlotChoice]) -> rx.Component:
    return chip(row.hour, DRAFT.time == row.hour, on_click=BookingState.choose_time(row.hour), disabled=~row.free, key=row.hour)


def _part_of_day(word: rx.Var, mark: str, morning: bool) -> rx.Component:
    mine = rx.foreach(BookingState.slots, lambda row: rx.cond(row.morning == morning, _slot(row), rx.fragment()))
    return rx.el.div(
        rx.el.p(icon(mark, 14), word, class_name="row gap-4 small muted"),
        rx.el.div(mine, class_name="slots", custom_attrs={"data-arrows": "true"}),
    )


def _instead() -> rx.Component:
    """When no time suits."""
    wait = button(_("Añadir a lista de espera"), icon_name="list-plus", kind="ghost", size="sm", on_click=WaitingFormState.add_from_booking)
    offer = rx.el.div(rx.el.span(_("¿Ninguna hora le sirve?"), class_name="small muted"), wait, class_name="row gap-4 wrap")
    return rx.cond((DRAFT.patient_id > 0) & (DRAFT.service_id > 0), offer, rx.fragment())


def _day(row: rx.Var[DayChoice]) -> rx.Component:
    closed = rx.cond(row.works, n_("{n} libre", "{n} libres", row.free), _("cerrado"))
    return rx.el.button(
        rx.el.span(date_text(row.day, "short"), class_name="strong"),
        rx.el.span(rx.cond(row.works & (row.free < 0), _("abierto"), closed), class_name="tiny"),
        type="button",
        class_name=rx.cond(row.works & (row.free != 0), "day-choice", "day-choice full"),
        on_click=BookingState.choose_date(row.day),
        key=row.day,
        custom_attrs={"aria-pressed": rx.cond(DRAFT.date == row.day, "true", "false")},
    )


def _week() -> rx.Component:
    """The days with their free times, and the weeks before and after."""

    def turn(word: rx.Var, mark: str, to: rx.Var) -> rx.Component:
        return button(word, icon_name=mark, kind="ghost", only_icon=True, disabled=to == "", on_click=BookingState.choose_date(to))

    days = rx.el.div(
        rx.foreach(BookingDaysState.days, _day), class_name="day-choices", role="group",
        custom_attrs={"aria-label": _("Días de la semana"), "data-arrows": "true"},
    )  # fmt: skip
    week = rx.el.div(
        turn(_("Semana anterior"), "chevron-left", BookingDaysState.before),
        days,
        turn(_("Semana siguiente"), "chevron-right", BookingDaysState.after),
        class_name="day-week",
    )
    return rx.cond(BookingState.services.length() > 0, week, rx.fragment())


def _when() -> rx.Component:
    closed = rx.cond(BookingState.working, rx.fragment(), note("info", "info", _("El consultorio no atiende ese día. Elige otro arriba.")))
    parts = rx.cond(
        BookingState.slots.length() > 0,
        rx.el.div(_part_of_day(_("Mañana"), "sunrise", True), _part_of_day(_("Tarde"), "sunset", False), class_name="stack"),
        closed,
    )
    day = text_field(
        "fecha",
        _("Día"),
        type="date",
        value=DRAFT.date,
        on_change=BookingState.choose_date,
        error=_(_error("fecha")),
        side=date_text(DRAFT.date, "short"),
    )
    return rx.el.section(
        rx.el.h3(_("Día y hora")),
        rx.el.div(_week(), rx.el.div(day, class_name="booking-day"), parts, _instead(), class_name="stack"),
        _error_line("hora_inicio"),
    )


def _professional() -> rx.Component:
    """Only where more than one attends."""
    choice = select_field(
        "profesional", _("Profesional"), BookingState.professionals, value=DRAFT.professional, on_change=BookingState.choose_professional, error=_(_error("profesional"))
    )  # fmt: skip
    return rx.cond(
        (BookingState.professionals.length() > 1) | (BookingMoreState.rooms.length() > 0),
        rx.el.section(rx.cond(BookingState.professionals.length() > 1, choice, rx.fragment()), room_field(), class_name="form-grid"),
        rx.el.div(_error_line("profesional")),
    )


def _needs() -> rx.Component:
    """What the service requires and the patient lacks; it does not stand in the way unless the clinic wants it so."""
    said = BookingNeedsState.said
    lines = note("warn", "triangle-alert", rx.foreach(said, lambda one: rx.el.p(one, key=one)))
    return rx.el.div(rx.cond(said.length() > 0, lines, rx.fragment()), role="status")


def booking_dialog() -> rx.Component:
    """Once on each page that opens it."""
    care = rx.el.section(rx.el.h3(_("Tipo de atención")), segmented([(code, _(word)) for code, word in CARE_WORDS.items()], DRAFT.care_type, BookingState.choose_care, _("Tipo de atención")), _error_line("tipo_atencion"))  # fmt: skip
    form = rx.el.form(
        _patient(), _service(), _needs(), _professional(), _when(), care,
        text_field("notas", _("Nota para la cita"), required=False, max_length=2000, multiline=True, error=_(_error("notas"))), repeat_part(),
        id=FORM, class_name="booking", no_validate=True, on_submit=BookingState.save, custom_attrs={"data-quick": "true"},
    )  # fmt: skip
    submit = button(
        rx.cond((DRAFT.time != "") & BookingMoreState.rule.on, _("Agendar la serie"), rx.cond(DRAFT.time != "", _("Agendar {day} {time}", day=date_text(DRAFT.date, "short"), time=DRAFT.time), _("Agendar"))),
        icon_name="check", kind="solid", size="lg", type="submit", title=_("Ctrl + Enter"), custom_attrs={"form": FORM, "aria-keyshortcuts": "Control+Enter"},
    )  # fmt: skip
    return dialog(
        form, title=_("Nueva cita"), open=BookingState.is_open, on_close=BookingState.close, name="booking", wide=True,
        footer=[button(_("Cancelar"), size="lg", on_click=BookingState.close), submit],
    )  # fmt: skip
