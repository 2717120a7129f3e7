"""What growth tells the other pages: the timeline of a record, who is late."""

from __future__ import annotations

from datetime import datetime

from clinic_app.core.database import Actor, Work, read
from clinic_app.core.hooks import Flag, Happening
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.growth import rows as growth_rows
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.wire import alert_label

# a check-up has a day and no hour: it stands where it was written down, or at noon of its day when it was written later
_HAPPENED = """
select at, id, level, result from (
  select case when (created_at at time zone %(zone)s)::date = checked_on then created_at else (checked_on + time '12:00') at time zone %(zone)s end as at, id, level, result
  from app.growth_checkup where tenant_id = (select app.tenant()) and patient_id = %(patient)s and is_active) c
where %(before)s::timestamptz is null or at < %(before)s
order by at desc limit %(limit)s
"""
_LEVELS = """
select patient_id, bool_or(level = 'rojo') from app.growth_alert
where tenant_id = %s and patient_id = any(%s) and state <> 'cerrada' group by patient_id
"""
_NEW = "select count(distinct patient_id) from app.growth_alert where tenant_id = %s and state = 'nueva'"
MOST_FLAGS = 2
CHECKED, WITH_ALERT = N_("Control CRED"), N_("Control CRED con alerta: {name}")


async def happenings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Check-ups with what they showed, for those who may read them."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    asked = {"patient": patient_id, "before": before, "limit": limit, "zone": work.actor.timezone}
    (rows,) = await work.ask((_HAPPENED, asked))
    found = []
    for at, key, level, result in rows:
        alerts = sorted(result.get("alerts", ()), key=lambda one: one["level"] != Level.RED)
        title, name = (WITH_ALERT, alerts[0]["text"]) if alerts and level != Level.GREEN else (CHECKED, "")
        found.append(Happening("growth", at, title, name, href=f"/patients/{patient_id}/growth?control={key}"))
    return found


async def flags(work: Work, patient_id: int) -> list[Flag]:
    """The open alerts of a child for the head of her record, the most urgent first."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    found = (await growth_rows.open_alerts(work, [patient_id])).get(patient_id, [])
    ordered = sorted(found, key=lambda one: one.level != Level.RED)
    words = {alert_label(one.code): one.level for one in reversed(ordered)}
    return [Flag(level, label, f"/patients/{patient_id}/growth") for label, level in reversed(words.items())][:MOST_FLAGS]


async def new_alerts(actor: Actor) -> int | None:
    """How many children have an alert that nobody looked at yet; None for those who may not read records."""
    if Permission.RECORDS_READ not in actor.permissions:
        return None
    (found,) = await read(actor, (_NEW, (actor.tenant_id,)))
    return found[0][0]


async def place_counts(work: Work) -> dict[str, int]:
    """What the navigation shows beside the place `growth`."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return {}
    (found,) = await work.ask((_NEW, (work.actor.tenant_id,)))
    return {"growth": found[0][0]}


async def levels(actor: Actor, patient_ids: list[int]) -> dict[int, str]:
    """Which of these children have an open alert, and how urgent; nothing for those who may not read records."""
    if Permission.RECORDS_READ not in actor.permissions or not patient_ids:
        return {}
    (found,) = await read(actor, (_LEVELS, (actor.tenant_id, patient_ids)))
    return {key: Level.RED.value if red else Level.AMBER.value for key, red in found}
