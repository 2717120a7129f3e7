"""Puts messages into the outbox, many of them in as few statements as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import CHANNELS, Button
from clinic_app.messaging import contacts, hooks
from clinic_app.messaging.events import MessageQueued, OutboxFilled

SOON = timedelta(minutes=1)
QUEUE = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text, subject, buttons, template, template_values, language,
  reference_kind, reference_id, key, channels, channel, at, not_after, author_id)
select conversation_id, patient_id, 'out', kind, 'queued', text, subject, buttons, template, template_values, language,
  reference_kind, reference_id, key, channels, channels[1], greatest(now(), not_before), not_after, author_id
from jsonb_to_recordset(%s) as r (conversation_id bigint, patient_id bigint, kind text, text text, subject text, buttons jsonb, template text,
  template_values text[], language text, reference_kind text, reference_id bigint, key text, channels text[], not_before timestamptz,
  not_after timestamptz, author_id bigint)
on conflict (tenant_id, key) where key <> '' do nothing
returning id, key, at, at <= now() + %s"""
DUE = "insert into app.outbox (clinic_id, message_id, due_at) select %s, * from unnest(%s::bigint[], %s::timestamptz[]) on conflict do nothing"
KNOWN = "select key, id from app.message where key = any(%s)"


@dataclass(frozen=True)
class Letter:
    """What is to be said to a patient, or to who answers for her. `key`: unique in the clinic, so that asking twice queues once.

    `channels`: those it may go by, in order (None: all). `reference`: what it is about, such as ("appointment", 12).
    """

    patient_id: int
    kind: str
    text: str
    subject: str = ""
    reference: tuple[str, int] | None = None
    key: str = ""
    buttons: Sequence[Button] = ()
    template: str = ""
    template_values: Sequence[str] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    channels: Sequence[str] | None = None
    language: str = "es"


class Addressed(NamedTuple):
    """A letter in its conversation, with the channels that it may go by (never none) and who wrote it."""

    conversation_id: int
    letter: Letter
    channels: Sequence[str]
    author_id: int | None = None

    def row(self) -> dict[str, Any]:
        """As QUEUE reads it."""
        letter, (kind, key) = self.letter, self.letter.reference or ("", None)
        buttons = [{"payload": each.payload, "label": each.label} for each in letter.buttons] or None
        return {
            "conversation_id": self.conversation_id, "patient_id": letter.patient_id or None, "kind": str(letter.kind), "text": letter.text,
            "subject": letter.subject, "buttons": buttons, "template": letter.template, "template_values": list(letter.template_values) or None,
            "language": letter.language, "reference_kind": kind, "reference_id": key, "key": letter.key, "channels": list(self.channels),
            "not_before": letter.not_before and letter.not_before.isoformat(), "not_after": letter.not_after and letter.not_after.isoformat(),
            "author_id": self.author_id,
        }  # fmt: skip


def usable(person: hooks.Addressee, wanted: Sequence[str] | None, opted_out: Collection[str]) -> list[str]:
    """The channels that reach her and that she has not refused."""
    reached = {"whatsapp": person.phone, "sms": person.phone, "email": person.email}
    return [channel for channel in wanted or CHANNELS if reached.get(channel) and channel not in opted_out]


async def queue(work: Work, wanted: Sequence[Addressed]) -> list[int]:
    """Queue them; their ids in order, also of those whose key was queued before. Without a key of its own only one at a time."""
    rows = [each.row() for each in wanted]
    [made] = await work.ask((QUEUE, (Jsonb(rows), SOON)))
    by_key = {key: message_id for message_id, key, _, _ in made}
    if missing := [each.letter.key for each in wanted if each.letter.key not in by_key]:
        [found] = await work.ask((KNOWN, (missing,)))
        by_key |= dict(found)
    if made:
        await work.ask((DUE, (work.actor.tenant_id, [row[0] for row in made], [row[2] for row in made])))
        work.events.extend(MessageQueued(row[0]) for row in made)
    if any(soon for *_, soon in made):
        wake(work)
    return [by_key[each.letter.key] for each in wanted]


async def enqueue_all(work: Work, letters: Sequence[Letter], people: dict[int, hooks.Addressee]) -> list[int | None]:
    """Queue messages to patients; `people`: whom to write to about each. Their ids in order, None where nobody can be written to.

    Letters need keys of their own when there are several.
    """
    known = await contacts.keep_all(work, {each.patient_id: people[each.patient_id] for each in letters if each.patient_id in people})
    chosen: list[Addressed | None] = []
    for letter in letters:
        kept = known.get(letter.patient_id)
        channels = usable(people[letter.patient_id], letter.channels, kept.opted_out) if kept else []
        chosen.append(Addressed(kept.conversation_id, letter, channels) if kept and channels else None)
    addressed = [each for each in chosen if each is not None]
    ids = iter(await queue(work, addressed) if addressed else [])
    return [None if each is None else next(ids) for each in chosen]


async def enqueue(work: Work, letter: Letter) -> int | None:
    """Queue a message; returns its id, also when its key was queued before.

    None when nobody can be written to: no telephone and no e-mail, or no channel that she did not refuse.
    """
    [made] = await enqueue_all(work, [letter], await hooks.addressees(work, [letter.patient_id]))
    return made


def wake(work: Work) -> None:
    """Have the outbox looked at as soon as this transaction commits."""
    if not any(isinstance(fact, OutboxFilled) for fact in work.events):
        work.events.append(OutboxFilled())
