"""Rate limits of the public doors, counted in this process."""

import time
from collections import defaultdict, deque

from clinic_app.core.errors import TooManyRequests
from clinic_app.core.settings import settings

# door -> (how many, in how many seconds), for one address. A clinic behind one router signs in many people at eight o'clock.
LIMITS = {"sign-in": (40, 300), "sign-up": (20, 3600), "forgot": (10, 3600), "reset": (20, 3600)}
_seen: dict[tuple[str, str], deque[float]] = defaultdict(deque)


def take(door: str, address: str) -> None:
    """Count one call of a door from an address. Raises TooManyRequests (429) beyond the limit."""
    if not settings().rate_limits:
        return
    most, seconds = LIMITS[door]
    now, calls = time.monotonic(), _seen[door, address]
    while calls and calls[0] < now - seconds:
        calls.popleft()
    if len(calls) >= most:
        raise TooManyRequests
    calls.append(now)
    if len(_seen) > 50_000:
        _seen.clear()
