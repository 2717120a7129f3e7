"""FullCalendar for React (assets/calendar.js). Times are the clinic's wall time, written without zone and shown as they are: no browser zone can shift them."""

import reflex as rx

from clinic_app.ui.i18n import LangState

VERSION = "6.1.20"  # every sub-package on the same one; 6.1.22 lacks timegrid
PARTS = ("core", "daygrid", "timegrid", "interaction")


def _without_zone(value: rx.Var) -> rx.Var[str]:
    """`2026-11-20T10:15:00Z` or `…+00:00` -> `2026-11-20T10:15:00`; empty when there is none."""
    return rx.Var(f"(({value!s}) ?? '').slice(0, 19)", _var_type=str, _var_data=value._get_all_var_data())


def _moved(info: rx.Var[dict]) -> list[rx.Var]:
    """Drop and resize: id, new start, new end, the version that was taken in hand."""
    event = info.to(dict)["event"].to(dict)
    return [event["id"].to(str), _without_zone(event["startStr"]), _without_zone(event["endStr"]), info.to(dict)["version"].to(int)]


def _clicked(info: rx.Var[dict]) -> list[rx.Var]:
    return [info.to(dict)["event"].to(dict)["id"].to(str)]


def _range(info: rx.Var[dict]) -> list[rx.Var]:
    """A selection or the visible dates: start, end (exclusive)."""
    return [_without_zone(info.to(dict)["startStr"]), _without_zone(info.to(dict)["endStr"])]


def _range_and_view(info: rx.Var[dict]) -> list[rx.Var]:
    return [*_range(info), info.to(dict)["view"].to(dict)["type"].to(str)]


class FullCalendar(rx.Component):
    """The calendar; see `calendar` for the values that we always want.

    Part of its page's script: loaded by itself later (NoSSRComponent), a load that fails once would leave the page without a calendar for good.
    """

    library = "$/public/calendar.js"
    tag = "Calendar"
    lib_dependencies: list[str] = [f"@fullcalendar/{name}@{VERSION}" for name in ("react", *PARTS)]

    locale: rx.Var[str]
    time_zone: rx.Var[str]
    initial_view: rx.Var[str]
    initial_date: rx.Var[str]
    events: rx.Var[list[dict]]
    editable: rx.Var[bool]
    selectable: rx.Var[bool]
    select_mirror: rx.Var[bool]
    header_toolbar: rx.Var[dict | bool]
    slot_min_time: rx.Var[str]
    slot_max_time: rx.Var[str]
    slot_duration: rx.Var[str]
    snap_duration: rx.Var[str]
    hidden_days: rx.Var[list[int]]
    all_day_slot: rx.Var[bool]
    now_indicator: rx.Var[bool]
    now: rx.Var[str]
    height: rx.Var[str]
    first_day: rx.Var[int]
    day_max_events: rx.Var[bool]
    long_press_delay: rx.Var[int]

    on_event_drop: rx.EventHandler[_moved]
    on_event_resize: rx.EventHandler[_moved]
    on_event_click: rx.EventHandler[_clicked]
    on_select: rx.EventHandler[_range]
    on_dates_set: rx.EventHandler[_range_and_view]

    # FullCalendar names its callbacks eventDrop, not onEventDrop.
    _rename_props = {
        "onEventDrop": "eventDrop",
        "onEventResize": "eventResize",
        "onEventClick": "eventClick",
        "onSelect": "select",
        "onDatesSet": "datesSet",
    }


def calendar(**props: object) -> rx.Component:
    """The agenda. `events` are dicts {id, title, start, end, classNames, display?} with wall times such as "2026-11-20T10:15:00".

    Handlers: on_event_drop/on_event_resize(id, start, end, version), on_event_click(id), on_select(start, end), on_dates_set(start, end, view), only when they change.
    `now` is the clinic's wall time: with the zone fixed to UTC the red line needs it.
    """
    defaults: dict[str, object] = {
        "locale": rx.cond(LangState.lang == "pt-BR", "pt-br", LangState.lang),
        "time_zone": "UTC",
        "initial_view": "timeGridWeek",
        "header_toolbar": False,
        "all_day_slot": False,
        "now_indicator": True,
        "height": "auto",
        "first_day": 1,
        "long_press_delay": 350,
        "day_max_events": True,
        "select_mirror": True,
    }
    return FullCalendar.create(**{**defaults, **props})
