"""One patient: who she is, who answers for her, when she comes and what happened."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.plans.components import patient_plans
from clinic_app.agenda.plans.state import PatientPlansState
from clinic_app.patients.components import RELATIONSHIP_WORDS, SectionTabs, call_buttons
from clinic_app.patients.rows import GuardianRow
from clinic_app.records.components import EDIT
from clinic_app.records.extras import documents_card, extra_dialogs
from clinic_app.records.extras_state import PatientExtrasState
from clinic_app.records.frame import OPENING, record_frame
from clinic_app.records.head_state import PatientHeadState
from clinic_app.records.state import PatientState, Sign, VisitRow
from clinic_app.records.timeline_parts import timeline_card
from clinic_app.records.timeline_state import TimelineState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    card,
    empty_state,
    icon,
    link_button,
    menu,
    status_badge,
)
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import _, date_text

SHOWN = PatientState.shown
PATIENT = PatientHeadState.head.patient
CLINICAL = SHOWN.clinical


def _writer(part: rx.Component) -> rx.Component:
    return rx.cond(PatientHeadState.can_write, part, rx.fragment())


def _sections() -> rx.Component:
    """On phones: links to the parts, in the order in which they come."""
    parts = [
        ["visits", _("Citas")],
        ["plans", _("Planes")],
        ["summary", _("Datos")],
        ["documents", _("Documentos")],
        ["guardians", _("Responsables")],
        ["timeline", _("Línea de tiempo")],
    ]

    def tabs(shown: list) -> rx.Component:
        return SectionTabs.create(parts=shown, label=_("Partes de la ficha"), class_name="tabs only-phone patient-tabs")

    return rx.cond(PatientHeadState.can_read, tabs([["clinical", _("Clínica")], *parts]), tabs(parts))


def _datum(label: rx.Var, value: rx.Var) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label, class_name="tiny muted"), rx.el.dd(value)), rx.fragment())


def _summary() -> rx.Component:
    data = rx.el.dl(
        _datum(_("Teléfono"), PATIENT.phone), _datum(_("Correo"), PATIENT.email), _datum(_("Dirección"), PATIENT.address), _datum(_("Ubigeo"), PATIENT.ubigeo),
        _datum(_("Lugar de nacimiento"), PATIENT.birth_place), _datum(_("Grupo sanguíneo"), rx.cond(PATIENT.blood_group != "", PATIENT.blood_group, _("No determinado")).to(str)),
        _datum(_("Registrado"), date_text(PATIENT.created, "medium")), class_name="form-grid",
    )  # fmt: skip
    notes = rx.cond(
        PATIENT.notes != "",
        rx.el.div(rx.el.h3(_("Observaciones"), class_name="tiny muted"), rx.el.p(PATIENT.notes, class_name="patient-notes")),
        rx.fragment(),
    )
    return card(rx.el.div(data, notes, class_name="stack"), title=_("Datos"), id="summary")


def _guardian(row: rx.Var[GuardianRow]) -> rx.Component:
    marks = rx.el.span(
        rx.cond(row.is_principal, badge(_("Principal"), "accent", "star"), rx.fragment()), rx.cond(row.can_authorize, badge(_("Autoriza"), "ok", "shield-check"), rx.fragment()),
        class_name="row gap-4 wrap",
    )  # fmt: skip
    principal = rx.el.button(
        icon("star"),
        _("Hacer principal"),
        type="button",
        class_name="menu-item",
        on_click=EDIT.make_principal(row.id),
        custom_attrs={"data-closes": "true"},
    )
    more = menu(
        rx.el.span(icon("ellipsis"), class_name="btn btn-icon btn-ghost"),
        rx.el.button(icon("pencil"), _("Editar"), type="button", class_name="menu-item", on_click=EDIT.begin_guardian(row.id), custom_attrs={"data-closes": "true"}),
        rx.cond(row.is_principal, rx.fragment(), principal),
        rx.el.button(icon("trash-2"), _("Quitar"), type="button", class_name="menu-item bad", on_click=EDIT.ask_remove(row.id, row.name), custom_attrs={"data-closes": "true"}),
        label=_("Acciones sobre {name}", name=row.name),
    )  # fmt: skip
    words = rx.el.span(
        rx.el.span(row.name, " ", rx.el.span(word_of(row.relationship, RELATIONSHIP_WORDS), class_name="muted small"), class_name="title"),
        rx.el.span(rx.cond(row.phone != "", row.phone, _("Sin teléfono")), class_name="detail"), marks, class_name="col gap-4 grow",
    )  # fmt: skip
    return rx.el.div(
        avatar_initials(row.initials), words, call_buttons(row), _writer(more), class_name="list-row patient-row", key=row.id.to_string()
    )


def _guardians() -> rx.Component:
    add = button(_("Añadir"), icon_name="plus", size="sm", on_click=EDIT.begin_guardian(0))
    empty = empty_state(
        "users",
        _("Sin responsables"),
        _("Anota a quien responde por esta persona: a quién llamar y quién autoriza."),
        _writer(button(_("Añadir un responsable"), icon_name="user-plus", kind="soft", on_click=EDIT.begin_guardian(0))),
    )
    shown = rx.cond(SHOWN.guardians.length() > 0, rx.el.div(rx.foreach(SHOWN.guardians, _guardian)), empty)
    return card(shown, title=_("Responsables"), actions=[_writer(add)], pad=False, id="guardians")


def _visit(row: rx.Var[VisitRow]) -> rx.Component:
    when = rx.el.span(
        rx.el.span(date_text(row.starts, "medium"), class_name="title nowrap"),
        rx.el.span(date_text(row.starts, "time"), " – ", date_text(row.ends, "time"), class_name="detail nowrap"),
        class_name="col gap-0 patient-when",
    )
    what = rx.el.span(
        rx.el.span(row.service, class_name="ellipsis"),
        rx.cond(row.notes != "", rx.el.span(row.notes, class_name="detail ellipsis"), rx.fragment()),
        class_name="col gap-0 grow",
    )
    return rx.el.div(when, what, status_badge(row.status), class_name="list-row", key=row.id.to_string())


def _visits() -> rx.Component:
    book = rx.cond(
        PatientHeadState.can_book & PATIENT.is_active,
        link_button(_("Agendar"), routes.AGENDA + "?paciente=" + PATIENT.id.to_string(), icon_name="calendar-plus", kind="soft"),
        rx.fragment(),
    )
    none = empty_state(
        "calendar-days", _("Sin citas todavía"), _("Cuando agendes su primera cita aparecerá aquí, con lo que pasó en cada una."), book
    )

    def part(title: rx.Var, rows: rx.Var) -> rx.Component:
        return rx.cond(
            rows.length() > 0, rx.fragment(rx.el.h3(title, class_name="tiny muted patient-part"), rx.foreach(rows, _visit)), rx.fragment()
        )

    shown = rx.fragment(part(_("Por venir"), SHOWN.coming), part(_("Anteriores"), SHOWN.past))
    return card(rx.cond((SHOWN.coming.length() > 0) | (SHOWN.past.length() > 0), shown, none), title=_("Citas"), pad=False, id="visits")


def _line(label: rx.Var, values: rx.Var, empty: rx.Var, family: str = "mute") -> rx.Component:
    marks = rx.el.ul(rx.foreach(values, lambda text: rx.el.li(text, class_name=f"fact t-{family}", key=text)), class_name="facts-line")
    shown = rx.cond(values.length() > 0, marks, rx.el.span(empty, class_name="muted small"))
    return rx.el.div(rx.el.dt(label, class_name="tiny muted"), rx.el.dd(shown))


def _signs() -> rx.Component:
    def sign(one: rx.Var[Sign]) -> rx.Component:
        return rx.el.span(rx.el.span(_(one.name), class_name="tiny muted"), rx.el.strong(one.value), class_name="col gap-0", key=one.name)

    at = rx.el.p(_("Tomados el {date}", date=date_text(CLINICAL.signs_at, "datetime")), class_name="tiny muted")
    shown = rx.el.div(
        rx.el.h3(_("Últimos signos vitales"), class_name="tiny muted"),
        rx.el.div(rx.foreach(CLINICAL.signs, sign), class_name="row wrap gap-16"),
        at,
        class_name="col gap-4",
    )
    return rx.cond(CLINICAL.signs.length() > 0, shown, rx.fragment())


def _next_visit() -> rx.Component:
    first = SHOWN.coming[0]
    words = rx.cond(
        SHOWN.coming.length() > 0,
        _("{service}, {when}", service=first.service, when=date_text(first.starts, "datetime")),
        _("Ninguna agendada"),
    )
    return rx.el.div(rx.el.dt(_("Próxima cita"), class_name="tiny muted"), rx.el.dd(words))


def _clinical() -> rx.Component:
    """On one card, for whoever attends her: what must be known first."""
    history = routes.patient_part(PATIENT.id, routes.PATIENT_HISTORY)
    number = rx.cond(CLINICAL.history != "", CLINICAL.history, _("Abrir historia")).to(str)
    lines = rx.el.dl(
        _line(_("Alergias"), CLINICAL.allergies, _("Ninguna anotada"), "bad"), _line(_("Condiciones"), CLINICAL.conditions, _("Ninguna anotada"), "warn"),
        _line(_("Medicación"), CLINICAL.medication, _("Ninguna anotada"), "info"), rx.cond(CLINICAL.other.length() > 0, _line(_("Piel y hábitos"), CLINICAL.other, ""), rx.fragment()),
        _next_visit(), class_name="stack gap-12",
    )  # fmt: skip
    shown = card(
        rx.el.div(lines, _signs(), class_name="stack"),
        title=_("Resumen clínico"),
        actions=[link_button(number, history, icon_name="book-open", size="sm")],
        id="clinical",
    )
    return rx.cond(PatientHeadState.can_read, shown, rx.fragment())


def _columns() -> rx.Component:
    booking = PatientHeadState.can_book & PATIENT.is_active
    main = rx.el.div(_clinical(), _visits(), patient_plans(PATIENT.id, booking), _summary(), documents_card(), class_name="stack")
    return rx.el.div(main, rx.el.div(_guardians(), timeline_card(), class_name="stack"), class_name="grid-main-side")


@rx.page(
    routes.PATIENT,
    title="Hampiq",
    on_load=[*OPENING, PatientState.load, PatientExtrasState.load, PatientPlansState.load, TimelineState.load],
)
def patient() -> rx.Component:
    return record_frame(_sections(), _columns(), extra_dialogs(), section="summary")
