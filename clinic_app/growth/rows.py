"""Reads of growth check-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.models import GrowthAlert, GrowthCheckup
from clinic_app.growth.velocity import Point
from clinic_app.growth.who import Indicator
from clinic_app.patients.models import Patient

Z_COLUMNS = {
    Indicator.WEIGHT_AGE: "z_weight_age", Indicator.LENGTH_AGE: "z_length_age", Indicator.WEIGHT_LENGTH: "z_weight_length",
    Indicator.BMI_AGE: "z_bmi_age", Indicator.HEAD_AGE: "z_head_age",
}  # fmt: skip
BIGGEST_KEY = 2**63 - 1


class CheckupRow(NamedTuple):
    """A check-up with the child it is about."""

    checkup: GrowthCheckup
    patient: Patient


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `alerting`: only those with an amber or red result, or only those without."""

    patient_id: int | None = None
    alerting: bool | None = None
    level: Level | None = None
    since: date | None = None
    until: date | None = None


def safe_key(key: int | None) -> int | None:
    """A key that the database can be asked for; 0 for one that is too large to exist."""
    return key if key is None or 0 <= key <= BIGGEST_KEY else 0


def _rows() -> Any:
    same = (col(Patient.tenant_id) == col(GrowthCheckup.tenant_id)) & (col(Patient.id) == col(GrowthCheckup.patient_id))
    return select(GrowthCheckup, Patient).join(Patient, same)


def _conditions(filters: Filters) -> list[Any]:
    found: list[Any] = [col(GrowthCheckup.is_active)]
    if filters.patient_id is not None:
        found.append(col(GrowthCheckup.patient_id) == safe_key(filters.patient_id))
    if filters.alerting is not None:
        alerting = col(GrowthCheckup.level) != Level.GREEN
        found.append(alerting if filters.alerting else ~alerting)
    if filters.level is not None:
        found.append(col(GrowthCheckup.level) == filters.level)
    if filters.since is not None:
        found.append(col(GrowthCheckup.checked_on) >= filters.since)
    if filters.until is not None:
        found.append(col(GrowthCheckup.checked_on) <= filters.until)
    return found


async def page(work: Work, filters: Filters, size: int, offset: int) -> tuple[int, list[CheckupRow]]:
    """How many there are, and one page of them, newest first."""
    conditions = _conditions(filters)
    count = (await work.session.execute(select(func.count()).select_from(GrowthCheckup).where(*conditions))).scalar_one()
    query = (
        _rows().where(*conditions).order_by(col(GrowthCheckup.checked_on).desc(), col(GrowthCheckup.id).desc()).limit(size).offset(offset)
    )
    return count, [CheckupRow(*row) for row in await work.session.execute(query)]


async def one(work: Work, checkup_id: int) -> CheckupRow:
    """A check-up that was not deleted. Raises NotFound."""
    query = (
        _rows().where(col(GrowthCheckup.id) == safe_key(checkup_id), col(GrowthCheckup.is_active)).execution_options(populate_existing=True)
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise NotFound
    return CheckupRow(*found)


async def of_patient(work: Work, patient_id: int) -> list[GrowthCheckup]:
    """All check-ups of a child, oldest first."""
    query = select(GrowthCheckup).where(col(GrowthCheckup.is_active), GrowthCheckup.patient_id == patient_id)
    ordered = query.order_by(col(GrowthCheckup.checked_on), col(GrowthCheckup.id)).execution_options(populate_existing=True)
    return list((await work.session.execute(ordered)).scalars())


async def open_alerts(work: Work, patient_ids: list[int]) -> dict[int, list[GrowthAlert]]:
    """The alerts that are not closed, by child."""
    query = select(GrowthAlert).where(col(GrowthAlert.patient_id).in_(patient_ids), col(GrowthAlert.state) != "cerrada")
    found: dict[int, list[GrowthAlert]] = {}
    for alert in (await work.session.execute(query.order_by(col(GrowthAlert.id)).execution_options(populate_existing=True))).scalars():
        found.setdefault(alert.patient_id, []).append(alert)
    return found


def used_days(checkup: GrowthCheckup) -> int:
    """The age by which a stored check-up was judged."""
    corrected = checkup.result.get("corrected_days")
    return checkup.result.get("age_days", 0) if corrected is None else corrected


def point(checkup: GrowthCheckup) -> Point:
    """A stored check-up as a place on the curves; scores that WHO flags are left out."""
    scores = checkup.result.get("scores", {})
    z = {Indicator(name): float(score["z"]) for name, score in scores.items() if not score["flag"]}
    weight = None if checkup.oedema or checkup.weight_kg is None else float(checkup.weight_kg)
    head = None if checkup.head_cm is None else float(checkup.head_cm)
    return Point(checkup.checked_on, used_days(checkup), weight, checkup.result.get("lenhei"), head, z)
