"""The list of patients."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.components import RELATIONSHIP_WORDS, SEX_WORDS, age_words, document_words, word_of
from clinic_app.patients.form import Fields, first_guardian, form, patient_fields
from clinic_app.patients.rows import PatientRow
from clinic_app.patients.state import GUARDIAN, PatientFormState, PatientsState
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
    page_header,
    page_link,
    segmented,
    skeleton,
)
from clinic_app.ui.i18n import _, n_


def _new_button(kind: str = "solid", shortcut: str = "") -> rx.Component:
    new = button(_("Nuevo paciente"), icon_name="user-plus", kind=kind, shortcut=shortcut, on_click=PatientFormState.begin)
    return rx.cond(PatientsState.can_write, new, rx.fragment())


def _filters() -> rx.Component:
    box = rx.el.input(
        type="search", default_value=PatientsState.q, key=PatientsState.box.to_string(), on_change=PatientsState.search.debounce(300),
        auto_complete="off", placeholder=_("Nombre, documento o teléfono"), custom_attrs={"aria-label": _("Buscar en la lista")},
    )  # fmt: skip
    sexes = [("", _("Todos")), ("F", _("Mujeres")), ("M", _("Varones"))]
    return rx.el.div(
        rx.el.div(icon("search"), box, class_name="search grow"),
        segmented(sexes, PatientsState.sexo, PatientsState.choose_sex, _("Sexo")),
        chip(rx.el.span(icon("archive", 14), " ", _("Archivados")), PatientsState.archived, on_click=PatientsState.toggle_archived),
        class_name="row wrap card-pad patient-filters",
    )


def _line(row: rx.Var[PatientRow]) -> rx.Component:
    who = rx.el.span(
        rx.el.span(row.name, class_name="title ellipsis"),
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
    return page_link(face, who, guardian, phone, icon("chevron-right"), href=routes.patient(row.id), class_name="list-row", key=row.id.to_string())


def _nobody() -> rx.Component:
    first = empty_state(
        "users", _("Todavía no hay pacientes"), _("Registra al primero: bastan su documento, su nombre, su fecha de nacimiento y su sexo."), _new_button()
    )  # fmt: skip
    again = button(_("Quitar filtros"), icon_name="x", on_click=PatientsState.clear)
    missing = empty_state("search-x", _("Nadie coincide con lo que buscas"), _("Prueba con menos palabras o con el número de documento, o regístralo."), again, _new_button("soft"))
    archived = empty_state("archive", _("No hay pacientes archivados"), _("Los que archives desde su ficha aparecerán aquí y podrás restaurarlos."), again)
    filtered = (PatientsState.q != "") | (PatientsState.sexo != "")
    return rx.cond(filtered, missing, rx.cond(PatientsState.archived, archived, first))


def _pager() -> rx.Component:
    return rx.el.nav(
        rx.el.span(_("Página {page} de {pages}", page=PatientsState.page, pages=PatientsState.pages), class_name="small muted grow"),
        button(_("Anterior"), icon_name="chevron-left", on_click=PatientsState.turn(-1), disabled=PatientsState.page <= 1),
        button(_("Siguiente"), icon_name="chevron-right", on_click=PatientsState.turn(1), disabled=PatientsState.page >= PatientsState.pages),
        class_name="row card-foot", custom_attrs={"aria-label": _("Páginas de la lista")},
    )  # fmt: skip


def _list() -> rx.Component:
    rows = rx.el.div(rx.foreach(PatientsState.rows, _line))
    shown = rx.cond(PatientsState.rows.length() > 0, rx.fragment(rows, rx.cond(PatientsState.pages > 1, _pager(), rx.fragment())), _nobody())
    return card(_filters(), rx.cond(PatientsState.loaded, shown, skeleton(9)), pad=False)


def _new_dialog() -> rx.Component:
    own, other = Fields(PatientFormState.values, PatientFormState.errors), Fields(PatientFormState.values, PatientFormState.errors, GUARDIAN)
    guardian = rx.cond(
        PatientFormState.with_guardian,
        rx.fragment(first_guardian(other), rx.el.div(button(_("Quitar responsable"), icon_name="x", kind="ghost", on_click=PatientFormState.toggle_guardian))),
        rx.el.div(button(_("Añadir un responsable"), icon_name="user-plus", kind="soft", on_click=PatientFormState.toggle_guardian)),
    )
    filled = form(*patient_fields(own), guardian, on_submit=PatientFormState.save, on_cancel=PatientFormState.cancel, save=_("Guardar paciente"))
    return dialog(filled, title=_("Nuevo paciente"), open=PatientFormState.open, on_close=PatientFormState.cancel, name="new-patient", wide=True)


@rx.page(routes.PATIENTS, title="Hampiq", on_load=[ShellState.load, PatientsState.load])
def patients() -> rx.Component:
    count = rx.cond(PatientsState.loaded, n_("{n} paciente", "{n} pacientes", PatientsState.total), "")
    return page_frame(rx.fragment(page_header(_("Pacientes"), _new_button(shortcut="n"), detail=count), _list(), _new_dialog()), active="patients")
