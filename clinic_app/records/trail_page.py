"""Who opened this patient's record: on the screen and on paper."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.trail_state import MOST_ROWS, OpeningRow, PatientTrailState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.settings.trail_parts import export_link, print_button, trail_table
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    button,
    card,
    empty_state,
    error_state,
    icon,
    link_button,
    note,
    page_header,
    page_link,
    segmented,
    skeleton,
)
from clinic_app.ui.i18n import _, date_text, n_

STATE = PatientTrailState


def _opening(row: rx.Var[OpeningRow]) -> rx.Component:
    def moment(label: rx.Var, iso: rx.Var) -> rx.Component:
        return rx.el.td(rx.el.span(label, ": ", class_name="only-phone muted"), date_text(iso, "datetime"), class_name="openings-when")

    return rx.el.tr(
        rx.el.th(_(row.person), scope="row"), rx.el.td(n_("{n} vez", "{n} veces", row.times)),
        moment(_("La primera"), row.first), moment(_("La última"), row.last), key=row.key,
    )  # fmt: skip


def _openings() -> rx.Component:
    heads = [_("Persona"), _("Veces"), _("La primera"), _("La última")]
    table = rx.el.table(
        rx.el.caption(_("Quién abrió esta ficha"), class_name="sr-only"), rx.el.thead(rx.el.tr(*[rx.el.th(head, scope="col") for head in heads])),
        rx.el.tbody(rx.foreach(STATE.openings, _opening)), class_name="table openings",
    )  # fmt: skip
    none = empty_state("eye-off", _("Nadie ha abierto esta ficha"), _("Cada vez que alguien la abra quedará anotado aquí."))
    shown = rx.cond(STATE.openings.length() > 0, rx.el.div(table, class_name="table-scroll"), none)
    return card(shown, title=_("Quién abrió esta ficha"), pad=False)


def _entries() -> rx.Component:
    choice = segmented(
        [("", _("Todo")), ("opened", _("Solo vistas"))], rx.cond(STATE.opened_only, "opened", "").to(str), STATE.show, _("Qué mostrar")
    )
    none = empty_state("scroll-text", _("Nada anotado"), _("Aquí aparecerá cada cambio y cada vez que se abra la ficha."))
    more = rx.cond(
        STATE.rows.length() < MOST_ROWS,
        button(_("Mostrar más"), icon_name="chevron-down", on_click=STATE.show_more),
        rx.el.span(_("Lo anterior está en el archivo."), class_name="small muted"),
    )
    shown = rx.fragment(
        trail_table(STATE.rows, _("Lo que pasó con esta ficha, lo más reciente primero"), with_patient=False),
        rx.cond(STATE.more, rx.el.div(more, class_name="row card-foot no-print"), rx.fragment()),
    )
    return card(
        rx.cond(STATE.rows.length() > 0, shown, none),
        title=_("Lo que pasó con esta ficha"),
        actions=[rx.el.div(choice, class_name="no-print")],
        pad=False,
    )


def _paper() -> rx.Component:
    """What only the printed sheet says: of which practice, and when it was read."""
    return rx.el.p(
        rx.el.strong(ShellState.clinic_name), " · ", _("Impreso por {name} el {date}", name=ShellState.person_name, date=date_text(STATE.printed, "datetime")), class_name="only-print small"
    )  # fmt: skip


def _ready() -> rx.Component:
    query = "patient=" + STATE.number.to_string()
    actions = rx.el.div(
        print_button(_("Imprimir")),
        export_link("CSV", query, "csv", "download"),
        export_link("Excel", query, "xlsx", "file-spreadsheet"),
        class_name="row wrap no-print",
    )
    explained = note("info", "info", _("Se anota quién abre la ficha y qué campos cambia, nunca su contenido clínico."))
    return rx.fragment(
        page_header(_("Auditoría de {name}", name=STATE.patient), actions),
        _paper(),
        rx.el.div(explained, class_name="no-print"),
        _openings(),
        _entries(),
    )


@rx.page(routes.PATIENT_TRAIL, title="Hampiq", on_load=[ShellState.load, PatientTrailState.load])
def patient_trail() -> rx.Component:
    back = rx.cond(
        STATE.status == "ready", page_link(icon("arrow-left"), _("Volver a la ficha"), href=routes.patient(STATE.number), class_name="row small gap-4 no-print"),
        page_link(icon("arrow-left"), _("Pacientes"), href=routes.PATIENTS, class_name="row small gap-4 no-print"),
    )  # fmt: skip
    missing = card(
        empty_state("user-x", _("No encontramos a este paciente"), _("El enlace puede estar mal escrito o ser de otro consultorio."), link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users"))
    )  # fmt: skip
    failed = card(
        error_state(
            _("No se pudo leer la auditoría"),
            _("No hay conexión con la base de datos."),
            button(_("Reintentar"), icon_name="refresh-cw", on_click=STATE.load),
        )
    )
    shown = rx.match(STATE.status, ("ready", _ready()), ("missing", missing), ("failed", failed), card(skeleton(9), pad=False))
    heading = rx.cond(STATE.status == "ready", rx.fragment(), rx.el.h1(_("Auditoría"), class_name="sr-only"))
    return page_frame(rx.fragment(back, heading, shown), active="patients")
