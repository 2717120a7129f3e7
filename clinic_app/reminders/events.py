"""Facts of reminders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RulesChanged:
    """The rules of a clinic are others now: what is planned is planned anew."""
