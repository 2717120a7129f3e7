"""Bodies that nobody can read, people who change their number or their mind, posts that wait to be taken in again, and silent logs."""

import hashlib
import hmac
from typing import Any

import pytest
from post import patient, queue, sql
from test_webhooks import SECRETS, load, post, received, resigned, set_up, take_all

from clinic_app.core.database import start_work
from clinic_app.core.errors import NotFound
from clinic_app.integrations.protocol import Delivery
from clinic_app.integrations.twilio.receive import signature, verify
from clinic_app.messaging import deliveries, queries, service
from clinic_app.messaging.sending import send_due

DEEP = b"[" * 50_000 + b"]" * 50_000
UNREADABLE = [b"", b'{"a":', b'{"a":"\0"}', b'{"a":"\xff\xfe"}', DEEP, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'"text"', b"null"]


def meta(body: bytes) -> dict[str, str]:
    mark = hmac.new(SECRETS["meta_whatsapp"]["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-hub-signature-256": f"sha256={mark}"}


@pytest.mark.parametrize("provider", ["meta_whatsapp", "zapi", "botconversa"])
async def test_a_genuine_call_that_cannot_be_read_is_400_and_nothing_is_kept(client: Any, cast: Any, provider: str) -> None:
    path = await set_up(cast.owner, provider)
    token = {"content-type": "application/json", "X-Webhook-Token": "n8n-shared-secret-test"}
    for body in UNREADABLE:
        headers = meta(body) if provider == "meta_whatsapp" else token
        answer = await client.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (400, {"detail": "El contenido enviado no se puede leer."}), body[:20]
    assert await sql(cast.owner, "select count(*), max(forged) from app.webhook_delivery, app.provider_account") == [(0, None)]
    body = b'{"something":"nobody knows","a\\u0000b":1}'
    answer = await client.post(path, content=body, headers=meta(body) if provider == "meta_whatsapp" else token)
    assert answer.status_code == 200
    assert await sql(cast.owner, "select facts, done_at is not null from app.webhook_delivery") == [(0, True)]


async def test_a_changed_number_moves_nothing_and_a_person_is_told_once(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "meta_whatsapp")
    await post(client, path, load("meta_whatsapp/webhooks/system_user_changed_number"))
    await take_all(cast.owner)
    assert await sql(cast.owner, "select count(*) from app.contact") == [(0,)]  # nobody that we know
    await queue(cast.owner, await patient(cast.owner, phone="+51999000123"))
    for again in range(2):
        await sql(cast.owner, "update app.webhook_delivery set taken = '{}', done_at = null" if not again else "select 1")
        await take_all(cast.owner)
    assert await sql(cast.owner, "select kind, payload from app.message where direction = 'note'") == [("number_changed", "+51999000999")]
    assert await sql(cast.owner, "select c.phone, v.unread, v.mark from app.contact c join app.conversation v on v.contact_id = c.id") == [
        ("+51999000123", 1, "other")
    ]


async def test_a_time_without_a_zone_is_that_of_the_clinic(client: Any, cast: Any) -> None:
    await sql(cast.owner, "update app.clinic set timezone = 'America/Sao_Paulo'")
    path = await set_up(cast.owner, "botconversa")
    fixture = load("n8n/traditional_botconversa_message")
    for number, at in enumerate(("2024-05-20T17:40:00", "2024-05-20T17:40:00Z")):
        body = fixture["request"]["raw_body"].replace("2026-11-20T17:40:00.000000Z", at).replace("msg123", f"msg{number}")
        await post(client, path, {"request": fixture["request"] | {"raw_body": body}})
    await take_all(cast.owner)
    hours = "select extract(hour from at at time zone 'UTC')::integer from app.message where direction = 'in' order by id"
    assert await sql(cast.owner, hours) == [(20,), (17,)]


async def test_twilios_stop_and_start_shut_and_open_one_channel(client: Any, cast: Any) -> None:
    path, fixture = await set_up(cast.owner, "twilio"), load("twilio/webhooks/inbound_sms_1")
    for word, left in (("STOP", ["sms"]), ("START", [])):
        text = fixture["request"]["raw_body"].replace("Body=1", f"Body={word}&OptOutType={word}")
        changed = {"request": fixture["request"] | {"raw_body": text}}
        assert (await post(client, path, changed, **resigned(changed, path))).status_code == 200
        await take_all(cast.owner)
        assert await sql(cast.owner, "select opted_out from app.contact") == [(left,)]
    assert await received(cast.owner) == []  # Twilio has answered already


def test_twilios_signature_is_good_for_the_address_that_was_asked_for_when_nobody_told_us_the_public_one() -> None:
    from clinic_app.integrations.protocol import Account, Forged

    account = Account(1, 1, "twilio", SECRETS["twilio"], "http://localhost:3000/webhook/twilio/key")
    mark = signature("f0" * 16, "https://clinica.example.pe/webhook/twilio/key", [("Body", "1")])
    headers = {"host": "10.0.0.5:8000", "x-forwarded-host": "clinica.example.pe", "x-twilio-signature": mark}
    verify(account, Delivery("POST", "/webhook/twilio/key", headers, b"Body=1"))
    with pytest.raises(Forged):
        verify(account, Delivery("POST", "/webhook/twilio/other", headers, b"Body=1"))


async def test_a_post_that_could_not_be_taken_in_is_shown_and_taken_in_again(client: Any, cast: Any, monkeypatch: Any) -> None:
    path = await set_up(cast.owner, "zapi")
    await post(client, path, load("zapi/webhooks/received_text"))

    async def broken(*args: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(deliveries.service, "take", broken)
        with pytest.raises(deliveries.DeliveryBroke):
            await take_all(cast.owner)
    await sql(cast.owner, "update app.webhook_delivery set received_at = now() - interval '3 hours'")
    await sql(cast.owner, "delete from procrastinate_jobs where task_name = 'take_delivery'")
    async with start_work(cast.owner) as work:
        [(key, provider, _, left)] = await deliveries.stuck(work)
        assert (provider, left) == ("zapi", 1)
        await deliveries.again(work, key)
    assert await sql(cast.owner, "select count(*) from procrastinate_jobs where task_name = 'take_delivery'") == [(1,)]
    await take_all(cast.owner)
    async with start_work(cast.owner) as work:
        assert await deliveries.stuck(work) == []
    for actor in (cast.owner, cast.outsider):  # it is done, and it is no other clinic's
        with pytest.raises(NotFound):
            async with start_work(actor) as work:
                await deliveries.again(work, key)


async def test_old_posts_are_deleted_in_every_clinic(client: Any, cast: Any) -> None:
    path = await set_up(cast.owner, "zapi")
    await post(client, path, load("zapi/webhooks/received_text"))
    await deliveries.forget_old()
    assert await sql(cast.owner, "select count(*) from app.webhook_delivery") == [(1,)]
    await sql(cast.owner, "update app.webhook_delivery set received_at = now() - interval '31 days'")
    await deliveries.forget_old()
    assert await sql(cast.owner, "select count(*) from app.webhook_delivery") == [(0,)]


async def test_no_secret_text_telephone_or_name_reaches_the_logs(client: Any, cast: Any, capfd: Any) -> None:
    for provider in SECRETS:
        path = await set_up(cast.owner, provider, base_url="http://127.0.0.1:9")
        await client.post(path, content=b"{", headers={"x-hub-signature-256": "sha256=forged-mark", "x-twilio-signature": "forged-mark"})
    await post(client, path, load("n8n/n8n_reply_free_text"))
    await take_all(cast.owner)
    await queue(cast.owner, await patient(cast.owner), "Texto muy privado")
    await send_due()
    async with start_work(cast.owner) as work:
        for each in await queries.troubles(work):
            await service.replay(work, each.id)
    said = "".join(capfd.readouterr())
    secrets = [value for keys in SECRETS.values() for name, value in keys.items() if len(value) > 3 and name != "account_sid"]
    for secret in (*secrets, path.rpartition("/")[2], "muy privado", "51999000123", "51984000111", "forged-mark", "Delia"):
        assert secret not in said, secret
