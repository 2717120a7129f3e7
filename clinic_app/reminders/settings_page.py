"""The page of the reminders' settings."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.core.i18n import LANGUAGES
from clinic_app.reminders.rules import LABELS, OWED, Kind
from clinic_app.reminders.settings_state import FORM, GENERAL, PRICE, RemindersState, RuleRow
from clinic_app.reminders.texts import ALLOWED, LONGEST, MARKS
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, link_button, loading, note, segmented, select_field
from clinic_app.ui.forms import Fields, word_of
from clinic_app.ui.i18n import N_, _, n_

S = RemindersState
CHANNEL_WORDS = {"whatsapp": N_("WhatsApp"), "sms": N_("SMS"), "email": N_("Correo")}
KIND_WORDS = {str(kind): word for kind, word in LABELS.items()}
AFTER = (str(Kind.AFTERCARE), str(Kind.SESSIONS))


def _general() -> rx.Component:
    fields = Fields(S.values, S.errors, GENERAL)
    grid = rx.el.div(
        fields.text("desde", _("Silencio desde"), type="time", required=True, hint=_("Lo que caería de noche sale antes, nunca después.")),
        fields.text("hasta", _("Silencio hasta"), type="time", required=True, hint=_("A la hora de quien recibe el mensaje.")), class_name="form-grid",
    )  # fmt: skip
    foot = rx.el.div(button(_("Guardar"), icon_name="check", kind="solid", type="submit"), class_name="form-foot")
    inside = rx.el.fieldset(
        fields.check("activo", _("Enviar recordatorios")), grid, fields.check("al_momento", _("Confirmar una reserva en el momento, también de noche")),
        rx.cond(S.can_write, foot, rx.fragment()), disabled=~S.can_write, class_name="stack gap-16",
    )  # fmt: skip
    form = rx.el.form(inside, on_submit=S.save_general, no_validate=True, key=S.box.to_string())
    results = link_button(_("Resultados y estado"), routes.REMINDER_RESULTS, icon_name="gauge", size="sm")
    return card(form, title=_("Recordatorios"), actions=[results])


def _when(row: rx.Var[RuleRow]) -> rx.Component:
    after = (row.kind == AFTER[0]) | (row.kind == AFTER[1])
    timed = rx.cond(after, _("{n} h después", n=row.hours), _("{n} h antes", n=row.hours))
    again = rx.cond(
        row.again == "0", _("Una sola vez"), n_("Otra vez a {n} día", "Otra vez a los {n} días", row.again.to(int), n=row.again)
    )
    timing = rx.cond(row.again != "", badge(again, "info", "repeat"), rx.fragment())
    return rx.cond(row.hours != "", badge(timed, "info", "clock"), timing)


def _row(row: rx.Var[RuleRow]) -> rx.Component:
    state = rx.cond(row.is_on, badge(_("Activo"), "ok", "circle-check"), badge(_("Apagado"), "mute", "circle-off"))
    head = rx.el.span(
        rx.el.strong(word_of(row.kind, KIND_WORDS)), rx.cond(row.kind == str(Kind.JOINT), rx.fragment(), state), _when(row),
        rx.cond(row.own, badge(_("Propio"), "accent", "pencil"), rx.fragment()),
        rx.foreach(row.channels.to(list[str]), lambda each: rx.el.span(word_of(each, CHANNEL_WORDS), class_name="tiny muted", key=each)),
        class_name="row wrap gap-8",
    )  # fmt: skip
    words = rx.el.span(head, rx.el.span(row.text, class_name="phrase-text"), class_name="col gap-4 grow")
    change = button(
        _("Cambiar {name}", name=word_of(row.kind, KIND_WORDS)), icon_name="pencil", kind="ghost", only_icon=True, on_click=S.edit(row.kind)
    )
    return rx.el.li(words, rx.cond(S.can_write, change, rx.fragment()), class_name="list-row", key=row.kind)


def _prices() -> rx.Component:
    fields = Fields(S.values, S.errors, PRICE)
    unit = {"sms": _("En {currency}, por cada parte de 160 letras (70 con emojis)", currency=ShellState.currency)}
    each = _("En {currency}, por mensaje", currency=ShellState.currency)
    boxes = [
        fields.text(code, _(word), input_mode="decimal", max_length=10, hint=unit.get(code, each)) for code, word in CHANNEL_WORDS.items()
    ]
    foot = rx.el.div(button(_("Guardar"), icon_name="check", kind="solid", type="submit"), class_name="form-foot")
    said = rx.el.p(_("Lo que te cobra tu proveedor. Sin precio, los resultados no muestran un costo."), class_name="small muted")
    inside = rx.el.fieldset(
        said,
        rx.el.div(*boxes, class_name="form-grid"),
        rx.cond(S.can_write, foot, rx.fragment()),
        disabled=~S.can_write,
        class_name="stack gap-16",
    )
    form = rx.el.form(inside, on_submit=S.save_prices, no_validate=True, key=S.box.to_string())
    return card(form, title=_("Precio por mensaje"))


def _list() -> rx.Component:
    whose = select_field(
        "rec_servicio", _("Reglas y textos de"), S.view.services, empty=_("Todo el consultorio"), value=S.view.service, on_change=S.choose
    )
    tongue = segmented([(tag, name) for tag, name in LANGUAGES.items()], S.view.language, S.speak, _("Idioma de los textos"))
    tools = rx.el.div(whose, tongue, class_name="row wrap gap-16 card-pad rule-tools")
    return card(tools, rx.el.ul(rx.foreach(S.view.rows, _row), class_name="plain-list"), title=_("Reglas y textos"), pad=False)


def _marks() -> rx.Component:
    def line(kind: Kind, mark: str) -> rx.Component:
        return rx.el.li(rx.el.code("{" + mark + "}", class_name="note-code"), " ", rx.el.span(_(MARKS[mark]), class_name="small muted"))

    lists = [
        (str(kind), rx.el.ul(*[line(kind, mark) for mark in MARKS if mark in ALLOWED[kind]], class_name="plain-list stack gap-4"))
        for kind in Kind
    ]
    return rx.el.details(
        rx.el.summary(_("Marcas que se pueden usar"), class_name="small strong"), rx.match(S.view.kind, *lists, rx.fragment())
    )


def _dialog() -> rx.Component:
    fields = Fields(S.values, S.errors, FORM)
    after = (S.view.kind == AFTER[0]) | (S.view.kind == AFTER[1])
    hours = fields.text(
        "horas", rx.cond(after, _("Horas después"), _("Horas antes")).to(str), input_mode="decimal", max_length=6, required=True
    )
    boxes = [fields.check(f"canal_{code}", _(word)) for code, word in CHANNEL_WORDS.items()]
    wrong = fields.said(FORM + "canales")
    channels = rx.el.fieldset(
        rx.el.legend(_("Canales, en este orden"), class_name="strong small"), rx.el.div(*boxes, class_name="day-boxes"),
        rx.el.div(rx.cond(wrong != "", rx.el.span(wrong, class_name="field-error"), rx.fragment()), role="alert"),
    )  # fmt: skip
    again = fields.text(
        "dias",
        _("Repetir una vez a los días"),
        input_mode="numeric",
        max_length=3,
        required=True,
        hint=_("Si todavía toca. Con 0 se dice una sola vez."),
    )
    untimed = [(str(Kind.BOOKED), rx.fragment()), *((str(kind), again) for kind in OWED)]
    rule = rx.fragment(fields.check("activo", _("Enviar este mensaje")), rx.match(S.view.kind, *untimed, hours), channels)
    shown = rx.el.div(
        rx.el.span(_("Así se lee en una cita real"), class_name="strong small"),
        rx.el.p(S.view.preview, style={"white-space": "pre-wrap"}, class_name="note t-mute", role="status"), class_name="stack gap-4",
    )  # fmt: skip
    foot = rx.el.div(
        button(_("Volver al original"), icon_name="undo-2", kind="ghost", on_click=S.back), button(_("Cancelar"), on_click=S.close),
        button(_("Guardar"), icon_name="check", kind="solid", type="submit"), class_name="form-foot",
    )  # fmt: skip
    form = rx.el.form(
        rx.cond(S.view.kind == str(Kind.JOINT), rx.fragment(), rule),
        fields.text("texto", _("Texto"), multiline=True, rows=7, max_length=LONGEST, required=True, on_blur=S.look, hint=_("Una línea cuya marca queda vacía no se envía.")),
        shown, _marks(),
        rx.el.div(
            fields.text("asunto", _("Asunto del correo"), max_length=150),
            fields.text("plantilla", _("Plantilla aprobada de Meta"), max_length=512, hint=_("Su nombre; con Botconversa, el número del flujo.")), class_name="form-grid",
        ),
        foot, on_submit=S.save, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return dialog(form, title=word_of(S.view.kind, KIND_WORDS), open=S.view.kind != "", on_close=S.close, name="reminder-form", wide=True)


@rx.page(routes.SETTINGS_REMINDERS, title="Hampiq", on_load=[ShellState.load, S.load])
def reminders_settings() -> rx.Component:
    """Rules and texts of the reminders."""
    reading = rx.cond(
        S.can_write, rx.fragment(), note("info", "lock", _("Solo quien administra el consultorio puede cambiar estos datos."))
    )
    shown = rx.el.div(reading, _general(), _list(), _prices(), class_name="stack")
    return settings_frame(rx.fragment(loading(S.ready, S.failed, shown, ShellState.load, S.load), _dialog()), "reminders")
