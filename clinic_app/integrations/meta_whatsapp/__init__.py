"""Meta's WhatsApp Cloud API."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.meta_whatsapp.media import source
from clinic_app.integrations.meta_whatsapp.receive import challenge, parse, verify
from clinic_app.integrations.meta_whatsapp.send import check, send
from clinic_app.integrations.protocol import Key, Provider

PROVIDER = Provider(
    name="meta_whatsapp",
    label="WhatsApp Cloud API (Meta)",
    channels=("whatsapp",),
    keys=(
        Key("phone_number_id", "Phone number ID"),
        Key("access_token", "Access token", secret=True),
        Key("app_secret", "App secret", secret=True),
        Key("verify_token", N_("Token de verificación"), secret=True, required=False),
        Key("template_language", N_("Idioma de las plantillas"), required=False),
        Key("api_version", "API version", required=False, operator=True),
        Key("base_url", "API address", required=False, operator=True),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
    media=source,
    challenge=challenge,
    own="phone_number_id",
    made=("verify_token",),
)
