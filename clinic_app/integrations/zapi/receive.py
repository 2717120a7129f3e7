"""In from Z-API. What is not one person writing to the clinic is left out: groups, channels, our own echo, what could not be decrypted yet."""

from __future__ import annotations

from typing import Any

from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound
from clinic_app.integrations.reading import an_object, json_of, moment_of, objects, phone_of, same, words

STATUSES = {"SENT": "sent", "RECEIVED": "delivered", "DELIVERED": "delivered", "READ": "read", "PLAYED": "read", "VIEWED": "read"}
NOT_A_PERSON = ("isGroup", "isNewsletter", "broadcast", "isStatusReply", "fromMe", "fromApi", "waitingMessage")
ATTACHED = {
    "image": ("imageUrl", "caption"), "audio": ("audioUrl", ""), "video": ("videoUrl", "caption"), "document": ("documentUrl", "fileName"),
    "sticker": ("stickerUrl", ""), "location": ("url", "name"), "contact": ("", "displayName"),
}  # fmt: skip


def verify(account: Account, delivery: Delivery) -> None:
    """The secret in the address did the work; the instance's token, where a header brings it, must be the right one. Raises Forged."""
    token = account.values.get("instance_token", "")
    if not token:
        raise Forged("no secret set")
    if (shown := delivery.headers.get("z-api-token")) and not same(shown, token):
        raise Forged("token")


def _person(item: dict[str, Any]) -> tuple[str, str]:
    """(phone, Z-API's own id of her): a privacy id may stand where a number is expected."""
    given = words(item.get("phone"), 80)
    lid = words(item.get("chatLid") or item.get("senderLid"), 80)
    return phone_of(given), given if given.endswith("@lid") else lid


def _content(item: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of an Inbound that the content decides; None for nothing to tell."""
    if text := an_object(item.get("text")):
        return {"text": words(text.get("message"))}
    for name in ("buttonsResponseMessage", "buttonReply"):
        if pressed := an_object(item.get(name)):
            return {"text": words(pressed.get("message")), "payload": words(pressed.get("buttonId"), 300)}
    if chosen := an_object(item.get("listResponseMessage")):
        return {"text": words(chosen.get("title")) or words(chosen.get("message")), "payload": words(chosen.get("selectedRowId"), 300)}
    if reaction := an_object(item.get("reaction")):
        sign = words(reaction.get("value"), 20)
        about = words(an_object(reaction.get("referencedMessage")).get("messageId"), 200)
        return {"text": sign, "media": "reaction", "context_id": about} if sign else None
    for media, (url, caption) in ATTACHED.items():
        if found := an_object(item.get(media)):
            return {"text": words(found.get(caption)), "media": media, "media_url": words(found.get(url), 2000)}
    return None if item.get("notification") else {"media": "unsupported"}


def _message(item: dict[str, Any]) -> list[Inbound]:
    if any(item.get(name) is True for name in NOT_A_PERSON) or words(item.get("phone"), 80).endswith(
        ("-group", "@g.us", "@newsletter", "@broadcast")
    ):
        return []
    content = _content(item)
    if content is None or not (content.get("text") or content.get("payload") or content.get("media")):
        return []
    phone, contact = _person(item)
    number, edited = words(item.get("messageId"), 200), item.get("isEdit") is True
    context = words(item.get("referenceMessageId"), 200)
    named = words(item.get("senderName"), 200) or words(item.get("chatName"), 200)
    facts = {"context_id": context, **content}
    return [
        Inbound(
            "message",
            provider_id=number,
            phone=phone,
            contact_id=contact,
            name=named,
            edited=edited,
            at=moment_of(item.get("momment")),
            **facts,
        )
    ]


def _statuses(item: dict[str, Any]) -> list[Inbound]:
    status = STATUSES.get(words(item.get("status"), 20).upper())
    numbers = item.get("ids") if isinstance(item.get("ids"), list) else [item.get("messageId")]
    if status is None or item.get("isGroup") is True:
        return []
    phone, contact = _person(item)
    at = moment_of(item.get("momment"))
    return [
        Inbound("status", provider_id=found, phone=phone, contact_id=contact, status=status, at=at)
        for each in numbers or []
        if (found := words(each, 200))
    ]


def _delivery(item: dict[str, Any]) -> list[Inbound]:
    number, wrong = words(item.get("messageId"), 200), words(item.get("error"), 100)
    phone, contact = _person(item)
    if not number:
        return []
    return [
        Inbound(
            "status",
            provider_id=number,
            phone=phone,
            contact_id=contact,
            status="failed" if wrong else "sent",
            code="refused" if wrong else "",
        )
    ]


def _read(item: dict[str, Any]) -> list[Inbound]:
    kind = words(item.get("type"), 60)
    if kind == "ReceivedCallback":
        return _message(item)
    if kind == "MessageStatusCallback":
        return _statuses(item)
    if kind == "DeliveryCallback":
        return _delivery(item)
    if kind in ("DisconnectedCallback", "ConnectedCallback"):
        on = kind == "ConnectedCallback" and item.get("connected") is not False
        return [
            Inbound(
                "note", code="connected" if on else "disconnected", text=words(item.get("error"), 300), at=moment_of(item.get("momment"))
            )
        ]
    return []


def parse(delivery: Delivery) -> list[Inbound]:
    """Everything that a delivery tells."""
    found = []
    for item in objects(json_of(delivery)):
        own = words(item.get("instanceId"), 80)
        found += [Inbound(**{**vars(each), "to": own}) for each in _read(item)]
    return found
