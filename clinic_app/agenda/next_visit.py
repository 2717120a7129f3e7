"""What comes next for a patient: shown beside the conversation with her."""

from clinic_app.core.database import Work
from clinic_app.messaging.hooks import NextVisit

_NEXT = """
select a.id, a.starts_at, a.ends_at, s.name, u.first_name || ' ' || u.last_name, a.status
from app.appointment a
join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id
join app.membership m on m.id = a.professional_id
join app.user_account u on u.id = m.user_id
where a.patient_id = %s and a.ends_at > now() and a.status in ('programada', 'confirmada', 'en_atencion')
order by a.starts_at limit 1"""


async def next_visit(work: Work, patient_id: int) -> NextVisit | None:
    """The next live appointment of a patient."""
    [rows] = await work.ask((_NEXT, (patient_id,)))
    return NextVisit(*rows[0]) if rows else None
