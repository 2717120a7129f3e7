"""How a patient of the agenda is reached: her own number, else that of the one who answers for her."""

from collections.abc import Collection

from clinic_app.agenda import queries
from clinic_app.core.database import Work

PHONES = """
select p.id, coalesce(nullif(p.phone, ''), (
  select g.phone from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and g.phone <> '' order by g.is_principal desc, g.id limit 1), '')
from app.patient p where p.tenant_id = %s and p.id = any(%s)"""


async def phones_of(work: Work, patient_ids: Collection[int]) -> dict[int, str]:
    """E.164 numbers by patient; "" for whom none is known."""
    if not patient_ids:
        return {}
    (rows,) = await queries.ask(work, (PHONES, (work.actor.tenant_id, sorted(patient_ids))))
    return dict(rows)
