"""One message under the hand: what is answered, marked and done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError
from clinic_app.integrations.protocol import Button
from clinic_app.messaging import service as messages
from clinic_app.reminders import effects, questions
from clinic_app.reminders.answer_words import say
from clinic_app.reminders.asked import Incoming, Subject
from clinic_app.reminders.questions import TIMES
from clinic_app.reminders.replies import Intent, Reading
from clinic_app.reminders.visits import Clinic, Visit

ANSWER, URGENT = "answer", "urgent"
GROUP_WORDS = {"times": "sessions", "taken_meanwhile": "session_full", "no_times": "no_sessions"}
ASK = "insert into app.reminder_ask (message_id, appointment_id, kind, starts_at) values (%s, %s, 'answer', %s) on conflict do nothing"


@dataclass
class Desk:
    """One message under the hand. `subject`: the appointment that it turned out to be about."""

    work: Work
    told: Incoming
    clinic: Clinic
    country: str
    reading: Reading
    subject: int | None = None

    @property
    def language(self) -> str:
        return self.clinic.language

    async def reply(self, text: str, buttons: tuple[Button, ...] = (), kind: str = ANSWER, about: int | None = None) -> int | None:
        """Answer in the conversation, once for this message."""
        told = self.told
        letter = messages.Letter(
            told.patient_id or 0, kind, text, reference=("appointment", about) if about else None, key=f"{kind}:{told.id}", buttons=buttons, language=self.language
        )  # fmt: skip
        return await messages.answer(self.work, told.conversation_id, letter)

    async def told_of(self, word: str, visit: Visit, at: datetime) -> None:
        """Name a new time; an answer after that is about it."""
        sent = await self.reply(say(self.language, word, **effects.named(self.work, visit, self.language, at)), about=visit.id)
        if sent is not None:
            await self.work.ask((ASK, (sent, visit.id, at)))

    async def mark(self, word: str) -> None:
        """Show in the inbox what it was; an urgent one keeps its mark until a person took it up."""
        if self.told.mark != URGENT:
            await messages.mark(self.work, self.told.conversation_id, word)

    async def note(self, word: str, values: dict[str, str], patient_id: int | None) -> None:
        await messages.note(self.work, self.told.conversation_id, say(self.language, word, **values), ANSWER, patient_id)


async def hand(desk: Desk, word: str = "") -> str:
    """A person reads it."""
    await desk.mark(str(desk.reading.intent))
    if word:
        await desk.reply(say(desk.language, word))
    return "handed"


async def effect(desk: Desk, intent: Intent, live: list[Subject]) -> str:
    """Do it. What the agenda refuses goes to a person."""
    desk.subject = live[0].visit.id
    try:
        if intent is Intent.CONFIRM:
            return await _confirm(desk, live)
        if intent is Intent.CANCEL:
            return await _cancel(desk, live[0])
        return await propose(desk, live[0])
    except ClinicError:
        return await hand(desk, "person")


async def _confirm(desk: Desk, live: list[Subject]) -> str:
    work, language = desk.work, desk.language
    done = [await effects.confirm(work, each.visit) for each in live]
    for each, fresh in zip(live, done, strict=True):
        if fresh:
            await desk.note("note_confirmed", effects.named(work, each.visit, language), each.visit.patient_id)
    if len(live) > 1:
        lines = [say(language, "visit", **effects.named(work, each.visit, language)) for each in live]
        await desk.reply(say(language, "confirmed_all", lista="\n".join(f"- {line}" for line in lines)))
    else:
        await desk.reply(say(language, "confirmed" if done[0] else "already_confirmed", **effects.named(work, live[0].visit, language)))
    await questions.close(work, desk.told.conversation_id)
    await desk.mark(str(Intent.CONFIRM))
    return "confirmed" if any(done) else "told"


async def _cancel(desk: Desk, subject: Subject) -> str:
    names = effects.named(desk.work, subject.visit, desk.language)
    await effects.cancel(desk.work, subject.visit, desk.language)
    await desk.note("note_cancelled", names, subject.visit.patient_id)
    await desk.reply(say(desk.language, "cancelled", **names))
    await questions.close(desk.work, desk.told.conversation_id)
    await desk.mark(str(Intent.CANCEL))
    return "cancelled"


async def propose(desk: Desk, subject: Subject, word: str = "times") -> str:
    """Three next free times, of a group three sessions with a place; the appointment stays until one is chosen."""
    work, language, visit = desk.work, desk.language, subject.visit
    found, words = await effects.free(work, visit), GROUP_WORDS if visit.slot_id else {name: name for name in GROUP_WORDS}
    if not found:
        return await hand(desk, words["no_times"])
    names = [effects.named(work, visit, language, each.starts_at) for each in found]
    options: list[dict[str, object]] = [
        {"appointment": visit.id, "at": visit.starts_at.isoformat(), "to": each.starts_at.isoformat()}
        | ({"slot": each.slot_id} if each.slot_id else {})
        for each in found
    ]
    key = await questions.ask(work, desk.told.conversation_id, TIMES, options)
    lines = [f"{name['fecha']} {name['hora']}{f' ({each.name})' * bool(each.name)}" for each, name in zip(found, names, strict=True)]
    # a button has room for twenty letters: "mar 24 · 17:30"
    labels = [
        f"{name['fecha'][:3]} {each.starts_at.astimezone(work.tz).day} · {name['hora']}" for each, name in zip(found, names, strict=True)
    ]
    buttons = tuple(Button(f"pick:{key}:{number}", label) for number, label in enumerate(labels, 1))
    sent = await desk.reply(say(language, words[word], paciente=visit.given_names, opciones=effects.numbered(lines)), buttons)
    await questions.asked_by(work, key, sent)
    await desk.mark(str(Intent.RESCHEDULE))
    return "proposed"
