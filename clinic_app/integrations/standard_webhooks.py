"""Signatures of the Standard Webhooks specification 1.0: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable

from clinic_app.integrations.protocol import Delivery, Forged

TOLERANCE_SECONDS = 300


def _key(secret: str) -> bytes:
    text = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def signed(delivery: Delivery) -> bool:
    """Whether a delivery says that it is signed this way."""
    return "webhook-signature" in delivery.headers


def verify(secrets: Iterable[str], delivery: Delivery, now: float | None = None) -> None:
    """Raises Forged: no secret, no fitting `v1` (while keys are being changed there are several), or (400) too old or from the future."""
    headers = delivery.headers
    number, stamp, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    known = [secret for secret in secrets if secret]
    if not known or not number or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise Forged("unsigned")
    content = f"{number}.{stamp}.".encode() + delivery.body
    wanted = [base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()) for secret in known]
    offered = [part[3:].encode() for part in given.split(" ")[:8] if part.startswith("v1,")]
    if not any(hmac.compare_digest(each, one) for each in offered for one in wanted):
        raise Forged("signature")
    if abs((time.time() if now is None else now) - int(stamp)) > TOLERANCE_SECONDS:
        raise Forged("too old", status=400)
