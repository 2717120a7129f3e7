"""A file that a person sent over the Cloud API: its id is asked for a link of five minutes, which opens with the same token."""

from __future__ import annotations

from urllib.parse import quote

from clinic_app.integrations.http import base, call
from clinic_app.integrations.media import FetchFailed, Source
from clinic_app.integrations.meta_whatsapp.send import HOME, VERSION
from clinic_app.integrations.protocol import Account, SendFailed
from clinic_app.integrations.reading import words

HOSTS = ("lookaside.fbsbx.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net", "graph.facebook.com")


async def source(account: Account, reference: str) -> Source:
    """Where the file of a media id lies. Raises FetchFailed."""
    token = {"Authorization": f"Bearer {account.values.get('access_token', '')}"}
    if reference.startswith("https://"):
        return Source(reference, HOSTS, token)
    if not (reference.isascii() and reference.isalnum()):
        raise FetchFailed("bad_reference")
    version = quote(account.values.get("api_version") or VERSION, safe="")
    number = quote(account.values.get("phone_number_id", ""), safe="")
    try:
        url = f"{base(account, HOME)}/{version}/{reference}?phone_number_id={number}"
        answer = await call(account, "GET", url, headers=token, sends=False)
    except SendFailed as error:
        raise FetchFailed(error.code, again=not error.permanent) from None
    if not answer.ok:
        raise FetchFailed(f"http_{answer.status}", again=answer.status in (408, 429) or answer.status >= 500)
    return Source(words(answer.get("url"), 2000), HOSTS, token)
