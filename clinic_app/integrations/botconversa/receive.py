"""In from Botconversa, directly or through n8n: a shared token or a Standard Webhooks signature says that it is the clinic's own automation."""

from __future__ import annotations

from clinic_app.integrations import standard_webhooks
from clinic_app.integrations.n8n.receive import parse, token_in
from clinic_app.integrations.protocol import Account, Delivery, Forged
from clinic_app.integrations.reading import same

__all__ = ["parse", "verify"]


def verify(account: Account, delivery: Delivery) -> None:
    """Raises Forged without the clinic's token, in a header, the query or the body, or a fitting signature. No token set: nothing passes."""
    token = account.values.get("token", "")
    if standard_webhooks.signed(delivery):
        return standard_webhooks.verify([account.values.get("signing_secret", ""), token], delivery)
    if not same(token_in(delivery), token):
        raise Forged("token")
