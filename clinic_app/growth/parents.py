"""What the parents are told of their child's growth: whole sentences, no scores, nothing that frightens without saying what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth.assessment import HAEMOGLOBIN
from clinic_app.growth.charts import ChartData
from clinic_app.growth.diagnoses import Code, Level, worst
from clinic_app.growth.norms import Grade
from clinic_app.growth.shown import BLOOD_LOW, BLOOD_OK, AgeRow, Say, age_row
from clinic_app.growth.velocity import Change, said
from clinic_app.growth.who import Indicator
from clinic_app.growth.words import MEANING

ALL_WELL = N_("{name} está creciendo bien.")
WATCH = N_("{name} necesita que miremos su crecimiento con más atención.")
SOON = N_("{name} necesita atención pronto. Aquí está lo que sigue.")
WEIGHS, MEASURES, HEAD_IS, BLOOD_IS = (
    N_("Pesa {value} kg"),
    N_("Mide {value} cm"),
    N_("Su cabeza mide {value} cm"),
    N_("Su hemoglobina es {value} g/dL"),
)
GAINED = N_("Desde el {day} subió {grams} gramos.")
LOST = N_("Desde el {day} bajó {grams} gramos.")
GREW = N_("Desde el {day} creció {amount} cm.")
GO_ON = (
    N_("Sigan así: cada control a su tiempo."),
    N_("Den comidas variadas, con carne, huevo o menestra todos los días."),
    N_("Jueguen y conversen con él o ella cada día."),
)
EAT_MORE = N_("Den de comer más seguido: comidas espesas, 3 veces al día y 2 entre comidas, según su edad.")
COME_BACK = N_("Vuelvan en la fecha que les dimos, aunque se vea bien.")
TO_DOCTOR = N_("Vayan al médico con la hoja que les dimos, sin esperar.")
STEPS: dict[str, tuple[str, ...]] = {
    Code.ACUTE: (EAT_MORE, COME_BACK), Code.SEVERE_ACUTE: (TO_DOCTOR,), Code.CHRONIC: (EAT_MORE, COME_BACK), Code.UNDERWEIGHT: (EAT_MORE, COME_BACK),
    Code.OVERWEIGHT: (N_("Agua en vez de jugos y gaseosas, y juego activo todos los días."),), Code.OBESITY: (N_("Agua en vez de jugos y gaseosas, y juego activo todos los días."), TO_DOCTOR),
    Code.RISK_UNDER: (EAT_MORE,), Code.SHORT: (EAT_MORE, COME_BACK), Code.VERY_SHORT: (TO_DOCTOR, EAT_MORE), Code.THIN: (EAT_MORE, COME_BACK),
    Code.VERY_THIN: (TO_DOCTOR,), Code.SMALL_HEAD: (TO_DOCTOR,), Code.LARGE_HEAD: (TO_DOCTOR,), Code.REPEAT: (N_("Vuelvan para medir otra vez: la medida no se ve bien."),),
    Change.LOSS: (EAT_MORE, COME_BACK), Change.NO_GAIN: (EAT_MORE, COME_BACK), Change.SLOW: (EAT_MORE, COME_BACK), Change.SHRINKING: (N_("Vuelvan para medir otra vez: la medida no se ve bien."),),
    Change.CROSSING: (COME_BACK,), Change.IMPLAUSIBLE: (N_("Vuelvan para medir otra vez: la medida no se ve bien."),),
}  # fmt: skip
PLAIN_CHANGE = {
    Change.LOSS: N_("Bajó de peso, y a esta edad no debería."), Change.NO_GAIN: N_("No ha ganado nada desde el control anterior."),
    Change.SLOW: N_("Ganó menos de lo que se esperaba."), Change.SHRINKING: N_("La medida no cuadra con la anterior: hay que medir otra vez."),
    Change.CROSSING: N_("Se está alejando de la línea que llevaba."), Change.IMPLAUSIBLE: N_("La medida no cuadra con la anterior: hay que medir otra vez."),
}  # fmt: skip
IRON_STEPS = (
    N_("Den el hierro cada día, como les explicamos, con agua o jugo de fruta y lejos de la leche."),
    N_("Den carne, sangrecita o hígado varias veces a la semana."),
)


@dataclass
class PlainFact:
    """One thing that was measured, and what it means."""

    title: str
    text: str
    change: str
    level: str


@dataclass
class ParentsView:
    """What the parents see."""

    name: str = ""
    on: str = ""
    age: AgeRow = field(default_factory=AgeRow)
    headline: str = ""
    level: str = ""
    facts: list[PlainFact] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    next_on: str = ""


def _changes(data: ChartData, say: Say) -> dict[Indicator, str]:
    """What was gained since the check-up before."""
    found: dict[Indicator, str] = {}
    if len(data.points) < 2:
        return found
    before, now = data.points[-2:]
    day = f"{before.on:%d/%m/%Y}"
    if before.weight is not None and now.weight is not None:
        grams = round((now.weight - before.weight) * 1000)
        found[Indicator.WEIGHT_AGE] = say(Sentence(GAINED if grams >= 0 else LOST, day=day, grams=abs(grams)))
    if before.length is not None and now.length is not None and now.length > before.length:
        found[Indicator.LENGTH_AGE] = say(Sentence(GREW, day=day, amount=said(now.length - before.length, 1)))
    return found


def _fact(
    result: Mapping[str, Any], indicator: Indicator, title: str, value: float | None, digits: int, change: str, say: Say
) -> PlainFact | None:
    scores = result.get("scores", {})
    one = scores.get(indicator.value)
    if one is None and indicator == Indicator.WEIGHT_AGE:  # over ten years weight is judged by size alone
        one = scores.get(Indicator.BMI_AGE.value)
    if value is None:
        return None
    text, level = (MEANING[Code(one["code"])], one["level"]) if one else ("", Level.GREEN.value)
    changed = [alert for alert in result.get("alerts", ()) if alert["about"] == indicator.value and alert["code"] in set(Change)]
    if changed and level == Level.GREEN:
        text = PLAIN_CHANGE[Change(changed[0]["code"])]
        level = worst(Level(alert["level"]) for alert in changed).value
    return PlainFact(say(Sentence(title, value=said(value, digits))), text, change, level)


def facts(data: ChartData, say: Say) -> list[PlainFact]:
    """The measures of the newest check-up in plain words."""
    last, result, changes = data.points[-1], data.checkups[-1].result, _changes(data, say)
    checkup = data.checkups[-1]
    length = float(checkup.length_cm) if checkup.length_cm is not None else None
    rows = [
        _fact(result, Indicator.WEIGHT_AGE, WEIGHS, last.weight, 2, changes.get(Indicator.WEIGHT_AGE, ""), say),
        _fact(result, Indicator.LENGTH_AGE, MEASURES, length, 1, changes.get(Indicator.LENGTH_AGE, ""), say),
        _fact(result, Indicator.HEAD_AGE, HEAD_IS, last.head, 1, "", say),
    ]
    blood = result.get("haemoglobin")
    if blood and blood.get("grade"):
        well = blood["grade"] == Grade.NORMAL
        title = say(Sentence(BLOOD_IS, value=said(float(blood["measured"]), 1)))
        rows.append(PlainFact(title, BLOOD_OK if well else BLOOD_LOW, "", Level.GREEN if well else Level.AMBER))
    return [row for row in rows if row is not None]


def steps(result: Mapping[str, Any]) -> list[str]:
    """What to do at home and when to come back, each once."""
    found: list[str] = []
    for one in sorted(result.get("alerts", ()), key=lambda alert: alert["level"] != Level.RED):
        if one["about"] == HAEMOGLOBIN:
            found += [TO_DOCTOR, *IRON_STEPS] if one["level"] == Level.RED else IRON_STEPS
        else:
            found += STEPS.get(one["code"], (COME_BACK,))
    return list(dict.fromkeys(found)) or list(GO_ON)


def view(data: ChartData, say: Say, next_on: str = "") -> ParentsView:
    """The parents' words for the newest check-up; nothing but the name before the first."""
    name = data.patient.given_names.split()[0] if data.patient.given_names else data.patient.full_name
    if not data.checkups:
        return ParentsView(name)
    newest = data.checkups[-1]
    headline = {Level.GREEN: ALL_WELL, Level.AMBER: WATCH, Level.RED: SOON}[Level(newest.level)]
    return ParentsView(
        name, newest.checked_on.isoformat(), age_row(data.patient.birth_date, newest.checked_on), say(Sentence(headline, name=name)), newest.level,
        facts(data, say), steps(newest.result), next_on,
    )  # fmt: skip
