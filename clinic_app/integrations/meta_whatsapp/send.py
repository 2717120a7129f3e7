"""Out through the Cloud API: a text, a text with quick replies, or an approved template (the only thing outside the 24-hour window)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from clinic_app.integrations.http import Answer, base, call, refuse
from clinic_app.integrations.meta_whatsapp import codes
from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent
from clinic_app.integrations.reading import an_object, digits_of, objects, words

HOME, VERSION = "https://graph.facebook.com", "v26.0"
MOST_BUTTONS, LONGEST_LABEL, LONGEST_BODY, LONGEST_TEXT = 3, 20, 1024, 4096


def _url(account: Account, rest: str) -> str:
    version = account.values.get("api_version") or VERSION
    return f"{base(account, HOME)}/{quote(version, safe='')}/{quote(account.values.get('phone_number_id', ''), safe='')}{rest}"


def _headers(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.values.get('access_token', '')}"}


def failure(answer: Answer) -> SendFailed:
    """By Meta's code; the HTTP status alone only where there is none."""
    error = an_object(answer.get("error"))
    code = error.get("code")
    if answer.ok or not isinstance(code, int):
        return refuse(answer)
    wait = answer.retry_after or codes.NOT_AT_ONCE.get(code)
    return SendFailed(
        str(code), permanent=codes.is_permanent(code), account=code in codes.ACCOUNT, opted_out=code in codes.OPTED_OUT, retry_after=wait
    )


def _template(account: Account, message: Outgoing) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if message.template_values:
        components.append({"type": "body", "parameters": [{"type": "text", "text": value} for value in message.template_values]})
    for number, each in enumerate(message.buttons):
        payload = {"type": "payload", "payload": each.payload}
        components.append({"type": "button", "sub_type": "quick_reply", "index": str(number), "parameters": [payload]})
    language = account.values.get("template_language") or message.language.replace("-", "_")
    found: dict[str, Any] = {"name": message.template, "language": {"code": language}}
    return found | ({"components": components} if components else {})


def body_of(account: Account, message: Outgoing) -> dict[str, Any]:
    """The JSON of one message. A person without a known phone is named as `recipient`, by Meta's own id of her."""
    to = {"to": digits_of(message.to)} if message.to else {"recipient": message.contact_id}
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual", **to}
    if message.template:
        body |= {"type": "template", "template": _template(account, message)}
    elif message.buttons and len(message.buttons) <= MOST_BUTTONS and len(message.text) <= LONGEST_BODY:
        replies = [{"type": "reply", "reply": {"id": each.payload, "title": each.label[:LONGEST_LABEL]}} for each in message.buttons]
        body |= {"type": "interactive", "interactive": {"type": "button", "body": {"text": message.text}, "action": {"buttons": replies}}}
    else:
        body |= {"type": "text", "text": {"preview_url": False, "body": message.text[:LONGEST_TEXT]}}
    return body | ({"biz_opaque_callback_data": message.reference} if message.reference else {})


async def send(account: Account, message: Outgoing) -> Sent:
    """Write to one person. Raises SendFailed."""
    answer = await call(account, "POST", _url(account, "/messages"), headers=_headers(account), json=body_of(account, message), sends=True)
    taken = objects(answer.get("messages"))
    number = words(taken[0].get("id"), 300) if taken else ""
    if not answer.ok or not number:
        raise failure(answer)
    people = objects(answer.get("contacts"))
    return Sent(number, words(people[0].get("user_id"), 100) if people else "")


async def check(account: Account) -> None:
    """Whether the token opens the number. Raises SendFailed."""
    answer = await call(account, "GET", _url(account, "?fields=verified_name"), headers=_headers(account), sends=False)
    if not answer.ok:
        raise failure(answer)
