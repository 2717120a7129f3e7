"""What happened in the clinic, in numbers. Reads everything, writes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from dateutil.relativedelta import relativedelta

from clinic_app.core.database import Actor, read

NUMBERS = """
select coalesce((select patients from app.clinic_count where tenant_id = %(tenant)s), 0),
       count(*) filter (where starts_at >= %(today)s and starts_at < %(tomorrow)s and status <> 'cancelada'),
       count(*) filter (
           where starts_at >= %(today)s and starts_at < %(tomorrow)s and status in ('programada', 'confirmada', 'en_atencion')
       ),
       count(*) filter (where starts_at >= %(today)s and starts_at < %(tomorrow)s and status = 'atendida'),
       count(*) filter (where starts_at >= %(month)s and starts_at < %(next_month)s and status = 'atendida')
from app.appointment
where tenant_id = %(tenant)s and starts_at >= %(month)s and starts_at < %(next_month)s"""


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


async def dashboard(actor: Actor) -> Dashboard:
    """Today and this month, by the clinic's own calendar; one round trip."""
    today = actor.today()
    first = today.replace(day=1)
    days = {"today": today, "tomorrow": today + relativedelta(days=1), "month": first, "next_month": first + relativedelta(months=1)}
    moments = {name: datetime.combine(day, time(0), actor.tz).astimezone(UTC) for name, day in days.items()}
    ((row,),) = await read(actor, (NUMBERS, {"tenant": actor.tenant_id, **moments}))  # type: ignore[arg-type]
    return Dashboard(*row)
