"""Where a lower domain lets higher ones take part in its transaction. Filled by wiring.py, the one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from clinic_app.core.database import Actor, Work


@dataclass(frozen=True)
class Merger:
    """A column that names a patient, and what becomes of its rows when two patients are merged.

    `key`: the other columns that tell its rows apart. `also`: more of the SET clause. `stays`: why the rows are not moved (history).
    A row that the other patient already has (a unique index says so) stays where it is.
    """

    table: str
    column: str = "patient_id"
    key: tuple[str, ...] = ("id",)
    also: str = ""
    stays: str = ""


@dataclass(frozen=True)
class Hit:
    """Something the palette found: what to show and where it leads."""

    title: str
    detail: str
    href: str


@dataclass(frozen=True)
class Duty:
    """One thing that waits for a member of a clinic, such as an appointment."""

    at: datetime
    what: str
    whom: str


FOUNDING: list[Callable[[Work], Awaitable[Any]]] = []  # a new clinic: what it starts with
WRITE_CHECKS: list[Callable[[Work], Awaitable[None]]] = []  # before anything is written; raise to refuse
PROFILE_PARTS: list[Callable[[Work], Awaitable[dict[str, Any]]]] = []  # more fields of the documented profile
MEMBER_DUTIES: list[Callable[[Work, int], Awaitable[list[Duty]]]] = []  # what still waits for a member who is about to leave
MERGERS: list[Merger] = []  # every column with a foreign key to a patient
SAME_TIMES: list[Callable[[Work, int, int], Awaitable[list[datetime]]]] = []  # when both patients are expected at once: no merge
SEARCHES: list[Callable[[Actor, str], Awaitable[list[Hit]]]] = []  # what the palette asks for words
RECENTS: list[Callable[[Actor], Awaitable[list[Hit]]]] = []  # what the palette shows before a word is typed

COMING: list[Callable[[Work, int], Awaitable[int]]] = []  # how much is still to come for a patient
CANCEL_COMING: list[Callable[[Work, int, str], Awaitable[int]]] = []  # cancel that, with a reason; says how much it was
OVERDUE: list[Callable[[Work, list[int]], Awaitable[set[int]]]] = []  # which of these patients are late for something; they come first
FILE_COLUMNS: dict[str, tuple[str, ...]] = {}  # folder of the files store -> the columns that hold its keys, `app.table.column`


async def check_writable(work: Work) -> None:
    """Ask every domain whether this clinic may write now. Raises what they raise (402 for an expired plan)."""
    for check in WRITE_CHECKS:
        await check(work)
