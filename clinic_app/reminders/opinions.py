"""The language model's opinion of an answer that nobody understood: asked between two transactions, and never one that moves an appointment.

It may say that somebody asks, wants another time, wants no more messages, or that a person should read. A yes or a no of it is a remark for the staff.
"""

from __future__ import annotations

from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.integrations import llm
from clinic_app.integrations.protocol import Account
from clinic_app.messaging import accounts
from clinic_app.reminders import asked, questions, replies
from clinic_app.reminders.replies import Intent, Reading

SOURCE = "llm"
TELLS = 0.8  # the least confidence at which it is believed
TELLS_OPT_OUT = 0.9  # who is left alone by mistake misses a reminder
UNSURE = 0.7  # a rule that says "other" with less saw two things at once
PEOPLE = """
select c.name from app.message m join app.conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
join app.contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id where m.id = %(message)s
union select p.given_names || ' ' || p.first_surname || ' ' || p.second_surname from app.patient p where p.id in (
  select m.patient_id from app.message m where m.conversation_id = %(conversation)s)
union select g.given_names || ' ' || g.surnames from app.guardian g where g.patient_id in (
  select m.patient_id from app.message m where m.conversation_id = %(conversation)s)"""


class Wanted(NamedTuple):
    """What is asked, of whom, and the names that are left out of it."""

    account: Account
    text: str
    names: list[str]


def unsure(reading: Reading) -> bool:
    """Whether no rule understood it and the classifier saw nothing in it. Danger is never asked about: a person has it already."""
    return reading.intent is Intent.OTHER and not reading.urgent and (reading.source != "rule" or reading.confidence < UNSURE)


async def wanted(work: Work, message_id: int) -> Wanted | None:
    """What to ask about a message; None when it is understood, in a person's hands, or no model is set up."""
    told = await asked.incoming(work, message_id)
    if told is None or told.taken_over or told.payload or told.media or not told.text.strip():
        return None
    if questions.choice(told.text) is not None or not unsure(replies.read(told.text)):
        return None
    account = await accounts.opened(work, "llm")
    if account is None:
        return None
    [rows] = await work.ask((PEOPLE, {"message": message_id, "conversation": told.conversation_id}))
    return Wanted(account, told.text, [name for (name,) in rows])


async def ask(question: Wanted) -> Reading | None:
    """The opinion, outside of any transaction; None on any trouble, or when it is unsure too. Never raises."""
    found, confidence = await llm.ask(question.account, question.text, question.names)
    intent = Intent(found)
    if confidence < (TELLS_OPT_OUT if intent is Intent.OPT_OUT else TELLS):
        return None
    return Reading(intent, round(confidence, 3), SOURCE)
