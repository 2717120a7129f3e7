"""The card of the second factor, for the people of a clinic and for the platform's administrator."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from typing import Any

import reflex as rx

from clinic_app.shell.settings.factor_state import OFF, RENEW
from clinic_app.ui.components import badge, button, card, dialog, icon, note, text_field
from clinic_app.ui.forms import form
from clinic_app.ui.i18n import _, n_


def _beside(state: Any, name: str) -> rx.Var:
    return _(rx.cond(state.errors.contains(name), state.errors[name], "").to(str))


def _code_field(state: Any, name: str, label: rx.Var, hint: rx.Var) -> rx.Component:
    return text_field(name, label, error=_beside(state, "codigo"), hint=hint, auto_complete="one-time-code", max_length=20)


def _enrol(state: Any) -> rx.Component:
    """The QR code and the field for the first code."""
    steps = rx.el.ol(
        rx.el.li(_("Abre tu aplicación de verificación en el teléfono (Google Authenticator, Aegis, 1Password u otra).")),
        rx.el.li(_("Escanea este código QR, o escribe la clave a mano.")),
        rx.el.li(_("Escribe abajo los seis números que te muestra.")),
        class_name="factor-steps small",
    )
    qr = rx.el.img(src=state.picture, alt=_("Código QR de tu segundo factor"), class_name="qr")
    key = rx.el.p(rx.el.span(_("Clave:"), class_name="muted"), " ", rx.el.code(state.secret), class_name="small wrap-anywhere")
    first = _code_field(state, "codigo", _("Código de la aplicación"), _("Cambia cada medio minuto."))
    foot = rx.el.div(
        button(_("Cancelar"), on_click=state.close),
        rx.el.button(icon("check"), _("Confirmar"), type="submit", class_name="btn btn-solid"),
        class_name="row end",
    )
    confirmed = rx.el.form(first, foot, on_submit=state.confirm, no_validate=True, class_name="stack")
    return rx.el.div(qr, rx.el.div(steps, key, confirmed, class_name="stack grow"), class_name="enrol")


def _state_of(state: Any) -> rx.Component:
    """What holds now and what may be done about it."""
    on = rx.el.div(
        rx.el.div(badge(_("Activo"), "ok", "shield-check"), rx.el.span(n_("Te queda {n} código de recuperación.", "Te quedan {n} códigos de recuperación.", state.codes_left), class_name="small"), class_name="row wrap"),
        rx.el.div(
            button(_("Códigos nuevos"), icon_name="refresh-cw", on_click=state.ask(RENEW)),
            button(_("Desactivar"), icon_name="shield-off", kind="danger", on_click=state.ask(OFF)),
            class_name="row wrap",
        ),
        class_name="stack",
    )  # fmt: skip
    off = rx.el.div(
        rx.el.p(
            _("Además de tu contraseña, al entrar se pedirá un código de tu teléfono. Así nadie entra solo con la contraseña."),
            class_name="small",
        ),
        rx.el.div(button(_("Activar segundo factor"), icon_name="smartphone", kind="solid", on_click=state.begin), class_name="row"),
        class_name="stack",
    )
    return rx.cond(state.picture != "", _enrol(state), rx.cond(state.enabled, on, off))


def _codes_dialog(state: Any) -> rx.Component:
    """The recovery codes, shown this once."""
    codes: Any = state.codes
    file = "data:text/plain;charset=utf-8," + codes.join("%0A")
    return dialog(
        note("warn", "triangle-alert", _("Guárdalos ahora en un lugar seguro: no se vuelven a mostrar. Cada uno sirve una sola vez si pierdes tu teléfono.")),
        rx.el.ul(rx.foreach(codes, lambda code: rx.el.li(rx.el.code(code), key=code)), class_name="codes plain-list", custom_attrs={"aria-label": _("Códigos de recuperación")}),
        title=_("Tus códigos de recuperación"), open=codes.length() > 0, on_close=state.close, name="codes",
        footer=[
            button(_("Copiar"), icon_name="copy", on_click=rx.set_clipboard(codes.join("\n"))),
            rx.el.a(icon("download"), _("Descargar"), href=file, download="hampiq.txt", class_name="btn"),
            button(_("Ya los guardé"), icon_name="check", kind="solid", on_click=state.close),
        ],
    )  # fmt: skip


def _password_dialog(state: Any) -> rx.Component:
    """The password and a code before anything is taken away."""
    words = rx.cond(
        state.asking == OFF,
        _("Al desactivarlo, tu cuenta se abrirá solo con la contraseña."),
        _("Los códigos de recuperación anteriores dejarán de servir."),
    )
    asked = form(
        rx.el.p(words),
        text_field("factor_password", _("Tu contraseña"), type="password", error=_beside(state, "password"), auto_complete="current-password"),
        _code_field(state, "factor_code", _("Código"), _("De tu aplicación, o uno de recuperación.")),
        on_submit=state.go_on, on_cancel=state.close, save=_("Continuar"),
    )  # fmt: skip
    title = rx.cond(state.asking == OFF, _("Desactivar el segundo factor"), _("Códigos de recuperación nuevos"))
    return dialog(asked, title=title, open=state.asking != "", on_close=state.close, name="factor")


def factor_card(state: Any) -> rx.Component:
    """The whole card over a State made of FactorPart. What it showed is forgotten when the page is left."""
    return card(_state_of(state), _codes_dialog(state), _password_dialog(state), title=_("Segundo factor"), on_unmount=state.close)
