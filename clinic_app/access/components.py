"""What the pages of the entrance are made of. Their forms are plain: the API answers with a cookie and a redirect."""

import reflex as rx

from clinic_app.ui import brand, routes
from clinic_app.ui.components import icon, note, page_link, text_field
from clinic_app.ui.effects import language_buttons, page_effects
from clinic_app.ui.i18n import N_, _

LONGEST = 1000  # that the API reads of one field; more is answered by no page
# The codes that the API sends back in `?error=` and `?done=`; a field's own code appears beside the field.
ERRORS: dict[str, str] = {
    "invalid": N_("El correo o la contraseña no coinciden. Revísalos y vuelve a probar."),
    "locked": N_("Demasiados intentos: la cuenta está en pausa unos minutos. Espera o cambia tu contraseña."),
    "rate": N_("Demasiados intentos seguidos. Espera un momento y vuelve a probar."),
    "taken": N_("Ya hay una cuenta con ese correo. Entra, o recupera tu contraseña."),
    "weak": N_("Esa contraseña es fácil de adivinar. Usa al menos 8 caracteres, con letras y números."),
    "mismatch": N_("Las dos contraseñas no son iguales."),
    "email": N_("Ese correo no es válido. Escríbelo como nombre@ejemplo.com."),
    "long": N_("Es demasiado largo. Acórtalo y vuelve a enviar."),
    "odd": N_("Este campo contiene caracteres no permitidos."),
    "missing": N_("Falta un dato. Completa los campos y vuelve a enviar."),
    "code": N_("El código no es correcto o ya se usó. Escribe el que se ve ahora en tu aplicación."),
    "again": N_("Pasó demasiado tiempo. Escribe otra vez tu correo y tu contraseña."),
    "away": N_("El servicio no está disponible por un momento. Lo que escribiste sigue aquí: vuelve a intentarlo en unos segundos."),
    "expired": N_("El enlace ya se usó o venció. Pide uno nuevo."),
}
DONE: dict[str, str] = {
    "sent": N_("Si ese correo tiene una cuenta, te llegará un enlace para cambiar la contraseña. Vence en una hora."),
    "changed": N_("Contraseña cambiada. Ya puedes entrar."),
    "closed": N_("Tu cuenta se eliminó. Gracias por haber trabajado con Hampiq."),
    "email-waiting": N_("Anotado. El cambio se hará cuando se confirme también desde la otra dirección."),
    "email-changed": N_("Listo: desde ahora entras con la dirección nueva."),
    "email-refused": N_("Cambio rechazado: tu correo sigue siendo el mismo. Si no lo pediste tú, cambia tu contraseña."),
}


def query(name: str) -> rx.Var:
    """One part of the page's address."""
    return rx.State.router.url.query_parameters[name]


def messages() -> rx.Component:
    """What the API said in `?error=` or `?done=`."""
    wrong = [(name, note("bad", "circle-alert", _(sentence))) for name, sentence in ERRORS.items()]
    done = [(name, note("ok", "circle-check", _(sentence))) for name, sentence in DONE.items()]
    return rx.el.div(rx.match(query("error"), *wrong, rx.match(query("done"), *done, rx.fragment())), role="alert", id="message")


def beside(field: str) -> rx.Var:
    """The sentence of `?error=` when `?field=` names this field."""
    sentence = rx.match(query("error"), *[(name, _(words)) for name, words in ERRORS.items()], "")
    return rx.cond(query("field") == field, sentence, "").to(str)


def entrance_field(name: str, label: rx.Var, **props: object) -> rx.Component:
    """A field with its error beside it."""
    return text_field(name, label, error=beside(name), **props)


def submit(label: rx.Var) -> rx.Component:
    """The one button of a form."""
    return rx.el.button(label, icon("arrow-right"), type="submit", class_name="btn btn-solid btn-lg btn-wide")


def tabs(active: str) -> rx.Component:
    """Sign in or sign up."""

    def tab(name: str, words: rx.Var, href: str) -> rx.Component:
        return page_link(words, href=href, custom_attrs={"aria-current": "page"} if name == active else {})

    return rx.el.nav(
        tab("login", _("Entrar"), routes.LOGIN), tab("signup", _("Crear cuenta"), routes.SIGNUP), class_name="segmented", custom_attrs={"aria-label": _("Acceso")}
    )  # fmt: skip


def welcome_side() -> rx.Component:
    """What a newcomer reads beside the form."""
    start = page_link(
        rx.el.span(icon("hospital", 22), class_name="empty-icon t-accent"),
        rx.el.span(rx.el.strong(_("Crear mi consultorio")), rx.el.span(_("Tu nombre y el de tu consultorio. En 2 minutos ya agendas."), class_name="small muted"), class_name="grow"),
        icon("arrow-right", 20), href=routes.SIGNUP, class_name="choice",
    )  # fmt: skip
    promise = rx.el.p(
        icon("shield-check"),
        rx.el.span(_("Los datos de tus pacientes son tuyos: cada consultorio ve solo los suyos y queda registro de quién los abre.")),
        class_name="row small muted",
    )
    return rx.el.aside(
        brand.big_mark(),
        rx.el.p(_("Primera vez en Hampiq"), class_name="accent small"),
        rx.el.h2(_("¿Cómo quieres empezar?")),
        start,
        promise,
        class_name="entrance-side",
    )


def newcomer_side() -> rx.Component:
    """What somebody who is signing up will have in a moment."""

    def point(mark: str, title: rx.Var, detail: rx.Var) -> rx.Component:
        words = rx.el.span(rx.el.strong(title), rx.el.span(detail, class_name="small muted"))
        return rx.el.li(rx.el.span(icon(mark, 20), class_name="empty-icon t-accent"), words)

    return rx.el.aside(
        brand.big_mark(),
        rx.el.p(_("Primera vez en Hampiq"), class_name="accent small"),
        rx.el.h2(_("En 2 minutos ya agendas")),
        rx.el.ul(
            point(
                "calendar-check", _("Tu agenda lista"), _("Con tus primeros servicios, sus precios y tu horario; todo se cambia después.")
            ),
            point("users", _("Tus pacientes en un lugar"), _("Su historia, su crecimiento y sus notas. Puedes traerlos de tu Excel.")),
            point("message-circle", _("Menos inasistencias"), _("Recordatorios que se responden y mueven la cita por ti.")),
            point("shield-check", _("Tus datos son tuyos"), _("Cada consultorio ve solo los suyos y queda registro de quién los abre.")),
            class_name="entrance-points",
        ),
        class_name="entrance-side",
    )


def entrance(title: rx.Var, detail: rx.Var, *content: rx.Component, side: bool | rx.Component = True) -> rx.Component:
    """A page of the entrance; without `side` for those who are no newcomers."""
    form = rx.el.main(rx.el.div(rx.el.h1(title), rx.el.p(detail, class_name="muted")), *content, class_name="middle")
    foot = rx.el.footer(icon("languages"), *language_buttons(), class_name="entrance-foot")
    name = rx.el.header(page_link(brand.logo(36), brand.NAME, href=routes.LOGIN, class_name="brand"))
    beside_it = [side] if isinstance(side, rx.Component) else [welcome_side()] if side else []
    return rx.el.div(page_effects(), rx.el.div(name, form, foot, class_name="entrance-form"), *beside_it, class_name="entrance")


def email_field() -> rx.Component:
    """The e-mail."""
    return entrance_field("email", _("Correo"), type="email", auto_complete="email", max_length=LONGEST)


def new_passwords() -> list[rx.Component]:
    """A new password, twice."""
    hint = _("Al menos 8 caracteres, con letras y números.")
    return [
        entrance_field(
            "password", _("Contraseña"), type="password", auto_complete="new-password", hint=hint, min_length=8, max_length=LONGEST
        ),
        entrance_field("password_confirm", _("Repite la contraseña"), type="password", auto_complete="new-password", max_length=LONGEST),
    ]


def back_link() -> rx.Component:
    """The way back to signing in."""
    return page_link(icon("arrow-left"), _("Volver a entrar"), href=routes.LOGIN, class_name="row small")
