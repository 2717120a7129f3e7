"""The form of a check-up: from its fields to the columns and back, and what helps while it is filled in. Fields carry the documented names."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clinic_app.core.database import Work
from clinic_app.core.fields import parse
from clinic_app.core.i18n import N_, Sentence
from clinic_app.growth import iron, milestones, norms, slips
from clinic_app.growth.inputs import CHECKUP_RULES, IRON_RULES, checkup_values
from clinic_app.growth.milestones import AREA_LABELS, Area
from clinic_app.growth.models import GrowthCheckup, IronState
from clinic_app.growth.norms import IronDose
from clinic_app.growth.service import MEASURES, WIRE
from clinic_app.growth.shown import Say, plain
from clinic_app.growth.velocity import said
from clinic_app.patients.age import age_on
from clinic_app.patients.models import Patient

MARK = "hito-"
YES, NOT_YET = "si", "no"
# what a field left empty means when a check-up is corrected
EMPTY: dict[str, Any] = {
    "weight_kg": None, "length_cm": None, "position": "", "oedema": False, "head_cm": None, "chest_cm": None, "temperature": None, "gestation_weeks": None,
    "haemoglobin": None, "iron_state": IronState.NOT_STARTED, "iron_kind": "", "motor": "", "language": "", "social": "", "cognitive": "",
    "development": None, "feeding": "", "counselling": [], "recommendations": "", "notes": "", "next_on": None,
}  # fmt: skip
DOSE = {
    "prevention": N_("Hierro preventivo: {mg} mg de hierro elemental al día, {duration}."),
    "treatment": N_("Hierro de tratamiento: {mg} mg de hierro elemental al día, {duration}."),
}


@dataclass
class Doubt:
    """A value that is likelier a slip; `meant` is what was probably meant, as it is typed."""

    name: str
    text: str
    meant: str = ""
    meant_text: str = ""


@dataclass
class Mark:
    """One thing that many children do at this age."""

    name: str
    area: str
    text: str


@dataclass
class Helps:
    """What the age asks for: things to look at, the norm's instruments, the dose of iron."""

    marks: list[Mark] = field(default_factory=list)
    months: int = 0  # of the marks
    instruments: list[str] = field(default_factory=list)
    norm: str = ""
    confirmed: bool = True  # the norm's own text was read
    iron: str = ""
    iron_confirmed: bool = True


def day_of(values: Mapping[str, Any]) -> date | None:
    """The day of a check-up that is being typed; None while it is none."""
    with suppress(ValueError):
        return date.fromisoformat(str(values.get("fecha", "")))
    return None


def body_of(values: Mapping[str, Any], patient_id: int) -> dict[str, Any]:
    """The documented body of what the form holds."""
    body: dict[str, Any] = {name: value for name, value in values.items() if name in CHECKUP_RULES and value != ""}
    body |= {"paciente": patient_id, "edema": bool(values.get("edema"))}
    marks = {name.removeprefix(MARK): value == YES for name, value in values.items() if name.startswith(MARK) and value in (YES, NOT_YET)}
    used, result = values.get("instrumento") or "", values.get("instrumento_resultado") or ""
    if marks or used or result:
        body["desarrollo"] = {"hitos": marks, "instrumento": used, "resultado": result}
    return body


def parsed(values: Mapping[str, Any], patient_id: int) -> dict[str, Any]:
    """The columns of what the form holds; fields left empty are missing. Raises Invalid."""
    return checkup_values(body_of(values, patient_id), partial=True)[0]


def texts_of(checkup: GrowthCheckup) -> dict[str, str]:
    """What the form begins with when a check-up is corrected."""
    texts: dict[str, str] = {}
    for name, rule in CHECKUP_RULES.items():
        value = getattr(checkup, rule.attribute, None)
        if value is None or name in ("paciente", "desarrollo", "edema"):
            continue
        texts[name] = _text(value)
    texts["edema"] = "true" if checkup.oedema else ""
    kept = checkup.development or {}
    texts |= {f"{MARK}{code}": YES if done else NOT_YET for code, done in kept.get("hitos", {}).items()}
    return texts | {"instrumento": kept.get("instrumento", ""), "instrumento_resultado": kept.get("resultado", "")}


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return said(float(value), 3)
    return ", ".join(value) if isinstance(value, list) else str(value)


def doubts(patient: Patient, values: Mapping[str, Any], told: Mapping[str, list[str]], say: Say) -> list[Doubt]:
    """What is likelier a slip, with what was probably meant."""
    on = values["checked_on"]
    if patient.sex not in ("M", "F") or on < patient.birth_date:
        return []
    given = {name: float(values[column]) for name, column in MEASURES.items() if values.get(column) is not None}
    found = slips.slips(patient.sex, (on - patient.birth_date).days, dict(given))
    return [
        Doubt(
            WIRE[one.name],
            plain(one.sentence, say),
            said(one.meant, 3) if one.meant else "",
            f"{said(one.meant)} {slips.UNITS[one.name]}" if one.meant else "",
        )
        for one in found
        if WIRE[one.name] in told
    ]


def helps(patient: Patient, on: date) -> Helps:
    """What the age on a day asks for."""
    months = age_on(patient.birth_date, on).total_months
    marks = milestones.milestones(months)
    due = norms.instruments(months, on)
    norm = norms.norms()[due[0].norm] if due else None
    return Helps(
        [Mark(MARK + one.code, AREA_LABELS[Area(one.area)], one.text) for one in marks], marks[0].months if marks else 0,
        [one.name for one in due], norm.title if norm else "", norm.confirmed if norm else True,
    )  # fmt: skip


def iron_text(dose: IronDose | None, say: Say) -> str:
    """What the norm says of iron for this child; empty when none is due."""
    if dose is None:
        return ""
    return say(Sentence(DOSE[dose.purpose], mg=said(float(dose.mg_a_day), 1), duration=dose.duration))


async def give_iron(work: Work, values: Mapping[str, Any], checkup: GrowthCheckup) -> None:
    """Note the delivery that was made with a check-up, if one was. Raises Invalid."""
    if not values.get("hierro_entrega"):
        return
    anaemic = ((checkup.result.get("haemoglobin") or {}).get("grade") or "normal") != "normal"
    body = {
        "paciente": checkup.patient_id, "control": checkup.id, "fecha": checkup.checked_on.isoformat(), "motivo": "tratamiento" if anaemic else "prevencion",
        "tipo": values.get("suplemento_hierro_tipo") or "gotas", "mg_dia": values.get("hierro_mg") or None, "dias": values.get("hierro_dias") or 30,
    }  # fmt: skip
    await iron.give(work, parse(body, IRON_RULES))
