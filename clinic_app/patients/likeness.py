"""When two patients are likely the same person. Pure: names, dates and numbers in, reasons out.

A name counts as near when every word of the shorter one has its counterpart in the other, whatever the order and the accents, with at most two
slips of the keyboard in all. Twins therefore stay two: their birth date and surnames agree, their given names do not.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

MAX_SLIPS = 2
LETTERS_OF_ONE_SLIP, LETTERS_OF_TWO_SLIPS = 4, 8  # a shorter word may not differ at all: `Ana` is not `Eva`
SMALL_WORDS = frozenset(("de", "del", "la", "las", "los", "y", "da", "do", "dos", "e"))
WINDOW, SMALL_BLOCK = 8, 60  # neighbours compared in a block that is too large for all pairs
DOCUMENT, BIRTH, SWAPPED, PHONE = "document", "birth", "birth_swapped", "phone"
WEIGHTS = {DOCUMENT: 60, BIRTH: 40, SWAPPED: 25, PHONE: 25}
NAME_WEIGHT, SLIP_COST = 50, 10


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of a patient. `phone` as stored (E.164)."""

    id: int
    names: str
    birth_date: date | None
    document: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two are taken for one, and how strongly (0 to 100)."""

    reasons: tuple[str, ...]
    score: int


@lru_cache(maxsize=65_536)
def words_of(names: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order: lower case, no accents, no small words; `ñ` counts as `n`."""
    plain = unicodedata.normalize("NFD", names.casefold())
    letters = "".join(sign if sign.isalpha() else "" if unicodedata.combining(sign) or sign in "'’" else " " for sign in plain)
    found = [word for word in letters.split() if word not in SMALL_WORDS]
    return tuple(sorted(found))


@lru_cache(maxsize=65_536)
def _letters(word: str) -> int:
    """The set of its letters as bits: a slip changes at most two of them, so most words are told apart without comparing letter by letter."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def slips(one: str, other: str, most: int) -> int:
    """Letters changed, added, lost or swapped with their neighbour between two words; `most` + 1 when there are more than that."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most or (_letters(one) ^ _letters(other)).bit_count() > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _allowed(one: str, other: str) -> int:
    shortest = min(len(one), len(other))
    return 2 if shortest >= LETTERS_OF_TWO_SLIPS else 1 if shortest >= LETTERS_OF_ONE_SLIP else 0


def name_slips(one: str, other: str) -> int | None:
    """How many slips lie between two names, or None when they are not near. One word alone proves nothing."""
    short, long = sorted((words_of(one), words_of(other)), key=lambda words: (len(words), words))
    if len(short) < 2:
        return 0 if short and short == long else None
    left = list(long)
    inexact = []
    for word in short:
        if word in left:
            left.remove(word)
        else:
            inexact.append(word)
    total = 0
    for word in inexact:
        cost, match = min(((slips(word, each, _allowed(word, each)), each) for each in left), default=(99, ""))
        if not match or cost > _allowed(word, match) or (total := total + cost) > MAX_SLIPS:
            return None
        left.remove(match)
    return total


def swapped(day: date) -> date | None:
    """The date with day and month exchanged, where that is another date."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def likeness(one: Person, other: Person) -> Likeness | None:
    """Whether two patients are likely one: the same document, or a near name with the same birth date (day and month may be exchanged) or phone."""
    reasons = []
    if one.document and one.document == other.document:
        reasons.append(DOCUMENT)
    if one.birth_date and other.birth_date:
        if one.birth_date == other.birth_date:
            reasons.append(BIRTH)
        elif swapped(one.birth_date) == other.birth_date:
            reasons.append(SWAPPED)
    if one.phone and one.phone == other.phone:
        reasons.append(PHONE)
    if not reasons:
        return None
    distance = name_slips(one.names, other.names)
    if distance is None and DOCUMENT not in reasons:
        return None
    score = sum(WEIGHTS[reason] for reason in reasons) + (0 if distance is None else NAME_WEIGHT - SLIP_COST * distance)
    named = ("name" if distance == 0 else "name_near",) if distance is not None else ()
    return Likeness((*named, *reasons), min(score, 100))


def _blocks(people: Iterable[Person]) -> Iterator[list[Person]]:
    """Those who share a birth date (either way round), a document or a phone: only they are compared."""
    keys: tuple[Callable[[Person], Sequence[object]], ...] = (
        lambda one: (min(one.birth_date, swapped(one.birth_date) or one.birth_date),) if one.birth_date else (),
        lambda one: (one.document,) if one.document else (),
        lambda one: (one.phone,) if one.phone else (),
    )
    everyone = list(people)
    for key in keys:
        blocks: dict[object, list[Person]] = defaultdict(list)
        for one in everyone:
            for value in key(one):
                blocks[value].append(one)
        yield from (block for block in blocks.values() if len(block) > 1)


def _compared(block: list[Person]) -> Iterator[tuple[Person, Person]]:
    """All pairs of a small block; of a large one (a made-up birth date) only neighbours, sorted by the first and by the last word of the name."""
    if len(block) <= SMALL_BLOCK:
        yield from combinations(block, 2)
        return
    for order in (words_of, lambda names: words_of(names)[::-1]):
        ordered = sorted(block, key=lambda one: order(one.names))
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 : place + 1 + WINDOW]:
                yield one, other


def likely_pairs(people: Sequence[Person]) -> dict[tuple[int, int], Likeness]:
    """Every likely pair of a list, by (smaller id, larger id). Its work grows with the list, not with its square."""
    found: dict[tuple[int, int], Likeness] = {}
    for block in _blocks(people):
        for one, other in _compared(block):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if pair not in found and one.id != other.id and (alike := likeness(one, other)):
                found[pair] = alike
    return found
