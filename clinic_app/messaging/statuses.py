"""What became of a message, as its provider tells. States only go forward: a late "sent" never undoes "read"."""

from datetime import datetime, timedelta

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import Inbound
from clinic_app.messaging import hooks
from clinic_app.messaging.events import MessageFailed, OutboxFilled, StatusEarly

RANK = {"queued": 0, "sending": 1, "unknown": 2, "failed": 3, "sent": 3, "delivered": 4, "read": 5}
COLUMNS = {"sent": ("sent_at",), "delivered": ("sent_at", "delivered_at"), "read": ("sent_at", "delivered_at", "read_at")}
RETRY_SECONDS = 60
OF_ATTEMPT = """
select m.id, m.state, a.round, m.round, a.id, m.channels, m.channel, m.tries from app.message_attempt a
join app.message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.provider = %s and a.provider_id = %s order by a.id desc limit 1"""
OF_REFERENCE = """
select m.id, m.state, a.round, m.round, a.id, m.channels, m.channel, m.tries from app.message_attempt a
join app.message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.message_id = %s and a.round = %s and a.provider = %s order by a.id desc limit 1"""
EARLY = "insert into app.early_status (provider, provider_id, status, code, permanent, at) values (%s, %s, %s, %s, %s, %s) returning id"
MOST_TRIES = 5


def number_of(reference: str) -> tuple[int, int] | None:
    """Message and round of a reference that `reference_of` made; None for any other."""
    whole, dot, part = reference.partition(".")
    if not (dot and whole.isascii() and whole.isdigit() and part.isascii() and part.isdigit() and len(whole) < 19 and len(part) < 9):
        return None
    return int(whole), int(part)


def reference_of(message_id: int, round_: int) -> str:
    """Our own id of one sending: the same while it is repeated, another on the next channel and at a replay by hand."""
    return f"{message_id}.{round_}"


async def take(work: Work, provider: str, told: Inbound) -> None:
    """Apply a status. One that speaks of a message that we do not know yet is kept and looked at again soon."""
    if await apply(work, provider, told) or not told.provider_id:
        return
    at = told.at or datetime.now(work.tz)
    [[(early_id,)]] = await work.ask((EARLY, (provider, told.provider_id, told.status, told.code, told.permanent, at)))
    work.events.append(StatusEarly(early_id))


async def apply(work: Work, provider: str, told: Inbound) -> bool:
    """Apply a status to its message; False when there is none. Out of order and doubled ones change nothing."""
    found = (await work.ask((OF_ATTEMPT, (provider, told.provider_id))))[0] if told.provider_id else []
    if not found and (own := number_of(told.reference)):
        found = (await work.ask((OF_REFERENCE, (*own, provider))))[0]
    if not found:
        return False
    message_id = found[0][0]
    await work.ask(("select 1 from app.message where id = %s for update", (message_id,)))  # two statuses at once: one after the other
    [[(state,)]] = await work.ask(("select state from app.message where id = %s", (message_id,)))
    _, _, tried, current, attempt_id, *plan = found[0]
    if told.provider_id:
        await work.ask(
            ("update app.message_attempt set provider_id = %s where id = %s and provider_id = ''", (told.provider_id, attempt_id))
        )
    if told.status == "failed":
        if tried == current and state in ("sending", "sent", "unknown"):
            await _failed(work, message_id, told, *plan)
    elif (
        told.status in COLUMNS and state != "cancelled" and RANK[told.status] > RANK[state] and (tried == current or told.status != "sent")
    ):
        await _forward(work, message_id, told)
    return True


async def _forward(work: Work, message_id: int, told: Inbound) -> None:
    """It arrived, maybe by the channel before: whatever was still to be tried is not."""
    at = told.at or datetime.now(work.tz)
    stamps = ", ".join(f"{column} = coalesce({column}, %s)" for column in COLUMNS[told.status])
    done = (
        f"update app.message set state = %s, code = '', call_since = null, {stamps} where id = %s",  # noqa: S608
        (told.status, *[at] * len(COLUMNS[told.status]), message_id),
    )
    await work.ask(done, ("delete from app.outbox where clinic_id = %s and message_id = %s", (work.actor.tenant_id, message_id)))


async def _failed(work: Work, message_id: int, told: Inbound, channels: list[str], channel: str, tries: int) -> None:
    """The provider had taken it and could not bring it: once more if that may help, else the next channel, else a person."""
    place = channels.index(channel) if channel in channels else len(channels)
    following = channels[place + 1] if place + 1 < len(channels) else ""
    if told.permanent or tries >= MOST_TRIES:
        if not following:
            to_call = not await hooks.outdated(work, [message_id])  # an appointment that moved or is over: nobody telephones about it
            now = "update app.message set state = 'failed', failed_at = now(), code = %s, call_since = case when %s then now() end where id = %s"
            await work.ask(
                (now, (told.code, to_call, message_id)),
                ("delete from app.outbox where clinic_id = %s and message_id = %s", (work.actor.tenant_id, message_id)),
            )
            work.events.append(MessageFailed(message_id))
            return
        wait, change = timedelta(0), (following, 0, True)
    else:
        wait, change = timedelta(seconds=RETRY_SECONDS * 2**tries), (channel, tries, False)
    again = """
    update app.message set state = 'queued', code = %s, channel = %s, tries = %s, round = round + 1, provider_id = '',
      channel_since = case when %s then null else channel_since end where id = %s"""
    due = "insert into app.outbox (clinic_id, message_id, due_at) values (%s, %s, now() + %s) on conflict (clinic_id, message_id) do update set due_at = excluded.due_at"
    await work.ask((again, (told.code, *change, message_id)), (due, (work.actor.tenant_id, message_id, wait)))
    if not wait:
        work.events.append(OutboxFilled())


async def match(work: Work, early_id: int) -> bool:
    """Look once more for the message of an early status; True when that is done (or was done before)."""
    query = "select provider, provider_id, status, code, permanent, at from app.early_status where id = %s for update"
    [rows] = await work.ask((query, (early_id,)))
    if not rows:
        return True
    [(provider, provider_id, status, code, permanent, at)] = rows
    told = Inbound("status", provider_id=provider_id, status=status, code=code, permanent=permanent, at=at)
    found = await apply(work, provider, told)
    if found:
        await drop(work, early_id)
    return found


async def drop(work: Work, early_id: int) -> None:
    """It speaks of a message that is not ours."""
    await work.ask(("delete from app.early_status where id = %s", (early_id,)))
