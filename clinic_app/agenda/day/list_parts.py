"""The list of a day: rows that can be swiped, one-tap call, WhatsApp and arrived, what can still be taken back."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx
from reflex_base.constants import MemoizationMode

from clinic_app.agenda.blocks.sheet_state import OccurrenceState
from clinic_app.agenda.booking.state import BookingState
from clinic_app.agenda.day.list_state import APPOINTMENT, CLOSED, FREE, ListRow
from clinic_app.agenda.groups.state import GroupState
from clinic_app.agenda.links_state import LinksState
from clinic_app.agenda.quick_state import ARRIVED, QuickState
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import AgendaState
from clinic_app.agenda.waiting.state import WaitingState
from clinic_app.ui.components import badge, button, empty_state, icon, status_badge
from clinic_app.ui.i18n import _, date_text

UNDO_SECONDS = 7


class SwipeRow(rx.Component):
    """A row that is swiped, of assets/swipe.js. Children: the row, the word behind it, the tray."""

    library = "$/public/swipe.js"
    tag = "SwipeRow"
    right: rx.Var[bool]
    left: rx.Var[bool]
    on_right: rx.EventHandler[rx.event.no_args_event_spec]
    _memoization_mode = MemoizationMode(recursive=False)


class Undo(rx.Component):
    """What can be taken back for some seconds, of assets/swipe.js."""

    library = "$/public/swipe.js"
    tag = "Undo"
    number: rx.Var[int]
    seconds: rx.Var[int]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]
    _memoization_mode = MemoizationMode(recursive=False)


def contact_links(phone: rx.Var, whatsapp: rx.Var, name: rx.Var) -> rx.Component:
    """Call and WhatsApp, each one tap; nothing where no number is known."""

    def link(word: rx.Var, mark: str, href: rx.Var, **props: object) -> rx.Component:
        return rx.el.a(icon(mark), href=href, class_name="btn btn-icon", custom_attrs={"aria-label": word, "title": word}, **props)

    call = link(_("Llamar a {name}", name=name), "phone", "tel:" + phone.to(str))
    write = link(
        _("WhatsApp a {name}", name=name), "message-circle", "https://wa.me/" + whatsapp.to(str), target="_blank", rel="noreferrer"
    )
    return rx.fragment(rx.cond(phone != "", call, rx.fragment()), rx.cond(whatsapp != "", write, rx.fragment()))


def _arrived(row: rx.Var[ListRow]) -> rx.Component:
    return button(_("Llegó"), icon_name="log-in", kind="soft", on_click=QuickState.arrive(row.id, row.version, row.title))


def _flags(row: rx.Var[ListRow]) -> rx.Component:
    late = rx.cond(row.late, badge(_("Retrasada"), "bad", "clock-alert"), rx.fragment())
    silent = rx.cond((row.look == "programada") & ~row.late, badge(_("Sin confirmar"), "warn", "circle-help"), rx.fragment())
    state = rx.cond(row.look == "programada", rx.fragment(), status_badge(row.look))
    return rx.el.span(state, late, silent, class_name="row gap-4 wrap")


def _appointment(row: rx.Var[ListRow]) -> rx.Component:
    going = (QuickState.last.id == row.id) & (QuickState.last.kind != ARRIVED) & (QuickState.last.number > 0)
    words = rx.el.button(
        rx.el.span(row.title, class_name="strong words"),
        rx.el.span(rx.el.span(class_name="swatch", style={"background": row.color}), row.service, " · ", row.age, class_name="row gap-4 tiny muted wrap"),
        _flags(row), type="button", class_name="dl-words", on_click=[AppointmentState.show(row.key), LinksState.show(row.key)],
    )  # fmt: skip
    time = rx.el.span(
        rx.el.time(date_text(row.start, "time"), class_name="strong"),
        rx.el.span(date_text(row.end, "time"), class_name="tiny muted"),
        class_name="dl-time",
    )
    who = rx.cond(row.professional != "", rx.el.span(row.professional, class_name="tiny strong muted"), rx.fragment())
    acts = rx.el.span(
        contact_links(row.phone, row.whatsapp, row.title),
        button(_("Más"), icon_name="ellipsis", only_icon=True, on_click=[AppointmentState.show(row.key), LinksState.show(row.key)]),
        rx.cond(row.can_arrive, _arrived(row), rx.fragment()), class_name="dl-acts",
    )  # fmt: skip
    front = rx.el.div(rx.el.span(time, who, class_name="col gap-4"), words, acts, class_name="dl-row")
    tray = rx.el.div(
        button(_("Más"), icon_name="ellipsis", on_click=[AppointmentState.show(row.key), LinksState.show(row.key)]),
        rx.cond(row.can_cancel, button(_("Cancelar"), icon_name="circle-slash", kind="danger", on_click=QuickState.cancel(row.id, row.version, row.title)), rx.fragment()),
        class_name="row gap-4",
    )  # fmt: skip
    return SwipeRow.create(
        front, rx.el.span(icon("log-in"), _("Llegó"), class_name="row gap-4"), tray,
        right=row.can_arrive, left=True, on_right=QuickState.arrive(row.id, row.version, row.title), key=row.key,
        class_name=rx.cond(going, "dl-going", ""), custom_attrs={"data-event": row.key},
    )  # fmt: skip


def _free(row: rx.Var[ListRow]) -> rx.Component:
    hours = rx.el.span(date_text(row.start, "time"), " – ", date_text(row.end, "time"), class_name="strong")
    words = rx.el.span(icon("plus"), hours, _("libre"), rx.el.span(_("Toca para agendar"), class_name="tiny end"), class_name="row")
    return rx.cond(
        AgendaState.frame.can_write,
        rx.el.li(rx.el.button(words, type="button", class_name="dl-free", on_click=BookingState.open_at(row.start)), key=row.key),
        rx.el.li(rx.el.span(words, class_name="dl-free"), key=row.key),
    )


def _closed(row: rx.Var[ListRow]) -> rx.Component:
    hours = rx.el.span(date_text(row.start, "time"), " – ", date_text(row.end, "time"), class_name="tiny")
    words = rx.el.span(icon("calendar-off", 14), rx.el.span(row.title, class_name="words"), hours, class_name="row")
    opened = [OccurrenceState.show(row.key), WaitingState.reveal(row.key)]
    return rx.el.li(rx.el.button(words, type="button", class_name="dl-closed", on_click=opened), key=row.key)


def _other(row: rx.Var[ListRow]) -> rx.Component:
    hours = rx.el.span(date_text(row.start, "time"), " – ", date_text(row.end, "time"), class_name="tiny")
    words = rx.el.span(icon("users", 14), rx.el.span(row.title, class_name="strong words"), rx.el.strong(row.note), hours, class_name="row")
    return rx.el.li(rx.el.button(words, type="button", class_name="dl-closed", on_click=GroupState.show(row.key)), key=row.key)


def _row(row: rx.Var[ListRow]) -> rx.Component:
    return rx.match(row.kind, (APPOINTMENT, _appointment(row)), (FREE, _free(row)), (CLOSED, _closed(row)), _other(row))


def _strip() -> rx.Component:
    """The seven days of the week, one tap each."""

    def day(each: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            rx.el.span(date_text(each, "weekday"), class_name="tiny"), rx.el.span(date_text(each, "day"), class_name="strong"),
            type="button", class_name="dl-day", on_click=AgendaState.go_to(each), key=each,
            custom_attrs={
                "aria-label": date_text(each, "long"), "aria-current": rx.cond(each == AgendaState.day, "date", "false"),
                "data-today": rx.cond(each == AgendaState.frame.today, "true", "false"),
            },
        )  # fmt: skip

    return rx.el.div(
        rx.foreach(AgendaState.frame.week.to(list[str]), day), class_name="dl-strip", role="group", custom_attrs={"aria-label": _("Semana")}
    )


def undo_bar() -> rx.Component:
    """Says what was done with one tap, and takes it back."""
    last = QuickState.last
    words = rx.cond(
        last.kind == ARRIVED, _("Llegada registrada: {name}", name=last.name), _("Se cancela la cita de {name}", name=last.name)
    )
    return Undo.create(
        rx.el.span(words, class_name="grow words"), button(_("Deshacer"), icon_name="undo-2", on_click=QuickState.take_back),
        number=last.number, seconds=UNDO_SECONDS, on_over=QuickState.over(last.number), class_name="undo-bar",
    )  # fmt: skip


def day_list() -> rx.Component:
    """The day, line by line."""
    rows = AgendaState.frame.rows.to(list[ListRow])
    nothing = empty_state("calendar-check", _("Nada este día"), _("No hay citas ni horas abiertas. Desliza para ver otro día."))
    full = rx.el.ol(rx.foreach(rows, _row), class_name="dl-list", custom_attrs={"aria-label": _("Citas del día")})
    closed = empty_state("calendar-check", _("Sin citas este día"), _("Está cerrado. Desliza para ver otro día."))
    only_closed = rx.cond(AgendaState.frame.closed, closed, rx.fragment())
    return rx.el.div(_strip(), rx.cond(rows.length() > 0, rx.fragment(full, only_closed), nothing), class_name="dl")
