"""Out through Z-API. It may answer 200 and deliver nothing: only a `messageId` says that it took a message."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from clinic_app.integrations.http import Answer, base, call, refuse
from clinic_app.integrations.protocol import Account, Outgoing, SendFailed, Sent
from clinic_app.integrations.reading import digits_of, words

HOME = "https://api.z-api.io"
MOST_BUTTONS, LONGEST_LABEL = 3, 20
# parts of the error texts (Z-API has no codes): (part, code, permanent, the account's fault)
ERRORS = (
    ("connected", "disconnected", False, True),
    ("not allowed", "bad_token", True, True),
    ("token", "bad_token", True, True),
    ("instance", "bad_instance", True, True),
    ("subscri", "unpaid", True, True),
    ("restore", "disconnected", False, True),
    ("phone", "bad_phone", True, False),
    ("number", "bad_phone", True, False),
    ("exist", "bad_phone", True, False),
)


def _url(account: Account, what: str) -> str:
    instance, token = (quote(account.values.get(name, ""), safe="") for name in ("instance_id", "instance_token"))
    return f"{base(account, HOME)}/instances/{instance}/token/{token}/{what}"


async def _ask(account: Account, method: str, what: str, json: Any = None, sends: bool = False) -> Answer:
    return await call(
        account, method, _url(account, what), headers={"Client-Token": account.values.get("client_token", "")}, json=json, sends=sends
    )


def failure(answer: Answer) -> SendFailed:
    """What an answer without a message's id means."""
    said = (words(answer.get("error"), 300) or words(answer.get("message"), 300)).lower()
    if said:
        for part, code, permanent, account in ERRORS:
            if part in said:
                return SendFailed(code, permanent=permanent, account=account, retry_after=answer.retry_after)
    if said and answer.ok:
        return SendFailed("refused")  # it says that it failed; why, nobody knows: another try may do
    return refuse(answer)


async def send(account: Account, message: Outgoing) -> Sent:
    """Write to one person. Buttons only where the account says that they work there; the text itself always says what to answer."""
    body: dict[str, Any] = {"phone": digits_of(message.to) or message.contact_id, "message": message.text}
    what = "send-text"
    if message.buttons and account.values.get("buttons") in ("1", "si", "yes", "true"):
        what = "send-button-list"
        body["buttonList"] = {
            "buttons": [{"id": each.payload, "label": each.label[:LONGEST_LABEL]} for each in message.buttons[:MOST_BUTTONS]]
        }
    answer = await _ask(account, "POST", what, body, sends=True)
    number = words(answer.get("messageId") or answer.get("id"), 200)
    if not answer.ok or not number:
        raise failure(answer)
    return Sent(number, message.contact_id)


async def check(account: Account) -> None:
    """Whether the telephone is connected. Raises SendFailed."""
    answer = await _ask(account, "GET", "status")
    if not answer.ok:
        raise failure(answer)
    if answer.get("connected") is not True:
        raise SendFailed("disconnected", account=True)
