"""Import of patients as steps on one page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.interop import components as parts
from clinic_app.interop.state import ImportState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import card, icon, link_button, loading, page_header
from clinic_app.ui.i18n import _
from clinic_app.ui.native_link import file_link


@rx.page(routes.IMPORT, title="Hampiq", on_load=[ShellState.load, ImportState.load])
def patient_import() -> rx.Component:
    template = file_link(
        icon("file-down"), _("Plantilla"), href="/api/importaciones/plantilla", class_name="btn", title=_("Descargar una plantilla vacía")
    )
    step = rx.match(
        parts.ONE.step,
        ("mapping", parts.columns_step()),
        ("checking", parts.checking_step()),
        ("checked", parts.checked_step()),
        ("running", parts.running_step()),
        ("stopped", parts.running_step()),
        ("done", parts.done_step()),
        parts.file_step(),
    )
    shown = rx.el.div(parts.steps_line(), rx.fragment(step), class_name="stack gap-16 import-page")
    body = loading(ImportState.loaded, ImportState.failed, shown, ShellState.load, ImportState.load)
    head = page_header(
        _("Importar pacientes"), link_button(_("Pacientes"), routes.PATIENTS, icon_name="arrow-left"), template, detail=parts.step_name()
    )
    return page_frame(rx.fragment(head, rx.cond(ImportState.loaded, body, card(body))), active="patients")
