"""Parts of the screens about duplicates that other screens use too: why two resemble each other, and the card beside a form."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.patients.components import document_words
from clinic_app.patients.duplicates_state import AlikeRow, AlikeState
from clinic_app.ui import routes
from clinic_app.ui.components import badge, icon, page_link
from clinic_app.ui.forms import word_of
from clinic_app.ui.i18n import N_, _, date_text, n_

REASONS = {
    "document": N_("Mismo documento"),
    "name": N_("Mismo nombre"),
    "name_near": N_("Nombre casi igual"),
    "birth": N_("Misma fecha de nacimiento"),
    "birth_swapped": N_("Día y mes intercambiados"),
    "phone": N_("Mismo teléfono"),
}
TYPED = ("tipo_documento", "numero_documento", "nombres", "apellido_paterno", "apellido_materno", "fecha_nacimiento", "telefono")


class FormWatch(rx.Component):
    """See assets/likely.js."""

    library = "$/public/likely.js"
    tag = "FormWatch"
    fields: rx.Var[list[str]]
    on_typed: rx.EventHandler[rx.event.passthrough_event_spec(dict)]
    on_gone: rx.EventHandler[rx.event.no_args_event_spec]


def reason_badges(reasons: rx.Var) -> rx.Component:
    """Why two are taken for one, in words."""
    marks = rx.foreach(
        reasons,
        lambda reason: rx.el.span(badge(word_of(reason, REASONS), rx.match(reason, ("document", "bad"), "warn").to(str)), key=reason),
    )
    return rx.el.span(marks, class_name="row wrap gap-4")


def side_detail(side: rx.Var) -> rx.Component:
    """`DNI 12345678 · 4 mar 2020 · 987 654 321`."""
    phone = rx.cond(side.phone != "", rx.el.span(" · ", side.phone), rx.fragment())
    return rx.el.span(document_words(side), " · ", date_text(side.birth_date, "medium"), phone, class_name="detail")


def _row(row: rx.Var[AlikeRow]) -> rx.Component:
    who = rx.el.span(
        rx.el.span(row.patient.name, class_name="title"), side_detail(row.patient), reason_badges(row.reasons), class_name="col gap-4 grow"
    )
    label = _("Abrir la ficha de {name} en otra pestaña", name=row.patient.name)
    attributes = {"aria-label": label}
    return page_link(
        who,
        icon("external-link"),
        href=routes.patient(row.patient.id),
        target="_blank",
        class_name="list-row",
        key=row.patient.id,
        custom_attrs=attributes,
    )


def alike_card() -> rx.Component:
    """Once inside a form that adds a patient: who resembles her, quietly, while she is typed. Nothing while nobody does."""
    said = n_(
        "Hay {n} paciente parecido. ¿Es la misma persona?", "Hay {n} pacientes parecidos. ¿Es la misma persona?", AlikeState.rows.length()
    )
    card = rx.el.div(
        rx.el.p(icon("users"), rx.el.span(said), class_name="row gap-4 strong alike-head"), rx.foreach(AlikeState.rows, _row), class_name="alike"
    )  # fmt: skip
    return FormWatch.create(
        rx.el.div(rx.cond(AlikeState.rows.length() > 0, card, rx.fragment()), role="status"),
        fields=list(TYPED), on_typed=AlikeState.look, on_gone=AlikeState.forget, class_name="alike-place",
    )  # fmt: skip
