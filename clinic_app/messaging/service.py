"""Messages in and out of a clinic. Everything here happens inside the caller's transaction; sending itself is sending.py."""

from collections.abc import Collection

from clinic_app.audit.service import note as trail
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import CHANNELS, Account, Inbound
from clinic_app.messaging import contacts, hooks, inbound, queries
from clinic_app.messaging.leaving import IN_A_TALK
from clinic_app.messaging.models import State
from clinic_app.messaging.queueing import Addressed, Letter, enqueue, enqueue_all, queue, usable, wake

LONGEST = 4096  # what WhatsApp takes
STAFF = "staff"
EMPTY_TEXT = N_("Escribe el mensaje.")
LONG_TEXT = N_("El mensaje no puede pasar de 4096 caracteres.")
NO_CHANNEL = N_("Esta persona pidió no recibir mensajes, o no tiene teléfono ni correo.")
NO_ADDRESS = N_("Este paciente no tiene teléfono ni correo, tampoco su responsable.")
NOT_UNKNOWN = N_("Ya se sabe qué pasó con este mensaje.")
ONLY_FAILED = N_("Solo se puede repetir un mensaje que falló.")
NOT_SO = N_("No se envía: lo que dice este mensaje ya no es cierto.")

DUE = "insert into app.outbox (clinic_id, message_id, due_at) values (%s, %s, greatest(now(), %s::timestamptz)) on conflict do nothing"
CANCEL = """
with gone as (
  update app.message set state = 'cancelled' where reference_kind = %s and reference_id = %s and state = 'queued' and direction = 'out'
    and (%s::text[] is null or kind = any(%s)) returning id
)
delete from app.outbox o using gone where o.clinic_id = %s and o.message_id = gone.id returning o.message_id"""
CANCEL_ALL = """
with gone as (
  update app.message m set state = 'cancelled' from unnest(%s::text[], %s::bigint[], %s::text[]) as r (reference_kind, reference_id, kind)
  where m.reference_kind = r.reference_kind and m.reference_id = r.reference_id and m.kind = r.kind and m.state = 'queued' and m.direction = 'out'
  returning m.id
)
delete from app.outbox o using gone where o.clinic_id = %s and o.message_id = gone.id"""
REPLAY = """
update app.message set state = 'queued', round = round + 1, tries = 0, code = '', failed_at = null, channel_since = null, channel = '',
  provider_id = '', not_after = null, call_since = null, at = now()
where id = %s and direction = 'out' and state in ('failed', 'unknown') and not wiped and (%s::integer is null or round = %s) returning patient_id, kind"""
NOTE = """
insert into app.message (conversation_id, patient_id, direction, kind, state, text) values (%s, %s, 'note', %s, 'noted', %s) returning id"""


async def cancel(work: Work, reference: tuple[str, int], kinds: Collection[str] | None = None) -> int:
    """Cancel what is still queued about something, of these kinds or of all; returns how much. What is being sent is too late."""
    chosen = None if kinds is None else list(kinds)
    [gone] = await work.ask((CANCEL, (*reference, chosen, chosen, work.actor.tenant_id)))
    return len(gone)


async def cancel_all(work: Work, wanted: Collection[tuple[str, int, str]]) -> None:
    """As `cancel`, of many things in one statement; `wanted`: the reference's kind and id, and the kind of message."""
    kinds, keys, what = ([each[part] for each in wanted] for part in range(3))
    await work.ask((CANCEL_ALL, (kinds, keys, what, work.actor.tenant_id)))


async def cancel_one(work: Work, message_id: int) -> bool:
    """Cancel one message by hand; False when it was too late."""
    [rows] = await work.ask(
        ("update app.message set state = 'cancelled' where id = %s and state = 'queued' returning patient_id", (message_id,))
    )
    if rows:
        gone = ("delete from app.outbox where clinic_id = %s and message_id = %s", (work.actor.tenant_id, message_id))
        await work.ask(gone, trail(work, "cancel", "message", message_id, rows[0][0]))
    return bool(rows)


async def take(work: Work, account: Account, told: Inbound) -> int | None:
    """Take in one thing that a provider told: a message (returns its id), a status, an opt-out. Told twice, it has one effect."""
    return await inbound.take(work, account, told)


async def say(work: Work, conversation_id: int, text: str) -> int:
    """Write to somebody by hand, on the channel she wrote by last. Raises Invalid, NotFound, Conflict."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(text=LONG_TEXT if text else EMPTY_TEXT)
    query = """
    select c.patient_id, c.name, c.phone, c.email, c.opted_out,
      (select m.channel from app.message m where m.conversation_id = v.id and m.direction = 'in' order by m.at desc, m.id desc limit 1),
      exists (select from app.contact_handle h where h.contact_id = c.id)
    from app.conversation v join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id where v.id = %s"""
    [rows] = await work.ask((query, (conversation_id,)))
    if not rows:
        raise NotFound
    [(patient_id, name, phone, email, opted_out, last, known)] = rows
    channels = usable(hooks.Addressee(name, phone, email), None, opted_out)
    if last and (last in channels or (known and last not in opted_out)):
        channels = [last]  # no fallback: whoever writes sees what becomes of it
    if not channels:
        raise Conflict(NO_CHANNEL)
    letter = Letter(patient_id or 0, STAFF, text)
    [message_id] = await queue(work, [Addressed(conversation_id, letter, channels[:1], work.actor.user_id or None)])
    read = ("update app.conversation set unread = 0, mark = '', last_at = now() where id = %s", (conversation_id,))
    await work.ask(read, trail(work, "say", "message", message_id, patient_id))
    return message_id


async def begin(work: Work, patient_id: int) -> int:
    """The conversation with a patient, or with who answers for her, to write to her first. Raises Conflict when nobody can be reached."""
    person = await hooks.addressee(work, patient_id)
    kept = await contacts.keep(work, person, patient_id) if person else None
    if kept is None:
        raise Conflict(NO_ADDRESS)
    return await contacts.conversation(work, kept[0])


async def answer(work: Work, conversation_id: int, letter: Letter) -> int | None:
    """Queue an automatic answer in this very conversation, on the channel that she wrote by. None when she refused it or a person took over."""
    query = """
    select c.opted_out, v.taken_at is not null,
      coalesce((select m.channel from app.message m where m.conversation_id = v.id and m.direction = 'in' order by m.at desc, m.id desc limit 1), '')
    from app.conversation v join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id where v.id = %s"""
    [rows] = await work.ask((query, (conversation_id,)))
    if not rows or rows[0][1]:
        return None
    opted_out, _, last = rows[0]
    channels = [channel for channel in ([last] if last else letter.channels or CHANNELS) if channel not in opted_out]
    return (await queue(work, [Addressed(conversation_id, letter, channels)]))[0] if channels else None


async def note(work: Work, conversation_id: int, text: str, kind: str = "", patient_id: int | None = None) -> int:
    """Leave a remark in the conversation that nobody is sent, such as "appointment confirmed by the answer"."""
    [[(message_id,)]] = await work.ask((NOTE, (conversation_id, patient_id, kind, text)))
    return message_id


async def mark(work: Work, conversation_id: int, word: str) -> None:
    """What the last answer was understood as: "", question, reschedule, cancel, confirm, other, opt_out, urgent (which comes first)."""
    await work.ask(("update app.conversation set mark = %s where id = %s", (word, conversation_id)))


async def take_over(work: Work, conversation_id: int) -> None:
    """A person answers from now on; nothing automatic does. Raises NotFound."""
    await _change(
        work, conversation_id, "take_over", "taken_at = coalesce(taken_at, now()), assigned_to = %s", (work.actor.user_id or None,)
    )


async def assign(work: Work, conversation_id: int, user_id: int) -> None:
    """This person of the clinic answers from now on; nothing automatic does. Raises NotFound (also when she may not answer)."""
    if user_id not in [key for key, _ in await queries.team(work)]:
        raise NotFound
    await _change(work, conversation_id, "assign", "taken_at = coalesce(taken_at, now()), assigned_to = %s", (user_id,))


async def settle(work: Work, conversation_id: int) -> None:
    """Nothing is left to do about the last answer, such as after a call: it waits for nobody any more. Raises NotFound."""
    await _change(work, conversation_id, "settle", "unread = 0, mark = ''", ())


async def give_back(work: Work, conversation_id: int) -> None:
    """Automatic answers may go on. Raises NotFound."""
    await _change(work, conversation_id, "give_back", "taken_at = null, assigned_to = null", ())


async def _change(work: Work, conversation_id: int, action: str, change: str, values: tuple[object, ...]) -> None:
    [rows] = await work.ask((f"update app.conversation set {change} where id = %s returning id", (*values, conversation_id)))  # noqa: S608
    if not rows:
        raise NotFound
    await work.ask(trail(work, action, "conversation", conversation_id, None))


async def seen(work: Work, conversation_id: int) -> None:
    """Somebody of the clinic read the conversation."""
    await work.ask(("update app.conversation set unread = 0 where id = %s and unread > 0", (conversation_id,)))


async def replay(work: Work, message_id: int, round_: int | None = None) -> None:
    """Try a failed message again, from its first channel, to whom one writes about the patient today. `round_`: only if that is the one that failed, so that two presses send once.

    Raises Conflict when it did not fail, was repeated meanwhile, or its text is not kept any more; ClinicError when what it says is no more so.
    """
    [rows] = await work.ask((REPLAY, (message_id, round_, round_)))
    if not rows:
        raise Conflict(ONLY_FAILED)
    if await hooks.outdated(work, [message_id]):
        raise ClinicError(NOT_SO)
    patient_id, kind = rows[0]
    if patient_id and kind not in IN_A_TALK:
        await _address_anew(work, message_id, patient_id)
    await work.ask((DUE, (work.actor.tenant_id, message_id, None)), trail(work, "replay", "message", message_id, patient_id))
    wake(work)


async def _address_anew(work: Work, message_id: int, patient_id: int) -> None:
    """To whom one writes about this patient by now: a wrong telephone is corrected before the message is sent again."""
    person = await hooks.addressee(work, patient_id)
    if person and (kept := await contacts.keep(work, person, patient_id)):
        query = "update app.message set conversation_id = %s where id = %s"
        await work.ask((query, (await contacts.conversation(work, kept[0]), message_id)))


async def arrived(work: Work, message_id: int) -> None:
    """Somebody found out that a message of unknown fate did arrive. Raises Conflict when that is no question any more."""
    query = "update app.message set state = 'sent', code = '', sent_at = coalesce(sent_at, at), failed_at = null where id = %s and state = 'unknown' returning patient_id"
    [rows] = await work.ask((query, (message_id,)))
    if not rows:
        raise Conflict(NOT_UNKNOWN)
    await work.ask(trail(work, "settle", "message", message_id, rows[0][0]))


async def called(work: Work, message_id: int) -> None:
    """Somebody telephoned instead. Raises NotFound."""
    query = "update app.message set called_at = now(), called_by = %s where id = %s and call_since is not null returning patient_id"
    [rows] = await work.ask((query, (work.actor.user_id or None, message_id)))
    if not rows:
        raise NotFound
    await work.ask(trail(work, "call", "message", message_id, rows[0][0]))


__all__ = [
    "Letter", "State", "answer", "arrived", "assign", "begin", "called", "cancel", "cancel_all", "cancel_one", "enqueue", "enqueue_all", "give_back", "mark", "note", "replay", "say", "seen", "settle", "take", "take_over", "wake",
]  # fmt: skip
