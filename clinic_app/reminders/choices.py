"""What becomes of a choice: a time is moved to, the appointment that was meant is confirmed or cancelled, the offered time is booked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clinic_app.core.errors import ClinicError
from clinic_app.reminders import effects, questions, visits
from clinic_app.reminders.answer_words import say
from clinic_app.reminders.asked import Subject, Subjects
from clinic_app.reminders.doing import Desk, effect, hand, propose
from clinic_app.reminders.questions import OFFER, TIMES, Question
from clinic_app.reminders.replies import Intent, Reading


async def choose(desk: Desk, question: Question, number: int, subjects: Subjects) -> str:
    """Do what was chosen. 0 is none of them; a number that nobody offered goes to a person."""
    if question.kind == OFFER:
        return await offered(desk, question, question.options[0], takes=number == 1)
    if number == 0 or number > len(question.options):
        if number == 0:
            await questions.done(desk.work, question.id)
        desk.reading = Reading(Intent.RESCHEDULE if question.kind == TIMES else Intent.OTHER, 1.0, "choice")
        return await hand(desk, "person")
    option = question.options[number - 1]
    if option.get("do") in ("take", "refuse"):
        await questions.done(desk.work, question.id)
        offer = Question(option["question"], OFFER, [option], None, question.created_at)
        return await offered(desk, offer, option, takes=option["do"] == "take")
    subject = await _subject(desk, option, subjects)
    if subject is None or subject.over:
        await questions.done(desk.work, question.id)
        return await _over(desk, subject)
    desk.subject = subject.visit.id
    if question.kind == TIMES:
        return await _move(desk, question, subject, option)
    await questions.done(desk.work, question.id)
    desk.reading = Reading(Intent(option["do"]), 1.0, "choice")
    return await effect(desk, desk.reading.intent, [subject])


async def _subject(desk: Desk, option: dict[str, Any], subjects: Subjects) -> Subject | None:
    """The appointment of an option, as it was when it was offered."""
    found = (await visits.read(desk.work, [option["appointment"]])).get(option["appointment"])
    message = next((each.message_id for each in subjects.every if each.visit.id == option["appointment"]), 0)
    return Subject(found, datetime.fromisoformat(option["at"]), message) if found else None


async def _over(desk: Desk, subject: Subject | None) -> str:
    if subject is None:
        return await hand(desk)
    desk.subject = subject.visit.id
    await desk.reply(say(desk.language, subject.over, **effects.named(desk.work, subject.visit, desk.language)))
    return "told"


async def _move(desk: Desk, question: Question, subject: Subject, option: dict[str, Any]) -> str:
    """Another one may have been faster: then other times are offered."""
    desk.reading = Reading(Intent.RESCHEDULE, 1.0, "choice")
    await questions.done(desk.work, question.id)
    try:
        at = await effects.move(desk.work, subject.visit, datetime.fromisoformat(option["to"]), option.get("slot"))
    except ClinicError:
        return await propose(desk, subject, "taken_meanwhile")
    names = effects.named(desk.work, subject.visit, desk.language, at)
    await desk.note("note_moved", names, subject.visit.patient_id)
    await desk.told_of("moved", subject.visit, at)
    await desk.mark("")
    return "moved"


async def offered(desk: Desk, question: Question, option: dict[str, Any], *, takes: bool) -> str:
    """Book the time of the waiting list, or leave it to the next one."""
    await questions.done(desk.work, question.id)
    entry, hold = option["entry"], option["hold"]
    try:
        if not takes:
            desk.reading = Reading(Intent.CANCEL, 1.0, "choice")
            await effects.refuse_offer(desk.work, entry, hold)
            await desk.reply(say(desk.language, "offer_refused"))
            return "refused"
        desk.reading = Reading(Intent.CONFIRM, 1.0, "choice")
        appointment_id, at = await effects.take_offer(desk.work, entry, hold)
    except ClinicError:
        if not await effects.still_waits(desk.work, entry):
            desk.reading = Reading(Intent.OTHER, 1.0, "choice")
            return await hand(desk, "person")
        await desk.reply(say(desk.language, "offer_gone"))
        return "told"
    visit = (await visits.read(desk.work, [appointment_id]))[appointment_id]
    desk.subject = appointment_id
    await desk.told_of("offer_taken", visit, at)
    return "taken"
