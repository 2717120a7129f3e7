"""Whether a tab opened its page, or only its line to the server broke and came back.

A telephone loses its line many times a day, and Reflex then repeats everything that a page does when it is opened: what was being typed
would be put away. On a return only those States read their data again that have no form open.
"""

from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext

HYDRATE, GO = "hydrate_and_load", "on_load_internal"
ONCE = ("close", "open_asked")  # what a page does besides reading: put away what was left open, begin what its address asks for
FORMS = ("is_open", "open", "dialog", "editing", "draft")  # the vars by which our States show a form
MOST_TABS = 10_000
_opening: set[str] = set()  # tabs that opened a page, until the person does something
_returned: set[str] = set()  # tabs whose line came back, until then


def busy(state: rx.State) -> bool:
    """Whether a form of this State is open."""
    fields = type(state).get_fields()
    shown = any(name in fields and getattr(state, name) != fields[name].default_value() for name in FORMS)
    return shown or bool(getattr(getattr(state, "desk", None), "open", False))


class Arrivals(rx.Middleware):
    """Tells openings of a page from returns of a line. Nothing puts away what was opened since, not even a page that is slow to open."""

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:
        token, name = state.router.session.client_token, event.name.rpartition(".")[2]
        if name == HYDRATE:
            _mark(token, opening=bool(event.payload.get("hashes")))  # sent only with a page's first line
        elif event.router_data:  # the browser sends this; what the server does by itself carries none
            _mark(token, opening=name == GO)
            _returned.discard(token)
        elif (name in ONCE and token not in _opening) or (name == "load" and token in _returned and await _is_busy(state, event)):
            return StateUpdate()
        return None


def _mark(token: str, *, opening: bool) -> None:
    for tabs in (_opening, _returned):
        tabs.discard(token)
        if len(tabs) > MOST_TABS:
            tabs.clear()
    (_opening if opening else _returned).add(token)


async def _is_busy(state: Any, event: Event) -> bool:
    registered = RegistrationContext.get().event_handlers.get(event.name)
    return registered is not None and bool(registered.states) and busy(await state.get_state(registered.states[0]))
