"""Where a call comes from: the client's address behind proxies, and the device in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from clinic_app.core.settings import Network, settings

LONGEST = 60
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """From where somebody signs in, as it is shown to her later."""

    address: str = ""
    device: str = ""

    @property
    def network(self) -> str:
        """The address without the machine: enough to recognise a place, too little to follow a person."""
        found = parsed(self.address)
        if found is None:
            return self.address
        return str(ip_network((found, 24 if found.version == 4 else 48), strict=False).network_address) + (
            "/24" if found.version == 4 else "/48"
        )


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it (with a port, in brackets, IPv4 inside IPv6), or nothing."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def client_address(peer: str, forwarded: str, trusted: list[Network]) -> str:
    """The first hop, counted from us, that is no proxy of ours.

    Only what a trusted proxy added is believed: anything further left a client may have written itself.
    """
    found = parsed(peer)
    hops = [hop for hop in forwarded.split(",") if hop.strip()]
    while found is not None and hops and any(found in network for network in trusted):
        before = parsed(hops.pop())
        if before is None:
            break
        found = before
    return str(found) if found is not None else peer


def device_of(user_agent: str) -> str:
    """A browser and its system in two words; of a program its own name."""
    system = next((words for mark, words in SYSTEMS if mark in user_agent), "")
    browser = next((words for mark, words in BROWSERS if f"{mark}/" in user_agent), "")
    if browser and system:
        return f"{browser} · {system}"
    program = re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0]
    return "".join(letter for letter in browser or program or system if letter.isprintable())[:LONGEST]


def origin_of(request: Any) -> Origin:
    """The origin of an HTTP request (any object with `client` and `headers`)."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return Origin(client_address(peer, forwarded, settings().trusted_proxies), device_of(request.headers.get("user-agent", "")))


def origin_of_headers(peer: str, headers: Mapping[str, str]) -> Origin:
    """The origin of a page's connection: its peer and the headers that it was opened with."""
    address = client_address(peer, headers.get("x-forwarded-for", ""), settings().trusted_proxies)
    return Origin(address, device_of(headers.get("user-agent", "")))
