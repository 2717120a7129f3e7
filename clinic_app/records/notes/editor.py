"""The form of a note: vital signs, six sections, diagnoses. Everything can be reached from the keyboard."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from typing import Any

import reflex as rx

from clinic_app.records.notes.editor_state import NoteEditorState, Phrase
from clinic_app.records.notes.wire import LONGEST_SECTION, SECTION_NAMES
from clinic_app.records.notes.words import SECTION_WORDS
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import Text, button, card, dialog, icon, note, page_link, select_field, text_field
from clinic_app.ui.i18n import N_, LangState, _

EDITOR = NoteEditorState
DESK, AIDS = EDITOR.desk, EDITOR.aids
VITALS = (  # wire name, word, unit, how it is typed
    ("temperatura", N_("Temperatura"), "°C", "decimal"), ("frecuencia_cardiaca", N_("F. cardiaca"), "lpm", "numeric"), ("frecuencia_respiratoria", N_("F. respiratoria"), "rpm", "numeric"),
    ("saturacion_oxigeno", N_("Saturación"), "%", "numeric"), ("presion_arterial", N_("Presión"), "mmHg", "text"), ("glucosa_capilar", N_("Glucosa"), "mg/dL", "decimal"),
    ("peso_kg", N_("Peso"), "kg", "decimal"), ("talla_cm", N_("Talla"), "cm", "decimal"),
)  # fmt: skip


def _values_signature(values: rx.Var[dict]) -> list[rx.Var]:
    return [values]


class NoteForm(rx.Component):
    """Keeps what is typed, knows the keys and the phrases (assets/notes.js)."""

    library = "$/public/notes.js"
    tag = "NoteForm"
    patient: rx.Var[int]
    person: rx.Var[int]
    clinic: rx.Var[int]
    lang: rx.Var[str]
    token: rx.Var[str]
    revision: rx.Var[int]
    phrases: rx.Var[list[Phrase]]
    previous: rx.Var[dict[str, str]]
    ranges: rx.Var[dict[str, list[float]]]
    labels: rx.Var[dict[str, str]]
    round: rx.Var[int]
    on_sign: rx.EventHandler[_values_signature]


class NoteStatus(rx.Component):
    library = "$/public/notes.js"
    tag = "NoteStatus"
    labels: rx.Var[dict[str, str]]
    lang: rx.Var[str]


class SignButton(rx.Component):
    library = "$/public/notes.js"
    tag = "SignButton"
    label: rx.Var[str]
    busy_label: rx.Var[str]


class DraftGone(rx.Component):
    library = "$/public/notes.js"
    tag = "DraftGone"
    token: rx.Var[str]


class DiagnosisPicker(rx.Component):
    library = "$/public/notes.js"
    tag = "DiagnosisPicker"
    name: rx.Var[str]
    url: rx.Var[str]
    chosen: rx.Var[list[dict[str, Any]]]
    error: rx.Var[str]
    labels: rx.Var[dict[str, str]]


def _said(name: str) -> rx.Var:
    return _(rx.cond(EDITOR.errors.contains(name), EDITOR.errors[name], "").to(str))


def _value(name: str) -> rx.Var:
    return rx.cond(DESK.texts.contains(name), DESK.texts[name], "").to(str)


def _problem(name: str) -> rx.Component:
    said = _said(name)
    shown = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    return rx.el.div(shown, id=f"note-{name}-error", role="alert")


def _attributes(name: str, *more: str) -> dict[str, object]:
    described = " ".join([f"note-{name}-error", *more])
    return {"aria-invalid": rx.cond(EDITOR.errors.contains(name), "true", "false"), "aria-describedby": described}


def _vital(name: str, word: str, unit: str, mode: str) -> rx.Component:
    usual = f"note-{name}-usual"
    holder = {"placeholder": "110/70"} if mode == "text" else {}
    field = rx.el.input(
        id=f"note-{name}", name=name, default_value=_value(name), input_mode=mode, auto_complete="off", max_length=9, custom_attrs=_attributes(name, usual), **holder
    )  # fmt: skip
    box = rx.el.div(field, rx.el.span(unit, custom_attrs={"aria-hidden": "true"}), class_name="vital-box")
    return rx.el.div(
        rx.el.label(_(word), html_for=f"note-{name}"),
        box,
        rx.el.p(id=usual, class_name="vital-usual", custom_attrs={"data-usual": name}),
        _problem(name),
        class_name="vital",
    )


def _vitals() -> rx.Component:
    grid = rx.el.div(*[_vital(*each) for each in VITALS], class_name="vitals")
    return card(grid, title=_("Signos vitales"), actions=[rx.el.span(_("opcional"), class_name="tiny muted")], class_name="note-vitals")


def _section(number: int, attribute: str) -> rx.Component:
    name, (letter, word) = SECTION_NAMES[attribute], SECTION_WORDS[attribute]
    area = rx.el.textarea(
        id=f"note-{name}", name=name, default_value=_value(name), rows="2", max_length=LONGEST_SECTION, class_name="note-area",
        custom_attrs=_attributes(name) | {"aria-keyshortcuts": f"Alt+{number}"},
    )  # fmt: skip
    label = rx.el.label(
        rx.el.span(letter, class_name="soapie", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(_(word)),
        html_for=f"note-{name}",
        title=f"Alt+{number}",
    )
    return rx.el.div(label, rx.el.div(area, _problem(name)), class_name="note-section")


def _phrase(one: rx.Var[Phrase]) -> rx.Component:
    look = rx.cond(one.sections.length() > 0, icon("layout-template", 13), rx.fragment())
    return rx.el.button(
        look,
        one.title,
        type="button",
        class_name="chip",
        title="." + one.shortcut,
        custom_attrs={"data-note": "phrase", "data-phrase": one.shortcut},
    )


def _sections() -> rx.Component:
    own = page_link(_("Editar frases"), href=routes.SETTINGS_PHRASES, class_name="small nowrap")
    phrases = rx.el.div(
        rx.el.span(icon("sparkles", 14), _("Frases"), class_name="row gap-4 small muted nowrap"), rx.el.div(rx.foreach(AIDS.phrases, _phrase), class_name="note-phrases"), own,
        class_name="note-foot",
    )  # fmt: skip
    repeat = button(_("Repetir anterior"), icon_name="copy", kind="ghost", size="sm", custom_attrs={"data-note": "repeat"})
    actions = [
        rx.cond(AIDS.previous.length() > 0, repeat, rx.fragment()),
        button(
            _("Dictar"),
            icon_name="mic",
            kind="ghost",
            size="sm",
            only_icon=True,
            custom_attrs={"data-note": "dictate", "aria-pressed": "false"},
        ),
    ]
    fields = [_section(number, attribute) for number, attribute in enumerate(SECTION_NAMES, 1)]
    return card(*fields, phrases, title=_("Nota SOAPIE"), actions=actions, pad=False, class_name="note-sections")


def _picker(name: str, url: str, label: Text, chosen: rx.Var) -> rx.Component:
    words = {"label": label, "placeholder": _("Código o palabras"), "drop": _("Quitar {name}")}
    return DiagnosisPicker.create(id=f"note-{name}", name=name, url=url, chosen=chosen, error=_said(name), labels=words)


def _diagnoses() -> rx.Component:
    base = "/api/historia-clinica/diagnosticos-"
    return card(
        rx.el.div(
            _picker("diagnosticos_cie10_ids", f"{base}cie10/", _("CIE-10"), DESK.icd10), _picker("diagnosticos_nanda_ids", f"{base}nanda/", _("De enfermería"), DESK.nursing),
            class_name="stack",
        ),
        title=_("Diagnósticos"), class_name="note-diagnoses",
    )  # fmt: skip


def _about() -> rx.Component:
    visit = select_field(
        "cita", _("Cita"), EDITOR.visits, empty=_("Sin cita"), required=False, default_value=_value("cita"), error=_said("cita")
    )
    when = text_field(
        "fecha", _("Fecha y hora"), type="datetime-local", default_value=_value("fecha"), max=DESK.latest, error=_said("fecha")
    )
    return card(rx.el.div(visit, when, class_name="form-grid"), class_name="note-about")


def _bar() -> rx.Component:
    words = {
        "typing": _("Escribiendo…"), "saving": _("Guardando borrador…"), "saved": _("Borrador guardado {time}"), "signing": _("Firmando…"),
        "offline": _("Sin conexión: se guarda en este equipo y se enviará solo"),
    }  # fmt: skip
    sign = SignButton.create(
        rx.el.kbd("Ctrl ↵", class_name="only-wide"), label=_("Firmar nota"), busy_label=_("Firmando…"), class_name="btn btn-solid"
    )
    return rx.el.div(
        NoteStatus.create(labels=words, lang=LangState.lang),
        rx.el.div(
            button(_("Descartar borrador"), icon_name="trash-2", kind="ghost", only_icon=True, on_click=EDITOR.ask_discard(True)),
            button(_("Para después"), on_click=EDITOR.close), sign,
            class_name="row wrap end",
        ),
        class_name="note-bar",
    )  # fmt: skip


def _discard_dialog() -> rx.Component:
    foot = [
        button(_("Seguir escribiendo"), on_click=EDITOR.ask_discard(False)),
        button(_("Descartar borrador"), icon_name="trash-2", kind="danger", on_click=EDITOR.discard),
    ]
    text = rx.el.p(_("Lo que escribiste y no firmaste se borra. Esto no se puede deshacer."))
    return dialog(
        text, title=_("¿Descartar el borrador?"), open=EDITOR.asking, on_close=EDITOR.ask_discard(False), name="dialog-discard", footer=foot
    )


def note_editor() -> rx.Component:
    """The form while a note is being written; nothing else."""
    labels = {
        "high": _("Alta: lo habitual es {least} a {most}"), "low": _("Baja: lo habitual es {least} a {most}"), "restored": _("Borrador recuperado"), "nothing": _("No hay secciones vacías que llenar"),
        "listening": _("Escuchando…"), "microphone": _("El navegador no deja usar el micrófono."), "unheard": _("No se escuchó nada."), "refused": _("No se pudo guardar el borrador."),
    }  # fmt: skip
    problem = _said("non_field_errors")
    form = NoteForm.create(
        rx.el.div(rx.cond(problem != "", note("bad", "circle-alert", problem), rx.fragment()), role="alert"),
        rx.el.div(_about(), _vitals(), _sections(), _diagnoses(), class_name="note-desk"),
        _bar(),
        patient=DESK.patient, person=DESK.person, clinic=ShellState.clinic_id, lang=LangState.lang, token=DESK.token, revision=DESK.revision, phrases=AIDS.phrases,
        previous=AIDS.previous, ranges=AIDS.ranges, labels=labels, round=EDITOR.round, key=DESK.box, class_name="note-form", custom_attrs={"aria-label": _("Nueva nota")},
        on_sign=lambda values: [EDITOR.sign(values), EDITOR.answered()],
    )  # fmt: skip
    return rx.fragment(rx.cond(DESK.open, form, rx.fragment()), DraftGone.create(token=EDITOR.gone), _discard_dialog())
