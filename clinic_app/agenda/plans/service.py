"""Rules of treatment plans: what they are, their sessions, and what becomes of them. Dates and bookings: plan_booking.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from clinic_app.agenda import queries, service
from clinic_app.agenda.hours.service import get_settings
from clinic_app.agenda.plans import dates as plan_dates
from clinic_app.agenda.plans.dates import Rhythm
from clinic_app.agenda.plans.models import Frequency, PlanStatus, TreatmentPlan, TreatmentSession
from clinic_app.agenda.plans.rows import SessionRow, sessions
from clinic_app.agenda.transitions import MOVABLE
from clinic_app.audit import service as audit
from clinic_app.catalog.models import Service
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.files import save_document
from clinic_app.core.i18n import N_
from clinic_app.patients.models import Patient

FILE = "orden_medica"  # the wire name, and the folder of the store
MOST_SESSIONS = 365
STALE = N_("El plan cambió mientras tanto. Vuelve a cargarlo y repite el cambio.")
CANCELLED_WITH_PLAN = "Plan de tratamiento cancelado"
SUSPENDED_WITH_PLAN = "Plan de tratamiento suspendido"
NO_WEEKDAYS = N_("Indica los días de la semana de la frecuencia personalizada.")
S = PlanStatus
NOT_NOW = {  # what was asked for -> the state that refuses it -> the sentence
    "complete": {
        S.COMPLETED: N_("Todas las sesiones del plan ya están completadas."),
        S.SUSPENDED: N_("El plan está suspendido. Reactívalo para completar sesiones."),
        S.CANCELLED: N_("El plan está cancelado."),
    },
    "book": {
        S.COMPLETED: N_("Todas las sesiones del plan ya están completadas."),
        S.SUSPENDED: N_("El plan está suspendido. Reactívalo para agendar sesiones."),
        S.CANCELLED: N_("El plan está cancelado."),
    },
    "suspend": {
        S.COMPLETED: N_("Un plan completado no se puede suspender."),
        S.SUSPENDED: N_("El plan ya está suspendido."),
        S.CANCELLED: N_("El plan está cancelado."),
    },
    "reactivate": {S.ACTIVE: N_("El plan ya está activo."), S.COMPLETED: N_("Un plan completado no se puede reactivar.")},
    "cancel": {S.COMPLETED: N_("Un plan completado no se puede cancelar."), S.CANCELLED: N_("El plan ya está cancelado.")},
}


async def held(work: Work, plan_id: int, version: int | None = None) -> TreatmentPlan:
    """The plan, locked until the transaction ends. Raises NotFound, Conflict when it is no more the version that the caller saw."""
    query = select(TreatmentPlan).where(TreatmentPlan.id == queries.safe_id(plan_id)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Conflict(STALE)
    return row


def allow(plan: TreatmentPlan, what: str) -> None:
    """Raises ClinicError (400) with the sentence why the state of a plan refuses something (a key of NOT_NOW)."""
    if sentence := NOT_NOW[what].get(PlanStatus(plan.status)):
        raise ClinicError(sentence)


def touch(plan: TreatmentPlan) -> None:
    """One more change, by which callers see that what they hold is old."""
    plan.version += 1
    plan.updated_at = datetime.now(UTC)


async def rhythm_of(work: Work, plan: TreatmentPlan) -> Rhythm:
    """When the sessions of a plan should be, by the days on which the clinic attends now."""
    settings = await get_settings(work)
    return Rhythm(plan.frequency, plan.start_date, tuple(plan.weekdays or ()), tuple(settings.working_days))


async def _check_names(work: Work, values: dict[str, Any]) -> None:
    """Raises Invalid for a patient or service that is not there (any more)."""
    problems = {}
    for name, wire, model in (("patient_id", "paciente", Patient), ("service_id", "tipo_servicio", Service)):
        if name in values:
            query = select(model.id).where(model.id == queries.safe_id(values[name]), col(model.is_active))
            if (await work.session.execute(query)).first() is None:
                problems[wire] = [missing_key(values[name])]
    if problems:
        raise Invalid(problems)


async def _settle(work: Work, plan: TreatmentPlan, *, end_given: bool, rhythm_changed: bool = True) -> None:
    """What follows from the values: the weekdays of its frequency, the expected end. Raises Invalid."""
    if plan.frequency != Frequency.CUSTOM:
        plan.weekdays = None
    elif not plan.weekdays:
        raise Invalid(dias_semana=NO_WEEKDAYS)
    if rhythm_changed and (not end_given or plan.expected_end is None):
        plan.expected_end = plan_dates.last_turn(await rhythm_of(work, plan), plan.total_sessions)
    if plan.expected_end is not None and plan.expected_end < plan.start_date:
        raise Invalid(fecha_fin_estimada="La fecha de fin no puede ser anterior a la fecha de inicio.")


async def create(work: Work, values: dict[str, Any], order: bytes | None = None) -> TreatmentPlan:
    """Begin a plan with all its sessions open; `order` is the medical order as it was scanned.

    Raises Invalid (patient, service, weekdays, end before start, a file that is neither PDF nor picture), Unavailable.
    """
    await _check_names(work, values)
    plan = TreatmentPlan(**values)
    await _settle(work, plan, end_given="expected_end" in values)
    if order is not None:
        plan.order_file = await save_document(work.actor.tenant_id or 0, order, FILE)
    work.session.add(plan)
    await work.session.flush()
    work.session.add_all(TreatmentSession(plan_id=plan.id, number=number) for number in range(1, plan.total_sessions + 1))
    await work.session.flush()
    await audit.record(work, "create", "treatment_plan", plan.id, {"patient": plan.patient_id})
    return plan


async def update(work: Work, plan_id: int, values: dict[str, Any], order: bytes | None = None) -> TreatmentPlan:
    """Change a plan; more sessions reopen a completed one. Raises NotFound, Conflict, Invalid, Unavailable."""
    plan = await held(work, plan_id, values.pop("version", None))
    if values.pop("patient_id", plan.patient_id) != plan.patient_id:
        raise Invalid(paciente="No se puede cambiar el paciente de un plan.")
    changed = {name: value for name, value in values.items() if getattr(plan, name) != value}
    await _check_names(work, changed)
    total = changed.pop("total_sessions", None)
    for name, value in changed.items():
        setattr(plan, name, value)
    if total is not None:
        await _resize(work, plan, total)
        changed["total_sessions"] = total
    rhythm = {"frequency", "weekdays", "start_date", "total_sessions", "expected_end"} & set(changed)
    await _settle(work, plan, end_given=bool(values.get("expected_end")), rhythm_changed=bool(rhythm))
    if order is not None:
        plan.order_file = await save_document(work.actor.tenant_id or 0, order, FILE)
        changed["order_file"] = True
    if changed:
        touch(plan)
        await work.session.flush()
        await audit.record(work, "update", "treatment_plan", plan.id, {"patient": plan.patient_id, "fields": sorted(changed)})
    return plan


async def _resize(work: Work, plan: TreatmentPlan, total: int) -> None:
    """More sessions, or fewer: the last open ones go. Raises Invalid when that many are done or booked."""
    rows = await sessions(work, plan.id)
    surplus = len(rows) - total
    spare = [row for row in reversed(rows) if row.open][: max(surplus, 0)]
    if len(spare) < surplus:
        done = sum(row.done for row in rows)
        said = (
            N_("No puede haber menos sesiones que las completadas y agendadas.")
            if done <= total
            else N_("No puede haber menos sesiones que las completadas.")
        )
        raise Invalid(total_sesiones=said)
    gone = {row.id for row in spare}
    kept = (
        (
            await work.session.execute(
                select(TreatmentSession).where(TreatmentSession.plan_id == plan.id).order_by(col(TreatmentSession.number))
            )
        )
        .scalars()
        .all()
    )
    for row in kept:
        if row.id in gone:
            await work.session.delete(row)
    await work.session.flush()
    for number, row in enumerate((row for row in kept if row.id not in gone), 1):
        if row.number != number:  # upwards, one by one: each number is free when it is taken
            row.number = number
            await work.session.flush()
    work.session.add_all(TreatmentSession(plan_id=plan.id, number=number) for number in range(len(rows) + 1, total + 1))
    plan.total_sessions = total
    if plan.status in (S.ACTIVE, S.SUSPENDED, S.COMPLETED):
        full = plan.done_sessions >= total
        plan.status = S.COMPLETED if full else S.ACTIVE if plan.status == S.COMPLETED else plan.status
    await work.session.flush()


def _choose(rows: list[SessionRow], work: Work) -> SessionRow | None:
    """Which session was held, when nobody says: one booked for today, else one without appointment, else the next."""
    left = [row for row in rows if not row.done]
    today = [row for row in left if row.booked and row.starts_at and row.starts_at.astimezone(work.tz).date() <= work.today()]
    return next(iter([*today, *(row for row in left if row.open), *left]), None)


def _already_told(rows: list[SessionRow], work: Work) -> SessionRow | None:
    """A session done today by attending its appointment: the documented flow reports it once more by `completar_sesion`."""
    return next(
        (
            row
            for row in rows
            if row.done_at and row.done_by == "attended" and not row.told and row.done_at.astimezone(work.tz).date() == work.today()
        ),
        None,
    )


async def complete(
    work: Work, plan_id: int, *, number: int | None = None, appointment_id: int | None = None, version: int | None = None
) -> TreatmentPlan:
    """One session more was held; the last one completes the plan. Saying which (`number`, `appointment_id`) counts that one once only.

    Without saying which, the first report after an appointment was attended today means that very session, which counted then.
    Raises NotFound, Conflict, ClinicError (400) when the plan is not active.
    """
    plan = await held(work, plan_id, version)
    rows = await sessions(work, plan.id)
    if number is None and appointment_id is None:
        if told := _already_told(rows, work):
            await _mark(work, told.id, {"told": True})
            return plan
        chosen = _choose(rows, work)
    else:
        chosen = next(
            (row for row in rows if (number is None or row.number == number) and appointment_id in (None, row.appointment_id)), None
        )
        if chosen is None:
            raise Invalid({"sesion" if number is not None else "cita": ["Esa sesión no es de este plan."]})
        if chosen.done:
            return plan
    allow(plan, "complete")
    if chosen is None:
        raise ClinicError(NOT_NOW["complete"][S.COMPLETED])
    await _mark(work, chosen.id, {"done_at": datetime.now(UTC), "done_by": "hand"})
    plan.done_sessions += 1
    if plan.done_sessions >= plan.total_sessions:
        plan.status = S.COMPLETED
    touch(plan)
    await work.session.flush()
    await audit.record(work, "complete_session", "treatment_plan", plan.id, {"patient": plan.patient_id, "session": chosen.number})
    return plan


async def _mark(work: Work, session_id: int, values: dict[str, Any]) -> None:
    query = select(TreatmentSession).where(TreatmentSession.id == session_id)
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().one()
    for name, value in values.items():
        setattr(row, name, value)
    await work.session.flush()


async def _free_coming(work: Work, plan_id: int, reason: str) -> int:
    """Cancel the appointments of a plan that are still to come; says how many."""
    now = datetime.now(UTC)
    coming = [row for row in await sessions(work, plan_id) if not row.done and row.status in MOVABLE and row.ends_at and row.ends_at > now]
    for row in coming:
        await service.cancel(work, row.appointment_id or 0, reason)
    return len(coming)


async def _step(work: Work, plan: TreatmentPlan, what: str, after: PlanStatus, freed: int = 0) -> TreatmentPlan:
    plan.status = after
    touch(plan)
    await work.session.flush()
    await audit.record(work, what, "treatment_plan", plan.id, {"patient": plan.patient_id, "appointments": freed})
    return plan


async def suspend(work: Work, plan_id: int, reason: str = "", version: int | None = None, *, free: bool = False) -> TreatmentPlan:
    """Put a plan off; with `free` its coming appointments are cancelled. Raises NotFound, Conflict, ClinicError (400)."""
    plan = await held(work, plan_id, version)
    allow(plan, "suspend")
    freed = await _free_coming(work, plan.id, reason or SUSPENDED_WITH_PLAN) if free else 0
    return await _step(work, plan, "suspend", S.SUSPENDED, freed)


async def reactivate(work: Work, plan_id: int, version: int | None = None) -> TreatmentPlan:
    """Go on with a suspended or cancelled plan. Raises NotFound, Conflict, ClinicError (400)."""
    plan = await held(work, plan_id, version)
    allow(plan, "reactivate")
    done = plan.done_sessions >= plan.total_sessions
    return await _step(work, plan, "reactivate", S.COMPLETED if done else S.ACTIVE)


async def cancel(work: Work, plan_id: int, reason: str = "", version: int | None = None) -> TreatmentPlan:
    """End a plan early; its coming appointments are cancelled with the reason. Raises NotFound, Conflict, ClinicError (400)."""
    plan = await held(work, plan_id, version)
    allow(plan, "cancel")
    freed = await _free_coming(work, plan.id, reason or CANCELLED_WITH_PLAN)
    return await _step(work, plan, "cancel", S.CANCELLED, freed)
