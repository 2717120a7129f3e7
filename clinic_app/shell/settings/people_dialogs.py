"""The dialogs of the people's screen: invite, the link that is shown once, another role, leaving, handing the clinic over."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.core.permissions import ROLES
from clinic_app.shell.settings.people_state import HAND_OVER, INVITE, LINK, REMOVE, ROLE, DutyRow, PeopleState
from clinic_app.shell.settings.people_words import ROLE_DETAILS
from clinic_app.ui.components import Text, button, dialog, icon, note, select_field, text_field
from clinic_app.ui.copying import copy_button
from clinic_app.ui.i18n import _, date_text, n_
from clinic_app.ui.theme import ROLE_WORDS

STATE = PeopleState
CHOSEN = PeopleState.chosen


def _error(name: str) -> rx.Var:
    return _(STATE.errors.get(name, "").to(str))


def _roles(checked: rx.Var | str, without: tuple[str, ...] = ()) -> rx.Component:
    """The roles as a choice, each with what it is for."""

    def one(role: str) -> rx.Component:
        words = rx.el.span(
            rx.el.span(_(ROLE_WORDS[role]), class_name="title"),
            rx.el.br(),
            rx.el.span(_(ROLE_DETAILS[role]), class_name="detail"),
            class_name="grow",
        )
        return rx.el.label(
            rx.el.input(type="radio", name="role", value=role, default_checked=checked == role), words, class_name="list-row check"
        )

    said = rx.cond(
        _error("role") != "", rx.el.span(icon("circle-x", 13), rx.el.span(_error("role")), class_name="field-error"), rx.fragment()
    )
    return rx.el.fieldset(
        rx.el.legend(_("Papel"), class_name="strong small"), rx.el.div(*[one(role) for role in ROLES if role not in without], class_name="role-choice"),
        rx.el.div(said, role="alert"),
    )  # fmt: skip


def _foot(save: Text, icon_name: str, kind: str = "solid", **props: object) -> rx.Component:
    go = button(save, icon_name=icon_name, kind=kind, **{"type": "submit", **props})
    return rx.el.div(button(_("Cancelar"), on_click=STATE.close), go, class_name="form-foot")


def _invite() -> rx.Component:
    hint = _(
        "Con correo, le enviamos la invitación y solo esa persona podrá aceptarla. Sin correo, te damos un enlace para que se lo pases tú."
    )
    email = text_field(
        "email",
        _("Correo"),
        type="email",
        required=False,
        error=_error("email"),
        hint=hint,
        default_value=CHOSEN.email,
        auto_complete="off",
        max_length=320,
    )
    form = rx.el.form(
        email, _roles("receptionist"), _foot(_("Invitar"), "send"), on_submit=STATE.invite, no_validate=True, class_name="stack gap-16"
    )
    return dialog(form, title=_("Invitar a una persona"), open=STATE.panel == INVITE, on_close=STATE.close, name="people-invite")


def _link() -> rx.Component:
    share = _("Te invito a nuestro consultorio en Hampiq. Abre este enlace en los próximos siete días: {link}", link=STATE.link)
    encoded = rx.Var("encodeURIComponent").to(rx.vars.FunctionVar).call(share).to(str)
    mailed = rx.cond(
        CHOSEN.email != "",
        note("ok", "circle-check", _("Enviamos la invitación a {email}. También puedes pasarle este enlace.", email=CHOSEN.email)),
        rx.fragment(),
    )
    field = text_field(
        "invitation-link",
        _("Enlace de la invitación"),
        value=STATE.link,
        read_only=True,
        hint=_("Se muestra una sola vez. Sirve una vez, durante siete días."),
    )
    copy = copy_button(STATE.link, custom_attrs={"data-autofocus": "true"})
    whatsapp = rx.el.a(
        icon("message-circle"), _("Enviar por WhatsApp"), href="https://wa.me/?text=" + encoded, target="_blank", rel="noopener noreferrer", class_name="btn"
    )  # fmt: skip
    done = button(_("Listo"), on_click=STATE.close)
    return dialog(
        mailed, field, title=_("Invitación lista"), open=STATE.panel == LINK, on_close=STATE.close, name="people-link", footer=[whatsapp, copy, done],
    )  # fmt: skip


def _duty(row: rx.Var[DutyRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(date_text(row.at, "datetime"), class_name="nowrap"),
        rx.el.span(row.whom, " · ", row.what, class_name="grow"),
        class_name="row small",
    )


def _duties(more: rx.Var) -> rx.Component:
    """The warning with the appointments that wait for her; nothing when there are none."""
    count = STATE.duties.count
    head = rx.el.strong(n_("Tiene {n} cita por venir.", "Tiene {n} citas por venir.", count))
    left = rx.cond(count > STATE.duties.rows.length(), rx.el.p(_("Se muestran las primeras."), class_name="small muted"), rx.fragment())
    rows = rx.el.ul(rx.foreach(STATE.duties.rows, _duty), class_name="plain-list")
    return rx.cond(count > 0, note("warn", "triangle-alert", head, " ", more, rows, left), rx.fragment())


def _change_role() -> rx.Component:
    keeps = _("Si el papel nuevo no atiende pacientes, pásalas a otra persona en la agenda.")
    form = rx.el.form(
        rx.el.p(CHOSEN.name, class_name="strong"), _roles(CHOSEN.role), _duties(keeps), _foot(_("Cambiar papel"), "check"), on_submit=STATE.save_role, class_name="stack gap-16"
    )  # fmt: skip
    return dialog(form, title=_("Cambiar papel"), open=STATE.panel == ROLE, on_close=STATE.close, name="people-role")


def _remove() -> rx.Component:
    words = rx.el.p(
        _(
            "{name} dejará de entrar en este consultorio. Lo que hizo, sus citas y el registro se conservan; puedes volver a invitarla.",
            name=CHOSEN.name,
        )
    )
    stay = _("Quedan a su nombre: pásalas a otra persona o avisa a los pacientes.")
    away = button(_("Retirar"), icon_name="user-minus", kind="danger", on_click=STATE.remove)
    return dialog(
        words, _duties(stay), title=_("Retirar a una persona"), open=STATE.panel == REMOVE, on_close=STATE.close, name="people-remove",
        footer=[button(_("Cancelar"), on_click=STATE.close), away],
    )  # fmt: skip


def _hand_over() -> rx.Component:
    heirs = rx.foreach(
        STATE.members,
        lambda row: rx.cond(row.active & ~row.me, rx.el.option(row.name, value=row.id.to_string(), key=row.id.to_string()), rx.fragment()),
    )
    heir = rx.el.div(
        rx.el.div(rx.el.label(_("Nueva propietaria"), html_for="heir"), class_name="label"), rx.el.select(heirs, id="heir", name="heir", class_name="input"), class_name="field"
    )  # fmt: skip
    kept = [(role, _(ROLE_WORDS[role])) for role in ROLES if role != "owner"]
    code = text_field("codigo", _("Código de verificación"), error=_error("codigo"), auto_complete="one-time-code", max_length=20)
    form = rx.el.form(
        rx.el.p(_("La otra persona tendrá todo el consultorio: personas, plan y auditoría. Tú te quedas con el papel que elijas.")),
        heir,
        select_field("own_role", _("Tu papel desde ahora"), kept, error=_error("own_role")),
        text_field("password", _("Tu contraseña"), type="password", auto_complete="current-password", error=_error("password")),
        rx.cond(STATE.asks_code, code, rx.fragment()),
        _foot(_("Traspasar"), "key-round", "danger"),
        on_submit=STATE.hand_over, no_validate=True, class_name="stack gap-16",
    )  # fmt: skip
    return dialog(form, title=_("Traspasar el consultorio"), open=STATE.panel == HAND_OVER, on_close=STATE.close, name="people-hand-over")


def people_dialogs() -> rx.Component:
    """Once on the page of the people."""
    return rx.fragment(_invite(), _link(), _change_role(), _remove(), _hand_over())
