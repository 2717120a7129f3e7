"""Told apart by shape: n8n's reply (two versions, Portuguese, Spanish or English keys), a contact with its variables, a traditional post.

Any of them may come wrapped: in a list, in the item of n8n's Webhook node (`body`), in `json` or `data`, or as a form.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import parse_qsl

import orjson

from clinic_app.integrations.protocol import Delivery, Inbound
from clinic_app.integrations.reading import an_object, json_of, moment_of, objects, phone_of, words

PHONE = ("telefone", "telefono", "phone", "phone_number", "celular", "whatsapp", "numero", "from")
CONTACT = ("subscriber_id", "id_subscriber", "subscriber", "contact_id", "contato_id", "contacto_id")
ANSWER = ("resposta", "respuesta", "answer", "response", "reply", "resposta_paciente", "respuesta_paciente")
ORIGINAL = ("mensagem_original", "mensaje_original", "original_message")
SAID = ("mensagem", "mensaje", "message", "text", "texto", "content")
APPOINTMENT = ("id_tabela", "id_tabla", "agendamento_id", "id_agendamento", "atendimento_id", "cita_id", "id_cita", "appointment_id")
NAME = ("nome_paciente", "nombre_paciente", "full_name", "nome", "nombre", "name", "paciente")
TOKEN = ("token", "webhook_token", "x_webhook_token")
WRAPPINGS = ("body", "json", "data", "payload")
DEEPEST, MOST = 5, 100
CODES = ("1", "0", "2")  # answers that an automation may have made of other words
MEDIA = {
    "image": "image",
    "audio": "audio",
    "ptt": "audio",
    "video": "video",
    "document": "document",
    "file": "document",
    "location": "location",
    "sticker": "sticker",
}


def _folded(name: Any) -> str:
    plain = unicodedata.normalize("NFD", str(name))
    return re.sub(r"[^a-z0-9]+", "_", "".join(each for each in plain if not unicodedata.combining(each)).lower()).strip("_")


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    return {_folded(name): value for name, value in item.items()}


def _first(fields: dict[str, Any], names: tuple[str, ...], longest: int = 4096) -> str:
    return next((found for name in names if (found := words(fields.get(name), longest))), "")


def _content(delivery: Delivery) -> Any:
    if "form-urlencoded" in delivery.headers.get("content-type", ""):
        return dict(parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200))
    return json_of(delivery)


def _is_wrapping(fields: dict[str, Any], name: str) -> bool:
    return name in fields and not any(key in fields for key in (*ANSWER, "contact", "variables"))


def items_of(content: Any, depth: int = 0) -> list[dict[str, Any]]:
    """Every single post inside a body, out of its wrappings."""
    if isinstance(content, str) and depth:
        try:
            content = orjson.loads(content)
        except orjson.JSONDecodeError:
            return []
    if depth > DEEPEST:
        return []
    if isinstance(content, list):
        return [found for each in content[:MOST] for found in items_of(each, depth + 1)]
    if not isinstance(content, dict):
        return []
    fields = _fields(content)
    for name in WRAPPINGS:
        if _is_wrapping(fields, name) and isinstance(fields[name], dict | list | str) and (inner := items_of(fields[name], depth + 1)):
            return inner
    return [fields]


def token_in(delivery: Delivery) -> str:
    """The token that a caller shows: `X-Webhook-Token`, `Authorization: Bearer`, `?token=`, or `token` in the body."""
    headers = delivery.headers
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    shown = headers.get("x-webhook-token") or headers.get("x-api-key") or (bearer.strip() if scheme.lower() == "bearer" else "")
    if shown or (shown := words(delivery.query.get("token"), 300)):
        return shown
    found = items_of(_content(delivery))
    return _first(found[0], TOKEN, 300) if found else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 19 and int(text) > 0 else None


def _traditional(fields: dict[str, Any]) -> Inbound | None:
    """`{type, contact, message}`; without a message it tells nothing."""
    contact, message = _fields(an_object(fields.get("contact"))), fields.get("message")
    said = _fields(message) if isinstance(message, dict) else {"content": message}
    if _folded(said.get("direction", "")) in ("out", "outgoing", "sent") or said.get("from_me") is True:
        return None
    media = MEDIA.get(words(said.get("type"), 40).lower(), "")
    text = _first(said, ("content", "text", "body", "value"))
    if not text and not media:
        return None
    url = text if media and text.startswith("http") else ""
    return Inbound(
        "message", provider_id=words(said.get("id"), 200), phone=phone_of(_first(contact, PHONE, 60)), contact_id=_first(contact, ("id", *CONTACT), 60),
        name=_first(contact, NAME, 200), text="" if url else text, media=media, media_url=url, at=moment_of(said.get("timestamp")),
    )  # fmt: skip


def _said_by(fields: dict[str, Any]) -> str:
    """The patient's own words where they are given: an automation that made a 1 of them may have read them wrongly."""
    answer, original = _first(fields, ANSWER), _first(fields, ORIGINAL)
    return original if answer in CODES and original and len(original) <= 200 else answer or original or _first(fields, SAID)


def _reply(fields: dict[str, Any], contact: str) -> Inbound | None:
    text = _said_by(fields)
    if not text:
        return None
    return Inbound(
        "message", phone=phone_of(_first(fields, PHONE, 60)), contact_id=contact, name=_first(fields, NAME, 200), text=text,
        appointment_id=_number(_first(fields, APPOINTMENT, 40)),
    )  # fmt: skip


def _read(fields: dict[str, Any]) -> Inbound | None:
    if isinstance(fields.get("contact"), dict):
        return _traditional(fields)
    if isinstance(fields.get("variables"), dict):  # the whole contact, its answer among the variables
        return _reply(
            {**_fields(fields["variables"]), **{key: fields[key] for key in (*PHONE, *NAME) if key in fields}}, words(fields.get("id"), 60)
        )
    if fields.get("from_me") is True or fields.get("type") == "status":
        return None
    return _reply(fields, _first(fields, CONTACT, 60))


def parse(delivery: Delivery) -> list[Inbound]:
    """Everything that a post tells; what tells nothing gives nothing."""
    return [found for each in objects(items_of(_content(delivery)))[:MOST] if (found := _read(each)) is not None]
