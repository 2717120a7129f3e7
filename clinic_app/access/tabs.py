"""What open tabs show, kept so that a restart of the server loses no form: one small file a tab.

Reflex's own manager keeps a file for each State of a tab: opening a tab then looked for some eighty files, and each click wrote several.
"""

import asyncio
import os
import pickle
import time
from contextlib import suppress
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from reflex.istate.manager.disk import QueueItem, StateManagerDisk
from reflex.istate.manager.token import BaseStateToken, StateToken
from reflex.state import BaseState
from reflex.utils.misc import run_in_thread

from clinic_app.core.logs import is_new
from clinic_app.core.presence import is_full

WRITE_SECONDS = 1.0  # after a change, and between two rounds of writing
MOST_TABS = 2000  # in memory, about 75 KB each; the others come back from their files
REST_SECONDS = 60  # since a tab did something, before it is put out of memory
PURGE_SECONDS = 600  # old files are looked for so often: looking costs a question to the disk for each
log = structlog.get_logger("tabs")


class TabFiles(StateManagerDisk):
    """Reflex's manager with its States in one file a tab, by the full names of their classes; only those that were touched are pickled anew."""

    def __post_init__(self) -> None:
        self._kept: dict[str, dict[str, bytes]] = {}  # of the tabs in memory: what stands in their files
        self._unwritten: set[str] = set()
        self._purged = time.monotonic()  # Reflex made a manager of its own before this one, and that looked
        super().__post_init__()
        self._write_debounce_seconds = WRITE_SECONDS

    def _file(self, token: StateToken[Any]) -> Path:
        return self.states_directory / f"{sha256(token.ident.encode()).hexdigest()[:32]}.pkl"

    async def get_state(self, token: StateToken[Any]) -> Any:
        """A tab's tree of States: from memory, from its file, or new."""
        token = self._coerce_token(token)
        if isinstance(token, BaseStateToken) and token.cache_key not in self.states:
            self._kept[token.cache_key] = _read(self._file(token))  # less work than handing it to a thread
        return await super().get_state(token)

    async def load_state(self, token: StateToken[Any]) -> Any:
        """One State of a tab as it was kept; None when it was not, or was of another version of its class."""
        if not isinstance(token, BaseStateToken):
            return await super().load_state(token)
        kept = self._kept.get(token.cache_key, {}).get(token.cls.get_full_name())
        try:
            found = token.deserialize(kept) if kept else None
            return found if found is None or _whole([found.__dict__.get(name) for name in found.base_vars]) else None
        except Exception:  # as Reflex does: what cannot be read begins anew
            return None

    async def set_state_for_substate(self, token: StateToken[Any], substate: Any) -> None:
        """Write down what changed in this State and those below it."""
        if not isinstance(token, BaseStateToken):
            return await super().set_state_for_substate(token, substate)
        changed = _touched(token, substate)
        if not changed and token.cache_key not in self._unwritten:
            return
        kept = self._kept.setdefault(token.cache_key, {})
        kept.update(changed)
        try:
            await run_in_thread(lambda: _write(self._file(token), pickle.dumps(kept)))
            self._unwritten.discard(token.cache_key)
        except OSError as error:
            if not is_full(error):
                raise
            if is_new(error):
                log.error("no room to keep what a tab shows")
            self._unwritten.add(token.cache_key)  # it stays in memory, and is written when there is room
            self._write_queue.setdefault(token, QueueItem(token=token, state=substate, timestamp=time.time()))

    async def _process_write_queue_delay(self) -> None:
        """Rounds of all that is due, instead of one for each tab at its own moment: every round goes through all tabs."""
        self._put_away()
        await asyncio.sleep(WRITE_SECONDS)

    def _put_away(self) -> None:
        """Out of memory with those that rested longest, when there are too many: lines that come and go leave a tab each time."""
        if (too_many := len(self._token_last_touched) - MOST_TABS) <= 0:
            return
        before, waiting = time.time() - REST_SECONDS, {token.cache_key for token in self._write_queue}
        for key, (touched, token) in sorted(self._token_last_touched.items(), key=lambda tab: tab[1][0])[:too_many]:
            if touched < before and key not in waiting and not self._is_locked(token):
                self._purge_token(token)

    def _purge_token(self, token: StateToken[Any]) -> None:
        self._kept.pop(token.cache_key, None)
        super()._purge_token(token)

    def _purge_expired_states(self) -> None:
        if time.monotonic() - self._purged > PURGE_SECONDS:
            super()._purge_expired_states()
            self._purged = time.monotonic()


def _touched(token: BaseStateToken, state: BaseState) -> dict[str, bytes]:
    found = {state.get_full_name(): token.serialize(state)} if token.get_and_reset_touched_state(state) else {}
    for below in state.substates.values():
        found |= _touched(token, below)
    return found


def _whole(value: object) -> bool:
    """Whether every row in it has the fields that its class has now: Reflex compares the names of the vars, not what a newer version put into their rows."""
    if is_dataclass(value) and not isinstance(value, type):
        return all(hasattr(value, each.name) and _whole(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, dict):
        return all(map(_whole, value.values()))
    return all(map(_whole, value)) if isinstance(value, list | tuple | set) else True


def _read(file: Path) -> dict[str, bytes]:
    try:
        found = pickle.loads(file.read_bytes())  # noqa: S301 - ours, in a folder of ours alone; Reflex's States are pickles in any case
    except Exception:  # none yet, or a broken one
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing: the server may be killed in between."""
    new = file.with_suffix(".new")
    try:
        new.write_bytes(content)
        os.replace(new, file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
