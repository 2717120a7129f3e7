"""Values that cannot be, and what was probably meant: a point in the wrong place, another unit, two fields exchanged. Pure."""

from dataclasses import dataclass

from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth import who
from clinic_app.growth.velocity import said
from clinic_app.growth.who import Child, Indicator

LIMITS = {
    "weight": (0.3, 300.0),
    "lenhei": (20.0, 220.0),
    "headc": (15.0, 70.0),
    "chest": (15.0, 150.0),
    "temperature": (25.0, 45.0),
    "haemoglobin": (2.0, 25.0),
}
UNITS = {"weight": "kg", "lenhei": "cm", "headc": "cm", "chest": "cm", "temperature": "°C", "haemoglobin": "g/dL"}
FACTORS = {"weight": (0.1, 10, 0.01, 0.001, 0.45359237), "lenhei": (0.1, 10, 100, 2.54, 0.01), "headc": (0.1, 10, 2.54)}
INDICATOR_OF = {"weight": Indicator.WEIGHT_AGE, "lenhei": Indicator.LENGTH_AGE, "headc": Indicator.HEAD_AGE}
LIKELY_Z = 3.0
IMPOSSIBLE = N_("{value} {unit} no es posible: debe estar entre {least} y {most}.")
VERY_UNLIKELY = N_("{value} {unit} es muy improbable a esta edad. Revisa la medida.")
DID_YOU_MEAN = N_("¿Quisiste decir {value} {unit}?")
BOTH = N_("{problem} {question}")
SWAPPED = N_("El peso y la talla parecen intercambiados: ¿peso {weight} kg y talla {height} cm?")


@dataclass(frozen=True)
class Slip:
    """A value that is likelier a slip. `hard`: it cannot be saved at all; otherwise after a person has confirmed it."""

    name: str
    sentence: Sentence
    hard: bool
    meant: float | None = None


def _z(sex: str, days: int, name: str, value: float) -> float | None:
    found = who.score(Child(sex, age_days=days, **{name: value})).scores.get(INDICATOR_OF[name])
    return found.raw if found else None


def meant(sex: str, days: int, name: str, value: float) -> float | None:
    """The likeliest value that a slip of the finger or of the unit would have turned into this one."""
    candidates = {round(value * factor, 3) for factor in FACTORS.get(name, ())}
    digits = f"{value:.10g}".replace(".", "")
    candidates |= {float(f"{digits[:place]}.{digits[place:]}") for place in range(1, len(digits)) if name != "temperature"}
    scored = [(abs(z), one) for one in candidates if (z := _z(sex, days, name, one)) is not None and abs(z) <= LIKELY_Z]
    return min(scored)[1] if scored else None


def _question(sex: str, days: int, name: str, value: float, problem: Sentence, *, hard: bool) -> Slip:
    likely = meant(sex, days, name, value) if name in INDICATOR_OF else None
    if likely is None:
        return Slip(name, problem, hard)
    question = Sentence(DID_YOU_MEAN, value=said(likely), unit=UNITS[name])
    return Slip(name, Sentence(BOTH, problem=problem, question=question), hard, likely)


def _are_swapped(sex: str, days: int, weight: float, lenhei: float) -> bool:
    """Each is nonsense where it stands and sensible in the other's place."""
    as_is = [_z(sex, days, "weight", weight), _z(sex, days, "lenhei", lenhei)]
    exchanged = [_z(sex, days, "weight", lenhei), _z(sex, days, "lenhei", weight)]
    if any(z is None for z in exchanged[1:]) or any(z is not None and abs(z) > 4 for z in exchanged):
        return False
    return all(z is None or abs(z) > 5 for z in as_is) and weight > lenhei


def slips(sex: str, days: int, values: dict[str, float | None]) -> list[Slip]:
    """What is wrong with the measures of one check-up, by the names of LIMITS. Empty for a sound one."""
    weight, lenhei = values.get("weight"), values.get("lenhei")
    if weight is not None and lenhei is not None and _are_swapped(sex, days, weight, lenhei):
        return [Slip(name, Sentence(SWAPPED, weight=said(lenhei), height=said(weight)), hard=True) for name in ("weight", "lenhei")]
    found = []
    for name, (least, most) in LIMITS.items():
        value = values.get(name)
        if value is None:
            continue
        shown = {"value": said(value, 3), "unit": UNITS[name]}
        if not least <= value <= most:
            problem = Sentence(IMPOSSIBLE, **shown, least=said(least), most=said(most))
            found.append(_question(sex, days, name, value, problem, hard=True))
        elif name in INDICATOR_OF and (z := _z(sex, days, name, value)) is not None and _flagged(INDICATOR_OF[name], z):
            found.append(_question(sex, days, name, value, Sentence(VERY_UNLIKELY, **shown), hard=False))
    return found


def _flagged(indicator: Indicator, z: float) -> bool:
    low, high = who.FLAGS[indicator]
    return not low <= who.rounded(z) <= high
