"""How old a child is for growth: in days, in WHO's months, and corrected when she was born early. Pure."""

from dataclasses import dataclass
from datetime import date

from clinic_app.growth.who import DAYS_A_MONTH, LAST_SCHOOL_MONTH
from clinic_app.patients.age import age_on

TERM_WEEKS, WHOLE_WEEKS = 37, 40  # born before the first is early; corrected up to the second
CORRECTED_UNTIL_MONTHS = 24
FEWEST_WEEKS, MOST_WEEKS = 22, 44  # of pregnancy that a record may hold


@dataclass(frozen=True)
class GrowthAge:
    """Age on the day of a check-up. `corrected_days` None for a child whose age is not corrected; negative before the day she was expected."""

    days: int
    whole_months: int
    corrected_days: int | None = None

    @property
    def months(self) -> float:
        return self.days / DAYS_A_MONTH

    @property
    def used_days(self) -> int:
        """The age by which growth is judged."""
        return self.days if self.corrected_days is None else self.corrected_days

    @property
    def too_old(self) -> bool:
        return self.months > LAST_SCHOOL_MONTH


def growth_age(born: date, on: date, gestation_weeks: int | None = None) -> GrowthAge:
    """The age on a day that is not before the birth. Born before 37 weeks: corrected until she completes 24 months."""
    days, whole = (on - born).days, age_on(born, on).total_months
    early = gestation_weeks is not None and FEWEST_WEEKS <= gestation_weeks < TERM_WEEKS
    corrected = days - (WHOLE_WEEKS - gestation_weeks) * 7 if early and whole < CORRECTED_UNTIL_MONTHS else None  # type: ignore[operator]
    return GrowthAge(days, whole, corrected)
