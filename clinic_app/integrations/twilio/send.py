"""Out through Twilio's Messages resource. It knows no idempotency key: what nobody knows stays unknown until a status tells."""

from __future__ import annotations

import json
from urllib.parse import quote

from clinic_app.integrations.http import Answer, base, call, refuse
from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent
from clinic_app.integrations.reading import words
from clinic_app.integrations.twilio import codes

HOME = "https://api.twilio.com"


def _credentials(account: Account) -> tuple[str, str]:
    return account.values.get("account_sid", ""), account.values.get("auth_token", "")


def _url(account: Account, what: str) -> str:
    return f"{base(account, HOME)}/2010-04-01/Accounts/{quote(account.values.get('account_sid', ''), safe='')}{what}.json"


def failure(answer: Answer) -> SendFailed:
    """By Twilio's own code, where it gives one: then the message was not taken."""
    code = answer.get("code")
    if answer.ok or not isinstance(code, int):
        return refuse(answer)
    account = code in codes.ACCOUNT
    return SendFailed(
        str(code), permanent=codes.is_permanent(code), opted_out=code in codes.OPTED_OUT, account=account, retry_after=answer.retry_after
    )


def form_of(account: Account, message: Outgoing) -> dict[str, str]:
    """The fields of one message. Raises SendFailed when the account has no sender for the channel."""
    over_whatsapp = message.channel == "whatsapp"
    sender = account.values.get("from_whatsapp" if over_whatsapp else "from_sms", "").removeprefix("whatsapp:")
    service = account.values.get("messaging_service_sid", "")
    if not sender and (over_whatsapp or not service):
        raise SendFailed("no_sender", permanent=True)
    prefix = "whatsapp:" if over_whatsapp else ""
    form = {"To": prefix + (message.to or message.contact_id)}
    form |= {"From": prefix + sender} if sender else {"MessagingServiceSid": service}
    if over_whatsapp and message.template.startswith("HX"):
        values = {str(number): value for number, value in enumerate(message.template_values, 1)}
        form |= {"ContentSid": message.template, "ContentVariables": json.dumps(values, ensure_ascii=False)}
    else:
        form["Body"] = message.text
    if account.public_url.startswith("https://"):  # Twilio calls no other
        form["StatusCallback"] = f"{account.public_url}?m={quote(message.reference, safe='')}"
    return form


async def send(account: Account, message: Outgoing) -> Sent:
    """Write to one person. Raises SendFailed."""
    form = form_of(account, message)
    answer = await call(account, "POST", _url(account, "/Messages"), form=form, auth=_credentials(account), sends=True)
    number = words(answer.get("sid"), 64)
    if not answer.ok or not number:
        raise failure(answer)
    return Sent(number, message.contact_id)


async def check(account: Account) -> None:
    """Whether the account opens and is in use. Raises SendFailed."""
    answer = await call(account, "GET", _url(account, ""), auth=_credentials(account), sends=False)
    if not answer.ok:
        raise failure(answer)
    if answer.get("status") not in (None, "active"):
        raise SendFailed("suspended", permanent=True, account=True)
