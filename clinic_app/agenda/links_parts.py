"""The part of an appointment's sheet that speaks of its series, its group, or the other services of the booking."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.links_state import BUNDLE, PREFIX, LinksState, MateView
from clinic_app.ui.components import button, icon, select_field, status_badge, text_field
from clinic_app.ui.i18n import _, date_text, n_

LINKS = LinksState.links


def _scopes() -> rx.Component:
    whole = [(BUNDLE, _("Toda la reserva"))]
    parts = [("siguientes", _("Esta y las siguientes")), ("todas", _("Todas las que vienen"))]
    name, word = f"{PREFIX}alcance", _("Cuáles")
    in_both = select_field(name, word, [*whole, *parts])
    of_series = select_field(name, word, parts)
    of_bundle = select_field(name, word, whole)
    return rx.cond(LINKS.series_id > 0, rx.cond(LINKS.bundle_id > 0, in_both, of_series), of_bundle)


def _error(name: str) -> rx.Var:
    return _(LinksState.errors.get(name, "").to(str))


def _move_form() -> rx.Component:
    error = rx.cond(_error("hora") != "", _error("hora"), _error("hora_inicio"))
    form = rx.el.form(
        _scopes(),
        rx.el.div(
            text_field(f"{PREFIX}fecha", _("Día"), type="date", default_value=LINKS.start.to(str)[:10], error=_error("fecha")),
            text_field(f"{PREFIX}hora", _("Hora"), type="time", default_value=LINKS.start.to(str)[11:16], error=error), class_name="form-grid",
        ),
        rx.el.div(button(_("No mover"), on_click=LinksState.ask("move")), button(_("Mover"), kind="solid", type="submit"), class_name="form-foot"),
        no_validate=True, on_submit=LinksState.move, class_name="col",
    )  # fmt: skip
    return rx.cond(LinksState.mode == "move", form, rx.fragment())


def _cancel_form() -> rx.Component:
    form = rx.el.form(
        _scopes(), text_field(f"{PREFIX}motivo", _("Motivo de cancelación"), required=False, max_length=500),
        rx.el.div(button(_("No cancelar"), on_click=LinksState.ask("cancel")), button(_("Cancelar las citas"), kind="danger", type="submit"), class_name="form-foot"),
        on_submit=LinksState.cancel, class_name="col",
    )  # fmt: skip
    return rx.cond(LinksState.mode == "cancel", form, rx.fragment())


def _mate(row: rx.Var[MateView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(date_text(row.start, "time"), class_name="strong"),
        rx.el.span(row.service, class_name="grow words"),
        status_badge(row.look),
        class_name="row",
        key=row.id,
    )


def links_part(appointment_id: rx.Var) -> rx.Component:
    """Nothing for an appointment that stands alone."""
    told = n_("Se repite: queda {n} cita por venir.", "Se repite: quedan {n} citas por venir.", LINKS.coming, n=LINKS.coming)
    of_series = rx.el.p(icon("repeat"), told, class_name="row gap-4 small")
    of_bundle = rx.fragment(
        rx.el.p(icon("layers"), _("Parte de una reserva con varios servicios"), class_name="row gap-4 small"),
        rx.el.ul(rx.foreach(LINKS.mates, _mate), class_name="group-seats"),
    )
    acts = rx.el.div(
        button(_("Mover varias"), icon_name="calendar-clock", size="sm", on_click=LinksState.ask("move")),
        rx.cond(LINKS.bundle_id > 0, button(_("Confirmar todo"), icon_name="calendar-check", size="sm", on_click=LinksState.confirm), rx.fragment()),
        button(_("Cancelar varias"), icon_name="circle-slash", kind="danger", size="sm", on_click=LinksState.ask("cancel")), class_name="row gap-4 wrap",
    )  # fmt: skip
    shown = rx.el.section(
        rx.cond(LINKS.series_id > 0, of_series, rx.fragment()), rx.cond(LINKS.bundle_id > 0, of_bundle, rx.fragment()),
        rx.cond(LINKS.can_write, rx.fragment(acts, _move_form(), _cancel_form()), rx.fragment()), class_name="repeat",
    )  # fmt: skip
    belongs = (LINKS.series_id > 0) | (LINKS.bundle_id > 0)
    return rx.cond((LINKS.id == appointment_id) & belongs, shown, rx.fragment())
