"""The archive: patients who are no longer on the lists, each one click from coming back."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.archived_state import ArchivedState
from clinic_app.patients.components import SEX_WORDS, age_words, document_words, pager
from clinic_app.patients.rows import PatientRow
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import avatar_initials, button, card, empty_state, icon, link_button, loading, page_header, page_link
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import _, n_

STATE = ArchivedState


def _line(row: rx.Var[PatientRow]) -> rx.Component:
    who = rx.el.span(
        page_link(row.name, href=routes.patient(row.id), class_name="title"),
        rx.el.span(age_words(row), " · ", word_of(row.sex, SEX_WORDS), " · ", document_words(row), class_name="detail"), class_name="col gap-0 grow",
    )  # fmt: skip
    back = button(
        _("Restaurar"),
        icon_name="undo-2",
        size="sm",
        on_click=STATE.restore(row.id),
        custom_attrs={"aria-label": _("Restaurar a {name}", name=row.name)},
    )
    return rx.el.div(
        avatar_initials(row.initials, "mute"),
        who,
        rx.cond(STATE.can_write, back, rx.fragment()),
        class_name="list-row",
        key=row.id.to_string(),
    )


def _list() -> rx.Component:
    box = rx.el.input(
        type="search", default_value=STATE.at.q, on_change=STATE.search.debounce(300), auto_complete="off",
        placeholder=_("Nombre, documento o teléfono"), custom_attrs={"aria-label": _("Buscar en el archivo")},
    )  # fmt: skip
    filters = rx.el.div(rx.el.div(icon("search"), box, class_name="search grow"), class_name="row card-pad patient-filters")
    all_ = link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users")
    none = empty_state(
        "archive", _("No hay pacientes archivados"), _("Los que archives desde su ficha aparecerán aquí y podrás restaurarlos."), all_
    )
    missing = empty_state("search-x", _("Nadie coincide con lo que buscas"), _("Prueba con menos palabras o con el número de documento."))
    rows = rx.fragment(rx.el.div(rx.foreach(STATE.rows, _line)), pager(STATE.at, STATE.turn))
    shown = rx.cond(STATE.rows.length() > 0, rows, rx.cond(STATE.at.q != "", missing, none))
    return card(filters, loading(STATE.loaded, STATE.failed, shown, ShellState.load, STATE.load), pad=False)


@rx.page(routes.ARCHIVED, title="Hampiq", on_load=[ShellState.load, ArchivedState.load])
def archived() -> rx.Component:
    back = page_link(icon("arrow-left"), _("Pacientes"), href=routes.PATIENTS, class_name="row small gap-4")
    count = rx.cond(STATE.loaded, n_("{n} paciente", "{n} pacientes", STATE.at.total), "")
    return page_frame(rx.fragment(back, page_header(_("Pacientes archivados"), detail=count), _list()), active="patients")
