"""Words typed wrong or run together, mended by the words that patients use. Pure.

A word that no example holds is compared with those that do: the same by sound ("canselame"), one letter off ("cosulta"), or two words
without the space ("yano", "simconfirmo"). What could be two different words stays as it is.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from clinic_app.reminders.reply_model import stored
from clinic_app.reminders.reply_words import SHORT, WORDS_OF_THEIR_OWN

LEAST = 5  # letters of a word that one wrong letter may be mended into
FAMILY = 4  # first letters that forms of one word share: "cancelar", "cancelo"
OFTEN = 6  # how often a word must have been met to be what a slip was meant for
SOUNDS = (
    (re.compile(r"(?<![cslnpt])h"), ""),
    (re.compile(r"qu?(?=[ei])|k"), "c"),
    (re.compile(r"[zç]|c(?=[ei])"), "s"),
    (re.compile(r"v|w"), "b"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
GLUED = ("no", "nao", "not", "si", "sim", "yes", "ya", "ja", "ok", "eu", "yo")
NOT_GLUED = re.compile(r"(?:no|si|ya|ja|eu)\w")
"""Too little after the short word to be a word that ran into it."""


class Words(NamedTuple):
    """`known`: each with how often it was met; `near`: folded words without one of their letters -> the words."""

    known: dict[str, int]
    near: dict[str, list[str]]


_instead: list[Words] = []


def sound(word: str) -> str:
    """How it sounds, roughly, to a Spanish or Portuguese ear."""
    for pattern, written in SOUNDS:
        word = pattern.sub(written, word)
    return word


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@cache
def _stored_words() -> Words:
    """The words of the examples, from the file that training wrote: "word count", the commonest first."""
    listed = stored()["words"].split()
    return _indexed({word: int(count) for word, count in zip(listed[::2], listed[1::2], strict=True)})


def use(known: dict[str, int]) -> None:
    """Other words than those of the file, for training."""
    _instead[:] = [_indexed(known)]
    mended.cache_clear()


def _words() -> Words:
    return _instead[0] if _instead else _stored_words()


def _indexed(known: dict[str, int]) -> Words:
    near: dict[str, list[str]] = {}
    for word, count in known.items():
        if len(word) >= LEAST and word.isalpha():
            folded = sound(word)
            for form in {folded, *_shorter(folded)} if count >= OFTEN else (folded,):
                near.setdefault(form, []).append(word)
    return Words(known, near)


def is_known(token: str) -> bool:
    """Whether any example holds the word."""
    return token in _words().known or token.isdigit()


def how_often(token: str) -> int:
    """In how many examples the word stands."""
    return _words().known.get(token, 0)


def distance(one: str, two: str) -> int:
    """Letters to put in, leave out, change, or swap with the next (Damerau-Levenshtein, optimal alignment)."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for to, other in enumerate(two, 1):
            cost = min(above[to] + 1, row[to - 1] + 1, above[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == two[to - 2] and one[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]


@lru_cache(maxsize=4096)
def mended(token: str) -> str:
    """The word or words that were meant; the token itself when it is known or nothing is near enough."""
    known = _words().known
    if token in known or token in WORDS_OF_THEIR_OWN or not token.isalpha() or len(token) < 4:
        return token
    return _parted(token) or SHORT.get(nearest := _nearest(token) or token, nearest)


def _parted(token: str) -> str | None:
    """Two words that were typed as one, one of them a little one: "noboy", "simconfirmo"."""
    known = _words().known
    for little in GLUED:
        rest = token.removeprefix(little)
        if rest != token and len(rest) > 1 and not NOT_GLUED.fullmatch(token):
            meant = SHORT.get(rest, rest)
            if known.get(meant.split()[0], 0) >= OFTEN and (len(rest) > 2 or rest in GLUED):
                return f"{SHORT.get(little, little)} {meant}"
    return None


def _nearest(token: str) -> str | None:
    near, known, folded = _words().near, _words().known, sound(token)
    found = {word for form in {folded, *_shorter(folded)} for word in near.get(form, ())}
    ranked = sorted((distance(sound(word), folded), distance(word, token), -known[word], word) for word in found)
    ranked = [one for one in ranked if one[0] == 0 or (one[0] == 1 and len(token) >= LEAST and known[one[3]] >= OFTEN)]
    if not ranked:
        return None
    best = [one for one in ranked if one[0] == ranked[0][0]]
    if all(one[3][:FAMILY] == best[0][3][:FAMILY] for one in best) or len(best) == 1:
        return best[0][3]
    return max(best, key=lambda one: -one[2])[3] if _stands_out([-one[2] for one in best]) else None


def _stands_out(counts: list[int]) -> bool:
    first, second = sorted(counts, reverse=True)[:2]
    return first >= 10 * second
