"""Children whose growth check-up is due, as reminders see them: those who are cared for here, and whose turn is neither far ahead nor long past."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from clinic_app.core.database import Work
from clinic_app.core.hooks import DueItem
from clinic_app.growth.due import CRED_YEARS, checkup_due

LONG_AGO = timedelta(days=60)  # a turn that was missed before that is no news any more
# cared for here: a check-up, or an appointment that took place within the year; the mother of an imported list is not written to
CHILDREN = """
select p.id, p.birth_date, c.last from app.patient p
left join lateral (select max(g.checked_on) as last from app.growth_checkup g where g.tenant_id = p.tenant_id and g.patient_id = p.id and g.is_active) c on true
where p.is_active and p.birth_date > %s and (c.last is not null or exists (
  select from app.appointment a where a.tenant_id = p.tenant_id and a.patient_id = p.id and a.status = 'atendida' and a.starts_at > now() - interval '1 year'))
order by p.id"""


async def due_now(work: Work) -> list[DueItem]:
    """The check-ups to tell: from a week before their day (growth/due.py) until they are long past."""
    today = work.today()
    [children] = await work.ask((CHILDREN, (today - relativedelta(years=CRED_YEARS),)))
    found = []
    for patient_id, born, last in children:
        on = checkup_due(born, last, today)
        if on is not None and on >= today - LONG_AGO:
            found.append(DueItem(patient_id, on.isoformat(), on))
    return found
