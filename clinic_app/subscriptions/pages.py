"""The plan of the clinic."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.subscriptions.plans import COUNTED, CURRENCY, FEATURE_NAMES, FREEMIUM, PLANS, Feature, Plan
from clinic_app.subscriptions.state import CANCEL, PlanState, UsageRow
from clinic_app.ui import routes
from clinic_app.ui.components import Text, badge, button, card, dialog, icon, note, segmented, skeleton
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, money_text, n_, number_text

STATE = PlanState
USAGE_WORDS = {"max_patients": N_("Pacientes"), "custom_services": N_("Servicios propios")}
PERIOD_WORDS = {"monthly": N_("al mes"), "yearly": N_("al año")}
NEARLY_FULL = 80  # percent


def _used(row: rx.Var[UsageRow]) -> rx.Component:
    some = _("{used} de {limit}", used=number_text(row.used), limit=number_text(row.limit))
    amount = rx.cond(row.limit < 0, _("{used}, sin límite", used=number_text(row.used)), some)
    word = word_of(row.feature, USAGE_WORDS)
    full, near = row.used >= row.limit, row.used * 100 >= row.limit * NEARLY_FULL
    mark = rx.cond(
        row.limit < 0,
        rx.fragment(),
        rx.cond(
            full, badge(_("Lleno"), "bad", "circle-alert"), rx.cond(near, badge(_("Casi lleno"), "warn", "triangle-alert"), rx.fragment())
        ),
    )
    bar = rx.el.progress(value=row.used, max=row.limit, class_name="usage-bar", custom_attrs={"aria-label": word})
    head = rx.el.div(rx.el.span(word), mark, rx.el.span(amount, class_name="num muted end"), class_name="row small usage-head")
    return rx.el.div(head, rx.cond(row.limit > 0, bar, rx.fragment()), class_name="stack gap-4", key=row.feature)


def _until() -> rx.Component:
    plan = STATE.plan
    date = date_text(plan.end_date)
    running = rx.cond(plan.cancelled, _("Termina el {date}; luego pasas al plan gratuito.", date=date), _("Hasta el {date}.", date=date))
    return rx.el.p(
        rx.cond(plan.end_date == "", _("Sin fecha de término."), rx.cond(plan.valid, running, _("Venció el {date}.", date=date))),
        class_name="small muted",
    )


def _actions() -> rx.Component:
    """What the plan's owner may do about it: renew what ran out, take a cancellation back, or cancel."""
    plan = STATE.plan
    renew = button(_("Renovar"), icon_name="refresh-cw", kind="solid", on_click=STATE.ask(plan.code))
    resume = button(_("Seguir con el plan"), icon_name="rotate-ccw", kind="soft", on_click=STATE.resume)
    cancel = button(_("Cancelar plan"), kind="danger", on_click=STATE.ask(CANCEL))
    paid = rx.cond(plan.valid, rx.cond(plan.cancelled, resume, cancel), renew)
    return rx.cond(STATE.can_manage & (plan.code != FREEMIUM), paid, rx.fragment())


def _mine() -> rx.Component:
    plan = STATE.plan
    ended = rx.cond(plan.cancelled, badge(_("Cancelado"), "warn", "calendar-x"), badge(_("Vigente"), "ok", "circle-check"))
    state = rx.cond(plan.valid, ended, badge(_("Vencido"), "bad", "circle-alert"))
    price = rx.cond(plan.code == FREEMIUM, _("Gratis"), money_text(plan.price, CURRENCY) + " " + word_of(plan.period, PERIOD_WORDS))
    words = rx.el.div(
        rx.el.div(rx.el.span(plan.name, class_name="plan-price"), state, class_name="row"),
        rx.el.p(price, class_name="small"),
        _until(),
        class_name="stack gap-4 grow",
    )
    head = rx.el.div(words, _actions(), class_name="row top wrap")
    used = rx.el.div(rx.foreach(STATE.usage, _used), class_name="form-grid")
    return card(rx.el.div(head, used, class_name="stack gap-16"), title=_("Tu plan"))


def _feature(plan: Plan, feature: Feature) -> rx.Component:
    word = _(FEATURE_NAMES[feature])
    if feature in COUNTED:
        limit = plan.limits[feature]
        counts = {
            Feature.MAX_PATIENTS: n_("{n} paciente", "{n} pacientes", limit or 0), Feature.CUSTOM_SERVICES: n_("{n} servicio propio", "{n} servicios propios", limit or 0),
        }  # fmt: skip
        endless = {Feature.MAX_PATIENTS: _("Pacientes sin límite"), Feature.CUSTOM_SERVICES: _("Servicios propios sin límite")}
        return rx.el.li(icon("check", class_name="ok"), rx.el.span(endless[feature] if limit is None else counts[feature]))
    if feature in plan.enabled:
        return rx.el.li(icon("check", class_name="ok"), rx.el.span(word))
    return rx.el.li(icon("minus"), rx.el.span(word, rx.el.span(" ", _("(no incluido)"), class_name="sr-only")), class_name="no")


def _choose(plan: Plan) -> rx.Component:
    """The button of a plan's column; to the free plan one comes by cancelling."""
    mine = STATE.plan
    is_mine = (mine.code == plan.code) & mine.valid
    if plan.code == FREEMIUM:
        other = rx.cond(mine.cancelled, rx.fragment(), button(_("Pasar al plan gratuito"), wide=True, on_click=STATE.ask(CANCEL)))
        return rx.cond(mine.code == plan.code, _current_badge(), other)
    words = rx.cond(mine.code == plan.code, _("Renovar {plan}", plan=plan.name), _("Elegir {plan}", plan=plan.name))
    choose = button(words, kind="solid" if plan.is_recommended else "soft", wide=True, on_click=STATE.ask(plan.code))
    other_period = button(
        rx.cond(STATE.period == "yearly", _("Pagar por año"), _("Pagar por mes")), wide=True, on_click=STATE.ask(plan.code)
    )
    return rx.cond(is_mine, rx.cond(STATE.period == mine.period, _current_badge(), other_period), choose)


def _current_badge() -> rx.Component:
    return rx.el.div(badge(_("Tu plan actual"), "accent", "circle-check"), class_name="row")


def _column(plan: Plan) -> rx.Component:
    yearly = STATE.period == "yearly"
    amount = money_text(rx.cond(yearly, str(plan.price_yearly), str(plan.price_monthly)), CURRENCY)
    price = (
        _("Gratis")
        if plan.code == FREEMIUM
        else rx.fragment(amount, " ", rx.el.span(word_of(STATE.period, PERIOD_WORDS), class_name="muted"))
    )
    suggested = [badge(_("Recomendado"), "info", "star")] if plan.is_recommended else []
    return rx.el.section(
        rx.el.div(rx.el.h3(plan.name, class_name="grow"), *suggested, class_name="row"),
        rx.el.p(price, class_name="plan-price"),
        rx.el.p(_(plan.description), class_name="small muted"),
        rx.el.ul(*[_feature(plan, feature) for feature in Feature], class_name="plan-features"),
        rx.el.div(rx.cond(STATE.can_manage, _choose(plan), rx.cond(STATE.plan.code == plan.code, _current_badge(), rx.fragment())), class_name="plan-foot"),
        class_name=rx.cond(STATE.plan.code == plan.code, "card plan mine", "card plan"),
    )  # fmt: skip


def _comparison() -> rx.Component:
    periods: list[tuple[str, Text]] = [("monthly", _("Mensual")), ("yearly", _("Anual"))]
    head = rx.el.div(
        rx.el.h2(_("Planes"), class_name="grow"),
        segmented(periods, STATE.period, STATE.show_period, _("Periodo de pago")),
        class_name="row",
    )
    return rx.el.div(head, rx.el.div(*[_column(plan) for plan in PLANS.values()], class_name="plans"), class_name="stack")


def _cancelling() -> rx.Component:
    until = _("Tu plan sigue activo hasta el {date}. Después pasas al plan gratuito.", date=date_text(STATE.plan.end_date))
    now = _("Tu plan ya venció: pasas al plan gratuito ahora.")
    return rx.el.div(
        rx.el.p(rx.cond(STATE.plan.valid, until, now)),
        rx.el.p(_("Nada se borra: podrás ver todo, pero no agregar más de lo que incluye el plan gratuito."), class_name="muted"),
        class_name="stack",
    )


def _choosing(plan: Plan) -> rx.Component:
    amount = money_text(rx.cond(STATE.period == "yearly", str(plan.price_yearly), str(plan.price_monthly)), CURRENCY)
    words = _("El plan {plan} empieza hoy: {price}.", plan=plan.name, price=amount + " " + word_of(STATE.period, PERIOD_WORDS))
    limits = [(feature.value, limit) for feature, limit in plan.limits.items() if limit is not None]

    def over(row: rx.Var[UsageRow]) -> rx.Component:
        limit = rx.match(row.feature, *limits, -1).to(int)
        text = _(
            "{what}: usas {used} y el plan incluye {limit}. Podrás ver todo, pero no agregar más.",
            what=word_of(row.feature, USAGE_WORDS),
            used=row.used,
            limit=limit,
        )
        return rx.cond((limit >= 0) & (row.used > limit), rx.el.div(note("warn", "triangle-alert", text), key=row.feature), rx.fragment())

    mine = STATE.plan
    replaced = note(
        "info", "info", _("Reemplaza desde hoy al plan {plan}, pagado hasta el {date}.", plan=mine.name, date=date_text(mine.end_date))
    )
    other = rx.cond(mine.valid & (mine.end_date != "") & (mine.code != plan.code), replaced, rx.fragment())
    return rx.el.div(rx.el.p(words), other, rx.foreach(STATE.usage, over) if limits else rx.fragment(), class_name="stack")


def _dialog() -> rx.Component:
    cancelling = STATE.asked == CANCEL
    paid = [plan for plan in PLANS.values() if plan.code != FREEMIUM]
    content = rx.match(STATE.asked, (CANCEL, _cancelling()), *[(plan.code, _choosing(plan)) for plan in paid], rx.fragment())
    accept = rx.cond(
        cancelling, button(_("Cancelar plan"), kind="danger", on_click=STATE.cancel), button(_("Confirmar plan"), icon_name="check", kind="solid", on_click=STATE.choose)
    )  # fmt: skip
    back = button(_("Volver"), on_click=STATE.close)
    title = rx.cond(cancelling, _("¿Cancelar el plan?"), _("Confirma tu plan"))
    return dialog(content, title=title, open=STATE.asked != "", on_close=STATE.close, name="plan-dialog", footer=[back, accept])


@rx.page(routes.SETTINGS_PLAN, title="Hampiq", on_load=[ShellState.load, PlanState.load])
def plan() -> rx.Component:
    expired = note("bad", "circle-alert", _("Tu plan venció: puedes ver todo, pero no guardar cambios. Renuévalo o pasa al plan gratuito."))
    reading = rx.cond(
        STATE.can_manage, rx.fragment(), note("info", "lock", _("Solo quien administra el consultorio puede cambiar el plan."))
    )
    shown = rx.el.div(rx.cond(STATE.plan.valid, rx.fragment(), expired), reading, _mine(), _comparison(), _dialog(), class_name="stack")
    return settings_frame(rx.cond(STATE.loaded, shown, card(skeleton(8))), "plan")
