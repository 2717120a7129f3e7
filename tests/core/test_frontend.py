"""The lock around a build: of two servers of one checkout the second waits for the build of the first, and for no more."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clinic_app.core import frontend


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: Any) -> Path:
    """A folder in which a build is a file that is written at its end."""

    @contextmanager
    def export() -> Iterator[Any]:
        yield lambda: frontend.BUILT.mkdir()

    for name, path in {"ROOT": tmp_path, "BUILT": tmp_path / "built", "STAMP": tmp_path / "stamp"}.items():
        monkeypatch.setattr(frontend, name, path)
    for name, does in {"_export": export, "_unbake": lambda: None, "fingerprint": lambda: "of these sources"}.items():
        monkeypatch.setattr(frontend, name, does)
    return tmp_path


def is_locked(folder: Path) -> bool:
    probe = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(probe)
    return False


def test_others_wait_for_a_build_and_not_for_the_server_that_made_it(checkout: Path) -> None:
    with frontend.building() as finish:
        assert is_locked(checkout)
        finish()
        assert not is_locked(checkout), "a second server would wait for ever"
    with frontend.building() as finish:
        assert not is_locked(checkout), "there is nothing to build"
        finish()


def test_a_build_that_was_given_up_counts_for_nothing(checkout: Path) -> None:
    with pytest.raises(KeyboardInterrupt), frontend.building():
        raise KeyboardInterrupt
    assert not is_locked(checkout) and not frontend.STAMP.exists()
