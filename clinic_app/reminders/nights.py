"""Reminders that would leave at night after all: a provider rested for hours, a first channel failed late, or no worker ran in the evening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clinic_app.core.database import Work
from clinic_app.reminders import rules, visits
from clinic_app.reminders.rules import Kind
from clinic_app.reminders.timing import Quiet

# whoever repeats a message by hand wants it to leave now: it has no last moment any more
ABOUT_TO_LEAVE = """
select m.id, m.kind, m.created_at, m.not_after, c.phone from app.message m
join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
where m.id = any(%s) and m.kind = any(%s) and m.not_after is not null"""
JUST_BOOKED = timedelta(hours=1)  # what answers a booking made just now may leave at night (rules.Rules.at_once)


async def wait(work: Work, message_ids: list[int]) -> dict[int, datetime]:
    """Which of these messages wait for the end of the quiet hours of whom they go to, and until when.

    What would come too late then leaves now, as what is planned does (timing.before).
    """
    decided, now = await rules.read(work), datetime.now(UTC)
    if decided.quiet[0] == decided.quiet[1]:
        return {}
    [rows] = await work.ask((ABOUT_TO_LEAVE, (message_ids, [str(kind) for kind in Kind])))
    found = {}
    for key, kind, created_at, not_after, phone in rows:
        quiet = Quiet(*decided.quiet, visits.zone_of(phone, work.actor.timezone))
        at = quiet.after(now)
        if at > now and at <= not_after and not (kind == Kind.BOOKED and now - created_at < JUST_BOOKED):
            found[key] = at
    return found
