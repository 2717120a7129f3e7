"""The page that an invitation's link opens: join with the account one has, or make one."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.access.components import ERRORS, email_field, entrance, entrance_field, new_passwords, query, submit
from clinic_app.access.invitation_state import READY, InvitationState
from clinic_app.access.joining import SENTENCES
from clinic_app.ui import routes
from clinic_app.ui.components import icon, link_button, note, skeleton
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.native_form import native_form

# The codes of `?error=` and of the offer's own state.
REFUSED: dict[str, str] = {
    **{str(code): sentence for code, sentence in SENTENCES.items()},
    "rate": N_("Demasiados intentos seguidos. Espera un momento y vuelve a probar."),
    "signin": N_("Tu sesión se cerró. Entra otra vez para aceptar la invitación."),
}
OFFER = InvitationState.offer


class InvitationLink(rx.Component):
    """Reads the token behind `#` and tells it to the page."""

    library = "$/public/invitation.js"
    tag = "InvitationLink"
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class InvitationToken(rx.Component):
    """The hidden field of a form that carries the token."""

    library = "$/public/invitation.js"
    tag = "InvitationToken"


def _said(code: rx.Var, words: dict[str, str]) -> rx.Component:
    return rx.match(code, *[(each, note("bad", "circle-alert", _(sentence))) for each, sentence in words.items()], rx.fragment())


def _sign_in(kind: str) -> rx.Component:
    return link_button(
        _("Entrar con mi cuenta"), f"{routes.LOGIN}?next={routes.INVITATION}/", icon_name="log-in", kind=kind, size="lg", wide=True
    )


def _who_invites() -> rx.Component:
    offered = rx.el.span(_("Papel: {role}", role=_(OFFER.role)), class_name="badge t-accent")
    bound = rx.cond(OFFER.email != "", rx.el.p(_("Solo para {email}.", email=OFFER.email), class_name="small muted"), rx.fragment())
    words = rx.el.p(_("{inviter} te invita a trabajar en {clinic}.", inviter=OFFER.inviter, clinic=OFFER.clinic))
    return rx.el.div(words, rx.el.div(offered, class_name="row"), bound, class_name="stack gap-4")


def _with_this_account() -> rx.Component:
    """For one who is signed in."""
    join = native_form(
        InvitationToken.create(), submit(_("Aceptar y entrar en {clinic}", clinic=OFFER.clinic)), action=routes.INVITATION_ACTION
    )
    return rx.el.div(
        rx.el.p(_("Entraste como {email}.", email=InvitationState.signed_in_as), class_name="small muted"), join, class_name="stack"
    )


def _other_account() -> rx.Component:
    leave = rx.el.button(icon("log-out"), _("Usar otra cuenta"), type="submit", class_name="btn btn-wide")
    return native_form(leave, action=routes.SIGN_OUT_ACTION)


def _new_account() -> rx.Component:
    bound = entrance_field(
        "email", _("Correo"), type="email", value=OFFER.email, read_only=True, hint=_("La invitación es para este correo.")
    )
    names = rx.el.div(
        entrance_field("first_name", _("Nombres"), auto_complete="given-name", max_length=150),
        entrance_field("last_name", _("Apellidos"), auto_complete="family-name", max_length=150),
        class_name="form-grid",
    )  # fmt: skip
    return native_form(
        InvitationToken.create(), names, rx.cond(OFFER.email != "", bound, email_field()), *new_passwords(), submit(_("Crear mi cuenta y aceptar")),
        action=routes.INVITATION_NEW_ACTION, keep=True,
    )  # fmt: skip


def _as_new() -> rx.Component:
    """Always in the page, so that what was typed can be put back; shown to one who is not signed in and may have no account."""
    shown = (OFFER.state == READY) & (InvitationState.signed_in_as == "") & ~OFFER.has_account
    head = rx.el.h2(_("Crea tu cuenta"), class_name="strong")
    have = rx.el.div(rx.el.p(_("¿Ya usas Hampiq?"), class_name="small muted"), _sign_in(""), class_name="stack gap-4")
    return rx.el.div(head, _new_account(), have, class_name="stack", custom_attrs={"hidden": ~shown})


def _go_on() -> rx.Component:
    known = rx.el.div(rx.el.p(_("Ya hay una cuenta con ese correo: entra con ella y acepta.")), _sign_in("solid"), class_name="stack")
    ready = rx.cond(
        InvitationState.signed_in_as != "",
        rx.el.div(_with_this_account(), _other_account(), class_name="stack"),
        rx.cond(OFFER.has_account, known, rx.fragment()),
    )
    inside = link_button(_("Ir a mi consultorio"), routes.TODAY, icon_name="arrow-right", wide=True)
    stuck = rx.cond(
        InvitationState.signed_in_as != "",
        rx.el.div(inside, rx.cond(OFFER.state == "other", _other_account(), rx.fragment()), class_name="stack"),
        link_button(_("Ir a la entrada"), routes.LOGIN, icon_name="arrow-right", wide=True),
    )
    return rx.match(OFFER.state, ("", skeleton(5)), (READY, rx.el.div(_who_invites(), ready, class_name="stack")), stuck)


def _messages() -> rx.Component:
    """What the last try answered; else why this invitation cannot be accepted."""
    code, words = query("error"), {**ERRORS, **REFUSED}
    tried = rx.match(
        code, *[(each, note("bad", "circle-alert", _(sentence))) for each, sentence in words.items()], _said(OFFER.state, REFUSED)
    )
    return rx.el.div(tried, role="alert", id="message")


@rx.page(routes.INVITATION, title="Hampiq")
def invitation() -> rx.Component:
    """Public: whoever has the link may look; to accept she signs in or makes an account."""
    title = rx.cond(OFFER.clinic != "", OFFER.clinic, _("Invitación")).to(str)
    opened = InvitationLink.create(on_open=InvitationState.look)
    return entrance(title, _("Invitación para trabajar en un consultorio."), opened, _messages(), _go_on(), _as_new(), side=False)
