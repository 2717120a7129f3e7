"""Botconversa's API (backend.botconversa.com.br/swagger). A person is a subscriber; her own id is what counts, never the phone as text:
Brazilian numbers come back without their ninth digit.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from clinic_app.integrations.http import Answer, base, call, refuse
from clinic_app.integrations.protocol import Account, SendFailed
from clinic_app.integrations.reading import digits_of, objects, words

HOME = "https://backend.botconversa.com.br/api/v1/webhook"


async def _ask(account: Account, method: str, path: str, json: Any = None, sends: bool = False) -> Answer:
    headers = {"API-KEY": account.values.get("api_key", ""), "accept": "application/json"}
    return await call(account, method, f"{base(account, HOME)}/{path}", headers=headers, json=json, sends=sends)


async def _done(account: Account, method: str, path: str, json: Any = None, sends: bool = False) -> Answer:
    answer = await _ask(account, method, path, json, sends)
    if not answer.ok:
        failed = refuse(answer)
        if failed.unknown and not sends:  # a list, or setting the same value again: no harm in asking twice
            raise SendFailed(failed.code, retry_after=failed.retry_after)
        raise failed
    return answer


async def find_subscriber(account: Account, phone: str) -> str:
    """The id of who has this phone; nothing when nobody has. Raises SendFailed."""
    answer = await _ask(account, "GET", f"subscriber/get_by_phone/{digits_of(phone)}/")
    if answer.status == 404:
        return ""
    if not answer.ok:
        raise refuse(answer)
    return words(answer.get("id"), 40)


async def get_or_create(account: Account, phone: str, name: str = "") -> str:
    """The subscriber's id, made if need be. Raises SendFailed.

    Some answers hold no id: then it is looked up. An empty name is not sent: it would overwrite the one that the person has.
    """
    first, _, last = name.strip().partition(" ")
    named = {"first_name": first, "last_name": last.strip()}
    body = {"phone": digits_of(phone), **{key: value for key, value in named.items() if value}, "has_opt_in_whatsapp": True}
    answer = await _done(account, "POST", "subscriber/", body)
    found = words(answer.get("id"), 40) or await find_subscriber(account, phone)
    if not found:
        raise SendFailed("no_subscriber", permanent=True)
    return found


def _at(subscriber: str, rest: str) -> str:
    return f"subscriber/{quote(subscriber, safe='')}/{rest}"


async def _send(account: Account, subscriber: str, kind: str, value: str) -> str:
    answer = await _done(account, "POST", _at(subscriber, "send_message/"), {"type": kind, "value": value}, sends=True)
    if not isinstance(answer.data, dict):
        raise SendFailed("wrong_answer", unknown=True)
    if answer.get("success") is False or answer.get("error"):
        raise SendFailed("refused", permanent=True)
    return words(answer.get("message_id"), 200)


async def send_text(account: Account, subscriber: str, text: str) -> str:
    """Write to a subscriber; the message's id, where Botconversa tells one. Raises SendFailed."""
    return await _send(account, subscriber, "text", text)


async def send_flow(account: Account, subscriber: str, flow: int) -> None:
    """Begin a flow with a subscriber. Raises SendFailed."""
    await _done(account, "POST", _at(subscriber, "send_flow/"), {"flow": flow}, sends=True)


async def _named(account: Account, path: str, name: str) -> list[tuple[int, str]]:
    answer = await _done(account, "GET", path)
    rows = objects(answer.get("results") if isinstance(answer.data, dict) else answer.data)
    return [(row["id"], words(row.get(name), 200)) for row in rows if isinstance(row.get("id"), int)]


async def flows(account: Account) -> list[tuple[int, str]]:
    """Every flow: id and name. Raises SendFailed."""
    return await _named(account, "flows/", "name")


async def campaigns(account: Account) -> list[tuple[int, str]]:
    """Every campaign: id and name. Raises SendFailed."""
    return await _named(account, "campaigns/", "name")


async def tags(account: Account) -> list[tuple[int, str]]:
    """Every tag: id and name. Raises SendFailed."""
    return await _named(account, "tags/", "name")


async def custom_fields(account: Account) -> list[tuple[int, str]]:
    """Every custom field: id and key. Raises SendFailed."""
    return await _named(account, "custom_fields/", "key")


async def subscribers(account: Account, page: int = 1) -> list[tuple[int, str]]:
    """One page of the subscribers: id and phone. Raises SendFailed."""
    return await _named(account, f"subscribers/?page={page}", "phone")


async def add_to_campaign(account: Account, subscriber: str, campaign: int) -> None:
    """Raises SendFailed."""
    await _done(account, "POST", _at(subscriber, f"campaigns/{campaign}/"))


async def add_tag(account: Account, subscriber: str, tag: int) -> None:
    """Raises SendFailed."""
    await _done(account, "POST", _at(subscriber, f"tags/{tag}/"))


async def remove_tag(account: Account, subscriber: str, tag: int) -> None:
    """Raises SendFailed."""
    await _done(account, "DELETE", _at(subscriber, f"tags/{tag}/"))


async def set_custom_field(account: Account, subscriber: str, field: int, value: str) -> None:
    """Raises SendFailed."""
    await _done(account, "POST", _at(subscriber, f"custom_fields/{field}/"), {"value": value})
