"""Facts about photos and videos."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MediaKept:
    """An original is in the store; what is shown of it must be made, or made again."""

    media_id: int
