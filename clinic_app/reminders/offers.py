"""A time of the waiting list, told to whom it is kept for."""

from __future__ import annotations

from datetime import UTC, datetime

from clinic_app.core.database import Work
from clinic_app.integrations.protocol import Button
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import questions, rules, visits
from clinic_app.reminders.answer_words import say
from clinic_app.reminders.timing import Quiet
from clinic_app.reminders.visits import clock, day_in_words

KIND = "offer"
HOLD = """
select w.patient_id, h.starts_at, h.expires_at, s.name, u.first_name || ' ' || u.last_name, p.given_names
from app.slot_hold h
join app.waiting_entry w on w.tenant_id = h.tenant_id and w.id = h.entry_id
join app.service s on s.tenant_id = w.tenant_id and s.id = w.service_id
join app.patient p on p.tenant_id = w.tenant_id and p.id = w.patient_id
join app.membership m on m.tenant_id = h.tenant_id and m.id = h.professional_id
join app.user_account u on u.id = m.user_id
where h.id = %s and h.entry_id = %s and h.state = 'open' and h.expires_at > now()"""
KNOWN = "select 1 from app.message where key = %s"


def _quiet(work: Work, decided: rules.Rules, person: people.Addressee) -> Quiet:
    return Quiet(*decided.quiet, visits.zone_of(person.phone, work.actor.timezone))


async def when_told(work: Work, patient_id: int, now: datetime) -> datetime:
    """From when on she can be told: now, or when her quiet hours end. Where nothing is sent the clinic itself tells her: now."""
    person, decided = await people.addressee(work, patient_id), await rules.read(work)
    if person is None or not decided.is_on or not (person.phone or person.email):
        return now
    return _quiet(work, decided, person).after(now)


async def tell(work: Work, hold_id: int, entry_id: int) -> int | None:
    """Offer it; the message's id. At night it waits for the morning, as the kept time does (`when_told`).

    None when it is kept no more, its time is over before she can be told, or nobody can be written to.
    """
    [rows], key = await work.ask((HOLD, (hold_id, entry_id))), f"{KIND}:{hold_id}"
    if not rows or (await work.ask((KNOWN, (key,))))[0]:
        return None
    [(patient_id, starts_at, expires_at, service, professional, given)] = rows
    person, where, decided = await people.addressee(work, patient_id), await visits.clinic(work), await rules.read(work)
    if person is None or not decided.is_on:
        return None
    told_at = _quiet(work, decided, person).after(datetime.now(UTC))
    if told_at >= expires_at:
        return None
    at, language = starts_at.astimezone(work.tz), where.language
    text = say(
        language, "offer", responsable=person.name or given, paciente=given, servicio=service, fecha=day_in_words(at, language), hora=clock(at, language),
        profesional=professional, clinica=where.name, hasta=clock(expires_at.astimezone(work.tz), language),
    )  # fmt: skip
    buttons = (Button(f"offer:yes:{hold_id}", say(language, "offer_yes")), Button(f"offer:no:{hold_id}", say(language, "offer_no")))
    letter = messages.Letter(
        patient_id, KIND, text, where.name, ("waiting", entry_id), key, buttons, not_before=told_at, not_after=expires_at, language=language
    )  # fmt: skip
    message_id = await messages.enqueue(work, letter)
    if message_id is None:
        return None
    [[(conversation_id,)]] = await work.ask(("select conversation_id from app.message where id = %s", (message_id,)))
    question = await questions.ask(work, conversation_id, questions.OFFER, [{"entry": entry_id, "hold": hold_id}], expires_at)
    await questions.asked_by(work, question, message_id)
    return message_id
