"""The list of patients."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.tokens import SHOWN_CLINIC
from clinic_app.patients.components import RELATIONSHIP_WORDS, SEX_WORDS, age_words, document_words, pager, tag_mark
from clinic_app.patients.duplicates_parts import alike_card
from clinic_app.patients.form import first_guardian, patient_fields
from clinic_app.patients.rows import PatientRow
from clinic_app.patients.state import GUARDIAN, PatientFormState, PatientsState
from clinic_app.patients.tags_dialog import tag_words, tags_dialog
from clinic_app.patients.tags_state import AtHandState, HandRow, TagLine
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    button,
    card,
    chip,
    dialog,
    empty_state,
    icon,
    loading,
    menu,
    page_header,
    page_link,
    segmented,
)
from clinic_app.ui.forms import Fields, form, word_of
from clinic_app.ui.i18n import _, n_
from clinic_app.ui.native_link import file_link


def _new_button(kind: str = "solid", shortcut: str = "") -> rx.Component:
    new = button(_("Nuevo paciente"), icon_name="user-plus", kind=kind, shortcut=shortcut, on_click=PatientFormState.begin)
    return rx.cond(PatientsState.can_write, new, rx.fragment())


def _more() -> rx.Component:
    """What is done seldom: archive, tags."""
    item = {"data-closes": "true"}
    tags = rx.el.button(icon("tags"), _("Etiquetas"), type="button", class_name="menu-item", on_click=AtHandState.begin, custom_attrs=item)
    return menu(
        rx.el.span(icon("ellipsis"), class_name="btn btn-icon"),
        rx.cond(PatientsState.can_write, tags, rx.fragment()),
        page_link(icon("archive"), _("Archivados"), href=routes.ARCHIVED, class_name="menu-item", custom_attrs=item),
        rx.cond(
            PatientsState.can_merge,
            page_link(icon("merge"), _("Posibles duplicados"), href=routes.DUPLICATES, class_name="menu-item", custom_attrs=item),
            rx.fragment(),
        ),
        rx.cond(
            PatientsState.can_import,
            page_link(icon("upload"), _("Importar"), href=routes.IMPORT, class_name="menu-item", custom_attrs=item),
            rx.fragment(),
        ),
        rx.cond(
            PatientsState.can_export,
            rx.fragment(_export("xlsx", _("Exportar a Excel")), _export("csv", _("Exportar a CSV"))),
            rx.fragment(),
        ),
        label=_("Más acciones"),
    )


def _export(format: str, words: rx.Var) -> rx.Component:
    """The list as a file, narrowed as it is on the page."""
    encoded = rx.Var("encodeURIComponent").to(rx.vars.FunctionVar).call(PatientsState.at.q).to(str)
    href = (
        f"{routes.EXPORT_PATIENTS}?formato={format}&sexo="
        + PatientsState.at.sexo
        + "&etiqueta="
        + PatientsState.at.tag.to_string()
        + "&q="
        + encoded
        + f"&{SHOWN_CLINIC}="
        + ShellState.clinic_id.to_string()
    )
    return file_link(icon("file-spreadsheet"), words, href=href, class_name="menu-item", custom_attrs={"data-closes": "true"})


def _filters() -> rx.Component:
    box = rx.el.input(
        type="search", default_value=PatientsState.at.q, key=PatientsState.box.to_string(), on_change=PatientsState.search.debounce(300),
        auto_complete="off", placeholder=_("Nombre, documento o teléfono"), custom_attrs={"aria-label": _("Buscar en la lista")},
    )  # fmt: skip
    sexes = [("", _("Todos")), ("F", _("Mujeres")), ("M", _("Varones"))]

    def tag(one: rx.Var[TagLine]) -> rx.Component:
        return chip(tag_words(one), PatientsState.at.tag == one.id, on_click=PatientsState.choose_tag(one.id), key=one.id.to_string())

    tags = rx.el.div(
        rx.foreach(AtHandState.tags, tag), class_name="row wrap gap-4", role="group", custom_attrs={"aria-label": _("Etiquetas")}
    )
    return rx.el.div(
        rx.el.div(icon("search"), box, class_name="search grow"),
        segmented(sexes, PatientsState.at.sexo, PatientsState.choose_sex, _("Sexo")),
        rx.cond(AtHandState.tags.length() > 0, tags, rx.fragment()),
        class_name="row wrap card-pad patient-filters",
    )


def _at_hand(title: rx.Var, mark: str, rows: rx.Var) -> rx.Component:
    def one(row: rx.Var[HandRow]) -> rx.Component:
        return page_link(
            rx.el.span(row.name),
            rx.el.span(age_words(row), class_name="muted tiny"),
            href=routes.patient(row.id),
            class_name="chip",
            key=row.id.to_string(),
        )

    line = rx.el.nav(
        rx.el.span(icon(mark, 14), " ", title, class_name="tiny muted nowrap"),
        rx.foreach(rows, one),
        class_name="at-hand",
        custom_attrs={"aria-label": title},
    )
    return rx.cond(rows.length() > 0, line, rx.fragment())


def _line(row: rx.Var[PatientRow]) -> rx.Component:
    who = rx.el.span(
        rx.el.span(rx.el.span(row.name, class_name="title ellipsis"), rx.foreach(row.tags, tag_mark), class_name="row gap-4 wrap"),
        rx.el.span(age_words(row), " · ", word_of(row.sex, SEX_WORDS), " · ", document_words(row), class_name="detail ellipsis"),
        class_name="col gap-0 grow",
    )
    guardian = rx.el.span(
        rx.el.span(row.guardian, class_name="small ellipsis"), rx.el.span(word_of(row.relationship, RELATIONSHIP_WORDS), class_name="detail"),
        class_name="col gap-0 only-wide patient-guardian",
    )  # fmt: skip
    phone = rx.el.span(rx.cond(row.phone != "", row.phone, "—"), class_name="small muted nowrap only-wide patient-phone")
    family = rx.cond(row.sex == "F", "wait", "info").to(str)
    face = rx.el.span(row.initials, class_name="avatar t-" + family, custom_attrs={"aria-hidden": "true"})
    return page_link(
        face, who, guardian, phone, icon("chevron-right"), href=routes.patient(row.id), class_name="list-row", key=row.id.to_string()
    )


def _nobody() -> rx.Component:
    first = empty_state(
        "users", _("Todavía no hay pacientes"), _("Registra al primero: bastan su documento, su nombre, su fecha de nacimiento y su sexo."), _new_button()
    )  # fmt: skip
    again = button(_("Quitar filtros"), icon_name="x", on_click=PatientsState.clear)
    missing = empty_state(
        "search-x",
        _("Nadie coincide con lo que buscas"),
        _("Prueba con menos palabras o con el número de documento, o regístralo."),
        again,
        _new_button("soft"),
    )
    return rx.cond(_narrowed(), missing, first)


def _narrowed() -> rx.Var:
    return (PatientsState.at.q != "") | (PatientsState.at.sexo != "") | (PatientsState.at.tag != 0)


def _list() -> rx.Component:
    rows = rx.el.div(rx.foreach(PatientsState.rows, _line))
    shown = rx.cond(PatientsState.rows.length() > 0, rx.fragment(rows, pager(PatientsState.at, PatientsState.turn)), _nobody())
    favourites, recents = _at_hand(_("Favoritos"), "star", AtHandState.favourites), _at_hand(_("Recientes"), "history", AtHandState.recents)
    at_hand = rx.cond(_narrowed() | (PatientsState.at.page > 1), rx.fragment(), rx.fragment(favourites, recents))
    read = loading(PatientsState.loaded, PatientsState.failed, shown, ShellState.load, AtHandState.load, PatientsState.load)
    return card(_filters(), at_hand, read, pad=False)


def _new_dialog() -> rx.Component:
    own, other = (
        Fields(PatientFormState.values, PatientFormState.errors),
        Fields(PatientFormState.values, PatientFormState.errors, GUARDIAN),
    )
    guardian = rx.cond(
        PatientFormState.with_guardian,
        rx.fragment(
            first_guardian(other),
            rx.el.div(button(_("Quitar responsable"), icon_name="x", kind="ghost", on_click=PatientFormState.toggle_guardian)),
        ),
        rx.el.div(button(_("Añadir un responsable"), icon_name="user-plus", kind="soft", on_click=PatientFormState.toggle_guardian)),
    )
    identity, *rest = patient_fields(own, PatientFormState.country)
    filled = form(
        identity,
        alike_card(),
        *rest,
        guardian,
        on_submit=PatientFormState.save,
        on_cancel=PatientFormState.cancel,
        save=_("Guardar paciente"),
    )
    return dialog(
        filled, title=_("Nuevo paciente"), open=PatientFormState.open, on_close=PatientFormState.cancel, name="new-patient", wide=True
    )


@rx.page(routes.PATIENTS, title="Hampiq", on_load=[ShellState.load, AtHandState.load, PatientsState.load])
def patients() -> rx.Component:
    count = rx.cond(PatientsState.loaded, n_("{n} paciente", "{n} pacientes", PatientsState.at.total), "")
    return page_frame(
        rx.fragment(page_header(_("Pacientes"), _more(), _new_button(shortcut="n"), detail=count), _list(), _new_dialog(), tags_dialog()),
        active="patients",
    )
