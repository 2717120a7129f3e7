"""The section `messages`: 10,000 reminders are due at eight; one worker, the sandbox."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import psycopg

from benchmarks.report import Line
from benchmarks.sections import Bench

MESSAGES, CLINIC = 10_000, 1
QUEUE = """
with who as (
  insert into app.contact (tenant_id, name, phone, phone_key, email)
  select %(clinic)s, 'Contacto ' || n, '+5198' || lpad(n::text, 7, '0'), '5198' || lpad(n::text, 7, '0'), '' from generate_series(1, %(count)s) n returning id
), talk as (
  insert into app.conversation (tenant_id, contact_id, unread, mark) select %(clinic)s, id, 0, '' from who returning id
), queued as (
  insert into app.message (tenant_id, conversation_id, direction, kind, state, text, channels, channel)
  select %(clinic)s, id, 'out', 'reminder', 'queued', 'Le recordamos su cita de mañana a las 10:00.', array['whatsapp', 'sms'], 'whatsapp' from talk returning id
)
insert into app.outbox (clinic_id, message_id, due_at) select %(clinic)s, id, %(at)s from queued"""


async def _send() -> int:
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core.database import engine, reads
    from clinic_app.messaging.sending import send_due

    async with reads():
        handled = await send_due()
    await engine().dispose()
    return handled


def messages(bench: Bench) -> list[Line]:
    """From the first claim to the last commit. Raises RuntimeError when a message did not leave exactly once."""
    with psycopg.connect(bench.superuser, autocommit=True) as connection:
        connection.execute(QUEUE, {"clinic": CLINIC, "count": MESSAGES, "at": datetime.now(UTC) - timedelta(seconds=1)})
        began = time.perf_counter()
        asyncio.run(_send())
        seconds = time.perf_counter() - began
        sent = connection.execute("select count(*) from app.message where state = 'sent'").fetchone()
        tried = connection.execute("select count(*) from app.message_attempt where outcome = 'sent'").fetchone()
    if sent != (MESSAGES,) or tried != (MESSAGES,):
        raise RuntimeError(f"{sent} sent in {tried} attempts")
    return [
        Line("messages", f"{MESSAGES:,} due at once, one worker, sandbox", seconds, "s", most=60),
        Line("messages", "rate", MESSAGES / seconds, "messages/s"),
    ]
