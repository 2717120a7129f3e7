"""A file that a person sent to Botconversa: a link of its own store; any other link in a post stays a link."""

from __future__ import annotations

from clinic_app.integrations.media import Source
from clinic_app.integrations.protocol import Account

HOSTS = (".botconversa.com.br", "botconversa.s3.amazonaws.com", "botconversa.s3.sa-east-1.amazonaws.com")


async def source(account: Account, reference: str) -> Source:
    """Where the file lies."""
    return Source(reference, HOSTS)
