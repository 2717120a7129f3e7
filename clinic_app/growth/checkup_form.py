"""The form of a check-up, with what follows from it beside it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.checkup_state import CheckupState
from clinic_app.growth.checkup_values import NOT_YET, YES, Doubt, Mark
from clinic_app.growth.growth_parts import blood_line, both_ages, level_badge, reasons, score_list, to_confirm
from clinic_app.growth.shown import ScoreRow
from clinic_app.growth.who import Indicator
from clinic_app.growth.widgets import GrowthForm
from clinic_app.ui.components import button, card, dialog, icon
from clinic_app.ui.i18n import N_, _, date_text, n_

FORM = CheckupState
DESK, LIVE = FORM.desk, FORM.live
MEASURES = (  # documented name, word, unit
    ("peso_kg", N_("Peso"), "kg"), ("talla_cm", N_("Talla"), "cm"), ("perimetro_cefalico_cm", N_("P. cefálico"), "cm"), ("dosaje_hemoglobina", N_("Hemoglobina"), "g/dL"),
)  # fmt: skip
MORE_MEASURES = (("perimetro_toracico_cm", N_("P. torácico"), "cm"), ("temperatura", N_("Temperatura"), "°C"))
POSITIONS = (("l", N_("Acostado")), ("h", N_("De pie")))
IRON_STATES = (
    ("no_iniciado", N_("No iniciado")), ("iniciado", N_("Iniciado hoy")), ("continuando", N_("Continúa")), ("terminado", N_("Terminado")),
)  # fmt: skip
IRON_KINDS = (("gotas", N_("Gotas")), ("jarabe", N_("Jarabe")), ("otro", N_("Otro")))
TOPICS = (
    N_("Lactancia materna"), N_("Alimentación complementaria"), N_("Suplemento de hierro"), N_("Lavado de manos"), N_("Signos de peligro"),
    N_("Juego y afecto"), N_("Prevención de accidentes"), N_("Higiene bucal"),
)  # fmt: skip
JUDGED = {"peso_kg": Indicator.WEIGHT_AGE.value, "talla_cm": Indicator.LENGTH_AGE.value, "perimetro_cefalico_cm": Indicator.HEAD_AGE.value}
PREFIX = "ck-"


def _value(name: str) -> rx.Var:
    return rx.cond(DESK.texts.contains(name), DESK.texts[name], "").to(str)


def _said(name: str) -> rx.Var:
    """What is wrong with a field: the answer to "save", else what the preview found."""
    live = rx.cond(LIVE.problems.contains(name), LIVE.problems[name], "")
    return _(rx.cond(FORM.errors.contains(name), FORM.errors[name], live).to(str))


def _doubt(row: rx.Var[Doubt]) -> rx.Component:
    use = button(_("Usar {value}", value=row.meant_text), icon_name="wand-sparkles", size="sm", on_click=FORM.use(row.name, row.meant))
    return rx.el.div(
        icon("circle-help"),
        rx.el.span(row.text, class_name="grow"),
        rx.cond(row.meant != "", use, rx.fragment()),
        class_name="doubt",
        role="status",
        key=row.name,
    )


def _at_once(name: str) -> rx.Component:
    """Under the word of a measure: its score and class, so that a phone shows them where one types."""
    if name == "dosaje_hemoglobina":
        blood = LIVE.found.blood
        return rx.cond(
            blood.word != "",
            rx.el.span(blood.adjusted, " g/dL ", level_badge(blood.level, _(blood.word)), class_name="tiny row wrap gap-4"),
            rx.fragment(),
        )
    indicator = JUDGED.get(name, "")
    if not indicator:
        return rx.fragment()

    def one(row: rx.Var[ScoreRow]) -> rx.Component:
        shown = rx.el.span("z ", row.z, " ", level_badge(row.level, _(row.word)), class_name="tiny row wrap gap-4")
        return rx.cond(row.name == indicator, shown, rx.fragment())

    return rx.foreach(LIVE.found.scores, one)


def _measure(name: str, word: str, unit: str, *, first: bool = False) -> rx.Component:
    failed = _said(name) != ""
    attributes = {"aria-invalid": rx.cond(failed, "true", "false"), "aria-describedby": f"{PREFIX}{name}-said"} | (
        {"data-first": "true"} if first else {}
    )
    field = rx.el.input(
        id=PREFIX + name,
        name=name,
        default_value=_value(name),
        input_mode="decimal",
        auto_complete="off",
        max_length=9,
        custom_attrs=attributes,
    )
    problem = rx.cond(failed, rx.el.span(icon("circle-x", 13), rx.el.span(_said(name)), class_name="field-error"), rx.fragment())
    doubts = rx.foreach(LIVE.doubts, lambda row: rx.cond(row.name == name, _doubt(row), rx.fragment()))
    return rx.el.div(
        rx.el.div(rx.el.label(_(word), html_for=PREFIX + name), _at_once(name), class_name="col gap-0"),
        rx.el.span(field, rx.el.span(unit, custom_attrs={"aria-hidden": "true"}), class_name="measure-box"),
        rx.el.div(problem, doubts, id=f"{PREFIX}{name}-said", role="alert", class_name="measure-said"), class_name="measure",
    )  # fmt: skip


def _field(name: str, label: rx.Var, *, kind: str = "input", **props: object) -> rx.Component:
    """A field whose name is the documented one and whose id has the form's prefix."""
    failed = _said(name) != ""
    make = rx.el.textarea if kind == "textarea" else rx.el.input
    control = make(
        id=PREFIX + name, name=name, default_value=_value(name), auto_complete="off", class_name="input",
        custom_attrs={"aria-invalid": rx.cond(failed, "true", "false"), "aria-describedby": f"{PREFIX}{name}-error"}, **props,
    )  # fmt: skip
    problem = rx.cond(failed, rx.el.span(icon("circle-x", 13), rx.el.span(_said(name)), class_name="field-error"), rx.fragment())
    return rx.el.div(
        rx.el.label(label, html_for=PREFIX + name, class_name="label"),
        control,
        rx.el.div(problem, id=f"{PREFIX}{name}-error", role="alert"),
        class_name="field",
    )


def _choice(name: str, label: rx.Var, options: tuple[tuple[str, str], ...], empty: rx.Var) -> rx.Component:
    rows = [rx.el.option(empty, value=""), *[rx.el.option(_(word), value=code) for code, word in options]]
    control = rx.el.select(*rows, id=PREFIX + name, name=name, default_value=_value(name), class_name="input")
    return rx.el.div(rx.el.label(label, html_for=PREFIX + name, class_name="label"), control, class_name="field")


def _check(name: str, label: rx.Var) -> rx.Component:
    box = rx.el.input(type="checkbox", id=PREFIX + name, name=name, default_checked=_value(name) == "true")
    return rx.el.label(box, rx.el.span(label), class_name="check", html_for=PREFIX + name)


def _when() -> rx.Component:
    return rx.el.div(
        _field("fecha", _("Fecha del control"), type="date", max=DESK.latest),
        _choice("posicion_medida", _("Cómo se midió"), POSITIONS, _("Según la edad")),
        _field("semanas_gestacion", _("Semanas de gestación"), input_mode="numeric", max_length=2, placeholder=_("de la historia")),
        rx.el.div(_check("edema", _("Tiene edema")), class_name="field"), class_name="form-grid",
    )  # fmt: skip


def _mark(row: rx.Var[Mark]) -> rx.Component:
    def one(value: str, word: str) -> rx.Component:
        kept = rx.cond(DESK.texts.contains(row.name), DESK.texts[row.name.to(str)], "").to(str)
        return rx.el.label(rx.el.input(type="radio", name=row.name, value=value, default_checked=kept == value), _(word))

    legend = rx.el.legend(rx.el.span(_(row.area), class_name="tiny muted"), rx.el.br(), _(row.text))
    return rx.el.fieldset(
        legend, rx.el.span(one(YES, N_("Sí")), one(NOT_YET, N_("Todavía no")), class_name="mark-choices"), class_name="mark", key=row.name
    )


def _development() -> rx.Component:
    helps = LIVE.helps
    due = rx.cond(
        helps.instruments.length() > 0,
        rx.el.p(
            _("A esta edad toca"),
            ": ",
            rx.el.strong(helps.instruments.join(" · ")),
            " · ",
            helps.norm,
            " ",
            to_confirm(helps.confirmed),
            class_name="small",
        ),
        rx.fragment(),
    )
    marks = rx.el.div(rx.foreach(helps.marks, _mark), class_name="marks")
    title = rx.el.p(
        n_(
            "Lo que muchos niños hacen a {n} mes. No es una prueba.",
            "Lo que muchos niños hacen a los {n} meses. No es una prueba.",
            helps.months,
        ),
        class_name="small muted",
    )
    return rx.el.div(
        due, rx.cond(helps.marks.length() > 0, rx.fragment(title, marks), rx.fragment()),
        rx.el.div(
            _field("instrumento", _("Instrumento usado"), max_length=100, list=PREFIX + "instruments"), _field("instrumento_resultado", _("Resultado"), max_length=100),
            rx.el.datalist(rx.foreach(helps.instruments, lambda one: rx.el.option(value=one)), id=PREFIX + "instruments"),
            _field("desarrollo_motor", _("Motor"), kind="textarea", rows="2"), _field("desarrollo_lenguaje", _("Lenguaje"), kind="textarea", rows="2"),
            _field("desarrollo_social", _("Social"), kind="textarea", rows="2"), _field("desarrollo_cognitivo", _("Cognitivo"), kind="textarea", rows="2"),
            class_name="form-grid",
        ), class_name="stack",
    )  # fmt: skip


def _iron() -> rx.Component:
    dose = rx.cond(
        LIVE.helps.iron != "",
        rx.el.p(icon("pill", 14), " ", LIVE.helps.iron, " ", to_confirm(LIVE.helps.iron_confirmed), class_name="small"),
        rx.fragment(),
    )
    today = rx.el.div(_check("hierro_entrega", _("Entregué hierro hoy")), class_name="field")
    given = rx.cond(
        DESK.checkup == 0,
        rx.fragment(
            today,
            _field("hierro_dias", _("Días que alcanza"), input_mode="numeric", max_length=3, placeholder="30"),
            _field("hierro_mg", _("mg al día"), input_mode="decimal", max_length=6),
        ),
        rx.fragment(),
    )
    return rx.el.div(
        dose,
        rx.el.div(
            _choice("suplemento_hierro_estado", _("Suplemento de hierro"), IRON_STATES, _("Sin anotar")), _choice("suplemento_hierro_tipo", _("Presentación"), IRON_KINDS, _("Sin anotar")),
            given, class_name="form-grid",
        ), class_name="stack",
    )  # fmt: skip


def _counsel() -> rx.Component:
    topics = rx.el.datalist(*[rx.el.option(value=_(topic)) for topic in TOPICS], id=PREFIX + "topics")
    suggested = rx.cond(LIVE.suggested != "", _("Sugerida: {day}", day=date_text(LIVE.suggested, "medium")), "")
    use = rx.cond(
        LIVE.suggested != "",
        button(suggested, icon_name="calendar-check", size="sm", on_click=FORM.use("proxima_cita", LIVE.suggested)), rx.fragment(),
    )  # fmt: skip
    return rx.el.div(
        _field("alimentacion", _("Alimentación"), kind="textarea", rows="2"),
        rx.el.div(_field("consejeria", _("Consejería (separa con comas)"), list=PREFIX + "topics", max_length=2000), topics, class_name="field"),
        _field("recomendaciones", _("Recomendaciones"), kind="textarea", rows="2"), _field("observaciones", _("Observaciones"), kind="textarea", rows="2"),
        rx.el.div(_field("proxima_cita", _("Próxima cita"), type="date"), rx.el.div(use, class_name="hint"), class_name="field"), class_name="form-grid",
    )  # fmt: skip


def _fold(title: rx.Var, *content: rx.Component, opened: bool = False) -> rx.Component:
    return rx.el.details(rx.el.summary(title), rx.el.div(*content), class_name="fold", open=opened)


def _live() -> rx.Component:
    found = LIVE.found
    head = rx.el.div(
        rx.el.h2(_("Al instante"), class_name="small"),
        both_ages(found),
        rx.el.span(level_badge(found.level), class_name="end"),
        class_name="live-head",
    )
    waiting = rx.el.p(_("Escribe una medida y aquí verás sus puntajes, lo que significan y qué hacer."), class_name="muted small card-pad")
    shown = rx.fragment(
        score_list(found.scores, explain=False), blood_line(found.blood), rx.el.div(reasons(found), class_name="card-pad"),
        rx.el.p(found.reference, class_name="tiny muted card-pad"),
    )  # fmt: skip
    return rx.el.section(
        head, rx.cond((found.scores.length() > 0) | (found.blood.measured != ""), shown, waiting), class_name="card growth-live", role="status",
        custom_attrs={"aria-label": _("Resultado"), "aria-live": "polite"},
    )  # fmt: skip


def _ask() -> rx.Component:
    foot = [
        button(_("Corregir"), icon_name="pencil", kind="solid", on_click=FORM.look_again),
        button(_("Guardar así"), on_click=[FORM.confirm, FORM.answered]),
    ]
    listed = rx.el.ul(
        rx.foreach(FORM.asked, lambda text: rx.el.li(icon("circle-help"), " ", text, class_name="row top")), class_name="stack"
    )
    return dialog(
        listed,
        title=_("Revisa antes de guardar"),
        open=FORM.asked.length() > 0,
        on_close=FORM.look_again,
        name="dialog-checkup-ask",
        footer=foot,
    )


def checkup_form() -> rx.Component:
    """The form, when a check-up is being written."""
    title = rx.cond(DESK.checkup == 0, _("Nuevo control"), _("Corregir control"))
    bar = rx.el.div(
        button(_("Cancelar"), on_click=FORM.close),
        rx.el.button(icon("check"), _("Guardar control"), type="submit", class_name="btn btn-solid"),
        class_name="save-bar",
    )
    hidden = rx.el.input(type="hidden", name="cita", default_value=_value("cita"))
    measures = rx.el.div(
        *[_measure(*each, first=number == 0) for number, each in enumerate(MEASURES)],
        *[_measure(*each) for each in MORE_MEASURES],
        class_name="measures",
    )
    fields = card(
        hidden, rx.el.div(measures, _when(), class_name="stack card-pad"),
        _fold(_("Desarrollo"), _development()), _fold(_("Hierro"), _iron()), _fold(_("Alimentación, consejería y próxima cita"), _counsel()), bar,
        title=title, pad=False, id="checkup",
    )  # fmt: skip
    form = GrowthForm.create(
        fields, _live(), round=FORM.round, fix=FORM.fix, on_preview=FORM.preview, on_save=lambda values: [FORM.save(values), FORM.answered()],
        class_name="growth-form", key=DESK.box,
    )  # fmt: skip
    return rx.fragment(rx.cond(DESK.open, form, rx.fragment()), _ask())
