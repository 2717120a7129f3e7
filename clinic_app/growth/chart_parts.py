"""The card of the curves: what is shown, the chart, and the same as a table."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.diagnoses import INDICATOR_LABELS
from clinic_app.growth.figures import PERCENTILE, Figure, Spot, Z
from clinic_app.growth.growth_parts import level_badge
from clinic_app.growth.growth_state import GainRow, GrowthState
from clinic_app.growth.shown import LEVEL_WORDS, ORDER
from clinic_app.growth.who import Indicator
from clinic_app.growth.widgets import GrowthChart
from clinic_app.records.frame import HEAD
from clinic_app.ui.components import card, icon, segmented
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, LangState, _, date_text
from clinic_app.ui.native_link import file_link

STATE = GrowthState
FIGURE, CHOICE = STATE.figure, STATE.choice
SHORT = {
    Indicator.WEIGHT_AGE: N_("Peso/edad"), Indicator.LENGTH_AGE: N_("Talla/edad"), Indicator.WEIGHT_LENGTH: N_("Peso/talla"), Indicator.BMI_AGE: N_("IMC"),
    Indicator.HEAD_AGE: N_("P. cefálico"),
}  # fmt: skip
SPAN_WORDS = (("6", N_("0–6 m")), ("24", N_("0–2 años")), ("60", N_("0–5 años")), ("228", N_("5–19 años")))
NAMES = {one.value: label for one, label in INDICATOR_LABELS.items()}


def chart_of(figure: rx.Var[Figure], *, values: rx.Var | bool = False, **props: object) -> rx.Component:
    """The chart alone."""
    labels = {
        "months": _("meses"), "years": _("años"), "size": _("cm de talla"), "own": _("por su edad desde que nació"), "loading": _("Dibujando las curvas…"),
        "failed": _("El gráfico no se pudo cargar. La tabla de abajo dice lo mismo."),
    }  # fmt: skip
    label = _("Gráfico de {name}. La tabla que sigue dice lo mismo.", name=word_of(figure.indicator, NAMES))
    levels = {level.value: _(word) for level, word in LEVEL_WORDS.items()}
    return GrowthChart.create(figure=figure, labels=labels, levels=levels, lang=LangState.lang, values=values, label=label, **props)


def _tools() -> rx.Component:
    school = CHOICE.span == "228"
    small = segmented(
        [(one.value, _(SHORT[one])) for one in ORDER], CHOICE.indicator, lambda code: STATE.choose("indicator", code), _("Indicador")
    )
    few = (Indicator.WEIGHT_AGE, Indicator.LENGTH_AGE, Indicator.BMI_AGE)
    large = segmented(
        [(one.value, _(SHORT[one])) for one in few], CHOICE.indicator, lambda code: STATE.choose("indicator", code), _("Indicador")
    )
    spans = segmented([(code, _(word)) for code, word in SPAN_WORDS], CHOICE.span, lambda code: STATE.choose("span", code), _("Edades"))
    units = segmented(
        [(Z, _("Puntaje z")), (PERCENTILE, _("Percentil"))], CHOICE.unit, lambda code: STATE.choose("unit", code), _("Líneas")
    )
    values = rx.el.button(
        icon("tag", 14), _("Valores"), type="button", class_name="chip", on_click=STATE.write_values,
        custom_attrs={"aria-pressed": rx.cond(CHOICE.marked, "true", "false")},
    )  # fmt: skip
    return rx.el.div(rx.cond(school, large, small), spans, units, values, _paper(), class_name="growth-tools")


def _paper() -> rx.Component:
    return file_link(
        icon("printer"), _("Imprimir"), href="/api/cred/paciente/" + HEAD.head.patient.id.to_string() + "/pdf/", download=False, class_name="btn btn-sm end",
        custom_attrs={"target": "_blank", "rel": "noopener"},
    )  # fmt: skip


def _key() -> rx.Component:
    who = rx.cond(FIGURE.female, _("Niñas"), _("Niños"))
    z = CHOICE.unit == Z
    lines = [
        rx.el.span(rx.el.i(), rx.cond(z, _("centro (0)"), "P50")),
        rx.el.span(rx.el.i(class_name="k1"), rx.cond(z, "±1", "P15 · P85")),
        rx.el.span(rx.el.i(class_name="k2"), rx.cond(z, "±2", "P3 · P97")),
        rx.cond(z, rx.el.span(rx.el.i(class_name="k3"), "±3"), rx.fragment()),
    ]
    early = rx.cond(FIGURE.own.length() > 0, rx.el.span("○ ", _("por su edad desde que nació; ● por la corregida")), rx.fragment())
    return rx.el.p(rx.el.span(who, " · ", FIGURE.reference, " · ", FIGURE.unit), *lines, early, class_name="growth-key")


def _table() -> rx.Component:
    """What the chart shows, for those who do not see it."""

    def row(spot: rx.Var[Spot]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(date_text(spot.on, "numeric")),
            rx.el.td(spot.x, class_name="num"),
            rx.el.td(spot.said),
            rx.el.td(level_badge(spot.level)),
            key=spot.id.to_string(),
        )

    at = rx.cond(FIGURE.by_size, _("Talla (cm)"), _("Edad (meses)"))
    head = rx.el.tr(rx.el.th(_("Fecha")), rx.el.th(at, class_name="num"), rx.el.th(word_of(FIGURE.indicator, NAMES)), rx.el.th(_("Estado")))
    table = rx.el.div(
        rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(FIGURE.points, row)), class_name="table"), class_name="table-scroll", tab_index=0,
        custom_attrs={"role": "region", "aria-label": _("El gráfico como tabla")},
    )  # fmt: skip
    none = rx.el.p(_("Sin controles en estas edades."), class_name="muted small card-pad")
    return rx.el.details(rx.el.summary(_("Ver como tabla")), rx.cond(FIGURE.points.length() > 0, table, none), class_name="growth-table")


def chart_card() -> rx.Component:
    """WHO's lines, the child's points, and the same as a table."""
    chart = chart_of(FIGURE, values=CHOICE.marked, on_pick=STATE.pick)
    return card(
        _tools(),
        _key(),
        rx.el.div(chart, class_name="card-pad"),
        _table(),
        pad=False,
        id="chart",
        custom_attrs={"aria-label": _("Curvas de crecimiento")},
    )


def _gain(row: rx.Var[GainRow]) -> rx.Component:
    look = rx.cond(row.low, "gain t-warn", "gain t-mute")
    least = rx.cond(row.least != "", rx.el.span(_("mín. {amount} g", amount=row.least)), rx.fragment())
    return rx.el.li(
        _("{months} meses", months=row.between),
        rx.el.strong(row.gained, " g ", rx.cond(row.low, icon("trending-down", 14), rx.fragment())),
        least,
        class_name=look,
    )


def gains_card() -> rx.Component:
    """How much was gained from check-up to check-up."""
    title = rx.el.span(_("menos del mínimo se aleja de su línea"), class_name="tiny muted only-wide")
    shown = card(
        rx.el.ul(rx.foreach(STATE.gains, _gain), class_name="gains plain"), title=_("Ganancia de peso por periodo"), actions=[title]
    )
    return rx.cond(STATE.gains.length() > 0, shown, rx.fragment())
