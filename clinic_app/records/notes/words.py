"""The words of a note's parts. Pure."""

from collections.abc import Callable

from clinic_app.core.i18n import N_
from clinic_app.records.notes.models import NoteVersion
from clinic_app.records.notes.vitals import UNITS, number, pressure_text

SECTION_WORDS = {  # attribute -> the letter that marks it, its word
    "subjective": ("S", N_("Subjetivo")), "objective": ("O", N_("Objetivo")), "analysis": ("A", N_("Análisis")), "plan": ("P", N_("Plan")),
    "intervention": ("I", N_("Intervención")), "evaluation": ("E", N_("Evaluación")),
}  # fmt: skip
VITAL_WORDS = {
    "temperature": N_("Temperatura"), "heart_rate": N_("Frecuencia cardiaca"), "respiratory_rate": N_("Frecuencia respiratoria"), "pressure": N_("Presión arterial"),
    "saturation": N_("Saturación de oxígeno"), "glucose": N_("Glucosa capilar"), "weight_kg": N_("Peso"), "height_cm": N_("Talla"),
}  # fmt: skip


def vitals_said(version: NoteVersion, say: Callable[[str], str] = lambda text: text) -> list[tuple[str, str]]:
    """The vital signs that were taken, as words and value with unit."""
    pairs = []
    for name, word in VITAL_WORDS.items():
        if name == "pressure":
            text = pressure_text(version.systolic, version.diastolic) or ("" if version.systolic is None else f"{version.systolic}/?")
            unit = UNITS["systolic"]
        else:
            value = getattr(version, name)
            text, unit = ("" if value is None else number(value)), UNITS[name]
        if text:
            pairs.append((say(word), f"{text} {unit}"))
    return pairs
