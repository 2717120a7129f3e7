"""The dialogs of a patient's page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.form import Fields, form, guardian_fields, patient_fields
from clinic_app.records.state import GUARDIAN, PatientEditState, PatientState
from clinic_app.ui.components import button, dialog, note
from clinic_app.ui.i18n import _, n_

EDIT = PatientEditState


def _confirm(name: str, title: rx.Var, text: list[rx.Component], yes: rx.Component) -> rx.Component:
    footer = [button(_("Cancelar"), on_click=EDIT.close), yes]
    return dialog(*text, title=title, open=EDIT.dialog == name, on_close=EDIT.close, name=f"dialog-{name}", footer=footer)


def _archive_dialog() -> rx.Component:
    patient, coming = PatientState.shown.patient, PatientState.shown.coming.length()
    warning = note("warn", "triangle-alert", n_("Tiene {n} cita por venir: sigue en la agenda. Cancélala si ya no vendrá.", "Tiene {n} citas por venir: siguen en la agenda. Cancélalas si ya no vendrá.", coming))
    text = [
        rx.el.p(_("{name} dejará de aparecer en tus listas, en la búsqueda y al agendar.", name=patient.name)),
        rx.el.p(_("No se borra nada: su ficha, sus responsables y sus citas quedan, y puedes restaurarla cuando quieras."), class_name="muted"),
        rx.cond(coming > 0, warning, rx.fragment()),
    ]
    yes = button(_("Archivar"), icon_name="archive", kind="danger", on_click=EDIT.archive)
    return _confirm("archive", _("¿Archivar a {name}?", name=patient.name), text, yes)


def _remove_dialog() -> rx.Component:
    text = [rx.el.p(_("Se borran su nombre, su documento y sus teléfonos de esta ficha. Esto no se puede deshacer; queda anotado en la auditoría."))]
    yes = button(_("Quitar responsable"), icon_name="trash-2", kind="danger", on_click=EDIT.remove_guardian)
    return _confirm("remove", _("¿Quitar a {name}?", name=EDIT.guardian_name), text, yes)


def dialogs() -> rx.Component:
    """Every dialog of the page; one is open at most."""
    fields = Fields(EDIT.values, EDIT.errors)
    edit = form(*patient_fields(fields), on_submit=EDIT.save, on_cancel=EDIT.close, save=_("Guardar cambios"))
    guardian = form(*guardian_fields(Fields(EDIT.values, EDIT.errors, GUARDIAN)), on_submit=EDIT.save_guardian, on_cancel=EDIT.close, save=_("Guardar responsable"))
    title = rx.cond(EDIT.guardian_id == 0, _("Nuevo responsable"), _("Editar responsable"))
    return rx.fragment(
        dialog(edit, title=_("Editar paciente"), open=EDIT.dialog == "edit", on_close=EDIT.close, name="dialog-edit", wide=True),
        dialog(guardian, title=title, open=EDIT.dialog == "guardian", on_close=EDIT.close, name="dialog-guardian"),
        _archive_dialog(),
        _remove_dialog(),
    )
