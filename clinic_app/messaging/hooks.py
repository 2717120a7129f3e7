"""What messages need to know from the domains above. Filled by wiring.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from clinic_app.core.database import Work


@dataclass(frozen=True)
class Addressee:
    """Whom to write to about a patient: herself, or who answers for her."""

    name: str
    phone: str = ""  # E.164
    email: str = ""


@dataclass(frozen=True)
class Known:
    """A patient whose telephone, or that of who answers for her, this is."""

    patient_id: int
    patient: str
    person: str  # who is at that telephone


@dataclass(frozen=True)
class NextVisit:
    """The appointment to show beside a conversation. `status`: its wire code."""

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    service: str
    professional: str
    status: str


ADDRESSEES: list[Callable[[Work, list[int]], Awaitable[dict[int, Addressee]]]] = []  # of patients, by id; the first that answers
WHOSE_PHONE: list[Callable[[Work, str], Awaitable[list[Known]]]] = []  # by phone key (contacts.phone_key)
NAMES: list[Callable[[Work, list[int]], Awaitable[dict[int, str]]]] = []  # of patients, by id
FIND: list[Callable[[Work, str], Awaitable[list[Known]]]] = []  # patients by what is typed, to link a number
OUTDATED: list[Callable[[Work, list[int]], Awaitable[set[int]]]] = []  # which of these messages, about to leave, say what is no more so
NOT_NOW: list[Callable[[Work, list[int]], Awaitable[dict[int, datetime]]]] = []  # which of these wait for a better hour, and for which
NEXT_VISIT: list[Callable[[Work, int], Awaitable[NextVisit | None]]] = []  # of a patient


async def addressee(work: Work, patient_id: int) -> Addressee | None:
    """Whom to write to about this patient; None when there is nobody."""
    return (await addressees(work, [patient_id])).get(patient_id)


async def addressees(work: Work, patient_ids: list[int]) -> dict[int, Addressee]:
    """Whom to write to about each of these patients."""
    found: dict[int, Addressee] = {}
    for find in ADDRESSEES:
        if left := [key for key in patient_ids if key not in found]:
            found |= await find(work, left)
    return found


async def whose_phone(work: Work, key: str) -> list[Known]:
    """The patients of a telephone."""
    return [known for find in WHOSE_PHONE for known in await find(work, key)]


async def find_patients(work: Work, words: str) -> list[Known]:
    """The patients that the words name."""
    return [known for find in FIND for known in await find(work, words)]


async def names(work: Work, patient_ids: list[int]) -> dict[int, str]:
    """The names of patients."""
    found: dict[int, str] = {}
    for find in NAMES if patient_ids else []:
        found |= await find(work, patient_ids)
    return found


async def outdated(work: Work, message_ids: list[int]) -> set[int]:
    """Those of these messages that must not leave any more, because of what they speak is another by now."""
    return {key for find in OUTDATED if message_ids for key in await find(work, message_ids)}


async def not_now(work: Work, message_ids: list[int]) -> dict[int, datetime]:
    """Those of these messages that must not leave at this hour, with when they may."""
    return {key: at for find in NOT_NOW if message_ids for key, at in (await find(work, message_ids)).items()}


async def next_visit(work: Work, patient_id: int) -> NextVisit | None:
    """What comes next for this patient."""
    for find in NEXT_VISIT:
        if found := await find(work, patient_id):
            return found
    return None
