"""Parts of the patient screens that hold no state: words, ages, ways to call."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from collections.abc import Callable

import reflex as rx

from clinic_app.patients.identity import ELSEWHERE, KINDS
from clinic_app.ui.components import Text, button, icon
from clinic_app.ui.forms import choices, word_of
from clinic_app.ui.i18n import N_, _, n_

DOCUMENT_WORDS = {
    "dni": N_("DNI"),
    "ce": N_("Carnet de extranjería"),
    "cpf": N_("CPF"),
    "rut": N_("RUT"),
    "pasaporte": N_("Pasaporte"),
    "otro": N_("Otro documento"),
}
SEX_WORDS = {"F": N_("Mujer"), "M": N_("Varón")}
RELATIONSHIP_WORDS = {
    "madre": N_("Madre"),
    "padre": N_("Padre"),
    "abuelo": N_("Abuelo(a)"),
    "tio": N_("Tío(a)"),
    "hermano": N_("Hermano(a)"),
    "tutor": N_("Tutor legal"),
    "otro": N_("Otro"),
}
BLOOD_GROUPS = ("O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-")
MONTHS_SHOWN_BELOW_YEARS = 12  # as `age_text`: months matter as long as growth is followed


def age_words(row: rx.Var) -> rx.Var:
    """`34 años`, `1 año, 7 meses`, `8 meses`, `15 días`; the row has `years`, `months` and `days`."""
    years, months, days = n_("{n} año", "{n} años", row.years), n_("{n} mes", "{n} meses", row.months), n_("{n} día", "{n} días", row.days)
    young = rx.cond(row.months == 0, days, months)
    both = _("{years}, {months}", years=years, months=months)
    older = rx.cond((row.months == 0) | (row.years >= MONTHS_SHOWN_BELOW_YEARS), years, both)
    return rx.cond(row.years == 0, young, older).to(str)


def document_words(row: rx.Var) -> rx.Var:
    """`DNI 12345678`; a newborn without papers has none."""
    kind = word_of(row.document_type, DOCUMENT_WORDS)
    return rx.cond(row.document_number == "", _("Sin documento"), kind + " " + row.document_number.to(str)).to(str)


def call_buttons(row: rx.Var) -> rx.Component:
    """Telephone and WhatsApp of a row with `name`, `phone_link` and `whatsapp`; nothing without a number."""

    def button(mark: str, label: rx.Var, href: rx.Var, **props: object) -> rx.Component:
        return rx.el.a(icon(mark), href=href, class_name="btn btn-icon", title=label, custom_attrs={"aria-label": label}, **props)

    phone = button("phone", _("Llamar a {name}", name=row.name), "tel:" + row.phone_link.to(str))
    whatsapp = button(
        "message-circle",
        _("Escribir por WhatsApp a {name}", name=row.name),
        "https://wa.me/" + row.whatsapp.to(str),
        target="_blank",
        rel="noopener noreferrer",
    )
    return rx.el.span(
        rx.cond(row.phone_link != "", phone, rx.fragment()), rx.cond(row.whatsapp != "", whatsapp, rx.fragment()), class_name="row gap-4"
    )


def by_country(country: rx.Var, current: rx.Var, make: Callable[[list[tuple[str, Text]]], rx.Component]) -> rx.Component:
    """What `make` draws with the kinds of document of the clinic's country; with all of them for a row that has one from elsewhere."""

    def offered(kinds: tuple[str, ...]) -> rx.Component:
        own = make(choices({kind: DOCUMENT_WORDS[kind] for kind in kinds}))
        fits = (current == "") | rx.Var.create(list(kinds)).contains(current)
        return rx.cond(fits, own, make(choices(DOCUMENT_WORDS)))

    return rx.match(country, *[(code, offered(kinds)) for code, kinds in KINDS.items()], offered(ELSEWHERE))


def pager(at: rx.Var, turn: Callable[[int], object]) -> rx.Component:
    """Pages of a list; `at` has `page` and `pages`. Nothing while there is one page only."""
    line = rx.el.nav(
        rx.el.span(_("Página {page} de {pages}", page=at.page, pages=at.pages), class_name="small muted grow"),
        button(_("Anterior"), icon_name="chevron-left", on_click=turn(-1), disabled=at.page <= 1),
        button(_("Siguiente"), icon_name="chevron-right", on_click=turn(1), disabled=at.page >= at.pages),
        class_name="row card-foot", custom_attrs={"aria-label": _("Páginas de la lista")},
    )  # fmt: skip
    return rx.cond(at.pages > 1, line, rx.fragment())


def tag_mark(tag: rx.Var) -> rx.Component:
    """A tag with its colour; the row has `name` and `color`."""
    return rx.el.span(
        rx.el.i(style={"background": tag.color}, custom_attrs={"aria-hidden": "true"}), tag.name, class_name="tag", key=tag.name
    )


class SectionTabs(rx.Component):
    """Links to the parts of a page; the one being read is marked (assets/patients.js)."""

    library = "$/public/patients.js"
    tag = "SectionTabs"
    parts: rx.Var[list[list[str]]]
    label: rx.Var[str]
