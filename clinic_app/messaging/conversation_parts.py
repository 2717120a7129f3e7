"""The open conversation: who it is with, what was said, and the answer. What did not arrive is sent again from here."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from typing import Any

import reflex as rx

from clinic_app.messaging.components import bubble, mark_badge, said_list
from clinic_app.messaging.repeat_parts import again_button
from clinic_app.messaging.rows import Bubble
from clinic_app.messaging.state import InboxState
from clinic_app.ui.components import avatar_initials, button, chip, empty_state, icon
from clinic_app.ui.i18n import _

STATE = InboxState
PANEL = InboxState.panel
DESK = InboxState.desk


def _act(label: rx.Var, mark: str, event: Any, hint: rx.Var) -> rx.Component:
    """With its word where there is room; on telephones the icon alone."""
    return rx.fragment(
        rx.el.span(button(label, icon_name=mark, size="sm", on_click=event, title=hint), class_name="only-wide"),
        rx.el.span(button(label, icon_name=mark, only_icon=True, on_click=event), class_name="only-phone"),
    )


def _talk_head() -> rx.Component:
    back = rx.el.span(
        button(_("Volver a la lista"), icon_name="chevron-left", kind="ghost", only_icon=True, on_click=STATE.close_talk),
        class_name="talk-back",
    )
    detail = rx.el.span(
        rx.cond(PANEL.mark != "", rx.el.span(mark_badge(PANEL.mark), class_name="talk-mark"), rx.fragment()),
        rx.cond(PANEL.phone != "", rx.el.a(PANEL.phone, href="tel:" + PANEL.phone), PANEL.email),
        rx.cond(PANEL.taken, rx.fragment(" · ", _("atiende {name}", name=PANEL.assignee)), rx.fragment()),
        class_name="detail",
    )
    taken = rx.cond(
        PANEL.taken,
        _act(_("Devolver"), "bot", STATE.give_back, _("Las respuestas automáticas siguen")),
        _act(_("Atender yo"), "hand", STATE.take_over, _("Nada automático responde mientras tanto")),
    )
    done = rx.cond(
        PANEL.mark != "", _act(_("Resuelto"), "check", STATE.settle, _("Ya no espera nada de nadie: quita la marca")), rx.fragment()
    )
    return rx.el.header(
        back, avatar_initials(PANEL.initials), rx.el.div(rx.el.h2(PANEL.name), detail, class_name="col gap-0 grow"),
        rx.cond(DESK.can_write, rx.fragment(done, taken), rx.fragment()), class_name="talk-top",
    )  # fmt: skip


def _answer() -> rx.Component:
    quick = rx.cond(
        STATE.quick.length() > 0,
        rx.el.div(
            rx.foreach(STATE.quick, lambda text: chip(text, on_click=STATE.use_quick(text))), class_name="talk-quick", role="group",
            custom_attrs={"aria-label": _("Respuestas rápidas")},
        ),
        rx.fragment(),
    )  # fmt: skip
    field = rx.el.textarea(
        name="text", id="answer-text", default_value=STATE.draft, rows="2", max_length=4096, class_name="input", placeholder=_("Escribe un mensaje (Intro lo envía)"), key=STATE.box.to_string(), enter_key_submit=True, auto_focus=DESK.writing,
        on_blur=STATE.type_draft, custom_attrs={"aria-label": _("Mensaje"), "aria-describedby": "answer-error", "data-caret": "end"},
    )  # fmt: skip
    said = _(rx.cond(STATE.errors.contains("text"), STATE.errors["text"], "").to(str))
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    form = rx.el.form(
        rx.el.div(field, rx.el.button(icon("send"), _("Enviar"), type="submit", class_name="btn btn-solid"), class_name="talk-answer"),
        rx.el.div(problem, id="answer-error", role="alert"), on_submit=STATE.say, no_validate=True,
    )  # fmt: skip
    return rx.cond(DESK.can_write, rx.el.footer(quick, form, class_name="talk-foot"), rx.fragment())


def _again(row: rx.Var[Bubble]) -> rx.Component:
    shown = rx.el.p(again_button(row, _("Enviar otra vez"), STATE.refresh), class_name="row")
    return rx.cond(DESK.can_write & (row.again != ""), shown, rx.fragment())


def talk() -> rx.Component:
    """The open conversation, or that none is."""
    shown = rx.el.section(
        _talk_head(),
        said_list(rx.el.ol(rx.foreach(STATE.said, lambda row: bubble(row, _again(row))), class_name="plain talk-said", custom_attrs={"aria-live": "polite"})),
        _answer(),
        class_name="talk-open", custom_attrs={"aria-label": PANEL.name},
    )  # fmt: skip
    nothing = rx.el.section(
        empty_state("messages-square", _("Elige una conversación"), _("Verás lo dicho por todos los canales y la próxima cita.")),
        class_name="talk-open talk-none",
    )
    return rx.cond(PANEL.id > 0, shown, nothing)
