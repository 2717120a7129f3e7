"""A language model for answers that rules do not understand: off until a clinic sets it up, and only ever an opinion."""

from clinic_app.core.i18n import N_
from clinic_app.integrations.llm.asking import UNKNOWN, ask, check
from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound, Key, Outgoing, Provider, SendFailed, Sent

__all__ = ["PROVIDER", "UNKNOWN", "ask"]


async def _send(account: Account, message: Outgoing) -> Sent:
    raise SendFailed("no_channel", permanent=True)


def _verify(account: Account, delivery: Delivery) -> None:
    raise Forged("nothing comes in", status=404)


def _parse(delivery: Delivery) -> list[Inbound]:
    return []


PROVIDER = Provider(
    name="llm",
    label="LLM (OpenAI-compatible)",
    channels=(),
    keys=(
        Key("base_url", "API address", operator=True),
        Key("model", N_("Modelo")),
        Key("api_key", "API key", secret=True, required=False),
        Key("timeout", "Timeout", required=False, operator=True),
    ),
    send=_send,
    verify=_verify,
    parse=_parse,
    check=check,
)
