"""The clinical history of a patient and her clinical profile."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.components import BLOOD_GROUPS
from clinic_app.records.frame import OPENING, record_frame
from clinic_app.records.head_state import PatientHeadState
from clinic_app.records.history.state import FACT, MANUAL, PREFIX, FactRow, HistoryState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, dialog, empty_state, loading
from clinic_app.ui.forms import Fields, choices, form, word_of
from clinic_app.ui.i18n import N_, _, date_text

STATE = HistoryState
SHOWN = HistoryState.shown
DELIVERY_WORDS = {"vaginal": N_("Vaginal"), "cesarea": N_("Cesárea"), "instrumentado": N_("Instrumentado")}
KIND_WORDS = {
    "alergia": N_("Alergia"),
    "condicion": N_("Condición"),
    "medicacion": N_("Medicación"),
    "tipo_piel": N_("Tipo de piel"),
    "habito": N_("Hábito"),
}
SOURCE_WORDS = {
    "historia": N_("de la historia"),
    "anamnesis": N_("de la anamnesis"),
    "nota": N_("de una nota"),
    "manual": N_("anotado aparte"),
}


def _recorder(part: rx.Component) -> rx.Component:
    return rx.cond(PatientHeadState.can_record, part, rx.fragment())


def _number(name: str, label: rx.Var, unit: str) -> rx.Component:
    value = SHOWN.said[name]
    return rx.el.div(rx.el.dt(label), rx.el.dd(rx.cond(value != "", value + unit, "—")))


def _birth() -> rx.Component:
    delivery = rx.el.div(
        rx.el.dt(_("Parto")), rx.el.dd(rx.cond(SHOWN.said["tipo_parto"] != "", word_of(SHOWN.said["tipo_parto"], DELIVERY_WORDS), "—"))
    )
    facts = rx.el.dl(
        _number("peso_nacimiento_gr", _("Peso"), " g"), _number("talla_nacimiento_cm", _("Talla"), " cm"), _number("perimetro_cefalico_nacimiento_cm", _("Perímetro cefálico"), " cm"),
        _number("semanas_gestacion", _("Semanas de gestación"), ""), delivery, _number("apgar_1min", _("Apgar al minuto"), ""), _number("apgar_5min", _("Apgar a los 5 minutos"), ""),
        class_name="facts facts-narrow",
    )  # fmt: skip
    return card(facts, title=_("Nacimiento"))


def _told(name: str, label: rx.Var) -> rx.Component:
    value = SHOWN.said[name]
    return rx.el.div(
        rx.el.h3(label, class_name="tiny muted"),
        rx.cond(value != "", rx.el.p(value, class_name="history-text"), rx.el.p(_("Sin anotar"), class_name="muted small")),
    )


def _background() -> rx.Component:
    parts = rx.el.div(
        _told("alergias", _("Alergias")), _told("antecedentes_personales", _("Antecedentes personales")), _told("antecedentes_familiares", _("Antecedentes familiares")),
        _told("antecedentes_perinatales", _("Antecedentes perinatales")), _told("tipo_alimentacion", _("Alimentación")), _told("observaciones", _("Observaciones")), class_name="stack",
    )  # fmt: skip
    opened = rx.el.span(_("Abierta el {date}", date=date_text(SHOWN.opened, "medium")), class_name="small muted")
    edit = _recorder(button(_("Editar historia"), icon_name="pencil", size="sm", on_click=STATE.edit))
    return card(rx.el.div(opened, parts, class_name="stack"), title=_("Historia {number}", number=SHOWN.number), actions=[edit])


def _fact(row: rx.Var[FactRow]) -> rx.Component:
    where = rx.el.span(word_of(row.source, SOURCE_WORDS), " · ", row.person, " · ", date_text(row.at, "medium"), class_name="detail")
    away = button(_("Quitar {name}", name=row.text), icon_name="x", kind="ghost", only_icon=True, on_click=STATE.end_fact(row.id))
    words = rx.el.span(
        rx.el.span(rx.el.span(word_of(row.kind, KIND_WORDS), ": ", class_name="muted"), row.text, class_name="title"),
        where,
        class_name="col gap-0 grow top",
    )
    return rx.el.li(words, rx.cond(row.source == MANUAL, _recorder(away), rx.fragment()), class_name="list-row", key=row.id.to_string())


def _profile() -> rx.Component:
    add = _recorder(button(_("Añadir"), icon_name="plus", size="sm", on_click=STATE.begin_fact))
    none = empty_state(
        "clipboard-list", _("Nada anotado"), _("Aquí se reúne lo que digan la historia, la anamnesis y las notas, con su origen.")
    )
    shown = rx.cond(SHOWN.facts.length() > 0, rx.el.ul(rx.foreach(SHOWN.facts, _fact)), none)
    return card(shown, title=_("Perfil clínico"), actions=[add], pad=False)


def _form() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, PREFIX)
    number = {"input_mode": "decimal", "max_length": 6}
    birth = rx.el.div(
        fields.text("peso_nacimiento_gr", _("Peso al nacer (g)"), **number), fields.text("talla_nacimiento_cm", _("Talla al nacer (cm)"), **number),
        fields.text("perimetro_cefalico_nacimiento_cm", _("Perímetro cefálico al nacer (cm)"), **number), fields.text("semanas_gestacion", _("Semanas de gestación"), **number),
        fields.choice("tipo_parto", _("Tipo de parto"), choices(DELIVERY_WORDS), required=False, empty=_("Sin anotar")),
        fields.choice("grupo_sanguineo", _("Grupo sanguíneo"), [(group, group) for group in BLOOD_GROUPS], required=False, empty=_("No determinado")),
        fields.text("apgar_1min", _("Apgar al minuto"), **number), fields.text("apgar_5min", _("Apgar a los 5 minutos"), **number), class_name="form-grid",
    )  # fmt: skip
    wide = {"multiline": True, "rows": "2", "max_length": 4000}
    filled = form(
        fields.text("alergias", _("Alergias"), hint=_("Una en cada línea. Aparecen en todas las pantallas de este paciente."), multiline=True, rows="2", max_length=2000),
        fields.text("antecedentes_personales", _("Antecedentes personales"), hint=_("Una condición en cada línea."), **wide),
        fields.text("antecedentes_familiares", _("Antecedentes familiares"), **wide),
        birth,
        fields.text("antecedentes_perinatales", _("Antecedentes perinatales"), **wide),
        fields.text("tipo_alimentacion", _("Alimentación"), max_length=500),
        fields.text("observaciones", _("Observaciones"), **wide),
        on_submit=STATE.save, on_cancel=STATE.close, save=_("Guardar historia"),
    )  # fmt: skip
    title = rx.cond(SHOWN.id == 0, _("Abrir historia clínica"), _("Editar historia")).to(str)
    return dialog(filled, title=title, open=STATE.dialog == "history", on_close=STATE.close, name="dialog-history", wide=True)


def _fact_form() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, FACT)
    filled = form(
        fields.choice("tipo", _("Qué es"), choices(KIND_WORDS)), fields.text("texto", _("Dato"), required=True, max_length=300),
        on_submit=STATE.save_fact, on_cancel=STATE.close, save=_("Guardar dato"),
    )  # fmt: skip
    return dialog(filled, title=_("Añadir al perfil clínico"), open=STATE.dialog == "fact", on_close=STATE.close, name="dialog-fact")


def _page() -> rx.Component:
    first = _recorder(button(_("Abrir historia clínica"), icon_name="book-open", kind="solid", on_click=STATE.edit))
    none = card(
        empty_state(
            "book-open",
            _("Sin historia clínica"),
            _("Ábrela para anotar nacimiento, antecedentes y alergias; recibe su número al guardarla."),
            first,
        )
    )
    main = rx.cond(SHOWN.id > 0, rx.el.div(_background(), class_name="stack"), none)
    side = rx.el.div(_profile(), rx.cond(SHOWN.id > 0, _birth(), rx.fragment()), class_name="stack")
    return rx.fragment(rx.el.div(main, side, class_name="grid-main-side"), _form(), _fact_form())


@rx.page(routes.PATIENT_HISTORY, title="Hampiq", on_load=[*OPENING, HistoryState.load])
def patient_history() -> rx.Component:
    shown = loading(STATE.loaded, STATE.failed, _page(), STATE.load)
    return record_frame(shown, section="history")
