"""Twilio: SMS and WhatsApp."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import Key, Provider
from clinic_app.integrations.twilio.media import source
from clinic_app.integrations.twilio.receive import parse, verify
from clinic_app.integrations.twilio.send import check, send

PROVIDER = Provider(
    name="twilio",
    label="Twilio",
    channels=("whatsapp", "sms"),
    keys=(
        Key("account_sid", "Account SID"),
        Key("auth_token", "Auth token", secret=True),
        Key("from_sms", N_("Remitente de SMS"), required=False),
        Key("from_whatsapp", N_("Remitente de WhatsApp"), required=False),
        Key("messaging_service_sid", "Messaging Service SID", required=False),
        Key("base_url", "API address", required=False, operator=True),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
    media=source,
    own="account_sid",
    answer=("application/xml", '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'),
)
