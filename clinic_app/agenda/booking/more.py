"""Parts of the booking dialog that stay out of the way until they are asked for: a room, more services, repetition."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.booking.more_state import BookingMoreState, Extra, Line
from clinic_app.agenda.booking.state import BookingState
from clinic_app.ui.components import badge, button, chip, icon, segmented, select_field, text_field
from clinic_app.ui.i18n import N_, _, date_text, n_

MORE, RULE = BookingMoreState, BookingMoreState.rule
WEEKDAYS = ((1, N_("Lun")), (2, N_("Mar")), (3, N_("Mié")), (4, N_("Jue")), (5, N_("Vie")), (6, N_("Sáb")), (7, N_("Dom")))


def _error(name: str) -> rx.Var:
    return _(BookingState.errors.get(name, "").to(str))


def _said(name: str) -> rx.Component:
    said = rx.el.span(icon("circle-x", 13), rx.el.span(_error(name)), class_name="field-error")
    return rx.el.div(rx.cond(_error(name) != "", said, rx.fragment()), role="alert")


def _extra(extra: rx.Var[Extra], place: rx.Var[int]) -> rx.Component:
    name = rx.foreach(
        BookingState.services,
        lambda row: rx.cond(row.id == extra.service_id, rx.fragment("+ ", row.name, " · ", row.minutes, " min"), rx.fragment()),
    )
    drop = [MORE.drop_service(place), BookingState.find_slots]
    people = rx.foreach(BookingState.professionals, lambda each: rx.el.option(each.label, value=each.value, key=each.value))
    who = rx.el.select(
        rx.el.option(_("La misma profesional"), value=""), people, value=extra.professional, class_name="input",
        on_change=lambda key: [MORE.give_service(place, key), BookingState.find_slots], custom_attrs={"aria-label": _("Quién hace este servicio")},
    )  # fmt: skip
    return rx.el.span(
        _dropped(name, drop), rx.cond(BookingState.professionals.length() > 1, who, rx.fragment()), class_name="row gap-4 wrap"
    )


def _dropped(name: rx.Component, drop: list) -> rx.Component:
    return rx.el.button(
        name,
        icon("x", 14),
        type="button",
        class_name="chip",
        on_click=drop,
        custom_attrs={"aria-pressed": "true", "title": _("Quitar este servicio")},
    )


def more_services() -> rx.Component:
    """Further services of the same visit, back to back; only where there are any, and not in a series."""
    option = rx.foreach(BookingState.services, lambda row: rx.el.option(row.name, value=row.id.to_string(), key=row.id))
    add = rx.el.select(
        rx.el.option(_("Añadir otro servicio…"), value=""), option, value="", class_name="input", on_change=lambda key: [MORE.add_service(key), BookingState.find_slots],
        custom_attrs={"aria-label": _("Añadir otro servicio")},
    )  # fmt: skip
    row = rx.el.div(rx.foreach(MORE.extras, _extra), rx.cond(MORE.extras.length() < 7, add, rx.fragment()), class_name="booking-more")
    return rx.cond((BookingState.services.length() > 1) & ~RULE.on, row, rx.fragment())


def room_field() -> rx.Component:
    """Which room; only in a clinic that has some."""
    choice = select_field(
        "sala", _("Sala"), MORE.rooms, required=False, empty=_("Sin sala"), value=MORE.room, error=_error("sala"),
        on_change=lambda key: [MORE.choose_room(key), BookingState.find_slots],
    )  # fmt: skip
    return rx.cond(MORE.rooms.length() > 0, choice, rx.fragment())


def _line(row: rx.Var[Line]) -> rx.Component:
    state = rx.cond(
        row.skipped,
        badge(_("Se omite"), "mute", "minus"),
        rx.cond(row.reason != "", badge(row.reason, "bad", "circle-x"), badge(_("Libre"), "ok", "check")),
    )
    hour = rx.el.input(
        type="time", value=row.start, class_name="input", on_change=lambda value: MORE.another_time(row.origin, value), disabled=row.skipped,
        custom_attrs={"aria-label": _("Hora del {day}", day=date_text(row.day, "short"))},
    )  # fmt: skip
    skip = button(rx.cond(row.skipped, _("Incluir"), _("Omitir")), kind="ghost", size="sm", on_click=MORE.skip(row.origin))
    return rx.el.li(
        rx.el.span(date_text(row.day, "medium"), class_name="when"), hour, state, rx.el.span(class_name="grow"), skip,
        class_name=rx.cond(row.skipped, "left-out", ""), key=row.origin,
    )  # fmt: skip


def _rule() -> rx.Component:
    unit = select_field(
        "repite",
        _("Se repite por"),
        [("semanal", _("Semanas")), ("diaria", _("Días"))],
        value=RULE.frequency,
        on_change=lambda value: MORE.put("frequency", value),
    )
    every = text_field(
        "cada",
        _("Cada"),
        type="number",
        min=1,
        max=52,
        value=RULE.every,
        on_change=lambda value: MORE.put("every", value),
        error=_error("cada"),
    )
    ends = segmented([("times", _("Veces")), ("until", _("Hasta un día"))], RULE.end, lambda code: MORE.put("end", code), _("Cómo termina"))
    times = text_field(
        "veces",
        _("Cuántas veces"),
        type="number",
        min=1,
        max=104,
        value=RULE.times,
        on_change=lambda value: MORE.put("times", value),
        error=_error("veces"),
    )
    until = text_field(
        "hasta", _("Hasta el día"), type="date", value=RULE.until, on_change=lambda value: MORE.put("until", value), error=_error("hasta")
    )
    days = rx.el.div(
        *[chip(_(word), RULE.weekdays.contains(day), on_click=MORE.toggle_weekday(day)) for day, word in WEEKDAYS], class_name="row gap-4 wrap",
        role="group", custom_attrs={"aria-label": _("Días de la semana")},
    )  # fmt: skip
    return rx.fragment(
        rx.el.div(every, unit, ends, rx.cond(RULE.end == "times", times, until), class_name="repeat-rule"),
        rx.cond(RULE.frequency == "semanal", days, rx.fragment()),
        _said("dias_semana"),
        _said("ocurrencias"),
    )


def repeat_part() -> rx.Component:
    """A quiet button; pressed, how it repeats and which days can be had."""
    toggle = button(
        _("Repetir"),
        icon_name="repeat",
        kind="ghost",
        size="sm",
        on_click=MORE.toggle_repeat,
        custom_attrs={"aria-expanded": rx.cond(RULE.on, "true", "false")},
    )
    look = button(_("Ver las fechas"), icon_name="calendar-search", size="sm", on_click=BookingState.preview)
    clashes = MORE.clashes
    told = rx.cond(
        clashes > 0,
        rx.el.p(n_("{n} fecha no está libre: omítela o cambia su hora.", "{n} fechas no están libres: omítelas o cambia su hora.", clashes, n=clashes), class_name="small"),
        rx.fragment(),
    )  # fmt: skip
    lines = rx.el.ul(
        rx.foreach(MORE.lines, _line), class_name="repeat-days", custom_attrs={"aria-label": _("Fechas de la serie"), "tabindex": "0"}
    )
    panel = rx.el.section(
        rx.el.div(icon("repeat"), rx.el.strong(_("Se repite"), class_name="grow"), button(_("No repetir"), kind="ghost", size="sm", on_click=MORE.toggle_repeat), class_name="row"),
        _rule(), rx.el.div(look, class_name="row"), rx.el.div(told, role="status"), rx.cond(MORE.lines.length() > 0, lines, rx.fragment()), class_name="repeat",
    )  # fmt: skip
    return rx.cond(RULE.on, panel, rx.cond(MORE.extras.length() == 0, rx.el.div(toggle), rx.fragment()))
