"""Providers call, in recorded bytes: verified, kept once, answered at once, and every fact has its effect exactly once."""

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from post import sql

from clinic_app.core.database import start_work
from clinic_app.core.settings import settings
from clinic_app.messaging import accounts, deliveries, service

FIXTURES = Path(__file__).parent.parent / "fixtures" / "integrations"
SECRETS = {
    "twilio": {"account_sid": "AC" + "0" * 32, "auth_token": "f0" * 16, "from_sms": "+15005550006"},
    "meta_whatsapp": {
        "app_secret": "0123456789abcdef" * 2,
        "verify_token": "verify-token-test",
        "phone_number_id": "109876543210987",
        "access_token": "EAA",
    },
    "zapi": {"instance_id": "3E00000000000000000000000000TEST", "instance_token": "ZAPI-INSTANCE-TOKEN-TEST", "client_token": "x"},
    "botconversa": {"token": "n8n-shared-secret-test", "api_key": "k"},
}


def load(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


async def set_up(actor: Any, provider: str, **more: str) -> str:
    """The path that the provider calls."""
    async with start_work(actor) as work:
        done = await accounts.save(work, provider, SECRETS[provider] | more, operator=True)
    return urlsplit(done.url).path


async def post(client: Any, path: str, fixture: dict[str, Any], **changed: str) -> Any:
    asked = fixture["request"]
    return await client.post(path, content=asked["raw_body"].encode(), headers=asked["headers"] | changed)


async def take_all(actor: Any) -> None:
    """What the job would do: each stored delivery, as often as it likes."""
    for (key,) in await sql(actor, "select id from app.webhook_delivery order by id"):
        await deliveries.take_in(actor.tenant_id, key)


async def received(actor: Any) -> list[Any]:
    return await sql(actor, "select provider, text, payload from app.message where direction = 'in' order by id")


def recorded(provider: str) -> list[str]:
    folder = "n8n" if provider == "botconversa" else f"{provider}/webhooks"
    return sorted(f"{folder}/{path.stem}" for path in (FIXTURES / folder).glob("*.json"))


def resigned(fixture: dict[str, Any], path: str) -> dict[str, str]:
    """Twilio signs the address that it calls: here, the clinic's own."""
    from clinic_app.integrations.twilio.receive import signature
    from tests.integrations.recordings import delivery_of

    delivery = delivery_of(fixture)
    from clinic_app.integrations.twilio.receive import _pairs

    return {"X-Twilio-Signature": signature("f0" * 16, settings().address + path, _pairs(delivery))}


@pytest.mark.parametrize("provider", sorted(SECRETS))
async def test_every_recorded_delivery_is_kept_once_and_taken_once(client: Any, cast: Any, provider: str) -> None:
    path = await set_up(cast.owner, provider)
    expected = 0
    for name in recorded(provider):
        fixture = load(name)
        if "invalid" in fixture["_meta"]["kind"]:
            continue
        query = urlsplit(fixture["request"]["path"]).query
        there = f"{path}?{query}" if query else path
        signed = resigned(fixture, there) if provider == "twilio" else {}
        first = await post(client, there, fixture, **signed)
        again = await post(client, there, fixture, **signed)
        assert first.status_code in (200, 202) and again.status_code in (200, 202), (name, first.text)
        expected += 1
    assert await sql(cast.owner, "select count(*) from app.webhook_delivery") == [(expected,)]
    await take_all(cast.owner)
    first_time = await received(cast.owner)
    await sql(cast.owner, "update app.webhook_delivery set done_at = null where facts > 0")
    await take_all(cast.owner)
    assert await received(cast.owner) == first_time and first_time
    async with start_work(cast.owner) as work:
        [card] = [each for each in await accounts.cards(work) if each.row]
    assert (card.deliveries, card.row and card.row.forged) == (expected, 0)


async def test_forgeries_are_refused_counted_and_leave_nothing(client: Any, cast: Any) -> None:
    for provider, status in (("meta_whatsapp", 401), ("twilio", 403)):
        path = await set_up(cast.owner, provider)
        answer = await post(client, path, load(f"{provider}/webhooks/bad_signature"))
        assert answer.status_code == status
    path = await set_up(cast.owner, "botconversa")
    assert (await client.post(path, json={"resposta": "1"}, headers={"x-webhook-token": "wrong-wrong-wrong-wrong"})).status_code == 401
    assert await sql(cast.owner, "select count(*), sum(forged) from app.provider_account") == [(3, 3)]
    assert await sql(cast.owner, "select count(*) from app.webhook_delivery") == [(0,)]
    metrics = (await client.get("/metrics")).text
    assert 'webhook_signature_failures_total{provider="twilio"}' in metrics


async def test_the_address_that_all_clinics_share_finds_the_clinic_by_its_token(client: Any, cast: Any) -> None:
    await set_up(cast.owner, "botconversa")
    await set_up(cast.outsider, "botconversa", token="the-other-clinics-token")
    body = load("n8n/n8n_reply_v2_confirm")["request"]["json"]
    answer = await client.post("/webhook/botconversa", json=body, headers={"X-Webhook-Token": "n8n-shared-secret-test"})
    assert (answer.status_code, answer.json()) == (200, {"status": "accepted"})
    answer = await client.post("/webhook/botconversa?token=the-other-clinics-token", json=body)
    assert answer.status_code == 200
    again = await client.post("/webhook/botconversa", json=body | {"token": "n8n-shared-secret-test"})
    assert again.status_code == 200
    for headers in ({}, {"X-Webhook-Token": "nobodys-token-nobodys-token"}, {"X-Webhook-Token": ""}):
        assert (await client.post("/webhook/botconversa", json=body, headers=headers)).status_code == 401
    assert await sql(cast.outsider, "select count(*), max(query) from app.webhook_delivery") == [(1, "")]  # the token is not kept
    await take_all(cast.owner)
    assert [row[1] for row in await received(cast.owner)] == ["1", "1"]
    assert await received(cast.outsider) == []


async def test_an_answer_that_names_nobody_goes_to_a_person_and_nothing_to_tell_is_fine(client: Any, cast: Any) -> None:
    await set_up(cast.owner, "botconversa")
    token = {"X-Webhook-Token": "n8n-shared-secret-test"}
    answer = await client.post("/webhook/botconversa", json={"telefone": "51999000123", "resposta": "1"}, headers=token)
    assert (answer.status_code, answer.json()) == (202, {"status": "queued"})
    answer = await post(client, "/webhook/botconversa", load("n8n/traditional_botconversa_status"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})
    health = await client.get("/webhook/botconversa/health")
    assert (health.status_code, health.json()["status"]) == (200, "healthy")


async def test_meta_asks_and_is_answered_at_the_clinics_address_only(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "meta_whatsapp")
    for name in ("verify_get_ok", "verify_get_bad_token"):
        fixture = load(f"meta_whatsapp/{name}")
        answer = await client.get(path, params=fixture["request"]["query"])
        assert answer.status_code == fixture["response"]["status"]
        assert name != "verify_get_ok" or (answer.text, answer.headers["content-type"].split(";")[0]) == ("1158201444", "text/plain")
    assert (await client.get("/webhook/meta_whatsapp/" + "x" * 43, params=fixture["request"]["query"])).status_code == 404
    zapi = await set_up(cast.owner, "zapi")
    assert (await client.get(zapi)).status_code == 404
    assert (await client.post(zapi.replace("zapi", "twilio"), content=b"x")).status_code == 404  # the right secret, another provider


async def test_what_was_sent_to_another_clinics_number_is_none_of_ours(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "meta_whatsapp", phone_number_id="555000111")
    assert (await post(client, path, load("meta_whatsapp/webhooks/inbound_stop_text"))).status_code == 200
    await take_all(cast.owner)
    assert await received(cast.owner) == []


async def test_answers_of_provider_by_provider_are_what_they_like_to_read(client: Any, cast: Any) -> None:
    fixture, path = load("twilio/webhooks/inbound_sms_1"), await set_up(cast.owner, "twilio")
    answer = await post(client, path, fixture, **resigned(fixture, path))
    assert answer.text.endswith("<Response></Response>") and answer.headers["content-type"].startswith("application/xml")


async def test_the_same_words_weeks_later_are_another_answer_but_not_a_day_later(client: Any, cast: Any) -> None:
    await set_up(cast.owner, "botconversa")
    body, token = {"telefone": "51999000123", "subscriber_id": 786000001, "resposta": "1"}, {"X-Webhook-Token": "n8n-shared-secret-test"}
    said = []
    for age in ("0 days", "1 day", "5 days"):
        await sql(cast.owner, f"update app.webhook_delivery set received_at = received_at - interval '{age}'")
        said.append((await client.post("/webhook/botconversa", json=body, headers=token)).json()["status"])
    assert said == ["accepted", "duplicate", "accepted"]


async def test_doubled_at_the_same_moment_is_one(client: Any, cast: Any) -> None:
    path, fixture = await set_up(cast.owner, "zapi"), load("zapi/webhooks/received_text")
    answers = await asyncio.gather(*[post(client, path, fixture) for _ in range(8)])
    assert {answer.status_code for answer in answers} == {200}
    [(key,)] = await sql(cast.owner, "select id from app.webhook_delivery")
    await asyncio.gather(*[deliveries.take_in(cast.owner.tenant_id, key) for _ in range(4)])
    assert [row[1] for row in await received(cast.owner)] == ["si confirmo"]


async def test_one_fact_that_fails_holds_up_no_other_and_is_tried_again(client: Any, cast: Any, monkeypatch: Any) -> None:
    path, real, fails = await set_up(cast.owner, "meta_whatsapp"), service.take, [True]
    await post(client, path, load("meta_whatsapp/webhooks/batch_two_messages_and_status"))

    async def take(work: Any, account: Any, fact: Any) -> Any:
        if fact.text == "hola" and fails:
            raise RuntimeError
        return await real(work, account, fact)

    monkeypatch.setattr(deliveries.service, "take", take)
    with pytest.raises(deliveries.DeliveryBroke):
        await take_all(cast.owner)
    assert [row[1] for row in await received(cast.owner)] == ["1"]
    fails.clear()
    await take_all(cast.owner)
    assert sorted(row[1] for row in await received(cast.owner)) == ["1", "hola"]
    assert await sql(cast.owner, "select taken, done_at is not null from app.webhook_delivery") == [([1, 2, 0], True)]


async def test_a_disconnected_telephone_shows_on_the_account(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "zapi")
    off = {"type": "DisconnectedCallback", "disconnected": True, "momment": 1795196700, "instanceId": "3E00000000000000000000000000TEST"}
    await client.post(path, json=off)
    await take_all(cast.owner)
    assert await sql(cast.owner, "select state from app.provider_account") == [("disconnected",)]
    await post(client, path, load("zapi/webhooks/connected"))
    await take_all(cast.owner)
    assert await sql(cast.owner, "select state from app.provider_account") == [("ok",)]


async def test_too_much_is_refused(client: Any, cast: Any, monkeypatch: Any) -> None:
    path = await set_up(cast.owner, "zapi")
    assert (await client.post(path, content=b"x" * (1024 * 1024 + 1))).status_code == 413
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert (await client.post(path, content=b"x" * (1024 * 1024 + 1), headers=form)).status_code == 413
    monkeypatch.setitem(accounts_limits(), "webhook-key", (3, 60))
    codes = [(await client.post(path, json={"n": number})).status_code for number in range(6)]
    assert codes[-1] == 429 and codes[0] == 200


def accounts_limits() -> dict[str, tuple[int, int]]:
    from clinic_app.access import limits

    return limits.LIMITS


async def test_standard_webhooks_with_a_fresh_signature_pass_and_their_id_tells_them_apart(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "botconversa", signing_secret="whsec_" + base64.b64encode(b"clinic-standard-webhook").decode())
    body = json.dumps({"telefone": "51999000123", "resposta": "1", "id_tabela": "38"}).encode()

    async def call(number: str, at: int) -> Any:
        mark = hmac.new(b"clinic-standard-webhook", f"{number}.{at}.".encode() + body, hashlib.sha256).digest()
        headers = {"webhook-id": number, "webhook-timestamp": str(at), "webhook-signature": "v1," + base64.b64encode(mark).decode()}
        return await client.post(path, content=body, headers=headers | {"content-type": "application/json"})

    now = int(datetime.now(UTC).timestamp())
    assert [(await call(*each)).json()["status"] for each in (("a", now), ("a", now + 1), ("b", now))] == [
        "accepted",
        "duplicate",
        "accepted",
    ]
    assert (await call("c", now - 3600)).status_code == 400
