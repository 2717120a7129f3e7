"""Accounts with providers: sealed keys, addresses that open and close, values that are refused."""

from typing import Any
from urllib.parse import urlsplit

from post import sql
from test_webhooks import SECRETS, load, post, set_up

from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.settings import settings
from clinic_app.messaging import accounts


async def test_keys_lie_sealed_and_only_what_is_no_secret_is_shown(cast: Any) -> None:
    await set_up(cast.owner, "twilio")
    [(sealed,)] = await sql(cast.owner, "select sealed from app.provider_account")
    assert b"f0f0" not in bytes(sealed) and b"AC000" not in bytes(sealed)
    async with start_work(cast.owner) as work:
        [card] = [each for each in await accounts.cards(work) if each.row]
        [account] = await accounts.sending(work)
    assert (card.values, card.has) == ({"account_sid": "AC" + "0" * 32, "from_sms": "+15005550006"}, {"auth_token"})
    assert account.values["auth_token"] == "f0" * 16 and account.public_url.startswith(settings().address) and "f0f0" not in repr(account)
    async with start_work(cast.outsider) as work:
        assert await accounts.sending(work) == []


async def test_a_new_address_closes_the_one_before_and_a_removed_account_closes_all(client: Any, cast: Any) -> None:
    old, fixture = await set_up(cast.owner, "zapi"), load("zapi/webhooks/received_text")
    assert await set_up(cast.owner, "zapi", buttons="1") == old  # another value leaves the address as it is
    async with start_work(cast.owner) as work:
        new = urlsplit((await accounts.rotate(work, "zapi")).url).path
    assert [(await post(client, path, fixture)).status_code for path in (old, new)] == [404, 200]
    async with start_work(cast.owner) as work:
        await accounts.remove(work, "zapi")
    assert (await post(client, new, fixture)).status_code == 404


async def test_wrong_values_are_named_and_the_servers_own_network_is_closed_to_clinics(cast: Any) -> None:
    async def fields(provider: str, given: dict[str, str], operator: bool = False) -> list[str]:
        try:
            async with start_work(cast.owner) as work:
                await accounts.save(work, provider, given, operator=operator)
        except ClinicError as error:
            return sorted(error.fields or {error.sentence: []})
        return []

    assert await fields("twilio", {"account_sid": "x"}) == ["auth_token"]
    assert await fields("twilio", SECRETS["twilio"] | {"nonsense": "x"}) == ["nonsense"]
    assert await fields("twilio", SECRETS["twilio"] | {"base_url": "http://169.254.169.254"}) == ["base_url"]
    for host in ("localhost", "127.0.0.1", "10.0.0.1", "[::1]", "db", "x.internal"):
        assert await fields("smtp", {"host": host, "from": "a@b.pe"}) == ["host"], host
    assert await fields("smtp", {"host": "mail.example.pe", "port": "22", "from": "a@b.pe"}) == ["port"]
    assert await fields("smtp", {"host": "localhost", "port": "1025", "from": "a@b.pe"}, operator=True) == []
    assert await fields("llm", {"model": "m"}) == ["base_url"]
    assert await fields("sandbox", {}) == ["No encontrado."]
    await set_up(cast.outsider, "botconversa")
    assert await fields("botconversa", SECRETS["botconversa"]) == [accounts.TAKEN_TOKEN]


async def test_secrets_that_nobody_gave_are_made_and_told_once(cast: Any) -> None:
    async with start_work(cast.owner) as work:
        done = await accounts.save(work, "botconversa", {"api_key": "k"})
        again = await accounts.save(work, "n8n", {"flow": "7"})
    assert done.made["token"].startswith("token-") and again.made == {} and again.url == done.url


async def test_a_test_tells_what_is_wrong(cast: Any) -> None:
    from tests.fakes.providers import Reply, running

    async with running(Reply(200, {"connected": False})) as fake:
        await set_up(cast.owner, "zapi", base_url=fake.url)
        assert await accounts.test(cast.owner, "zapi") == "disconnected"
    assert await accounts.test(cast.owner, "zapi") == "connection"
    assert await sql(cast.owner, "select state, state_code, tested_at is not null from app.provider_account") == [
        ("failing", "connection", True)
    ]
