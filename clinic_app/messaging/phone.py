"""Answering as the patient in the sandbox: a clinic tries the whole loop before it has an account with any provider."""

from uuid import uuid4

from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import Inbound
from clinic_app.messaging import queries, service
from clinic_app.messaging.providers import SANDBOX, accounts_of, sandbox_account

LONGEST = 1000
REAL_ACCOUNT = N_("Este consultorio ya escribe por un proveedor de verdad: aquí ya no se puede responder por el paciente.")
EMPTY_TEXT = N_("Escribe la respuesta.")


async def is_open(work: Work) -> bool:
    """Whether the clinic still sends into the sandbox. With a real account nobody may speak for a patient."""
    return all(account.provider == SANDBOX for account in await accounts_of(work))


async def look(work: Work, conversation_id: int) -> list[queries.Said]:
    """What this telephone shows; whatever is looked at counts as read."""
    shown = [each for each in await queries.said(work, conversation_id) if each.provider == SANDBOX]
    account = sandbox_account(work.actor.tenant_id or 0)
    for each in shown:
        if each.direction == "out" and each.state in ("sent", "delivered"):
            await service.take(work, account, Inbound("status", provider_id=each.provider_id, status="read"))
    return shown


async def answer(work: Work, conversation_id: int, text: str, payload: str = "") -> int | None:
    """Answer as the patient, with words or with a button. Raises Invalid, NotFound, Conflict (the clinic has a real account)."""
    if not await is_open(work):
        raise Conflict(REAL_ACCOUNT)
    text = text.strip()[:LONGEST]
    if not text:
        raise Invalid(answer=EMPTY_TEXT)
    found = await queries.head(work, conversation_id)
    if found is None:
        raise NotFound
    ours = [each for each in await queries.said(work, conversation_id) if each.direction == "out" and each.provider == SANDBOX]
    channel = ours[-1].channel if ours else "whatsapp"
    by_mail = channel == "email" or not found.phone
    told = Inbound(
        "message", provider_id=f"{SANDBOX}-in-{uuid4().hex}", phone=found.email if by_mail else found.phone, text=text, payload=payload,
        context_id=_answered(ours, payload), channel="email" if by_mail else channel,
    )  # fmt: skip
    return await service.take(work, sandbox_account(work.actor.tenant_id or 0), told)


def _answered(ours: list[queries.Said], payload: str) -> str:
    """As in WhatsApp: a button names the message it stood in, plain words name none."""
    owners = [each.provider_id for each in ours if payload and any(button["payload"] == payload for button in each.buttons or ())]
    return owners[-1] if owners else ""
