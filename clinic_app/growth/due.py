"""Children who are due or late: for a check-up, for a haemoglobin, for the next iron."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.growth import norms
from clinic_app.patients.age import age_on
from clinic_app.patients.models import full_name

CRED_YEARS = 12
WINDOW_DAYS = 7  # due this far ahead is told already
HB_FROM_MONTHS, HB_YEARLY_FROM, HB_UNTIL = 6, 24, 60  # each half year to two, then each year to five; to be confirmed with the norm's text
HB_TURNS = (6, 12, 18, 24, 36, 48)  # months, by those rules
IRON_FORGOTTEN_DAYS = 90  # deliveries that ended longer ago are history
_CHILDREN = """
select p.id, p.first_surname, p.second_surname, p.given_names, p.birth_date, p.sex, c.checked_on, h.checked_on, i.ends
from app.patient p
left join lateral (select max(checked_on) as checked_on from app.growth_checkup c
  where c.tenant_id = p.tenant_id and c.patient_id = p.id and c.is_active) c on true
left join lateral (select max(checked_on) as checked_on from app.growth_checkup c
  where c.tenant_id = p.tenant_id and c.patient_id = p.id and c.is_active and c.haemoglobin is not null) h on true
left join lateral (select max(given_on + days - 1) as ends from app.iron_delivery i where i.tenant_id = p.tenant_id and i.patient_id = p.id) i on true
where p.tenant_id = (select app.tenant()) and p.is_active and p.birth_date > %s
order by p.birth_date desc
"""
_CHECKED = """
select p.id, p.birth_date, (select max(c.checked_on) from app.growth_checkup c where c.tenant_id = p.tenant_id and c.patient_id = p.id and c.is_active)
from app.patient p where p.tenant_id = (select app.tenant()) and p.is_active and p.birth_date > %s and p.id = any(%s)
"""


class Duty(StrEnum):
    CHECKUP = "control"
    HAEMOGLOBIN = "hemoglobina"
    IRON = "hierro"


class Due(NamedTuple):
    """A child, what she is due for and since when. `days_late` is negative for what is still to come."""

    patient_id: int
    name: str
    duty: Duty
    on: date
    days_late: int
    last: date | None


def checkup_due(born: date, last: date | None, today: date) -> date | None:
    """The day of the check-up whose turn it is and that was not made; None when there is none within a week, or the child has grown out of them."""
    if today >= born + relativedelta(years=CRED_YEARS):
        return None
    turns = norms.calendar(born, today)
    missing = [turn.on for turn in turns if last is None or turn.on > last + timedelta(days=WINDOW_DAYS)]
    open_turn = next((day for day in reversed(missing) if day <= today), None)  # of several missed ones, the one that may still be made
    if open_turn is not None:
        return open_turn
    return next((day for day in missing if day <= today + timedelta(days=WINDOW_DAYS)), None)


def haemoglobin_due(born: date, last: date | None, today: date) -> date | None:
    """The day from which a haemoglobin is due; of several missed ones the last, for it is one blood test that makes up for all."""
    months = age_on(born, today).total_months
    if not HB_FROM_MONTHS <= months < HB_UNTIL:
        return None
    newest = max(day for turn in HB_TURNS if (day := born + relativedelta(months=turn)) <= today)
    if last is None or last < born + relativedelta(months=HB_FROM_MONTHS):
        return newest
    following = last + relativedelta(months=6 if age_on(born, last).total_months < HB_YEARLY_FROM else 12)
    return max(following, newest) if following <= today + timedelta(days=WINDOW_DAYS) else None


def iron_due(ends: date | None, today: date) -> date | None:
    """The day on which the last delivery is used up."""
    if ends is None or ends > today + timedelta(days=WINDOW_DAYS) or ends < today - timedelta(days=IRON_FORGOTTEN_DAYS):
        return None
    return ends + timedelta(days=1)


async def overdue(work: Work, patient_ids: list[int]) -> set[int]:
    """Which of these patients missed the check-up whose turn it was: the waiting list puts them first. Tells nothing but that."""
    today = work.today()
    (children,) = await work.ask((_CHECKED, (today - relativedelta(years=CRED_YEARS), patient_ids)))
    return {key for key, born, last in children if (on := checkup_due(born, last, today)) is not None and on < today}


async def listed(work: Work, duty: Duty | None = None) -> list[Due]:
    """Everybody who is due, who is latest first."""
    work.require(Permission.RECORDS_READ)
    today = work.today()
    (children,) = await work.ask((_CHILDREN, (today - relativedelta(years=CRED_YEARS),)))
    found = []
    for key, first, second, given, born, _sex, checked, blood, ends in children:
        days = {
            Duty.CHECKUP: (checkup_due(born, checked, today), checked), Duty.HAEMOGLOBIN: (haemoglobin_due(born, blood, today), blood),
            Duty.IRON: (iron_due(ends, today), ends),
        }  # fmt: skip
        for one, (on, last) in days.items():
            if on is not None and duty in (None, one):
                found.append(Due(key, full_name(first, second, given), one, on, (today - on).days, last))
    return sorted(found, key=lambda one: (-one.days_late, one.patient_id))
