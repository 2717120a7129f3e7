"""What somebody wrote, and which appointments it can be about: those that a message of ours in this conversation asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.reminders import visits
from clinic_app.reminders.questions import SAME_MOMENT
from clinic_app.reminders.replies import Intent
from clinic_app.reminders.visits import Visit

INCOMING = """
select m.id, m.conversation_id, m.text, m.payload, m.context_id, m.provider, m.media, m.appointment_id, m.at, v.taken_at is not null, v.mark, v.contact_id,
  m.patient_id, m.channel
from app.message m join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id where m.id = %s and m.direction = 'in'"""
ASKS = """
select k.appointment_id, k.starts_at, k.message_id, coalesce(m.sent_at, m.at) from app.reminder_ask k
join app.message m on m.tenant_id = k.tenant_id and m.id = k.message_id
where m.conversation_id = %s and m.state not in ('queued', 'cancelled', 'failed') order by k.id desc limit 200"""
CONTEXT = """
select a.message_id from app.message_attempt a join app.message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.provider = %s and a.provider_id = %s and m.conversation_id = %s order by a.id desc limit 1"""
PAYLOADS = {"confirm": Intent.CONFIRM, "cancel": Intent.CANCEL, "move": Intent.RESCHEDULE}


class Incoming(NamedTuple):
    """A message that came in, in the order of INCOMING."""

    id: int
    conversation_id: int
    text: str
    payload: str
    context_id: str
    provider: str
    media: str
    appointment_id: int | None
    at: datetime
    taken_over: bool
    mark: str
    contact_id: int
    patient_id: int | None
    channel: str


@dataclass(frozen=True)
class Subject:
    """An appointment that was asked about. `asked_at`: the time that the message named; `message_id`: the last that asked."""

    visit: Visit
    asked_at: datetime
    message_id: int

    @property
    def over(self) -> str:
        """Why an answer about it changes nothing: was_cancelled, was_past, was_moved; empty while it does."""
        if not self.visit.is_open:
            return "was_cancelled" if self.visit.status == "cancelada" else "was_past"
        if self.visit.starts_at <= datetime.now(UTC):
            return "was_past"
        return "" if self.visit.starts_at == self.asked_at else "was_moved"


@dataclass(frozen=True)
class Subjects:
    """All that this conversation asked about, and what the answer itself names (None: it names nothing)."""

    every: Sequence[Subject]
    named: Sequence[Subject] | None

    @property
    def live(self) -> list[Subject]:
        """Those that it can still change; without a name, the open questions."""
        return [each for each in (self.every if self.named is None else self.named) if not each.over]

    @property
    def last(self) -> Subject | None:
        """What was asked last, for an answer that comes too late."""
        found = self.every if self.named is None else self.named
        return found[0] if found else None


def of_payload(payload: str) -> tuple[Intent, list[int]] | None:
    """The intent of a button of a reminder and its appointments; None for any other button."""
    word, colon, keys = payload.partition(":")
    parts = keys.split(",")
    if word not in PAYLOADS or not colon or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return PAYLOADS[word], [int(part) for part in parts]


async def incoming(work: Work, message_id: int) -> Incoming | None:
    """The message; None when there is none."""
    [rows] = await work.ask((INCOMING, (message_id,)))
    return Incoming(*rows[0]) if rows else None


async def context(work: Work, told: Incoming) -> int | None:
    """Our message that this one answers, where the channel says so."""
    if not told.context_id:
        return None
    [rows] = await work.ask((CONTEXT, (told.provider, told.context_id, told.conversation_id)))
    return rows[0][0] if rows else None


async def subjects(work: Work, told: Incoming, context_id: int | None) -> Subjects:
    """What it can be about. A button names its appointments, a quoted message those it asked about, the clinic's own automation one."""
    [rows] = await work.ask((ASKS, (told.conversation_id,)))
    known = await visits.read(work, {row[0] for row in rows}) if rows else {}
    latest: dict[int, Subject] = {}
    for key, at, message_id, _ in [*(row for row in rows if row[3] <= told.at + SAME_MOMENT), *rows]:
        if key in known:  # what she had read when she wrote; a message of hers that is late may be about a time that was moved since
            latest.setdefault(key, Subject(known[key], at, message_id))
    every = sorted(latest.values(), key=lambda each: -each.message_id)
    if context_id is not None and (quoted := [Subject(known[key], at, m) for key, at, m, _ in rows if m == context_id and key in known]):
        keys = (of_payload(told.payload) or (None, [each.visit.id for each in quoted]))[1]
        return Subjects(every, [each for each in quoted if each.visit.id in keys])
    if pressed := of_payload(told.payload):
        return Subjects(every, [latest[key] for key in pressed[1] if key in latest])
    if told.appointment_id in latest:
        return Subjects(every, [latest[told.appointment_id]])
    return Subjects(every, None)
