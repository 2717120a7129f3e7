"""Parts of the growth screens that hold no state: scores on their bars, reasons to look again, haemoglobin, ages."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.diagnoses import Level
from clinic_app.growth.shown import LEVEL_LOOKS, LEVEL_WORDS, Reason, ScoreRow
from clinic_app.patients.components import age_words
from clinic_app.ui.components import badge, icon
from clinic_app.ui.i18n import _


def level_badge(level: rx.Var, word: rx.Var | None = None) -> rx.Component:
    """How urgent it is: icon, word and colour."""
    looks = [(one.value, badge(word if word is not None else _(LEVEL_WORDS[one]), *LEVEL_LOOKS[one])) for one in Level]
    return rx.fragment(rx.match(level, *looks, rx.fragment()))


def level_family(level: rx.Var) -> rx.Var:
    """The colour family of a level, as a class."""
    return rx.match(level, *[(one.value, f"t-{LEVEL_LOOKS[one][0]}") for one in Level], "t-mute").to(str)


def level_icon(level: rx.Var) -> rx.Component:
    """The icon of a level alone."""
    return rx.match(level, *[(one.value, icon(LEVEL_LOOKS[one][1])) for one in Level], icon("circle-alert"))


def score_line(row: rx.Var[ScoreRow], *, explain: bool = True) -> rx.Component:
    """One indicator on its bar, with its class and, with `explain`, what it means and what to do."""
    bar = rx.el.div(
        rx.el.i(style={"left": row.at.to_string() + "%"}, custom_attrs={"data-level": row.level}),
        class_name="score-bar",
        custom_attrs={"aria-hidden": "true"},
    )
    words = rx.el.p(_(row.meaning), " ", rx.el.span(_(row.advice), class_name="muted"), class_name="score-words tiny")
    shown = rx.cond(row.level != Level.GREEN.value, words, rx.fragment()) if explain else rx.fragment()
    return rx.el.li(
        rx.el.span(_(row.label), class_name="strong small"), rx.el.span(row.measured, class_name="small muted num"),
        bar, rx.el.span(rx.el.span("z ", class_name="sr-only"), rx.el.strong(row.z), " ", level_badge(row.level, _(row.word)), class_name="row gap-4 num nowrap"),
        shown, class_name="score", key=row.name,
    )  # fmt: skip


def score_list(rows: rx.Var, *, explain: bool = True) -> rx.Component:
    """The scores of a check-up, one a line."""
    return rx.el.ul(rx.foreach(rows, lambda row: score_line(row, explain=explain)), class_name="plain")


def reason_card(row: rx.Var[Reason]) -> rx.Component:
    """One thing that deserves a second look: what it means, what to do."""
    return rx.el.li(
        rx.el.strong(level_icon(row.level), _(row.title)), rx.el.p(_(row.text)), rx.el.p(rx.el.strong(_("Qué hacer"), ": "), _(row.advice)),
        class_name="reason " + level_family(row.level),
    )  # fmt: skip


def reasons(found: rx.Var) -> rx.Component:
    """The reasons of a check-up, or that there are none."""
    calm = rx.el.div(
        rx.el.strong(icon("circle-check"), _("Crece bien")), rx.el.p(_("Está donde están la mayoría de los niños sanos de su edad.")),
        rx.foreach(found.advice, lambda text: rx.el.p(_(text))), class_name="reason t-ok",
    )  # fmt: skip
    listed = rx.el.ul(rx.foreach(found.reasons, reason_card), class_name="stack plain")
    notes = rx.foreach(found.notes, lambda text: rx.el.p(icon("info", 14), " ", _(text), class_name="small muted"))
    return rx.el.div(
        rx.cond(found.reasons.length() > 0, listed, rx.cond(found.scores.length() > 0, calm, rx.fragment())), notes, class_name="stack"
    )


def to_confirm(confirmed: rx.Var) -> rx.Component:
    """A small mark: the value comes from secondary sources, for nobody here read the norm itself."""
    said = _("Tomado de fuentes públicas; falta cotejarlo con el texto oficial de la norma.")
    mark = rx.el.span(
        icon("circle-help", 12),
        " ",
        _("por confirmar"),
        rx.el.span(". ", said, class_name="sr-only"),
        title=said,
        class_name="tiny muted nowrap",
    )
    return rx.cond(confirmed, rx.fragment(), mark)


def blood_line(blood: rx.Var) -> rx.Component:
    """A haemoglobin with its sum, its grade and its norm; nothing when none was measured."""
    sum_ = rx.cond(
        blood.known,
        _("{measured} − {less} por altitud ({metres} m) = {adjusted} g/dL", measured=blood.measured, less=blood.subtracted, metres=blood.altitude, adjusted=blood.adjusted),
        _("{measured} g/dL, sin ajuste: falta la altitud del consultorio en Ajustes", measured=blood.measured),
    )  # fmt: skip
    norm = rx.el.p(_("Cortes de {norm}", norm=blood.norm), " ", to_confirm(blood.confirmed), class_name="tiny muted")
    whole = rx.el.div(
        rx.el.div(rx.el.span(_("Hemoglobina"), class_name="strong small grow"), rx.cond(blood.word != "", level_badge(blood.level, _(blood.word)), rx.fragment()), class_name="row wrap"),
        rx.el.p(sum_, class_name="small"), rx.el.p(_(blood.meaning), class_name="tiny muted"), norm, class_name="stack gap-4 card-pad",
    )  # fmt: skip
    return rx.cond(blood.measured != "", whole, rx.fragment())


def both_ages(found: rx.Var) -> rx.Component:
    """The age, and for a child born early the corrected one too."""
    own = rx.el.span(age_words(found.age), class_name="strong")
    corrected = rx.el.span(_("corregida: {age}", age=age_words(found.corrected)), class_name="badge t-info")
    return rx.el.span(own, " ", rx.cond(found.early, corrected, rx.fragment()), class_name="small")
