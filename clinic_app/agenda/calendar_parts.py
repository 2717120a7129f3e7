"""The calendar itself: a week or month, a day in columns, or a day as a list."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex_base.constants import MemoizationMode

from clinic_app.agenda.blocks.sheet_state import OccurrenceState
from clinic_app.agenda.booking.state import BookingState
from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.day.list_parts import day_list
from clinic_app.agenda.groups.state import GroupState
from clinic_app.agenda.links_state import LinksState
from clinic_app.agenda.quick_state import QuickState
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import BY_PROFESSIONAL, BY_ROOM, DAY, LIST, WEEK, AgendaState, ColumnsState
from clinic_app.agenda.waiting.state import WaitingState
from clinic_app.shell.state import ShellState
from clinic_app.ui.components import card, load_failed, skeleton
from clinic_app.ui.fullcalendar import calendar
from clinic_app.ui.i18n import _

EVENT_BODY = rx.Var("eventBody", _var_data=VarData(imports={"$/public/agenda.js": [ImportVar(tag="eventBody")]}))
OPEN_TIME = rx.Var("openTime", _var_data=VarData(imports={"$/public/agenda.js": [ImportVar(tag="openTime")]}))
LATE_SECONDS = 120  # so often it is asked who is late by now
FRAME = AgendaState.frame
PEOPLE, ROOMS = FRAME.professionals.to(list[ProfessionalChoice]), FRAME.rooms.to(list[ProfessionalChoice])
BY = rx.cond((ColumnsState.by == BY_ROOM) & (ROOMS.length() > 0), BY_ROOM, BY_PROFESSIONAL)
IN_COLUMNS = (AgendaState.view == DAY) & ((BY == BY_ROOM) | ((AgendaState.professional == "") & (PEOPLE.length() > 0)))


def _moved(info: rx.Var[list]) -> list[rx.Var]:
    """Id, new start, new end, the version that was taken in hand, what a column is, which column."""
    cells = info.to(list)
    return [cells[0].to(str), cells[1].to(str), cells[2].to(str), cells[3].to(int), cells[4].to(str), cells[5].to(str)]


def _free(info: rx.Var[list]) -> list[rx.Var]:
    """Moment, what a column is, which column."""
    cells = info.to(list)
    return [cells[number].to(str) for number in range(3)]


class DayColumns(rx.Component):
    """A day in columns, of assets/columns.js."""

    library = "$/public/columns.js"
    tag = "DayColumns"
    columns: rx.Var[list[dict]]
    events: rx.Var[list[dict]]
    by: rx.Var[str]
    day: rx.Var[str]
    opens: rx.Var[str]
    closes: rx.Var[str]
    snap: rx.Var[int]
    now: rx.Var[str]
    writable: rx.Var[bool]
    label: rx.Var[str]
    counts: rx.Var[str]
    on_move: rx.EventHandler[_moved]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_free: rx.EventHandler[_free]


class SwipeDays(rx.Component):
    """Around what shows one day, of assets/swipe.js."""

    library = "$/public/swipe.js"
    tag = "SwipeDays"
    on_step: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    _memoization_mode = MemoizationMode(recursive=False)


class FirstLook(rx.Component):
    """Says how wide the window is, of assets/swipe.js."""

    library = "$/public/swipe.js"
    tag = "FirstLook"
    on_look: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


class Again(rx.Component):
    """Asks again from time to time, of assets/swipe.js."""

    library = "$/public/swipe.js"
    tag = "Again"
    seconds: rx.Var[int]
    on_again: rx.EventHandler[rx.event.no_args_event_spec]


def _opened(key: rx.Var) -> list:
    """Whatever was clicked knows by its key what it is; each of these opens only its own."""
    return [AppointmentState.show(key), OccurrenceState.show(key), WaitingState.reveal(key), GroupState.show(key), LinksState.show(key)]


def _columns() -> rx.Component:
    return DayColumns.create(
        columns=rx.cond(BY == BY_ROOM, ROOMS, PEOPLE).to(list[dict]), events=AgendaState.events.to(list[dict]), by=BY, day=AgendaState.day,
        opens=FRAME.opens, closes=FRAME.closes, snap=FRAME.snap_minutes, now=FRAME.now, writable=FRAME.can_write, label=_("Agenda del día"), counts=_("citas"),
        on_move=lambda key, start, end, version, by, column: [AgendaState.move_between(key, start, end, version, by, column), AgendaState.refresh()],
        on_open=_opened, on_free=QuickState.book_at,
    )  # fmt: skip


def _grid() -> rx.Component:
    """FullCalendar; another `place` draws it anew."""
    return calendar(
        key=AgendaState.place,
        events=AgendaState.events.to(list[dict]),
        initial_view=AgendaState.view,
        initial_date=AgendaState.day,
        now=FRAME.now,
        slot_min_time=FRAME.opens,
        slot_max_time=FRAME.closes,
        slot_duration="00:30:00",
        snap_duration=FRAME.snap,
        hidden_days=rx.cond(AgendaState.view == WEEK, FRAME.hidden, rx.Var.create([])).to(list[int]),
        selectable=FRAME.can_write,
        editable=FRAME.can_write,
        on_select=lambda start, end: BookingState.open_at(start),
        on_dates_set=lambda start, end, view: AgendaState.see(start, end, view, AgendaState.place),
        on_event_click=_opened,
        on_event_drop=lambda key, start, end, version: [AgendaState.move(key, start, end, version), AgendaState.refresh()],
        on_event_resize=lambda key, start, end, version: [AgendaState.move(key, start, end, version), AgendaState.refresh()],
        custom_attrs={"eventContent": EVENT_BODY, "selectOverlap": OPEN_TIME},
    )


def agenda_calendar() -> rx.Component:
    """The calendar of the visible dates, in the form that was chosen."""
    look = FirstLook.create(on_look=AgendaState.begin)
    one_day = SwipeDays.create(rx.cond(AgendaState.view == LIST, day_list(), _grid()), on_step=AgendaState.step, class_name="swipe-days")
    drawn = rx.cond(IN_COLUMNS, _columns(), rx.cond((AgendaState.view == DAY) | (AgendaState.view == LIST), one_day, _grid()))
    waiting = rx.cond(AgendaState.failed, load_failed(ShellState.load, AgendaState.load, WaitingState.load), skeleton(10))
    again = Again.create(seconds=LATE_SECONDS, on_again=AgendaState.refresh)
    shown = rx.cond(AgendaState.ready, rx.cond(AgendaState.view == "", rx.fragment(look, skeleton(10)), rx.fragment(drawn, again)), waiting)
    return card(shown, pad=False, class_name="calendar")
