"""Where a lower domain lets higher ones take part in its transaction. Filled by wiring.py, the one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

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


@dataclass(frozen=True)
class Happening:
    """One fact of a patient's timeline. `title` is a Spanish text with at most a `{name}` mark, which `name` fills; `href` leads to it.

    Kinds: see records/timeline.py; `status` is an appointment's.
    """

    kind: str
    at: datetime
    title: str
    name: str = ""
    detail: str = ""
    href: str = ""
    status: str = ""


@dataclass(frozen=True)
class Flag:
    """Something about a patient that whoever opens her record must see: level (verde, amarillo, rojo), Spanish words, and where it leads."""

    level: str
    words: str
    href: str = ""


@dataclass(frozen=True)
class DueItem:
    """Something that a patient should come for, or pay. `key`: of this very thing, the same whenever it is asked; `on`: its day.

    `detail`: words that the family reads beside it, such as the name of a vaccine or an amount.
    """

    patient_id: int
    key: str
    on: date
    detail: str = ""


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
# what happened with a patient before a moment (None: ever), the newest first, at most so many; asks itself what the actor may read
TIMELINE: list[Callable[[Work, int, datetime | None, int], Awaitable[list[Happening]]]] = []
# before an appointment (patient, service, day): what to tell the person who books; raises to refuse. Asks the driver only (`work.ask`)
BOOKING_CHECKS: list[Callable[[Work, int, int, date], Awaitable[list[str]]]] = []
# before an appointment (second) of a patient becomes one of this service on this day; as above
MOVE_CHECKS: list[Callable[[Work, int, int, int, date], Awaitable[list[str]]]] = []
# whether a patient (second) has what a service (third) requires; nobody asks where nobody can tell
HAS_CONSENT: list[Callable[[Work, int, int], Awaitable[bool]]] = []
HAS_ANAMNESIS: list[Callable[[Work, int, int], Awaitable[bool]]] = []
NOTE_COUNTS: list[Callable[[Work, int], Awaitable[int]]] = []  # how many notes the history of a patient holds
FLAGS: list[Callable[[Work, int], Awaitable[list[Flag]]]] = []  # of a patient; asks itself what the actor may read
ALLERGIES: list[Callable[[Work, int], Awaitable[list[str]]]] = []  # what a patient must not be given, by name; asks no permission itself
# what is due now in a clinic, by kind of reminder (reminders/rules.py: checkup, vaccine, unpaid); kinds without a source are not shown
DUE_SOURCES: dict[str, Callable[[Work], Awaitable[list[DueItem]]]] = {}
# from when on somebody may be told of something, since nobody is woken at night (patient, moment); the latest of the answers
WHEN_TOLD: list[Callable[[Work, int, datetime], Awaitable[datetime]]] = []
PLACE_COUNTS: list[Callable[[Work], Awaitable[dict[str, int]]]] = []  # what waits in a place of the navigation, by its name
VITALS: list[Callable[[Work, int], Awaitable[dict[str, str]]]] = []  # the latest vital signs of a patient, by name; `at` is when (ISO)


async def check_booking(work: Work, patient_id: int, service_id: int, day: date) -> None:
    """Ask every domain about a booking; what is to be told is kept in `work.told`. Raises what they raise."""
    for check in BOOKING_CHECKS:
        work.told.extend(said for said in await check(work, patient_id, service_id, day) if said not in work.told)


async def check_move(work: Work, appointment_id: int, patient_id: int, service_id: int, day: date) -> None:
    """As `check_booking`, for an appointment that goes to another day or becomes another service. Raises what they raise."""
    for check in MOVE_CHECKS:
        work.told.extend(said for said in await check(work, appointment_id, patient_id, service_id, day) if said not in work.told)


async def check_writable(work: Work) -> None:
    """Ask every domain whether this clinic may write now. Raises what they raise (402 for an expired plan)."""
    for check in WRITE_CHECKS:
        await check(work)
