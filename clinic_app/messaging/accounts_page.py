"""Settings, Messages: by which providers the clinic writes, and whether they reach it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.integrations import registry
from clinic_app.integrations.protocol import Key, Provider
from clinic_app.messaging.accounts import SET_UP
from clinic_app.messaging.accounts_state import HELD, REMOVE, ROTATE, AccountCard, AccountsState, field_id
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, dialog, icon, loading, note, text_field
from clinic_app.ui.copying import CopyButton
from clinic_app.ui.i18n import N_, _, date_text, n_

STATE = AccountsState
ABOUT = {
    "botconversa": N_("WhatsApp por Botconversa; las respuestas llegan por tu n8n."),
    "meta_whatsapp": N_("WhatsApp oficial de Meta, con plantillas aprobadas."),
    "zapi": N_("WhatsApp con el teléfono del consultorio."),
    "twilio": N_("SMS y WhatsApp."),
    "smtp": N_("Correo con el servidor del consultorio."),
    "llm": N_("Opina sobre respuestas que las reglas no entienden. No recibe nombres ni documentos."),
}


def _badge(row: rx.Var[AccountCard]) -> rx.Component:
    return rx.match(
        row.state,
        ("ok", badge(_("Funciona"), "ok", "circle-check")),
        ("new", badge(_("Sin probar"), "info", "circle-help")),
        ("failing", badge(_("No funciona"), "bad", "circle-x")),
        ("disconnected", badge(_("Desconectado"), "bad", "unplug")),
        ("unreadable", badge(_("Clave ilegible: configúrala otra vez"), "bad", "key-round")),
        badge(_("Sin configurar"), "mute", "circle-dashed"),
    )


def _facts(row: rx.Var[AccountCard]) -> rx.Component:
    last = rx.cond(
        row.delivered_at != "",
        rx.el.span(_("Último aviso: "), date_text(row.delivered_at, "datetime"), " · ", n_("{n} aviso", "{n} avisos", row.deliveries)),
        rx.el.span(_("Todavía no llegó ningún aviso del proveedor.")),
    )
    forged = rx.el.span(
        icon("shield-alert", 14), n_("{n} aviso con firma falsa", "{n} avisos con firma falsa", row.forged), " · ", date_text(row.forged_at, "datetime"),
        class_name="row gap-4 wrap", style={"color": "var(--bad-ink)"},
    )  # fmt: skip
    why = rx.cond((row.state == "failing") & (row.code != ""), rx.el.span(_("Código del proveedor: {code}", code=row.code)), rx.fragment())
    told = rx.el.span(
        why, rx.cond(row.has_webhook, last, rx.fragment()), rx.cond(row.forged > 0, forged, rx.fragment()), class_name="detail col gap-0"
    )
    return rx.cond(row.state == "none", rx.fragment(), told)


def _row(row: rx.Var[AccountCard]) -> rx.Component:
    about = rx.match(row.name, *[(name, _(words)) for name, words in ABOUT.items()], "")
    head = rx.el.span(rx.el.strong(row.label), _badge(row), class_name="row wrap gap-8")
    words = rx.el.span(head, rx.el.span(about, class_name="detail"), _facts(row), class_name="col gap-4", style={"flex": "1 1 240px"})
    on = row.state != "none"
    more = rx.el.span(
        rx.cond(on, button(_("Probar"), icon_name="activity", size="sm", on_click=STATE.test(row.name)), rx.fragment()),
        button(rx.cond(on, _("Cambiar"), _("Configurar")), icon_name="settings-2", size="sm", on_click=STATE.begin(row.name)),
        rx.cond(on & row.has_webhook, button(_("Cambiar el enlace de {name}", name=row.label), icon_name="refresh-cw", kind="ghost", only_icon=True, on_click=STATE.ask(ROTATE, row.name)), rx.fragment()),
        rx.cond(on, button(_("Quitar {name}", name=row.label), icon_name="trash-2", kind="ghost", only_icon=True, on_click=STATE.ask(REMOVE, row.name)), rx.fragment()),
        class_name="row wrap gap-4",
    )  # fmt: skip
    return rx.el.li(words, rx.cond(STATE.can_write, more, rx.fragment()), class_name="list-row", style={"flexWrap": "wrap"}, key=row.name)


def _field(provider: Provider, key: Key) -> rx.Component:
    name = field_id(provider.name, key.name)
    error = _(rx.cond(STATE.errors.contains(key.name), STATE.errors[key.name], "").to(str))
    hint = ""
    if key.secret:
        made = _("Si lo dejas vacío, se crea uno.") if key.name in provider.made else ""
        hint = rx.cond(STATE.values[name + HELD] == "1", _("Guardado. Déjalo vacío para no cambiarlo."), made)
    kind = (
        {"type": "password", "auto_complete": "new-password"}
        if key.secret
        else {"auto_complete": "off", "default_value": STATE.values[name]}
    )
    return text_field(name, _(key.label), error=error, hint=hint, required=key.required, max_length=4000, spell_check=False, **kind)


def _form(provider: Provider) -> rx.Component:
    fields = [_field(provider, key) for key in provider.keys if not key.operator]
    by_operator = any(key.operator and key.required for key in provider.keys)
    told = (
        note(
            "info", "terminal", _("La dirección de este servicio la pone quien administra el servidor, con el comando «integrations set».")
        )
        if by_operator
        else rx.fragment()
    )
    foot = rx.el.div(
        button(_("Cancelar"), on_click=STATE.close),
        button(_("Guardar"), icon_name="check", kind="solid", type="submit"),
        class_name="form-foot",
    )
    return rx.el.form(told, *fields, foot, on_submit=STATE.save, no_validate=True, class_name="stack gap-16")


def _form_dialog() -> rx.Component:
    forms = [(name, _form(registry.PROVIDERS[name])) for name in SET_UP]
    title = rx.match(STATE.editing, *[(name, registry.PROVIDERS[name].label) for name in SET_UP], "")
    return dialog(
        rx.match(STATE.editing, *forms, rx.fragment()), title=title, open=STATE.editing != "", on_close=STATE.close, name="dialog-account"
    )


def _copied(number: str, label: rx.Var | str, value: rx.Var) -> rx.Component:
    copy = CopyButton.create(icon("copy"), text=value, label=_("Copiar"), copied=_("Copiado"), class_name="btn")
    return rx.el.div(
        rx.el.div(text_field(number, label, value=value, read_only=True), class_name="grow"),
        copy,
        class_name="row wrap",
        style={"alignItems": "flex-end"},
    )


def _shown_dialog() -> rx.Component:
    warn = note("warn", "eye", _("Cópialo ahora y ponlo en el proveedor: no se vuelve a mostrar."))
    made = rx.foreach(
        STATE.shown.made,
        lambda each: rx.el.p(rx.el.strong(each[0]), ": ", rx.el.code(each[1], style={"overflowWrap": "anywhere"}), key=each[0]),
    )
    body = rx.el.div(warn, _copied("webhook-url", _("Dirección del webhook"), STATE.shown.url), made, class_name="stack gap-16")
    foot = [button(_("Listo"), icon_name="check", kind="solid", on_click=STATE.close)]
    return dialog(body, title=STATE.shown.label, open=STATE.shown.url != "", on_close=STATE.close, name="dialog-webhook", footer=foot)


def _question() -> rx.Component:
    rotating = STATE.asking[0] == ROTATE
    words = rx.cond(
        rotating,
        _("La dirección de ahora dejará de recibir en el momento. Tendrás que poner la nueva en el proveedor."),
        _("Se borran sus claves y no se enviará ni recibirá nada más por este proveedor."),
    )
    title = rx.cond(rotating, _("Cambiar el enlace"), _("Quitar la cuenta"))
    foot = [button(_("Cancelar"), on_click=STATE.close), button(_("Continuar"), icon_name="check", kind="danger", on_click=STATE.go_on)]
    return dialog(rx.el.p(words), title=title, open=STATE.asking[0] != "", on_close=STATE.close, name="account-question", footer=foot)


@rx.page(routes.SETTINGS_MESSAGES, title="Hampiq", on_load=[ShellState.load, STATE.load])
def message_settings() -> rx.Component:
    sandbox = note(
        "info", "smartphone", _("Sin ninguna cuenta de envío, los mensajes no salen: se ven en «Teléfono del paciente» para probar.")
    )
    shown = rx.el.div(
        rx.cond(STATE.sandbox, sandbox, rx.fragment()),
        card(rx.el.ul(rx.foreach(STATE.cards, _row)), title=_("Cuentas de mensajes"), pad=False),
        class_name="stack",
    )
    content = loading(STATE.ready, STATE.failed, shown, ShellState.load, STATE.load)
    return settings_frame(rx.fragment(content, _form_dialog(), _shown_dialog(), _question()), "messages")
