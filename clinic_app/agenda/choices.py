"""What the agenda's selects offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class ProfessionalChoice:
    """One whose agenda can be seen and booked; a room or a service, too."""

    value: str
    label: str


def choices_of(rows: Iterable[Any]) -> list[ProfessionalChoice]:
    """What can be chosen, of anything with an id and a name."""
    return [ProfessionalChoice(str(each.id), each.name) for each in rows]


def choices_of_several(rows: Sequence[Any]) -> list[ProfessionalChoice]:
    """The same; nothing while there is only one, and so nothing to choose."""
    return choices_of(rows) if len(rows) > 1 else []
