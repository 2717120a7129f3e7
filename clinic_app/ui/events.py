"""Which handlers a person may call without signing in."""

from collections.abc import Callable
from typing import TypeVar

Handler = TypeVar("Handler", bound=Callable[..., object])


def public_handler(handler: Handler) -> Handler:
    """Mark a State handler as open to anybody: the guard lets pass what carries `public`. Put it below `@rx.event`."""
    handler.public = True  # type: ignore[attr-defined]
    return handler
