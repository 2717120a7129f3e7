"""Rules of growth check-ups; the only door for other domains. Values come under the attributes of the model (wire.py reads the bodies)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from clinic_app.agenda.models import Appointment
from clinic_app.audit import service as audit
from clinic_app.clinics import service as clinics
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.growth import alerts, assessment, rows, slips, who
from clinic_app.growth.ages import growth_age
from clinic_app.growth.assessment import Assessment, Facts
from clinic_app.growth.models import GrowthCheckup
from clinic_app.growth.rows import CheckupRow, Filters
from clinic_app.growth.velocity import Point
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient
from clinic_app.records.history import service as history

__all__ = ["CheckupRow", "Filters", "Preview"]
ALGORITHM = f"{who.VERSION}/{assessment.VERSION}"
BEFORE_BIRTH = N_("La fecha del control es anterior al nacimiento.")
IN_THE_FUTURE = N_("La fecha del control no puede ser futura.")
TOO_OLD = N_("El control de crecimiento es para menores de 19 años.")
NO_SEX = N_("Registra el sexo del paciente: sin él no se puede calcular su crecimiento.")
NOTHING_MEASURED = N_("Registra por lo menos una medida.")
SAME_DAY = N_("Ya hay un control de ese día. ¿Guardar otro?")
OTHER_PATIENT = N_("No se puede cambiar el paciente de un control.")
STALE = N_("El control cambió mientras tanto. Vuelve a cargarlo y repite el cambio.")
NEXT_TOO_EARLY = N_("La próxima cita debe ser después del control.")
MEASURES = {
    "weight": "weight_kg",
    "lenhei": "length_cm",
    "headc": "head_cm",
    "chest": "chest_cm",
    "temperature": "temperature",
    "haemoglobin": "haemoglobin",
}
WIRE = {
    "weight": "peso_kg", "lenhei": "talla_cm", "headc": "perimetro_cefalico_cm", "chest": "perimetro_toracico_cm", "temperature": "temperatura",
    "haemoglobin": "dosaje_hemoglobina",
}  # fmt: skip


@dataclass
class Preview:
    """What would be saved. `problems` refuse it, by documented field; `doubts` (also by field) and `questions` are asked first."""

    assessment: Assessment | None = None
    problems: dict[str, list[str]] = field(default_factory=dict)
    doubts: dict[str, list[str]] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def facts_of(values: Mapping[str, Any], sex: str, born: date, history_: list[Point]) -> Facts:
    """The facts of a check-up from its columns."""
    return Facts(
        sex, born, values["checked_on"], weight=_float(values.get("weight_kg")), lenhei=_float(values.get("length_cm")), position=values.get("position") or "",
        headc=_float(values.get("head_cm")), oedema=bool(values.get("oedema")), gestation_weeks=values.get("gestation_weeks"),
        haemoglobin=values.get("haemoglobin"), altitude=values.get("altitude"), history=tuple(history_),
    )  # fmt: skip


def problems_of(values: Mapping[str, Any], sex: str, born: date, today: date) -> dict[str, list[str]]:
    """Why the day, the child or all measures together cannot be taken, by documented field."""
    on: date = values["checked_on"]
    problems: dict[str, list[str]] = {}
    if on < born:
        problems["fecha"] = [BEFORE_BIRTH]
    elif on > today:
        problems["fecha"] = [IN_THE_FUTURE]
    elif growth_age(born, on).too_old:
        problems["fecha"] = [TOO_OLD]
    if sex not in ("M", "F"):
        problems["sexo"] = [NO_SEX]
    if all(values.get(column) is None for column in MEASURES.values()):
        problems["non_field_errors"] = [NOTHING_MEASURED]
    if values.get("next_on") and values["next_on"] <= on:
        problems["proxima_cita"] = [NEXT_TOO_EARLY]
    return problems


def judge(values: Mapping[str, Any], sex: str, born: date, today: date, earlier: list[Point]) -> Preview:
    """Check and assess one check-up without a database. Nothing is computed from a day, sex or measure that cannot be."""
    preview = Preview(problems=problems_of(values, sex, born, today))
    if {"fecha", "sexo"} & preview.problems.keys():
        return preview
    days = (values["checked_on"] - born).days
    for slip in slips.slips(sex, days, {name: _float(values.get(column)) for name, column in MEASURES.items()}):
        (preview.problems if slip.hard else preview.doubts).setdefault(WIRE[slip.name], []).append(slip.sentence)
    if preview.problems:
        return preview
    preview.assessment = assessment.assess(facts_of(values, sex, born, earlier))
    preview.questions = [finding.sentence for finding in preview.assessment.findings if finding.ask]
    return preview


async def completed(work: Work, patient: Patient, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what the record and the clinic know: today, weeks of pregnancy, altitude."""
    known = {"checked_on": work.today(), **{name: value for name, value in values.items() if value is not None or name != "checked_on"}}
    if known.get("gestation_weeks") is None:
        found = await history.find(work, patient.id)
        known["gestation_weeks"] = found.row.gestation_weeks if found else None
    if known.get("altitude") is None:
        known["altitude"] = (await clinics.current(work)).altitude
    return known


async def preview(work: Work, patient_id: int, values: Mapping[str, Any], checkup_id: int | None = None) -> Preview:
    """What would come of a check-up; nothing is saved. `checkup_id`: of the one that is being edited. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    patient = await patients.get(work, patient_id)
    whole = await completed(work, patient, values)
    return await _judged(work, patient, whole, checkup_id)


async def _judged(work: Work, patient: Patient, values: Mapping[str, Any], own_id: int | None) -> Preview:
    others = [row for row in await rows.of_patient(work, patient.id) if row.id != own_id]
    earlier = [rows.point(row) for row in others if row.checked_on < values["checked_on"]]
    found = judge(values, patient.sex, patient.birth_date, work.today(), earlier)
    if any(row.checked_on == values["checked_on"] for row in others):
        found.questions.append(SAME_DAY)
    return found


def _refuse(found: Preview, *, confirmed: bool) -> None:
    """Raises Invalid for what cannot be saved, and for what is likely a slip until somebody says that it is not."""
    problems = {name: list(said) for name, said in found.problems.items()}
    if not confirmed:
        for name, said in found.doubts.items():
            problems.setdefault(name, []).extend(said)
    if problems:
        raise Invalid(problems)


async def create(work: Work, values: Mapping[str, Any], *, confirmed: bool = False) -> tuple[GrowthCheckup, list[str]]:
    """Save a check-up; returns it with the questions that a person should look at. `confirmed`: unlikely measures are meant.

    Raises Invalid, Conflict for a merged patient.
    """
    work.require(Permission.RECORDS_WRITE)
    try:
        patient = await patients.get(work, rows.safe_key(values["patient_id"]) or 0, lock=True)
    except NotFound:
        raise Invalid(paciente=missing_key(values["patient_id"])) from None
    await _check_appointment(work, patient.id, values.get("appointment_id"))
    whole = await completed(work, patient, values)
    found = await _judged(work, patient, whole, None)
    _refuse(found, confirmed=confirmed)
    checkup = GrowthCheckup(**whole, created_by=work.actor.user_id or None, updated_by=work.actor.user_id or None)
    work.session.add(checkup)
    put_result(checkup, found.assessment, patient)  # type: ignore[arg-type]
    await work.session.flush()
    await work.session.refresh(checkup)
    await audit.record(work, "create", "growth_checkup", checkup.id, patient_id=patient.id)
    await _settle(work, patient, checkup.checked_on)
    return checkup, found.questions


async def _held(work: Work, checkup_id: int) -> CheckupRow:
    """A check-up whose child is locked: to judge one may change the others. Raises NotFound, Conflict for a merged patient."""
    found = await rows.one(work, checkup_id)
    await patients.get(work, found.patient.id, lock=True)
    return await rows.one(work, checkup_id)


async def update(work: Work, checkup_id: int, values: Mapping[str, Any], *, confirmed: bool = False) -> tuple[GrowthCheckup, list[str]]:
    """Change fields of a check-up; everything is judged anew, and so are the later ones. Raises NotFound, Invalid, Conflict."""
    work.require(Permission.RECORDS_WRITE)
    checkup, patient = await _held(work, checkup_id)
    named = dict(values)
    if (version := named.pop("version", None)) is not None and version != checkup.version:
        raise Conflict(STALE)
    if named.pop("patient_id", checkup.patient_id) != checkup.patient_id:
        raise Invalid(paciente=OTHER_PATIENT)
    await _check_appointment(work, patient.id, named.get("appointment_id"))
    changed = sorted(name for name, value in named.items() if getattr(checkup, name) != value)
    if not changed:
        return checkup, []
    before = checkup.checked_on
    found = await _judged(work, patient, checkup.model_dump() | named, checkup.id)
    measured = {*MEASURES.values(), "checked_on", "position", "oedema"}
    _refuse(found, confirmed=confirmed or not measured & set(changed))  # what was confirmed once is not asked again
    for name in changed:
        setattr(checkup, name, named[name])
    put_result(checkup, found.assessment, patient)  # type: ignore[arg-type]
    checkup.version, checkup.updated_at, checkup.updated_by = checkup.version + 1, datetime.now(UTC), work.actor.user_id or None
    await work.session.flush()
    await audit.record(work, "update", "growth_checkup", checkup.id, {"fields": changed}, patient_id=patient.id)
    await _settle(work, patient, min(before, checkup.checked_on))
    return checkup, found.questions


async def delete(work: Work, checkup_id: int) -> None:
    """Take a check-up off the record; the row is kept. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    checkup, patient = await _held(work, checkup_id)
    checkup.is_active, checkup.updated_at, checkup.updated_by = False, datetime.now(UTC), work.actor.user_id or None
    await work.session.flush()
    await audit.record(work, "delete", "growth_checkup", checkup.id, patient_id=patient.id)
    await _settle(work, patient, checkup.checked_on)


async def get(work: Work, checkup_id: int) -> CheckupRow:
    """Read a check-up; the trail keeps who did. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    found = await rows.one(work, checkup_id)
    await audit.record(work, "open", "growth_checkup", checkup_id, patient_id=found.patient.id)
    return found


async def page(work: Work, filters: Filters, size: int, offset: int) -> tuple[int, list[CheckupRow]]:
    """How many check-ups there are, and one page of them, newest first."""
    work.require(Permission.RECORDS_READ)
    return await rows.page(work, filters, size, offset)


async def _check_appointment(work: Work, patient_id: int, appointment_id: int | None) -> None:
    if appointment_id is None:
        return
    query = select(col(Appointment.id)).where(Appointment.id == rows.safe_key(appointment_id), Appointment.patient_id == patient_id)
    if (await work.session.execute(query)).first() is None:
        raise Invalid(cita=missing_key(appointment_id))


def put_result(checkup: GrowthCheckup, found: Assessment, patient: Patient) -> None:
    """Write what was found into the row, with all it came from."""
    for indicator, column in rows.Z_COLUMNS.items():
        score = found.result.scores.get(indicator)
        setattr(checkup, column, None if score is None else _storable(score.z))
    checkup.result, checkup.level = assessment.stored(found), found.level
    checkup.algorithm, checkup.reference = ALGORITHM, found.result.reference
    names = ("weight_kg", "length_cm", "position", "head_cm", "oedema", "gestation_weeks", "haemoglobin", "altitude")
    given = {name: getattr(checkup, name) for name in names}
    as_json = {name: str(value) if isinstance(value, Decimal) else value for name, value in given.items()}
    checkup.inputs = {"sex": patient.sex, "born": patient.birth_date.isoformat(), "on": checkup.checked_on.isoformat(), **as_json}


def _storable(z: float) -> Decimal:
    """As the column holds it: what was confirmed may be absurd."""
    return Decimal(str(max(-9999.0, min(9999.0, z)))).quantize(Decimal("0.01"))


async def _settle(work: Work, patient: Patient, since: date) -> None:
    """Judge the later check-ups anew, for their changes are counted from this one; then bring the alerts in line with the newest."""
    everyone = await rows.of_patient(work, patient.id)
    for place, row in enumerate(everyone):
        if row.checked_on > since:
            earlier = [rows.point(one) for one in everyone[:place] if one.checked_on < row.checked_on]
            put_result(row, assessment.assess(facts_of(row.model_dump(), patient.sex, patient.birth_date, earlier)), patient)
    await work.session.flush()
    await alerts.sync(work, patient.id, everyone[-1] if everyone else None)
