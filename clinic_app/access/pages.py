"""Entrance: sign in, second step, sign up, forgotten password, confirmation of an e-mail address."""

import reflex as rx

from clinic_app.access.components import (
    LONGEST,
    back_link,
    email_field,
    entrance,
    entrance_field,
    messages,
    new_passwords,
    newcomer_side,
    query,
    submit,
    tabs,
)
from clinic_app.ui import routes
from clinic_app.ui.components import icon, page_link, select_field
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.native_form import native_form

SPECIALTIES: tuple[tuple[str, str], ...] = (
    ("general", N_("Enfermería general")),
    ("pediatrica", N_("Enfermería pediátrica")),
    ("geriatrica", N_("Enfermería geriátrica")),
    ("comunitaria", N_("Enfermería comunitaria")),
    ("uci", N_("Cuidados intensivos")),
    ("otra", N_("Otra")),
)


@rx.page(routes.LOGIN, title="Hampiq")
def login() -> rx.Component:
    forgot = page_link(_("La olvidé"), href=routes.FORGOT)
    form = native_form(
        rx.el.input(type="hidden", name="next"),  # where a link wanted to go; filled from the address by the page's effects
        email_field(), entrance_field("password", _("Contraseña"), type="password", auto_complete="current-password", side=forgot, max_length=LONGEST), submit(_("Entrar")),
        action=routes.SIGN_IN_ACTION, keep=True,
    )  # fmt: skip
    return entrance(_("Hola de nuevo"), _("Entra a tu consultorio."), tabs("login"), messages(), form)


@rx.page(routes.SIGNUP, title="Hampiq")
def signup() -> rx.Component:
    names = rx.el.div(
        entrance_field("first_name", _("Nombres"), auto_complete="given-name", auto_focus=True, max_length=150),
        entrance_field("last_name", _("Apellidos"), auto_complete="family-name", max_length=150),
        class_name="form-grid",
    )
    work = rx.el.div(
        select_field("specialty", _("Especialidad"), [(code, _(words)) for code, words in SPECIALTIES]),
        entrance_field("license_number", _("N.º de colegiatura"), required=False, max_length=20),
        rx.el.div(
            entrance_field("phone", _("Teléfono"), type="tel", auto_complete="tel", required=False, max_length=20), class_name="wide"
        ),
        rx.el.div(
            entrance_field("practice_name", _("Nombre del consultorio"), required=False, auto_complete="organization", max_length=200),
            class_name="wide",
        ),
        class_name="form-grid",
    )
    form = native_form(
        names, email_field(), *new_passwords(), work, submit(_("Crear mi consultorio")), action=routes.SIGN_UP_ACTION, keep=True
    )
    return entrance(
        _("Crea tu cuenta"), _("Empiezas con el plan gratis; no pedimos tarjeta."), tabs("signup"), messages(), form, side=newcomer_side()
    )


@rx.page(routes.FORGOT, title="Hampiq")
def forgot() -> rx.Component:
    form = native_form(email_field(), submit(_("Enviar enlace")), action=routes.FORGOT_ACTION, keep=True)
    return entrance(_("Recupera tu acceso"), _("Te enviamos un enlace para poner otra contraseña."), messages(), form, back_link())


@rx.page(routes.RESET, title="Hampiq")
def reset() -> rx.Component:
    token = rx.el.input(type="hidden", name="token")  # filled from the link by the page's effects
    form = native_form(token, *new_passwords(), submit(_("Cambiar contraseña")), action=routes.RESET_ACTION, keep=True)
    return entrance(_("Pon otra contraseña"), _("Al cambiarla se cierran tus otras sesiones."), messages(), form, back_link())


@rx.page(routes.LOGIN_CODE, title="Hampiq")
def login_code() -> rx.Component:
    hint = _("Los seis números que se ven ahora en tu aplicación, o uno de tus códigos de recuperación.")
    code = entrance_field("codigo", _("Código"), auto_complete="one-time-code", auto_focus=True, hint=hint, max_length=20)
    form = native_form(code, submit(_("Entrar")), action=routes.SECOND_FACTOR_ACTION)
    return entrance(_("Un paso más"), _("Tu cuenta pide un segundo factor."), messages(), form, back_link(), side=False)


@rx.page(routes.EMAIL_CHANGE, title="Hampiq")
def email_change() -> rx.Component:
    token = rx.el.input(type="hidden", name="token")  # filled from the link by the page's effects
    answers = rx.el.div(
        rx.el.button(
            icon("check"), _("Sí, confirmar"), type="submit", name="agree", value="yes", class_name="btn btn-solid btn-lg btn-wide"
        ),
        rx.el.button(icon("x"), _("No, rechazar el cambio"), type="submit", name="agree", value="no", class_name="btn btn-lg btn-wide"),
        class_name="stack",
    )
    gone = query("error") == "expired"  # nothing is left to answer
    form = rx.cond(query("done") | gone, rx.fragment(), native_form(token, answers, action=routes.EMAIL_CHANGE_ACTION, keep=True))
    detail = _("El correo con el que entras cambia cuando lo confirman las dos direcciones, la nueva y la anterior.")
    return entrance(_("Cambio de correo"), detail, messages(), form, back_link(), side=False)
