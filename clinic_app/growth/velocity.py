"""What changed between two check-ups, and what about it deserves a question or a second look. Pure.

WHO's own velocity tables are not in any package that may be used here, so gains are judged by the child's own line: a child who grows as
most do keeps her z score. `expected` is what would have kept it; losing a third of a deviation or more is little gain. Limits of measurement:
WHO's Multicentre Growth Reference Study found technical errors below 0.5 cm in length and 0.3 cm in head circumference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth import who
from clinic_app.growth.diagnoses import LINES, Level, lines_between
from clinic_app.growth.who import Indicator


class Change(StrEnum):
    LOSS = "perdida"
    NO_GAIN = "sin_ganancia"
    SLOW = "ganancia_inadecuada"
    SHRINKING = "talla_menor"
    CROSSING = "cruce_de_lineas"
    IMPLAUSIBLE = "cambio_improbable"


@dataclass(frozen=True)
class Point:
    """One check-up of a child: the measures, and the scores by the age she was judged at."""

    on: date
    days: int
    weight: float | None = None
    length: float | None = None
    head: float | None = None
    z: dict[Indicator, float] | None = None


@dataclass(frozen=True)
class Finding:
    """Something about a change. `ask`: it is likelier an error than a child, so it is asked before it is saved."""

    change: Change
    indicator: Indicator
    level: Level
    sentence: Sentence
    ask: bool = False


@dataclass(frozen=True)
class Gain:
    """How much was gained between two check-ups, and how much would have kept the child on her line."""

    indicator: Indicator
    days: int
    gained: float
    expected: float | None
    least: float | None  # less than this is little


MEASURES = {Indicator.WEIGHT_AGE: "weight", Indicator.LENGTH_AGE: "length", Indicator.HEAD_AGE: "head"}
NEWBORN_DAYS, NEWBORN_LOSS = 14, 0.10  # a newborn may lose a tenth of her weight before she regains it
NOISE = {Indicator.WEIGHT_AGE: 0.05, Indicator.LENGTH_AGE: 0.5, Indicator.HEAD_AGE: 0.3}
LITTLE_Z = 0.33  # of a deviation lost between two check-ups: half the way from one printed percentile to the next
JUMP_Z = 2.5  # of a deviation gained or lost: more likely a slip
JUMP_DAYS = 180
MANY_LINES = 2
LOOK_BACK_DAYS = 366
PATIENCE = ((180, 14), (365, 28), (730, 56), (1826, 90))  # days of age -> days after which no gain means something
FULL_GROWN_DAYS = 14 * 365  # afterwards a standing height says nothing

LOST = N_("Bajó {amount} kg desde el {day}.")
NEWBORN_LOST = N_("Bajó {percent} % de su peso desde el {day}; hasta 10 % es lo esperado en los primeros días.")
DID_NOT_GAIN = N_("No ganó peso en {days} días.")
DID_NOT_GROW = N_("No creció en {days} días.")
GAINED_LITTLE = N_("Ganó {amount} g en {days} días; se esperaban {least} g o más.")
GREW_LITTLE = N_("Creció {amount} cm en {days} días; se esperaban {least} cm o más.")
IS_SHORTER = N_("Mide {amount} cm menos que el {day}. ¿Se midió bien, en la misma posición?")
HEAD_SMALLER = N_("El perímetro cefálico es {amount} cm menor que el {day}. ¿Se midió bien?")
CROSSED_DOWN = N_("Bajó {lines} líneas de la curva desde el {day}.")
CROSSED_UP = N_("Subió {lines} líneas de la curva desde el {day}.")
UNLIKELY = N_("Cambió demasiado desde el {day} ({before} a {now}). Revisa la medida.")


def said(value: float, digits: int = 2) -> str:
    """A number as people write it here."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",") if digits else f"{value:.0f}"


def day_text(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def patience(days: int) -> int:
    """How many days without a gain mean something at this age."""
    return next((wait for until, wait in PATIENCE if days < until), 180)


def _at(indicator: Indicator, sex: str, days: int) -> who.Lms | None:
    if days / who.DAYS_A_MONTH >= who.FIRST_SCHOOL_MONTH:
        return who.for_age(indicator, sex, months=days / who.DAYS_A_MONTH)
    return who.for_age(indicator, sex, days=days)


def gain(indicator: Indicator, sex: str, before: Point, now: Point) -> Gain | None:
    """What was gained between two points; None when one of them lacks the measure."""
    one, other = getattr(before, MEASURES[indicator]), getattr(now, MEASURES[indicator])
    if one is None or other is None:
        return None
    z, at = (before.z or {}).get(indicator), _at(indicator, sex, now.days)
    expected = least = None
    if z is not None and at is not None and -3 <= z <= 3:
        expected = who.value_at(z, at) - one
        least = max(0.0, who.value_at(max(z - LITTLE_Z, -3.5), at) - one)
    return Gain(indicator, (now.on - before.on).days, round(other - one, 4), expected, least)


def _weight(change: Gain, before: Point, now: Point) -> Finding | None:
    indicator, lost = Indicator.WEIGHT_AGE, -change.gained
    if now.days <= NEWBORN_DAYS and lost > 0:
        share = round(lost / (before.weight or 1), 4)
        level = Level.RED if share > NEWBORN_LOSS else Level.GREEN
        words = Sentence(NEWBORN_LOST, percent=said(share * 100, 1), day=day_text(before.on))
        return Finding(Change.LOSS, indicator, level, words)
    if lost > max(NOISE[indicator], 0.01 * (before.weight or 0)):
        level = Level.RED if now.days < who.LAST_DAY or lost > 0.05 * (before.weight or 0) else Level.AMBER
        return Finding(Change.LOSS, indicator, level, Sentence(LOST, amount=said(lost), day=day_text(before.on)))
    if now.days > FULL_GROWN_DAYS or change.days < patience(now.days):
        return None
    if change.gained <= 0:
        return Finding(Change.NO_GAIN, indicator, Level.AMBER, Sentence(DID_NOT_GAIN, days=change.days))
    if change.least and change.gained < change.least:
        words = Sentence(GAINED_LITTLE, amount=said(change.gained * 1000, 0), days=change.days, least=said(change.least * 1000, 0))
        return Finding(Change.SLOW, indicator, Level.AMBER, words)
    return None


def _size(change: Gain, before: Point, now: Point) -> Finding | None:
    """Length or head: neither gets smaller."""
    indicator, lost = change.indicator, -change.gained
    if lost > NOISE[indicator]:
        words = IS_SHORTER if indicator == Indicator.LENGTH_AGE else HEAD_SMALLER
        return Finding(Change.SHRINKING, indicator, Level.AMBER, Sentence(words, amount=said(lost, 1), day=day_text(before.on)), ask=True)
    if indicator == Indicator.HEAD_AGE or now.days > FULL_GROWN_DAYS or change.days < 2 * patience(now.days):
        return None
    if change.gained <= 0:
        return Finding(Change.NO_GAIN, indicator, Level.AMBER, Sentence(DID_NOT_GROW, days=change.days))
    if change.least and change.gained < change.least:
        words = Sentence(GREW_LITTLE, amount=said(change.gained, 1), days=change.days, least=said(change.least, 1))
        return Finding(Change.SLOW, indicator, Level.AMBER, words)
    return None


def _jump(indicator: Indicator, before: Point, now: Point) -> Finding | None:
    one, other = (before.z or {}).get(indicator), (now.z or {}).get(indicator)
    if one is None or other is None or (now.on - before.on).days > JUMP_DAYS or abs(other - one) < JUMP_Z:
        return None
    name, digits = MEASURES[indicator], 2 if indicator == Indicator.WEIGHT_AGE else 1
    values = (said(getattr(point, name), digits) for point in (before, now))
    words = Sentence(UNLIKELY, day=day_text(before.on), **dict(zip(("before", "now"), values, strict=True)))
    return Finding(Change.IMPLAUSIBLE, indicator, Level.AMBER, words, ask=True)


def _crossing(indicator: Indicator, history: Sequence[Point], now: Point) -> Finding | None:
    """Two or more lines within a year, counted from where the child stood farthest away."""
    z = (now.z or {}).get(indicator)
    recent = [point for point in history if (now.on - point.on).days <= LOOK_BACK_DAYS and (point.z or {}).get(indicator) is not None]
    if z is None or not recent:
        return None
    far = max(recent, key=lambda point: abs((point.z or {})[indicator] - z))
    start = (far.z or {})[indicator]
    lines = lines_between(start, z)
    if lines < MANY_LINES or abs(start - z) < 1:
        return None
    rising = z > start
    if rising and indicator != Indicator.HEAD_AGE and z < LINES[-2]:  # catching up is what one hopes for
        return None
    words = Sentence(CROSSED_UP if rising else CROSSED_DOWN, lines=lines, day=day_text(far.on))
    return Finding(Change.CROSSING, indicator, Level.AMBER, words)


def _seen_from(now: Point, point: Point, sex: str) -> Point:
    """An earlier point by the measure and the age that `now` goes by: standing from day 731 on, not corrected when `now` no more is.

    Otherwise a child who turns two would seem to shrink, and one born early to fall behind on the day her age is no more corrected.
    """
    days = now.days - (now.on - point.on).days
    length = point.length
    if length is not None and point.days < who.FIRST_STANDING_DAY <= now.days:
        length = round(length - who.POSITION_CM, 2)
    if days == point.days or days < 0:
        return replace(point, length=length)
    lying = "l" if point.days < who.FIRST_STANDING_DAY else "h"
    child = who.Child(sex, age_days=days, weight=point.weight, lenhei=point.length, measure=lying, headc=point.head)
    known = point.z or {}
    scores = {indicator: score.z for indicator, score in who.score(child).scores.items() if indicator in known and not score.flag}
    return Point(point.on, days, point.weight, length, point.head, scores)


def findings(sex: str, history: Sequence[Point], now: Point) -> list[Finding]:
    """What stands out in the newest point against the earlier ones, oldest first. Empty without history."""
    earlier = [_seen_from(now, point, sex) for point in history if point.on < now.on]
    found: list[Finding | None] = []
    for indicator, name in MEASURES.items():
        before = next((point for point in reversed(earlier) if getattr(point, name) is not None), None)
        if before is None or getattr(now, name) is None:
            continue
        change = gain(indicator, sex, before, now)
        step = _jump(indicator, before, now)
        if change is not None and step is None:
            step = _weight(change, before, now) if indicator == Indicator.WEIGHT_AGE else _size(change, before, now)
        found += [step, None if step and step.ask else _crossing(indicator, earlier, now)]
    return [one for one in found if one is not None]
