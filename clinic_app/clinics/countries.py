"""What a country brings along: its money, its clocks, its language, and the number by which its tax office knows a practice. Pure."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from clinic_app.core.i18n import N_


@dataclass(frozen=True)
class Country:
    """`tax_kinds`: the numbers of python-stdnum that a practice may have, the usual one first; none: any text is taken."""

    word: str
    currency: str
    zones: tuple[str, ...]
    language: str = "es"
    tax_word: str = N_("Número de contribuyente")
    tax_kinds: tuple[str, ...] = ()


def _cities(*names: str) -> tuple[str, ...]:
    return tuple(f"America/{name}" for name in names)


_BRAZIL = (
    "Sao_Paulo",
    "Araguaina",
    "Bahia",
    "Belem",
    "Boa_Vista",
    "Campo_Grande",
    "Cuiaba",
    "Eirunepe",
    "Fortaleza",
    "Maceio",
    "Manaus",
    "Noronha",
    "Porto_Velho",
    "Recife",
    "Rio_Branco",
)
_MEXICO = (
    "Mexico_City",
    "Bahia_Banderas",
    "Cancun",
    "Chihuahua",
    "Ciudad_Juarez",
    "Hermosillo",
    "Matamoros",
    "Mazatlan",
    "Merida",
    "Monterrey",
    "Ojinaga",
    "Tijuana",
)
COUNTRIES = {
    "PE": Country(N_("Perú"), "PEN", _cities("Lima"), tax_word=N_("RUC"), tax_kinds=("ruc",)),
    "BR": Country(N_("Brasil"), "BRL", _cities(*_BRAZIL), "pt-BR", tax_word=N_("CNPJ o CPF"), tax_kinds=("cnpj", "cpf")),
    "CL": Country(N_("Chile"), "CLP", (*_cities("Santiago", "Punta_Arenas"), "Pacific/Easter"), tax_word=N_("RUT"), tax_kinds=("rut",)),
    "AR": Country(N_("Argentina"), "ARS", _cities("Argentina/Buenos_Aires", "Argentina/Cordoba"), tax_word=N_("CUIT"), tax_kinds=("cuit",)),
    "BO": Country(N_("Bolivia"), "BOB", _cities("La_Paz"), tax_word=N_("NIT")),
    "CO": Country(N_("Colombia"), "COP", _cities("Bogota"), tax_word=N_("NIT"), tax_kinds=("nit",)),
    "EC": Country(N_("Ecuador"), "USD", (*_cities("Guayaquil"), "Pacific/Galapagos"), tax_word=N_("RUC"), tax_kinds=("ruc",)),
    "ES": Country(N_("España"), "EUR", ("Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"), tax_word=N_("NIF"), tax_kinds=("nif",)),
    "MX": Country(N_("México"), "MXN", _cities(*_MEXICO), tax_word=N_("RFC"), tax_kinds=("rfc",)),
    "PY": Country(N_("Paraguay"), "PYG", _cities("Asuncion"), tax_word=N_("RUC"), tax_kinds=("ruc",)),
    "US": Country(
        N_("Estados Unidos"), "USD", _cities("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles", "Anchorage", "Puerto_Rico"), "en"
    ),
    "UY": Country(N_("Uruguay"), "UYU", _cities("Montevideo"), tax_word=N_("RUT"), tax_kinds=("rut",)),
}
CURRENCIES = tuple(sorted({country.currency for country in COUNTRIES.values()}))
CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def all_zones() -> tuple[str, ...]:
    """Every zone that is named after a place."""
    return tuple(sorted(zone for zone in available_timezones() if zone.split("/")[0] in CONTINENTS))


def zones(country: str) -> list[str]:
    """The country's own zones first, then all others."""
    own = COUNTRIES[country].zones if country in COUNTRIES else ()
    return [*own, *(zone for zone in all_zones() if zone not in own)]


def tax_number(country: str, written: str) -> str:
    """The number as it is stored, without dots and dashes, its check digits proven. Raises ValueError."""
    kinds = COUNTRIES[country].tax_kinds if country in COUNTRIES else ()
    if not written or not kinds:
        return written
    for kind in kinds:
        module = get_cc_module(country.lower(), kind)
        try:
            return str(module.validate(written))  # type: ignore[union-attr]
        except ValidationError:
            continue
    raise ValueError(written)
