"""Questionnaires in the settings: which there are, and how one is built."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.anamnesis.questionnaires_state import ASK, HEAD, Pick, QuestionLine, QuestionnaireCard, QuestionnairesState
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, loading
from clinic_app.ui.forms import Fields, choices, form, word_of
from clinic_app.ui.i18n import N_, _, n_

STATE = QuestionnairesState
DRAFT = STATE.draft
KIND_WORDS = {
    "texto": N_("Texto"), "si_no": N_("Sí o no"), "opcion": N_("Una opción"), "opciones": N_("Varias opciones"), "numero": N_("Número"), "fecha": N_("Fecha"), "escala": N_("Escala"),
}  # fmt: skip
FACT_WORDS = {
    "alergia": N_("Alergia"),
    "condicion": N_("Condición"),
    "medicacion": N_("Medicación"),
    "tipo_piel": N_("Tipo de piel"),
    "habito": N_("Hábito"),
}


def _row(row: rx.Var[QuestionnaireCard]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(row.name, class_name="title"),
        rx.el.span(n_("{n} pregunta", "{n} preguntas", row.questions), rx.cond(row.description != "", " · " + row.description, ""), class_name="detail"),
        class_name="col gap-0 grow top",
    )  # fmt: skip
    tools = rx.el.span(
        button(_("Editar"), icon_name="pencil", size="sm", on_click=STATE.edit(row.id)),
        button(_("Quitar {name}", name=row.name), icon_name="trash-2", kind="ghost", only_icon=True, on_click=STATE.ask_remove(row.id)), class_name="row gap-4",
    )  # fmt: skip
    return rx.el.li(words, rx.cond(STATE.can_write, tools, rx.fragment()), class_name="list-row", key=row.id.to_string())


def _list() -> rx.Component:
    new = rx.cond(STATE.can_write, button(_("Nuevo cuestionario"), icon_name="plus", kind="solid", on_click=STATE.edit(0)), rx.fragment())
    empty = empty_state("clipboard-list", _("Sin cuestionarios"), _("Crea uno para que el personal o el paciente lo responda."))
    shown = rx.cond(STATE.rows.length() > 0, rx.el.ul(rx.foreach(STATE.rows, _row)), empty)
    return card(shown, title=_("Cuestionarios de anamnesis"), actions=[new], pad=False)


def _question(row: rx.Var[QuestionLine], at: rx.Var[int]) -> rx.Component:
    marks = rx.el.span(
        badge(word_of(row.kind, KIND_WORDS), "info"), rx.cond(row.required, badge(_("Obligatoria"), "warn", "asterisk"), rx.fragment()),
        rx.cond(row.fact != "", badge(_("Al perfil: {name}", name=word_of(row.fact, FACT_WORDS)), "accent", "user-check"), rx.fragment()), class_name="row wrap gap-4",
    )  # fmt: skip
    depends = rx.cond(
        row.condition != "",
        rx.el.span(_("Si «{question}» es {answer}", question=row.condition, answer=row.answered), class_name="detail"),
        rx.fragment(),
    )
    words = rx.el.span(rx.el.span(row.label, class_name="title"), depends, marks, class_name="col gap-4 grow")
    tools = rx.el.span(
        button(_("Mover {name} hacia arriba", name=row.label), icon_name="arrow-up", kind="ghost", only_icon=True, disabled=at == 0, on_click=STATE.move(at, -1)),
        button(_("Mover {name} hacia abajo", name=row.label), icon_name="arrow-down", kind="ghost", only_icon=True, disabled=at == DRAFT.lines.length() - 1, on_click=STATE.move(at, 1)),
        button(_("Editar {name}", name=row.label), icon_name="pencil", kind="ghost", only_icon=True, on_click=STATE.ask(at)),
        button(_("Quitar {name}", name=row.label), icon_name="trash-2", kind="ghost", only_icon=True, on_click=STATE.drop(at)), class_name="row gap-4",
    )  # fmt: skip
    return rx.el.li(words, tools, class_name="list-row anamnesis-line", key=row.code)


def _workshop() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, HEAD)
    wide = {"multiline": True, "rows": "3", "max_length": 4000}
    head = form(
        fields.text("nombre", _("Nombre"), required=True, max_length=120), fields.text("descripcion", _("Para qué es"), max_length=500),
        fields.text("consentimiento", _("Lo que el paciente acepta al enviar"), hint=_("Sin texto no se le pide aceptar nada."), **wide),
        on_submit=STATE.save, on_cancel=STATE.leave, save=_("Guardar cuestionario"),
    )  # fmt: skip
    problem = fields.said(HEAD + "preguntas")
    failed = rx.el.div(rx.cond(problem != "", rx.el.p(problem, class_name="field-error card-pad"), rx.fragment()), role="alert")
    none = empty_state("list-plus", _("Sin preguntas"), _("Añade la primera."))
    rows = rx.cond(DRAFT.lines.length() > 0, rx.el.ul(rx.foreach(DRAFT.lines.to(list[QuestionLine]), _question)), none)
    add = button(_("Añadir pregunta"), icon_name="plus", on_click=STATE.ask(-1))
    unsaved = rx.cond(DRAFT.changed, rx.el.p(_("Hay cambios sin guardar."), class_name="small muted"), rx.fragment())
    title = rx.cond(DRAFT.id > 0, _("Editar cuestionario"), _("Nuevo cuestionario")).to(str)
    return rx.el.div(
        card(failed, rows, title=_("Preguntas"), actions=[add], pad=False),
        card(rx.el.div(unsaved, head, class_name="stack"), title=title),
        class_name="stack",
    )


def _question_dialog() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, ASK)
    kind = DRAFT.kind
    many = (kind == "opcion") | (kind == "opciones")
    counted = (kind == "numero") | (kind == "escala")
    bounds = rx.el.div(
        fields.text("minimo", _("Mínimo"), input_mode="decimal"), fields.text("maximo", _("Máximo"), input_mode="decimal"), fields.text("unidad", _("Unidad"), max_length=20),
        class_name="form-grid",
    )  # fmt: skip
    depends = rx.el.div(
        fields.choice("depende_de", _("Aparece según"), DRAFT.earlier.to(list[Pick]), required=False, empty=_("Siempre aparece")),
        fields.text("respuestas", _("Cuando se responde"), hint=_("Por ejemplo: sí. Varias, separadas por comas.")), class_name="form-grid",
    )  # fmt: skip
    filled = form(
        fields.text("texto", _("Pregunta"), required=True, max_length=300),
        fields.choice("tipo", _("Tipo de respuesta"), choices(KIND_WORDS), value=kind, on_change=STATE.pick_kind),
        rx.cond(many, fields.text("opciones", _("Opciones"), required=True, hint=_("Una en cada línea."), multiline=True, rows="4"), rx.fragment()),
        rx.cond(counted, bounds, rx.fragment()), fields.check("obligatoria", _("Es obligatoria")),
        fields.text("ayuda", _("Ayuda debajo de la pregunta"), max_length=300), rx.cond(DRAFT.earlier.length() > 0, depends, rx.fragment()),
        fields.choice("perfil", _("Lleva la respuesta al perfil clínico como"), choices(FACT_WORDS), required=False, empty=_("No la lleva")),
        on_submit=STATE.keep, on_cancel=STATE.close, save=_("Listo"),
    )  # fmt: skip
    return dialog(filled, title=_("Pregunta"), open=DRAFT.asking, on_close=STATE.close, name="dialog-question", wide=True)


def _remove_dialog() -> rx.Component:
    foot = [
        button(_("Cancelar"), on_click=STATE.close),
        button(_("Quitar cuestionario"), icon_name="trash-2", kind="danger", on_click=STATE.remove),
    ]
    words = rx.el.p(_("Ya no se podrá responder. Lo que se respondió queda en la ficha de cada paciente."))
    return dialog(
        words,
        title=_("¿Quitar el cuestionario?"),
        open=STATE.removing > 0,
        on_close=STATE.close,
        name="dialog-remove-questionnaire",
        footer=foot,
    )


@rx.page(routes.SETTINGS_QUESTIONNAIRES, title="Hampiq", on_load=[ShellState.load, STATE.load])
def questionnaires() -> rx.Component:
    shown = loading(STATE.loaded, STATE.failed, rx.cond(DRAFT.open, _workshop(), _list()), ShellState.load, STATE.load)
    return settings_frame(rx.fragment(shown, _question_dialog(), _remove_dialog()), "questionnaires")
