"""WHO's lines for the charts, and a child's points on them. Pure but for the one read of `chart_data`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.growth import rows, who
from clinic_app.growth.models import GrowthCheckup
from clinic_app.growth.who import Indicator, Lms
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient

DEVIATIONS = (-3, -2, -1, 0, 1, 2, 3)
PERCENTILES = {"p3": -1.880794, "p15": -1.036433, "p50": 0.0, "p85": 1.036433, "p97": 1.880794}
LAST_MONTH_BY_DAY = 60
LENGTH_STEP_TENTHS = 5


@dataclass(frozen=True)
class Line:
    """One row of a curve: where on the x axis (months, or cm), and the values of the drawn lines there."""

    at: float
    deviations: tuple[float, ...]  # at DEVIATIONS
    percentiles: tuple[float, ...]  # at PERCENTILES


def _line(at: float, lms: Lms) -> Line:
    values = [tuple(round(who.value_at(z, lms), 2) for z in many) for many in (DEVIATIONS, PERCENTILES.values())]
    return Line(at, values[0], values[1])


@cache
def age_curve(indicator: Indicator, sex: str, first: int = 0, last: int = who.LAST_SCHOOL_MONTH) -> tuple[Line, ...]:
    """The lines of an indicator for age, month by month: WHO 2006 to month 60, WHO 2007 from 61. Ends where WHO ends."""
    found = []
    for month in range(first, last + 1):
        if month <= LAST_MONTH_BY_DAY:
            lms = who.for_age(indicator, sex, days=round(month * who.DAYS_A_MONTH))
        else:
            lms = who.for_age(indicator, sex, months=float(month))
        if lms is not None:
            found.append(_line(month, lms))
    return tuple(found)


@cache
def size_curve(sex: str, *, lying: bool) -> tuple[Line, ...]:
    """Weight for length (lying) or for height, every half centimetre."""
    low, high = who.LENGTH_LIMITS if lying else who.HEIGHT_LIMITS
    tenths = range(round(low * 10), round(high * 10) + 1, LENGTH_STEP_TENTHS)
    found = ((tenth / 10, who.for_lenhei(sex, tenth / 10, lying=lying)) for tenth in tenths)
    return tuple(_line(at, lms) for at, lms in found if lms is not None)


@dataclass(frozen=True)
class ChartPoint:
    """One check-up on the charts. `months` by the age it was judged at; `own_months` since birth."""

    id: int
    on: date
    months: float
    own_months: float
    corrected: bool
    weight: float | None
    length: float | None
    head: float | None
    bmi: float | None
    z: dict[Indicator, float]
    level: str


@dataclass(frozen=True)
class ChartData:
    """All that the charts of a child need."""

    patient: Patient
    points: list[ChartPoint]
    checkups: list[GrowthCheckup]

    @property
    def lying(self) -> bool:
        """Whether her weight is judged by length: until she is two."""
        return not self.points or self.points[-1].months * who.DAYS_A_MONTH < who.FIRST_STANDING_DAY

    def curve(self, indicator: Indicator) -> tuple[Line, ...]:
        """WHO's lines for this child."""
        if indicator == Indicator.WEIGHT_LENGTH:
            return size_curve(self.patient.sex, lying=self.lying)
        return age_curve(indicator, self.patient.sex)


def chart_point(checkup: GrowthCheckup) -> ChartPoint:
    """A check-up as a point of the curves, at her own age and at the one it was scored with."""
    place, days = rows.point(checkup), rows.used_days(checkup)
    own = checkup.result.get("age_days", days)
    return ChartPoint(
        checkup.id, checkup.checked_on, round(days / who.DAYS_A_MONTH, 2), round(own / who.DAYS_A_MONTH, 2), own != days, place.weight, place.length,
        place.head, checkup.result.get("bmi"), place.z or {}, checkup.level,
    )  # fmt: skip


async def chart_data(work: Work, patient_id: int) -> ChartData:
    """A child's points and her WHO lines; the trail keeps that they were read. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    patient = await patients.get(work, patient_id)
    checkups = await rows.of_patient(work, patient.id)
    await audit.record(work, "open", "growth_chart", patient.id, patient_id=patient.id)
    return ChartData(patient, [chart_point(one) for one in checkups], checkups)
