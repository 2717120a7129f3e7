"""An answer of a patient and what it does. It acts when the words leave no doubt and the appointment is certain; else a person reads it.

Each message has its effect once: the row in reminder_answer is written in the same transaction. The messages of one conversation are taken
one after the other, in their order.
"""

from __future__ import annotations

from datetime import timedelta

from clinic_app.core.database import Work
from clinic_app.messaging import contacts
from clinic_app.messaging import service as messages
from clinic_app.reminders import answer_words, asked, choices, effects, offer_words, opinions, questions, replies, visits
from clinic_app.reminders.answer_words import say
from clinic_app.reminders.asked import Incoming, Subject, Subjects
from clinic_app.reminders.doing import URGENT, Desk, effect, hand
from clinic_app.reminders.questions import OFFER, WHICH, Question
from clinic_app.reminders.replies import Intent, Reading
from clinic_app.reminders.reply_text import plain

LOOK_BACK = timedelta(days=1)
HELD = "select conversation_id, earlier is not null from app.message where id = %s and direction = 'in'"
LOCK = "select 1 from app.conversation where id = %s for update"
PENDING = """
select m.id from app.message m
where m.conversation_id = %s and m.direction = 'in' and m.id <= %s and (m.id = %s or m.created_at > now() - %s)
  and not exists (select from app.reminder_answer r where r.message_id = m.id) order by m.id"""
WRITE = """
insert into app.reminder_answer (message_id, appointment_id, intent, confidence, source, urgent, outcome) values (%s, %s, %s, %s, %s, %s, %s)
on conflict do nothing"""
URGENT_LATELY = "select 1 from app.message where conversation_id = %s and direction = 'out' and kind = 'urgent' and created_at > now() - interval '30 minutes' limit 1"
REFUSED = "select 1 from app.contact where id = %s and %s = any(opted_out)"
STARTS = ("start", "unstop", "alta", "reactivar", "reativar", "voltar", "volver")
ACTS = (Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE)


async def take(work: Work, message_id: int, opinion: Reading | None = None) -> list[str]:
    """Deal with a message, and with those before it in its conversation that wait; returns what each did.

    `opinion`: what a language model makes of the message, for when nobody else understands it.
    """
    [head] = await work.ask((HELD, (message_id,)))
    if not head:
        return []
    conversation_id, edited = head[0]
    await work.ask((LOCK, (conversation_id,)))
    [rows] = await work.ask((PENDING, (conversation_id, message_id, message_id, LOOK_BACK)))
    outcomes = [await _one(work, key, opinion if key == message_id else None) for (key,) in rows]
    if edited and not rows:  # what it says now may be the opposite of what was done
        await messages.mark(work, conversation_id, str(Intent.OTHER))
    return outcomes


def read(told: Incoming) -> Reading:
    """The intent of a button, else of the words. `2` asks for another time, as our messages say."""
    if pressed := asked.of_payload(told.payload):
        return Reading(pressed[0], 1.0, "button")
    if told.media and not told.text.strip():
        return Reading(Intent.OTHER, 1.0, "person")
    reading = replies.read(told.text)
    if reading.intent is Intent.OTHER and not reading.urgent and questions.choice(told.text) == 2:
        return Reading(Intent.RESCHEDULE, 0.95)
    return reading


async def _one(work: Work, message_id: int, opinion: Reading | None) -> str:
    told = await asked.incoming(work, message_id)
    if told is None:
        return ""
    [[(country,)]] = await work.ask(("select country from app.clinic where id = %s", (work.actor.tenant_id,)))
    desk = Desk(work, told, await visits.clinic(work), country, read(told))
    if opinion is not None and opinions.unsure(desk.reading):
        await _heed(desk, opinion)
    outcome, reading = await _act(desk), desk.reading
    values = (told.id, desk.subject, reading.intent, reading.confidence, reading.source, reading.urgent, outcome)
    await work.ask((WRITE, values))
    return outcome


async def _heed(desk: Desk, opinion: Reading) -> None:
    """A language model's opinion: it may choose who or what deals with the message; a yes or a no is only told to the staff."""
    if opinion.intent not in (Intent.CONFIRM, Intent.CANCEL):
        desk.reading = opinion
    elif not desk.told.taken_over:
        await desk.note(f"note_maybe_{opinion.intent}", {}, desk.told.patient_id)


async def _act(desk: Desk) -> str:
    work, told, reading = desk.work, desk.told, desk.reading
    if reading.urgent:
        return await _urgent(desk)
    if reading.intent is Intent.OPT_OUT:  # also while a person has the conversation: reminders go on meanwhile
        await contacts.opt(work, told.contact_id, out=True)
        await desk.note("note_opted_out", {}, told.patient_id)
        await desk.mark(Intent.OPT_OUT)
        return "opted_out"
    if plain(told.text).words in STARTS and await _wants_us_again(desk):
        return "opted_in"
    if told.taken_over:
        return "nothing"
    context_id = await asked.context(work, told)
    subjects = await asked.subjects(work, told, context_id)
    standing = [each for each in await questions.standing(work, told.conversation_id) if each.before(told.at)]
    if (found := _question(told, reading, standing, context_id, subjects)) is not None:
        question, number = found
        return await choices.choose(desk, question, number, subjects)
    if (late := await _lapsed(desk, subjects, standing, context_id)) is not None:
        return await choices.offered(desk, late, late.options[0], takes=_to_offer(told, reading) != 0)
    if reading.intent in ACTS:
        return await _decide(desk, subjects, standing)
    return await hand(desk)


async def _wants_us_again(desk: Desk) -> bool:
    """She had refused this channel and takes that back; one word alone says so. False when she had not."""
    work, told = desk.work, desk.told
    if not (await work.ask((REFUSED, (told.contact_id, told.channel))))[0]:
        return False
    await contacts.opt(work, told.contact_id, (told.channel,), out=False)
    await desk.note("note_opted_in", {}, told.patient_id)
    await desk.reply(say(desk.language, "opted_in"))
    return True


async def _urgent(desk: Desk) -> str:
    """A person, at once; and a sentence that keeps nobody waiting."""
    work, told = desk.work, desk.told
    await messages.mark(work, told.conversation_id, URGENT)
    lately = (await work.ask((URGENT_LATELY, (told.conversation_id,))))[0]
    if not told.taken_over and not lately:
        await desk.reply(answer_words.urgent(desk.language, desk.country, desk.clinic.phone), kind=URGENT)
    return "handed"


def _question(
    told: Incoming, reading: Reading, standing: list[Question], context_id: int | None, subjects: Subjects
) -> tuple[Question, int] | None:  # fmt: skip
    """The question that this chooses in, and what. A reminder that is named by the answer comes first."""
    for question in standing:
        if _pressed(told, question):
            return question, int(told.payload.startswith("offer:yes:"))
        if told.payload.startswith(f"pick:{question.id}:"):
            number = told.payload.rpartition(":")[2]
            return (question, int(number)) if number.isascii() and number.isdigit() and len(number) < 3 else None
    if told.payload or subjects.named is not None or not standing:
        return None
    question = next((each for each in standing if each.message_id == context_id), None) if context_id is not None else standing[0]
    if question is None:
        return None
    if question.kind != OFFER:
        number = questions.choice(told.text)
        return None if number is None else (question, number)
    if context_id is None and subjects.live:  # the offer and an appointment are open: whoever says 1 is asked which
        return None
    number = _to_offer(told, reading)
    return None if number is None else (question, number)


def _pressed(told: Incoming, offer: Question) -> bool:
    """Whether it is a button of this offer."""
    return offer.kind == OFFER and told.payload in [f"offer:{word}:{offer.options[0]['hold']}" for word in ("yes", "no")]


def _to_offer(told: Incoming, reading: Reading) -> int | None:
    """What it says to an offered time: 1 takes it, 0 does not; None says neither."""
    if told.payload.startswith("offer:"):
        return int(told.payload.startswith("offer:yes:"))
    if (number := questions.choice(told.text)) is not None:
        return number if number in (0, 1) else None
    if (number := offer_words.choice(told.text)) is not None:
        return number
    return {Intent.CONFIRM: 1, Intent.CANCEL: 0}.get(reading.intent)


async def _lapsed(desk: Desk, subjects: Subjects, standing: list[Question], context_id: int | None) -> Question | None:
    """The offer that this answers too late: by its button, by quoting it, or because nothing was asked since."""
    told, last = desk.told, subjects.last
    if _to_offer(told, desk.reading) is None:
        return None
    for offer in await questions.lapsed(desk.work, told.conversation_id):
        if told.payload or context_id is not None:
            if _pressed(told, offer) or (not told.payload and offer.message_id == context_id):
                return offer
        elif not standing and not subjects.live and (last is None or last.message_id < (offer.message_id or 0)):
            return offer
    return None


async def _decide(desk: Desk, subjects: Subjects, standing: list[Question]) -> str:
    """Confirm, cancel or another time: of the one appointment that is meant, else ask which."""
    live, intent = subjects.live, desk.reading.intent
    offer = next((each for each in standing if each.kind == OFFER), None) if subjects.named is None else None
    if not live and offer is None:
        return await _too_late(desk, subjects)
    together = len({each.message_id for each in live}) == 1 or subjects.named is not None
    if offer is None and (len(live) == 1 or (together and intent is Intent.CONFIRM)):
        return await effect(desk, intent, live)
    if offer is not None and not live:
        return (
            await hand(desk, "person")
            if intent is Intent.RESCHEDULE
            else await choices.choose(desk, offer, int(intent is Intent.CONFIRM), subjects)
        )
    return await _ask_which(desk, live, offer)


async def _too_late(desk: Desk, subjects: Subjects) -> str:
    """About an appointment that is past, cancelled or moved: say so and change nothing."""
    last = subjects.last
    if last is None:
        return await hand(desk)
    desk.subject = last.visit.id
    await desk.mark(str(desk.reading.intent) if desk.reading.intent is not Intent.CONFIRM else "")
    if last.over == "was_moved":  # from now on the question is about the new time
        await desk.told_of("was_moved", last.visit, last.visit.starts_at)
    else:
        await desk.reply(say(desk.language, last.over or "was_past", **effects.named(desk.work, last.visit, desk.language)))
    return "told"


async def _ask_which(desk: Desk, live: list[Subject], offer: Question | None) -> str:
    """Two are open: nobody guesses."""
    word = {Intent.CONFIRM: "option_confirm", Intent.CANCEL: "option_cancel", Intent.RESCHEDULE: "option_move"}[desk.reading.intent]
    options = [{"do": str(desk.reading.intent), "appointment": each.visit.id, "at": each.asked_at.isoformat()} for each in live]
    lines = [
        say(desk.language, word, cita=say(desk.language, "visit", **effects.named(desk.work, each.visit, desk.language))) for each in live
    ]
    if offer is not None and desk.reading.intent is not Intent.RESCHEDULE:
        takes = desk.reading.intent is Intent.CONFIRM
        options.append({**offer.options[0], "do": "take" if takes else "refuse", "question": offer.id})
        lines.append(say(desk.language, "option_take" if takes else "option_refuse"))
    key = await questions.ask(desk.work, desk.told.conversation_id, WHICH, options[:9])
    sent = await desk.reply(say(desk.language, "which", opciones=effects.numbered(lines[:9])))
    await questions.asked_by(desk.work, key, sent)
    return "asked"
