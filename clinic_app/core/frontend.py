"""The browser's bundle: built once, and again only when a source of it changed."""

import fcntl
import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import structlog

ROOT = Path(__file__).parents[2]
BUILT = ROOT / ".web" / "build" / "client"
STAMP = ROOT / ".web" / "clinic-fingerprint"
PLACEHOLDER = "localhost:65123"  # stands for "wherever this page came from" until the bundle is built

log = structlog.get_logger(__name__)


class BuildFailed(RuntimeError):
    """The bundle could not be built; the message names the command or what was missing."""


def fingerprint() -> str:
    """A digest of everything the bundle is made of."""
    digest = hashlib.sha256()
    folders = ("clinic_app", "assets", "reflex.lock")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    for path in sorted([*files, ROOT / "rxconfig.py", ROOT / "requirements.txt"]):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def building() -> Iterator[Callable[[], None]]:
    """Begin a bundle of the present sources in .web/build, if there is none; what is given waits for its end, and raises BuildFailed.

    A build that nobody waited for is killed at the end of the block.
    """
    with ExitStack() as lock:  # two servers of one checkout build one after the other
        lock.callback(os.close, folder := os.open(ROOT, os.O_RDONLY))
        fcntl.flock(folder, fcntl.LOCK_EX)
        if BUILT.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
            lock.close()
            yield lambda: None
        else:
            log.info("building the web pages, about half a minute the first time")
            STAMP.unlink(missing_ok=True)
            with _export() as finish:
                yield lambda: _complete(finish, lock)


def _complete(finish: Callable[[], None], lock: ExitStack) -> None:
    finish()
    _unbake()
    STAMP.write_text(fingerprint())  # again: Reflex rewrites reflex.lock while it builds
    lock.close()  # not at the end of the block, which lasts as long as the server


@contextmanager
def _export() -> Iterator[Callable[[], None]]:
    command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]
    # Reflex copies an asset only over an older one: an upgrade may carry older dates
    shutil.rmtree(ROOT / ".web" / "public", ignore_errors=True)
    env = {**os.environ, "REFLEX_ENV_MODE": "prod", "CLINIC_API_URL": f"http://{PLACEHOLDER}"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True)

    def finish() -> None:
        if code := process.wait():
            raise BuildFailed(f"`{' '.join(command[1:])}` ended with {code}; its output is above")

    try:
        yield finish
    finally:
        if process.poll() is None:  # a stop in the middle takes npm and its children along
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _unbake() -> None:
    """Any port, any host: the bundle asks the page where it came from."""
    changed = [path for path in BUILT.rglob("*.js") if _unbake_file(path)]
    if not changed:
        raise BuildFailed("the bundle names no backend address: has Reflex changed?")


def _unbake_file(path: Path) -> bool:
    before = after = path.read_text()
    for quote in "\"'`":
        after = after.replace(f"{quote}ws://{PLACEHOLDER}", f"location.origin.replace(/^http/,'ws')+{quote}")
        after = after.replace(f"{quote}http://{PLACEHOLDER}", f"location.origin+{quote}")
    if after == before:
        return False
    path.write_text(after)
    for packed in path.parent.glob(path.name + ".*"):
        packed.unlink()
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(after.encode(), 9))
    return True
