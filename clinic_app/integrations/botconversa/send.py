"""Out through Botconversa: find or make the subscriber, then a message or a flow."""

from __future__ import annotations

from clinic_app.integrations.botconversa import client
from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent

FIELD = "agendamento_id"  # the custom field that brings the reference back to us, where the clinic made one


async def send(account: Account, message: Outgoing) -> Sent:
    """Write to one person. A `template` that is a number is the id of a flow. Raises SendFailed.

    Buttons are not Botconversa's: the text itself says what to answer.
    """
    subscriber = message.contact_id or await client.get_or_create(account, message.to, message.name)
    flow = message.template or account.values.get("flow", "")
    if campaign := _number(account.values.get("campaign", "")):
        await client.add_to_campaign(account, subscriber, campaign)
    if number := _number(flow):
        await _bring_values(account, subscriber, message)
        await client.send_flow(account, subscriber, number)
        return Sent("", subscriber)
    return Sent(await client.send_text(account, subscriber, message.text), subscriber)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


async def _bring_values(account: Account, subscriber: str, message: Outgoing) -> None:
    """The values of a flow go through custom fields: `agendamento_id`, `mensaje`, and `valor_1`, `valor_2`…, as far as they exist."""
    values = {FIELD: message.reference, "mensaje": message.text}
    values |= {f"valor_{number}": value for number, value in enumerate(message.template_values, 1)}
    for field, key in await client.custom_fields(account):
        if values.get(key):
            await client.set_custom_field(account, subscriber, field, values[key])


async def check(account: Account) -> None:
    """Whether the key opens the account. Raises SendFailed."""
    if not account.values.get("api_key"):
        raise SendFailed("no_key", permanent=True, account=True)
    await client.tags(account)
