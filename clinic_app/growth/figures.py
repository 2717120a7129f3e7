"""The curves of a child as the browser and the paper draw them: WHO's lines, her points, what part of them is looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clinic_app.growth.charts import DEVIATIONS, PERCENTILES, ChartData, ChartPoint, Line, age_curve, size_curve
from clinic_app.growth.shown import ORDER, signed
from clinic_app.growth.velocity import said
from clinic_app.growth.who import (
    DAYS_A_MONTH,
    FIRST_SCHOOL_MONTH,
    FIRST_STANDING_DAY,
    LAST_SCHOOL_MONTH,
    LAST_WEIGHT_MONTH,
    REFERENCE_2006,
    REFERENCE_2007,
    Indicator,
)

SPANS = {"6": (0, 6), "24": (0, 24), "60": (0, 60), "228": (FIRST_SCHOOL_MONTH, LAST_SCHOOL_MONTH)}
Z, PERCENTILE = "z", "p"
PERCENTILE_LABELS = ("P3", "P15", "P50", "P85", "P97")
DEVIATION_LABELS = tuple(f"{each:+d}".replace("-", "−") if each else "0" for each in DEVIATIONS)
UNITS = {
    Indicator.WEIGHT_AGE: "kg",
    Indicator.WEIGHT_LENGTH: "kg",
    Indicator.BMI_AGE: "kg/m²",
    Indicator.LENGTH_AGE: "cm",
    Indicator.HEAD_AGE: "cm",
}
STANDING_FROM_MONTH = FIRST_STANDING_DAY / DAYS_A_MONTH
ROOM = 0.04  # above and below what is drawn


@dataclass
class Curve:
    """One line of WHO. `weight`: how far from the centre it is, 0 to 3, which says how it is drawn."""

    label: str
    weight: int
    x: list[float]
    y: list[float]


@dataclass
class Spot:
    """One check-up on the chart."""

    id: int
    x: float
    y: float
    level: str
    on: str
    said: str


@dataclass
class Figure:
    """All that a chart needs. `own`: where the points would stand by the age since birth, for a child born early."""

    indicator: str = Indicator.WEIGHT_AGE.value
    lines: list[Curve] = field(default_factory=list)
    points: list[Spot] = field(default_factory=list)
    own: list[list[float]] = field(default_factory=list)
    first: float = 0
    last: float = 24
    low: float = 0
    high: float = 1
    unit: str = "kg"
    by_size: bool = False
    reference: str = ""
    female: bool = False
    names: list[str] = field(default_factory=list)  # of the lines, by which the table is headed


def default_span(points: list[ChartPoint], months: float) -> str:
    """The part of the curves where the child is."""
    at = points[-1].months if points else months
    return next((name for name, (_first, last) in SPANS.items() if at < last), "228") if at < FIRST_SCHOOL_MONTH else "228"


def telling(points: list[ChartPoint], months: float, *, plain: bool = False) -> Indicator:
    """The indicator to begin with: weight, and where WHO has no weight for the age (over ten years) BMI, or size for `plain` words."""
    at = points[-1].months if points else months
    return Indicator.WEIGHT_AGE if at <= LAST_WEIGHT_MONTH else Indicator.LENGTH_AGE if plain else Indicator.BMI_AGE


def indicators_of(span: str) -> tuple[Indicator, ...]:
    """What WHO has lines for in a span."""
    if span != "228":
        return ORDER
    return tuple(one for one in ORDER if one not in (Indicator.WEIGHT_LENGTH, Indicator.HEAD_AGE))


def value_of(indicator: Indicator, point: ChartPoint) -> float | None:
    """The measure that an indicator draws."""
    if indicator in (Indicator.WEIGHT_AGE, Indicator.WEIGHT_LENGTH):
        return point.weight
    return {Indicator.LENGTH_AGE: point.length, Indicator.HEAD_AGE: point.head, Indicator.BMI_AGE: point.bmi}[indicator]


def _curves(lines: Iterable[Line], unit: str) -> list[Curve]:
    rows = list(lines)
    at = [line.at for line in rows]
    if unit == PERCENTILE:
        many = [[line.percentiles[number] for line in rows] for number in range(len(PERCENTILES))]
        return [Curve(name, weight, at, y) for name, weight, y in zip(PERCENTILE_LABELS, (2, 1, 0, 1, 2), many, strict=True)]
    many = [[line.deviations[number] for line in rows] for number in range(len(DEVIATIONS))]
    return [Curve(name, abs(z), at, y) for name, z, y in zip(DEVIATION_LABELS, DEVIATIONS, many, strict=True)]


def _spot(indicator: Indicator, point: ChartPoint, x: float) -> Spot | None:
    value = value_of(indicator, point)
    if value is None:
        return None
    z = point.z.get(indicator)
    digits = 2 if indicator == Indicator.WEIGHT_AGE else 1
    text = f"{said(value, digits)} {UNITS[indicator]}" + (f" · z {signed(z)}" if z is not None else "")
    return Spot(point.id, round(x, 2), round(value, 3), point.level, point.on.isoformat(), text)


def _by_size(data: ChartData, span: str, unit: str) -> tuple[list[Curve], list[Spot]]:
    """Weight for length in the first two years, for height afterwards."""
    lying = span in ("6", "24")
    lines = _curves(size_curve(data.patient.sex, lying=lying), unit)
    spots = [
        spot
        for point in data.points
        if point.length and (point.months < STANDING_FROM_MONTH) == lying and (spot := _spot(Indicator.WEIGHT_LENGTH, point, point.length))
    ]
    return lines, spots


def figure(data: ChartData, indicator: Indicator, span: str, unit: str = Z) -> Figure:
    """The chart of one indicator over a span of ages; z lines or percentiles."""
    first, last = SPANS[span]
    if indicator == Indicator.WEIGHT_LENGTH:
        lines, spots = _by_size(data, span, unit)
        first, last = (lines[0].x[0], lines[0].x[-1]) if lines else (45, 110)
        own: list[list[float]] = []
    else:
        lines = _curves([line for line in age_curve(indicator, data.patient.sex) if first <= line.at <= last], unit)
        last = min(last, lines[0].x[-1]) if lines and lines[0].x else last
        inside = [point for point in data.points if first <= point.months <= last]
        spots = [spot for point in inside if (spot := _spot(indicator, point, point.months))]
        own = [[point.own_months, value] for point in inside if point.corrected and (value := value_of(indicator, point)) is not None]
    values = [y for line in lines for y in line.y] + [spot.y for spot in spots]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * ROOM
    return Figure(
        indicator.value, lines, spots, own, first, last, round(max(0.0, low - room), 2), round(high + room, 2), UNITS[indicator],
        indicator == Indicator.WEIGHT_LENGTH, REFERENCE_2007 if span == "228" else REFERENCE_2006, data.patient.sex == "F", [line.label for line in lines],
    )  # fmt: skip
