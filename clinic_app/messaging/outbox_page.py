"""What did not arrive, which provider rests, and how messages are kept."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.messaging.components import channel_word, code_word, state_word, tabs
from clinic_app.messaging.outbox_state import OutboxState, QuickRow, RestRow, StuckRow, TroubleRow
from clinic_app.messaging.repeat_parts import again_button, repeat_dialog
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, empty_state, icon, kpi_card, link_button, loading, note, page_header, text_field
from clinic_app.ui.i18n import _, date_text, n_

STATE = OutboxState
LOOK = OutboxState.look


def _resting() -> rx.Component:
    def one(row: rx.Var[RestRow]) -> rx.Component:
        words = _(
            "{name} está en pausa hasta las {time}: no respondía bien. Los mensajes esperan y salen solos.",
            name=row.label,
            time=date_text(row.until, "time"),
        )
        return note("warn", "pause", words, " ", rx.el.span(code_word(row.code), class_name="tiny"))

    return rx.el.div(rx.foreach(STATE.resting, one), class_name="stack talk-rest", role="status")


def _numbers() -> rx.Component:
    oldest = rx.cond(LOOK.oldest != "", _("desde {when}", when=date_text(LOOK.oldest, "datetime")), "")
    return rx.el.div(
        kpi_card(_("Saliendo ahora"), LOOK.due, detail=oldest),
        kpi_card(_("En cola para después"), LOOK.queued - LOOK.due),
        kpi_card(_("No llegaron"), STATE.rows.length()),
        class_name="kpis",
    )  # fmt: skip


def _trouble(row: rx.Var[TroubleRow]) -> rx.Component:
    why = rx.el.span(
        code_word(row.code),
        " · ",
        channel_word(row.channel),
        rx.cond(row.provider != "", " · " + row.provider.to(str), ""),
        class_name="detail",
    )
    words = rx.el.div(
        rx.el.span(rx.el.strong(row.name), rx.cond(row.patient != "", rx.fragment(" · ", row.patient), rx.fragment())),
        rx.el.span(row.text, class_name="small talk-two"),
        rx.el.span(
            state_word(row.state),
            " · ",
            date_text(row.at, "datetime"),
            " · ",
            n_("{n} intento", "{n} intentos", row.tries),
            class_name="detail",
        ),
        why,
        rx.cond(
            row.to_call,
            rx.el.span(badge(_("Por llamar"), "warn", "phone"), " ", rx.el.a(row.phone, href="tel:" + row.phone)),
            rx.fragment(),
        ),
        class_name="col gap-4 grow",
    )
    acts = rx.el.div(
        again_button(row, _("Repetir"), STATE.refresh),
        rx.cond(
            row.state == "unknown",
            button(
                _("Sí llegó"),
                icon_name="check",
                size="sm",
                on_click=STATE.arrived(row.id),
                title=_("Compruébalo con la persona o en el proveedor"),
            ),
            rx.fragment(),
        ),
        rx.cond(row.to_call, button(_("Ya llamé"), icon_name="phone", size="sm", on_click=STATE.called(row.id)), rx.fragment()),
        link_button(
            _("Conversación"),
            routes.MESSAGES + "?c=" + row.conversation_id.to_string(),
            icon_name="message-circle",
            size="sm",
            kind="ghost",
        ),
        class_name="row wrap gap-4",
    )
    return rx.el.li(words, rx.cond(LOOK.can_write, acts, rx.fragment()), class_name="list-row trouble", key=row.id.to_string())


def _troubles() -> rx.Component:
    none = empty_state("check-check", _("Todo llegó"), _("Aquí aparece lo que no se pudo entregar, para repetirlo o llamar."))
    rows = rx.el.ul(rx.foreach(STATE.rows, _trouble), class_name="plain")
    return card(rx.cond(STATE.rows.length() > 0, rows, none), title=_("Mensajes que no llegaron"), pad=False)


def _stuck() -> rx.Component:
    def one(row: rx.Var[StuckRow]) -> rx.Component:
        words = rx.el.span(
            rx.el.strong(row.label), " · ", date_text(row.at, "datetime"), " · ", n_("{n} dato sin procesar", "{n} datos sin procesar", row.left), class_name="grow small"
        )  # fmt: skip
        more = button(_("Procesar otra vez"), icon_name="rotate-cw", size="sm", on_click=STATE.take_again(row.id))
        return rx.el.li(words, rx.cond(LOOK.can_write, more, rx.fragment()), class_name="list-row", key=row.id.to_string())

    rows = rx.el.ul(rx.foreach(STATE.stuck, one), class_name="plain")
    return rx.cond(STATE.stuck.length() > 0, card(rows, title=_("Avisos del proveedor sin procesar"), pad=False), rx.fragment())


def _quick() -> rx.Component:
    def one(row: rx.Var[QuickRow]) -> rx.Component:
        drop = button(_("Quitar «{words}»", words=row.text), icon_name="x", kind="ghost", only_icon=True, on_click=STATE.drop_quick(row.id))
        return rx.el.li(
            rx.el.span(row.text, class_name="grow"), rx.cond(LOOK.can_write, drop, rx.fragment()), class_name="row", key=row.id.to_string()
        )

    said = _(rx.cond(STATE.errors.contains("quick"), STATE.errors["quick"], "").to(str))
    form = rx.el.form(
        text_field("quick", _("Nueva respuesta"), error=said, max_length=300, auto_complete="off", placeholder=_("Sí, atendemos los sábados de 8 a 13.")),
        rx.el.div(rx.el.button(icon("plus"), _("Añadir"), type="submit", class_name="btn"), class_name="row talk-end"), on_submit=STATE.add_quick, no_validate=True, class_name="stack", key=STATE.box.to_string(),
    )  # fmt: skip
    none = rx.el.p(_("Ninguna todavía."), class_name="small muted")
    rows = rx.cond(STATE.quick.length() > 0, rx.el.ul(rx.foreach(STATE.quick, one), class_name="plain stack gap-4"), none)
    return card(rx.el.div(rows, rx.cond(LOOK.can_write, form, rx.fragment()), class_name="stack"), title=_("Respuestas rápidas"))


def _retention() -> rx.Component:
    said = _(rx.cond(STATE.errors.contains("months"), STATE.errors["months"], "").to(str))
    field = text_field(
        "months", _("Meses que se conserva el texto"), error=said, required=False, input_mode="numeric", max_length=3, default_value=LOOK.months, auto_complete="off",
        key=LOOK.months, hint=_("Vacío: para siempre. Después queda cuándo se envió y qué pasó, sin el texto."), read_only=~LOOK.can_set,
    )  # fmt: skip
    save = rx.el.div(rx.el.button(icon("check"), _("Guardar"), type="submit", class_name="btn"), class_name="row talk-end")
    form = rx.el.form(field, rx.cond(LOOK.can_set, save, rx.fragment()), on_submit=STATE.keep_for, no_validate=True, class_name="stack")
    return card(form, title=_("Conservación"))


@rx.page(route=routes.MESSAGES_OUTBOX, title="Hampiq", on_load=[ShellState.load, OutboxState.load])
def outbox() -> rx.Component:
    """What did not arrive."""
    shown = rx.el.div(
        _resting(), _numbers(), rx.el.div(rx.el.div(_troubles(), _stuck(), class_name="stack"), rx.el.div(_quick(), _retention(), class_name="stack"), class_name="grid-main-side"), class_name="stack"
    )  # fmt: skip
    content = rx.fragment(
        page_header(_("Salida de mensajes"), tabs("outbox", LOOK.sandbox)),
        loading(STATE.ready, STATE.failed, shown, ShellState.load, STATE.load),
        repeat_dialog(STATE.refresh),
    )  # fmt: skip
    return page_frame(content, active="messages")
