"""The anamneses of a patient: what she answered, version by version, and how she is asked."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.anamnesis.answer_parts import answer_fields
from clinic_app.records.anamnesis.fill_state import FILL, DifferenceRow, FillState, VersionPick, VersionsState
from clinic_app.records.anamnesis.state import LINK, AnamnesisLine, AnamnesisState, LinkLine, Pick
from clinic_app.records.frame import OPENING, record_frame
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, empty_state, icon, loading, menu, note, text_field
from clinic_app.ui.copying import copy_button
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import N_, _, date_text

STATE, FORM, SIDES = AnamnesisState, FillState, VersionsState
SHOWN = STATE.shown
STATES = {
    "lista": (N_("Por responder"), "info", "hourglass"),
    "usada": (N_("Respondido"), "ok", "check"),
    "vencida": (N_("Vencido"), "mute", "clock"),
    "anulada": (N_("Anulado"), "struck", "ban"),
}


def _writer(part: rx.Component) -> rx.Component:
    return rx.cond(STATE.can_write, part, rx.fragment())


def _line(row: rx.Var[AnamnesisLine]) -> rx.Component:
    by = rx.cond(row.by_patient, badge(_("Respondió el paciente"), "accent", "smartphone"), badge(_("Llenó el personal"), "mute", "user"))
    words = rx.el.span(
        rx.el.span(row.name, class_name="title"),
        rx.el.span(_("Versión {n}", n=row.version), " · ", date_text(row.at, "medium"), " · ", _("Responsable: {name}", name=row.professional), class_name="detail"),
        rx.el.span(by, class_name="row"), class_name="col gap-4 grow",
    )  # fmt: skip
    again = _writer(button(_("Actualizar"), icon_name="pencil", size="sm", on_click=FORM.begin(row.questionnaire_id.to_string())))
    look = button(_("Ver y comparar"), icon_name="columns-2", size="sm", on_click=SIDES.show(row.id, row.version))
    return rx.el.li(
        words, rx.el.span(look, again, class_name="row wrap gap-4"), class_name="list-row anamnesis-line", key=row.id.to_string()
    )


def _fill_menu() -> rx.Component:
    def item(each: rx.Var[Pick]) -> rx.Component:
        return rx.el.button(
            icon("clipboard-list"),
            each.label,
            type="button",
            class_name="menu-item",
            on_click=FORM.begin(each.value),
            custom_attrs={"data-closes": "true"},
            key=each.value,
        )

    return menu(
        rx.el.span(icon("plus"), _("Llenar"), class_name="btn btn-solid"),
        rx.foreach(SHOWN.questionnaires.to(list[Pick]), item),
        label=_("Llenar un cuestionario"),
    )


def _list() -> rx.Component:
    ask = button(_("Pedir al paciente"), icon_name="send", on_click=STATE.ask)
    empty = empty_state(
        "clipboard-list", _("Sin anamnesis todavía"), _("Llénala con el paciente o envíale un enlace para que responda desde su teléfono."), _writer(rx.el.span(ask, class_name="row"))
    )  # fmt: skip
    rows = rx.el.ul(rx.foreach(SHOWN.rows.to(list[AnamnesisLine]), _line))
    shown = loading(STATE.loaded, STATE.failed, rx.cond(SHOWN.rows.length() > 0, rows, empty), *OPENING, STATE.load)
    return card(
        shown, title=_("Anamnesis"), actions=[_writer(rx.el.span(ask, _fill_menu(), class_name="row wrap"))], pad=False, id="anamnesis"
    )


def _link_line(row: rx.Var[LinkLine]) -> rx.Component:
    state = rx.match(row.state, *[(code, badge(_(word), family, mark)) for code, (word, family, mark) in STATES.items()], rx.fragment())
    words = rx.el.span(
        rx.el.span(row.name, class_name="title"), rx.el.span(_("Vence el {date}", date=date_text(row.until, "medium")), class_name="detail"), class_name="col gap-0 grow"
    )  # fmt: skip
    end = rx.cond(
        row.state == "lista", _writer(button(_("Anular"), icon_name="ban", size="sm", on_click=STATE.revoke(row.id))), rx.fragment()
    )
    return rx.el.li(words, state, end, class_name="list-row", key=row.id.to_string())


def _links() -> rx.Component:
    rows = rx.el.ul(rx.foreach(SHOWN.links.to(list[LinkLine]), _link_line))
    return rx.cond(SHOWN.links.length() > 0, card(rows, title=_("Enlaces enviados"), pad=False), rx.fragment())


def _fill_dialog() -> rx.Component:
    fields = Fields(FORM.values, FORM.errors, FILL)
    responsible = fields.choice(
        "profesional", _("Profesional responsable"), SHOWN.professionals.to(list[Pick]), empty=_("Elige quién responde por ella")
    )
    filled = form(
        answer_fields(FORM.rows, FORM.answer), responsible, on_submit=FORM.save, on_cancel=FORM.close, save=_("Guardar anamnesis")
    )
    body = rx.el.div(filled, key=FORM.round.to_string())
    return dialog(body, title=FORM.title, open=FORM.is_open, on_close=FORM.close, name="dialog-fill", wide=True)


def _ask_dialog() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, LINK)
    filled = form(
        rx.el.p(_("El enlace se responde una sola vez y no muestra nada de la ficha."), class_name="small muted"),
        fields.choice("cuestionario", _("Cuestionario"), SHOWN.questionnaires.to(list[Pick])),
        fields.choice("profesional", _("Profesional responsable"), SHOWN.professionals.to(list[Pick]), empty=_("Elige quién responde por ella")),
        fields.text("dias", _("Días que sirve"), required=True, type="number", min=1, max=60),
        on_submit=STATE.make, on_cancel=STATE.close, save=_("Crear enlace"),
    )  # fmt: skip
    return dialog(filled, title=_("Pedir al paciente"), open=STATE.dialog == "ask", on_close=STATE.close, name="dialog-ask")


def _made_dialog() -> rx.Component:
    shown = text_field(
        "anamnesis-link",
        _("Enlace para el paciente"),
        value=STATE.link,
        read_only=True,
        hint=_("Se muestra una sola vez. Envíalo por el medio que prefieras."),
    )
    copy = copy_button(STATE.link, custom_attrs={"data-autofocus": "true"})
    return dialog(
        shown, title=_("Enlace listo"), open=STATE.dialog == "made", on_close=STATE.close, name="dialog-made", footer=[copy, button(_("Listo"), on_click=STATE.close)]
    )  # fmt: skip


def _version(name: str, label: rx.Var, value: rx.Var, on_change: object) -> rx.Component:
    def option(each: rx.Var[VersionPick]) -> rx.Component:
        return rx.el.option(each.value, " · ", date_text(each.at, "datetime"), " · ", each.author, value=each.value, key=each.value)

    chosen = rx.el.select(rx.foreach(SIDES.versions, option), id=name, value=value, on_change=on_change, class_name="input")
    return rx.el.div(rx.el.label(label, html_for=name, class_name="label"), chosen, class_name="field grow")


def _difference(row: rx.Var[DifferenceRow]) -> rx.Component:
    two = SIDES.left != SIDES.right
    before = rx.cond(two, rx.el.td(rx.cond(row.before != "", _(row.before), "—"), class_name="compare-cell"), rx.fragment())
    after = rx.el.td(
        rx.cond(row.changed & two, rx.el.strong(rx.cond(row.after != "", _(row.after), "—")), rx.cond(row.after != "", _(row.after), "—")),
        class_name="compare-cell",
    )
    return rx.el.tr(
        rx.el.th(row.label, scope="row", class_name="compare-cell"),
        before,
        after,
        class_name=rx.cond(row.changed & two, "changed", ""),
        key=row.label,
    )


def _versions_dialog() -> rx.Component:
    two = SIDES.left != SIDES.right
    picks = rx.el.div(
        _version("version-left", _("Comparar"), SIDES.left, SIDES.choose_left), _version("version-right", _("con"), SIDES.right, SIDES.choose_right), class_name="form-grid"
    )  # fmt: skip
    head = rx.el.tr(
        rx.el.th(_("Pregunta"), scope="col"), rx.cond(two, rx.el.th(_("Versión {n}", n=SIDES.left), scope="col"), rx.fragment()), rx.el.th(_("Versión {n}", n=SIDES.right), scope="col")
    )  # fmt: skip
    table = rx.el.div(
        rx.el.table(rx.el.thead(head), rx.el.tbody(rx.foreach(SIDES.rows, _difference)), class_name="table compare-table"),
        class_name="table-scroll", tab_index=0, role="region", custom_attrs={"aria-label": _("Respuestas")},
    )  # fmt: skip
    agreed = rx.cond(
        SIDES.consent != "", note("ok", "signature", rx.el.strong(_("El paciente aceptó:")), " ", SIDES.consent), rx.fragment()
    )
    body = rx.el.div(rx.cond(SIDES.versions.length() > 1, picks, rx.fragment()), table, agreed, class_name="stack")
    return dialog(body, title=SIDES.title, open=SIDES.is_open, on_close=SIDES.close, name="dialog-versions", wide=True)


@rx.page(routes.PATIENT_ANAMNESIS, title="Hampiq", on_load=[*OPENING, AnamnesisState.load])
def patient_anamnesis() -> rx.Component:
    dialogs = (_fill_dialog(), _ask_dialog(), _made_dialog(), _versions_dialog())
    return record_frame(rx.el.div(_list(), _links(), class_name="stack"), *dialogs, section="anamnesis")
