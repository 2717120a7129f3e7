"""The frame of a patient's record: her head, her allergies on every page, and the pages as tabs."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from dataclasses import dataclass

import reflex as rx
from reflex_base.registry import RegistrationContext

from clinic_app.patients.allergy_parts import allergy_banner
from clinic_app.patients.components import SEX_WORDS, age_words, call_buttons, document_words
from clinic_app.records.components import EDIT, dialogs
from clinic_app.records.head_state import HeadFlag, PatientHeadState, TagChoice
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, button, card, empty_state, icon, link_button, load_failed, menu, note, page_link, skeleton
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text

HEAD = PatientHeadState
PATIENT = HEAD.head.patient
OPENING = [ShellState.load, HEAD.load, EDIT.close]  # what every page of the record loads before its own State


@dataclass(frozen=True)
class Tab:
    """A page of the record; `clinical` ones are for those who may read it."""

    name: str
    word: str
    route: str
    clinical: bool = True


TABS = (
    Tab("summary", N_("Resumen"), routes.PATIENT, clinical=False),
    Tab("history", N_("Historia"), routes.PATIENT_HISTORY),
    Tab("notes", N_("Notas"), routes.PATIENT_NOTES),
    Tab("growth", N_("Crecimiento"), routes.PATIENT_GROWTH),
    Tab("encounters", N_("Atenciones"), routes.PATIENT_ENCOUNTERS),
    Tab("anamnesis", N_("Anamnesis"), routes.PATIENT_ANAMNESIS),
    Tab("photos", N_("Fotos"), routes.PATIENT_PHOTOS),
)


def _writer(part: rx.Component) -> rx.Component:
    return rx.cond(HEAD.can_write, part, rx.fragment())


def _exists(tab: Tab) -> bool:
    """Only pages of this build get a tab: by now every module of pages has been imported."""
    pages = RegistrationContext.ensure_context().decorated_pages
    return any(about.get("route") == tab.route for _render, about in pages)


def _star() -> rx.Component:
    marked = HEAD.head.favourite
    label = rx.cond(marked, _("Quitar de favoritos"), _("Marcar como favorito"))
    return rx.el.button(
        rx.cond(marked, icon("star", fill="currentColor", class_name="accent"), icon("star")), type="button", class_name="btn btn-icon btn-ghost", title=label,
        on_click=HEAD.toggle_favourite, custom_attrs={"aria-label": label, "aria-pressed": rx.cond(marked, "true", "false")},
    )  # fmt: skip


def _tags() -> rx.Component:
    """The patient's tags, and for those who may write the menu that changes them."""

    def mark(tag: rx.Var[TagChoice]) -> rx.Component:
        swatch = rx.el.i(style={"background": tag.color}, custom_attrs={"aria-hidden": "true"})
        return rx.cond(tag.on, rx.el.span(swatch, tag.name, class_name="tag"), rx.fragment())

    def item(tag: rx.Var[TagChoice]) -> rx.Component:
        swatch = rx.el.i(class_name="swatch", style={"background": tag.color}, custom_attrs={"aria-hidden": "true"})
        return rx.el.button(
            swatch, rx.el.span(tag.name, class_name="grow"), rx.cond(tag.on, icon("check"), rx.fragment()), type="button", class_name="menu-item",
            on_click=HEAD.toggle_tag(tag.id, ~tag.on), custom_attrs={"aria-pressed": rx.cond(tag.on, "true", "false")},
        )  # fmt: skip

    tags = HEAD.head.tags
    edit = menu(
        rx.el.span(icon("tag", 14), " ", _("Etiquetas"), class_name="chip"),
        rx.foreach(tags, item),
        label=_("Etiquetas de {name}", name=PATIENT.name),
        side="left",
    )
    shown = rx.el.div(rx.foreach(tags, mark), _writer(edit), class_name="row wrap gap-4 patient-extras")
    return rx.cond(tags.length() > 0, shown, rx.fragment())


def _flags() -> rx.Component:
    """What other domains want seen on every page, such as an open alert of growth."""

    def mark(flag: rx.Var[HeadFlag]) -> rx.Component:
        urgent = flag.level == "rojo"
        words = rx.cond(urgent, badge(_(flag.words), "bad", "octagon-alert"), badge(_(flag.words), "warn", "triangle-alert"))
        return rx.cond(flag.href != "", page_link(words, href=flag.href), words)

    return rx.foreach(HEAD.head.flags, mark)


def _facts() -> rx.Component:
    blood = rx.cond(
        PATIENT.blood_group != "", rx.el.span(icon("droplet", 14), " ", PATIENT.blood_group, class_name="nowrap"), rx.fragment()
    )
    phone = rx.cond(
        PATIENT.phone != "", rx.el.a(PATIENT.phone, href="tel:" + PATIENT.phone_link.to(str), class_name="nowrap"), rx.fragment()
    )
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
        _star(),
        call_buttons(PATIENT),
        _writer(button(_("Editar"), icon_name="pencil", on_click=EDIT.edit)),
        rx.cond(HEAD.can_book & PATIENT.is_active, book, rx.fragment()),
        _writer(rx.cond(PATIENT.is_active, more, rx.fragment())),
        class_name="row wrap end record-actions",
    )


def _allergies(section: str) -> rx.Component:
    """On every page of hers, for everybody: what she must not be given."""
    allergies = HEAD.head.allergies
    look = (
        []
        if section == "history" or not _exists(TABS[1])
        else [
            rx.cond(
                HEAD.can_read,
                page_link(_("Ver"), href=routes.patient_part(PATIENT.id, routes.PATIENT_HISTORY), class_name="allergy-link"),
                rx.fragment(),
            )
        ]
    )
    return allergy_banner(allergies, *look)


def _tab(tab: Tab, section: str) -> rx.Component:
    current = {"aria-current": "page"} if tab.name == section else {}
    link = page_link(_(tab.word), href=routes.patient_part(PATIENT.id, tab.route), class_name="record-tab", custom_attrs=current)
    return rx.cond(HEAD.can_read, link, rx.fragment()) if tab.clinical else link


class CurrentTabInView(rx.Component):
    """Draws nothing (assets/patients.js)."""

    library = "$/public/patients.js"
    tag = "CurrentTabInView"


def _tabs(section: str) -> rx.Component:
    links = [_tab(tab, section) for tab in TABS if _exists(tab)]
    bar = rx.el.nav(*links, CurrentTabInView.create(), class_name="record-tabs", custom_attrs={"aria-label": _("Páginas de la ficha")})
    return rx.cond(HEAD.can_read, bar, rx.fragment())  # one tab alone leads nowhere


@rx.memo
def record_line() -> rx.Component:
    """Who she is and what can be done with her, the same on every page of the record."""
    family = rx.cond(PATIENT.sex == "F", "wait", "info").to(str)
    face = rx.el.span(PATIENT.initials, class_name="avatar avatar-lg t-" + family, custom_attrs={"aria-hidden": "true"})
    name = rx.el.div(
        rx.el.div(rx.el.h1(PATIENT.name, class_name="patient-name"), rx.cond(PATIENT.is_active, rx.fragment(), badge(_("Archivado"), "warn", "archive")), _flags(), class_name="row wrap"),
        _facts(), class_name="col gap-4 grow",
    )  # fmt: skip
    return rx.fragment(rx.el.div(face, name, _actions(), class_name="row wrap gap-16 card-pad"), _tags())


def _head(section: str) -> rx.Component:
    return rx.el.section(
        record_line(),
        _allergies(section),
        _tabs(section),
        class_name="card record-head" if section == "summary" else "card record-head inner",
    )


def _archived() -> rx.Component:
    words = rx.el.span(_("Paciente archivado: no aparece en las listas ni al agendar."), class_name="grow")
    strip = note(
        "warn",
        "archive",
        rx.el.div(words, _writer(button(_("Restaurar"), icon_name="undo-2", size="sm", on_click=EDIT.restore)), class_name="row wrap"),
    )
    return rx.cond(PATIENT.is_active, rx.fragment(), strip)


def _closed() -> rx.Component:
    """For who may see the patient and not her record: a way back instead of a page that never comes."""
    back = link_button(_("Volver al resumen"), routes.patient(PATIENT.id), icon_name="user")
    words = _("Tu rol no abre la historia clínica. Las alergias están arriba; lo demás lo ve quien atiende.")
    return card(empty_state("lock", _("Esta parte es del personal de salud"), words, back))


def record_frame(*content: rx.Component, section: str = "summary") -> rx.Component:
    """One whole page of a patient's record; `section` is its name in TABS.

    The page loads the head before its own State: `on_load=[*OPENING, NotesState.load]`.
    """
    back = page_link(icon("arrow-left"), _("Pacientes"), href=routes.PATIENTS, class_name="row small gap-4")
    missing = card(
        empty_state("user-x", _("No encontramos a este paciente"), _("El enlace puede estar mal escrito o ser de otro consultorio."), link_button(_("Ver pacientes"), routes.PATIENTS, icon_name="users"))
    )  # fmt: skip
    failed = rx.cond(HEAD.failed, load_failed(ShellState.load, HEAD.load), skeleton(9))
    clinical = any(tab.clinical for tab in TABS if tab.name == section)
    shown = rx.cond(HEAD.can_read, rx.fragment(*content), _closed()) if clinical else rx.fragment(*content)
    ready = rx.fragment(_head(section), _archived(), shown, dialogs())
    whole = rx.match(HEAD.status, ("ready", ready), ("missing", missing), card(failed, pad=False))
    heading = rx.cond(HEAD.status == "ready", rx.fragment(), rx.el.h1(_("Paciente"), class_name="sr-only"))  # the record brings its own
    return page_frame(rx.fragment(back, heading, whole), active="patients")
