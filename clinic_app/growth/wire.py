"""Shapes of section 6 of the documented API."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from clinic_app.core.i18n import N_
from clinic_app.growth import his, norms
from clinic_app.growth.assessment import HAEMOGLOBIN
from clinic_app.growth.charts import DEVIATIONS, PERCENTILES, ChartData, Line
from clinic_app.growth.diagnoses import LABELS, Code, Diagnosis, Level, worst
from clinic_app.growth.iron import lasts_until
from clinic_app.growth.models import AlertState, GrowthAlert, GrowthCheckup, IronDelivery
from clinic_app.growth.norms import GRADE_LABELS, Grade
from clinic_app.growth.rows import Z_COLUMNS, CheckupRow
from clinic_app.growth.velocity import Change
from clinic_app.growth.who import Indicator, Result
from clinic_app.growth.words import CHANGE_LABELS
from clinic_app.patients.age import age_on, age_text

NAMES = {
    Indicator.WEIGHT_AGE: "peso_edad", Indicator.LENGTH_AGE: "talla_edad", Indicator.BMI_AGE: "imc_edad", Indicator.WEIGHT_LENGTH: "peso_talla",
    Indicator.HEAD_AGE: "perimetro_cefalico_edad",
}  # fmt: skip
SHORT = NAMES | {Indicator.HEAD_AGE: "pc_edad"}  # as the calculator and the charts call it
STATE_LABELS = {
    AlertState.NEW: N_("Nueva"),
    AlertState.SEEN: N_("Vista"),
    AlertState.FOLLOWED: N_("En seguimiento"),
    AlertState.CLOSED: N_("Cerrada"),
}
LINE_NAMES = dict(zip(DEVIATIONS, ("sd3neg", "sd2neg", "sd1neg", "sd0", "sd1", "sd2", "sd3"), strict=True))


def decimal_text(value: Decimal | float | None, least: int, most: int | None = None) -> str | None:
    """A number as the API writes it: with at least `least` decimals, and more (up to `most`) where it has them."""
    if value is None:
        return None
    if most is None:
        return f"{value:.{least}f}"
    whole, _, rest = f"{value:.{most}f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(least, '0')}"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def about_name(about: str) -> str:
    """The documented name of what an alert is about."""
    return about if about == HAEMOGLOBIN else NAMES[Indicator(about)]


def alert_label(code: str) -> str:
    """The words for a code of an alert."""
    for kind, labels in ((Code, LABELS), (Grade, GRADE_LABELS), (Change, CHANGE_LABELS)):
        if code in set(kind):
            return labels[kind(code)]  # type: ignore[index]
    return code


def _scores(checkup: GrowthCheckup) -> dict[str, Any]:
    kept = checkup.result.get("scores", {})
    found: dict[str, Any] = {f"zscore_{name}": decimal_text(getattr(checkup, Z_COLUMNS[indicator]), 2) for indicator, name in NAMES.items()}
    for indicator, name in NAMES.items():
        code = kept[indicator.value]["code"] if indicator.value in kept else None
        found[f"diagnostico_{name}"], found[f"diagnostico_{name}_display"] = code, LABELS[Code(code)] if code else None
    return found


def _blood(checkup: GrowthCheckup) -> dict[str, Any]:
    kept = checkup.result.get("haemoglobin") or {}
    grade = kept.get("grade")
    return {
        "dosaje_hemoglobina": decimal_text(checkup.haemoglobin, 1),
        "hemoglobina_ajustada": kept.get("adjusted"),
        "altitud": checkup.altitude,
        "grado_anemia": grade,
        "grado_anemia_display": GRADE_LABELS[Grade(grade)] if grade else None,
        "norma_anemia": kept.get("norm"),
        "suplemento_hierro_estado": checkup.iron_state,
        "suplemento_hierro_tipo": checkup.iron_kind or None,
    }


def _ages(checkup: GrowthCheckup, row: CheckupRow) -> dict[str, Any]:
    age, corrected = age_on(row.patient.birth_date, checkup.checked_on), checkup.result.get("corrected_days")
    return {
        "edad_meses": age.total_months,
        "edad_dias": (checkup.checked_on - row.patient.birth_date).days,
        "edad_texto": age_text(age),
        "semanas_gestacion": checkup.gestation_weeks,
        "edad_corregida_dias": corrected,
    }


def checkup_wire(row: CheckupRow, *, listed: bool = True) -> dict[str, Any]:
    """A check-up. Rows of lists name the patient by id, a single one as an object, as documented."""
    checkup, patient, result = row.checkup, row.patient, row.checkup.result
    whole = {"id": patient.id, "nombre_completo": patient.full_name, "edad_texto": age_text(age_on(patient.birth_date, checkup.checked_on))}
    shown = [
        {"tipo": one["level"], "indicador": about_name(one["about"]), "codigo": one["code"], "diagnostico": one["text"]}
        for one in result.get("alerts", ())
    ]
    turn = norms.next_turn(patient.birth_date, checkup.checked_on)
    return {
        "id": checkup.id,
        "paciente": patient.id if listed else whole,
        "paciente_nombre": patient.full_name,
        "paciente_sexo": patient.sex,
        "cita": checkup.appointment_id,
        "fecha": checkup.checked_on,
        **_ages(checkup, row),
        "peso_kg": decimal_text(checkup.weight_kg, 3),
        "talla_cm": decimal_text(checkup.length_cm, 1, 2),
        "posicion_medida": {"l": "acostado", "h": "de_pie"}.get(checkup.position),
        "edema": checkup.oedema,
        "perimetro_cefalico_cm": decimal_text(checkup.head_cm, 1, 2),
        "perimetro_toracico_cm": decimal_text(checkup.chest_cm, 1, 2),
        "temperatura": decimal_text(checkup.temperature, 1),
        "imc": decimal_text(result.get("bmi"), 2),
        **_scores(checkup),
        "tiene_alerta": checkup.level != Level.GREEN,
        "tipo_alerta": checkup.level,
        "alertas_activas": shown,
        **_blood(checkup),
        "codigos_his": [
            {"codigo": one.code, "lab": one.lab, "descripcion": one.text}
            for one in his.codes(result, patient.birth_date, checkup.checked_on)
        ],
        "desarrollo_motor": checkup.motor,
        "desarrollo_lenguaje": checkup.language,
        "desarrollo_social": checkup.social,
        "desarrollo_cognitivo": checkup.cognitive,
        "desarrollo": checkup.development,
        "alimentacion": checkup.feeding,
        "consejeria": checkup.counselling,
        "recomendaciones": checkup.recommendations or " ".join(result.get("recommendations", ())),
        "observaciones": checkup.notes,
        "proxima_cita": checkup.next_on or (turn.on if turn else None),
        "proxima_cita_sugerida": turn.on if turn else None,
        "referencia": checkup.reference,
        "algoritmo": checkup.algorithm,
        "created_at": _moment(checkup.created_at),
        "updated_at": _moment(checkup.updated_at),
        "version": checkup.version,
    }


def alert_wire(alert: GrowthAlert) -> dict[str, Any]:
    """One alert with what has become of it."""
    return {
        "id": alert.id,
        "paciente": alert.patient_id,
        "control": alert.checkup_id,
        "indicador": about_name(alert.about),
        "codigo": alert.code,
        "diagnostico": alert_label(alert.code),
        "tipo": alert.level,
        "estado": alert.state,
        "estado_display": STATE_LABELS[AlertState(alert.state)],
        "desenlace": alert.outcome,
        "nota": alert.note,
        "created_at": _moment(alert.created_at),
        "updated_at": _moment(alert.updated_at),
    }


def _line(line: Line, axis: str) -> dict[str, float]:
    return (
        {axis: line.at}
        | dict(zip(PERCENTILES, line.percentiles, strict=True))
        | dict(zip(LINE_NAMES.values(), line.deviations, strict=True))
    )


def _curve(lines: Iterable[Line], axis: str, last: float) -> list[dict[str, float]]:
    return [_line(line, axis) for line in lines if axis != "edad_meses" or line.at <= last]


def chart_wire(data: ChartData) -> dict[str, Any]:
    """The points of a child as numbers, and WHO's lines: to five years for the small, to nineteen for those who are older."""
    last = 60 if not data.points or data.points[-1].months <= 60 else 228
    points = []
    for point in data.points:
        scores = {f"zscore_{name}": point.z.get(indicator) for indicator, name in NAMES.items()}
        points.append(
            {
                "id": point.id, "fecha": point.on, "edad_meses": age_on(data.patient.birth_date, point.on).total_months, "edad_meses_exacta": point.own_months,
                "edad_corregida_meses": point.months if point.corrected else None, "peso_kg": point.weight, "talla_cm": point.length,
                "perimetro_cefalico_cm": point.head, "imc": point.bmi, "tipo_alerta": point.level, **scores,
            }
        )  # fmt: skip
    axis = {Indicator.WEIGHT_LENGTH: "longitud_cm"}
    return {
        "paciente_id": data.patient.id,
        "paciente_nombre": data.patient.full_name,
        "paciente_sexo": data.patient.sex,
        "controles": points,
        "curvas_referencia": {
            name: _curve(data.curve(indicator), axis.get(indicator, "edad_meses"), last) for indicator, name in SHORT.items()
        },
    }


def calculator_wire(given: dict[str, Any], result: Result, found: dict[Indicator, Diagnosis]) -> dict[str, Any]:
    """What the calculator answers; scores are numbers."""
    diagnoses: dict[str, Any] = {}
    for indicator, name in SHORT.items():
        one = found.get(indicator)
        diagnoses[f"diagnostico_{name}"], diagnoses[f"diagnostico_{name}_display"] = (one.code, one.label) if one else (None, None)
    level = worst(one.level for one in found.values())
    months = given.get("months")
    return {
        "input": {
            "peso_kg": given.get("weight_kg") and float(given["weight_kg"]), "talla_cm": given.get("length_cm") and float(given["length_cm"]),
            "edad_meses": int(months) if months is not None and months == int(months) else months, "edad_dias": given.get("days"), "sexo": given["sex"],
            "imc": None if result.bmi is None else round(result.bmi, 2),
        },
        "zscores": {f"zscore_{name}": result.scores[indicator].z if indicator in result.scores else None for indicator, name in SHORT.items()},
        "diagnosticos": {**diagnoses, "tiene_alerta": level != Level.GREEN, "tipo_alerta": level},
        "referencia": result.reference,
    }  # fmt: skip


def iron_wire(row: IronDelivery) -> dict[str, Any]:
    """One delivery of the ledger."""
    return {
        "id": row.id, "paciente": row.patient_id, "control": row.checkup_id, "fecha": row.given_on, "motivo": row.purpose, "tipo": row.product,
        "mg_dia": decimal_text(row.mg_a_day, 1), "dias": row.days, "cantidad": row.quantity, "alcanza_hasta": lasts_until(row),
        "observaciones": row.notes, "created_at": _moment(row.created_at),
    }  # fmt: skip
