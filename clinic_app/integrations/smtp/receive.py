"""SMTP calls nobody back."""

from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound


def verify(account: Account, delivery: Delivery) -> None:
    """Raises Forged, always."""
    raise Forged("nothing comes in", status=404)


def parse(delivery: Delivery) -> list[Inbound]:
    """Nothing."""
    return []
