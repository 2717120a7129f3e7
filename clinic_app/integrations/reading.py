"""What every provider's reader needs: secrets compared in constant time, texts, phones and moments out of foreign JSON."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from clinic_app.integrations.protocol import Delivery

LONGEST = 4096  # of a text; the rest of a longer one says nothing more
NOT_DIGITS = re.compile(r"\D+")
FEWEST_DIGITS, MOST_DIGITS = 6, 15


def same(given: str | None, wanted: str | None) -> bool:
    """Whether a secret is the one, in constant time. Nothing is never the same as nothing."""
    return bool(given) and bool(wanted) and hmac.compare_digest(str(given).encode(), str(wanted).encode())


def json_of(delivery: Delivery) -> Any:
    """The JSON of a body; None when it is none."""
    try:
        return orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        return None


def an_object(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; a lone object counts as a list of one."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict)]


def words(value: Any, longest: int = LONGEST) -> str:
    """A text without what no database takes; numbers become texts, all else nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\0", "").encode("utf-8", "ignore").decode().strip()[:longest]


def phone_of(value: Any) -> str:
    """`+51999000123` for any way to write it; nothing for what is no number (a group, a privacy id)."""
    text = words(value, 60)
    if not text or "@" in text or "-group" in text or re.search(r"[A-Za-z]", text):
        return ""
    digits = NOT_DIGITS.sub("", text).removeprefix("00")
    return f"+{digits}" if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""


def digits_of(phone: str) -> str:
    """A phone as some providers want it: digits alone."""
    return NOT_DIGITS.sub("", phone)


def moment_of(value: Any) -> datetime | None:
    """A point in time: seconds, milliseconds or ISO. Without a zone it stays so: whoever takes it in knows the clinic's clock."""
    text = words(value, 40)
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{1,17}(\.\d+)?", text):
            number = float(text)
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
