"""Settings of the agenda: the cards of the periods and of the rooms, with their dialogs."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.hours.periods import DAY_WORDS, WEEK
from clinic_app.agenda.hours.periods_state import PLACES, PREFIX, PeriodsState
from clinic_app.agenda.rooms.state import RoomRow, RoomsState
from clinic_app.ui.components import badge, button, card, dialog, empty_state, icon, loading, select_field
from clinic_app.ui.forms import Fields, form
from clinic_app.ui.i18n import _

VIEW = PeriodsState.view


def _day_line(day: int) -> rx.Component:
    hours = VIEW.days[day - 1]
    words = rx.cond(hours != "", rx.el.span(hours, class_name="detail"), rx.el.span(_("No atiende"), class_name="detail muted"))
    label = _("Editar {name}", name=_(DAY_WORDS[day - 1]))
    edit = button(label, icon_name="pencil", kind="ghost", only_icon=True, on_click=PeriodsState.edit(day))
    return rx.el.li(
        rx.el.span(_(DAY_WORDS[day - 1]), class_name="title period-day"), rx.el.span(words, class_name="grow"),
        rx.cond(PeriodsState.can_write, edit, rx.fragment()), class_name="list-row",
    )  # fmt: skip


def periods_card() -> rx.Component:
    """The week, of the clinic or of one professional."""
    whose = select_field(
        PREFIX + "quien", _("Horario de"), VIEW.people, empty=_("Todo el consultorio"), value=VIEW.whose, on_change=PeriodsState.choose
    )
    of_clinic = rx.cond(VIEW.own, badge(_("Por tramos"), "info", "clock"), badge(_("Horario simple"), "mute"))
    of_person = rx.cond(VIEW.own, badge(_("Horario propio"), "info", "clock"), badge(_("El del consultorio"), "mute"))
    back = rx.cond(VIEW.whose == "", _("Volver al horario simple"), _("Usar el horario del consultorio")).to(str)
    drop = button(back, icon_name="undo-2", size="sm", on_click=PeriodsState.drop)
    head = rx.el.div(
        rx.cond(VIEW.people.length() > 0, whose, rx.fragment()), rx.cond(VIEW.whose == "", of_clinic, of_person),
        rx.cond(VIEW.own & PeriodsState.can_write, drop, rx.fragment()), class_name="row wrap card-pad",
    )  # fmt: skip
    hint = rx.el.p(
        _("Para un descanso al mediodía u horas distintas según el día, edita los tramos de cada día."), class_name="small muted card-pad"
    )
    week = rx.el.ul(*[_day_line(day) for day in WEEK], class_name="plain-list")
    shown = loading(PeriodsState.loaded, PeriodsState.failed, rx.fragment(head, week, hint), PeriodsState.load, lines=7)
    return card(shown, title=_("Horario por día"), pad=False)


def _pair(fields: Fields, place: int) -> rx.Component:
    return rx.el.div(
        fields.text(f"desde_{place}", _("Tramo {n}: desde", n=place), required=True, type="time"),
        fields.text(f"hasta_{place}", _("Tramo {n}: hasta", n=place), required=True, type="time"), class_name="period-pair",
    )  # fmt: skip


def periods_dialog() -> rx.Component:
    """The periods of one weekday, and the days that they are copied to."""
    fields = Fields(PeriodsState.values, PeriodsState.errors, PREFIX)
    boxes = [rx.cond(PeriodsState.day == day, rx.fragment(), fields.check(f"dia_{day}", _(DAY_WORDS[day - 1]))) for day in WEEK]
    copy = rx.el.fieldset(rx.el.legend(_("Copiar también a"), class_name="strong small"), rx.el.div(*boxes, class_name="day-boxes"))
    hint = rx.el.p(_("Deja vacíos los tramos que no uses; sin ninguno, ese día no se atiende."), class_name="small muted")
    filled = form(
        hint,
        *[_pair(fields, place) for place in PLACES],
        copy,
        on_submit=PeriodsState.save,
        on_cancel=PeriodsState.close,
        save=_("Guardar horario"),
    )
    title = rx.match(PeriodsState.day, *[(day, _(DAY_WORDS[day - 1])) for day in WEEK], "").to(str)
    return dialog(filled, title=title, open=PeriodsState.day > 0, on_close=PeriodsState.close, name="day-periods")


def _room(row: rx.Var[RoomRow]) -> rx.Component:
    up = button(_("Subir {name}", name=row.name), icon_name="arrow-up", kind="ghost", only_icon=True, on_click=RoomsState.lift(row.id))
    edit = button(_("Editar {name}", name=row.name), icon_name="pencil", kind="ghost", only_icon=True, on_click=RoomsState.edit(row.id))
    away = button(_("Retirar {name}", name=row.name), icon_name="trash-2", kind="ghost", only_icon=True, on_click=RoomsState.retire(row.id))
    buttons = rx.el.span(rx.cond(row.first, rx.fragment(), up), edit, away, class_name="row gap-4")
    return rx.el.li(
        icon("door-open", 18, class_name="muted"), rx.el.span(row.name, class_name="title grow ellipsis"),
        rx.cond(RoomsState.can_write, buttons, rx.fragment()), class_name="list-row", key=row.id.to_string(),
    )  # fmt: skip


def rooms_card() -> rx.Component:
    """The rooms in their order."""
    new = button(_("Nueva sala"), icon_name="plus", size="sm", on_click=RoomsState.edit(0))
    none = empty_state("door-open", _("Sin salas"), _("Si tu consultorio comparte salas, añádelas: ninguna tendrá dos citas a la vez."))
    rows = rx.el.ul(rx.foreach(RoomsState.rows, _room), class_name="plain-list")
    inside = loading(RoomsState.loaded, RoomsState.failed, rx.cond(RoomsState.rows.length() > 0, rows, none), RoomsState.load, lines=3)
    return card(inside, title=_("Salas"), actions=[rx.cond(RoomsState.can_write, new, rx.fragment())], pad=False)


def room_dialog() -> rx.Component:
    """The name of a room."""
    fields = Fields(RoomsState.values, RoomsState.errors)
    filled = form(
        fields.text("sala_nombre", _("Nombre"), required=True, max_length=60),
        on_submit=RoomsState.save, on_cancel=RoomsState.close, save=_("Guardar sala"),
    )  # fmt: skip
    title = rx.cond(RoomsState.editing == 0, _("Nueva sala"), _("Editar sala")).to(str)
    return dialog(filled, title=title, open=RoomsState.open, on_close=RoomsState.close, name="room-form")
