"""Parts of the screen of blocks: a line of the list, the warnings, the pasted rosters."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.blocks.edit_state import BlockFormState
from clinic_app.agenda.blocks.form import LETTERS
from clinic_app.agenda.blocks.paste_state import PasteState
from clinic_app.agenda.blocks.roster_blocks import SHIFT_TITLES
from clinic_app.agenda.blocks.sheet import KIND_WORDS, hours_text
from clinic_app.agenda.blocks.sheet_state import OccurrenceState
from clinic_app.agenda.blocks.state import BatchRow, BlockRow, BlocksState, ClashRow, NextDay
from clinic_app.ui.components import badge, button, card, empty_state, icon, note
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, n_

KIND_ICONS = {"TRABAJO_PRINCIPAL": "hospital", "TRABAJO_SECUNDARIO": "briefcase", "PERSONAL": "user", "VACACIONES": "tree-palm"}
SHORT_DAYS = {"1": N_("lun"), "2": N_("mar"), "3": N_("mié"), "4": N_("jue"), "5": N_("vie"), "6": N_("sáb"), "7": N_("dom")}
LETTER_OF = {shift.value: letter for shift, letter in LETTERS.items()}
WORD_OF = {shift.value: SHIFT_TITLES[shift] for shift in SHIFT_TITLES}


def new_buttons(shortcut: str = "") -> rx.Component:
    """Close some time by hand, or by a roster."""
    buttons = (
        button(_("Pegar mi turno"), icon_name="clipboard-paste", on_click=PasteState.begin),
        button(_("Nuevo bloqueo"), icon_name="plus", kind="solid", shortcut=shortcut, on_click=BlockFormState.begin),
    )
    return rx.cond(BlocksState.can_write, rx.fragment(*buttons), rx.fragment())


def clash_list(rows: rx.Var[list[ClashRow]]) -> rx.Component:
    """Appointments by time, patient and service."""
    line = rx.foreach(
        rows.to(list[ClashRow]),
        lambda row: rx.el.li(
            date_text(row.start, "datetime"), " · ", rx.el.strong(row.patient), " · ", row.service, key=row.id.to_string()
        ),
    )
    return rx.el.ul(line, class_name="clash-list small")


def clashes() -> rx.Component:
    """After something was closed: what stands inside."""
    rows = BlocksState.clashes
    head = rx.el.strong(
        n_(
            "{n} cita queda dentro del tiempo bloqueado y sigue en pie:",
            "{n} citas quedan dentro del tiempo bloqueado y siguen en pie:",
            rows.length(),
        )
    )
    away = button(_("Entendido"), size="sm", on_click=BlocksState.forget_clashes)
    return rx.el.div(rx.cond(rows.length() > 0, note("warn", "triangle-alert", head, clash_list(rows), away), rx.fragment()), role="status")


def _cycle(row: rx.Var[BlockRow]) -> rx.Component:
    one = rx.foreach(
        row.cycle.to(list[str]),
        lambda shift: rx.el.span(word_of(shift, LETTER_OF), class_name="shift shift-" + shift.to(str), title=word_of(shift, WORD_OF)),
    )
    return rx.el.span(one, class_name="cycle")


def _when(row: rx.Var[BlockRow]) -> rx.Component:
    days = rx.foreach(row.weekdays.to(list[int]), lambda day: rx.el.span(word_of(day.to_string(), SHORT_DAYS), class_name="day-word"))
    hours = rx.fragment(" · ", hours_text(row.starts, row.ends))
    since = rx.cond(
        row.last == "",
        rx.el.span(_("desde el {day}, sin fin", day=date_text(row.first, "medium"))),
        rx.el.span(_("del {first} al {last}", first=date_text(row.first, "medium"), last=date_text(row.last, "medium"))),
    )
    once = rx.cond(row.first == row.last, rx.el.span(date_text(row.first, "medium")), since)
    said = rx.match(
        row.repeat,
        ("diario", rx.el.span(n_("Cada día", "Cada {n} días", row.every), hours, " · ", since)),
        ("semanal", rx.el.span(_("Cada semana:"), " ", days, hours, " · ", since)),
        ("patron", rx.el.span(_cycle(row), " · ", since)),
        rx.el.span(once, hours),
    )
    return rx.el.span(rx.fragment(said), class_name="detail")


def _next(row: rx.Var[BlockRow]) -> rx.Component:
    """The next days of a series, each to be dropped or moved."""
    one = rx.foreach(
        row.next.to(list[NextDay]),
        lambda day: rx.el.button(
            date_text(day.day, "short"), type="button", class_name="chip chip-sm", on_click=OccurrenceState.show(day.key), key=day.key
        ),
    )
    return rx.cond(
        row.next.length() > 0,
        rx.el.span(rx.el.span(_("Próximos:"), class_name="tiny muted"), one, class_name="row wrap gap-4"),
        rx.fragment(),
    )


def _freed(row: rx.Var[BlockRow]) -> rx.Component:
    """Days of a series that were freed, each to be closed again."""

    def one(day: rx.Var[NextDay]) -> rx.Component:
        words = rx.fragment(icon("rotate-ccw", 12), date_text(day.day, "short"))
        label = {"aria-label": _("Volver a bloquear el {day}", day=date_text(day.day, "medium"))}
        back = BlocksState.restore(row.pattern_id, day.key)
        return rx.el.button(
            words, type="button", class_name="chip chip-sm", on_click=back, disabled=~BlocksState.can_write, key=day.key, custom_attrs=label
        )

    days = rx.foreach(row.freed.to(list[NextDay]), one)
    head = rx.el.span(_("Librados:"), class_name="tiny muted")
    return rx.cond(row.freed.length() > 0, rx.el.span(head, days, class_name="row wrap gap-4"), rx.fragment())


def _line(row: rx.Var[BlockRow]) -> rx.Component:
    title = rx.cond(row.title != "", row.title, word_of(row.kind, KIND_WORDS)).to(str)
    mark = rx.match(row.kind, *[(kind, icon(name, 13)) for kind, name in KIND_ICONS.items()], rx.fragment())
    kind = rx.el.span(mark, word_of(row.kind, KIND_WORDS), class_name="badge t-mute")
    marks = rx.fragment(
        rx.cond(row.repeat != "", badge(_("Serie"), "info", "repeat"), rx.fragment()), rx.cond(row.pasted, badge(_("Turno pegado"), "mute", "clipboard-paste"), rx.fragment()),
        rx.cond(row.who != "", badge(row.who, "mute", "user"), rx.fragment()),
    )  # fmt: skip
    edit = button(_("Editar {name}", name=title), icon_name="pencil", kind="ghost", only_icon=True, on_click=BlockFormState.edit(row.id))
    away = button(_("Quitar {name}", name=title), icon_name="trash-2", kind="ghost", only_icon=True, on_click=BlocksState.remove(row.id))
    return rx.el.li(
        rx.el.span(class_name="swatch", style={"background": row.color}, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(rx.el.span(rx.el.span(title, class_name="title"), kind, marks, class_name="row wrap gap-4"), _when(row), _next(row), _freed(row), class_name="col gap-4 grow"),
        rx.cond(BlocksState.can_write, rx.el.span(edit, away, class_name="row gap-4"), rx.fragment()),
        class_name="list-row block-row", key=row.id.to_string(),
    )  # fmt: skip


def blocks_list() -> rx.Component:
    """What closes the agenda, series first."""
    none = empty_state(
        "calendar-off", _("Nada bloquea tu agenda"),
        _("Añade tus turnos del hospital, vacaciones o tiempo personal: en esas horas no se ofrecen citas."), new_buttons(),
    )  # fmt: skip
    rows = rx.el.ul(rx.foreach(BlocksState.rows, _line), class_name="plain-list")
    return card(rx.cond(BlocksState.rows.length() > 0, rows, none), pad=False)


def _batch(row: rx.Var[BatchRow]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(_("Del {first} al {last}", first=date_text(row.first, "medium"), last=date_text(row.last, "medium")), class_name="title"),
        rx.el.span(n_("{n} bloqueo", "{n} bloqueos", row.blocks), class_name="detail"), class_name="col gap-0 grow",
    )  # fmt: skip
    undo = button(_("Deshacer"), icon_name="undo-2", size="sm", on_click=BlocksState.undo(row.key))
    return rx.el.li(icon("clipboard-paste"), words, rx.cond(BlocksState.can_write, undo, rx.fragment()), class_name="list-row", key=row.key)


def batches() -> rx.Component:
    """The rosters that were pasted, each to be taken back as a whole."""
    rows = rx.el.ul(rx.foreach(BlocksState.batches, _batch), class_name="plain-list")
    return rx.cond(BlocksState.batches.length() > 0, card(rows, title=_("Turnos pegados"), pad=False), rx.fragment())
