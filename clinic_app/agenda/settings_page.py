"""The settings of the clinic and of the person."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false

import reflex as rx

from clinic_app.agenda.settings_state import HOURS, PERSON, PRACTICE, WEEK, SettingsState, UsageRow
from clinic_app.patients.components import word_of
from clinic_app.patients.form import Fields
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import Text, badge, card, icon, note, page_header, skeleton
from clinic_app.ui.i18n import N_, _, date_text, number_text

DAY_WORDS = (N_("Lunes"), N_("Martes"), N_("Miércoles"), N_("Jueves"), N_("Viernes"), N_("Sábado"), N_("Domingo"))
USAGE_WORDS = {"max_patients": N_("Pacientes"), "custom_services": N_("Servicios propios")}


def _form(*fields: rx.Component, on_submit: object, allowed: rx.Var, save: Text) -> rx.Component:
    """One form in a card; who may only read sees its fields without the button."""
    foot = rx.el.div(rx.el.button(icon("check"), save, type="submit", class_name="btn btn-solid"), class_name="row end")
    inside = rx.el.fieldset(*fields, rx.cond(allowed, foot, rx.fragment()), disabled=~allowed, class_name="stack gap-16")
    return rx.el.form(inside, on_submit=on_submit, no_validate=True, key=SettingsState.box.to_string())


def _days(fields: Fields) -> rx.Component:
    said = _(rx.cond(SettingsState.errors.contains(HOURS + "dias_laborables"), SettingsState.errors[HOURS + "dias_laborables"], "").to(str))
    problem = rx.cond(said != "", rx.el.span(icon("circle-x", 13), rx.el.span(said), class_name="field-error"), rx.fragment())
    boxes = [fields.check(f"dia_{day}", _(DAY_WORDS[day - 1])) for day in WEEK]
    return rx.el.fieldset(
        rx.el.legend(_("Días de atención"), class_name="strong small"), rx.el.div(*boxes, class_name="day-boxes"), rx.el.div(problem, role="alert")
    )  # fmt: skip


def _hours() -> rx.Component:
    fields = Fields(SettingsState.values, SettingsState.errors, HOURS)
    number = {"required": True, "input_mode": "numeric", "max_length": 3}
    grid = rx.el.div(
        fields.text("hora_inicio", _("Desde"), required=True, type="time"), fields.text("hora_fin", _("Hasta"), required=True, type="time"),
        fields.text("intervalo_minutos", _("Intervalo (minutos)"), hint=_("Cada cuánto se ofrece una hora."), **number),
        fields.text("tiempo_entre_citas", _("Pausa entre citas (minutos)"), hint=_("0 si van seguidas."), **number),
        fields.text("dias_anticipacion_maxima", _("Anticipación máxima (días)"), hint=_("Hasta cuándo se puede reservar."), **number),
        class_name="form-grid",
    )  # fmt: skip
    same_day = fields.check("permite_citas_mismo_dia", _("Se puede reservar para el mismo día"))
    filled = _form(_days(fields), grid, same_day, on_submit=SettingsState.save_hours, allowed=SettingsState.can_write, save=_("Guardar horario"))
    return card(filled, title=_("Horario de la agenda"))


def _practice() -> rx.Component:
    fields = Fields(SettingsState.values, SettingsState.errors, PRACTICE)
    grid = rx.el.div(
        rx.el.div(fields.text("nombre_consultorio", _("Nombre del consultorio"), required=True, max_length=200), class_name="wide"),
        rx.el.div(fields.text("direccion_consultorio", _("Dirección"), max_length=300), class_name="wide"),
        fields.text("telefono_consultorio", _("Teléfono"), type="tel", max_length=20),
        fields.text("ruc", _("RUC"), hint=_("Once dígitos."), input_mode="numeric", max_length=11),
        class_name="form-grid",
    )
    filled = _form(grid, on_submit=SettingsState.save_practice, allowed=SettingsState.can_write, save=_("Guardar consultorio"))
    return card(filled, title=_("Consultorio"))


def _person() -> rx.Component:
    fields = Fields(SettingsState.values, SettingsState.errors, PERSON)
    grid = rx.el.div(
        fields.text("first_name", _("Nombres"), required=True, max_length=150), fields.text("last_name", _("Apellidos"), max_length=150),
        fields.text("telefono", _("Teléfono"), type="tel", max_length=20),
        fields.text("numero_colegiatura", _("Número de colegiatura"), max_length=20),
        fields.text("rne", _("RNE"), hint=_("Registro nacional de especialista."), max_length=20),
        class_name="form-grid",
    )  # fmt: skip
    filled = _form(grid, on_submit=SettingsState.save_person, allowed=SettingsState.has_profile, save=_("Guardar mis datos"))
    return card(filled, title=_("Tus datos"))


def _used(row: rx.Var[UsageRow]) -> rx.Component:
    some = _("{used} de {limit}", used=number_text(row.used), limit=number_text(row.limit))
    amount = rx.cond(row.limit < 0, _("{used}, sin límite", used=number_text(row.used)), some)
    word = word_of(row.feature, USAGE_WORDS)
    bar = rx.el.progress(value=row.used, max=row.limit, class_name="usage-bar", custom_attrs={"aria-label": word})
    head = rx.el.div(rx.el.span(word, class_name="grow"), rx.el.span(amount, class_name="num muted"), class_name="row small")
    return rx.el.div(head, rx.cond(row.limit > 0, bar, rx.fragment()), class_name="stack gap-4", key=row.feature)


def _plan() -> rx.Component:
    plan = SettingsState.plan
    state = rx.cond(plan.valid, badge(_("Vigente"), "ok", "circle-check"), badge(_("Vencido"), "bad", "circle-alert"))
    until = rx.cond(
        plan.end_date == "", _("Sin fecha de término."),
        rx.cond(plan.cancelled, _("Termina el {date}; no se renueva.", date=date_text(plan.end_date)), _("Hasta el {date}.", date=date_text(plan.end_date))),
    )  # fmt: skip
    head = rx.el.div(rx.el.span(plan.name, class_name="strong grow"), state, class_name="row")
    return card(rx.el.div(head, rx.el.p(until, class_name="small muted"), rx.foreach(SettingsState.usage, _used), class_name="stack"), title=_("Plan y uso"))


@rx.page(routes.SETTINGS, title="Hampiq", on_load=[ShellState.load, SettingsState.load])
def settings() -> rx.Component:
    reading = rx.cond(SettingsState.can_write, rx.fragment(), note("info", "lock", _("Solo quien administra el consultorio puede cambiar su horario y sus datos.")))
    columns = rx.el.div(
        rx.el.div(_hours(), _practice(), class_name="stack"), rx.el.div(_plan(), _person(), class_name="stack"), class_name="grid-main-side"
    )  # fmt: skip
    shown = rx.cond(SettingsState.loaded, rx.el.div(reading, columns, class_name="stack"), card(skeleton(8)))
    return page_frame(rx.fragment(page_header(_("Ajustes")), shown), active="settings")
