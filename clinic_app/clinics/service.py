"""The practice itself: what it is called, where it stands, how it counts time and money."""

from typing import Any

from clinic_app.audit import service as audit
from clinic_app.clinics import districts
from clinic_app.clinics.countries import COUNTRIES, CURRENCIES, all_zones, tax_number
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import Rule, a_name, a_text, an_integer, parse
from clinic_app.core.i18n import LANGUAGES, N_

LOWEST, HIGHEST = -100, 6000  # metres; people live at neither end
LONGEST = {"name": 200, "address": 300, "phone": 20, "tax_id": 20, "department": 60, "province": 60, "district": 60}
BAD_TAX_NUMBER = N_("El número no es válido. Revisa sus dígitos.")
BAD_PHONE = N_("Escribe un teléfono: números, espacios, + y -.")
UNKNOWN_CHOICE = N_("Elige una opción de la lista.")
BAD_ALTITUDE = N_("Escribe los metros sobre el nivel del mar, entre -100 y 6000.")


def _phone(raw: Any) -> str:
    value = a_text(LONGEST["phone"])(raw)
    if value and not (any(sign.isdecimal() for sign in value) and all(sign.isdecimal() or sign in " +-()." for sign in value)):
        raise ValueError(BAD_PHONE)
    return value


def _one_of(choices: Any) -> Any:
    def read(raw: Any) -> str:
        if not isinstance(raw, str) or raw not in choices():
            raise ValueError(UNKNOWN_CHOICE)
        return raw

    return read


def _altitude(raw: Any) -> int:
    try:
        return an_integer(LOWEST, HIGHEST)(raw)
    except ValueError:
        raise ValueError(BAD_ALTITUDE) from None


def _text(name: str) -> Rule:
    return Rule(name, a_text(LONGEST[name]), blank=True)


RULES = {
    "name": Rule("name", a_name(LONGEST["name"]), required=True),
    "address": _text("address"),
    "phone": Rule("phone", _phone, blank=True),
    "tax_id": _text("tax_id"),
    "country": Rule("country", _one_of(lambda: COUNTRIES), required=True),
    "timezone": Rule("timezone", _one_of(all_zones), required=True),
    "currency": Rule("currency", _one_of(lambda: CURRENCIES), required=True),
    "language": Rule("language", _one_of(lambda: LANGUAGES), required=True),
    "department": _text("department"),
    "province": _text("province"),
    "district": _text("district"),
    "ubigeo": Rule("ubigeo", a_text(6), blank=True),
    "altitude": Rule("altitude", _altitude, nullable=True),
}


async def current(work: Work) -> Clinic:
    """The clinic of whoever works. Raises NotFound for one without a clinic."""
    row = await work.session.get(Clinic, work.actor.tenant_id) if work.actor.tenant_id else None
    if row is None:
        raise NotFound
    return row


async def change(work: Work, given: Any) -> Clinic:
    """Take the fields of RULES that came. Raises Invalid beside each wrong one.

    Money and appointments that stand are not converted: they keep their numbers and their moments.
    """
    row = await current(work)
    values = parse(given, RULES, partial=True)
    country = values.get("country", row.country)
    values |= _place(country, values)
    stored = (row.country, row.tax_id)
    if "tax_id" in values and (country, values["tax_id"]) != stored:  # what the documented API took once is not refused here
        try:
            values["tax_id"] = tax_number(country, values["tax_id"])
        except ValueError:
            raise Invalid(tax_id=BAD_TAX_NUMBER) from None
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        await work.session.flush()
        await audit.record(work, "update", "clinic", row.id, {"fields": changed})
    return row


def _place(country: str, values: dict[str, Any]) -> dict[str, Any]:
    """A district of Peru is known by its code; its names come with it, and its altitude where none was written."""
    if country != districts.COUNTRY:
        return {"ubigeo": ""} if "country" in values else {}
    if not (code := values.get("ubigeo")):
        return {}
    found = districts.find(code)
    if found is None:
        raise Invalid(ubigeo=UNKNOWN_CHOICE)
    named = {"department": found.department, "province": found.province, "district": found.district}
    return named | ({"altitude": found.altitude} if values.get("altitude") is None else {})
