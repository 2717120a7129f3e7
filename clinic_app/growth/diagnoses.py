"""What a z score means: the class of nutrition and how urgent it is. Pure.

Classes: MINSA/CENAN on WHO's cut-offs (the text of Peru's norm was not read; codes as its forms use them). BMI under 5 years: WHO, Training
course on child growth assessment, Interpreting growth indicators (2008). A score that WHO flags gives no class: the measure is to be repeated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clinic_app.core.i18n import N_
from clinic_app.growth.who import Indicator, Result, Score


class Level(StrEnum):
    GREEN = "verde"
    AMBER = "amarillo"
    RED = "rojo"


_URGENCY = {Level.GREEN: 0, Level.AMBER: 1, Level.RED: 2}


def worst(levels: Iterable[Level]) -> Level:
    """The most urgent of the levels; green when there is none."""
    return max(levels, key=lambda level: _URGENCY[level], default=Level.GREEN)


class Code(StrEnum):
    """The documented codes, and those that the classes of Peru add to them."""

    NORMAL = "normal"
    ACUTE = "desnutricion_aguda"
    SEVERE_ACUTE = "desnutricion_aguda_severa"
    CHRONIC = "desnutricion_cronica"
    UNDERWEIGHT = "desnutricion_global"
    OVERWEIGHT = "sobrepeso"
    OBESITY = "obesidad"
    RISK_UNDER = "riesgo_desnutricion"
    RISK_OVER = "riesgo_sobrepeso"
    SHORT = "talla_baja"
    VERY_SHORT = "talla_baja_severa"
    TALL = "talla_alta"
    THIN = "delgadez"
    VERY_THIN = "delgadez_severa"
    SMALL_HEAD = "microcefalia"
    LARGE_HEAD = "macrocefalia"
    REPEAT = "medida_por_revisar"


LABELS = {
    Code.NORMAL: N_("Normal"),
    Code.ACUTE: N_("Desnutrición aguda"),
    Code.SEVERE_ACUTE: N_("Desnutrición aguda severa"),
    Code.CHRONIC: N_("Desnutrición crónica"),
    Code.UNDERWEIGHT: N_("Desnutrición global (bajo peso)"),
    Code.OVERWEIGHT: N_("Sobrepeso"),
    Code.OBESITY: N_("Obesidad"),
    Code.RISK_UNDER: N_("Riesgo de desnutrición"),
    Code.RISK_OVER: N_("Riesgo de sobrepeso"),
    Code.SHORT: N_("Talla baja"),
    Code.VERY_SHORT: N_("Talla baja severa"),
    Code.TALL: N_("Talla alta"),
    Code.THIN: N_("Delgadez"),
    Code.VERY_THIN: N_("Delgadez severa"),
    Code.SMALL_HEAD: N_("Perímetro cefálico bajo (microcefalia)"),
    Code.LARGE_HEAD: N_("Perímetro cefálico alto (macrocefalia)"),
    Code.REPEAT: N_("Medida por revisar"),
}
INDICATOR_LABELS = {
    Indicator.LENGTH_AGE: N_("Talla para la edad"),
    Indicator.WEIGHT_AGE: N_("Peso para la edad"),
    Indicator.WEIGHT_LENGTH: N_("Peso para la talla"),
    Indicator.BMI_AGE: N_("IMC para la edad"),
    Indicator.HEAD_AGE: N_("Perímetro cefálico"),
}
Step = tuple[float, Code, Level]
_LOW: dict[Indicator, tuple[Step, ...]] = {  # below this, the most serious first
    Indicator.LENGTH_AGE: ((-3, Code.VERY_SHORT, Level.RED), (-2, Code.SHORT, Level.AMBER)),
    Indicator.WEIGHT_AGE: ((-3, Code.UNDERWEIGHT, Level.RED), (-2, Code.UNDERWEIGHT, Level.AMBER)),
    Indicator.WEIGHT_LENGTH: ((-3, Code.SEVERE_ACUTE, Level.RED), (-2, Code.ACUTE, Level.AMBER)),
    Indicator.BMI_AGE: ((-3, Code.SEVERE_ACUTE, Level.RED), (-2, Code.ACUTE, Level.AMBER)),
    Indicator.HEAD_AGE: ((-3, Code.SMALL_HEAD, Level.RED), (-2, Code.SMALL_HEAD, Level.AMBER)),
}
_HIGH: dict[Indicator, tuple[Step, ...]] = {  # above this
    Indicator.LENGTH_AGE: ((2, Code.TALL, Level.GREEN),),
    Indicator.WEIGHT_AGE: ((2, Code.OVERWEIGHT, Level.AMBER),),
    Indicator.WEIGHT_LENGTH: ((3, Code.OBESITY, Level.RED), (2, Code.OVERWEIGHT, Level.AMBER)),
    Indicator.BMI_AGE: ((3, Code.OBESITY, Level.RED), (2, Code.OVERWEIGHT, Level.AMBER), (1, Code.RISK_OVER, Level.GREEN)),
    Indicator.HEAD_AGE: ((3, Code.LARGE_HEAD, Level.RED), (2, Code.LARGE_HEAD, Level.AMBER)),
}
_SCHOOL_LOW = _LOW | {Indicator.BMI_AGE: ((-3, Code.VERY_THIN, Level.RED), (-2, Code.THIN, Level.AMBER))}
_SCHOOL_HIGH = _HIGH | {
    Indicator.WEIGHT_AGE: (),  # tall and heavy are not told apart: BMI says it
    Indicator.BMI_AGE: ((2, Code.OBESITY, Level.RED), (1, Code.OVERWEIGHT, Level.AMBER)),
}


@dataclass(frozen=True)
class Diagnosis:
    """The class of one indicator."""

    indicator: Indicator
    code: Code
    level: Level
    z: float

    @property
    def label(self) -> str:
        return LABELS[self.code]


def classify(indicator: Indicator, score: Score, *, school: bool) -> Diagnosis:
    """The class of a score under WHO 2006, or with `school` under WHO 2007."""
    z = score.z
    if score.flag:
        return Diagnosis(indicator, Code.REPEAT, Level.AMBER, z)
    low, high = (_SCHOOL_LOW, _SCHOOL_HIGH) if school else (_LOW, _HIGH)
    for limit, code, level in low[indicator]:
        if z < limit:
            return Diagnosis(indicator, code, level, z)
    for limit, code, level in high[indicator]:
        if z > limit:
            return Diagnosis(indicator, code, level, z)
    return Diagnosis(indicator, Code.NORMAL, Level.GREEN, z)


def classify_all(result: Result, *, school: bool) -> dict[Indicator, Diagnosis]:
    """The class of every score that a child has."""
    return {indicator: classify(indicator, score, school=school) for indicator, score in result.scores.items()}


LINES = (-3, -2, -1, 0, 1, 2, 3)


def lines_between(one: float, other: float) -> int:
    """How many of the drawn lines lie between two scores."""
    low, high = sorted((one, other))
    return sum(low < line < high for line in LINES)
