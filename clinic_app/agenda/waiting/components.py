"""Parts of the waiting list: its button, the drawer beside the calendar, the form that adds to it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx
from reflex_base.constants import MemoizationMode

from clinic_app.agenda.booking.state import BookingState, PatientChoice
from clinic_app.agenda.components import CARE_WORDS, care_word
from clinic_app.agenda.waiting.state import PREFIX, EntryView, OfferChoice, WaitingFormState, WaitingState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    dialog,
    empty_state,
    icon,
    load_failed,
    page_link,
    segmented,
    select_field,
    skeleton,
    text_field,
)
from clinic_app.ui.i18n import N_, _, date_text, n_

FORM, DRAWER = "waiting-form", "waiting-drawer"
PRIORITIES = [("0", N_("Normal")), ("1", N_("Alta")), ("2", N_("Urgente"))]


class Drawer(rx.Component):
    """A panel beside the content, of assets/waiting.js."""

    library = "$/public/waiting.js"
    tag = "Drawer"
    open: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]
    _memoization_mode = MemoizationMode(recursive=False)


class Countdown(rx.Component):
    """Minutes and seconds that are left, of assets/waiting.js."""

    library = "$/public/waiting.js"
    tag = "Countdown"
    left: rx.Var[int]
    until: rx.Var[str]
    over: rx.Var[str]


def waiting_button() -> rx.Component:
    """Shows and hides the drawer; how many wait, and in another colour when a time is kept for somebody."""
    total = WaitingState.entries.length()
    family = rx.cond(WaitingState.held > 0, "waiting-count t-warn", "waiting-count t-mute")
    count = rx.cond(total > 0, rx.el.span(total, class_name=family), rx.fragment())
    return rx.el.button(
        icon("list-ordered"), rx.el.span(_("Lista de espera"), class_name="waiting-word"), count, type="button", class_name="btn", on_click=WaitingState.toggle,
        custom_attrs={"aria-expanded": rx.cond(WaitingState.is_open, "true", "false"), "aria-controls": DRAWER},
    )  # fmt: skip


def _wanted(row: rx.Var[EntryView]) -> rx.Component:
    until = rx.fragment(date_text(row.wanted_from, "short"), " – ", date_text(row.wanted_until, "short"))
    since = _("Desde el {day}", day=date_text(row.wanted_from, "short"))
    return rx.el.span(icon("calendar", 14), rx.cond(row.wanted_until == "", since, until), class_name="row gap-4")


def _priority(row: rx.Var[EntryView]) -> rx.Component:
    return rx.match(row.priority, (1, badge(_("Alta"), "info", "arrow-up")), (2, badge(_("Urgente"), "bad", "chevrons-up")), rx.fragment())


def _late(row: rx.Var[EntryView]) -> rx.Component:
    return rx.cond(row.late, badge(_("Con retraso"), "warn", "clock-alert"), rx.fragment())


def _hold(row: rx.Var[EntryView]) -> rx.Component:
    """The kept time with what can be done about it."""
    when = rx.el.strong(date_text(row.held_from, "short"), " ", date_text(row.held_from, "time"), " – ", date_text(row.held_until, "time"))
    left = Countdown.create(left=row.seconds, until=row.held_from, over=_("Venció"), class_name="waiting-timer")
    acts = rx.el.div(
        button(_("Agendar"), icon_name="check", kind="solid", size="sm", on_click=WaitingState.take(row.id)),
        button(_("Rechazar"), icon_name="x", size="sm", on_click=WaitingState.refuse(row.id)),
        class_name="acts",
    )
    return rx.el.div(
        rx.el.div(icon("timer"), when, rx.el.span(_("Quedan"), " ", left, class_name="small"), class_name="row gap-4 wrap"),
        rx.cond(WaitingState.can_write, acts, rx.fragment()), class_name="waiting-hold t-warn",
    )  # fmt: skip


def _waits(row: rx.Var[EntryView]) -> rx.Component:
    """No time is kept: what became of the last offer, and a look for one by hand."""
    day = date_text(row.held_from, "short")
    hour = date_text(row.held_from, "time")
    last = rx.match(
        row.last,
        ("refused", rx.el.p(_("Rechazó el {day} a las {time}", day=day, time=hour), class_name="tiny muted")),
        ("expired", rx.el.p(_("Venció la reserva del {day} a las {time}", day=day, time=hour), class_name="tiny muted")),
        rx.fragment(),
    )
    open_dialog = [BookingState.open_for(row.patient_id, row.book_on, ""), BookingState.choose_service(row.service_id)]
    acts = rx.el.div(
        button(
            _("Ofrecer hora"), icon_name="gift", kind="soft", size="sm", on_click=WaitingState.look(row.id),
            custom_attrs={"aria-expanded": rx.cond(WaitingState.offering == row.id, "true", "false")},
        ),
        button(_("Buscar hora"), icon_name="calendar-search", size="sm", on_click=open_dialog),
        button(_("Quitar"), icon_name="x", kind="ghost", size="sm", on_click=WaitingState.remove(row.id)),
        class_name="acts",
    )  # fmt: skip
    offered = rx.cond(WaitingState.offering == row.id, _offers(row), rx.fragment())
    return rx.fragment(last, rx.cond(WaitingState.can_write, rx.fragment(acts, offered), rx.fragment()))


def _offers(row: rx.Var[EntryView]) -> rx.Component:
    """The next free times that would suit; one tap keeps it for her."""
    choices = WaitingState.choices.to(list[OfferChoice])

    def one(each: rx.Var[OfferChoice]) -> rx.Component:
        words = rx.fragment(
            date_text(each.day, "short"), " ", each.hour, rx.cond(each.professional != "", " · " + each.professional.to(str), "")
        )
        return rx.el.button(
            words,
            type="button",
            class_name="chip",
            on_click=WaitingState.offer(row.id, each.day, each.hour, each.professional_id),
            key=each.day + each.hour,
        )

    nothing = rx.el.p(_("No hay horas libres en sus fechas."), class_name="small muted")
    full = rx.el.div(
        rx.foreach(choices, one), class_name="acts", role="group", custom_attrs={"aria-label": _("Horas libres que le sirven")}
    )
    return rx.cond(choices.length() > 0, full, nothing)


def _entry(row: rx.Var[EntryView]) -> rx.Component:
    state = rx.cond(row.held, badge(_("Reservado"), "warn", "timer"), badge(_("Esperando"), "mute", "clock"))
    who = page_link(row.patient, href=routes.patient(row.patient_id), class_name="strong grow words")
    what = rx.el.div(
        rx.el.span(class_name="swatch", style={"background": row.color}),
        row.service,
        _late(row),
        _priority(row),
        class_name="row gap-4 small wrap",
    )
    waits = rx.el.span(icon("hourglass", 14), _("Espera desde el {day}", day=date_text(row.since, "short")), class_name="row gap-4")
    care = rx.cond(row.care_type == "consultorio", rx.fragment(), care_word(row.care_type))
    whose = rx.cond(row.professional != "", rx.el.span(icon("user", 14), row.professional, class_name="row gap-4"), rx.fragment())
    return rx.el.li(
        rx.el.div(who, state, class_name="row"), what,
        rx.el.div(_wanted(row), waits, care, whose, class_name="row wrap tiny muted"),
        rx.cond(row.notes != "", rx.el.p(row.notes, class_name="small words"), rx.fragment()),
        rx.cond(row.held, _hold(row), _waits(row)), class_name="waiting-entry", key=row.id,
    )  # fmt: skip


def waiting_drawer() -> rx.Component:
    """The list beside the calendar; on a phone it comes from below."""
    add = button(_("Añadir"), icon_name="plus", kind="soft", size="sm", on_click=WaitingFormState.open_new)
    nobody = empty_state(
        "list-ordered",
        _("Nadie espera"),
        _("Cuando se libere una hora, se reserva para la primera persona de esta lista a la que le sirva."),
    )
    rows = rx.el.ul(
        rx.foreach(WaitingState.entries, _entry),
        class_name="waiting-list",
        custom_attrs={"tabindex": "0", "aria-label": _("Lista de espera")},
    )
    shown = rx.cond(WaitingState.entries.length() > 0, rows, nobody)
    return Drawer.create(
        rx.el.header(
            rx.el.h2(_("Lista de espera"), class_name="grow"), rx.cond(WaitingState.can_write, add, rx.fragment()),
            button(_("Cerrar"), icon_name="x", kind="ghost", only_icon=True, on_click=WaitingState.toggle), class_name="waiting-head",
        ),
        rx.el.p(n_("Hay {n} hora reservada", "Hay {n} horas reservadas", WaitingState.held, n=WaitingState.held), class_name="sr-only", role="status"),
        rx.cond(WaitingState.ready, shown, rx.cond(WaitingState.failed, load_failed(WaitingState.load), skeleton(5))),
        open=WaitingState.is_open, on_close=WaitingState.toggle, id=DRAWER, class_name="card waiting", custom_attrs={"aria-label": _("Lista de espera")},
    )  # fmt: skip


def _error(name: str) -> rx.Var:
    return WaitingFormState.errors.get(name, "").to(str)


def _choice(row: rx.Var[PatientChoice]) -> rx.Component:
    words = rx.el.span(rx.el.span(row.name, class_name="title"), rx.el.br(), rx.el.span(row.detail, class_name="detail"), class_name="grow")
    return rx.el.button(
        avatar_initials(row.initials),
        words,
        type="button",
        class_name="list-row",
        on_click=WaitingFormState.choose_patient(row.id),
        key=row.id,
    )


def _patient() -> rx.Component:
    chosen, words = WaitingFormState.patient, WaitingFormState.words
    field = rx.el.input(
        type="search", id="waiting-search", name=f"{PREFIX}buscar", auto_complete="off", placeholder=_("Nombre, documento o teléfono"),
        on_change=WaitingFormState.search.debounce(200), on_key_down=rx.noop(), custom_attrs={"aria-label": _("Buscar paciente"), "data-autofocus": "true"},
    )  # fmt: skip
    nobody = rx.cond(
        WaitingFormState.found.length() == 0, rx.el.p(_("Nadie con esos datos."), class_name="list-row small muted"), rx.fragment()
    )
    listed = rx.el.div(rx.foreach(WaitingFormState.found, _choice), nobody, class_name="picker-list")
    search = rx.el.div(
        rx.el.label(icon("search"), field, class_name="search"), rx.cond(words != "", listed, rx.fragment()), class_name="picker"
    )
    other = button(_("Elegir otro paciente"), icon_name="x", kind="ghost", only_icon=True, on_click=WaitingFormState.forget_patient)
    names = rx.el.div(rx.el.strong(chosen.name), rx.el.p(chosen.detail, class_name="small muted"), class_name="grow")
    picked = rx.el.div(avatar_initials(chosen.initials), names, other, class_name="picked")
    said = rx.el.span(icon("circle-x", 13), rx.el.span(_("Elige un paciente.")), class_name="field-error")
    return rx.el.section(
        rx.el.h3(_("Paciente")),
        rx.cond(chosen.id > 0, picked, search),
        rx.el.div(rx.cond(_error("paciente") != "", said, rx.fragment()), role="alert"),
    )


def waiting_dialog() -> rx.Component:
    """The form that puts somebody on the list; once on a page."""
    S = WaitingFormState
    care = segmented([(code, _(word)) for code, word in CARE_WORDS.items()], S.care_type, S.choose_care, _("Tipo de atención"))
    whose = select_field(
        f"{PREFIX}profesional", _("Profesional"), S.professionals, required=False, empty=_("Cualquiera"), error=_(_error("profesional"))
    )
    form = rx.el.form(
        _patient(),
        rx.el.div(
            select_field(f"{PREFIX}tipo_servicio", _("Servicio"), S.services, error=_(_error("tipo_servicio"))),
            select_field(f"{PREFIX}prioridad", _("Prioridad"), [(code, _(word)) for code, word in PRIORITIES], error=_(_error("prioridad"))),
            text_field(f"{PREFIX}fecha_deseada", _("Desde"), type="date", default_value=S.today, error=_(_error("fecha_deseada"))),
            text_field(f"{PREFIX}fecha_hasta", _("Hasta"), type="date", required=False, error=_(_error("fecha_hasta"))),
            rx.cond(S.professionals.length() > 0, whose, rx.fragment()),
            class_name="form-grid",
        ),
        rx.el.section(rx.el.h3(_("Tipo de atención")), care),
        text_field(f"{PREFIX}notas", _("Notas"), required=False, max_length=2000, multiline=True, error=_(_error("notas"))),
        id=FORM, class_name="booking", no_validate=True, on_submit=S.save,
    )  # fmt: skip
    submit = button(_("Añadir a la lista"), icon_name="check", kind="solid", size="lg", type="submit", custom_attrs={"form": FORM})
    return dialog(
        form, title=_("Añadir a la lista de espera"), open=S.is_open, on_close=S.close, name="waiting-add",
        footer=[button(_("Cancelar"), size="lg", on_click=S.close), submit],
    )  # fmt: skip
