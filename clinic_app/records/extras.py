"""Parts of a patient's page around the record: documents."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.extras_state import DocumentLine, PatientExtrasState
from clinic_app.records.head_state import PatientHeadState
from clinic_app.shell.state import ShellState
from clinic_app.ui.components import badge, button, card, dialog, empty_state, icon, select_field, text_field
from clinic_app.ui.forms import choices, word_of
from clinic_app.ui.i18n import N_, LangState, _, date_text

STATE = PatientExtrasState
PATIENT = PatientHeadState.head.patient
KIND_WORDS = {
    "identidad": N_("Documento de identidad"),
    "resultado": N_("Resultado"),
    "receta": N_("Receta"),
    "referencia": N_("Referencia"),
    "carnet": N_("Carnet de control o vacunas"),
    "consentimiento": N_("Consentimiento"),
    "foto": N_("Foto"),
    "otro": N_("Otro"),
}


class DocumentUpload(rx.Component):
    """Chooses or takes a photo and sends it (assets/patients.js)."""

    library = "$/public/patients.js"
    tag = "DocumentUpload"
    action: rx.Var[str]
    clinic: rx.Var[str]
    lang: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    on_cancel: rx.EventHandler[rx.event.no_args_event_spec]


def _title(row: rx.Var) -> rx.Var:
    return rx.cond(row.title != "", row.title, word_of(row.kind, KIND_WORDS)).to(str)


def _document(row: rx.Var[DocumentLine]) -> rx.Component:
    away = button(
        _("Archivar {name}", name=_title(row)), icon_name="archive", kind="ghost", only_icon=True, on_click=STATE.put_away(row.id, False)
    )
    back = button(_("Restaurar"), icon_name="undo-2", size="sm", on_click=STATE.put_away(row.id, True))
    words = rx.el.span(
        rx.el.button(_title(row), type="button", class_name="title ellipsis accent", on_click=STATE.open_document(row.id)),
        rx.el.span(word_of(row.kind, KIND_WORDS), " · ", date_text(row.at, "medium"), " · ", row.person, class_name="detail ellipsis"), class_name="col gap-0 grow top",
    )  # fmt: skip
    mark = rx.el.span(
        rx.cond(row.is_pdf, icon("file-text"), icon("image")), class_name="avatar t-mute", custom_attrs={"aria-hidden": "true"}
    )
    change = rx.cond(PatientHeadState.can_write, rx.cond(STATE.archived, back, away), rx.fragment())
    return rx.el.li(mark, words, rx.cond(row.is_pdf, badge("PDF"), rx.fragment()), change, class_name="list-row", key=row.id.to_string())


def documents_card() -> rx.Component:
    """The scans and photos of the patient."""
    add = button(_("Añadir"), icon_name="plus", size="sm", on_click=STATE.begin_upload)
    words, pressed = (
        rx.cond(STATE.archived, _("Ver vigentes"), _("Ver archivados")),
        {"aria-pressed": rx.cond(STATE.archived, "true", "false")},
    )
    others = button(
        words, icon_name="archive", kind="ghost", size="sm", only_icon=True, on_click=STATE.toggle_archived, custom_attrs=pressed
    )
    first = rx.cond(
        PatientHeadState.can_write,
        button(_("Añadir un documento"), icon_name="camera", kind="soft", on_click=STATE.begin_upload),
        rx.fragment(),
    )
    empty = empty_state(
        "folder-open",
        _("Sin documentos"),
        _("Guarda aquí fotos o PDF: carnet de vacunas, resultados, recetas, consentimientos firmados."),
        first,
    )
    none = rx.cond(STATE.archived, empty_state("archive", _("Ningún documento archivado")), empty)
    shown = rx.cond(STATE.documents.length() > 0, rx.el.ul(rx.foreach(STATE.documents, _document)), none)
    return card(
        shown, title=_("Documentos"), actions=[others, rx.cond(PatientHeadState.can_write, add, rx.fragment())], pad=False, id="documents"
    )


def _upload_dialog() -> rx.Component:
    labels = {
        "choose": _("Elegir archivo"), "camera": _("Tomar foto"), "hint": _("Una foto (JPG, PNG, WebP, HEIC) o un PDF de hasta 10 MB."), "send": _("Guardar documento"),
        "sending": _("Enviando…"), "cancel": _("Cancelar"), "missing": _("Elige una foto o un PDF."), "failed": _("No se pudo enviar. Revisa tu conexión y vuelve a intentarlo."),
    }  # fmt: skip
    form = DocumentUpload.create(
        rx.el.div(
            text_field("titulo", _("Título"), required=False, max_length=120, auto_complete="off"), select_field("tipo", _("Tipo"), choices(KIND_WORDS), default_value="otro"),
            class_name="form-grid",
        ),
        action="/api/pacientes/" + PATIENT.id.to_string() + "/documentos/", clinic=ShellState.clinic_id.to_string(), lang=LangState.lang, labels=labels,
        on_done=STATE.uploaded, on_cancel=STATE.close,
    )  # fmt: skip
    return dialog(form, title=_("Añadir documento"), open=STATE.dialog == "upload", on_close=STATE.close, name="dialog-upload")


def _view_dialog() -> rx.Component:
    view = STATE.view
    whole = rx.el.a(
        icon("external-link"),
        _("Abrir en otra pestaña"),
        href=view.link,
        target="_blank",
        rel="noopener noreferrer",
        class_name="btn btn-solid",
    )
    picture = rx.el.img(src=view.link, alt=_title(view), class_name="document-view")
    pdf = empty_state("file-text", _title(view), _("Los PDF se abren en otra pestaña."))
    body = rx.cond(view.is_pdf, pdf, picture)
    return dialog(
        body, title=_title(view), open=STATE.dialog == "view", on_close=STATE.close, name="dialog-document", footer=[whole], wide=True
    )


def extra_dialogs() -> rx.Component:
    return rx.fragment(_upload_dialog(), _view_dialog())
