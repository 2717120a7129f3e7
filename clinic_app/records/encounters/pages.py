"""The encounters of a patient: what was done, when, and what is ahead."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.encounters.rows import PREFIX, Choice, EncounterLine
from clinic_app.records.encounters.state import EncountersState
from clinic_app.records.frame import HEAD, OPENING, record_frame
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, dialog, empty_state, icon, link_button, loading, note, status_badge
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import _, date_text, n_

STATE = EncountersState
FORM = STATE.form


def _writer(part: rx.Component) -> rx.Component:
    return rx.cond(STATE.can_write, part, rx.fragment())


def _line(row: rx.Var[EncounterLine]) -> rx.Component:
    when = rx.el.span(
        rx.el.span(date_text(row.at, "medium"), class_name="title nowrap"),
        rx.el.span(date_text(row.at, "time"), " · ", n_("{n} minuto", "{n} minutos", row.minutes), class_name="detail"),
        class_name="col gap-0 note-when",
    )
    group = rx.cond(row.slot != "", rx.el.span(icon("users", 13), " ", row.slot, class_name="detail"), rx.fragment())
    photos = rx.cond(
        row.photos > 0, rx.el.span(icon("camera", 13), " ", n_("{n} foto", "{n} fotos", row.photos), class_name="detail"), rx.fragment()
    )
    words = rx.el.span(
        rx.el.span(rx.el.span(class_name="swatch", style={"background": row.color}), row.service, class_name="title row"),
        rx.el.span(row.professional, class_name="detail"),
        rx.cond(row.notes != "", rx.el.span(row.notes, class_name="note-preview"), rx.fragment()),
        rx.el.span(group, photos, class_name="row wrap gap-12"), class_name="col gap-4 grow",
    )  # fmt: skip
    line = rx.el.button(
        when,
        words,
        status_badge(row.look),
        icon("chevron-right"),
        type="button",
        class_name="list-row note-line",
        on_click=STATE.show(row.id),
    )
    return rx.el.li(line, key=row.id.to_string())


def _list() -> rx.Component:
    new = button(_("Nueva atención"), icon_name="plus", kind="solid", shortcut="n", on_click=STATE.begin)
    first = _writer(button(_("Abrir la primera atención"), icon_name="stethoscope", kind="solid", on_click=STATE.begin))
    empty = empty_state(
        "stethoscope",
        _("Sin atenciones todavía"),
        _("Una atención reúne el servicio, quién atiende y la hora, con o sin cita en la agenda."),
        first,
    )
    rows = rx.el.ul(rx.foreach(STATE.rows, _line), class_name="plain")
    shown = loading(STATE.loaded, STATE.failed, rx.cond(STATE.rows.length() > 0, rows, empty), *OPENING, STATE.load)
    return card(shown, title=_("Atenciones"), actions=[_writer(new)], pad=False, id="encounters")


def _option(each: rx.Var) -> rx.Component:
    return rx.el.option(each.label, " · ", date_text(each.at, "datetime"), value=each.value, key=each.value)


def _place(fields: Fields) -> rx.Component:
    """Which time of the agenda it takes; while one is chosen, the date is what that says."""
    failed = fields.said(PREFIX + "lugar")
    choice = rx.el.select(
        rx.el.option(_("Sin cita ni grupo"), value=""), rx.foreach(FORM.times, _option), id="at_lugar", name="at_lugar", value=FORM.place, on_change=STATE.choose,
        class_name="input", disabled=(FORM.id > 0) & ~FORM.editable, custom_attrs={"aria-describedby": "at_lugar-error"},
    )  # fmt: skip
    clear = button(_("Quitar"), icon_name="x", size="sm", on_click=STATE.choose(""), disabled=(FORM.id > 0) & ~FORM.editable)
    frees = rx.cond(FORM.id > 0, rx.el.span(_("Al quitarla o cambiarla, su hora queda libre."), class_name="tiny muted"), rx.fragment())
    locked = note(
        "info", "lock",
        rx.el.div(
            rx.el.span(rx.el.strong(date_text(FORM.place_at, "long"), ", ", date_text(FORM.place_at, "time")), rx.el.span(_("La fecha la fija la cita o el grupo."), class_name="small"), frees, class_name="col gap-0 grow"),
            clear, class_name="row wrap",
        ),
    )  # fmt: skip
    return rx.el.div(
        rx.el.div(rx.el.label(_("Cita o grupo"), html_for="at_lugar"), class_name="label"), choice,
        rx.el.div(rx.cond(failed != "", rx.el.span(icon("circle-x", 14), rx.el.span(failed), class_name="field-error"), rx.fragment()), id="at_lugar-error", role="alert"),
        rx.cond(FORM.place != "", locked, rx.fragment()), class_name="field",
    )  # fmt: skip


def _free(fields: Fields) -> rx.Component:
    """What an appointment would say."""
    return rx.el.div(
        fields.choice("servicio", _("Servicio"), FORM.services.to(list[Choice]), empty=_("Elige un servicio"), on_change=STATE.look),
        fields.choice("profesional", _("Profesional"), FORM.professionals.to(list[Choice])),
        fields.text("fecha_hora", _("Fecha y hora"), type="datetime-local", required=True),
        class_name="form-grid",
    )


def _told() -> rx.Component:
    return rx.foreach(FORM.told, lambda sentence: note("warn", "triangle-alert", rx.el.span(sentence)))


def _step(fields: Fields) -> rx.Component:
    """The states it may go to."""
    states = rx.foreach(FORM.states.to(list[Choice]), lambda each: rx.el.option(_(each.label), value=each.value, key=each.value))
    name = PREFIX + "estado"
    choice = rx.el.div(
        rx.el.div(rx.el.label(_("Estado"), html_for=name), class_name="label"),
        rx.el.select(states, id=name, name=name, default_value=STATE.values[name], class_name="input"), class_name="field",
    )  # fmt: skip
    reason = fields.text("motivo_cancelacion", _("Motivo si se cancela"), max_length=500)
    return rx.cond(FORM.id > 0, rx.el.div(choice, reason, class_name="form-grid"), rx.fragment())


def _form() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, PREFIX)
    open_times = (FORM.id == 0) | FORM.editable
    length = fields.text("duracion_minutos", _("Minutos"), type="number", min=1, max=720)
    filled = form(
        _told(), _place(fields),
        rx.cond((FORM.place == "") & open_times, _free(fields), rx.fragment()),
        rx.cond(~FORM.fixed_minutes & open_times & ((FORM.id > 0) | (FORM.place == "")), length, rx.fragment()),
        _step(fields),
        fields.text("observaciones", _("Observaciones"), multiline=True, rows="3", max_length=4000),
        on_submit=STATE.save, on_cancel=STATE.close, save=rx.cond(FORM.id > 0, _("Guardar atención"), _("Abrir atención")).to(str),
    )  # fmt: skip
    return filled


def _read_only() -> rx.Component:
    return rx.el.dl(
        rx.el.dt(_("Fecha y hora")), rx.el.dd(date_text(STATE.values[PREFIX + "fecha_hora"], "datetime")),
        rx.el.dt(_("Minutos")), rx.el.dd(STATE.values[PREFIX + "duracion_minutos"]),
        rx.el.dt(_("Observaciones")), rx.el.dd(rx.cond(STATE.values[PREFIX + "observaciones"] != "", STATE.values[PREFIX + "observaciones"], "—")), class_name="facts",
    )  # fmt: skip


def _dialog() -> rx.Component:
    writes = link_button(
        _("Escribir la nota"), routes.visit_note(HEAD.head.patient.id, FORM.appointment_id), icon_name="notebook-pen", size="sm"
    )
    top = rx.cond(
        FORM.id > 0,
        rx.el.div(
            status_badge(FORM.look),
            rx.cond(STATE.can_write & (FORM.appointment_id > 0), writes, rx.fragment()),
            class_name="row wrap gap-12",
        ),
        rx.fragment(),
    )
    title = rx.cond(FORM.id > 0, _("Atención"), _("Nueva atención")).to(str)
    body = rx.el.div(top, rx.cond(STATE.can_write, _form(), _read_only()), class_name="stack gap-16")
    return dialog(body, title=title, open=STATE.dialog, on_close=STATE.close, name="dialog-encounter", wide=True)


@rx.page(routes.PATIENT_ENCOUNTERS, title="Hampiq", on_load=[*OPENING, EncountersState.load])
def patient_encounters() -> rx.Component:
    return record_frame(_list(), _dialog(), section="encounters")
