"""What patients attach: fetched from the provider, looked into, kept among the clinic's private files, shown in the conversation.

Until a file is here, `media_url` of its message is the provider's own link or id; afterwards it is the key of our file. `code` says why not.
"""

from __future__ import annotations

import structlog

from clinic_app.core import files
from clinic_app.core.database import read, start_light_work
from clinic_app.core.errors import Invalid, Unavailable
from clinic_app.core.jobs import job_actor
from clinic_app.integrations import registry
from clinic_app.integrations.media import FetchFailed, fetch
from clinic_app.messaging.accounts import account_of_row
from clinic_app.messaging.accounts_models import ProviderAccount

FOLDER = "adjunto_mensaje"
FETCHED = ("image", "audio", "video", "document", "sticker")
LOAD = """
select m.media_url, a.id, a.provider, a.sealed from app.message m
join app.provider_account a on a.tenant_id = m.tenant_id and a.id = m.account_id
where m.id = %s and m.direction = 'in' and m.media = any(%s) and m.media_url <> '' and not m.wiped"""
KEPT = "update app.message set media_url = %s, code = '' where id = %s and media_url = %s and not wiped"
LOST = "update app.message set code = %s where id = %s"
log = structlog.get_logger("messages")


class AttachmentLate(Exception):
    """It did not come this time; the job tries again."""


def wanted(provider: str, media: str, reference: str) -> bool:
    """Whether there is a file to fetch."""
    known = registry.PROVIDERS.get(provider)
    return bool(reference) and media in FETCHED and known is not None and known.media is not None


async def keep(tenant_id: int, message_id: int, *, last: bool = False) -> bool:
    """Fetch and keep the file of a message; returns whether it is here. Safe to repeat.

    Raises AttachmentLate when another try may bring it, but for the last one.
    """
    actor = job_actor(tenant_id)
    [rows] = await read(actor, (LOAD, (message_id, list(FETCHED))))
    if not rows or files.KEY.fullmatch(rows[0][0]):
        return bool(rows)
    [(reference, account_id, name, sealed)] = rows
    account = account_of_row(ProviderAccount(tenant_id=tenant_id, id=account_id, provider=name, sealed=bytes(sealed)))
    provider = registry.PROVIDERS[name]
    try:
        if account is None or provider.media is None:
            raise FetchFailed("no_account")
        key = await files.save_received(tenant_id, await fetch(account, await provider.media(account, reference)), FOLDER)
    except FetchFailed as error:
        code, again = error.code, error.again
    except Invalid:
        code, again = "other_type", False
    except Unavailable:
        code, again = "no_room", True
    else:
        async with start_light_work(actor) as work:
            await work.ask((KEPT, (key, message_id, reference)))
        return True
    log.info("attachment not fetched", message=message_id, provider=name, code=code)
    async with start_light_work(actor) as work:
        await work.ask((LOST, (code, message_id)))
    if again and not last:
        raise AttachmentLate
    return False
