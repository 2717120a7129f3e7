"""The card of the next check-up."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.growth.growth_parts import to_confirm
from clinic_app.growth.next_visit import FreeDay
from clinic_app.growth.next_visit_state import NextVisitState
from clinic_app.ui.components import card, icon
from clinic_app.ui.i18n import _, date_text

STATE = NextVisitState
PLAN = STATE.plan


def _day(row: rx.Var[FreeDay]) -> rx.Component:
    def hour(at: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            at, type="button", class_name="chip", on_click=STATE.book(row.day, at), key=at,
            custom_attrs={"aria-label": _("Agendar el {day} a las {time}", day=date_text(row.day, "medium"), time=at)},
        )  # fmt: skip

    return rx.el.li(
        rx.el.span(date_text(row.day, "short"), class_name="small strong"), rx.el.span(rx.foreach(row.hours.to(list[str]), hour), class_name="row wrap gap-4"),
        class_name="next-day", key=row.day,
    )  # fmt: skip


def _free() -> rx.Component:
    day = rx.el.div(
        rx.el.label(_("Desde el día"), html_for="next-day", class_name="label"),
        rx.el.input(type="date", id="next-day", value=PLAN.day, on_change=STATE.move, class_name="input"), class_name="field",
    )  # fmt: skip
    service = rx.el.div(
        rx.el.label(_("Servicio"), html_for="next-service", class_name="label"),
        rx.el.select(
            rx.foreach(PLAN.services, lambda one: rx.el.option(one.label, value=one.value, key=one.value)), id="next-service", value=PLAN.service,
            on_change=STATE.choose_service, class_name="input",
        ), class_name="field",
    )  # fmt: skip
    none = rx.el.p(_("No hay horas libres en las dos semanas que siguen. Elige otro día."), class_name="small muted")
    times = rx.cond(PLAN.days.length() > 0, rx.el.ul(rx.foreach(PLAN.days, _day), class_name="next-days plain"), none)
    hint = rx.el.p(_("Un toque en la hora la agenda."), class_name="tiny muted")
    return rx.cond(PLAN.looked, rx.fragment(rx.el.div(day, service, class_name="form-grid"), times, hint), rx.fragment())


def next_visit_card() -> rx.Component:
    """When she should come again, and free times to book with one click."""
    booked = rx.el.p(
        icon("calendar-check"),
        " ",
        rx.el.strong(date_text(PLAN.booked, "medium")),
        " ",
        date_text(PLAN.booked, "time"),
        " · ",
        PLAN.booked_for,
        class_name="ok",
    )
    suggested = rx.el.p(
        rx.el.strong(date_text(PLAN.day, "medium")),
        " · ",
        _(PLAN.reason),
        " ",
        rx.el.span(PLAN.norm, class_name="tiny muted"),
        " ",
        to_confirm(PLAN.confirmed),
        class_name="small",
    )
    shown = rx.cond(PLAN.booked != "", booked, rx.el.div(suggested, _free(), class_name="stack"))
    return rx.cond((PLAN.day != "") | (PLAN.booked != ""), card(shown, title=_("Próxima cita"), id="next-visit"), rx.fragment())
