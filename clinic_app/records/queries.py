"""What the trail says about a patient's record, for her page."""

from datetime import datetime
from typing import NamedTuple

from clinic_app.core.database import Work

# the last opening by each person, newest first
_OPENINGS = """
select at, name from (
  select distinct on (e.user_id) e.at, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')) as name
  from app.audit_entry e left join app.user_account u on u.id = e.user_id
  where e.tenant_id = %s and e.entity = 'patient' and e.entity_id = %s and e.action = 'open'
  order by e.user_id, e.at desc) last
order by at desc limit 3
"""


class Opening(NamedTuple):
    """Who looked at a record, and when."""

    at: datetime
    name: str


async def last_openings(work: Work, patient_id: int) -> list[Opening]:
    """The latest opening by each of the last three people who looked at a record."""
    rows = await (await (await work.driver()).execute(_OPENINGS, (work.actor.tenant_id, patient_id))).fetchall()
    return [Opening(*row) for row in rows]
