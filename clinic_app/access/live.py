"""Open pages that want to know when their clinic's data changes, or when the database is back: each asks again, with its own rights."""

import asyncio
from collections import defaultdict
from typing import Any

import reflex as rx
from reflex.event import Event

from clinic_app.core import live, presence

Watched = dict[int, dict[str, tuple[frozenset[str], Any]]]  # clinic -> tab -> (tables, handler)
_pages: Watched = defaultdict(dict)
_frames: Watched = defaultdict(dict)  # what stands around every page
_app: list[rx.App] = []
# What a tab could not load while the database was away: the page, and by its name what to ask again.
_missed: dict[str, tuple[str, dict[str, Any]]] = {}
_asking: set[asyncio.Task[None]] = set()
AGAIN = frozenset({"load", "refresh", "reload", "recount", "search"})  # handlers that only read what the page shows


def attach(app: rx.App) -> None:
    """Tell this app's tabs of changes."""
    _app[:] = [app]
    live.on_change(_wake)


def watch(state: rx.State, tenant_id: int, tables: tuple[str, ...], handler: Any) -> None:
    """Call `handler` in this tab whenever one of the tables changes in the clinic; replaces what the tab watched before."""
    _watch(_pages, state, tenant_id, tables, handler)


def watch_frame(state: rx.State, tenant_id: int, tables: tuple[str, ...], handler: Any) -> None:
    """The same for the frame, which every page has, beside what the page itself watches."""
    _watch(_frames, state, tenant_id, tables, handler)


def _watch(watched: Watched, state: rx.State, tenant_id: int, tables: tuple[str, ...], handler: Any) -> None:
    token = state.router.session.client_token
    for tabs in watched.values():
        tabs.pop(token, None)
    watched[tenant_id][token] = (frozenset(tables), handler)


async def _wake(tenant: int, table: str) -> None:
    everywhere = table == live.RESYNC
    for watched in (_pages, _frames):
        for clinic in list(watched) if everywhere else [tenant]:
            for token, (tables, handler) in list(watched.get(clinic, {}).items()):
                if everywhere or table in tables:
                    await _enqueue(watched[clinic], token, handler)


async def _enqueue(tabs: dict[str, tuple[frozenset[str], Any]], token: str, handler: Any) -> None:
    app = _app[0]
    namespace = app.event_namespace
    record = namespace._token_manager.token_to_socket.get(token) if namespace else None
    if record is None:  # the tab is closed, or lives in another process that hears the change itself
        tabs.pop(token, None)
        return
    for event in Event.from_event_type(handler()):
        await app.event_processor.enqueue(token, event)


def ask_again(state: rx.State, name: str, args: tuple[Any, ...]) -> None:
    """Run this handler, if it is one that reads, once more in this tab as soon as the database answers, unless she is on another page by then."""
    handler = type(state).event_handlers.get(name)
    if name not in AGAIN or handler is None:
        return
    forget_missed(state)
    _, missed = _missed.setdefault(state.router.session.client_token, (state.router.url.path, {}))
    missed[f"{type(state).get_full_name()}.{name}"] = handler(*args)
    if not _asking:
        task = asyncio.create_task(_when_back(), name="missed-pages")
        _asking.add(task)
        task.add_done_callback(_asking.discard)


def forget_missed(state: rx.State) -> None:
    """What another page of this tab could not load is of no use any more."""
    if _missed and (kept := _missed.get(token := state.router.session.client_token)) and kept[0] != state.router.url.path:
        del _missed[token]


async def _when_back() -> None:
    await presence.back(patience=None)
    while _missed:
        token, (_, missed) = _missed.popitem()
        for handler in missed.values():
            await _enqueue({}, token, lambda handler=handler: handler)
