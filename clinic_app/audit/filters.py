"""What part of the trail is asked for, as a page's or a route's address says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic_app.core.errors import Invalid

# How the codes of actions are grouped for people; every other one is a change.
KINDS: dict[str, tuple[str, ...]] = {
    "opened": ("open", "view", "print", "export", "download", "search", "sign_in"),
    "created": ("create", "add", "book", "import", "invite", "upload", "sign_up", "duplicate"),
    "changed": (),
    "removed": ("delete", "remove", "archive", "cancel", "revoke", "discard"),
    "signed": ("sign", "consent", "authorize", "approve"),
}
UNCHANGED = tuple(action for actions in KINDS.values() for action in actions)
NAMES = ("user", "kind", "entity", "patient", "q", "from", "to", "before")
MAX_ID = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = int((datetime.max.replace(tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))


class Cursor(NamedTuple):
    """The last entry of a page: what is older than it comes next."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True)
class Filters:
    """Everything left out means all."""

    user_id: int | None = None
    kind: str = ""
    entity: str = ""
    patient_id: int | None = None
    words: str = ""  # of a patient's name, document or telephone
    since: datetime | None = None
    until: datetime | None = None  # not included
    before: Cursor | None = None


def kind_of(action: str) -> str:
    """The group of an action's code."""
    return next((kind for kind, actions in KINDS.items() if action in actions), "changed")


def parse(asked: Mapping[str, str], tz: ZoneInfo) -> Filters:
    """The filters of an address; dates are days where the clinic is, both included. Raises Invalid naming what cannot be read."""
    given = {name: asked.get(name, "").strip().replace("\0", "") for name in NAMES}
    problems: dict[str, list[str]] = {}

    def read(name: str, reader: object) -> object:
        if not given[name]:
            return None
        try:
            return reader(given[name])  # type: ignore[operator]
        except (ValueError, OverflowError):
            problems[name] = ["Valor inválido."]
            return None

    found = {
        "user_id": read("user", _number), "kind": read("kind", _kind) or "", "entity": given["entity"][:40], "patient_id": read("patient", _number),
        "words": given["q"][:100], "since": read("from", lambda text: _midnight(_day(text), tz)),
        "until": read("to", lambda text: _midnight(_day(text) + timedelta(days=1), tz)), "before": read("before", _cursor),
    }  # fmt: skip
    if problems:
        raise Invalid(problems)
    return Filters(**found)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > MAX_ID:
        raise ValueError(text)
    return int(text)


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError(text)
    return text


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _midnight(day: date, tz: ZoneInfo) -> datetime:
    if not date(1900, 1, 1) <= day <= date(9000, 1, 1):  # beyond, zones and the database's own limits begin
        raise ValueError(day)
    return datetime.combine(day, time.min, tz)


def _cursor(text: str) -> Cursor:
    moment, _, number = text.partition(".")
    if _number(moment) > LAST_MOMENT:
        raise ValueError(text)
    return Cursor(EPOCH + timedelta(microseconds=_number(moment)), _number(number))
