"""A file that a person sent over Twilio: its link opens with the account's own key and leads on to Twilio's store."""

from __future__ import annotations

from clinic_app.integrations.media import Source
from clinic_app.integrations.protocol import Account

HOSTS = ("api.twilio.com", ".twilio.com", ".twiliocdn.com")


async def source(account: Account, reference: str) -> Source:
    """Where the file lies."""
    auth = (account.values.get("account_sid", ""), account.values.get("auth_token", ""))
    return Source(reference, HOSTS, auth=auth)
