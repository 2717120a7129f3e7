"""The provider of a clinic without any account: what is sent stays here and is read on the screen "Phone of the patient"."""

from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound, Outgoing, Provider, Sent

NAME = "sandbox"


async def send(account: Account, message: Outgoing) -> Sent:
    """Nothing leaves: the message itself is what that screen shows."""
    return Sent(f"{NAME}-{message.reference}")


def verify(account: Account, delivery: Delivery) -> None:
    """Nobody outside may speak for a sandbox. Raises Forged."""
    raise Forged("the sandbox has no webhook")


def parse(delivery: Delivery) -> list[Inbound]:
    return []


async def check(account: Account) -> None:
    """It always works."""


PROVIDER = Provider(
    NAME, "Sandbox", ("whatsapp", "sms", "email"), (), send=send, verify=verify, parse=parse, check=check, idempotent=True
)  # fmt: skip
