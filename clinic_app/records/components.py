"""The dialogs of a patient's page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.form import guardian_fields, patient_fields
from clinic_app.records.edit_state import GUARDIAN, PatientEditState
from clinic_app.records.head_state import PatientHeadState
from clinic_app.ui.components import button, dialog, text_field
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import _, n_

EDIT = PatientEditState


def _confirm(name: str, title: rx.Var, text: list[rx.Component], yes: rx.Component) -> rx.Component:
    footer = [button(_("Cancelar"), on_click=EDIT.close), yes]
    return dialog(*text, title=title, open=EDIT.dialog == name, on_close=EDIT.close, name=f"dialog-{name}", footer=footer)


def _what_comes() -> rx.Component:
    """The appointments that are still to come: keep them, or cancel them with a reason."""

    def choice(value: str, words: rx.Var, on: bool) -> rx.Component:
        name = f"archive-{value}"
        return rx.el.label(
            rx.el.input(type="radio", id=name, name="citas", value=value, default_checked=on),
            rx.el.span(words),
            class_name="check",
            html_for=name,
        )

    legend = n_("Tiene {n} cita por venir.", "Tiene {n} citas por venir.", EDIT.coming)
    cancel = choice("cancel", n_("Cancelarla: su hora queda libre", "Cancelarlas: sus horas quedan libres", EDIT.coming), False)
    keep = choice("keep", n_("Dejarla en la agenda", "Dejarlas en la agenda", EDIT.coming), True)
    reason = text_field(
        "motivo", _("Motivo de la cancelación"), error=Fields(EDIT.values, EDIT.errors).said("motivo"), required=False, max_length=500
    )
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="strong"),
        keep,
        rx.cond(PatientHeadState.can_book, rx.fragment(cancel, reason), rx.fragment()),
        class_name="stack gap-4",
    )


def _archive_dialog() -> rx.Component:
    patient = PatientHeadState.head.patient
    foot = rx.el.div(
        button(_("Cancelar"), on_click=EDIT.close),
        button(_("Archivar"), icon_name="archive", kind="danger", type="submit"),
        class_name="form-foot",
    )
    form = rx.el.form(
        rx.el.p(_("{name} dejará de aparecer en tus listas, en la búsqueda y al agendar.", name=patient.name)),
        rx.el.p(_("No se borra nada: su ficha, sus responsables y sus citas quedan, y puedes restaurarla cuando quieras."), class_name="muted"),
        rx.cond(EDIT.coming > 0, _what_comes(), rx.fragment()), foot, on_submit=EDIT.archive, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return dialog(
        form, title=_("¿Archivar a {name}?", name=patient.name), open=EDIT.dialog == "archive", on_close=EDIT.close, name="dialog-archive"
    )


def _remove_dialog() -> rx.Component:
    text = [
        rx.el.p(
            _("Se borran su nombre, su documento y sus teléfonos de esta ficha. Esto no se puede deshacer; queda anotado en la auditoría.")
        )
    ]
    yes = button(_("Quitar responsable"), icon_name="trash-2", kind="danger", on_click=EDIT.remove_guardian)
    return _confirm("remove", _("¿Quitar a {name}?", name=EDIT.guardian_name), text, yes)


@rx.memo
def dialogs() -> rx.Component:
    """Every dialog of the page; one is open at most."""
    fields = Fields(EDIT.values, EDIT.errors)
    edit = form(*patient_fields(fields, EDIT.country), on_submit=EDIT.save, on_cancel=EDIT.close, save=_("Guardar cambios"))
    guardian = form(
        *guardian_fields(Fields(EDIT.values, EDIT.errors, GUARDIAN), EDIT.country),
        on_submit=EDIT.save_guardian,
        on_cancel=EDIT.close,
        save=_("Guardar responsable"),
    )
    title = rx.cond(EDIT.guardian_id == 0, _("Nuevo responsable"), _("Editar responsable"))
    return rx.fragment(
        dialog(edit, title=_("Editar paciente"), open=EDIT.dialog == "edit", on_close=EDIT.close, name="dialog-edit", wide=True),
        dialog(guardian, title=title, open=EDIT.dialog == "guardian", on_close=EDIT.close, name="dialog-guardian"),
        _archive_dialog(),
        _remove_dialog(),
    )
