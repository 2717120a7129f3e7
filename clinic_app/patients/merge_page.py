"""Merging two patients: both values of each field, which one stays, and what moves."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.components import DOCUMENT_WORDS, RELATIONSHIP_WORDS, SEX_WORDS
from clinic_app.patients.merge_state import CHOICE, Candidate, FieldRow, GuardianFate, MergeState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, empty_state, icon, link_button, loading, note, page_header, page_link
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, n_

VIEW = MergeState.view
LABELS = {
    "numero_documento": N_("Documento"),
    "nombres": N_("Nombres"),
    "apellido_paterno": N_("Apellido paterno"),
    "apellido_materno": N_("Apellido materno"),
    "fecha_nacimiento": N_("Fecha de nacimiento"),
    "sexo": N_("Sexo"),
    "grupo_sanguineo": N_("Grupo sanguíneo"),
    "telefono": N_("Teléfono"),
    "email": N_("Correo"),
    "direccion": N_("Dirección"),
    "ubigeo_cod": N_("Distrito"),
    "lugar_nacimiento": N_("Lugar de nacimiento"),
    "observaciones": N_("Observaciones"),
}


def _value(row: rx.Var[FieldRow], text: rx.Var, kind: rx.Var) -> rx.Var:
    """The value of one side in words."""
    document = rx.cond(text == "", _("Sin documento"), word_of(kind, DOCUMENT_WORDS) + " " + text.to(str))
    said = rx.match(
        row.name, ("numero_documento", document), ("fecha_nacimiento", date_text(text, "medium")), ("sexo", word_of(text, SEX_WORDS)),
        rx.cond(text == "", "—", text),
    )  # fmt: skip
    return said.to(str)


def _option(row: rx.Var[FieldRow], side: str, words: rx.Var | rx.Component, who: rx.Var) -> rx.Component:
    radio = rx.el.input(type="radio", name=CHOICE + row.name.to(str), value=side, default_checked=row.chosen == side)
    return rx.el.label(
        radio,
        rx.el.span(rx.el.span(who, class_name="tiny muted merge-who"), rx.el.span(words, class_name="merge-value"), class_name="col gap-0"),
        class_name="merge-option",
    )


def _field(row: rx.Var[FieldRow]) -> rx.Component:
    """A group of radio buttons; uncontrolled, so that a click costs no round trip."""
    both = rx.cond(row.name == "observaciones", _option(row, "ambos", _("Las dos, una tras otra"), _("Ambas")), rx.fragment())
    return rx.el.fieldset(
        rx.el.legend(word_of(row.name, LABELS)),
        rx.el.div(
            _option(row, "este", _value(row, row.left, row.left_kind), _("De quien queda")), _option(row, "otro", _value(row, row.right, row.right_kind), _("De la otra ficha")),
            both, class_name="merge-options",
        ),
        class_name="merge-field", key=row.name,
    )  # fmt: skip


def _person(title: rx.Var, name: rx.Var, since: rx.Var, key: rx.Var, family: str) -> rx.Component:
    words = rx.el.div(
        rx.el.span(badge(title, family)), page_link(name, href=routes.patient(key), class_name="title strong"),
        rx.el.span(_("Registrado el {day}", day=date_text(since, "medium")), class_name="detail"), class_name="col gap-4 grow",
    )  # fmt: skip
    return rx.el.div(words, class_name="merge-person")


def _people() -> rx.Component:
    swap = button(_("Intercambiar: que quede la otra ficha"), icon_name="arrow-left-right", only_icon=True, on_click=MergeState.exchange)
    return card(
        rx.el.div(
            _person(_("Queda"), VIEW.left_name, VIEW.left_since, VIEW.left_id, "ok"), swap,
            _person(_("Se une y se archiva"), VIEW.right_name, VIEW.right_since, VIEW.right_id, "mute"), class_name="merge-people",
        )
    )  # fmt: skip


def _fate(row: rx.Var[GuardianFate]) -> rx.Component:
    known = badge(_("Ya está: se completan sus datos"), "mute", "check")
    moves = badge(_("Pasa a la ficha que queda"), "accent", "arrow-right")
    words = rx.el.span(row.name, " · ", rx.el.span(word_of(row.relationship, RELATIONSHIP_WORDS), class_name="muted"), class_name="grow")
    return rx.el.li(words, rx.cond(row.known, known, moves), class_name="row wrap")


def _refused_times() -> rx.Component:
    times = rx.el.ul(rx.foreach(VIEW.same_times, lambda at: rx.el.li(date_text(at, "datetime"), key=at)))
    said = rx.el.p(_("Las dos tienen cita a la misma hora. Mueve o cancela una de las dos citas y vuelve a esta página:"))
    return rx.cond(VIEW.same_times.length() > 0, rx.el.div(note("bad", "circle-alert", said, times), role="alert"), rx.fragment())


def _same_line(row: rx.Var[FieldRow]) -> rx.Component:
    return rx.el.div(rx.el.dt(word_of(row.name, LABELS)), rx.el.dd(_value(row, row.left, row.left_kind)), key=row.name)


def _ready() -> rx.Component:
    nothing = rx.el.p(_("Los datos de las dos fichas son iguales."), class_name="muted")
    fields = card(
        rx.cond(VIEW.different.length() > 0, rx.el.div(rx.foreach(VIEW.different, _field), class_name="stack"), nothing),
        title=_("¿Qué dato queda?"),
    )
    fates = card(rx.el.ul(rx.foreach(VIEW.guardians, _fate), class_name="plain stack"), title=_("Responsables de la ficha que se archiva"))
    same = card(rx.el.dl(rx.foreach(VIEW.same, _same_line), class_name="facts"), title=_("Iguales en las dos"))
    moved = _("Las citas, los documentos, las etiquetas y todo lo demás pasan a la ficha que queda. Se puede deshacer durante 30 días.")
    foot = rx.el.div(
        rx.el.p(moved, class_name="small muted grow"), link_button(_("Cancelar"), routes.DUPLICATES),
        button(_("Fusionar"), icon_name="merge", kind="solid", type="submit", disabled=VIEW.same_times.length() > 0), class_name="row wrap merge-foot",
    )  # fmt: skip
    form = rx.el.form(
        fields, rx.cond(VIEW.guardians.length() > 0, fates, rx.fragment()), rx.cond(VIEW.same.length() > 0, same, rx.fragment()), card(foot),
        on_submit=MergeState.merge, class_name="stack", key=VIEW.left_id.to(str) + "-" + VIEW.right_id.to(str),
    )  # fmt: skip
    return rx.fragment(_refused_times(), _people(), form)


def _candidate(row: rx.Var[Candidate]) -> rx.Component:
    words = rx.el.span(rx.el.span(row.name, class_name="title"), rx.el.span(row.detail, class_name="detail"), class_name="col gap-0 grow")
    return rx.el.button(
        words, icon("chevron-right"), type="button", class_name="list-row wide-row", on_click=MergeState.choose(row.id), key=row.id
    )


def _choose() -> rx.Component:
    box = rx.el.input(
        type="search", auto_complete="off", placeholder=_("Nombre, documento o teléfono"), on_change=MergeState.search.debounce(200),
        custom_attrs={"aria-label": _("Buscar paciente")}, key=MergeState.first.id.to(str),
    )  # fmt: skip
    first = rx.cond(
        MergeState.first.id > 0,
        note(
            "info",
            "user",
            rx.el.p(_("Queda: {name}", name=MergeState.first.name), class_name="strong"),
            rx.el.p(_("Busca ahora la ficha que se une a ella y se archiva.")),
        ),
        rx.el.p(_("Busca primero la ficha que debe quedar."), class_name="muted"),
    )
    found = n_("{n} paciente encontrado", "{n} pacientes encontrados", MergeState.found.length())
    said = rx.el.p(rx.cond(MergeState.words != "", found, ""), class_name="small muted", role="status")
    return card(
        rx.el.div(first, rx.el.div(icon("search"), box, class_name="search merge-search"), said, class_name="stack"),
        rx.el.div(rx.foreach(MergeState.found, _candidate)),
    )


@rx.page(routes.MERGE, title="Hampiq", on_load=[ShellState.load, MergeState.load])
def merge() -> rx.Component:
    refused = card(
        empty_state(
            "circle-alert",
            _("No se pueden fusionar"),
            _(MergeState.reason),
            link_button(_("Ver posibles duplicados"), routes.DUPLICATES),
            family="bad",
        )
    )
    shown = rx.match(MergeState.status, ("ready", _ready()), ("choose", _choose()), ("refused", refused), rx.fragment())
    shown = loading(MergeState.status != "loading", MergeState.failed, shown, ShellState.load, MergeState.load)
    back = page_link(icon("chevron-left", 14), _("Posibles duplicados"), href=routes.DUPLICATES, class_name="row gap-4 small")
    return page_frame(rx.fragment(back, page_header(_("Fusionar pacientes")), shown), active="patients")
