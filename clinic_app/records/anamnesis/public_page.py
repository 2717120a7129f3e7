"""The public page of a questionnaire: made for a phone, and for somebody who knows nothing of this program."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.components import entrance, submit
from clinic_app.records.anamnesis.answer_parts import answer_fields
from clinic_app.records.anamnesis.public_state import AWAY, RATE, SENT, AnswerState
from clinic_app.ui import routes
from clinic_app.ui.components import empty_state, icon, note, skeleton
from clinic_app.ui.i18n import N_, _

STATE = AnswerState
SHEET = STATE.sheet
ENDED = {  # why nothing can be answered: icon, what it is, what to do
    "desconocida": ("link-2-off", N_("Este enlace no existe"), N_("Revisa que esté completo o pide otro al consultorio.")),
    "vencida": ("clock", N_("Este enlace venció"), N_("Pide otro al consultorio.")),
    "usada": ("check", N_("Ya se respondió"), N_("Si quieres corregir algo, avisa al consultorio.")),
    "anulada": ("ban", N_("Este enlace fue anulado"), N_("Pide otro al consultorio.")),
    RATE: ("timer", N_("Demasiados intentos seguidos"), N_("Espera un momento y vuelve a abrir el enlace.")),
    AWAY: ("cloud-off", N_("No se pudo abrir"), N_("Vuelve a intentarlo en unos minutos.")),
    SENT: ("circle-check", N_("Gracias, tus respuestas llegaron"), N_("Ya puedes cerrar esta página.")),
}  # fmt: skip


class QuestionnaireLink(rx.Component):
    """Reads the token behind `#` and tells it to the page."""

    library = "$/public/questionnaire.js"
    tag = "QuestionnaireLink"
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class QuestionnaireToken(rx.Component):
    """The hidden field of the form that carries the token."""

    library = "$/public/questionnaire.js"
    tag = "QuestionnaireToken"


def _consent() -> rx.Component:
    failed = rx.cond(
        SHEET.consent_problem != "",
        rx.el.span(icon("circle-x", 14), rx.el.span(SHEET.consent_problem), class_name="field-error"),
        rx.fragment(),
    )
    box = rx.el.label(
        rx.el.input(type="checkbox", name="acuerdo", id="acuerdo"),
        rx.el.span(_("Estoy de acuerdo")),
        class_name="answer-option",
        html_for="acuerdo",
    )
    words = rx.el.div(
        rx.el.p(SHEET.consent, class_name="small", style={"white-space": "pre-line"}), box, rx.el.div(failed, role="alert"), class_name="col gap-8 card card-pad"
    )  # fmt: skip
    return rx.cond(SHEET.consent != "", words, rx.fragment())


def _sheet() -> rx.Component:
    private = note("info", "lock", _("Solo el consultorio verá lo que respondas."))
    problem = rx.el.div(rx.cond(SHEET.problem != "", note("bad", "circle-alert", SHEET.problem), rx.fragment()), role="alert")
    filled = rx.el.form(
        QuestionnaireToken.create(), answer_fields(STATE.rows, STATE.answer), _consent(), problem, submit(_("Enviar respuestas")),
        on_submit=STATE.send, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    about = rx.cond(SHEET.description != "", rx.el.p(SHEET.description), rx.fragment())
    who = rx.cond(
        SHEET.professional != "", rx.el.p(_("Te atenderá {name}.", name=SHEET.professional), class_name="small muted"), rx.fragment()
    )
    return rx.el.div(rx.el.h2(SHEET.title), about, who, private, filled, class_name="stack gap-16")


@rx.page(routes.QUESTIONNAIRE, title="Hampiq")
def questionnaire() -> rx.Component:
    """Public: whoever has the link may answer it, once."""
    title = rx.cond(SHEET.clinic != "", SHEET.clinic, _("Cuestionario")).to(str)
    opened = QuestionnaireLink.create(on_open=STATE.look)
    ended = [(code, empty_state(mark, _(word), _(text))) for code, (mark, word, text) in ENDED.items()]
    shown = rx.match(SHEET.state, ("lista", _sheet()), ("", skeleton(6)), *ended, rx.fragment())
    return entrance(title, _("Cuestionario antes de tu atención."), opened, shown, side=False)
