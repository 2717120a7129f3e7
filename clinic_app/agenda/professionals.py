"""Those who attend patients in the clinic: each has an agenda of her own."""

from typing import NamedTuple

from clinic_app.agenda import queries
from clinic_app.agenda.transitions import PENDING
from clinic_app.core.database import Work
from clinic_app.core.hooks import Duty
from clinic_app.core.permissions import CARING_ROLES

PROFESSIONALS = """
select m.id, btrim(u.first_name || ' ' || u.last_name)
from app.membership m join app.user_account u on u.id = m.user_id
where m.tenant_id = %s and m.is_active and m.role = any(%s) order by m.role <> 'owner', m.id"""
COMING = """
select a.starts_at, s.name, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names
from app.appointment a
join app.patient p on p.tenant_id = a.tenant_id and p.id = a.patient_id
join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id
where a.tenant_id = %s and a.professional_id = %s and a.status = any(%s) and a.starts_at > now() order by a.starts_at"""


class Professional(NamedTuple):
    """A member of the clinic whose agenda can be booked."""

    id: int
    name: str


async def professionals(work: Work) -> list[Professional]:
    """Everybody who attends patients, the owners first."""
    (rows,) = await queries.ask(work, (PROFESSIONALS, (work.actor.tenant_id, list(CARING_ROLES))))
    return [Professional(*row) for row in rows]


async def coming(work: Work, membership_id: int) -> list[Duty]:
    """The appointments that a member of the clinic still has before her."""
    (rows,) = await queries.ask(work, (COMING, (work.actor.tenant_id, membership_id, list(PENDING))))
    return [Duty(*row) for row in rows]
