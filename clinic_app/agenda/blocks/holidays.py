"""Public holidays of the countries we serve. Pure; the library's tables travel with it, so no network is asked."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

LANGUAGES = {"PE": "es", "BR": "pt_BR", "CL": "es"}  # their own names for them


@cache
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """The national public holidays of a year by date, under their names there; none for a country that we do not know."""
    if country not in LANGUAGES:
        return MappingProxyType({})
    import holidays  # half a second, spared at each start

    found = holidays.country_holidays(country, years=year, language=LANGUAGES[country])
    return MappingProxyType({day: found.get(day) or "" for day in sorted(found)})


def holidays_between(country: str, since: date, until: date) -> dict[date, str]:
    """Those from `since` to `until`, both included."""
    years = range(since.year, until.year + 1)
    return {day: name for year in years for day, name in holidays_of(country, year).items() if since <= day <= until}
