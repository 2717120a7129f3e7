"""The telephone of a patient: what she gets, and answering as she would. For clinics without an account at a provider."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.messaging.components import channel_word, said_list, tabs
from clinic_app.messaging.phone_state import PhoneRow, PhoneState
from clinic_app.messaging.rows import Bubble, ButtonRow
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import avatar_initials, button, empty_state, icon, loading, note, page_header
from clinic_app.ui.i18n import _, date_text

STATE = PhoneState


def _said(row: rx.Var[Bubble]) -> rx.Component:
    """Seen from the other side: what the clinic sent came in here."""

    def press(each: rx.Var[ButtonRow]) -> rx.Component:
        return button(
            each.label, icon_name="reply", size="sm", kind="soft", on_click=STATE.press(each.payload, each.label), disabled=~STATE.usable
        )

    day = rx.cond(row.day != "", rx.el.p(date_text(row.day, "long"), class_name="said-day"), rx.fragment())
    buttons = rx.cond(row.side == "out", rx.el.div(rx.foreach(row.buttons, press), class_name="col gap-4"), rx.fragment())
    words = rx.el.div(
        rx.el.p(row.text, class_name="said-text"), buttons, rx.el.p(channel_word(row.channel), " ", date_text(row.at, "time"), class_name="said-foot"),
        class_name=rx.cond(row.side == "out", "said said-in", "said said-out"),
    )  # fmt: skip
    return rx.el.li(day, words, key=row.id.to_string())


def _choice() -> rx.Component:
    def one(row: rx.Var[PhoneRow]) -> rx.Component:
        return rx.el.option(row.name, " · ", row.number, value=row.id.to_string(), key=row.id.to_string())

    return rx.el.div(
        rx.el.label(_("De quién es este teléfono"), html_for="whose", class_name="label"),
        rx.el.select(rx.foreach(STATE.rows, one), id="whose", name="whose", value=STATE.chosen.id.to_string(), on_change=STATE.choose, class_name="input"),
        class_name="field",
    )  # fmt: skip


def _device() -> rx.Component:
    said = _(rx.cond(STATE.errors.contains("answer"), STATE.errors["answer"], "").to(str))
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    field = rx.el.input(
        name="answer", id="phone-answer", auto_complete="off", max_length=1000, class_name="input", placeholder=_("Responder como paciente"), disabled=~STATE.usable, auto_focus=STATE.box > 0,
        custom_attrs={"aria-label": _("Respuesta del paciente"), "aria-describedby": "phone-error"},
    )  # fmt: skip
    form = rx.el.form(
        field, rx.el.button(icon("send"), type="submit", class_name="btn btn-solid btn-icon", disabled=~STATE.usable, custom_attrs={"aria-label": _("Enviar")}),
        on_submit=STATE.answer, no_validate=True, class_name="row device-answer", key=STATE.box.to_string(),
    )  # fmt: skip
    head = rx.el.header(
        avatar_initials(STATE.chosen.initials), rx.el.div(rx.el.h2(STATE.chosen.name), rx.el.span(STATE.chosen.number, class_name="tiny"), class_name="col gap-0"), class_name="row device-head"
    )  # fmt: skip
    return rx.el.section(
        head, said_list(rx.el.ol(rx.foreach(STATE.said, _said), class_name="plain talk-said", custom_attrs={"aria-live": "polite"})),
        form, rx.el.div(problem, id="phone-error", role="alert"), class_name="device", custom_attrs={"aria-label": _("Teléfono del paciente")},
    )  # fmt: skip


@rx.page(route=routes.MESSAGES_PHONE, title="Hampiq", on_load=[ShellState.load, PhoneState.load])
def patients_phone() -> rx.Component:
    """Try the whole loop: see what a patient gets, answer as she would."""
    about = note(
        "info",
        "smartphone",
        _(
            "Sin cuenta de WhatsApp, SMS ni correo, nada sale del consultorio: los mensajes llegan a este teléfono de prueba y puedes responder como paciente."
        ),
    )
    real = note(
        "warn", "circle-alert", _("Este consultorio ya escribe por un proveedor de verdad: aquí ya no se puede responder por el paciente.")
    )
    none = empty_state("smartphone", _("Este teléfono aún no recibe nada"), _("Agenda una cita o escribe a un paciente y vuelve aquí."))
    shown = rx.el.div(
        rx.el.div(_choice(), rx.cond(STATE.usable, about, real), class_name="phone-side"), _device(), class_name="phone-page"
    )  # fmt: skip
    shown = rx.cond(STATE.rows.length() > 0, shown, rx.el.div(rx.cond(STATE.usable, about, real), none, class_name="stack phone-none"))
    content = rx.fragment(
        page_header(_("Teléfono del paciente"), tabs("phone")), loading(STATE.ready, STATE.failed, shown, ShellState.load, STATE.load)
    )  # fmt: skip
    return page_frame(content, active="messages")
