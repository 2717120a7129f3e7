"""What the agenda has to say when two patients are merged."""

from datetime import datetime

from clinic_app.core.database import Work
from clinic_app.core.hooks import Merger

# the version grows, so that whoever has the appointment open notices that it became another's
MERGERS = (
    Merger("app.treatment_plan", also="version = version + 1, updated_at = now()"),  # before its appointments, as plan_links.py says
    Merger("app.appointment", also="version = version + 1, updated_at = now()"),
    Merger("app.waiting_entry", also="updated_at = now()"),
    Merger("app.appointment_series", also="version = version + 1, updated_at = now()"),
)
_SAME_TIMES = """
select distinct greatest(a.starts_at, b.starts_at) as at
from app.appointment a join app.appointment b on b.tenant_id = a.tenant_id and b.period && a.period
where a.patient_id = %s and b.patient_id = %s and a.status = any(%s) and b.status = any(%s) order by at limit 10
"""
LIVE = ["programada", "confirmada", "en_atencion", "atendida"]


async def same_times(work: Work, one_id: int, other_id: int) -> list[datetime]:
    """When both patients have an appointment at once: nobody is in two places."""
    driver = await work.driver()
    found = await (await driver.execute(_SAME_TIMES, (one_id, other_id, LIVE, LIVE))).fetchall()
    return [at for (at,) in found]
