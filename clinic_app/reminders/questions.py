"""Choices that somebody was given by a message of ours: which time, which appointment, the offered time or not. One stands at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from clinic_app.core.database import Work
from clinic_app.reminders.reply_text import plain

TIMES, WHICH, OFFER = "times", "which", "offer"
LASTS = timedelta(hours=24)
OPEN = """
select id, kind, options, message_id, created_at from app.open_question
where conversation_id = %s and done_at is null and expires_at > now() order by id desc"""
LAPSED = """
select id, kind, options, message_id, created_at from app.open_question
where conversation_id = %s and done_at is null and kind = 'offer' and expires_at between now() - interval '2 days' and now() order by id desc"""
ASK = "insert into app.open_question (conversation_id, kind, options, expires_at) values (%s, %s, %s, %s) returning id"
CLOSE = "update app.open_question set done_at = now() where conversation_id = %s and done_at is null and (kind <> 'offer' or %s)"
CHOICE = re.compile(
    r"(?:(?:la|el|opcion|opcao|option|numero|number|the|o|a|prefiero|quiero|elijo|escojo|prefiro|quero|escolho) )*([0-9])(?: (?:por favor|porfa|please|gracias|obrigad[oa]|thanks))*"
)
SAME_MOMENT = timedelta(seconds=2)  # a provider's clock is not ours


@dataclass(frozen=True)
class Question:
    """What may be chosen, and the message that asks it."""

    id: int
    kind: str
    options: list[dict[str, Any]]
    message_id: int | None
    created_at: datetime

    def before(self, at: datetime) -> bool:
        """Whether it was asked when somebody wrote at that moment; a delayed message answers something older."""
        return self.created_at <= at + SAME_MOMENT


async def standing(work: Work, conversation_id: int) -> list[Question]:
    """The open ones, the newest first."""
    [rows] = await work.ask((OPEN, (conversation_id,)))
    return [Question(*row) for row in rows]


async def lapsed(work: Work, conversation_id: int) -> list[Question]:
    """The offers of late whose time ran out before anybody answered, the newest first."""
    [rows] = await work.ask((LAPSED, (conversation_id,)))
    return [Question(*row) for row in rows]


async def ask(work: Work, conversation_id: int, kind: str, options: Sequence[dict[str, Any]], until: datetime | None = None) -> int:
    """Put a question in the place of the one before; an offer stays open beside it."""
    await close(work, conversation_id)
    [[(key,)]] = await work.ask((ASK, (conversation_id, kind, Jsonb(list(options)), until or datetime.now(UTC) + LASTS)))
    return key


async def asked_by(work: Work, question_id: int, message_id: int | None) -> None:
    """Remember the message that asks it, so that an answer to that very message is an answer to this."""
    await work.ask(("update app.open_question set message_id = %s where id = %s", (message_id, question_id)))


async def close(work: Work, conversation_id: int, *, offers: bool = False) -> None:
    """Nothing is asked any more."""
    await work.ask((CLOSE, (conversation_id, offers)))


async def done(work: Work, question_id: int) -> None:
    """It was answered."""
    await work.ask(("update app.open_question set done_at = now() where id = %s", (question_id,)))


def choice(text: str) -> int | None:
    """The number that somebody answered, alone or as `la 2`; None for anything else."""
    said = plain(text)
    found = None if said.asks or said.cut else CHOICE.fullmatch(said.words)
    return int(found[1]) if found else None
