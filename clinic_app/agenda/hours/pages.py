"""The settings of the agenda."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.agenda.hours.components import periods_card, periods_dialog, room_dialog, rooms_card
from clinic_app.agenda.hours.periods import DAY_WORDS
from clinic_app.agenda.hours.periods_state import PeriodsState
from clinic_app.agenda.hours.state import PREFIX, WEEK, HoursState
from clinic_app.agenda.rooms.state import RoomsState
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import card, icon, note, skeleton
from clinic_app.ui.forms import Fields
from clinic_app.ui.i18n import _


def _days(fields: Fields) -> rx.Component:
    said = fields.said(PREFIX + "dias_laborables")
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    boxes = [fields.check(f"dia_{day}", _(DAY_WORDS[day - 1])) for day in WEEK]
    return rx.el.fieldset(
        rx.el.legend(_("Días de atención"), class_name="strong small"), rx.el.div(*boxes, class_name="day-boxes"), rx.el.div(problem, role="alert")
    )  # fmt: skip


def _form() -> rx.Component:
    fields = Fields(HoursState.values, HoursState.errors, PREFIX)
    number = {"required": True, "input_mode": "numeric", "max_length": 3}
    simple = rx.fragment(
        _days(fields),
        rx.el.div(
            fields.text("hora_inicio", _("Desde"), required=True, type="time"), fields.text("hora_fin", _("Hasta"), required=True, type="time"),
            class_name="form-grid",
        ),
    )  # fmt: skip
    ruled = note("info", "clock", _("El horario se lleva por tramos: cada día tiene los suyos, más abajo."))
    grid = rx.el.div(
        fields.text("intervalo_minutos", _("Intervalo (minutos)"), hint=_("Cada cuánto se ofrece una hora."), **number),
        fields.text("tiempo_entre_citas", _("Pausa entre citas (minutos)"), hint=_("0 si van seguidas."), **number),
        fields.text("minutos_traslado", _("Traslado a domicilio (minutos)"), hint=_("Tiempo libre antes y después de cada visita."), **number),
        fields.text(
            "minutos_reserva_espera", _("Reserva para la lista de espera (minutos)"), required=True, input_mode="numeric", max_length=4,
            hint=_("Cuánto se guarda una hora que se ofreció."),
        ),
        fields.text("dias_anticipacion_maxima", _("Anticipación máxima (días)"), hint=_("Hasta cuándo se puede reservar."), **number),
        class_name="form-grid aligned",
    )  # fmt: skip
    foot = rx.el.div(rx.el.button(icon("check"), _("Guardar horario"), type="submit", class_name="btn btn-solid"), class_name="form-foot")
    same_day = fields.check("permite_citas_mismo_dia", _("Se puede reservar para el mismo día"))
    holidays = fields.check("cierra_feriados", _("Cerrar la agenda los feriados nacionales"))
    can = HoursState.can_write
    hours = rx.cond(HoursState.ruled, ruled, simple)
    inside = rx.el.fieldset(hours, grid, same_day, holidays, rx.cond(can, foot, rx.fragment()), disabled=~can, class_name="stack gap-16")
    return rx.el.form(inside, on_submit=HoursState.save, no_validate=True, key=HoursState.box.to_string())


@rx.page(routes.SETTINGS_AGENDA, title="Hampiq", on_load=[ShellState.load, HoursState.load, PeriodsState.load, RoomsState.load])
def agenda_settings() -> rx.Component:
    reading = rx.cond(
        HoursState.can_write, rx.fragment(), note("info", "lock", _("Solo quien administra el consultorio puede cambiar estos datos."))
    )
    shown = rx.el.div(reading, card(_form(), title=_("Horario de la agenda")), periods_card(), rooms_card(), class_name="stack")
    dialogs = rx.fragment(periods_dialog(), room_dialog())
    return settings_frame(rx.fragment(rx.cond(HoursState.loaded, shown, card(skeleton(8))), dialogs), "agenda")
