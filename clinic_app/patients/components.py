"""Parts of the patient screens that hold no state: words, ages, ways to call."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.ui.components import Text, icon
from clinic_app.ui.i18n import N_, _, n_

DOCUMENT_WORDS = {"dni": N_("DNI"), "ce": N_("Carnet de extranjería"), "pasaporte": N_("Pasaporte"), "otro": N_("Otro documento")}
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


def word_of(code: rx.Var, words: dict[str, str]) -> rx.Var:
    """The words of a code in the browser's language."""
    return rx.match(code, *[(each, _(word)) for each, word in words.items()], "").to(str)


def choices(words: dict[str, str]) -> list[tuple[str, Text]]:
    """The options of a select."""
    return [(code, _(word)) for code, word in words.items()]


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
    whatsapp = button("message-circle", _("Escribir por WhatsApp a {name}", name=row.name), "https://wa.me/" + row.whatsapp.to(str), target="_blank", rel="noopener noreferrer")
    return rx.el.span(rx.cond(row.phone_link != "", phone, rx.fragment()), rx.cond(row.whatsapp != "", whatsapp, rx.fragment()), class_name="row gap-4")
