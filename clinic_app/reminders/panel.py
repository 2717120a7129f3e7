"""What reminders are worth, counted honestly: how many reached somebody, what came of it, and who cannot be reached at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.reminders import costs
from clinic_app.reminders.costs import Cost

MOST_NAMES = 50
FUNNEL = """
with asked as (
  select k.appointment_id, bool_or(m.sent_at is not null) as sent, bool_or(m.delivered_at is not null or m.read_at is not null) as delivered,
    bool_or(m.read_at is not null) as was_read
  from app.reminder_ask k join app.message m on m.tenant_id = k.tenant_id and m.id = k.message_id
  where k.created_at >= %s and k.kind <> 'answer' group by 1
), answered as (
  select appointment_id, bool_or(outcome in ('confirmed', 'moved')) as confirmed from app.reminder_answer where appointment_id is not null group by 1
)
select count(*) filter (where k.sent), count(*) filter (where k.sent and k.delivered), count(*) filter (where k.sent and k.was_read),
  count(*) filter (where k.sent and r.appointment_id is not null), count(*) filter (where k.sent and r.confirmed),
  count(*) filter (where k.sent and a.status in ('atendida', 'en_atencion'))
from asked k join app.appointment a on a.id = k.appointment_id left join answered r on r.appointment_id = k.appointment_id"""
MISSED = """
select told, count(*) filter (where status = 'no_asistio'), count(*) from (
  select a.status, exists (
    select from app.reminder_ask k join app.message m on m.tenant_id = k.tenant_id and m.id = k.message_id
    where k.appointment_id = a.id and k.kind <> 'answer' and m.sent_at is not null and m.sent_at < a.starts_at) as told
  from app.appointment a where a.starts_at >= %s and a.starts_at < now() and a.status in ('atendida', 'no_asistio')
) seen group by told"""
FAILURES = """
select code, count(*) from app.message where direction = 'out' and state in ('failed', 'unknown') and created_at >= %s
group by code order by count(*) desc, code limit 12"""
# neither her own telephone nor one of who answers for her; who has an appointment comes first
WITHOUT = """
select p.id, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names, n.at,
  p.email <> '' or exists (select from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and g.email <> ''), count(*) over ()
from app.patient p
left join lateral (
  select min(a.starts_at) as at from app.appointment a
  where a.tenant_id = p.tenant_id and a.patient_id = p.id and a.starts_at > now() and a.status in ('programada', 'confirmada')
) n on true
where p.is_active and p.phone = '' and not exists (
  select from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and (g.phone <> '' or g.alternative_phone <> ''))
order by n.at nulls last, 2, p.id limit %s"""


class Missed(NamedTuple):
    """Appointments that are over, and how many of them nobody came to."""

    missed: int
    total: int


class Unreachable(NamedTuple):
    """A patient without a telephone. `starts_at`: her next appointment; `has_email`: an address reaches her."""

    patient_id: int
    name: str
    starts_at: datetime | None
    has_email: bool


class Panel(NamedTuple):
    """`funnel`: appointments for which a message was sent, arrived, was read, answered, confirmed (or moved), and the patient came.

    `unreachable`: the first MOST_NAMES of the `without_phone` patients without a telephone.
    """

    funnel: tuple[int, ...]
    reminded: Missed
    silent: Missed
    failures: list[tuple[str, int]]
    unreachable: list[Unreachable]
    without_phone: int
    costs: list[Cost]


async def read(work: Work, days: int) -> Panel:
    """The last so many days."""
    since = datetime.now(UTC) - timedelta(days=days)
    [funnel], missed, failures, nobody = await work.ask(
        (FUNNEL, (since,)), (MISSED, (since,)), (FAILURES, (since,)), (WITHOUT, (MOST_NAMES,))
    )
    by_told = {told: Missed(gone, total) for told, gone, total in missed}
    none = Missed(0, 0)
    return Panel(
        tuple(funnel),
        by_told.get(True, none),
        by_told.get(False, none),
        [tuple(row) for row in failures],
        [Unreachable(*row[:4]) for row in nobody],
        nobody[0][4] if nobody else 0,
        await costs.of_period(work, since),
    )
