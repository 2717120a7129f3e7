"""Settings, Security: password, second factor, devices, history, e-mail address, closing the account."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.components import query
from clinic_app.shell.settings.factor_card import factor_card
from clinic_app.shell.settings.factor_state import FactorState
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.settings.security_state import DeviceRow, HistoryRow, SecurityState
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, check_field, icon, note, skeleton, text_field
from clinic_app.ui.i18n import N_, _, date_text
from clinic_app.ui.native_form import native_form

# What the API answers to the plain forms of this page in `?error=`.
ERRORS = {
    "own": N_("La contraseña actual es incorrecta."),
    "weak": N_("Esa contraseña es fácil de adivinar. Usa al menos 8 caracteres, con letras y números."),
    "long": N_("Es demasiado largo. Acórtalo y vuelve a enviar."),
    "mismatch": N_("Las dos contraseñas no son iguales."),
    "missing": N_("Falta un dato. Completa los campos y vuelve a enviar."),
    "code": N_("El código no es correcto o ya se usó. Escribe el que se ve ahora en tu aplicación."),
    "locked": N_("Demasiados intentos seguidos. Espera 15 minutos y vuelve a probar."),
    "owner": N_(
        "No puedes eliminar tu cuenta todavía: eres la única persona a cargo de un consultorio con otras personas o con pacientes. Entrega antes el cargo a alguien más, en Personas."
    ),
    "admin": N_("No puedes eliminar tu cuenta todavía: eres la única persona que administra esta instalación."),
}
OUTCOMES = {
    "success": (N_("Entraste"), "ok", "circle-check"),
    "failure": (N_("Contraseña equivocada"), "warn", "circle-alert"),
    "code": (N_("Código equivocado"), "warn", "circle-alert"),
    "locked": (N_("En pausa por demasiados intentos"), "bad", "lock"),
}
KINDS = {"web": "monitor", "platform": "shield", "api": "plug"}


def _beside(field: str) -> rx.Var:
    sentence = rx.match(query("error"), *[(name, _(words)) for name, words in ERRORS.items()], "")
    return rx.cond(query("field") == field, sentence, "").to(str)


def _field(name: str, label: rx.Var, **props: object) -> rx.Component:
    return text_field(name, label, error=_beside(name), **props)


def _messages() -> rx.Component:
    """What is said of a whole form; what belongs to a field stands beside it."""
    wrong = [(name, note("bad", "circle-alert", _(words))) for name, words in ERRORS.items()]
    said = rx.cond(query("field"), rx.fragment(), rx.match(query("error"), *wrong, rx.fragment()))
    done = rx.match(
        query("done"), ("password", note("ok", "circle-check", _("Contraseña cambiada. Tus otras sesiones se cerraron."))), rx.fragment()
    )
    enrol = rx.cond(
        FactorState.must_enrol,
        note("warn", "shield-alert", _("Tu consultorio pide un segundo factor para entrar. Actívalo aquí para seguir trabajando.")),
        rx.fragment(),
    )
    return rx.el.div(said, done, enrol, role="alert", class_name="stack gap-4")


def _password() -> rx.Component:
    form = native_form(
        _field("old_password", _("Contraseña actual"), type="password", auto_complete="current-password"),
        rx.el.div(
            _field("new_password", _("Contraseña nueva"), type="password", auto_complete="new-password", hint=_("Al menos 8 caracteres, con letras y números."), min_length=8),
            _field("new_password_confirm", _("Repite la contraseña nueva"), type="password", auto_complete="new-password"),
            class_name="form-grid",
        ),
        rx.el.div(
            rx.el.p(_("Al cambiarla se cierran tus otras sesiones."), class_name="small muted grow"),
            rx.el.button(icon("check"), _("Cambiar contraseña"), type="submit", class_name="btn btn-solid"), class_name="row wrap",
        ),
        action=routes.PASSWORD_ACTION, class_name="stack",
    )  # fmt: skip
    return card(form, title=_("Contraseña"))


def _device(row: rx.Var[DeviceRow]) -> rx.Component:
    mark = rx.match(row.kind, *[(kind, icon(name, 18)) for kind, name in KINDS.items()], icon("monitor", 18))
    name = rx.cond(row.device == "", _("Equipo desconocido"), row.device)
    what = rx.match(row.kind, ("api", _("Programa (API)")), ("platform", _("Administración de la instalación")), "")
    here = rx.cond(row.current, badge(_("Este equipo"), "ok", "check"), rx.fragment())
    seen = _("Usada el {date}", date=date_text(row.seen, "datetime"))
    since = _("abierta el {date}", date=date_text(row.created, "datetime"))
    words = rx.el.div(
        rx.el.p(name, " ", here, class_name="title"),
        rx.el.p(
            seen,
            ", ",
            since,
            rx.cond(row.address != "", " · " + row.address, ""),
            rx.cond(what != "", " · " + what.to(str), ""),
            class_name="detail",
        ),
        class_name="grow",
    )
    end = rx.cond(
        row.current, rx.fragment(), button(_("Cerrar sesión"), icon_name="log-out", size="sm", on_click=SecurityState.revoke(row.key))
    )
    return rx.el.li(mark, words, end, class_name="list-row", key=row.key)


def _devices() -> rx.Component:
    others = rx.cond(
        SecurityState.devices.length() > 1, button(_("Cerrar las demás"), size="sm", on_click=SecurityState.revoke_others), rx.fragment()
    )
    rows = rx.el.ul(rx.foreach(SecurityState.devices, _device), class_name="plain-list")
    return card(rx.cond(SecurityState.loaded, rows, skeleton(3)), title=_("Sesiones y equipos"), actions=[others], pad=False)


def _try(row: rx.Var[HistoryRow]) -> rx.Component:
    outcome = rx.match(
        row.outcome, *[(name, badge(_(words), family, mark)) for name, (words, family, mark) in OUTCOMES.items()], badge(row.outcome)
    )
    where = rx.el.span(row.device, rx.cond((row.device != "") & (row.address != ""), " · ", ""), row.address, class_name="detail")
    words = rx.el.div(rx.el.p(date_text(row.at, "datetime"), class_name="title"), where, class_name="grow")
    return rx.el.li(words, outcome, class_name="list-row")


def _history() -> rx.Component:
    none = rx.el.p(_("Todavía no hay nada que mostrar."), class_name="card-pad small muted")
    rows = rx.el.ul(
        rx.foreach(SecurityState.history, _try),
        class_name="plain-list history-rows",
        tab_index=0,
        custom_attrs={"aria-label": _("Entradas recientes")},
    )
    filled = rx.cond(SecurityState.history.length() > 0, rows, none)
    foot = rx.el.p(_("Se guarda 90 días y solo lo ves tú."), class_name="card-foot small muted")
    return card(rx.cond(SecurityState.loaded, filled, skeleton(3)), foot, title=_("Entradas recientes"), pad=False)


def _said(name: str) -> rx.Var:
    return _(rx.cond(SecurityState.errors.contains(name), SecurityState.errors[name], "").to(str))


def _email() -> rx.Component:
    code = text_field(
        "email_code",
        _("Código"),
        error=_said("email_code"),
        hint=_("De tu aplicación, o uno de recuperación."),
        auto_complete="one-time-code",
        max_length=20,
    )
    pending = rx.cond(
        SecurityState.pending_email != "",
        note(
            "info", "mail", rx.el.p(_("Enviamos un enlace a {email} y otro a tu correo actual. El cambio se hace cuando se confirman los dos.", email=SecurityState.pending_email)),
            button(_("Cancelar el cambio"), size="sm", on_click=SecurityState.cancel_email),
        ),
        rx.fragment(),
    )  # fmt: skip
    form = rx.el.form(
        rx.el.p(_("Entras con {email}.", email=SecurityState.email), class_name="small"),
        rx.el.div(
            text_field("new_email", _("Correo nuevo"), error=_said("new_email"), type="email", auto_complete="email"),
            text_field("email_password", _("Tu contraseña"), error=_said("email_password"), type="password", auto_complete="current-password"),
            rx.cond(FactorState.enabled, code, rx.fragment()),
            class_name="form-grid",
        ),
        rx.el.div(rx.el.button(icon("mail"), _("Pedir el cambio"), type="submit", class_name="btn btn-solid"), class_name="row end"),
        on_submit=SecurityState.change_email, no_validate=True, class_name="stack", key=SecurityState.form_number.to_string(),
    )  # fmt: skip
    return card(rx.el.div(pending, form, class_name="stack"), title=_("Correo"))


def _requirement() -> rx.Component:
    """The owner's: everybody of the clinic needs a second factor."""
    box = check_field(
        "second_factor_required",
        _("Pedir segundo factor a todo el consultorio"),
        checked=FactorState.required,
        on_change=FactorState.require(~FactorState.required),
    )
    words = rx.el.p(_("Quien no lo tenga solo podrá activarlo, y nada más, hasta que lo haga."), class_name="small muted")
    return rx.cond(FactorState.can_require, card(box, words, title=_("Para todo el consultorio")), rx.fragment())


def _close_account() -> rx.Component:
    code = _field(
        "close_code", _("Código"), hint=_("De tu aplicación, o uno de recuperación."), auto_complete="one-time-code", max_length=20
    )
    form = native_form(
        rx.el.p(_("Nadie podrá volver a entrar con ella y se borran tus datos personales. Lo que registraste en las historias queda, porque es de los pacientes."), class_name="small"),
        rx.el.div(
            _field("close_password", _("Tu contraseña"), type="password", auto_complete="current-password"), rx.cond(FactorState.enabled, code, rx.fragment()), class_name="form-grid"
        ),
        check_field("close_sure", _("Entiendo que no se puede deshacer"), required=True),
        rx.el.div(rx.el.button(icon("trash-2"), _("Eliminar mi cuenta"), type="submit", class_name="btn btn-danger"), class_name="row end"),
        action=routes.CLOSE_ACCOUNT_ACTION, class_name="stack",
    )  # fmt: skip
    return card(form, title=_("Eliminar mi cuenta"))


@rx.page(routes.SETTINGS_SECURITY, title="Hampiq", on_load=[ShellState.load, SecurityState.load, FactorState.load])
def security() -> rx.Component:
    parts = (_messages(), _password(), factor_card(FactorState), _requirement(), _devices(), _history(), _email(), _close_account())
    return settings_frame(rx.fragment(*parts), "security")
