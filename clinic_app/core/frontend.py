"""The browser's bundle: built once, and again only when a source of it changed."""

import fcntl
import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
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


def build_if_changed() -> None:
    """Leave a bundle of the present sources in .web/build. Raises BuildFailed."""
    folder = os.open(ROOT, os.O_RDONLY)  # the lock: two servers of one checkout build one after the other
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if BUILT.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
            return
        STAMP.unlink(missing_ok=True)
        log.info("building the web pages, about half a minute the first time")
        _export()
        _unbake()
        STAMP.write_text(fingerprint())  # again: Reflex rewrites reflex.lock while it builds
    finally:
        os.close(folder)


def _export() -> None:
    command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]
    shutil.rmtree(
        ROOT / ".web" / "public", ignore_errors=True
    )  # Reflex copies an asset only over an older one: an upgrade may carry older dates
    env = {**os.environ, "REFLEX_ENV_MODE": "prod", "CLINIC_API_URL": f"http://{PLACEHOLDER}"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        if code := process.wait():
            raise BuildFailed(f"`{' '.join(command[1:])}` ended with {code}; its output is above")
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
