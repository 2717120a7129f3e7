"""Botconversa: WhatsApp through a Brazilian chat platform; the clinic's n8n posts the answers."""

from clinic_app.integrations.botconversa.receive import parse, verify
from clinic_app.integrations.botconversa.send import check, send
from clinic_app.integrations.protocol import Key, Provider

PROVIDER = Provider(
    name="botconversa",
    label="Botconversa / n8n",
    channels=("whatsapp",),
    keys=(
        Key("api_key", "API key", secret=True),
        Key("token", "Webhook token", secret=True, required=False),
        Key("signing_secret", "Standard Webhooks secret", secret=True, required=False),
        Key("flow", "Flow ID", required=False),
        Key("campaign", "Campaign ID", required=False),
        Key("base_url", "API address", required=False, operator=True),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
    made=("token",),
)
