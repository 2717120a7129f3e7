"""A file that a person sent to Z-API's telephone: a link of Z-API's store."""

from __future__ import annotations

from clinic_app.integrations.media import Source
from clinic_app.integrations.protocol import Account

HOSTS = (".z-api.io", ".backblazeb2.com")


async def source(account: Account, reference: str) -> Source:
    """Where the file lies."""
    return Source(reference, HOSTS)
