"""Parts of the agenda's screen: the bar above the calendar, the sheet of one appointment. The calendar: calendar_parts.py."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.booking.state import BookingState
from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.groups.components import new_group_item
from clinic_app.agenda.links_parts import links_part
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import BY_PROFESSIONAL, BY_ROOM, DAY, LIST, MONTH, WEEK, AgendaState, ColumnsState
from clinic_app.core.permissions import Permission
from clinic_app.patients.allergy_parts import allergy_banner
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, dialog, icon, link_button, menu, page_link, segmented, select_field, status_badge, text_field
from clinic_app.ui.facts import fact, optional_fact
from clinic_app.ui.i18n import N_, _, date_text, money_text
from clinic_app.ui.native_link import file_link
from clinic_app.ui.theme import APPOINTMENT_LOOKS

CARE_WORDS = {"consultorio": N_("Consultorio"), "domicilio": N_("Domicilio"), "teleconsulta": N_("Teleconsulta")}
CARE_ICONS = {"consultorio": "building-2", "domicilio": "house", "teleconsulta": "video"}
VIEWS = [(DAY, N_("Día"), "d"), (WEEK, N_("Semana"), "w"), (MONTH, N_("Mes"), "m"), (LIST, N_("Lista"), "l")]


def _range() -> rx.Component:
    days = rx.el.span(date_text(AgendaState.first, "from"), " – ", date_text(AgendaState.last, "until"))
    day, month = rx.el.span(date_text(AgendaState.first, "long")), rx.el.span(date_text(AgendaState.day, "month"))
    words = rx.match(AgendaState.view, (DAY, day), (LIST, day), (MONTH, month), days)
    return rx.cond(AgendaState.first != "", rx.el.h2(words, class_name="range", custom_attrs={"aria-live": "polite"}), rx.fragment())


def _professional() -> rx.Component:
    """Whose agenda is seen; only where more than one attends."""
    people = AgendaState.frame.professionals.to(list[ProfessionalChoice])
    one = rx.foreach(people, lambda each: rx.el.option(each.label, value=each.value, key=each.value))
    choice = rx.el.select(
        rx.el.option(_("Todas las agendas"), value=""), one, value=AgendaState.professional, on_change=AgendaState.show_professional, class_name="input agenda-whose",
        custom_attrs={"aria-label": _("Profesional")},
    )  # fmt: skip
    return rx.cond(people.length() > 0, choice, rx.fragment())


UNDRAWN = AgendaState.first == ""  # until it is known what is shown, there is nothing to go on from


def _views() -> rx.Component:
    """Each view with its key."""
    one = [
        rx.el.button(
            _(word), type="button", disabled=UNDRAWN, on_click=AgendaState.show_view(code), title=key.upper(),
            custom_attrs={"aria-pressed": rx.cond(AgendaState.view == code, "true", "false"), "data-shortcut": key, "aria-keyshortcuts": key},
        )
        for code, word, key in VIEWS
    ]  # fmt: skip
    return rx.el.div(*one, class_name="segmented", role="group", custom_attrs={"aria-label": _("Forma de ver la agenda")})


def _columns_of() -> rx.Component:
    """What a column of a day is; only where there are rooms."""
    choices = [(BY_PROFESSIONAL, _("Por profesional")), (BY_ROOM, _("Por sala"))]
    chosen = segmented(choices, ColumnsState.by, ColumnsState.choose, _("Columnas"))
    return rx.cond((AgendaState.view == DAY) & (AgendaState.frame.rooms.to(list[ProfessionalChoice]).length() > 0), chosen, rx.fragment())


def _more() -> rx.Component:
    """What belongs to the agenda and has a page of its own."""
    places = (
        (N_("Bloqueos y turnos"), "calendar-off", routes.AGENDA_BLOCKS),
        (N_("Planes"), "list-checks", routes.PLANS),
        (N_("Hoja del día"), "printer", routes.AGENDA_SHEET + "?fecha=" + AgendaState.day),
        (N_("Ocupación"), "grid-3x3", routes.AGENDA_OCCUPANCY),
    )
    items = [
        page_link(icon(mark), _(word), href=href, class_name="menu-item", custom_attrs={"data-closes": "true"})
        for word, mark, href in places
    ]
    items.append(rx.cond(AgendaState.frame.can_write, new_group_item(), rx.fragment()))
    return menu(rx.el.span(icon("ellipsis"), _("Más"), class_name="btn"), *items, label=_("Más de la agenda"))


def agenda_bar(*more: rx.Component) -> rx.Component:
    """Where one is, how to go elsewhere, `more`, and the button for a new appointment."""
    new = button(_("Nueva cita"), icon_name="calendar-plus", kind="solid", shortcut="n", on_click=BookingState.open_for(0, "", ""))
    return rx.el.header(
        rx.el.h1(_("Agenda")),
        rx.el.div(
            button(
                _("Antes"), icon_name="chevron-left", only_icon=True, shortcut="arrowleft", disabled=UNDRAWN, on_click=AgendaState.step(-1)
            ),
            button(
                _("Hoy"),
                disabled=UNDRAWN,
                on_click=AgendaState.go_today,
                title="T",
                custom_attrs={"data-shortcut": "t", "aria-keyshortcuts": "t"},
            ),
            button(
                _("Después"),
                icon_name="chevron-right",
                only_icon=True,
                shortcut="arrowright",
                disabled=UNDRAWN,
                on_click=AgendaState.step(1),
            ),
            class_name="row gap-4",
        ),
        _range(),
        rx.el.div(
            _professional(),
            _columns_of(),
            _views(),
            *more,
            _more(),
            rx.cond(AgendaState.frame.can_write, new, rx.fragment()),
            class_name="end",
        ),
        class_name="agenda-bar",
    )


def legend() -> rx.Component:
    """The states and their icons."""
    marks = [rx.el.span(icon(look.icon, 13), _(look.word), class_name=look.badge) for look in APPOINTMENT_LOOKS.values()]
    return rx.el.div(*marks, class_name="legend", custom_attrs={"aria-label": _("Estados de las citas")})


def care_word(code: rx.Var) -> rx.Component:
    """The type of attention as icon and word."""
    return rx.match(
        code,
        *[(key, rx.el.span(icon(CARE_ICONS[key]), _(word), class_name="row gap-4")) for key, word in CARE_WORDS.items()],
        rx.fragment(),
    )


def _facts() -> rx.Component:
    sheet = AppointmentState.sheet

    return rx.el.dl(
        *fact(_("Día"), date_text(sheet.start, "long")),
        *fact(_("Hora"), date_text(sheet.start, "time"), " – ", date_text(sheet.end, "time")),
        *fact(
            _("Servicio"), rx.el.span(rx.el.span(class_name="swatch", style={"background": sheet.color}), sheet.service, class_name="row")
        ),
        *fact(_("Precio"), money_text(sheet.price, ShellState.currency)),
        *fact(_("Atención"), care_word(sheet.care_type)),
        optional_fact(_("Llegó a las"), sheet.arrived, date_text(sheet.arrived, "time")),
        optional_fact(_("Notas"), sheet.notes, sheet.notes),
        optional_fact(_("Motivo de cancelación"), sheet.cancel_reason, sheet.cancel_reason),
        class_name="facts",
    )


SHEET_BUTTONS = (
    ("confirm", N_("Confirmar"), "calendar-check", "solid"),
    ("arrive", N_("Llegó"), "armchair", "soft"),
    ("start", N_("Iniciar atención"), "stethoscope", ""),
    ("attend", N_("Marcar atendida"), "circle-check", ""),
    ("reopen", N_("Reabrir"), "rotate-ccw", ""),
    ("no_show", N_("No asistió"), "user-x", ""),
)


def _error(name: str) -> rx.Var:
    return _(AppointmentState.errors.get(name, "").to(str))


def _attends() -> rx.Component:
    """Who attends, and the choice of another one; only where there is one."""
    people = AppointmentState.professionals.to(list[ProfessionalChoice])
    done = [AppointmentState.reload(), AgendaState.refresh()]
    choice = select_field(
        "attends", _("Profesional"), people, value=AppointmentState.sheet.professional_id, disabled=~AppointmentState.sheet.movable,
        error=rx.cond(AppointmentState.moving, "", _error("hora_inicio")),
        on_change=lambda key: [AppointmentState.give_to(key), *done],
    )  # fmt: skip
    return rx.cond(people.length() > 0, choice, rx.fragment())


def _room() -> rx.Component:
    """In which room, and the choice of another one; only in a clinic with rooms."""
    places = AppointmentState.rooms.to(list[ProfessionalChoice])
    done = [AppointmentState.reload(), AgendaState.refresh()]
    choice = select_field(
        "room", _("Sala"), places, value=AppointmentState.sheet.room_id, disabled=~AppointmentState.sheet.movable, error=_error("sala"),
        on_change=lambda key: [AppointmentState.put_in(key), *done],
    )  # fmt: skip
    return rx.cond(places.length() > 0, choice, rx.fragment())


def _move_form() -> rx.Component:
    """What a drag does, by words: another day, hour and length."""
    sheet = AppointmentState.sheet
    form = rx.el.form(
        rx.el.div(
            text_field("mueve_fecha", _("Día"), type="date", default_value=sheet.start.to(str)[:10], error=_error("fecha")),
            text_field("mueve_hora", _("Hora"), type="time", default_value=sheet.start.to(str)[11:16], error=_error("hora_inicio")),
            text_field("mueve_minutos", _("Minutos"), type="number", min=1, max=720, default_value=sheet.minutes.to_string(), error=_error("duracion")),
            class_name="form-grid",
        ),
        rx.el.div(button(_("No mover"), on_click=AppointmentState.ask_time), button(_("Mover la cita"), kind="solid", type="submit"), class_name="form-foot"),
        no_validate=True, on_submit=lambda data: [AppointmentState.move(data), AppointmentState.reload(), AgendaState.refresh()], class_name="col",
    )  # fmt: skip
    return rx.cond(AppointmentState.moving, form, rx.fragment())


def _actions() -> rx.Component:
    legal = AppointmentState.sheet.actions.to(list[str])

    def action(code: str, word: str, mark: str, kind: str) -> rx.Component:
        done = [AppointmentState.act(code), AppointmentState.reload(), AgendaState.refresh()]
        return rx.cond(legal.contains(code), button(_(word), icon_name=mark, kind=kind, on_click=done), rx.fragment())

    cancel = button(_("Cancelar cita"), icon_name="circle-slash", kind="danger", on_click=AppointmentState.ask_reason)
    move = rx.cond(
        AppointmentState.sheet.movable,
        button(_("Cambiar hora"), icon_name="calendar-clock", on_click=AppointmentState.ask_time),
        rx.fragment(),
    )
    return rx.el.div(
        *[action(*each) for each in SHEET_BUTTONS],
        move,
        rx.cond(legal.contains("cancel"), cancel, rx.fragment()),
        class_name="sheet-actions",
    )


def _cancel_form() -> rx.Component:
    form = rx.el.form(
        text_field("reason", _("Motivo de cancelación"), required=False, multiline=True, max_length=500),
        rx.el.div(
            button(_("No cancelar"), on_click=AppointmentState.ask_reason),
            button(_("Cancelar la cita"), kind="danger", type="submit"),
            class_name="form-foot",
        ),
        on_submit=lambda data: [AppointmentState.cancel(data), AppointmentState.reload(), AgendaState.refresh()],
        class_name="col",
    )
    return rx.cond(AppointmentState.cancelling, form, rx.fragment())


def calendar_file(appointment_id: rx.Var) -> rx.Component:
    """The appointment as a file for a calendar program; of a cancelled one it is the file that strikes it out."""
    href = routes.APPOINTMENT + appointment_id.to(str) + "/ics/"
    return rx.el.div(
        file_link(icon("calendar-arrow-down"), _("Archivo para el calendario (.ics)"), href=href, class_name="btn btn-sm"), class_name="row"
    )


def contact_row(phone: rx.Var, whatsapp: rx.Var) -> rx.Component:
    """Call and WhatsApp; nothing where no number is known."""
    call = rx.el.a(icon("phone"), _("Llamar"), href="tel:" + phone.to(str), class_name="btn btn-sm")
    write = rx.el.a(
        icon("message-circle"),
        "WhatsApp",
        href="https://wa.me/" + whatsapp.to(str),
        target="_blank",
        rel="noreferrer",
        class_name="btn btn-sm",
    )
    links = rx.el.div(call, rx.cond(whatsapp != "", write, rx.fragment()), class_name="row gap-4")
    return rx.cond(phone != "", links, rx.fragment())


def _encounter() -> rx.Component:
    """To what is done in this visit; only for those who may write the record."""
    sheet = AppointmentState.sheet
    gone = (sheet.look == "cancelada") | (sheet.look == "no_asistio")
    link = link_button(_("Abrir atención"), routes.visit_encounter(sheet.patient_id, sheet.id), icon_name="stethoscope", size="sm")
    return rx.cond(ShellState.may.contains(Permission.RECORDS_WRITE.value) & ~gone, rx.el.div(link, class_name="row"), rx.fragment())


def appointment_sheet() -> rx.Component:
    """All about one appointment, at the side."""
    sheet = AppointmentState.sheet
    return dialog(
        rx.el.div(status_badge(sheet.look)),
        rx.el.div(
            rx.el.div(rx.el.strong(sheet.patient), rx.el.p(sheet.age, class_name="small muted"), class_name="grow"),
            link_button(_("Ver paciente"), routes.patient(sheet.patient_id), icon_name="user", size="sm"),
            class_name="row",
        ),
        allergy_banner(sheet.allergies, inside=True), contact_row(sheet.phone, sheet.whatsapp), _facts(), _attends(), _room(), _actions(), _move_form(), _cancel_form(), _encounter(), links_part(sheet.id), calendar_file(sheet.id),
        title=_("Cita"), open=AppointmentState.is_open, on_close=AppointmentState.close, name="appointment",
    )  # fmt: skip
