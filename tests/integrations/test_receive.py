"""Every recorded delivery, byte for byte: its signature, and what it tells."""

import json

import pytest
from recordings import BSUID, PERSON, PUBLIC, VALUES, account, delivery_of, in_folder, load, told

from clinic_app.integrations.protocol import Account, Delivery, Forged
from clinic_app.integrations.registry import PROVIDERS

EVERY = [("botconversa", name) for name in in_folder("n8n")] + [
    (provider, name) for provider in ("meta_whatsapp", "twilio", "zapi") for name in in_folder(f"{provider}/webhooks")
]  # fmt: skip


@pytest.mark.parametrize(("provider", "name"), EVERY)
def test_every_recorded_delivery_passes_or_is_refused_as_it_should(provider: str, name: str) -> None:
    fixture = load(name)
    delivery, mine = delivery_of(fixture), account(provider)
    if "invalid" in fixture["_meta"]["kind"]:
        with pytest.raises(Forged) as refused:
            PROVIDERS[provider].verify(mine, delivery)
        assert refused.value.status == fixture["_meta"]["expect"]
        return
    PROVIDERS[provider].verify(mine, delivery)
    for fact in PROVIDERS[provider].parse(delivery):
        assert fact.kind in ("message", "status", "opt_out", "opt_in", "note")
        assert fact.phone == "" or fact.phone.startswith("+51")


@pytest.mark.parametrize(("provider", "name"), EVERY)
def test_without_a_secret_set_nothing_passes(provider: str, name: str) -> None:
    with pytest.raises(Forged):
        PROVIDERS[provider].verify(Account(1, 1, provider, {}, PUBLIC), delivery_of(load(name)))


@pytest.mark.parametrize(("provider", "name"), [pair for pair in EVERY if pair[0] in ("meta_whatsapp", "twilio")])
def test_one_changed_byte_is_a_forgery(provider: str, name: str) -> None:
    delivery = delivery_of(load(name))
    changed = delivery.body.replace(b"51999", b"51998").replace(b"5117", b"5118")
    assert changed != delivery.body
    with pytest.raises(Forged):
        PROVIDERS[provider].verify(account(provider), Delivery(delivery.method, delivery.url, delivery.headers, changed, delivery.query))


@pytest.mark.parametrize("provider", ["botconversa", "meta_whatsapp", "twilio", "zapi"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b"{",
        b"[" * 5000,
        b"\xff\xfe\x00",
        b'{"entry":[{"changes":[{"value":5}]}]}',
        b'{"type":"ReceivedCallback","text":7}',
        b"Body=%ff%00&From=x",
    ],
)
def test_odd_bodies_tell_nothing_that_breaks(provider: str, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        assert isinstance(PROVIDERS[provider].parse(Delivery("POST", "/x", {"content-type": kind}, body)), list)


# --- Twilio


def test_twilio_signs_the_public_address_whatever_a_proxy_shows() -> None:
    fixture = load("twilio/webhooks/inbound_sms_query_in_url")
    for origin in ("http://10.0.0.5", "https://clinica.example.pe", "http://localhost:3000"):
        PROVIDERS["twilio"].verify(account("twilio"), delivery_of(fixture, origin))
    with pytest.raises(Forged):
        PROVIDERS["twilio"].verify(Account(1, 1, "twilio", VALUES["twilio"], "http://clinica.example.pe/x"), delivery_of(fixture))


def test_twilio_tells_messages_buttons_and_who_wants_no_more() -> None:
    [sms] = told("twilio", "twilio/webhooks/inbound_sms_1")
    assert (sms.kind, sms.channel, sms.phone, sms.text) == ("message", "sms", PERSON, "1")
    [text] = told("twilio", "twilio/webhooks/inbound_whatsapp_text")
    assert (text.channel, text.text, text.name) == ("whatsapp", "Sí confirmo", "María Fernanda Q.")
    [button] = told("twilio", "twilio/webhooks/inbound_whatsapp_button")
    assert (button.payload, button.context_id) == ("CONFIRM:apt_0001", "MM00000000000000000000000000000001")
    [stop] = told("twilio", "twilio/webhooks/inbound_sms_stop")
    assert (stop.kind, stop.channel, stop.phone) == ("opt_out", "sms", PERSON)


def test_twilio_statuses_name_our_message_and_an_unsubscribed_person_is_remembered() -> None:
    assert [told("twilio", f"twilio/webhooks/status_{each}")[0].status for each in ("sent", "delivered", "read")] == [
        "sent",
        "delivered",
        "read",
    ]
    failed, out = told("twilio", "twilio/webhooks/status_failed_21610_unsubscribed")
    assert (failed.status, failed.code, failed.permanent, failed.reference) == ("failed", "21610", True, "msg_0001")
    assert (out.kind, out.phone, out.channel) == ("opt_out", PERSON, "sms")


def test_twilio_knows_people_without_a_phone() -> None:
    body = b"MessageSid=SM1&From=whatsapp%3APE.1500000000000001&Body=si&AccountSid=AC1"
    [found] = PROVIDERS["twilio"].parse(Delivery("POST", "/x", {"content-type": "application/x-www-form-urlencoded"}, body))
    assert (found.phone, found.contact_id, found.channel) == ("", BSUID, "whatsapp")


# --- Meta


def test_meta_asks_whether_the_address_is_ours() -> None:
    ask = PROVIDERS["meta_whatsapp"].challenge
    assert ask is not None
    assert ask(account("meta_whatsapp"), delivery_of(load("meta_whatsapp/verify_get_ok"))) == "1158201444"
    for wrong in (account("meta_whatsapp"), account("meta_whatsapp", verify_token="")):
        with pytest.raises(Forged) as refused:
            ask(wrong, delivery_of(load("meta_whatsapp/verify_get_bad_token")))
        assert refused.value.status == 403


def test_meta_batches_are_read_whole() -> None:
    first, second, status = told("meta_whatsapp", "meta_whatsapp/webhooks/batch_two_messages_and_status")
    assert (first.text, second.text, second.phone, second.contact_id) == ("hola", "1", PERSON, BSUID)
    assert (status.kind, status.status, status.provider_id) == ("status", "delivered", "wamid.TESTOUTBOUND0002")


def test_meta_buttons_reactions_and_what_it_cannot_show() -> None:
    [quick] = told("meta_whatsapp", "meta_whatsapp/webhooks/inbound_button_template_quick_reply")
    assert (quick.payload, quick.text, quick.context_id) == ("CONFIRM:apt_0001", "Confirmar", "wamid.TESTOUTBOUND0001")
    [free] = told("meta_whatsapp", "meta_whatsapp/webhooks/inbound_interactive_button_reply")
    assert free.payload == "CANCEL:apt_0001"
    [sign] = told("meta_whatsapp", "meta_whatsapp/webhooks/inbound_reaction")
    assert (sign.media, sign.text, sign.context_id) == ("reaction", "👍", "wamid.TESTOUTBOUND0001")
    [odd] = told("meta_whatsapp", "meta_whatsapp/webhooks/inbound_unsupported")
    assert (odd.kind, odd.media, odd.text) == ("message", "unsupported", "")


@pytest.mark.parametrize("name", ["inbound_text_no_phone_bsuid", "inbound_text_empty_from_bsuid"])
def test_meta_names_a_person_by_its_own_id_where_she_hides_her_number(name: str) -> None:
    [found] = told("meta_whatsapp", f"meta_whatsapp/webhooks/{name}")
    assert (found.phone, found.contact_id, found.name, found.text) == ("", BSUID, "Mafe", "sí")


def test_meta_failures_say_whether_another_try_makes_sense() -> None:
    permanent = {"130429_throughput": False, "131026_undeliverable": True, "131049_ecosystem": False}
    for name, expected in permanent.items():
        [found] = told("meta_whatsapp", f"meta_whatsapp/webhooks/status_failed_{name}")
        assert (found.status, found.code, found.permanent) == ("failed", name[:6], expected)


def test_meta_a_new_number_moves_nothing_and_a_stop_is_heard() -> None:
    [moved] = told("meta_whatsapp", "meta_whatsapp/webhooks/system_user_changed_number")
    assert (moved.kind, moved.code, moved.phone) == ("note", "number_changed", PERSON)
    [stop] = told("meta_whatsapp", "meta_whatsapp/webhooks/user_preferences_stop_marketing")
    assert (stop.kind, stop.code, stop.phone) == ("opt_out", "marketing", PERSON)


# --- Z-API


@pytest.mark.parametrize("name", ["received_group", "received_waiting_message", "connected"])
def test_zapi_leaves_out_what_no_person_wrote(name: str) -> None:
    assert [fact for fact in told("zapi", f"zapi/webhooks/{name}") if fact.kind == "message"] == []


def test_zapi_leaves_out_our_own_echo() -> None:
    fixture = load("zapi/webhooks/received_text")
    echo = {**fixture["request"]["json"], "fromMe": True}
    assert PROVIDERS["zapi"].parse(Delivery("POST", "/x", {}, json.dumps(echo).encode())) == []


def test_zapi_reads_texts_buttons_reactions_edits_and_privacy_ids() -> None:
    [text] = told("zapi", "zapi/webhooks/received_text")
    assert (text.text, text.phone, text.contact_id, text.name) == ("si confirmo", PERSON, "81896600000000@lid", "María Fernanda Q.")
    assert text.at is not None and text.at.year == 2026
    [button] = told("zapi", "zapi/webhooks/received_buttons_response")
    assert (button.payload, button.context_id) == ("CONFIRM:apt_0001", "3EB00000000000000AAA")
    [sign] = told("zapi", "zapi/webhooks/received_reaction")
    assert (sign.media, sign.text, sign.context_id) == ("reaction", "👍", "3EB00000000000000AAA")
    [edit] = told("zapi", "zapi/webhooks/received_edit")
    assert (edit.edited, edit.text, edit.provider_id) == (True, "0", "3EB00000000000000008")
    [hidden] = told("zapi", "zapi/webhooks/received_lid_as_phone")
    assert (hidden.phone, hidden.contact_id) == ("", "81896600000000@lid")


def test_zapi_statuses_come_for_several_messages_and_the_telephone_says_when_it_is_off() -> None:
    both = told("zapi", "zapi/webhooks/message_status_received")
    assert [(each.status, each.provider_id[-3:]) for each in both] == [("delivered", "AAA"), ("delivered", "AAB")]
    assert told("zapi", "zapi/webhooks/message_status_read")[0].status == "read"
    assert told("zapi", "zapi/webhooks/delivery")[0].status == "sent"
    assert told("zapi", "zapi/webhooks/connected")[0].code == "connected"
    off = b'{"type":"DisconnectedCallback","momment":1795196700,"error":"Device has been disconnected","disconnected":true}'
    [found] = PROVIDERS["zapi"].parse(Delivery("POST", "/x", {}, off))
    assert (found.kind, found.code, found.at and found.at.year) == ("note", "disconnected", 2026)


def test_zapi_a_wrong_token_in_the_header_is_a_forgery() -> None:
    delivery = delivery_of(load("zapi/webhooks/received_text"))
    for headers, passes in (({}, True), ({"z-api-token": "other"}, False)):
        again = Delivery("POST", delivery.url, headers, delivery.body)
        if passes:
            PROVIDERS["zapi"].verify(account("zapi"), again)
        else:
            with pytest.raises(Forged):
                PROVIDERS["zapi"].verify(account("zapi"), again)
