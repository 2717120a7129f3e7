"""What open tabs show survives a restart of the server, in one file a tab."""

import errno
import os
import time
from pathlib import Path

import pytest
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from clinic_app.access import tabs
from clinic_app.access.tabs import TabFiles
from clinic_app.agenda.booking.state import BookingState, Draft
from clinic_app.clinic_app import app  # noqa: F401 - all States
from clinic_app.patients.state import PatientFormState
from clinic_app.ui.toasts import ToastState

TAB = BaseStateToken(ident="a-tab", cls=State)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REFLEX_STATES_WORKDIR", str(tmp_path))
    return tmp_path


async def typed(manager: TabFiles, name: str) -> None:
    async with manager.modify_state(TAB) as root:
        form = await root.get_state(PatientFormState)
        form.open, form.values = True, {"nombres": name}


async def form(manager: TabFiles) -> PatientFormState:
    return await (await manager.get_state(TAB)).get_state(PatientFormState)


async def test_a_form_that_was_open_is_open_after_a_restart(folder: Path) -> None:
    before = TabFiles()
    await typed(before, "Rosa")
    await before.close()
    after = await form(TabFiles())
    assert after.open and after.values == {"nombres": "Rosa"}
    assert len(list(folder.glob("*.pkl"))) == 1


async def test_a_later_change_of_one_form_keeps_what_stands_in_the_others(folder: Path) -> None:
    before = TabFiles()
    await typed(before, "Rosa")
    await before.close()
    between = TabFiles()
    async with between.modify_state(TAB) as root:
        (await root.get_state(ToastState)).items = []
    await between.close()
    assert (await form(TabFiles())).values == {"nombres": "Rosa"}


async def test_only_what_was_touched_is_pickled_anew(folder: Path) -> None:
    manager = TabFiles()
    await typed(manager, "Rosa")
    await manager._flush_write_queue()
    kept = dict(manager._kept[TAB.cache_key])
    await typed(manager, "María")
    await manager._flush_write_queue()
    changed = {name for name, content in manager._kept[TAB.cache_key].items() if kept.get(name) != content}
    assert changed == {PatientFormState.get_full_name()}
    await manager.close()


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x05K\x01."], ids=["empty", "nonsense", "of another kind"])
async def test_a_broken_file_is_as_good_as_none(folder: Path, content: bytes) -> None:
    manager = TabFiles()
    manager._file(TAB).write_bytes(content)
    assert not (await form(manager)).open


async def test_a_write_that_was_cut_leaves_the_file_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = TabFiles()
    await typed(before, "Rosa")
    await before._flush_write_queue()
    await typed(before, "María")
    with monkeypatch.context() as cut, pytest.raises(OSError, match="killed"):
        cut.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        await before._flush_write_queue()
    assert (await form(TabFiles())).values == {"nombres": "Rosa"}


async def test_on_a_full_disk_nothing_half_is_left_and_all_is_written_when_there_is_room(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    manager = TabFiles()
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        await typed(manager, "Rosa")
        await manager._flush_write_queue()
    assert not list(folder.iterdir()) and (await form(manager)).values == {"nombres": "Rosa"}
    await manager._flush_write_queue()  # nothing was touched since
    assert (await form(TabFiles())).values == {"nombres": "Rosa"}
    await manager.close()


async def test_files_of_tabs_long_closed_are_removed(folder: Path) -> None:
    manager = TabFiles()
    await typed(manager, "Rosa")
    await manager._flush_write_queue()
    long_ago = time.time() - manager.token_expiration - 1
    os.utime(manager._file(TAB), (long_ago, long_ago))
    manager._purge_expired_states()
    assert manager._file(TAB).exists()  # not so soon after the last look
    manager._purged -= 3600
    manager._purge_expired_states()
    assert not manager._file(TAB).exists()
    await manager.close()


async def test_the_tab_of_another_session_is_another_file(folder: Path) -> None:
    manager = TabFiles()
    assert manager._file(TAB) != manager._file(BaseStateToken(ident="another", cls=State))


async def test_tabs_that_rest_are_put_out_of_memory_and_come_back_with_what_they_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "MOST_TABS", 1)
    monkeypatch.setattr(tabs, "REST_SECONDS", 0)
    manager = TabFiles()
    await typed(manager, "Rosa")
    for number in range(3):
        async with manager.modify_state(BaseStateToken(ident=f"another-{number}", cls=State)):
            pass
    manager._put_away()
    assert TAB.cache_key in manager.states  # not yet written down
    await manager._flush_write_queue()
    manager._put_away()
    assert len(manager.states) == 1 and TAB.cache_key not in manager.states and len(manager._states_locks) == 1
    back = await form(manager)
    assert back.open and back.values == {"nombres": "Rosa"}
    await manager.close()


async def test_rows_of_an_older_version_begin_anew(folder: Path) -> None:
    """A newer version gave a row one more field: what was kept without it would fail with every click."""
    before = TabFiles()
    async with before.modify_state(TAB) as root:
        booking = await root.get_state(BookingState)
        booking.draft = Draft(patient_name="Rosa")
        del booking.draft.__wrapped__.__dict__["typed"]
    await typed(before, "Rosa")
    await before.close()
    after = await (await TabFiles().get_state(TAB)).get_state(BookingState)
    assert (after.draft.patient_name, after.draft.typed.given) == ("", "")
    assert (await form(TabFiles())).values == {"nombres": "Rosa"}
