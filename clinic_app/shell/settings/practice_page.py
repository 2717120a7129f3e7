"""The settings of the practice."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.clinics import districts
from clinic_app.clinics.countries import COUNTRIES, CURRENCIES
from clinic_app.clinics.service import LONGEST
from clinic_app.core.i18n import LANGUAGES
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.settings.practice_state import PREFIX, PracticeState
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import Text, card, icon, note, skeleton
from clinic_app.ui.forms import Fields, word_of
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.upload import picture_field

STATE = PracticeState
CURRENCY_WORDS = {
    "ARS": N_("Peso argentino"), "BOB": N_("Boliviano"), "BRL": N_("Real brasileño"), "CLP": N_("Peso chileno"), "COP": N_("Peso colombiano"), "EUR": N_("Euro"),
    "MXN": N_("Peso mexicano"), "PEN": N_("Sol peruano"), "PYG": N_("Guaraní"), "USD": N_("Dólar"), "UYU": N_("Peso uruguayo"),
}  # fmt: skip


def _words(fields: Fields) -> rx.Component:
    tax_word = word_of(STATE.country, {code: country.tax_word for code, country in COUNTRIES.items()})
    return rx.el.div(
        rx.el.div(fields.text("name", _("Nombre del consultorio"), required=True, max_length=LONGEST["name"]), class_name="wide"),
        rx.el.div(fields.text("address", _("Dirección"), max_length=LONGEST["address"]), class_name="wide"),
        fields.text("phone", _("Teléfono"), type="tel", max_length=LONGEST["phone"]),
        fields.text("tax_id", tax_word, max_length=LONGEST["tax_id"]),
        class_name="form-grid",
    )  # fmt: skip


def _select(
    fields: Fields, name: str, label: Text, options: list[tuple[str, Text]] | rx.Var, value: rx.Var, on_change: object
) -> rx.Component:
    return fields.choice(name, label, options, required=False, empty=_("Elige"), value=value, on_change=on_change)


def _lists(fields: Fields) -> rx.Component:
    """Peru's departments, provinces and districts: each list follows the one before."""
    place = STATE.place
    return rx.el.div(
        _select(fields, "department", _("Departamento"), [(name, name) for name in districts.departments()], place.department, STATE.pick_department),
        _select(fields, "province", _("Provincia"), place.provinces, place.province, STATE.pick_province),
        _select(fields, "ubigeo", _("Distrito"), place.districts, place.ubigeo, STATE.pick_district),
        _altitude(), class_name="form-grid",
    )  # fmt: skip


def _altitude() -> rx.Component:
    """A district brings its altitude; a clinic up the slope writes its own."""
    own = Fields(rx.Var.create({PREFIX + "altitude": STATE.place.altitude}), STATE.errors, PREFIX)
    field = own.text(
        "altitude", _("Altitud (m s. n. m.)"), hint=_("La hemoglobina se interpreta según la altitud."), input_mode="numeric", max_length=5
    )
    return rx.el.div(field, key="altitude" + STATE.place.ubigeo.to(str))


def _anywhere() -> rx.Component:
    place = STATE.place
    words = rx.Var.create(
        {PREFIX + "department": place.department, PREFIX + "province": place.province, PREFIX + "district": place.district}
    )
    own = Fields(words, STATE.errors, PREFIX)
    return rx.el.div(
        own.text("department", _("Estado o región"), max_length=LONGEST["department"]), own.text("province", _("Ciudad"), max_length=LONGEST["province"]),
        own.text("district", _("Distrito o barrio"), max_length=LONGEST["district"]), _altitude(),
        class_name="form-grid",
    )  # fmt: skip


def _customs(fields: Fields) -> rx.Component:
    """How the practice counts time and money, and the language of its papers."""
    zones = rx.foreach(STATE.zones, lambda zone: rx.el.option(zone.to(str).replace("_", " "), value=zone, key=zone))
    zone = rx.el.div(
        rx.el.div(rx.el.label(_("Zona horaria"), html_for=PREFIX + "timezone"), class_name="label"),
        rx.el.select(zones, id=PREFIX + "timezone", name=PREFIX + "timezone", default_value=STATE.values[PREFIX + "timezone"], class_name="input"),
        rx.el.p(_("Las citas reservadas conservan su momento."), class_name="hint"), class_name="field",
    )  # fmt: skip
    money = [(code, _("{currency} ({code})", currency=_(CURRENCY_WORDS[code]), code=code)) for code in CURRENCIES]
    return rx.el.div(
        fields.choice("country", _("País"), [(code, _(country.word)) for code, country in COUNTRIES.items()], value=STATE.country, on_change=STATE.pick_country),
        rx.fragment(
            zone, fields.choice("currency", _("Moneda"), money, hint=_("Los precios no se convierten.")),
            fields.choice("language", _("Idioma de los documentos"), list(LANGUAGES.items())), key="customs" + STATE.country,
        ),
        class_name="form-grid",
    )  # fmt: skip


def _part(title: Text, *content: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title, class_name="strong"), *content, class_name="stack settings-part")


def _form() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, PREFIX)
    places = rx.cond(STATE.country == districts.COUNTRY, _lists(fields), _anywhere())
    foot = rx.el.div(
        rx.el.button(icon("check"), _("Guardar consultorio"), type="submit", class_name="btn btn-solid"), class_name="form-foot"
    )
    inside = rx.el.fieldset(
        _words(fields), _part(_("País y costumbres"), _customs(fields)), _part(_("Ubicación"), places), rx.cond(STATE.can_write, foot, rx.fragment()),
        disabled=~STATE.can_write, class_name="stack gap-24",
    )  # fmt: skip
    return rx.el.form(inside, on_submit=STATE.save, no_validate=True, key=STATE.box.to_string())


def _logo() -> rx.Component:
    return picture_field(
        "logo", _("Logo"), STATE.logo, hint=_("Aparece en los documentos. PNG, JPG, WebP o HEIC, hasta 5 MB."), action="/api/auth/me/",
        on_done=STATE.show_logo, on_remove=STATE.remove_logo, clinic=ShellState.clinic_id, allowed=STATE.can_write, shape="wide",
    )  # fmt: skip


@rx.page(routes.SETTINGS, title="Hampiq", on_load=[ShellState.load, PracticeState.load])
def practice() -> rx.Component:
    reading = rx.cond(
        STATE.can_write, rx.fragment(), note("info", "lock", _("Solo quien administra el consultorio puede cambiar estos datos."))
    )
    shown = rx.el.div(reading, card(_form(), title=_("Consultorio")), card(_logo()), class_name="stack")
    return settings_frame(rx.cond(STATE.loaded, shown, card(skeleton(8))), "practice")
