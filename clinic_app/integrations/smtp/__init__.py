"""E-mail over the clinic's own SMTP server. Nothing comes in this way."""

from clinic_app.integrations.protocol import Key, Provider
from clinic_app.integrations.smtp.receive import parse, verify
from clinic_app.integrations.smtp.send import check, send

PROVIDER = Provider(
    name="smtp",
    label="SMTP",
    channels=("email",),
    keys=(
        Key("host", "Host"),
        Key("port", "Port", required=False),
        Key("user", "User", required=False),
        Key("password", "Password", secret=True, required=False),
        Key("from", "From"),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
)
