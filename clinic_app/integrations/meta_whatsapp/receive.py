"""In from the Cloud API. The signature is over the bytes as they came: Meta writes `\\u00ed` and `\\/`, which no JSON library writes again."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from clinic_app.integrations.meta_whatsapp import codes
from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound
from clinic_app.integrations.reading import an_object, json_of, moment_of, objects, phone_of, same, words

STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
ATTACHED = ("image", "audio", "video", "document", "sticker")


def verify(account: Account, delivery: Delivery) -> None:
    """Raises Forged for a signature that does not fit; without an app secret nothing passes."""
    secret, given = account.values.get("app_secret", ""), delivery.headers.get("x-hub-signature-256", "")
    wanted = "sha256=" + hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
    if not secret or not same(given, wanted):
        raise Forged("signature")


def challenge(account: Account, delivery: Delivery) -> str:
    """Meta asks once whether the address is ours: its own number back, if it knows the verify token. Raises Forged (403)."""
    query = delivery.query
    if query.get("hub.mode") != "subscribe" or not same(query.get("hub.verify_token"), account.values.get("verify_token")):
        raise Forged("verify token", status=403)
    return words(query.get("hub.challenge"), 200)


def _names(value: dict[str, Any]) -> dict[str, str]:
    """What people call themselves, by phone and by Meta's id; a lone contact also by nothing."""
    people = objects(value.get("contacts"))
    found = {"": words(an_object(people[0].get("profile")).get("name"), 200)} if len(people) == 1 else {}
    for person in people:
        name = words(an_object(person.get("profile")).get("name"), 200)
        found |= {key: name for field in ("wa_id", "user_id") if (key := words(person.get(field), 100))}
    return found


def _content(item: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of an Inbound that the content decides; None for nothing to tell."""
    kind = words(item.get("type"), 40)
    inner = an_object(item.get(kind))
    if kind == "text":
        return {"text": words(inner.get("body"))}
    if kind == "button":  # of a template
        return {"text": words(inner.get("text")), "payload": words(inner.get("payload"), 300)}
    if kind == "interactive":
        chosen = an_object(inner.get("button_reply")) or an_object(inner.get("list_reply")) or an_object(inner.get("nfm_reply"))
        return {"text": words(chosen.get("title") or chosen.get("body")), "payload": words(chosen.get("id"), 300)}
    if kind == "reaction":
        sign = words(inner.get("emoji"), 20)  # none: it was taken back
        return {"text": sign, "media": "reaction", "context_id": words(inner.get("message_id"), 300)} if sign else None
    if kind in ATTACHED:
        return {"text": words(inner.get("caption")), "media": kind, "media_url": words(inner.get("id") or inner.get("url"), 2000)}
    if kind == "location":
        place = f"geo:{words(inner.get('latitude'), 30)},{words(inner.get('longitude'), 30)}"
        return {"text": words(inner.get("name")), "media": "location", "media_url": place}
    return {"media": "unsupported"}


def _message(item: dict[str, Any], names: dict[str, str]) -> Inbound | None:
    if item.get("group_id") or item.get("type") == "ephemeral":
        return None
    phone, person = phone_of(item.get("from")), words(item.get("from_user_id"), 100)
    common = {"provider_id": words(item.get("id"), 300), "phone": phone, "at": moment_of(item.get("timestamp"))}
    if item.get("type") == "system":  # a new number: nothing is moved to it without a person
        system = an_object(item.get("system"))
        changed = "changed" in words(system.get("type"), 60)
        new, person = phone_of(system.get("wa_id")), words(system.get("previous_user_id"), 100)
        return Inbound("note", code="number_changed", contact_id=person, text=new, **common) if changed else None
    content = _content(item)
    if content is None:
        return None
    name = names.get(words(item.get("from"), 40)) or names.get(person) or names.get("", "")
    facts = {"context_id": words(an_object(item.get("context")).get("id"), 300), **content}
    return Inbound("message", contact_id=person, name=name, **common, **facts)


def _status(item: dict[str, Any]) -> list[Inbound]:
    status = STATUSES.get(words(item.get("status"), 20))
    if status is None or item.get("recipient_type") == "group":
        return []
    errors = objects(item.get("errors"))
    code = errors[0].get("code") if errors else None
    number = code if isinstance(code, int) else 0
    recipient = item.get("recipient_id")
    person = words(item.get("recipient_user_id"), 100)
    common = {
        "provider_id": words(item.get("id"), 300),
        "phone": phone_of(recipient),
        "contact_id": person,
        "at": moment_of(item.get("timestamp")),
    }
    reference = words(item.get("biz_opaque_callback_data"), 200)
    told = words(code, 20) if errors else ""
    found = [
        Inbound(
            "status", status=status, code=told, permanent=codes.is_permanent(number) if errors else False, reference=reference, **common
        )
    ]
    return [*found, Inbound("opt_out", code=told, **common)] if number in codes.OPTED_OUT else found


def _preference(item: dict[str, Any]) -> Inbound | None:
    kind = {"stop": "opt_out", "resume": "opt_in"}.get(words(item.get("value"), 20))
    if kind is None:
        return None
    code = "marketing" if "marketing" in words(item.get("category"), 60) else ""
    person = words(item.get("user_id"), 100)
    return Inbound(kind, phone=phone_of(item.get("wa_id")), contact_id=person, code=code, at=moment_of(item.get("timestamp")))


def _change(change: dict[str, Any]) -> list[Inbound]:
    value = an_object(change.get("value"))
    if change.get("field") not in ("messages", "user_preferences"):  # echoes of our own app, history, templates
        return []
    names = _names(value)
    found = [each for item in objects(value.get("messages") or []) if (each := _message(item, names)) is not None]
    found += [each for item in objects(value.get("statuses") or []) for each in _status(item)]
    found += [each for item in objects(value.get("user_preferences") or []) if (each := _preference(item)) is not None]
    own = words(an_object(value.get("metadata")).get("phone_number_id"), 40)
    return [Inbound(**{**vars(each), "to": own}) for each in found]


def parse(delivery: Delivery) -> list[Inbound]:
    """Everything that a delivery tells: each of its entries, changes, messages and statuses."""
    content = an_object(json_of(delivery))
    return [
        found
        for entry in objects(content.get("entry") or [])
        for change in objects(entry.get("changes") or [])
        for found in _change(change)
    ]
