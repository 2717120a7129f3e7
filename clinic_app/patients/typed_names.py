"""A name as somebody types it, taken apart into the fields of a form. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TypedName:
    """What a new patient's form begins with."""

    number: str = ""
    given: str = ""
    first_surname: str = ""
    second_surname: str = ""


def taken_apart(words: str) -> TypedName:
    """`Thiago Huanca Quispe` and `Huanca Quispe, Thiago` into given names and surnames; digits are a document. Whoever typed it sees the fields and mends them."""
    if words.isascii() and words.isdigit():
        return TypedName(number=words)
    surnames, comma, given = (part.strip() for part in words.partition(","))
    if comma:
        first, _space, second = surnames.partition(" ")
        return TypedName("", _capital(given), _capital(first), _capital(second))
    parts = words.split()
    count = min(2, max(len(parts) - 1, 0))
    names, last = parts[: len(parts) - count], [*parts[len(parts) - count :], "", ""]
    return TypedName("", _capital(" ".join(names)), _capital(last[0]), _capital(last[1]))


def _capital(words: str) -> str:
    """`thiago` as `Thiago`; what has capitals already stays."""
    return " ".join(word.capitalize() for word in words.split()) if words.islower() else words
