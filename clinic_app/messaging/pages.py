"""The inbox: conversations, the open one (conversation_parts.py), and what comes next for her."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.messaging.components import channel_word, mark_badge, tabs
from clinic_app.messaging.conversation_parts import talk
from clinic_app.messaging.link_state import Found, LinkState
from clinic_app.messaging.repeat_parts import repeat_dialog
from clinic_app.messaging.rows import ComingRow, TalkRow
from clinic_app.messaging.state import InboxState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    card,
    chip,
    dialog,
    empty_state,
    icon,
    link_button,
    loading,
    page_header,
    status_badge,
)  # fmt: skip
from clinic_app.ui.i18n import _, date_text, n_

STATE = InboxState
PANEL = InboxState.panel
DESK = InboxState.desk


def _filters() -> rx.Component:
    marks = [
        chip(_("Todos"), DESK.which == "", on_click=STATE.filter_by("")),
        chip(rx.fragment(_("Por leer"), " ", DESK.unread), DESK.which == "unread", on_click=STATE.filter_by("unread")),
        chip(rx.fragment(_("Míos"), " ", DESK.mine), DESK.which == "mine", on_click=STATE.filter_by("mine")),
        chip(_("Sin paciente"), DESK.which == "unknown", on_click=STATE.filter_by("unknown")),
    ]
    return rx.el.div(*marks, class_name="row wrap gap-4", role="group", custom_attrs={"aria-label": _("Filtrar conversaciones")})


def _line(row: rx.Var[TalkRow]) -> rx.Component:
    when = rx.cond(row.today, date_text(row.at, "time"), date_text(row.at, "short"))
    said = rx.cond(row.text != "", row.text, rx.cond(row.media != "", _("Adjunto"), "…"))
    mine = rx.cond(
        row.out, rx.el.span(icon("reply", 13), rx.el.span(_("Enviado"), class_name="sr-only"), class_name="talk-ours"), rx.fragment()
    )
    unread = rx.cond(
        row.unread > 0,
        rx.el.span(row.unread, rx.el.span(_("sin leer"), class_name="sr-only"), class_name="count talk-unread"),
        rx.fragment(),
    )
    stranger = rx.cond(row.known, rx.fragment(), badge(_("Sin paciente"), "mute", "user-round-x"))
    mark = rx.cond((row.mark == "other") & (row.unread > 0), rx.fragment(), mark_badge(row.mark))  # the number says it
    words = rx.el.span(
        rx.el.span(rx.el.span(row.name, class_name="title ellipsis grow"), rx.el.span(when, class_name="detail nowrap"), class_name="row"),
        rx.cond(
            (row.detail != "") | ~row.known,
            rx.el.span(rx.el.span(row.detail, class_name="detail ellipsis grow"), stranger, class_name="row gap-4"),
            rx.fragment(),
        ),
        rx.el.span(rx.el.span(mine, said, class_name="ellipsis grow small"), mark, unread, class_name="row gap-4"),
        class_name="col gap-0 grow talk-words",
    )
    return rx.el.li(
        rx.el.button(
            avatar_initials(row.initials), words, type="button", class_name=rx.cond(PANEL.id == row.id, "list-row talk on", "list-row talk"),
            on_click=STATE.open_talk(row.id), custom_attrs={"aria-current": rx.cond(PANEL.id == row.id, "true", "false")},
        ),
        key=row.id.to_string(),
    )  # fmt: skip


def _list() -> rx.Component:
    field = rx.el.input(
        type="search", default_value=DESK.words, on_change=STATE.search.debounce(300), auto_complete="off", placeholder=_("Buscar por nombre o teléfono"),
        custom_attrs={"aria-label": _("Buscar conversación")},
    )  # fmt: skip
    none = rx.cond(
        (DESK.which == "") & (DESK.words == ""),
        empty_state("message-circle", _("Aún no hay mensajes"), _("Aquí aparece lo que el consultorio envía y lo que responden.")),
        empty_state("search-x", _("Ninguna conversación así"), _("Prueba con otro filtro.")),
    )
    rows = rx.el.ul(rx.foreach(STATE.rows, _line), class_name="plain talk-list")
    return rx.el.section(
        rx.el.div(rx.el.label(icon("search"), field, class_name="search talk-search"), _filters(), class_name="talk-head"),
        rx.cond(STATE.rows.length() > 0, rows, none),
        class_name=rx.cond(PANEL.id > 0, "talks has-open", "talks"), custom_attrs={"aria-label": _("Conversaciones")},
    )  # fmt: skip


def _visit() -> rx.Component:
    shown = card(
        rx.el.p(rx.el.strong(date_text(PANEL.visit_from, "long"))),
        rx.el.p(date_text(PANEL.visit_from, "time"), " – ", date_text(PANEL.visit_until, "time"), class_name="talk-hour"),
        rx.el.p(PANEL.visit_service, " · ", PANEL.visit_who, class_name="small muted"),
        status_badge(PANEL.visit_status), title=_("Próxima cita"), class_name="talk-card",
    )  # fmt: skip
    none = card(rx.el.p(_("No tiene citas por venir."), class_name="small muted"), title=_("Próxima cita"))
    return rx.cond(PANEL.patient_id > 0, rx.cond(PANEL.visit, shown, none), rx.fragment())


def _patient() -> rx.Component:
    link = button(_("Vincular a un paciente"), icon_name="link", kind="soft", on_click=LinkState.begin(False))
    other = button(_("Es otro paciente"), icon_name="link", size="sm", on_click=LinkState.begin(False))
    known = card(
        rx.el.p(rx.el.strong(PANEL.patient)),
        rx.el.div(
            link_button(_("Abrir ficha"), routes.patient(PANEL.patient_id), icon_name="arrow-up-right", size="sm"), rx.cond(DESK.can_write, other, rx.fragment()),
            class_name="row wrap gap-4",
        ),
        title=_("Paciente"), class_name="talk-card",
    )  # fmt: skip
    unknown = card(
        rx.el.p(_("Este número no está en la lista de pacientes."), class_name="small"), rx.cond(DESK.can_write, link, rx.fragment()), title=_("¿Quién es?"),
        class_name="talk-card",
    )  # fmt: skip
    return rx.cond(PANEL.patient_id > 0, known, unknown)


def _attending() -> rx.Component:
    """Who answers: the automatic answers, or one of the clinic."""
    people = rx.foreach(DESK.team, lambda each: rx.el.option(each.name, value=each.id.to_string(), key=each.id.to_string()))
    choice = rx.el.select(
        rx.el.option(_("Respuestas automáticas"), value=""), people, value=PANEL.assigned, on_change=STATE.assign, class_name="input",
        custom_attrs={"aria-label": _("Quién atiende esta conversación")},
    )  # fmt: skip
    return rx.cond(DESK.can_write, card(choice, title=_("Atiende"), class_name="talk-card"), rx.fragment())


def _permission() -> rx.Component:
    channels = rx.foreach(PANEL.refused, lambda each: badge(channel_word(each), "warn", "bell-off"))
    refused = rx.fragment(
        rx.el.p(_("No quiere mensajes por:"), class_name="small"),
        rx.el.p(channels, class_name="row wrap gap-4"),
        rx.cond(DESK.can_write, button(_("Volver a escribirle"), size="sm", on_click=STATE.permit(True)), rx.fragment()),
    )
    allowed = rx.fragment(
        rx.el.p(icon("circle-check", 14), " ", _("Recibe mensajes"), class_name="small ok"),
        rx.cond(
            DESK.can_write, button(_("No escribirle más"), icon_name="bell-off", size="sm", on_click=STATE.permit(False)), rx.fragment()
        ),
    )
    return card(rx.cond(PANEL.refused.length() > 0, refused, allowed), title=_("Permiso de mensajes"), class_name="talk-card")


def _coming() -> rx.Component:
    def one(row: rx.Var[ComingRow]) -> rx.Component:
        stop = rx.cond(
            DESK.can_write,
            button(_("Cancelar este mensaje"), icon_name="x", kind="ghost", only_icon=True, on_click=STATE.stop_coming(row.id)),
            rx.fragment(),
        )
        words = rx.el.span(
            rx.el.strong(date_text(row.at, "datetime"), class_name="small"),
            rx.el.span(row.text, class_name="detail talk-two"),
            class_name="col gap-0 grow",
        )
        return rx.el.li(icon("clock", 14), words, stop, class_name="row top", key=row.id.to_string())

    return rx.cond(
        PANEL.coming.length() > 0,
        card(rx.el.ul(rx.foreach(PANEL.coming, one), class_name="plain stack"), title=_("Próximo automático")),
        rx.fragment(),
    )


def _side() -> rx.Component:
    shown = rx.el.aside(
        _visit(),
        _patient(),
        _attending(),
        _permission(),
        _coming(),
        class_name="talk-side",
        custom_attrs={"aria-label": _("Sobre esta persona")},
    )
    return rx.cond(PANEL.id > 0, shown, rx.fragment())


def _link_dialog() -> rx.Component:
    def found(row: rx.Var[Found]) -> rx.Component:
        words = rx.el.span(
            rx.el.span(row.name, class_name="title"), rx.el.br(), rx.el.span(row.detail, class_name="detail"), class_name="grow"
        )
        return rx.el.button(words, type="button", class_name="list-row", on_click=LinkState.choose(row.id), key=row.id.to_string())

    field = rx.el.input(
        type="search", auto_complete="off", placeholder=_("Nombre, documento o teléfono"), on_change=LinkState.search.debounce(200),
        custom_attrs={"aria-label": _("Buscar paciente"), "data-autofocus": "true"},
    )  # fmt: skip
    nobody = rx.el.p(
        _("Nadie con esas palabras. Prueba con el documento o el teléfono."), class_name="small muted talk-nobody", role="status"
    )
    start = rx.el.p(_("Escribe al menos dos letras."), class_name="small muted talk-nobody")
    shown = rx.cond(
        LinkState.found.length() > 0,
        rx.el.div(rx.foreach(LinkState.found, found), class_name="picker-list"),
        rx.cond(LinkState.words.length() > 1, nobody, start),
    )
    return dialog(
        rx.el.div(rx.el.label(icon("search"), field, class_name="search"), shown, class_name="picker"),
        title=rx.cond(LinkState.writes, _("¿A quién escribes?"), _("Vincular a un paciente")), open=LinkState.is_open, on_close=LinkState.close, name="link-patient",
    )  # fmt: skip


@rx.page(route=routes.MESSAGES, title="Hampiq", on_load=[ShellState.load, InboxState.load])
def inbox() -> rx.Component:
    """Every conversation with patients, on all channels."""
    count = rx.cond(STATE.ready & (DESK.unread > 0), n_("{n} por leer", "{n} por leer", DESK.unread), "")
    shown = rx.el.div(_list(), talk(), _side(), class_name=rx.cond(PANEL.id > 0, "inbox open", "inbox"))
    new = rx.cond(
        DESK.can_write,
        rx.fragment(
            rx.el.span(
                button(_("Nuevo mensaje"), icon_name="message-circle-plus", kind="solid", on_click=LinkState.begin(True)),
                class_name="only-wide",
            ),
            rx.el.span(
                button(_("Nuevo mensaje"), icon_name="message-circle-plus", kind="solid", only_icon=True, on_click=LinkState.begin(True)),
                class_name="only-phone",
            ),
        ),
        rx.fragment(),
    )
    content = rx.fragment(
        page_header(_("Mensajes"), tabs("inbox", DESK.sandbox, DESK.troubles), new, detail=count),
        loading(STATE.ready, STATE.failed, shown, ShellState.load, STATE.load), _link_dialog(), repeat_dialog(STATE.refresh),
    )  # fmt: skip
    return page_frame(content, active="messages", wide=True)
