"""The sheet of a group and the form of a new one: each once on a page. Opened with `GroupState.show("group-7")` and `GroupFormState.open_new`."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.booking.state import PatientChoice
from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.groups.form_state import PREFIX as NEW
from clinic_app.agenda.groups.form_state import GroupFormState
from clinic_app.agenda.groups.state import PREFIX, GroupState, SeatView
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    dialog,
    empty_state,
    icon,
    note,
    page_link,
    select_field,
    status_badge,
    text_field,
)
from clinic_app.ui.facts import fact, optional_fact
from clinic_app.ui.i18n import N_, _, date_text, n_

GROUP = GroupState.group
FORM = "group-form"
SEAT_BUTTONS = (
    ("arrive", N_("Llegó"), "armchair"), ("attend", N_("Marcar atendida"), "circle-check"), ("no_show", N_("No asistió"), "user-x"), ("reopen", N_("Reabrir"), "rotate-ccw"),
)  # fmt: skip


def _facts() -> rx.Component:
    return rx.el.dl(
        *fact(_("Día"), date_text(GROUP.start, "long")),
        *fact(_("Hora"), date_text(GROUP.start, "time"), " – ", date_text(GROUP.end, "time")),
        *fact(_("Servicio"), rx.el.span(rx.el.span(class_name="swatch", style={"background": GROUP.color}), GROUP.service, class_name="row")),
        optional_fact(_("Profesional"), GROUP.professional), optional_fact(_("Sala"), GROUP.room), optional_fact(_("Notas"), GROUP.notes), class_name="facts",
    )  # fmt: skip


def _go_form(seat: rx.Var[SeatView]) -> rx.Component:
    others = GroupState.others.to(list[ProfessionalChoice])
    choice = select_field(
        f"{PREFIX}cambio",
        _("Pasa al grupo"),
        others,
        value="",
        empty=_("Elegir…"),
        on_change=lambda key: GroupState.go(seat.patient_id, key),
    )
    none = note("info", "info", _("No hay otro grupo con cupos libres en los próximos meses."))
    return rx.cond(GroupState.mode == seat.id.to_string(), rx.cond(others.length() > 0, choice, none), rx.fragment())


def _seat(seat: rx.Var[SeatView]) -> rx.Component:
    legal = seat.actions.to(list[str])

    def act(code: str, word: str, mark: str) -> rx.Component:
        pressed = button(_(word), icon_name=mark, size="sm", only_icon=code != "attend", on_click=GroupState.act(seat.id, code))
        return rx.cond(legal.contains(code), pressed, rx.fragment())

    go = rx.fragment(
        button(
            _("Cambiar de grupo"), icon_name="arrow-left-right", size="sm", only_icon=True, on_click=GroupState.ask(seat.id.to_string())
        ),
        button(_("Liberar el cupo"), icon_name="user-minus", size="sm", only_icon=True, on_click=GroupState.release(seat.patient_id)),
    )
    who = rx.el.div(
        avatar_initials(seat.initials), page_link(seat.name, href=routes.patient(seat.patient_id), class_name="strong grow words"), status_badge(seat.look),
        class_name="row",
    )  # fmt: skip
    acts = rx.el.div(
        *[act(*each) for each in SEAT_BUTTONS], rx.cond(seat.can_go & GROUP.can_write, go, rx.fragment()), class_name="row gap-4 wrap"
    )
    return rx.el.li(who, acts, _go_form(seat), class_name="group-seat", key=seat.id)


def _choice(row: rx.Var[PatientChoice]) -> rx.Component:
    words = rx.el.span(rx.el.span(row.name, class_name="title"), rx.el.br(), rx.el.span(row.detail, class_name="detail"), class_name="grow")
    return rx.el.button(
        avatar_initials(row.initials), words, type="button", class_name="list-row", on_click=GroupState.add(row.id), key=row.id
    )


def _add() -> rx.Component:
    field = rx.el.input(
        type="search", id="group-search", name=f"{PREFIX}buscar", value=GroupState.words, auto_complete="off", placeholder=_("Añadir: nombre, documento o teléfono"),
        on_change=GroupState.search, custom_attrs={"aria-label": _("Añadir paciente al grupo")},
    )  # fmt: skip
    nobody = rx.cond(GroupState.found.length() == 0, rx.el.p(_("Nadie con esos datos."), class_name="list-row small muted"), rx.fragment())
    listed = rx.el.div(rx.foreach(GroupState.found, _choice), nobody, class_name="picker-list")
    search = rx.el.div(
        rx.el.label(icon("search"), field, class_name="search"), rx.cond(GroupState.words != "", listed, rx.fragment()), class_name="picker"
    )
    full = note("warn", "users", _("El grupo está completo. Libera un cupo o amplía la capacidad."))
    return rx.cond(GROUP.can_write & GROUP.is_open, rx.cond(GROUP.taken < GROUP.capacity, search, full), rx.fragment())


def _who() -> rx.Component:
    nobody = empty_state("users", _("Nadie todavía"), _("Busca a un paciente para darle un cupo."))
    rows = rx.el.ul(rx.foreach(GroupState.seats, _seat), class_name="group-seats", custom_attrs={"aria-label": _("Quién viene")})
    return rx.el.section(
        rx.el.h3(_("Quién viene"), class_name="small muted"),
        rx.cond(GroupState.seats.length() > 0, rows, nobody),
        _add(),
        class_name="stack",
    )


def _error(state: type[rx.State], name: str) -> rx.Var:
    return _(state.errors.get(name, "").to(str))


def _edit_form() -> rx.Component:
    def field(name: str, label: rx.Var, **props: object) -> rx.Component:
        return text_field(f"{PREFIX}{name}", label, error=_error(GroupState, name), **props)

    form = rx.el.form(
        rx.el.div(
            field("fecha", _("Día"), type="date", default_value=GROUP.start.to(str)[:10]),
            field("hora_inicio", _("Hora"), type="time", default_value=GROUP.start.to(str)[11:16]),
            field("capacidad", _("Cupos"), type="number", min=1, max=500, default_value=GROUP.capacity.to_string()),
            field("titulo", _("Nombre"), required=False, max_length=100, default_value=GROUP.title), class_name="form-grid",
        ),
        field("notas", _("Notas"), required=False, max_length=2000, multiline=True, default_value=GROUP.notes),
        rx.el.div(button(_("No cambiar"), on_click=GroupState.ask("edit")), button(_("Guardar"), kind="solid", type="submit"), class_name="form-foot"),
        no_validate=True, on_submit=GroupState.save, class_name="col",
    )  # fmt: skip
    return rx.cond(GroupState.mode == "edit", form, rx.fragment())


def _cancel_form() -> rx.Component:
    told = n_("Se cancela la cita de {n} paciente.", "Se cancelan las citas de {n} pacientes.", GROUP.taken, n=GROUP.taken)
    form = rx.el.form(
        rx.cond(GROUP.taken > 0, note("warn", "triangle-alert", told), rx.fragment()),
        text_field(f"{PREFIX}motivo", _("Motivo de cancelación"), required=False, max_length=500),
        rx.el.div(
            button(_("No cancelar"), on_click=GroupState.ask("cancel")), button(_("Cancelar el grupo"), kind="danger", type="submit"), class_name="form-foot"
        ),
        on_submit=GroupState.cancel, class_name="col",
    )  # fmt: skip
    return rx.cond(GroupState.mode == "cancel", form, rx.fragment())


def group_sheet() -> rx.Component:
    """All about one group, at the side."""
    full = GROUP.taken >= GROUP.capacity
    count = rx.el.div(
        rx.cond(full, badge(_("Completo"), "warn", "users"), badge(_("Con cupos"), "ok", "users")),
        rx.el.strong(GROUP.places, class_name="group-count", custom_attrs={"aria-label": _("{taken} de {capacity} cupos", taken=GROUP.taken, capacity=GROUP.capacity)}),
        class_name="row",
    )  # fmt: skip
    acts = rx.el.div(
        button(_("Editar grupo"), icon_name="pencil", on_click=GroupState.ask("edit")),
        button(_("Cancelar grupo"), icon_name="circle-slash", kind="danger", on_click=GroupState.ask("cancel")),
        class_name="sheet-actions",
    )
    return dialog(
        count, rx.el.strong(GROUP.name), _facts(), _who(), rx.cond(GROUP.can_write & GROUP.is_open, rx.fragment(acts, _edit_form(), _cancel_form()), rx.fragment()),
        title=_("Grupo"), open=GroupState.is_open, on_close=GroupState.close, name="group",
    )  # fmt: skip


def group_dialog() -> rx.Component:
    """The form of a new group."""
    S = GroupFormState

    def field(name: str, label: rx.Var, **props: object) -> rx.Component:
        return text_field(f"{NEW}{name}", label, error=_error(S, name), **props)

    whose = select_field(
        f"{NEW}profesional", _("Profesional"), S.professionals, default_value=S.professional, error=_error(S, "profesional")
    )
    where = select_field(f"{NEW}sala", _("Sala"), S.rooms, required=False, empty=_("Sin sala"), error=_error(S, "sala"))
    form = rx.el.form(
        rx.el.div(
            select_field(f"{NEW}tipo_servicio", _("Servicio"), S.services, error=_error(S, "tipo_servicio")),
            field("titulo", _("Nombre"), required=False, max_length=100, placeholder=_("Ej.: Taller de lactancia")),
            field("fecha", _("Día"), type="date", default_value=S.day),
            field("hora_inicio", _("Hora"), type="time"),
            field("duracion_minutos", _("Minutos"), required=False, type="number", min=5, max=720, hint=_("Vacío: lo que dura el servicio.")),
            field("capacidad", _("Cupos"), type="number", min=1, max=500, default_value="8"),
            rx.cond(S.professionals.length() > 0, whose, rx.fragment()), rx.cond(S.rooms.length() > 0, where, rx.fragment()), class_name="form-grid",
        ),
        field("notas", _("Notas"), required=False, max_length=2000, multiline=True),
        id=FORM, class_name="booking", no_validate=True, on_submit=S.save,
    )  # fmt: skip
    submit = button(_("Abrir el grupo"), icon_name="check", kind="solid", size="lg", type="submit", custom_attrs={"form": FORM})
    return dialog(
        form, title=_("Nuevo grupo"), open=S.is_open, on_close=S.close, name="group-new", wide=True,
        footer=[button(_("Cancelar"), size="lg", on_click=S.close), submit],
    )  # fmt: skip


def new_group_item() -> rx.Component:
    """The line of a menu that opens the form."""
    return rx.el.button(
        icon("users"),
        _("Nuevo grupo"),
        type="button",
        class_name="menu-item",
        on_click=GroupFormState.open_new,
        custom_attrs={"data-closes": "true"},
    )
