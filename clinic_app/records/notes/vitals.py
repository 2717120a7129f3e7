"""Vital signs: what cannot be true is refused, what is unusual for the age is pointed out. Pure.

Impossible values are limits of measurement and of survival, wide on purpose: they catch slips of the finger (365 for 36.5), not illness.

Usual values, by age, and where they come from:
- heart and respiratory rate of children: PALS, American Heart Association (2020), awake children;
- blood pressure of children: PALS as above; from 16 years and in adults 90-139 / 60-89 mmHg (MINSA, R.M. 031-2015: hypertension from 140/90);
- heart 60-100 and respiratory rate 12-20 of adults: the same manuals;
- temperature (axillary): 36.5-37.5 °C in the newborn (WHO, Thermal protection of the newborn, 1997), 36.0-37.4 °C afterwards (IMCI/AIEPI: fever from 37.5 °C);
- saturation: from 95 % up to 2500 m above the sea; above, from 87 %, the limit of WHO (Oxygen therapy for children, 2016) for such altitudes;
- capillary glucose at any hour: 70-140 mg/dL (ADA, Standards of Care); newborn 50-150 mg/dL (Pediatric Endocrine Society, 2015).
Weight and height have no usual values here: growth is judged by the curves of the growth domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clinic_app.core.i18n import N_, Sentence
from clinic_app.patients.age import Age

HIGH_PLACE_METRES = 2500
NEWBORN_DAYS = 28
NAMES = {  # attribute -> the documented name of its field
    "temperature": "temperatura", "heart_rate": "frecuencia_cardiaca", "respiratory_rate": "frecuencia_respiratoria", "systolic": "presion_sistolica",
    "diastolic": "presion_diastolica", "saturation": "saturacion_oxigeno", "glucose": "glucosa_capilar", "weight_kg": "peso_kg", "height_cm": "talla_cm",
}  # fmt: skip
UNITS = {
    "temperature": "°C", "heart_rate": "lpm", "respiratory_rate": "rpm", "systolic": "mmHg", "diastolic": "mmHg", "saturation": "%",
    "glucose": "mg/dL", "weight_kg": "kg", "height_cm": "cm",
}  # fmt: skip
POSSIBLE: dict[str, tuple[float, float]] = {
    "temperature": (25, 45), "heart_rate": (20, 300), "respiratory_rate": (4, 150), "systolic": (30, 300), "diastolic": (10, 200), "saturation": (30, 100),
    "glucose": (10, 1500), "weight_kg": (0.3, 400), "height_cm": (20, 250),
}  # fmt: skip
IMPOSSIBLE = N_("Revisa el valor: debe estar entre {least} y {most} {unit}.")
UPSIDE_DOWN = N_("La presión diastólica debe ser menor que la sistólica.")
SYSTOLIC_MISSING = N_("Falta la presión sistólica.")
HIGH = N_("Alta para su edad: lo habitual es {least} a {most}.")
LOW = N_("Baja para su edad: lo habitual es {least} a {most}.")
BAD_PRESSURE = N_("Escribe la presión como 110/70.")

Range = tuple[float, float]
# months completed below which a row holds -> its usual values
_BY_AGE: tuple[tuple[int, dict[str, Range]], ...] = (
    (1, {"heart_rate": (100, 205), "respiratory_rate": (30, 60), "systolic": (60, 84), "diastolic": (31, 53)}),
    (12, {"heart_rate": (100, 180), "respiratory_rate": (30, 53), "systolic": (72, 104), "diastolic": (37, 56)}),
    (36, {"heart_rate": (98, 140), "respiratory_rate": (22, 37), "systolic": (86, 106), "diastolic": (42, 63)}),
    (72, {"heart_rate": (80, 120), "respiratory_rate": (20, 28), "systolic": (89, 112), "diastolic": (46, 72)}),
    (120, {"heart_rate": (75, 118), "respiratory_rate": (18, 25), "systolic": (97, 115), "diastolic": (57, 76)}),
    (144, {"heart_rate": (75, 118), "respiratory_rate": (18, 25), "systolic": (102, 120), "diastolic": (61, 80)}),
    (192, {"heart_rate": (60, 100), "respiratory_rate": (12, 20), "systolic": (110, 131), "diastolic": (64, 83)}),
)
_ADULT: dict[str, Range] = {"heart_rate": (60, 100), "respiratory_rate": (12, 20), "systolic": (90, 139), "diastolic": (60, 89)}


@dataclass(frozen=True)
class Unusual:
    """A value outside the usual of the age: possible, and worth a second look."""

    attribute: str
    is_high: bool
    least: float
    most: float

    @property
    def sentence(self) -> Sentence:
        return Sentence(HIGH if self.is_high else LOW, least=number(self.least), most=number(self.most))


def usual(age: Age, altitude: int | None = None) -> dict[str, Range]:
    """The usual values at an age, where the clinic stands `altitude` metres above the sea."""
    ranges = dict(next((ranges for months, ranges in _BY_AGE if age.total_months < months), _ADULT))
    newborn = age.total_months == 0 and age.days < NEWBORN_DAYS
    ranges["temperature"] = (36.5, 37.5) if newborn else (36.0, 37.4)
    ranges["glucose"] = (50, 150) if newborn else (70, 140)
    ranges["saturation"] = (87 if (altitude or 0) > HIGH_PLACE_METRES else 95, 100)
    return ranges


def impossible(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Sentences for what cannot be true, by the documented name of the field; empty when all is possible."""
    problems: dict[str, list[str]] = {}
    for name, (least, most) in POSSIBLE.items():
        value = values.get(name)
        if value is not None and not least <= value <= most:
            problems[NAMES[name]] = [Sentence(IMPOSSIBLE, least=number(least), most=number(most), unit=UNITS[name])]
    high, low = values.get("systolic"), values.get("diastolic")
    if low is not None and high is None:
        problems.setdefault(NAMES["systolic"], [SYSTOLIC_MISSING])
    elif low is not None and high is not None and low >= high:
        problems.setdefault(NAMES["diastolic"], [UPSIDE_DOWN])
    return problems


def unusual(values: Mapping[str, Any], age: Age, altitude: int | None = None) -> list[Unusual]:
    """What is outside the usual of the age, in the order of the fields."""
    ranges, found = usual(age, altitude), []
    for name in NAMES:
        value = values.get(name)
        if value is None or name not in ranges:
            continue
        least, most = ranges[name]
        if not least <= value <= most:
            found.append(Unusual(name, value > most, least, most))
    return found


def pressure_text(systolic: int | None, diastolic: int | None) -> str | None:
    """`110/70`; None unless both were taken."""
    return None if systolic is None or diastolic is None else f"{systolic}/{diastolic}"


def pressure_of(text: str) -> tuple[int, int]:
    """Systolic and diastolic of `110/70` (`110-70` and `110 70` are understood too). Raises ValueError with the sentence."""
    parts = text.replace("-", "/").replace("\\", "/").replace(" ", "/").split("/")
    numbers = [part for part in parts if part]
    if len(numbers) != 2 or not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in numbers):
        raise ValueError(BAD_PRESSURE)
    return int(numbers[0]), int(numbers[1])


def number(value: float | Decimal) -> str:
    """A number without needless zeros."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else str(value)
