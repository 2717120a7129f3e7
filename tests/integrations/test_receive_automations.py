"""What the clinic's own automations post (n8n, Botconversa), and calls signed as Standard Webhooks say."""

import json
from typing import Any

import pytest
from recordings import PERSON, account, delivery_of, in_folder, load, told

from clinic_app.integrations import standard_webhooks
from clinic_app.integrations.protocol import Delivery, Forged
from clinic_app.integrations.registry import PROVIDERS

# --- Botconversa and n8n


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("n8n_reply_v1_confirm", (PERSON, "786000001", "1", None)),
        ("n8n_reply_v2_confirm", (PERSON, "786000001", "1", 38)),
        ("n8n_invalid_answer", (PERSON, "786000001", "10", 38)),
        ("n8n_reply_free_text", (PERSON, "786000001", "no cancelo, sí voy", 38)),
        ("n8n_reply_spanish_keys", (PERSON, "", "Sí, confirmo", None)),
        ("botconversa_http_block_full_contact", (PERSON, "786000001", "1", None)),
        ("traditional_botconversa_message", (PERSON, "786000001", "SÍ", None)),
    ],
)
def test_n8n_and_botconversa_are_told_apart_by_their_shape(name: str, expected: tuple[Any, ...]) -> None:
    [found] = told("botconversa", f"n8n/{name}")
    assert (found.phone, found.contact_id, found.text, found.appointment_id) == expected


def test_a_traditional_post_without_a_message_tells_nothing() -> None:
    assert told("botconversa", "n8n/traditional_botconversa_status") == []


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: [x],
        lambda x: [{"headers": {}, "body": x}],
        lambda x: {"json": {"body": x}},
        lambda x: {"body": json.dumps(x)},
        lambda x: {"data": [x]},
    ],
)
def test_a_post_is_found_in_any_wrapping(wrap: Any) -> None:
    inner = load("n8n/n8n_reply_v2_confirm")["request"]["json"] | {"token": "n8n-shared-secret-test"}
    delivery = Delivery("POST", "/webhook/botconversa", {"content-type": "application/json"}, json.dumps(wrap(inner)).encode())
    PROVIDERS["botconversa"].verify(account("botconversa"), delivery)  # the token may lie inside
    [found] = PROVIDERS["botconversa"].parse(delivery)
    assert (found.phone, found.text, found.appointment_id) == (PERSON, "1", 38)


def test_the_patients_own_words_count_more_than_what_an_automation_made_of_them() -> None:
    body = json.dumps({"telefone": "51999000123", "resposta": "1", "mensagem_original": "no puedo ir"}).encode()
    [found] = PROVIDERS["botconversa"].parse(Delivery("POST", "/x", {}, body))
    assert found.text == "no puedo ir"


def test_the_token_may_come_in_a_header_the_query_or_as_a_bearer() -> None:
    body, mine = b'{"telefone":"51999000123","resposta":"1"}', account("botconversa")
    for headers, query in (({"authorization": "Bearer n8n-shared-secret-test"}, {}), ({}, {"token": "n8n-shared-secret-test"})):
        PROVIDERS["botconversa"].verify(mine, Delivery("POST", "/x", headers, body, query))
    for headers in ({}, {"x-webhook-token": "wrong"}, {"authorization": "Basic n8n-shared-secret-test"}):
        with pytest.raises(Forged):
            PROVIDERS["botconversa"].verify(mine, Delivery("POST", "/x", headers, body))


# --- Standard Webhooks


@pytest.mark.parametrize("name", in_folder("standard_webhooks"))
def test_standard_webhooks_signatures(name: str) -> None:
    fixture = load(name)
    meta = fixture["_meta"]
    secrets = meta.get("secrets") or [meta["secret"]]
    if "expect" in meta:
        with pytest.raises(Forged) as refused:
            standard_webhooks.verify(secrets, delivery_of(fixture), meta["freeze_time"])
        assert refused.value.status == meta["expect"]
        return
    for known in (secrets, secrets[:1]):
        standard_webhooks.verify(known, delivery_of(fixture), meta["freeze_time"])
    for wrong in ([], [""], ["whsec_" + "QUJD" * 8]):
        with pytest.raises(Forged):
            standard_webhooks.verify(wrong, delivery_of(fixture), meta["freeze_time"])
