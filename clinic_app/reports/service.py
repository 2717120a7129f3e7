"""What happened in the clinic, in numbers. Reads everything, writes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from clinic_app.core.database import Actor, Query, read

# The day and the month are counted apart: the day's few rows in the calendar's index, the month's attentions in one that holds nothing else.
# Row-level security adds the clinic.
NUMBERS = """
select coalesce((select patients from app.clinic_count), 0), day.*,
  (select count(*) from app.appointment where starts_at >= %s and starts_at < %s and status = 'atendida')
from (
  select count(*) filter (where status <> 'cancelada'), count(*) filter (where status in ('programada', 'confirmada', 'en_atencion')),
    count(*) filter (where status = 'atendida')
  from app.appointment where starts_at >= %s and starts_at < %s) day"""


@dataclass(frozen=True)
class Dashboard:
    """The numbers of the first page. Nutrition and vaccines are zero for a clinic that keeps no such records."""

    patients: int
    today_total: int
    today_pending: int
    today_attended: int
    month_attended: int
    nutrition_alerts: int = 0
    vaccines_due: int = 0


def numbers_query(actor: Actor) -> Query:
    """NUMBERS by the clinic's own calendar."""
    today = actor.today()
    first = today.replace(day=1)
    days = (first, first + relativedelta(months=1), today, today + timedelta(days=1))
    return NUMBERS, [datetime.combine(day, time(0), actor.tz).astimezone(UTC) for day in days]


async def dashboard(actor: Actor) -> Dashboard:
    """Today and this month, by the clinic's own calendar; one round trip."""
    ((row,),) = await read(actor, numbers_query(actor))
    return Dashboard(*row)
