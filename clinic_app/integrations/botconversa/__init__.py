"""Botconversa: WhatsApp through a Brazilian chat platform; the clinic's n8n posts the answers."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.botconversa.media import source
from clinic_app.integrations.botconversa.receive import parse, verify
from clinic_app.integrations.botconversa.send import check, send
from clinic_app.integrations.protocol import Key, Provider

PROVIDER = Provider(
    name="botconversa",
    label="Botconversa / n8n",
    channels=("whatsapp",),
    keys=(
        Key("api_key", "API key", secret=True, required=False),
        Key("token", N_("Token del webhook"), secret=True, required=False),
        Key("signing_secret", N_("Secreto de Standard Webhooks"), secret=True, required=False),
        Key("flow", N_("ID del flujo"), required=False),
        Key("campaign", N_("ID de la campaña"), required=False),
        Key("base_url", "API address", required=False, operator=True),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
    media=source,
    made=("token",),
    sends_with="api_key",  # without it only the answers come in, through n8n
)
