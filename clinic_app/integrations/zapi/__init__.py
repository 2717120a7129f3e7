"""Z-API: WhatsApp through a telephone of the clinic's own. It signs nothing: the secret is in the webhook's address."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import Key, Provider
from clinic_app.integrations.zapi.media import source
from clinic_app.integrations.zapi.receive import parse, verify
from clinic_app.integrations.zapi.send import check, send

PROVIDER = Provider(
    name="zapi",
    label="Z-API",
    channels=("whatsapp",),
    keys=(
        Key("instance_id", "Instance ID"),
        Key("instance_token", "Instance token", secret=True),
        Key("client_token", "Client-Token", secret=True),
        Key("buttons", N_("Botones (1: sí)"), required=False),
        Key("base_url", "API address", required=False, operator=True),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=send,
    verify=verify,
    parse=parse,
    check=check,
    media=source,
    own="instance_id",
)
