"""Appointments that were cancelled past this program: by hand in the database, or by its own trigger when an encounter is (0018).

Whoever cancels through the service leaves a line in the trail and tells the waiting list, in one transaction. So a coming appointment that is
cancelled and has no such line was cancelled elsewhere: the sweep writes the line and tells what the service would have told. Done once, because of the line.
"""

from datetime import datetime

from sqlalchemy import text

from clinic_app.agenda.events import AppointmentCancelled, TimeFreed
from clinic_app.audit import service as audit
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.jobs import job_actor, jobs

AT_ONCE = 200
_UNHEARD = """
select a.id, a.patient_id, a.professional_id, a.starts_at, a.ends_at, a.care_type, a.slot_id is null
from app.appointment a
where a.tenant_id = (select app.tenant()) and a.status = 'cancelada' and a.ends_at > now() and not exists (
  select from app.audit_entry e
  where e.tenant_id = a.tenant_id and e.entity = 'appointment' and e.entity_id = a.id and e.action = 'cancel')
order by a.starts_at limit %s for update of a skip locked
"""
Row = tuple[int, int, int, datetime, datetime, str, bool]


async def tell_clinic(tenant_id: int) -> int:
    """Tell what nobody told of one clinic's cancelled appointments; returns how many there were. May be repeated."""
    async with start_work(job_actor(tenant_id)) as work:
        (rows,) = await work.ask((_UNHEARD, (AT_ONCE,)))
        for key, patient_id, professional_id, starts_at, ends_at, care_type, alone in rows:
            await audit.record(work, "cancel", "appointment", key, {"outside": True}, patient_id=patient_id)
            work.events.append(AppointmentCancelled(key))
            if alone:  # the time of a group stays taken
                work.events.extend(TimeFreed.now_free(professional_id, starts_at, ends_at, care_type))
    return len(rows)


@jobs.periodic(cron="*/2 * * * *", periodic_id="tell_unheard")
@jobs.task(name="tell_unheard", queueing_lock="tell_unheard")
async def tell_unheard(timestamp: int) -> None:
    """Every two minutes, in every clinic."""
    async with start_work(NOBODY) as work:
        clinics = (await work.session.execute(text("select id from app.clinic order by id"))).scalars().all()
    for clinic in clinics:
        while await tell_clinic(clinic) == AT_ONCE:
            pass
