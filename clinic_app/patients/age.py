"""Ages as Peruvian nurses count and write them. Pure: the caller says which day it is where the clinic is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from clinic_app.core.i18n import Sentence

ADULT_YEARS = 18
MONTHS_SHOWN_BELOW_YEARS = 12  # months matter as long as growth is followed (CRED ends at 11 years)


class AgeGroup(StrEnum):
    CHILD = "nino"
    ADOLESCENT = "adolescente"
    ADULT = "adulto"
    OLDER_ADULT = "adulto_mayor"


_GROUP_FROM_YEARS = ((60, AgeGroup.OLDER_ADULT), (18, AgeGroup.ADULT), (12, AgeGroup.ADOLESCENT), (0, AgeGroup.CHILD))


@dataclass(frozen=True)
class Age:
    """Completed years, the months beyond them, the days beyond those; and all completed months."""

    years: int
    months: int
    days: int
    total_months: int

    @property
    def is_minor(self) -> bool:
        return self.years < ADULT_YEARS

    @property
    def group(self) -> AgeGroup:
        return next(group for from_years, group in _GROUP_FROM_YEARS if self.years >= from_years)


def age_on(born: date, today: date) -> Age:
    """The age on a day. Who was born on 29 February completes the year on 1 March when there is no 29th.

    A birth after `today` (a newborn of another time zone) counts as today.
    """
    if born >= today:
        return Age(0, 0, 0, 0)
    total = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    days = today.day - born.day
    if days < 0:  # since that day of last month, cut to the month's length: 31 January + 1 month is the last of February
        last_month = (today - timedelta(days=today.day)).day
        days = today.day + last_month - min(born.day, last_month)
    return Age(total // 12, total % 12, days, total)


def age_text(age: Age) -> Sentence:
    """`34 años`, `1 año, 7 meses`, `8 meses`, `15 días`: the largest units that say something at that age.

    Reads as Spanish, as REST answers it; screens and papers pass it through `translate`.
    """
    if age.total_months == 0:
        return _words(0, 0, age.days)
    return _words(age.years, age.months if age.years < MONTHS_SHOWN_BELOW_YEARS else 0, 0)


@cache  # a few hundred there are; a list needs twenty at a time
def _words(years: int, months: int, days: int) -> Sentence:
    if not (years or months):
        return Sentence("1 día") if days == 1 else Sentence("{n} días", n=days)
    in_months = Sentence("1 mes") if months == 1 else Sentence("{n} meses", n=months)
    if not years:
        return in_months
    in_years = Sentence("1 año") if years == 1 else Sentence("{n} años", n=years)
    return Sentence("{years}, {months}", years=in_years, months=in_months) if months else in_years


def age_and_document(age: str, document: str) -> str:
    """What tells two people of one name apart: `8 meses · 71234567`; a newborn without papers has no number. For `translate`, as the age."""
    return Sentence("{age} · {document}", age=age, document=document) if document else age
