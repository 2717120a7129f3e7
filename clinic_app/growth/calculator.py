"""Scores of measures that belong to nobody. Pure."""

from collections.abc import Mapping
from typing import Any

from clinic_app.core.errors import Invalid
from clinic_app.growth import diagnoses, slips, who
from clinic_app.growth.diagnoses import Diagnosis
from clinic_app.growth.service import WIRE
from clinic_app.growth.who import Child, Indicator, Result


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def calculate(values: Mapping[str, Any]) -> tuple[Result, dict[Indicator, Diagnosis]]:
    """Scores and classes of what was typed. Raises Invalid for what cannot be, and for a likely slip unless it is confirmed."""
    weight, lenhei, head = (_float(values.get(name)) for name in ("weight_kg", "length_cm", "head_cm"))
    child = Child(
        values["sex"], age_days=values.get("days"), age_months=values.get("months"), weight=weight, lenhei=lenhei, measure=values.get("position", ""),
        headc=head, oedema=values.get("oedema", False),
    )  # fmt: skip
    days = child.days or 0
    problems: dict[str, list[str]] = {}
    for slip in slips.slips(values["sex"], days, {"weight": weight, "lenhei": lenhei, "headc": head}):
        if slip.hard or not values.get("confirmed"):
            problems.setdefault(WIRE[slip.name], []).append(slip.sentence)
    if problems:
        raise Invalid(problems)
    result = who.score(child)
    return result, diagnoses.classify_all(result, school=result.reference == who.REFERENCE_2007)
