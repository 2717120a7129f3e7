"""Where a call comes from: proxies that are believed, addresses that are not, devices in words, the history of sign-ins."""

from ipaddress import ip_network
from typing import Any

import pytest
from auth_steps import OWNER, sign_in
from sqlalchemy import text

from clinic_app.access import history
from clinic_app.access.origin import Origin, client_address, device_of
from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.settings import Settings, settings

PROXIES = [ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "181.65.20.7", "181.65.20.7"),
        ("10.0.0.1", "6.6.6.6, 181.65.20.7", "181.65.20.7"),  # the client wrote 6.6.6.6 itself
        ("10.0.0.1", "6.6.6.6, 181.65.20.7, 10.0.0.9", "181.65.20.7"),
        ("8.8.8.8", "1.2.3.4", "8.8.8.8"),  # no proxy of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"),
        ("10.0.0.1", ", ,", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.5, 10.0.0.6", "10.0.0.5"),
        ("10.0.0.1", "181.65.20.7:51234", "181.65.20.7"),
        ("::ffff:10.0.0.1", "181.65.20.7", "181.65.20.7"),
        ("fd00::1", "[2800:200::9]:443", "2800:200::9"),
        ("fd00::1", '"2800:200::9"', "2800:200::9"),
        ("testclient", "1.2.3.4", "testclient"),
        ("", "1.2.3.4", ""),
    ],
)
def test_the_client_is_the_first_hop_that_is_no_proxy_of_ours(peer: str, forwarded: str, expected: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected
    assert client_address(peer, forwarded, []) in (peer, peer.removeprefix("::ffff:"))


def test_the_setting_takes_addresses_and_networks(monkeypatch: Any) -> None:
    monkeypatch.setenv("CLINIC_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1 ,fd00::/8,")
    assert Settings().trusted_proxies == PROXIES
    monkeypatch.setenv("CLINIC_TRUSTED_PROXIES", "not-a-network")
    with pytest.raises(ValueError, match="not-a-network"):
        Settings()


async def test_limits_follow_the_client_behind_a_trusted_proxy_only(client: Any, monkeypatch: Any) -> None:
    async def tries(count: int, address: str) -> list[int]:
        found = []
        for number in range(count):
            body = {"email": f"{address}-{number}@x.pe", "password": "x"}
            found.append((await client.post("/api/auth/login/", json=body, headers={"x-forwarded-for": address})).status_code)
        return found

    monkeypatch.setattr(settings(), "trusted_proxies", [ip_network("127.0.0.0/8")])  # where the test client comes from
    assert await tries(41, "181.65.20.7") == [401] * 40 + [429]
    assert await tries(1, "181.65.20.8") == [401]
    assert await tries(40, "2800:200:1:1::1") == [401] * 40
    assert await tries(1, "2800:200:1:1:ffff::2") == [429]  # the same household
    monkeypatch.setattr(settings(), "trusted_proxies", [])
    assert await tries(40, "1.1.1.1") == [401] * 40
    assert await tries(1, "2.2.2.2") == [429]


AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36": "Chrome · Windows",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0": "Edge · Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1": "Safari · iPhone",
    "Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36": "Samsung Internet · Android",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox · Linux",
    "python-httpx/0.28.1": "python-httpx",
    "okhttp/4.12": "okhttp",
    "": "",
    "<script>" + "x" * 500: ("<script>" + "x" * 500)[:60],
    "\x00\x07": "",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_device_in_two_words(agent: str) -> None:
    assert device_of(agent) == AGENTS[agent]


def test_a_network_is_shown_and_not_the_machine() -> None:
    assert [Origin(each).network for each in ("181.65.20.7", "2800:200:1:2::9", "", "testclient")] == [
        "181.65.20.0/24",
        "2800:200:1::/48",
        "",
        "testclient",
    ]


async def outcomes(actor: Any) -> list[str]:
    async with start_work(actor) as work:
        return [each.outcome for each in await history.own(work)]


async def test_the_history_of_sign_ins_is_ones_own(client: Any, cast: Any) -> None:
    for email in (OWNER, "nobody@x.pe", "nurse@hampiq.test"):
        await sign_in(client, email, "No-es-esta-1")
    await sign_in(client)
    assert (await outcomes(cast.owner), await outcomes(cast.nurse), await outcomes(cast.outsider)) == (
        ["success", "failure"],
        ["failure"],
        [],
    )
    async with start_work(cast.owner) as work:
        newest = (await history.own(work))[0]
    assert newest.device == "python-httpx" and newest.address == "127.0.0.1"
    for _ in range(9):
        await sign_in(client, password="No-es-esta-1")
    assert (await outcomes(cast.owner))[0] == "locked"


async def test_the_history_is_kept_ninety_days(client: Any, cast: Any) -> None:
    await sign_in(client)
    await sign_in(client, "nobody@x.pe")
    for age, left in (("89 days", 1), ("91 days", 0)):
        async with start_work(NOBODY) as work:
            await work.session.execute(text(f"update app.sign_in set at = now() - interval '{age}'"))
        await history.forget_old()
        async with start_work(NOBODY) as work:
            assert (await work.session.execute(text("select count(*) from app.sign_in"))).scalar_one() == left
