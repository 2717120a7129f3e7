"""What an appointment means for the treatment plan it belongs to. Asks the driver only, so that the hottest writes can do it too.

Order of locks, everywhere: the plan, then the professional's agenda, then the appointment.
"""

from clinic_app.agenda.plans.models import PlanStatus
from clinic_app.agenda.queries import safe_id
from clinic_app.agenda.transitions import PENDING
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_

PLAN_OF = "select plan_id from app.treatment_session where tenant_id = %s and appointment_id = %s"
HOLD_OF = f"select id from app.treatment_plan where tenant_id = %s and id = ({PLAN_OF}) for update"  # noqa: S608
HOLD = "select patient_id, status from app.treatment_plan where tenant_id = %s and id = %s for update"
# a session whose appointment was cancelled or missed can be booked anew
FIRST_OPEN = """
select s.id from app.treatment_session s
left join app.appointment a on a.tenant_id = s.tenant_id and a.id = s.appointment_id
where s.tenant_id = %s and s.plan_id = %s and s.done_at is null and (a.id is null or a.status in ('cancelada', 'no_asistio'))
order by s.number limit 1"""
LINK = "update app.treatment_session set appointment_id = %s where tenant_id = %s and id = %s"
TOUCH = "update app.treatment_plan set version = version + 1, updated_at = now() where tenant_id = %s and id = %s"
ATTEND = """
with done as (
  update app.treatment_session set done_at = now(), done_by = 'attended'
  where tenant_id = %s and appointment_id = %s and done_at is null returning tenant_id, plan_id, number)
update app.treatment_plan p set
  done_sessions = done_sessions + 1, version = version + 1, updated_at = now(),
  status = case when done_sessions + 1 >= total_sessions and status in ('activo', 'suspendido') then 'completado' else status end
from done where p.tenant_id = done.tenant_id and p.id = done.plan_id
returning p.id, p.patient_id, done.number"""
# locked in the order of their ids: two at once never wait for each other
HOLD_BOTH = f"select id from app.treatment_plan where tenant_id = %s and (id = ({PLAN_OF}) or id = %s) order by id for update"  # noqa: S608
APPOINTMENT = "select patient_id, status from app.appointment where tenant_id = %s and id = %s"
OWN_SESSION = "select plan_id, done_at is not null from app.treatment_session where tenant_id = %s and appointment_id = %s"
UNLINK = "update app.treatment_session set appointment_id = null where tenant_id = %s and appointment_id = %s"
NOT_ACTIVE = N_("El plan de tratamiento no está activo.")
ALL_BOOKED = N_("El plan no tiene sesiones por agendar.")
DONE = N_("La sesión del plan ya se completó con esta cita.")
NOT_TO_COME = N_("Solo una cita por atender se puede vincular a un plan.")
OTHER_PATIENT = N_("El plan de tratamiento es de otro paciente.")


async def plan_of(work: Work, appointment_id: int) -> int | None:
    """The plan that an appointment belongs to."""
    (rows,) = await work.ask((PLAN_OF, (work.actor.tenant_id, safe_id(appointment_id))))
    return rows[0][0] if rows else None


async def hold_plan_of(work: Work, appointment_id: int) -> None:
    """Lock the plan of an appointment that is about to be attended, before the appointment itself is locked."""
    clinic, key = work.actor.tenant_id, safe_id(appointment_id)
    await work.ask((HOLD_OF, (clinic, clinic, key)))


async def attended(work: Work, appointment_id: int) -> None:
    """The session of an attended appointment is done, and with the last one the plan. Doing it twice counts once."""
    (rows,) = await work.ask((ATTEND, (work.actor.tenant_id, appointment_id)))
    for plan_id, patient_id, number in rows:
        await audit.record(work, "complete_session", "treatment_plan", plan_id, {"patient": patient_id, "session": number})


async def open_session(work: Work, plan_id: int, patient_id: int) -> int:
    """Lock a plan and find its first session without an appointment. Raises Invalid beside `plan_tratamiento`."""
    clinic, key = work.actor.tenant_id, safe_id(plan_id)
    (plans,) = await work.ask((HOLD, (clinic, key)))
    if not plans:
        raise Invalid(plan_tratamiento=missing_key(plan_id))
    ((owner, status),) = plans
    if owner != patient_id:
        raise Invalid(plan_tratamiento=OTHER_PATIENT)
    if status != PlanStatus.ACTIVE:
        raise Invalid(plan_tratamiento=NOT_ACTIVE)
    (sessions,) = await work.ask((FIRST_OPEN, (clinic, key)))
    if not sessions:
        raise Invalid(plan_tratamiento=ALL_BOOKED)
    return sessions[0][0]


async def link(work: Work, plan_id: int, session_id: int, appointment_id: int) -> None:
    """From now on the session is what the appointment is for. The plan is held."""
    clinic = work.actor.tenant_id
    await work.ask((LINK, (appointment_id, clinic, session_id)), (TOUCH, (clinic, plan_id)))


async def relink(work: Work, appointment_id: int, plan_id: int | None) -> None:
    """Make an appointment the next open session of a plan, or of none. Before anything else is locked; look again once it is.

    Raises NotFound, Invalid beside `plan_tratamiento` (unknown, another patient's, not active, no session left, held or over already).
    """
    clinic, key, wanted = work.actor.tenant_id, safe_id(appointment_id), safe_id(plan_id)
    _, found, own = await work.ask(
        (HOLD_BOTH, (clinic, clinic, key, wanted)), (APPOINTMENT, (clinic, key)), (OWN_SESSION, (clinic, key))
    )  # fmt: skip
    if not found:
        raise NotFound
    ((patient_id, status),) = found
    before, done = own[0] if own else (None, False)
    if before == plan_id:
        return
    if done:
        raise Invalid(plan_tratamiento=DONE)
    if plan_id is not None and status not in PENDING:
        raise Invalid(plan_tratamiento=NOT_TO_COME)
    if before is not None:
        await work.ask((UNLINK, (clinic, key)), (TOUCH, (clinic, before)))
        await audit.record(work, "update", "treatment_plan", before, {"patient": patient_id, "unlinked": appointment_id})
    if plan_id is not None:
        await link(work, plan_id, await open_session(work, plan_id, patient_id), appointment_id)
        await audit.record(work, "update", "treatment_plan", plan_id, {"patient": patient_id, "linked": appointment_id})
