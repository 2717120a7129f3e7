"""Rate limits of the public doors, counted in this process."""

import math
import time
from collections import defaultdict, deque
from ipaddress import ip_network

from clinic_app.access.origin import parsed
from clinic_app.core.errors import TooManyRequests
from clinic_app.core.settings import settings

# door -> (how many, in how many seconds), for one address. A clinic behind one router signs in many people at eight o'clock.
LIMITS = {
    "sign-in": (40, 300), "code": (40, 300), "platform": (20, 300), "email-link": (20, 3600),
    "sign-up": (20, 3600), "forgot": (10, 3600), "reset": (20, 3600), "invitation": (60, 3600), "invite": (60, 3600),
    "webhook": (6000, 60), "webhook-key": (3000, 60), "webhook-unknown": (60, 60),
    "line": (2000, 60), "questionnaire": (120, 3600), "calendar": (600, 300), "calendar-feed": (30, 300),
}  # fmt: skip
_seen: dict[tuple[str, str], deque[float]] = defaultdict(deque)


def household(address: str) -> str:
    """What one customer of a network provider gets: of IPv6 a whole /64, which would otherwise be as many addresses as she likes."""
    found = parsed(address)
    return str(ip_network((found, 64), strict=False)) if found is not None and found.version == 6 else address


def take(door: str, address: str) -> None:
    """Count one call of a door from an address. Raises TooManyRequests (429) beyond the limit."""
    if not settings().rate_limits:
        return
    most, seconds = LIMITS[door]
    now, calls = time.monotonic(), _seen[door, household(address)]
    while calls and calls[0] < now - seconds:
        calls.popleft()
    if len(calls) >= most:
        raise TooManyRequests(seconds=math.ceil(calls[0] + seconds - now))
    calls.append(now)
    if len(_seen) > 50_000:
        _seen.clear()
