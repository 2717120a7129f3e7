"""Parts of the screens of treatment plans: progress, the list's lines, the card on a patient's page, the sheet of one plan."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.plans.booking_state import PlanBookingState
from clinic_app.agenda.plans.form_state import PlanFormState
from clinic_app.agenda.plans.state import PatientPlansState, PlanCard, PlansState, PlanState, SessionLine
from clinic_app.core.files import DOCUMENT_TOO_LARGE, MAX_DOCUMENT_BYTES
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, icon, link_button, page_link, text_field
from clinic_app.ui.facts import fact, optional_fact
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, number_text
from clinic_app.ui.theme import Look
from clinic_app.ui.upload import PICTURES, upload_button

FREQUENCY_WORDS = {
    "diaria": N_("Cada día de atención"),
    "semanal": N_("Cada semana"),
    "quincenal": N_("Cada dos semanas"),
    "mensual": N_("Cada mes"),
    "personalizada": N_("Días elegidos"),
}
LOOKS = {
    "activo": Look(N_("Activo"), "ok", "circle-play"),
    "completado": Look(N_("Completado"), "accent", "circle-check"),
    "suspendido": Look(N_("Suspendido"), "warn", "circle-pause"),
    "cancelado": Look(N_("Cancelado"), "mute", "circle-slash"),
}
SESSION_LOOKS = {
    "pendiente": Look(N_("Por agendar"), "mute", "circle-dashed"),
    "agendada": Look(N_("Agendada"), "info", "calendar-check"),
    "completada": Look(N_("Completada"), "ok", "circle-check"),
}
SHORT_DAYS = {1: N_("Lun"), 2: N_("Mar"), 3: N_("Mié"), 4: N_("Jue"), 5: N_("Vie"), 6: N_("Sáb"), 7: N_("Dom")}
PLAN = PlanState.plan
AFTER = [PlanState.reload(), PlansState.refresh()]


def look_badge(code: rx.Var, looks: dict[str, Look]) -> rx.Component:
    """The state as icon and word."""
    known = [(each, badge(_(look.word), look.family, look.icon)) for each, look in looks.items()]
    return rx.fragment(rx.match(code, *known, badge(code)))


def progress(plan: rx.Var) -> rx.Component:
    """How far a plan is, as a bar and in words."""
    words = _("{done} de {total} sesiones", done=plan.done, total=plan.total)
    bar = rx.el.progress(value=plan.done, max=plan.total, class_name="plan-bar", custom_attrs={"aria-label": words})
    return rx.el.div(
        bar, rx.el.span(words, " · ", number_text(plan.percent, 0), " %", class_name="detail nowrap"), class_name="plan-progress"
    )


def frequency_words(plan: rx.Var) -> rx.Component:
    """How often, and on which weekdays."""
    day = rx.foreach(
        plan.days.to(list[int]), lambda one: rx.el.span(" ", rx.match(one, *[(each, _(word)) for each, word in SHORT_DAYS.items()], ""))
    )
    return rx.el.span(
        word_of(plan.frequency, FREQUENCY_WORDS), rx.cond(plan.days.to(list[int]).length() > 0, rx.el.span(":", day), rx.fragment())
    )


def missing_order(plan: rx.Var) -> rx.Component:
    """That the plan still lacks the medical order it needs."""
    return rx.cond(plan.order_missing, badge(_("Falta la orden médica"), "warn", "file-warning"), rx.fragment())


def plan_line(plan: rx.Var[PlanCard]) -> rx.Component:
    """One plan of the list."""
    title = rx.el.button(plan.name, type="button", class_name="title ellipsis accent", on_click=PlanState.show(plan.id))
    who = rx.el.span(
        page_link(plan.patient, href=routes.patient(plan.patient_id)),
        " · ",
        plan.service,
        " · ",
        frequency_words(plan),
        class_name="detail",
    )
    marks = rx.el.span(look_badge(plan.status, LOOKS), missing_order(plan), class_name="row wrap gap-4 plan-marks")
    return rx.el.li(
        rx.el.div(title, who, class_name="col gap-0 grow"), progress(plan), marks, class_name="list-row plan-line", key=plan.id.to_string()
    )


def patient_plans(patient_id: rx.Var, may_begin: rx.Var) -> rx.Component:
    """The card "Planes de tratamiento" of a patient's page; its State is loaded by the page."""
    address = routes.PLANS + "?paciente=" + patient_id.to_string()

    def line(plan: rx.Var[PlanCard]) -> rx.Component:
        name = page_link(plan.name, href=address + "&plan=" + plan.id.to_string(), class_name="title ellipsis accent")
        what = rx.el.div(name, rx.el.span(plan.service, class_name="detail ellipsis"), class_name="col gap-0 grow")
        return rx.el.li(what, progress(plan), rx.el.span(look_badge(plan.status, LOOKS), missing_order(plan), class_name="row wrap gap-4 plan-marks"), class_name="list-row plan-line", key=plan.id.to_string())  # fmt: skip

    begin = rx.cond(may_begin, link_button(_("Nuevo plan"), address + "&nuevo=1", icon_name="plus", size="sm"), rx.fragment())
    none = rx.el.p(_("Sin planes. Crea uno para inyectables, curaciones o terapias de varias sesiones."), class_name="card-pad small muted")
    shown = rx.cond(PatientPlansState.rows.length() > 0, rx.el.ul(rx.foreach(PatientPlansState.rows, line), class_name="plain"), none)
    return card(shown, title=_("Planes de tratamiento"), actions=[begin], pad=False, id="plans")


def _session(row: rx.Var[SessionLine]) -> rx.Component:
    when = rx.cond(
        row.when != "", rx.el.span(date_text(row.when, "short"), " · ", date_text(row.when, "time"), class_name="nowrap"), rx.fragment()
    )
    held = rx.cond((row.done_at != "") & (row.when == ""), rx.el.span(date_text(row.done_at, "short"), class_name="nowrap"), rx.fragment())
    by_hand = rx.cond(row.by_hand, rx.el.span(_("Anotada a mano"), class_name="detail"), rx.fragment())
    done = button(
        _("Completar"),
        icon_name="check",
        size="sm",
        on_click=[PlanState.complete(row.number), *AFTER],
        custom_attrs={"aria-label": _("Completar la sesión {n}", n=row.number)},
    )
    may = PlansState.can_write & (PLAN.status == "activo") & (row.state != "completada")
    words = rx.el.span(
        rx.el.strong(_("Sesión {n}", n=row.number)),
        rx.el.span(when, held, by_hand, class_name="detail row wrap gap-4"),
        class_name="col gap-0 grow",
    )
    return rx.el.li(
        words,
        look_badge(row.state, SESSION_LOOKS),
        rx.cond(may, done, rx.fragment()),
        class_name="list-row plan-session",
        key=row.number.to_string(),
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        *fact(_("Paciente"), page_link(PLAN.patient, href=routes.patient(PLAN.patient_id))),
        *fact(_("Servicio"), rx.el.span(rx.el.span(class_name="swatch", style={"background": PLAN.color}), PLAN.service, class_name="row")),
        *fact(_("Frecuencia"), frequency_words(PLAN)),
        *fact(_("Desde"), date_text(PLAN.start, "medium")),
        optional_fact(_("Fin estimado"), PLAN.end, date_text(PLAN.end, "medium")),
        optional_fact(_("Indicación"), PLAN.description, PLAN.description),
        optional_fact(_("Notas"), PLAN.notes, PLAN.notes),
        class_name="facts",
    )


def _order() -> rx.Component:
    see = rx.el.a(
        icon("external-link"), _("Ver orden médica"), href=PLAN.order, target="_blank", rel="noopener noreferrer", class_name="btn"
    )
    send = upload_button(
        "orden_medica", rx.cond(PLAN.order != "", _("Cambiar orden"), _("Subir orden médica")), action="/api/agenda/planes-tratamiento/" + PLAN.id.to_string() + "/",
        method="PATCH", accept="application/pdf," + PICTURES, most=MAX_DOCUMENT_BYTES, too_large=DOCUMENT_TOO_LARGE, clinic=ShellState.clinic_id,
        on_done=[PlanState.order_kept(), PlansState.refresh()],
    )  # fmt: skip
    return rx.el.div(
        rx.cond(PLAN.order != "", see, rx.fragment()), rx.cond(PlansState.can_write, send, rx.fragment()), class_name="row wrap top"
    )


def _actions() -> rx.Component:
    active, off = PLAN.status == "activo", (PLAN.status == "suspendido") | (PLAN.status == "cancelado")
    book = button(_("Agendar sesiones"), icon_name="calendar-plus", kind="solid", on_click=PlanBookingState.begin(PLAN.id))
    edit = button(_("Editar"), icon_name="pencil", on_click=PlanFormState.edit(PLAN.id))
    suspend = button(_("Suspender"), icon_name="circle-pause", on_click=PlanState.ask("suspend"))
    again = button(_("Reactivar"), icon_name="rotate-ccw", kind="solid", on_click=[PlanState.reactivate(), *AFTER])
    cancel = button(_("Cancelar plan"), icon_name="circle-slash", kind="danger", on_click=PlanState.ask("cancel"))
    shown = rx.el.div(
        rx.cond(active, rx.fragment(book, suspend), rx.fragment()), rx.cond(off, again, rx.fragment()), edit,
        rx.cond(active | (PLAN.status == "suspendido"), cancel, rx.fragment()), class_name="sheet-actions",
    )  # fmt: skip
    return rx.cond(PlansState.can_write, shown, rx.fragment())


def _reason_form() -> rx.Component:
    cancelling = PlanState.asking == "cancel"
    said = rx.cond(cancelling, _("Las citas por venir de este plan se cancelarán."), _("Podrás reactivarlo cuando quieras."))
    free = rx.el.label(
        rx.el.input(type="checkbox", name="liberar", id="liberar"),
        rx.el.span(_("Cancelar también sus citas por venir")),
        class_name="check",
        html_for="liberar",
    )
    form = rx.el.form(
        rx.el.p(said, class_name="small"),
        text_field("motivo", _("Motivo"), required=False, max_length=500, auto_complete="off"),
        rx.cond(cancelling, rx.fragment(), free),
        rx.el.div(
            button(_("Volver"), on_click=PlanState.ask("")),
            button(rx.cond(cancelling, _("Cancelar el plan"), _("Suspender el plan")), kind="danger", type="submit"), class_name="form-foot",
        ),
        on_submit=lambda data: [PlanState.step(data), *AFTER], class_name="col plan-reason",
    )  # fmt: skip
    return rx.cond(PlanState.asking != "", form, rx.fragment())


def plan_sheet() -> rx.Component:
    """All about one plan, at the side."""
    head = rx.el.div(rx.el.strong(PLAN.name, class_name="grow"), look_badge(PLAN.status, LOOKS), missing_order(PLAN), class_name="row wrap")
    rows = rx.el.ul(rx.foreach(PlanState.sessions, _session), class_name="plain plan-sessions")
    return dialog(
        head, progress(PLAN), _facts(), _order(), _actions(), _reason_form(), rx.el.h3(_("Sesiones")), rows,
        title=_("Plan de tratamiento"), open=PlanState.is_open, on_close=PlanState.close, name="plan",
    )  # fmt: skip


def no_plans() -> rx.Component:
    """The list is empty."""
    begin = rx.cond(
        PlansState.can_write,
        button(_("Nuevo plan"), icon_name="plus", kind="soft", on_click=PlanFormState.begin(PlansState.whose_id)),
        rx.fragment(),
    )
    return empty_state(
        "list-checks",
        _("Ningún plan en esta lista"),
        _("Un plan reúne las sesiones de un tratamiento: cuántas son, cada cuánto y cuáles ya se hicieron."),
        begin,
    )
