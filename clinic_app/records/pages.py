"""One patient: who she is, who answers for her, when she comes and what happened."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.plans_parts import patient_plans
from clinic_app.agenda.plans_state import PatientPlansState
from clinic_app.patients.components import RELATIONSHIP_WORDS, SEX_WORDS, SectionTabs, age_words, call_buttons, document_words
from clinic_app.patients.rows import GuardianRow
from clinic_app.records.components import EDIT, dialogs
from clinic_app.records.extras import documents_card, extra_dialogs, star, tag_line
from clinic_app.records.extras_state import PatientExtrasState
from clinic_app.records.state import Moment, PatientState, VisitRow
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import (
    avatar_initials,
    badge,
    button,
    card,
    empty_state,
    icon,
    link_button,
    load_failed,
    menu,
    note,
    page_link,
    skeleton,
    status_badge,
)
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import _, date_text

SHOWN = PatientState.shown
PATIENT = SHOWN.patient


def _writer(part: rx.Component) -> rx.Component:
    return rx.cond(PatientState.can_write, part, rx.fragment())


def _facts() -> rx.Component:
    blood = rx.cond(PATIENT.blood_group != "", rx.el.span(icon("droplet", 14), " ", PATIENT.blood_group, class_name="nowrap"), rx.fragment())
    phone = rx.cond(PATIENT.phone != "", rx.el.a(PATIENT.phone, href="tel:" + PATIENT.phone_link.to(str), class_name="nowrap"), rx.fragment())
    return rx.el.p(
        rx.el.strong(age_words(PATIENT)), rx.el.span(word_of(PATIENT.sex, SEX_WORDS)), rx.el.span(_("nac. {date}", date=date_text(PATIENT.birth_date, "numeric"))),
        rx.el.span(document_words(PATIENT)), blood, phone, class_name="row wrap gap-12 small",
    )  # fmt: skip


def _actions() -> rx.Component:
    book = link_button(_("Agendar"), routes.AGENDA + "?paciente=" + PATIENT.id.to_string(), icon_name="calendar-plus", kind="solid")
    more = menu(
        rx.el.span(icon("ellipsis"), class_name="btn btn-icon"),
        rx.el.button(icon("archive"), _("Archivar paciente"), type="button", class_name="menu-item", on_click=EDIT.ask_archive, custom_attrs={"data-closes": "true"}),
        label=_("Más acciones"),
    )  # fmt: skip
    return rx.el.div(
        star(),
        call_buttons(PATIENT),
        _writer(button(_("Editar"), icon_name="pencil", on_click=EDIT.edit)),
        rx.cond(PatientState.can_book & PATIENT.is_active, book, rx.fragment()),
        _writer(rx.cond(PATIENT.is_active, more, rx.fragment())),
        class_name="row wrap end",
    )


def _archived() -> rx.Component:
    strip = note(
        "warn", "archive",
        rx.el.div(rx.el.span(_("Paciente archivado: no aparece en las listas ni al agendar."), class_name="grow"), _writer(button(_("Restaurar"), icon_name="undo-2", size="sm", on_click=EDIT.restore)), class_name="row wrap"),
    )  # fmt: skip
    return rx.cond(PATIENT.is_active, rx.fragment(), strip)


def _sections() -> rx.Component:
    """On phones: links to the parts, in the order in which they come."""
    parts = [["visits", _("Citas")], ["plans", _("Planes")], ["summary", _("Datos")], ["documents", _("Documentos")], ["guardians", _("Responsables")], ["timeline", _("Línea de tiempo")]]
    return SectionTabs.create(parts=parts, label=_("Partes de la ficha"), class_name="tabs only-phone patient-tabs")


def _head() -> rx.Component:
    family = rx.cond(PATIENT.sex == "F", "wait", "info").to(str)
    face = rx.el.span(PATIENT.initials, class_name="avatar avatar-lg t-" + family, custom_attrs={"aria-hidden": "true"})
    name = rx.el.div(
        rx.el.div(rx.el.h1(PATIENT.name, class_name="patient-name"), rx.cond(PATIENT.is_active, rx.fragment(), badge(_("Archivado"), "warn", "archive")), class_name="row wrap"),
        _facts(), class_name="col gap-4 grow",
    )  # fmt: skip
    return rx.el.section(rx.el.div(face, name, _actions(), class_name="row wrap gap-16 card-pad"), tag_line(), class_name="card")


def _datum(label: rx.Var, value: rx.Var) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label, class_name="tiny muted"), rx.el.dd(value)), rx.fragment())


def _summary() -> rx.Component:
    data = rx.el.dl(
        _datum(_("Teléfono"), PATIENT.phone), _datum(_("Correo"), PATIENT.email), _datum(_("Dirección"), PATIENT.address), _datum(_("Ubigeo"), PATIENT.ubigeo),
        _datum(_("Lugar de nacimiento"), PATIENT.birth_place), _datum(_("Grupo sanguíneo"), rx.cond(PATIENT.blood_group != "", PATIENT.blood_group, _("No determinado")).to(str)),
        _datum(_("Registrado"), date_text(PATIENT.created, "medium")), class_name="form-grid",
    )  # fmt: skip
    notes = rx.cond(PATIENT.notes != "", rx.el.div(rx.el.h3(_("Observaciones"), class_name="tiny muted"), rx.el.p(PATIENT.notes, class_name="patient-notes")), rx.fragment())
    return card(rx.el.div(data, notes, class_name="stack"), title=_("Datos"), id="summary")


def _guardian(row: rx.Var[GuardianRow]) -> rx.Component:
    marks = rx.el.span(
        rx.cond(row.is_principal, badge(_("Principal"), "accent", "star"), rx.fragment()), rx.cond(row.can_authorize, badge(_("Autoriza"), "ok", "shield-check"), rx.fragment()),
        class_name="row gap-4 wrap",
    )  # fmt: skip
    principal = rx.el.button(icon("star"), _("Hacer principal"), type="button", class_name="menu-item", on_click=EDIT.make_principal(row.id), custom_attrs={"data-closes": "true"})
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
    return rx.el.div(avatar_initials(row.initials), words, call_buttons(row), _writer(more), class_name="list-row patient-row", key=row.id.to_string())


def _guardians() -> rx.Component:
    add = button(_("Añadir"), icon_name="plus", size="sm", on_click=EDIT.begin_guardian(0))
    empty = empty_state("users", _("Sin responsables"), _("Anota a quien responde por esta persona: a quién llamar y quién autoriza."), _writer(button(_("Añadir un responsable"), icon_name="user-plus", kind="soft", on_click=EDIT.begin_guardian(0))))
    shown = rx.cond(SHOWN.guardians.length() > 0, rx.el.div(rx.foreach(SHOWN.guardians, _guardian)), empty)
    return card(shown, title=_("Responsables"), actions=[_writer(add)], pad=False, id="guardians")


def _visit(row: rx.Var[VisitRow]) -> rx.Component:
    when = rx.el.span(rx.el.span(date_text(row.starts, "medium"), class_name="title nowrap"), rx.el.span(date_text(row.starts, "time"), " – ", date_text(row.ends, "time"), class_name="detail nowrap"), class_name="col gap-0 patient-when")
    what = rx.el.span(rx.el.span(row.service, class_name="ellipsis"), rx.cond(row.notes != "", rx.el.span(row.notes, class_name="detail ellipsis"), rx.fragment()), class_name="col gap-0 grow")
    return rx.el.div(when, what, status_badge(row.status), class_name="list-row", key=row.id.to_string())


def _visits() -> rx.Component:
    book = rx.cond(PatientState.can_book & PATIENT.is_active, link_button(_("Agendar"), routes.AGENDA + "?paciente=" + PATIENT.id.to_string(), icon_name="calendar-plus", kind="soft"), rx.fragment())
    none = empty_state("calendar-days", _("Sin citas todavía"), _("Cuando agendes su primera cita aparecerá aquí, con lo que pasó en cada una."), book)

    def part(title: rx.Var, rows: rx.Var) -> rx.Component:
        return rx.cond(rows.length() > 0, rx.fragment(rx.el.h3(title, class_name="tiny muted patient-part"), rx.foreach(rows, _visit)), rx.fragment())

    shown = rx.fragment(part(_("Por venir"), SHOWN.coming), part(_("Anteriores"), SHOWN.past))
    return card(rx.cond((SHOWN.coming.length() > 0) | (SHOWN.past.length() > 0), shown, none), title=_("Citas"), pad=False, id="visits")


def _moment(row: rx.Var[Moment]) -> rx.Component:
    mark = rx.match(row.kind, ("created", icon("user-plus")), ("opened", icon("eye")), icon("calendar-check"))
    title = rx.match(row.kind, ("created", _("Paciente registrado")), ("opened", _("Ficha abierta por {name}", name=row.text)), row.text)
    state = rx.cond(row.kind == "visit", status_badge(row.status), rx.fragment())
    family = rx.match(row.kind, ("created", "accent"), ("opened", "mute"), "info").to(str)
    return rx.el.li(
        rx.el.span(mark, class_name="avatar t-" + family, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(rx.el.span(title), rx.el.span(date_text(row.at, "datetime"), class_name="detail"), class_name="col gap-0 grow"), state, class_name="list-row",
    )  # fmt: skip


def _timeline() -> rx.Component:
    whole = link_button(_("Quién la abrió"), routes.PATIENTS + "/" + PATIENT.id.to_string() + "/trail", icon_name="scroll-text", size="sm")
    actions = [rx.cond(PatientState.can_audit, whole, rx.fragment())]
    return card(rx.el.ul(rx.foreach(SHOWN.timeline, _moment)), title=_("Línea de tiempo"), actions=actions, pad=False, id="timeline")


def _record() -> rx.Component:
    columns = rx.el.div(
        rx.el.div(_visits(), patient_plans(PATIENT.id, PatientState.can_book & PATIENT.is_active), _summary(), documents_card(), class_name="stack"), rx.el.div(_guardians(), _timeline(), class_name="stack"), class_name="grid-main-side"
    )  # fmt: skip
    return rx.fragment(_head(), _sections(), _archived(), columns, dialogs(), extra_dialogs())


@rx.page(routes.PATIENT, title="Hampiq", on_load=[ShellState.load, PatientState.load, PatientExtrasState.load, PatientPlansState.load])
def patient() -> rx.Component:
    back = page_link(icon("arrow-left"), _("Pacientes"), href=routes.PATIENTS, class_name="row small gap-4")
    missing = card(
        empty_state("user-x", _("No encontramos a este paciente"), _("El enlace puede estar mal escrito o ser de otro consultorio."), link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users"))
    )  # fmt: skip
    shown = rx.match(PatientState.status, ("ready", _record()), ("missing", missing), card(rx.cond(PatientState.failed, load_failed(ShellState.load, PatientState.load, PatientExtrasState.load), skeleton(9)), pad=False))
    heading = rx.cond(PatientState.status == "ready", rx.fragment(), rx.el.h1(_("Paciente"), class_name="sr-only"))  # the record brings its own
    return page_frame(rx.fragment(back, heading, shown), active="patients")
