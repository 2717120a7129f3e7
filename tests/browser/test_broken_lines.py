"""A page's line, spoken by hand on a real socket: what no page of ours says harms nobody, and the line itself goes on or ends."""

import asyncio
from urllib.parse import urlsplit

import orjson
import pytest
from wsproto.events import BytesMessage

from benchmarks.browsers import LIST, ROOT_STATE, Tab

NONSENSE = ("garbage", "452000000000-/_event,[]", '42/_event,["emit_update",1,2]', '42/_event,["event",' + "[" * 50_000, "42[]", "")


async def opened(url: str) -> Tab:
    address = urlsplit(url)
    tab = Tab(*await asyncio.open_connection(address.hostname, address.port))
    await tab.open(url, "sid=forged")
    return tab


async def until(tab: Tab, words: str) -> str:
    async with asyncio.timeout(10):
        while words not in (text := await tab.text()):
            pass
    return text


async def test_after_nonsense_the_line_still_works_and_a_stranger_is_led_to_the_door(site: str) -> None:
    tab = await opened(site)
    for text in NONSENSE:
        tab.write(text)
    tab.say("no.such.handler", "/patients", secret="x")
    tab.say(f"{LIST}.load", "/patients", more="x")
    tab.write("42/_event," + orjson.dumps(["event", {"name": f"{ROOT_STATE}.hydrate", "payload": [], "router_data": "x"}]).decode())
    tab.say(f"{LIST}.load", "/patients")
    assert "/login" in await until(tab, "_redirect")
    tab.writer.close()


@pytest.mark.parametrize("part", ["binary", "enormous"])
async def test_a_binary_part_or_an_enormous_message_ends_the_line(site: str, part: str) -> None:
    tab = await opened(site)
    if part == "binary":
        tab.writer.write(tab.protocol.send(BytesMessage(b"x" * 1000)))
    else:
        tab.say(f"{LIST}.load", "/patients", more="x" * 2_000_000)
    with pytest.raises(ConnectionError):
        await until(tab, "never said")


async def test_thousands_of_events_at_once_of_one_tab_keep_no_other_waiting(site: str) -> None:
    """The flood is not read faster than it is dealt with: the other tab is answered before most of it was."""
    flood, other = await opened(site), await opened(site)
    for _ in range(5000):
        flood.say(f"{LIST}.load", "/patients")
    other.say(f"{LIST}.load", "/patients")
    assert "/login" in await until(other, "_redirect")
    flood.writer.transport.abort()
    other.writer.close()
