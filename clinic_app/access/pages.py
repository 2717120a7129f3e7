"""Entrance: sign in, sign up, forgotten password. Plain forms that the API answers with a cookie and a redirect."""

import reflex as rx

from clinic_app.ui import brand, routes
from clinic_app.ui.components import icon, note, page_link, select_field, text_field
from clinic_app.ui.effects import language_buttons, page_effects
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.native_form import native_form

# The codes that the API sends back in `?error=` and `?done=`; a field's own code appears beside the field.
ERRORS: dict[str, str] = {
    "invalid": N_("El correo o la contraseña no coinciden. Revísalos y vuelve a probar."),
    "locked": N_("Demasiados intentos: la cuenta está en pausa unos minutos. Espera o cambia tu contraseña."),
    "rate": N_("Demasiados intentos seguidos. Espera un momento y vuelve a probar."),
    "taken": N_("Ya hay una cuenta con ese correo. Entra, o recupera tu contraseña."),
    "weak": N_("Esa contraseña es fácil de adivinar. Usa al menos 8 caracteres, con letras y números."),
    "mismatch": N_("Las dos contraseñas no son iguales."),
    "missing": N_("Falta un dato. Completa los campos y vuelve a enviar."),
    "expired": N_("El enlace ya se usó o venció. Pide uno nuevo."),
}
DONE: dict[str, str] = {
    "sent": N_("Si ese correo tiene una cuenta, te llegará un enlace para cambiar la contraseña. Vence en una hora."),
    "changed": N_("Contraseña cambiada. Ya puedes entrar."),
}
SPECIALTIES: tuple[tuple[str, str], ...] = (
    ("general", N_("Enfermería general")),
    ("pediatrica", N_("Enfermería pediátrica")),
    ("geriatrica", N_("Enfermería geriátrica")),
    ("comunitaria", N_("Enfermería comunitaria")),
    ("uci", N_("Cuidados intensivos")),
    ("otra", N_("Otra")),
)


def _query(name: str) -> rx.Var:
    return rx.State.router.url.query_parameters[name]


def _messages() -> rx.Component:
    wrong = [(name, note("bad", "circle-alert", _(sentence))) for name, sentence in ERRORS.items()]
    done = [(name, note("ok", "circle-check", _(sentence))) for name, sentence in DONE.items()]
    return rx.el.div(rx.match(_query("error"), *wrong, rx.match(_query("done"), *done, rx.fragment())), role="alert", id="message")


def _beside(field: str) -> rx.Var:
    """The sentence of `?error=` when `?field=` names this field."""
    sentence = rx.match(_query("error"), *[(name, _(words)) for name, words in ERRORS.items()], "")
    return rx.cond(_query("field") == field, sentence, "").to(str)


def _field(name: str, label: rx.Var, **props: object) -> rx.Component:
    return text_field(name, label, error=_beside(name), **props)


def _submit(label: rx.Var) -> rx.Component:
    return rx.el.button(label, icon("arrow-right"), type="submit", class_name="btn btn-solid btn-lg btn-wide")


def _tabs(active: str) -> rx.Component:
    def tab(name: str, words: rx.Var, href: str) -> rx.Component:
        return page_link(words, href=href, custom_attrs={"aria-current": "page"} if name == active else {})

    return rx.el.nav(
        tab("login", _("Entrar"), routes.LOGIN), tab("signup", _("Crear cuenta"), routes.SIGNUP), class_name="segmented", custom_attrs={"aria-label": _("Acceso")}
    )  # fmt: skip


def _side() -> rx.Component:
    start = page_link(
        rx.el.span(icon("hospital", 22), class_name="empty-icon t-accent"),
        rx.el.span(rx.el.strong(_("Crear mi consultorio")), rx.el.span(_("Tu nombre y el de tu consultorio. En 2 minutos ya agendas."), class_name="small muted"), class_name="grow"),
        icon("arrow-right", 20), href=routes.SIGNUP, class_name="choice",
    )  # fmt: skip
    promise = rx.el.p(icon("shield-check"), rx.el.span(_("Los datos de tus pacientes son tuyos: cada consultorio ve solo los suyos y queda registro de quién los abre.")), class_name="row small muted")
    return rx.el.aside(brand.big_mark(), rx.el.p(_("Primera vez en Hampiq"), class_name="accent small"), rx.el.h2(_("¿Cómo quieres empezar?")), start, promise, class_name="entrance-side")


def _entrance(title: rx.Var, detail: rx.Var, *content: rx.Component) -> rx.Component:
    form = rx.el.main(rx.el.div(rx.el.h1(title), rx.el.p(detail, class_name="muted")), *content, class_name="middle")
    foot = rx.el.footer(icon("languages"), *language_buttons(), class_name="entrance-foot")
    name = rx.el.header(page_link(brand.logo(36), brand.NAME, href=routes.LOGIN, class_name="brand"))
    return rx.el.div(page_effects(), rx.el.div(name, form, foot, class_name="entrance-form"), _side(), class_name="entrance")


def _email() -> rx.Component:
    return _field("email", _("Correo"), type="email", auto_complete="email")


def _new_passwords() -> list[rx.Component]:
    hint = _("Al menos 8 caracteres, con letras y números.")
    return [
        _field("password", _("Contraseña"), type="password", auto_complete="new-password", hint=hint, min_length=8),
        _field("password_confirm", _("Repite la contraseña"), type="password", auto_complete="new-password"),
    ]


@rx.page(routes.LOGIN, title="Hampiq")
def login() -> rx.Component:
    forgot = page_link(_("La olvidé"), href=routes.FORGOT)
    form = native_form(
        _email(), _field("password", _("Contraseña"), type="password", auto_complete="current-password", side=forgot), _submit(_("Entrar")),
        action=routes.SIGN_IN_ACTION, keep=True,
    )  # fmt: skip
    return _entrance(_("Hola de nuevo"), _("Entra a tu consultorio."), _tabs("login"), _messages(), form)


@rx.page(routes.SIGNUP, title="Hampiq")
def signup() -> rx.Component:
    names = rx.el.div(
        _field("first_name", _("Nombres"), auto_complete="given-name"), _field("last_name", _("Apellidos"), auto_complete="family-name"), class_name="form-grid"
    )  # fmt: skip
    work = rx.el.div(
        select_field("specialty", _("Especialidad"), [(code, _(words)) for code, words in SPECIALTIES]),
        _field("license_number", _("N.º de colegiatura"), required=False),
        _field("phone", _("Teléfono"), type="tel", auto_complete="tel", required=False),
        _field("practice_name", _("Nombre del consultorio"), required=False, auto_complete="organization"),
        class_name="form-grid",
    )
    form = native_form(names, _email(), *_new_passwords(), work, _submit(_("Crear mi consultorio")), action=routes.SIGN_UP_ACTION, keep=True)
    return _entrance(_("Crea tu cuenta"), _("Empiezas con el plan gratis; no pedimos tarjeta."), _tabs("signup"), _messages(), form)


def _back() -> rx.Component:
    return page_link(icon("arrow-left"), _("Volver a entrar"), href=routes.LOGIN, class_name="row small")


@rx.page(routes.FORGOT, title="Hampiq")
def forgot() -> rx.Component:
    form = native_form(_email(), _submit(_("Enviar enlace")), action=routes.FORGOT_ACTION, keep=True)
    return _entrance(_("Recupera tu acceso"), _("Te enviamos un enlace para poner otra contraseña."), _messages(), form, _back())


@rx.page(routes.RESET, title="Hampiq")
def reset() -> rx.Component:
    token = rx.el.input(type="hidden", name="token")  # filled from the link by the page's effects
    form = native_form(token, *_new_passwords(), _submit(_("Cambiar contraseña")), action=routes.RESET_ACTION, keep=True)
    return _entrance(_("Pon otra contraseña"), _("Al cambiarla se cierran tus otras sesiones."), _messages(), form, _back())
