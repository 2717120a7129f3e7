"""Reading a hospital's roster as nurses get it: a line of letters or a table (a calendar file: roster_calendar.py). Text in, shifts out; no database, no framework."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinic_app.agenda.blocks.recurrence import SHIFT_HOURS, Hours, Shift

LONGEST = 400  # days; a roster is a month, a year at most
LARGEST = 1_000_000  # characters
WORDS = {
    Shift.DAY: ("d", "mt", "dia", "diurna", "diurno", "gd", "day"),
    Shift.NIGHT: ("n", "noche", "nocturna", "nocturno", "gn", "night"),
    Shift.MORNING: ("m", "manana", "manha", "morning"),
    Shift.AFTERNOON: ("t", "tarde", "afternoon"),
    Shift.GUARD: ("g", "dn", "guardia", "24", "24h"),
    Shift.REST: ("x", "l", "r", "f", "-", ".", "descanso", "libre", "franco", "folga", "off", "rest", "v", "vacaciones"),
}
SHIFTS = {word: shift for shift, words in WORDS.items() for word in words}
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")


@dataclass(frozen=True)
class Duty:
    """One time at work."""

    day: date
    hours: Hours
    shift: Shift | None
    title: str = ""


@dataclass(frozen=True)
class Unread:
    """What could not be understood, and where it stands (counted from 1)."""

    place: int
    text: str


@dataclass(frozen=True)
class Roster:
    """What was read; `unread` is shown to the person, who decides whether to go on without it."""

    duties: list[Duty]
    unread: list[Unread]
    days: int  # how many days it speaks of, those of rest included


def plain(word: str) -> str:
    """Lower case without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.strip().lower()) if not unicodedata.combining(sign))


def shift_of(word: str) -> Shift | None:
    """The shift that a letter or word of a roster means, or None."""
    return SHIFTS.get(plain(word))


def read_line(text: str, start: date) -> Roster:
    """`D N X X D N …`, one sign a day from `start` on; spaces, commas, bars or nothing between single letters."""
    words = [word for word in re.split(r"[\s,;|/]+", text[:LARGEST].strip()) if word]
    if len(words) == 1 and shift_of(words[0]) is None:
        words = list(words[0])  # `DNXXDN`
    duties, unread = [], []
    for number, word in enumerate(words[:LONGEST]):
        shift = shift_of(word)
        if shift is None:
            unread.append(Unread(number + 1, word[:20]))
        elif shift is not Shift.REST:
            duties.append(Duty(start + timedelta(days=number), SHIFT_HOURS[shift], shift))
    unread += [Unread(number + 1, words[number][:20]) for number in range(LONGEST, min(len(words), LONGEST + 1))]
    return Roster(duties, unread, min(len(words), LONGEST))


def read_table(text: str) -> Roster:
    """Rows of date and shift, or of date, begin and end; a first row of headings is passed over."""
    duties, unread, days = [], [], 0
    for number, line in enumerate(text[:LARGEST].splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[;,\t]", line)]
        if not any(cells):
            continue
        day = date_of(cells[0])
        duty = _row(day, cells[1:]) if day else None
        if day and (duty is not None or (len(cells) > 1 and shift_of(cells[1]) is Shift.REST)):
            days += 1
            duties += [duty] if duty else []
        elif number > 1:
            unread.append(Unread(number, " ".join(cells)[:60]))
        if days >= LONGEST:
            break
    return Roster(duties, unread, days)


def _row(day: date, cells: list[str]) -> Duty | None:
    if not cells:
        return None
    shift = shift_of(cells[0])
    if shift is not None:
        return None if shift is Shift.REST else Duty(day, SHIFT_HOURS[shift], shift)
    start, end = _clock(cells[0]), _clock(cells[1]) if len(cells) > 1 else None
    return Duty(day, (start, end), None, cells[2][:100] if len(cells) > 2 else "") if start is not None and end is not None else None


def date_of(text: str) -> date | None:
    """A date as rosters write it, or None."""
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _clock(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*h?", text.strip().lower())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))
