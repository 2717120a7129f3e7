"""E-mail over the clinic's own SMTP server. Nothing comes in this way."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import Key, Provider
from clinic_app.integrations.smtp.receive import parse, verify
from clinic_app.integrations.smtp.send import check, send

PROVIDER = Provider(
    name="smtp",
    label="SMTP",
    channels=("email",),
    keys=(
        Key("host", N_("Servidor")),
        Key("port", N_("Puerto"), required=False),
        Key("user", N_("Usuario"), required=False),
        Key("password", N_("Contraseña"), secret=True, required=False),
        Key("from", N_("Remitente")),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
)
