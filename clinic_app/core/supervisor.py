"""What `serve` does: a small process that owns the database and the web workers, and imports neither Reflex nor the app."""

import ctypes
import gc
import importlib
import ipaddress
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from clinic_app.core.limits import most_connections, most_memory
from clinic_app.core.logs import configure_logs, logging_config
from clinic_app.core.settings import secret_key, settings

ROOT = Path(__file__).parents[2]
STOPS = (signal.SIGTERM, signal.SIGINT)
PR_SET_PDEATHSIG = 1
HEADER_MILLISECONDS = 15_000  # for a request's headers, and for the next request of a line that is kept
HEADER_BYTES = 128 * 1024
LEAVE_SECONDS = 5  # that a worker may take to stop
# What every worker needs of others' code: loaded once, while the database starts, and shared by all of them as long as nobody writes there.
SHARED = (
    "fastapi", "sqlmodel", "sqlalchemy.ext.asyncio", "psycopg_pool", "procrastinate", "prometheus_client",
    "babel.dates", "babel.messages.pofile", "jwt", "httpx", "phonenumbers.timezone", "PIL.ImageOps", "aiosmtplib", "icalendar", "holidays",
    "pwdlib.hashers.argon2", "sqlalchemy.dialects.postgresql", "pydantic.v1", "psutil", "pyotp", "segno", "fastapi.middleware.cors",
)  # fmt: skip

log = structlog.get_logger(__name__)


class Refused(RuntimeError):
    """This combination of options must not run; the message says why."""


@dataclass(frozen=True)
class Door:
    """Where and how to serve."""

    host: str
    port: int
    api_only: bool
    workers: int


def serve(door: Door) -> None:
    """Set up everything and serve until stopped. Raises Refused, and what database and build raise."""
    refuse_impossible(door)
    _prepare()
    with _pages(door) as finish, database(meanwhile=_load_shared):  # the pages are built while the database starts
        finish()
        _load_shared()  # with an outside database nothing is loaded yet
        _run_web(door)


def _prepare() -> None:
    for number in STOPS:  # so that `finally` runs before the web server brings its own handlers
        signal.signal(number, _leave)
    _make_data_folder()


def _load_shared() -> None:
    for name in SHARED:
        importlib.import_module(name)


def refuse_impossible(door: Door) -> None:
    """Raises Refused for a taken port, unshared browser state and an open door without rate limits."""
    _refuse_taken(door.host, door.port)
    if door.workers > 1 and not door.api_only and not settings().redis_url:
        raise Refused("several workers need REDIS_URL: without it each would keep its own browser state (or use --api-only)")
    if not settings().rate_limits and not _is_loopback(door.host):
        raise Refused("CLINIC_RATE_LIMITS=off is for tests on this machine only: listen on 127.0.0.1, or leave the limits on")


def _refuse_taken(host: str, port: int) -> None:
    """The web server binds with SO_REUSEPORT: two of them would share the port without a word."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Refused(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port") from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def database(meanwhile: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A migrated database for as long as the block lasts: the embedded one (shared if it runs already) or that of DATABASE_URL.

    `meanwhile` is done while the embedded one starts, and only then: two threads that load the same libraries trip over each other.
    """
    from clinic_app.core import bootstrap

    _prepare()
    server = None
    try:
        if settings().database_url:
            bootstrap.use_outside()
        else:
            from clinic_app.core.postgres import EmbeddedServer

            with _usable_data_folder():
                server = EmbeddedServer(settings().data_dir / "database")
                _start(server, meanwhile)
            bootstrap.use_embedded(server)
            threading.Thread(target=server.watch, name="database-watch", daemon=True).start()
        bootstrap.migrate(settings().database_owner_url)
        if bootstrap.behind_pooler(settings().database_url):
            os.environ["CLINIC_PREPARED_STATEMENTS"] = "off"
            settings.cache_clear()
        yield
    finally:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        if server:
            server.release()


def _start(server: Any, meanwhile: Callable[[], None]) -> None:
    other = threading.Thread(target=meanwhile, name="meanwhile")
    with _signals_held():  # a stop in mid-start would leave a server that nobody counts
        other.start()
        try:
            server.start()
        finally:
            other.join()


def _make_data_folder() -> None:
    folder = settings().data_dir.absolute()
    with _usable_data_folder():
        # Others may pass through (PostgreSQL runs as another user when we are root), not look around.
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        os.environ["CLINIC_DATA_DIR"] = str(folder)
        settings.cache_clear()
        secret_key()


@contextmanager
def _usable_data_folder() -> Iterator[None]:
    """Read-only, full, a file in its place: one sentence instead of a traceback. Raises Refused."""
    try:
        yield
    except OSError as error:
        where = settings().data_dir.absolute()
        raise Refused(f"cannot use the data folder {where} ({error.strerror or error}); choose another with --data") from error


def _leave(number: int, _: Any) -> None:
    sys.exit(128 + number)


@contextmanager
def _signals_held() -> Iterator[None]:
    came: list[int] = []
    before = {number: signal.signal(number, lambda got, _: came.append(got)) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            sys.exit(128 + came[0])


@contextmanager
def _pages(door: Door) -> Iterator[Callable[[], None]]:
    """The browser's bundle is being made; what is given waits until it is there, and points the workers at it."""
    if door.api_only:
        yield lambda: None
        return
    from clinic_app.core import frontend

    with frontend.building() as finish:
        yield lambda: _use_pages(finish)


def _use_pages(finish: Callable[[], None]) -> None:
    finish()
    os.environ.update({"REFLEX_ENV_MODE": "prod", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true", "__REFLEX_SKIP_COMPILE": "true"})
    if settings().redis_url:
        os.environ["REFLEX_REDIS_URL"] = settings().redis_url
    # What open tabs show, names of patients too: not beside the program, and nobody else's to read.
    tabs = settings().data_dir.absolute() / "tabs"
    tabs.mkdir(mode=0o700, exist_ok=True)
    os.environ["REFLEX_STATES_WORKDIR"] = str(tabs)


def _run_web(door: Door) -> None:
    os.environ["CLINIC_LOCAL_URL"] = f"http://localhost:{door.port}"  # for the links of mails, in each worker
    settings.cache_clear()  # the workers are forks of this process: they would take over what it read before
    from granian import Granian  # type: ignore[attr-defined]
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    os.chdir(ROOT)  # Reflex looks for its configuration and bundle here
    gc.collect()
    gc.freeze()  # so that a worker's collections do not write all over what it shares
    log.info("serving", host=door.host, port=door.port, workers=door.workers)
    Granian(
        "clinic_app.web:api_only" if door.api_only else "clinic_app.web:with_reflex",
        address=door.host,
        port=door.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,  # with both, a line that says nothing at all is kept for ever; proxies speak HTTP/1.1 to us
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        backlog=2048,
        backpressure=most_connections(),
        workers_max_rss=most_memory() // door.workers,
        rss_sample_interval=5,
        rss_samples=2,
        factory=True,
        workers=door.workers,
        workers_kill_timeout=LEAVE_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_level=LogLevels.warning,
        log_dictconfig=logging_config(),
    ).serve(target_loader=partial(_load_worker, os.getpid()), wrap_loader=True)


def _load_worker(supervisor: int, target: str) -> Any:
    """Runs in each worker, which must not outlive its supervisor: that alone restarts and stops the database."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_end_after, args=(supervisor,), name="supervisor-watch", daemon=True).start()
    configure_logs()
    module, factory = target.split(":")
    app = getattr(importlib.import_module(module), factory)()
    gc.collect()
    gc.freeze()  # what start-up made stays: spare every later full collection the walk over it
    gc.set_threshold(10_000, 20, 20)
    return app


def _end_after(supervisor: int) -> None:
    """The kernel tells a worker when its supervisor died, but nobody is left then to kill one that hangs in its leaving."""
    while os.getppid() == supervisor:
        time.sleep(1)
    time.sleep(LEAVE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def work_jobs() -> None:
    """The job queue alone, until stopped."""
    import asyncio

    with database():
        asyncio.run(_work_until_stopped())


async def _work_until_stopped() -> None:
    import asyncio

    importlib.import_module("clinic_app.wiring")  # every task registers itself
    from clinic_app.core.database import engine, reads
    from clinic_app.core.jobs import running_worker

    stop = asyncio.Event()
    for number in STOPS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with reads(), running_worker():
        log.info("working on jobs")
        await stop.wait()
    await engine().dispose()
