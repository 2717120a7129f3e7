"""Alerts of growth: made and closed by results, seen and followed by people."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.growth import rows
from clinic_app.growth.models import AlertState, GrowthAlert, GrowthCheckup
from clinic_app.growth.rows import CheckupRow
from clinic_app.patients.models import Patient

NORMALISED = N_("Normalizado en el control")
WITHOUT_CHECKUP = N_("Se eliminó el control")
NEEDS_OUTCOME = N_("Escribe el desenlace para cerrar la alerta.")
ALREADY_CLOSED = N_("La alerta ya está cerrada; un nuevo control la abre si hace falta.")
MOST_ROWS = 500


async def sync(work: Work, patient_id: int, newest: GrowthCheckup | None) -> None:
    """Bring a child's alerts in line with her newest check-up: what it shows is open, what it no more shows is closed.

    What a person closed stays closed until a later check-up shows it again.
    """
    shown = {(one["about"], one["code"]): one["level"] for one in newest.result.get("alerts", ())} if newest else {}
    query = select(GrowthAlert).where(GrowthAlert.patient_id == patient_id).execution_options(populate_existing=True)
    known = list((await work.session.execute(query)).scalars())
    now = datetime.now(UTC)
    for alert in known:
        if alert.state == AlertState.CLOSED:
            continue
        level = shown.get((alert.about, alert.code))
        if level is None:
            alert.state, alert.outcome, alert.updated_at = AlertState.CLOSED, NORMALISED if newest else WITHOUT_CHECKUP, now
        elif newest and (alert.level, alert.checkup_id) != (level, newest.id):
            alert.level, alert.checkup_id, alert.updated_at = level, newest.id, now
    await work.session.flush()
    there = {
        (one.about, one.code)
        for one in known
        if one.state != AlertState.CLOSED or (newest and one.checkup_id == newest.id and one.updated_by)
    }
    if newest:
        work.session.add_all(
            GrowthAlert(patient_id=patient_id, checkup_id=newest.id, about=about, code=code, level=level)
            for (about, code), level in shown.items()
            if (about, code) not in there
        )
        await work.session.flush()


async def listed(
    work: Work, *, level: str = "", state: str = "", patient_id: int | None = None
) -> list[tuple[CheckupRow, list[GrowthAlert]]]:
    """The children with alerts that are not closed, each with the check-up that showed them last; red ones first, then the newest."""
    work.require(Permission.RECORDS_READ)
    conditions = [col(GrowthAlert.state) == state if state else col(GrowthAlert.state) != AlertState.CLOSED]
    if level:
        conditions.append(col(GrowthAlert.level) == level)
    if patient_id is not None:
        conditions.append(col(GrowthAlert.patient_id) == rows.safe_key(patient_id))
    same_checkup = (col(GrowthCheckup.tenant_id) == col(GrowthAlert.tenant_id)) & (col(GrowthCheckup.id) == col(GrowthAlert.checkup_id))
    same_patient = (col(Patient.tenant_id) == col(GrowthAlert.tenant_id)) & (col(Patient.id) == col(GrowthAlert.patient_id))
    query = select(GrowthAlert, GrowthCheckup, Patient).join(GrowthCheckup, same_checkup).join(Patient, same_patient)
    query = query.where(col(GrowthCheckup.is_active), col(Patient.is_active), *conditions)
    order = (col(GrowthAlert.level) != "rojo", col(GrowthCheckup.checked_on).desc(), col(GrowthCheckup.id).desc(), col(GrowthAlert.id))
    found: dict[int, tuple[CheckupRow, list[GrowthAlert]]] = {}
    for alert, checkup, patient in await work.session.execute(query.order_by(*order).limit(MOST_ROWS)):
        found.setdefault(checkup.id, (CheckupRow(checkup, patient), []))[1].append(alert)
    return list(found.values())


async def follow(work: Work, alert_id: int, state: AlertState, *, outcome: str | None = None, note: str | None = None) -> GrowthAlert:
    """Take an alert to another state; to close it needs an outcome. Raises NotFound, Invalid, Conflict for a closed one."""
    work.require(Permission.RECORDS_WRITE)
    query = select(GrowthAlert).where(col(GrowthAlert.id) == rows.safe_key(alert_id)).with_for_update()
    alert = (await work.session.execute(query)).scalars().first()
    if alert is None:
        raise NotFound
    if alert.state == AlertState.CLOSED and state != AlertState.CLOSED:
        raise Conflict(ALREADY_CLOSED)
    if state == AlertState.CLOSED and not (outcome or alert.outcome).strip():
        raise Invalid(desenlace=NEEDS_OUTCOME)
    alert.state, alert.updated_at, alert.updated_by = state, datetime.now(UTC), work.actor.user_id or None
    alert.outcome = (alert.outcome if outcome is None else outcome) if state == AlertState.CLOSED else ""
    alert.note = alert.note if note is None else note
    await work.session.flush()
    await audit.record(work, "update", "growth_alert", alert.id, {"state": state.value}, patient_id=alert.patient_id)
    return alert
