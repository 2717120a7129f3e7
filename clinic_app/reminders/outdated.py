"""Messages that asked about an appointment which moved or was given up while they waited for another try, or for their first."""

from __future__ import annotations

from clinic_app.core.database import Work
from clinic_app.reminders.keeping import OTHERS

# what is being sent while its appointment moves cannot be taken back by who plans the move; when that try fails, this finds it
OUTDATED = """
select distinct k.message_id from app.reminder_ask k join app.appointment a on a.tenant_id = k.tenant_id and a.id = k.appointment_id
where k.message_id = any(%s) and k.kind <> 'answer' and (a.starts_at <> k.starts_at or a.status not in ('programada', 'confirmada'))"""


async def take_back(work: Work, message_ids: list[int]) -> set[int]:
    """Which of these messages say what is no more so; the other appointments that they spoke of are told anew."""
    [rows] = await work.ask((OUTDATED, (message_ids,)))
    found = {key for (key,) in rows}
    if found:
        await work.ask((OTHERS, (work.actor.tenant_id, sorted(found))))
    return found
