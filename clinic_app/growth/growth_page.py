"""The growth of a patient: curves, check-ups, what they mean, the next one."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.chart_parts import chart_card, gains_card
from clinic_app.growth.checkup_form import FORM, IRON_KINDS, checkup_form
from clinic_app.growth.growth_parts import blood_line, both_ages, level_badge, reasons, score_list, to_confirm
from clinic_app.growth.growth_state import IRON_PREFIX, CheckupLine, GrowthState, IronLine
from clinic_app.growth.next_visit_parts import next_visit_card
from clinic_app.growth.next_visit_state import NextVisitState
from clinic_app.growth.shown import ORDER
from clinic_app.growth.who import Indicator
from clinic_app.patients.components import age_words
from clinic_app.records.frame import HEAD, OPENING, record_frame
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, link_button, loading
from clinic_app.ui.forms import Fields, choices, form, word_of
from clinic_app.ui.i18n import N_, _, date_text

STATE = GrowthState
PICKED = STATE.picked
WRITES = HEAD.can_record & HEAD.head.patient.is_active
PURPOSES = {"prevencion": N_("Prevención"), "tratamiento": N_("Tratamiento")}
KINDS = dict(IRON_KINDS)
IRON_START = {
    IRON_PREFIX + name: value for name, value in {"fecha": "", "tipo": "gotas", "motivo": "prevencion", "dias": "30", "mg_dia": ""}.items()
}
HEADS = {
    Indicator.WEIGHT_AGE: N_("Peso (kg)"), Indicator.LENGTH_AGE: N_("Talla (cm)"), Indicator.WEIGHT_LENGTH: N_("Peso/talla"), Indicator.BMI_AGE: N_("IMC"),
    Indicator.HEAD_AGE: N_("P. cefálico (cm)"),
}  # fmt: skip


def _cells(row: rx.Var[CheckupLine]) -> list[rx.Component]:
    values = {
        Indicator.WEIGHT_AGE: row.weight, Indicator.LENGTH_AGE: row.size, Indicator.WEIGHT_LENGTH: "", Indicator.BMI_AGE: row.bmi, Indicator.HEAD_AGE: row.head,
    }  # fmt: skip
    cells = []
    for one in ORDER:
        z = row.z[one.value].to(str)
        cells.append(rx.el.td(values[one], rx.cond(z != "", rx.el.span("z ", z, class_name="z"), rx.fragment()), class_name="num"))
    return cells


def _row(row: rx.Var[CheckupLine]) -> rx.Component:
    look = rx.el.button(date_text(row.on, "numeric"), type="button", class_name="accent", on_click=STATE.pick(row.id))
    return rx.el.tr(
        rx.el.td(look, rx.el.span(age_words(row.age), class_name="z nowrap")), *_cells(row), rx.el.td(row.blood, class_name="num"), rx.el.td(level_badge(row.level)),
        class_name=rx.cond(row.id == PICKED.id, "chosen", ""), key=row.id.to_string(),
    )  # fmt: skip


def _list() -> rx.Component:
    heads = [rx.el.th(_(HEADS[one]), class_name="num") for one in ORDER]
    table = rx.el.table(
        rx.el.thead(rx.el.tr(rx.el.th(_("Control")), *heads, rx.el.th(_("Hb ajustada"), class_name="num"), rx.el.th(_("Estado")))),
        rx.el.tbody(rx.foreach(STATE.rows, _row)), class_name="table",
    )  # fmt: skip
    region = rx.el.div(table, class_name="table-scroll", tab_index=0, custom_attrs={"role": "region", "aria-label": _("Controles")})
    return card(region, title=_("Controles"), pad=False, id="checkups")


def _codes(codes: rx.Var[list[str]]) -> rx.Component:
    """What to write into the ministry's register, folded away."""
    listed = rx.el.ul(rx.foreach(codes, lambda one: rx.el.li(one)), class_name="plain stack gap-4 small")
    folded = rx.el.details(
        rx.el.summary(_("Códigos HIS sugeridos"), " ", to_confirm(rx.Var.create(False))), rx.el.div(listed), class_name="fold"
    )  # fmt: skip
    return rx.cond(codes.length() > 0, folded, rx.fragment())


def _picked() -> rx.Component:
    found = PICKED.found
    more = rx.el.div(
        rx.cond(PICKED.feeding != "", rx.el.p(rx.el.strong(_("Alimentación"), ": "), PICKED.feeding), rx.fragment()),
        rx.cond(PICKED.counselling.length() > 0, rx.el.p(rx.el.strong(_("Consejería"), ": "), PICKED.counselling.join(" · ")), rx.fragment()),
        rx.cond(PICKED.notes != "", rx.el.p(PICKED.notes, class_name="history-text"), rx.fragment()), class_name="stack gap-4 small",
    )  # fmt: skip
    tools = rx.cond(
        WRITES,
        rx.el.div(
            button(_("Corregir"), icon_name="pencil", size="sm", on_click=FORM.edit(PICKED.id)),
            button(_("Eliminar"), icon_name="trash-2", size="sm", kind="danger", on_click=STATE.ask("delete")), class_name="row wrap",
        ), rx.fragment(),
    )  # fmt: skip
    head = rx.el.div(rx.el.span(date_text(PICKED.on, "medium")), both_ages(found), class_name="row wrap between card-pad small")
    body = rx.fragment(
        head,
        score_list(found.scores, explain=False),
        blood_line(found.blood),
        rx.el.div(reasons(found), more, tools, class_name="stack card-pad"),
        _codes(found.codes),
    )
    return card(body, title=_("Indicadores"), actions=[level_badge(found.level)], pad=False, id="indicators")


def _delivery(row: rx.Var[IronLine]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(date_text(row.on, "numeric"), " · ", word_of(row.product, KINDS), " · ", word_of(row.purpose, PURPOSES), class_name="title"),
        rx.el.span(_("alcanza hasta el {day}", day=date_text(row.until, "numeric")), rx.cond(row.mg != "", " · " + row.mg.to(str) + " mg", ""), class_name="detail"),
        class_name="col gap-0 grow",
    )  # fmt: skip
    remove = rx.cond(
        WRITES,
        button(_("Quitar esta entrega"), icon_name="x", kind="ghost", size="sm", only_icon=True, on_click=STATE.remove_iron(row.id)),
        rx.fragment(),
    )
    return rx.el.li(
        words,
        rx.cond(row.ended, badge(_("Terminó"), "warn", "clock-alert"), rx.fragment()),
        remove,
        class_name="list-row",
        key=row.id.to_string(),
    )


def _iron() -> rx.Component:
    add = rx.cond(WRITES, button(_("Anotar entrega"), icon_name="plus", size="sm", on_click=STATE.ask("iron")), rx.fragment())
    none = rx.el.p(_("Sin entregas anotadas."), class_name="muted small card-pad")
    return card(
        rx.cond(STATE.iron.length() > 0, rx.el.ul(rx.foreach(STATE.iron, _delivery), class_name="plain"), none),
        title=_("Hierro"),
        actions=[add],
        pad=False,
        id="iron",
    )


def _iron_dialog() -> rx.Component:
    fields = Fields(rx.Var.create(IRON_START), STATE.errors, IRON_PREFIX)
    made = form(
        rx.el.div(
            fields.text("fecha", _("Fecha (hoy si la dejas vacía)"), type="date"), fields.choice("tipo", _("Presentación"), choices(KINDS)),
            fields.choice("motivo", _("Motivo"), choices(PURPOSES)), fields.text("dias", _("Días que alcanza"), input_mode="numeric"),
            fields.text("mg_dia", _("mg al día"), input_mode="decimal"), class_name="form-grid",
        ), on_submit=STATE.give_iron, on_cancel=STATE.close, save=_("Guardar entrega"),
    )  # fmt: skip
    return dialog(made, title=_("Entrega de hierro"), open=STATE.dialog == "iron", on_close=STATE.close, name="dialog-iron")


def _delete_dialog() -> rx.Component:
    foot = [
        button(_("Cancelar"), on_click=STATE.close),
        button(_("Eliminar control"), icon_name="trash-2", kind="danger", on_click=STATE.delete),
    ]
    text = rx.el.p(_("El control del {day} sale de la lista y de las curvas; sus alertas se ajustan.", day=date_text(PICKED.on, "numeric")))
    return dialog(
        text,
        title=_("¿Eliminar este control?"),
        open=STATE.dialog == "delete",
        on_close=STATE.close,
        name="dialog-delete-checkup",
        footer=foot,
    )


def _actions() -> rx.Component:
    new = rx.cond(
        WRITES & ~FORM.desk.open,
        button(_("Nuevo control"), icon_name="plus", kind="solid", shortcut="n", on_click=FORM.begin),
        rx.fragment(),
    )
    parents = link_button(
        _("Para los padres"), routes.patient_part(HEAD.head.patient.id, routes.PATIENT_GROWTH_PARENTS), icon_name="heart-handshake"
    )
    alerts = link_button(_("Alertas"), routes.GROWTH_ALERTS, icon_name="bell")
    return rx.el.div(rx.el.h2(_("Crecimiento y desarrollo"), class_name="growth-title"), alerts, parents, new, class_name="row wrap")


def _content() -> rx.Component:
    first = rx.cond(WRITES, button(_("Registrar el primer control"), icon_name="ruler", kind="solid", on_click=FORM.begin), rx.fragment())
    empty = card(
        empty_state(
            "ruler",
            _("Sin controles todavía"),
            _("Con el primer peso y la primera talla aparecen sus puntajes, su curva y qué hacer."),
            first,
        )
    )
    whole = rx.el.div(
        rx.el.div(chart_card(), gains_card(), _list(), class_name="stack"),
        rx.el.div(_picked(), next_visit_card(), _iron(), class_name="stack"),
        class_name="growth-layout",
    )
    without = rx.el.div(empty, rx.el.div(next_visit_card(), _iron(), class_name="stack"), class_name="growth-layout")
    return rx.cond(STATE.rows.length() > 0, whole, rx.cond(FORM.desk.open, rx.fragment(), without))


@rx.page(routes.PATIENT_GROWTH, title="Hampiq", on_load=[*OPENING, GrowthState.load, FORM.load, NextVisitState.load])
def patient_growth() -> rx.Component:
    shown = loading(STATE.status == "ready", STATE.failed, _content(), *OPENING, GrowthState.load)
    return record_frame(_actions(), checkup_form(), shown, _iron_dialog(), _delete_dialog(), section="growth")
