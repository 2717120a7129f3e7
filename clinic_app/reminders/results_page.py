"""The page of what came of the reminders: the funnel, who did not come, failures, who cannot be reached, and the scheduler."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.core.permissions import Permission
from clinic_app.messaging.components import tabs
from clinic_app.reminders.results_state import PERIODS, Cause, Patient, ReminderResultsState, Spent, Step
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, card, empty_state, kpi_card, link_button, loading, note, page_header, page_link, segmented
from clinic_app.ui.forms import choices, word_of
from clinic_app.ui.i18n import N_, _, date_text, money_text, n_

S = ReminderResultsState
STEP_WORDS = {
    "sent": N_("Enviados"), "delivered": N_("Entregados"), "read": N_("Leídos"), "answered": N_("Respondidos"),
    "confirmed": N_("Confirmaron o cambiaron la hora"), "came": N_("Vinieron"),
}  # fmt: skip
CHANNEL_WORDS = {"whatsapp": N_("WhatsApp"), "sms": N_("SMS"), "email": N_("Correo")}
CAUSES = {
    "no_channel": N_("Sin canal para escribirle"), "no_account": N_("El consultorio no tiene cuenta para ese canal"), "no_address": N_("Sin teléfono ni correo"),
    "opted_out": N_("Pidió no recibir mensajes"), "expired": N_("Ya era tarde para enviarlo"), "provider_down": N_("El proveedor no respondía"),
    "worker_died": N_("No se sabe si salió"), "timeout": N_("El proveedor no respondió a tiempo"),
}  # fmt: skip


def _step(row: rx.Var[Step]) -> rx.Component:
    words = word_of(row.name, STEP_WORDS)
    bar = rx.el.progress(value=row.share, max=100, class_name="import-bar", custom_attrs={"aria-label": words})
    return rx.el.li(
        rx.el.div(rx.el.span(words, class_name="grow"), rx.el.strong(row.count), rx.el.span(row.share, " %", class_name="muted small"), class_name="row gap-8", style={"width": "100%"}),
        bar, class_name="list-row col", key=row.name,
    )  # fmt: skip


def _funnel() -> rx.Component:
    none = empty_state("send", _("Todavía no salió ningún recordatorio"), _("Cuando reserves una cita, su confirmación se cuenta aquí."))
    some = rx.el.ul(rx.foreach(S.results.steps, _step), class_name="plain-list")
    return card(rx.cond(S.results.steps[0].count > 0, some, none), title=_("De enviado a vino"), pad=False)


def _came() -> rx.Component:
    def of(rate: rx.Var, total: rx.Var, label: rx.Var) -> rx.Component:
        detail = n_("{n} cita que ya pasó", "{n} citas que ya pasaron", total, n=total)
        return kpi_card(label, rx.cond(rate == "", "–", rate), unit=rx.cond(rate == "", "", "%"), detail=detail)

    return rx.el.div(
        of(S.results.reminded_rate, S.results.reminded_of, _("No vinieron, con recordatorio")),
        of(S.results.silent_rate, S.results.silent_of, _("No vinieron, sin recordatorio")),
        kpi_card(_("Pacientes sin teléfono"), S.results.without_phone, detail=_("Ni propio ni de quien responde por ellos")), class_name="kpis",
    )  # fmt: skip


def _cause(row: rx.Var[Cause]) -> rx.Component:
    known = rx.match(row.code, *[(code, _(word)) for code, word in CAUSES.items()], _("Código del proveedor: {code}", code=row.code)).to(
        str
    )
    return rx.el.li(rx.el.span(known, class_name="grow"), rx.el.strong(row.count), class_name="list-row", key=row.code)


def _failures() -> rx.Component:
    none = empty_state("circle-check", _("Sin fallos"), _("Todos los mensajes de estos días salieron."), family="ok")
    rows = rx.el.ul(rx.foreach(S.results.causes, _cause), class_name="plain-list")
    return card(rx.cond(S.results.causes.length() > 0, rows, none), title=_("Fallos por causa"), pad=False)


def _spent(row: rx.Var[Spent]) -> rx.Component:
    units = rx.cond(
        row.channel == "sms",
        n_("{n} parte de SMS", "{n} partes de SMS", row.units, n=row.units),
        n_("{n} mensaje", "{n} mensajes", row.units, n=row.units),
    )
    amount = rx.cond(
        row.amount == "", rx.el.span(_("Sin precio"), class_name="muted"), rx.el.strong(money_text(row.amount, ShellState.currency))
    )
    words = rx.el.span(word_of(row.channel, CHANNEL_WORDS), class_name="grow")
    return rx.el.li(words, rx.el.span(units, class_name="small muted"), amount, class_name="list-row", key=row.channel)


def _costs() -> rx.Component:
    r = S.results
    none = empty_state(
        "coins", _("Todavía no costaron nada"), _("Se cuentan los mensajes que tomaron tus proveedores; el simulador no cuesta.")
    )
    total = rx.cond(
        r.total == "",
        note("info", "info", _("Falta el precio de algún canal. Escríbelo en las reglas de los recordatorios para ver el costo.")),
        rx.el.p(
            rx.el.span(_("En total"), class_name="grow"), rx.el.strong(money_text(r.total, ShellState.currency)), class_name="row gap-8"
        ),
    )
    unsure = rx.cond(
        r.unsure > 0,
        rx.el.p(_("El texto de {n} SMS ya se borró: cada uno se cuenta como una parte.", n=r.unsure), class_name="small muted"),
        rx.fragment(),
    )
    some = rx.fragment(
        rx.el.ul(rx.foreach(r.costs, _spent), class_name="plain-list"), rx.el.div(total, unsure, class_name="card-pad stack gap-8")
    )
    return card(rx.cond(r.costs.length() > 0, some, none), title=_("Costo de los mensajes"), pad=False)


def _patient(row: rx.Var[Patient]) -> rx.Component:
    link = page_link(row.name, href=routes.patient(row.id), class_name="title grow ellipsis")
    email = rx.cond(row.has_email, badge(_("Solo correo"), "info", "mail"), rx.fragment())
    at = rx.cond(row.at == "", _("Sin cita por venir"), date_text(row.at, "datetime"))
    return rx.el.li(link, email, rx.el.span(at, class_name="small muted"), class_name="list-row", key=row.id.to_string())


def _nobody() -> rx.Component:
    r = S.results
    none = empty_state("phone", _("Todos tienen teléfono"), _("Cada paciente tiene el suyo o el de quien responde por él."), family="ok")
    more = rx.cond(
        r.without_phone > r.nobody.length(),
        rx.el.p(_("Y {n} más.", n=r.without_phone - r.nobody.length()), class_name="small muted card-pad"),
        rx.fragment(),
    )
    rows = rx.fragment(rx.el.ul(rx.foreach(r.nobody, _patient), class_name="plain-list"), more)
    return card(rx.cond(r.nobody.length() > 0, rows, none), title=_("Pacientes sin teléfono"), pad=False)


def _fact(label: rx.Var, value: rx.Component | rx.Var) -> rx.Component:
    return rx.el.div(rx.el.dt(label, class_name="small muted"), rx.el.dd(value))


def _moment(at: rx.Var) -> rx.Var:
    return rx.cond(at == "", "–", date_text(at, "datetime")).to(str)


def _scheduler() -> rx.Component:
    r = S.results
    state = rx.cond(r.running, badge(_("En marcha"), "ok", "circle-check"), badge(_("Detenido"), "bad", "circle-alert"))
    facts = rx.el.dl(
        _fact(_("Última vuelta"), _moment(r.last_run)), _fact(_("Próxima vuelta"), _moment(r.next_run)), _fact(_("Recordatorios planificados"), r.planned),
        _fact(_("El próximo sale"), _moment(r.next_due)), _fact(_("Atrasados"), r.backlog), _fact(_("El más antiguo espera desde"), _moment(r.oldest)),
        class_name="kpis",
    )  # fmt: skip
    stopped = rx.cond(
        r.running,
        rx.fragment(),
        note("warn", "circle-alert", _("El programador no dio su vuelta en los últimos minutos: revisa que el servidor esté en marcha.")),
    )
    return card(rx.el.div(stopped, facts, class_name="stack gap-16"), title=_("Estado del programador"), actions=[state])


@rx.page(routes.REMINDER_RESULTS, title="Hampiq", on_load=[ShellState.load, S.load])
def reminder_results() -> rx.Component:
    """What came of the reminders."""
    rules = rx.cond(
        ShellState.may.contains(Permission.SETTINGS_READ.value),
        link_button(_("Reglas y textos"), routes.SETTINGS_REMINDERS, icon_name="settings"),
        rx.fragment(),
    )
    head = page_header(_("Resultados de los recordatorios"), tabs("results", S.sandbox), rules)
    tools = segmented(choices(PERIODS), S.days, S.period, _("Período"))
    columns = rx.el.div(
        rx.el.div(_funnel(), _failures(), class_name="stack gap-16"), rx.el.div(_costs(), _nobody(), class_name="stack gap-16"), class_name="grid-main-side"
    )  # fmt: skip
    shown = rx.el.div(rx.el.div(tools), _came(), columns, _scheduler(), class_name="stack gap-16")
    return page_frame(rx.fragment(head, loading(S.ready, S.failed, shown, ShellState.load, S.load)), active="messages")
