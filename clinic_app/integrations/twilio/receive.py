"""In from Twilio. The signature covers the address that Twilio called: the public one, rebuilt from the settings, never what a proxy shows us."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, urlsplit

from clinic_app.integrations.protocol import Account, Delivery, Forged, Inbound
from clinic_app.integrations.reading import phone_of, same, words
from clinic_app.integrations.twilio import codes

STATUSES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}  # fmt: skip  (accepted, scheduled, queued, sending: on its way, nothing to tell)
STOPS, STARTS = ("STOP",), ("START", "UNSTOP")
MEDIA = ("image", "audio", "video")
FIELDS = 400


def _pairs(delivery: Delivery) -> list[tuple[str, str]]:
    if "json" in delivery.headers.get("content-type", ""):
        return []
    try:
        return parse_qsl(delivery.body.decode(), keep_blank_values=True, max_num_fields=FIELDS)
    except (UnicodeDecodeError, ValueError):
        return []


def called(account: Account, delivery: Delivery) -> list[str]:
    """The addresses that Twilio may have signed: with the public host, with and without the port that goes without saying, or as it was asked for."""
    public, seen = urlsplit(account.public_url), urlsplit(delivery.url)
    rest = seen.path + (f"?{seen.query}" if seen.query else "")
    host = public.hostname or ""
    port = public.port or (443 if public.scheme == "https" else 80)
    ours = [f"{public.scheme}://{public.netloc}{rest}", f"{public.scheme}://{host}{rest}", f"{public.scheme}://{host}:{port}{rest}"]
    # where nobody told us the public address: the one that was asked for. Its path holds a secret, so no other address can be meant
    asked = [found for name in ("x-forwarded-host", "host") if (found := delivery.headers.get(name, ""))]
    return [*ours, *(f"{scheme}://{each}{rest}" for each in asked for scheme in ("https", "http"))]


def signature(token: str, url: str, pairs: list[tuple[str, str]]) -> str:
    """base64 of HMAC-SHA1 over the address and every field with its values, sorted; a value given twice counts once."""
    signed = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def verify(account: Account, delivery: Delivery) -> None:
    """Raises Forged (403) for a signature that does not fit; without a token set, nothing passes."""
    token, given = account.values.get("auth_token", ""), delivery.headers.get("x-twilio-signature", "")
    if not token or not given:
        raise Forged("unsigned", status=403)
    pairs = _pairs(delivery)
    if not any(same(given, signature(token, url, pairs)) for url in called(account, delivery)):
        raise Forged("signature", status=403)
    if not pairs and not same(delivery.query.get("bodySHA256"), hashlib.sha256(delivery.body).hexdigest()):
        raise Forged("body", status=403)


def _address(text: str) -> tuple[str, str, str]:
    """(channel, phone, contact id) of `+51…`, `whatsapp:+51…` or `whatsapp:PE.150…`."""
    channel, person = ("whatsapp", text.removeprefix("whatsapp:")) if text.startswith("whatsapp:") else ("sms", text)
    phone = phone_of(person)
    return channel, phone, "" if phone else person


def _status(form: dict[str, str], reference: str) -> list[Inbound]:
    status = STATUSES.get(form["MessageStatus"])
    if status is None:
        return []
    channel, phone, contact = _address(form.get("To", ""))
    code = form.get("ErrorCode", "")
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 9 else 0
    common = {"provider_id": form.get("MessageSid", ""), "phone": phone, "contact_id": contact, "channel": channel}
    found = [Inbound("status", status=status, code=code, permanent=codes.is_permanent(number), reference=reference, **common)]
    if number in codes.OPTED_OUT:
        found.append(Inbound("opt_out", code=code, **common))
    return found


def _attached(form: dict[str, str]) -> tuple[str, str]:
    if form.get("Latitude") and form.get("Longitude"):
        return "location", f"geo:{form['Latitude']},{form['Longitude']}"
    if form.get("NumMedia", "0") in ("", "0"):
        return ("reaction", "") if form.get("MessageType") == "reaction" else ("", "")
    kind = form.get("MediaContentType0", "").partition("/")[0]
    return kind if kind in MEDIA else "document", form.get("MediaUrl0", "")


def _message(form: dict[str, str]) -> list[Inbound]:
    channel, phone, contact = _address(form.get("From", ""))
    contact = contact or form.get("ExternalUserId", "")
    common = {
        "provider_id": form.get("MessageSid", ""),
        "phone": phone,
        "contact_id": contact,
        "channel": channel,
        "name": form.get("ProfileName", ""),
    }
    text = words(form.get("Body"))
    if said := form.get("OptOutType", "").upper():  # Twilio has answered already
        kind = "opt_out" if said in STOPS else "opt_in" if said in STARTS else ""
        return [Inbound(kind, text=text, **common)] if kind else []
    media, url = _attached(form)
    payload = form.get("ButtonPayload") or form.get("ListId") or ""
    if not (text or payload or media):
        return []
    context = form.get("OriginalRepliedMessageSid", "")
    return [
        Inbound(
            "message",
            text=text or form.get("ButtonText", ""),
            payload=payload[:300],
            context_id=context,
            media=media,
            media_url=url,
            **common,
        )
    ]


def parse(delivery: Delivery) -> list[Inbound]:
    """What one call tells: a message of a person, or how far one of ours has come."""
    form = {name: words(value) for name, value in _pairs(delivery)}
    if form.get("MessageStatus") and form.get("SmsStatus") != "received":
        found = _status(form, words(delivery.query.get("m"), 100))
    else:
        found = _message(form) if form.get("From") else []
    return [Inbound(**{**vars(each), "to": form.get("AccountSid", "")}) for each in found]
