"""The processes that are measured: started, watched for processor time and memory, stopped by their own number."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
API, FLOOR, PAGES = 7311, 7312, 7313
# what the measuring process learned about its own database is not for the servers: they find it by the data folder
OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass
class Server:
    """A running server with its workers."""

    process: subprocess.Popen[bytes]
    port: int

    def family(self) -> list[psutil.Process]:
        """The server and its children, without the database's processes."""
        top = psutil.Process(self.process.pid)
        return [one for one in (top, *top.children(recursive=True)) if one.is_running() and not one.name().startswith("postgres")]

    def cpu_seconds(self) -> float:
        return sum(times.user + times.system for one in self.family() for times in (one.cpu_times(),))

    def memory_mib(self) -> float:
        """Shared pages counted once (PSS)."""
        return sum(one.memory_full_info().pss for one in self.family()) / 2**20


def database_cpu_seconds(data: Path) -> float:
    """Processor time of every process of the embedded database that is alive."""
    number = int((data / "database" / "pg" / "postmaster.pid").read_text().split()[0])
    top, total = psutil.Process(number), 0.0
    for one in (top, *top.children()):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total


@contextlib.contextmanager
def running(command: list[str], port: int, ready: str, extra: dict[str, str], patience: float = 900) -> Iterator[Server]:
    """Start a command and wait until it answers; it is told to stop afterwards."""
    env = {name: value for name, value in os.environ.items() if name not in OWN} | {"CLINIC_RATE_LIMITS": "off"} | extra
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}{ready}", patience)
        yield Server(process, port)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, patience: float) -> None:
    """Raises RuntimeError when the server ends or does not answer in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not answer in time")


def api(data: Path, workers: int = 1, port: int = API, **env: str) -> contextlib.AbstractContextManager[Server]:
    command = [
        sys.executable,
        "-m",
        "clinic_app",
        "serve",
        "--api-only",
        "--port",
        str(port),
        "--data",
        str(data),
        "--workers",
        str(workers),
    ]
    return running(command, port, "/health", env)


def floor(libpq_url: str) -> contextlib.AbstractContextManager[Server]:
    """The same kind of server with nothing of ours in it."""
    options = ["--interface", "asgi", "--factory", "--loop", "uvloop", "--workers", "1", "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "--host", "127.0.0.1", "--port", str(FLOOR), "benchmarks.floor:app"]
    return running(command, FLOOR, "/ready", {"FLOOR_DATABASE": libpq_url})


def pages(data: Path) -> contextlib.AbstractContextManager[Server]:
    """Pages and API together; builds the pages when their sources changed."""
    command = [sys.executable, "-m", "clinic_app", "serve", "--port", str(PAGES), "--data", str(data)]
    return running(command, PAGES, "/health", {})
