"""Settings, people: who works here, who is invited, and what each role may do."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.core.permissions import ROLES
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.settings.people_dialogs import people_dialogs
from clinic_app.shell.settings.people_state import REMOVE, ROLE, MemberRow, PendingRow, PeopleState
from clinic_app.shell.settings.people_words import GROUPS, ROLE_DETAILS
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import avatar_initials, badge, button, card, empty_state, icon, skeleton
from clinic_app.ui.i18n import _, date_text
from clinic_app.ui.theme import ROLE_WORDS

STATE = PeopleState


def _only_owner(*parts: rx.Component) -> rx.Component:
    return rx.cond(STATE.can_write, rx.fragment(*parts), rx.fragment())


def _seen(row: rx.Var[MemberRow]) -> rx.Component:
    at = rx.cond(row.seen != "", _("Visto: {when}", when=date_text(row.seen, "datetime")), _("Todavía no ha entrado"))
    return rx.el.span(row.email, " · ", at, class_name="detail")


def _member_buttons(row: rx.Var[MemberRow]) -> rx.Component:
    role = button(
        _("Cambiar el papel de {name}", name=row.name),
        icon_name="user-cog",
        kind="ghost",
        only_icon=True,
        on_click=STATE.choose(ROLE, row.id),
    )
    away = button(
        _("Retirar a {name}", name=row.name), icon_name="user-minus", kind="ghost", only_icon=True, on_click=STATE.choose(REMOVE, row.id)
    )
    again = button(_("Volver a invitar"), icon_name="user-plus", size="sm", on_click=STATE.begin_invite(row.id))
    return _only_owner(rx.cond(row.active, rx.el.span(role, away, class_name="row gap-4"), again))


def _member(row: rx.Var[MemberRow]) -> rx.Component:
    me = rx.cond(row.me, badge(_("Tú"), "info"), rx.fragment())
    state = rx.cond(row.active, badge(_(row.word), "accent"), badge(_("Retirada"), "mute", "user-x"))
    name = rx.el.span(rx.el.span(row.name, class_name="title"), state, me, class_name="row wrap gap-4")
    return rx.el.li(
        avatar_initials(row.initials),
        rx.el.span(name, _seen(row), class_name="col gap-0 grow"),
        _member_buttons(row),
        class_name="list-row",
        key=row.id.to_string(),
    )


def _members() -> rx.Component:
    invite = button(_("Invitar"), icon_name="user-plus", kind="solid", size="sm", shortcut="n", on_click=STATE.begin_invite(0))
    hand_over = button(_("Traspasar el consultorio"), icon_name="key-round", kind="ghost", size="sm", on_click=STATE.begin_hand_over)
    rows = rx.el.ul(rx.foreach(STATE.members, _member), class_name="plain-list people-list")
    another = rx.cond(STATE.members.length() > 1, STATE.members[1].active, False)  # who is active comes first
    foot = rx.cond(another, _only_owner(rx.el.div(hand_over, class_name="card-pad row end")), rx.fragment())
    shown = rx.cond(STATE.loaded, rx.fragment(rows, foot), skeleton(4))
    return card(shown, title=_("Personas del consultorio"), actions=[_only_owner(invite)], pad=False)


def _pending(row: rx.Var[PendingRow]) -> rx.Component:
    who = rx.cond(row.email != "", row.email, _("Por enlace"))
    state = rx.cond(
        row.expired,
        badge(_("Vencida"), "warn", "clock-alert"),
        badge(_("Vence el {day}", day=date_text(row.until, "short")), "wait", "clock"),
    )
    words = rx.el.span(
        rx.el.span(rx.el.span(who, class_name="title ellipsis"), state, class_name="row wrap gap-4"),
        rx.el.span(_(row.word), " · ", _("Invita {name}", name=row.inviter), class_name="detail"), class_name="col gap-0 grow",
    )  # fmt: skip
    send = button(_("Reenviar a {name}", name=row.email), icon_name="send", kind="ghost", only_icon=True, on_click=STATE.send_again(row.id))
    link = button(_("Nuevo enlace"), icon_name="link", kind="ghost", only_icon=True, on_click=STATE.renew(row.id))
    away = button(_("Retirar la invitación"), icon_name="x", kind="ghost", only_icon=True, on_click=STATE.revoke(row.id))
    buttons = rx.el.span(rx.cond(row.email != "", send, rx.fragment()), link, away, class_name="row gap-4")
    return rx.el.li(icon("mail", 18, class_name="muted"), words, buttons, class_name="list-row", key=row.id.to_string())


def _waiting() -> rx.Component:
    none = empty_state(
        "mail", _("No hay invitaciones pendientes"), _("Cada persona entra con su propia cuenta: así se sabe quién hizo qué.")
    )
    rows = rx.el.ul(rx.foreach(STATE.waiting, _pending), class_name="plain-list people-list")
    inside = rx.cond(STATE.loaded, rx.cond(STATE.waiting.length() > 0, rows, none), skeleton(2))
    return _only_owner(card(inside, title=_("Invitaciones pendientes"), pad=False))


def _mark(allowed: bool) -> rx.Component:
    if allowed:
        return rx.el.span(icon("check", class_name="accent"), rx.el.span(_("Sí"), class_name="sr-only"))
    return rx.el.span(rx.el.span("·", class_name="muted", custom_attrs={"aria-hidden": "true"}), rx.el.span(_("No"), class_name="sr-only"))


def _wide_table() -> rx.Component:
    """Rows are permissions, columns are roles; straight from the one table of permissions."""
    head = rx.el.tr(
        rx.el.th(_("Puede…"), scope="col"), *[rx.el.th(_(ROLE_WORDS[role]), scope="col", class_name="center") for role in ROLES]
    )
    body: list[rx.Component] = []
    for group, rows in GROUPS:
        body.append(rx.el.tr(rx.el.th(_(group), scope="colgroup", col_span=len(ROLES) + 1, class_name="group")))
        for permission, words in rows:
            marks = [rx.el.td(_mark(permission in held), class_name="center") for held in ROLES.values()]
            body.append(rx.el.tr(rx.el.th(_(words), scope="row"), *marks))
    table = rx.el.table(
        rx.el.caption(_("Qué puede hacer cada papel"), class_name="sr-only"),
        rx.el.thead(head),
        rx.el.tbody(*body),
        class_name="table roles-table",
    )
    return rx.el.div(
        table, class_name="table-scroll only-wide", tab_index=0, role="region", custom_attrs={"aria-label": _("Qué puede hacer cada papel")}
    )


def _phone_roles() -> rx.Component:
    """The same table, one role after the other."""

    def one(role: str) -> rx.Component:
        may = [
            rx.el.li(icon("check", 14, class_name="accent"), rx.el.span(_(words)), class_name="row gap-4")
            for _group, rows in GROUPS
            for p, words in rows
            if p in ROLES[role]
        ]
        head = rx.el.summary(
            rx.el.span(
                rx.el.strong(_(ROLE_WORDS[role])), rx.el.span(_(ROLE_DETAILS[role]), class_name="small muted"), class_name="col gap-0"
            )
        )
        return rx.el.details(head, rx.el.ul(*may, class_name="plain-list small"), class_name="role-fold")

    return rx.el.div(*[one(role) for role in ROLES], class_name="only-phone role-folds")


def _roles() -> rx.Component:
    return card(_wide_table(), _phone_roles(), title=_("Qué puede hacer cada papel"), pad=False)


@rx.page(routes.SETTINGS_PEOPLE, title="Hampiq", on_load=[ShellState.load, PeopleState.load])
def people() -> rx.Component:
    """Everybody of the clinic may look; who manages people may also change."""
    return settings_frame(rx.fragment(_members(), _waiting(), _roles(), people_dialogs()), "people")
