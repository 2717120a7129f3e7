"""The process as its users meet it: start, stop, crash, restart. Real processes, real signals."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from places import new_place

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pid: int | None) -> bool:
    """psutil.pid_exists is true for zombies, and in a container nobody may collect them."""
    try:
        return pid is not None and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Callable[[], object], limit: float = 15, what: str = "") -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, f"not within {limit} s: {what}"
        time.sleep(0.02)


def clean_env() -> dict[str, str]:
    """Without what an earlier test of this process may have set."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("CLINIC_", "DATABASE_", "REDIS_"))}


class Served:
    """One `serve --api-only`, its log and its processes."""

    def __init__(self, data: Path, *, port: int | None = None, wait: bool = True, env: dict[str, str] | None = None):
        self.data, self.port = data, port or free_port()
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        command = [sys.executable, "-m", "clinic_app", "serve", "--api-only", "--port", str(self.port), "--data", str(data)]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, env={**clean_env(), **(env or {})}
            )
        if wait:
            wait_until(lambda: self.ready() or self.process.poll() is not None, 60, "ready")
            assert self.process.poll() is None, self.log.read_text()[-3000:]

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=3) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM, group: bool = False) -> int:
        (os.killpg if group else os.kill)(self.process.pid, number)
        return self.process.wait(20)

    def postmaster(self) -> int | None:
        try:
            return int((self.data / "database" / "pg" / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def workers(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.process.pid).children() if child.name() != "postgres"]

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(f"postgresql://postgres@/clinic?host={self.data / 'database' / 's'}", autocommit=True)


@pytest.fixture
def data() -> Iterator[Path]:
    # Short, since a socket lives in it, and not pytest's tmp_path, which other users cannot enter.
    top = new_place("clinic-", 0o711)
    folder = top / "data"
    yield folder
    for process in psutil.process_iter(["pid", "cmdline"]):
        if str(folder) in " ".join(process.info["cmdline"] or []):
            process.kill()
    shutil.rmtree(top, ignore_errors=True)


def left_of(folder: Path) -> list[str]:
    lines = {p.pid: " ".join(p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])}
    return [line for pid, line in lines.items() if str(folder) in line and alive(pid)]


@pytest.mark.parametrize(("number", "group"), [(signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGINT, True)])
def test_a_stop_leaves_nothing_behind(data: Path, number: signal.Signals, group: bool) -> None:
    served = Served(data)
    postmaster, workers = served.postmaster(), served.workers()
    assert alive(postmaster) and workers
    served.stop(number, group)
    assert not alive(postmaster) and not any(map(alive, workers)) and not left_of(data)
    assert "Traceback" not in served.log.read_text()


def test_secrets_are_for_the_owner_only(data: Path) -> None:
    served = Served(data)
    assert stat.S_IMODE((data / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "database" / "pg").stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "database" / "s").stat().st_mode) == 0o700
    served.stop()


# What is seen on disk when the stop arrives: each is another moment of the start.
MOMENTS = {"folder": "secret", "initdb": "database/pg.new", "server": "database/pg/postmaster.pid", "started": "database/users"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stop_during_the_start_leaves_nothing_behind(data: Path, moment: str) -> None:
    served = Served(data, wait=False)
    wait_until(lambda: (data / MOMENTS[moment]).exists(), 30, moment)
    served.stop()
    assert not left_of(data)
    again = Served(data)
    again.stop()
    assert not left_of(data)


@pytest.mark.parametrize("group", [False, True])
def test_kill_9_serves_no_more_and_loses_nothing(data: Path, group: bool) -> None:
    served = Served(data)
    with served.connect() as connection:
        connection.execute("create table public.kept (id int)")
        connection.execute("insert into public.kept values (7)")
    workers = served.workers()
    served.stop(signal.SIGKILL, group)
    wait_until(lambda: not any(map(alive, workers)), what="workers gone")
    assert not served.ready()
    again = Served(data, port=served.port)
    with again.connect() as connection:
        assert connection.execute("select id from public.kept").fetchall() == [(7,)]
    again.stop()
    assert not left_of(data)


DEAF_WORKER = """
import os, signal, threading, time
from clinic_app.core import supervisor
supervisor.LEAVE_SECONDS = 0.2
mine = os.getpid()
if (worker := os.fork()) == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=supervisor._end_after, args=(mine,), daemon=True).start()
    time.sleep(60)
print(worker, flush=True)
time.sleep(60)
"""


def test_a_worker_that_hangs_in_its_leaving_does_not_outlive_a_killed_supervisor() -> None:
    process = subprocess.Popen([sys.executable, "-c", DEAF_WORKER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    worker = int(process.stdout.readline())
    assert alive(worker), "as long as its supervisor lives it stays"
    process.kill()
    process.wait()
    wait_until(lambda: not alive(worker), what="worker gone")


def test_a_killed_worker_is_replaced(data: Path) -> None:
    served = Served(data)
    first = served.workers()[0]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not alive(first), what="worker killed")
    wait_until(served.ready, what="another worker answers")
    served.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_postmaster_that_was_killed_or_told_to_stop_comes_back(data: Path, number: signal.Signals) -> None:
    """Told politely it waits for the last of its users, who never goes, and lets nobody new in."""
    served = Served(data)
    first = served.postmaster()
    assert first
    os.kill(first, number)
    wait_until(lambda: served.postmaster() not in (None, first), what="another postmaster")
    wait_until(served.ready, what="healthy again")
    served.stop()
    assert not left_of(data)


def test_two_share_one_data_folder(data: Path) -> None:
    one, two = Served(data), Served(data)
    postmaster = one.postmaster()
    one.stop()
    assert two.ready() and alive(postmaster)
    two.stop()
    assert not alive(postmaster) and not left_of(data)


def refused(data: Path, *arguments: str, env: dict[str, str] | None = None, untouched: bool = True) -> str:
    command = [sys.executable, "-m", "clinic_app", "serve", "--data", str(data), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, env={**clean_env(), **(env or {})})
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert untouched is not data.exists()
    return done.stderr


def test_a_taken_port_is_refused(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in refused(data, "--api-only", "--port", str(taken.getsockname()[1]))


def test_a_data_folder_that_cannot_be_used_is_named(data: Path) -> None:
    data.write_text("a file where a folder should be")
    said = refused(data, "--api-only", "--port", str(free_port()), untouched=False)
    assert said == f"cannot use the data folder {data} (File exists); choose another with --data\n"


def test_why_the_administrator_of_the_platform_is_not_made_is_said(data: Path) -> None:
    served = Served(data)
    for email, password, reason in (("a@hampiq.pe", "corta", "demasiado corta"), ("nadie", "Plataforma-2026", "correo electrónico válida")):
        command = [sys.executable, "-m", "clinic_app", "admin", "create", "--password-stdin", email, "--data", str(data)]
        done = subprocess.run(command, cwd=ROOT, env=clean_env(), input=f"{password}\n", capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and reason in done.stderr and "Traceback" not in done.stderr, done.stderr
    served.stop()


def test_workers_that_share_nothing_are_refused(data: Path) -> None:
    assert "REDIS_URL" in refused(data, "--workers", "2", "--port", str(free_port()))


def test_an_open_door_without_rate_limits_is_refused(data: Path) -> None:
    limits_off = {"CLINIC_RATE_LIMITS": "off"}
    assert "CLINIC_RATE_LIMITS" in refused(data, "--api-only", "--host", "0.0.0.0", "--port", str(free_port()), env=limits_off)


def test_a_database_that_is_not_there_is_named(data: Path) -> None:
    said = refused(
        data,
        "--api-only",
        "--port",
        str(free_port()),
        env={"DATABASE_URL": "postgresql://clinic:hidden-word@127.0.0.1:1/clinic"},
        untouched=False,
    )
    assert "the database cannot be reached" in said and "hidden-word" not in said


def test_an_outside_database_with_one_url(data: Path) -> None:
    """The app must not run as the superuser of DATABASE_URL: row-level security would not hold."""
    first = Served(data)
    with first.connect() as connection:
        connection.execute("create database outside")
    url = f"postgresql://postgres@/outside?host={data / 'database' / 's'}"
    second = Served(data.with_name("data2"), env={"DATABASE_URL": url})
    assert not (second.data / "database").exists()
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from public.alembic_version").fetchone() == (1,)
    second.stop()
    assert first.ready()
    first.stop()


def test_eleven_hundred_lines_that_say_nothing_keep_nobody_from_being_served(data: Path) -> None:
    served = Served(data)
    silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(1100)]  # the web server's own limit is 1024
    for number, line in enumerate(silent):
        if number % 2:
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
    assert served.ready()
    for line in silent:
        line.close()
    served.stop()


def test_the_link_of_a_mail_leads_to_where_the_server_listens(data: Path) -> None:
    served = Served(data)
    here = f"http://127.0.0.1:{served.port}"
    person = {"first_name": "Luz", "email": "luz@x.pe", "password": "Consultorio-2026", "password_confirm": "Consultorio-2026"}
    for path, form in (("sign-up", person), ("forgot", {"email": person["email"]})):
        body = urllib.parse.urlencode(form).encode()
        asked = urllib.request.Request(f"{here}/auth/{path}", body, {"origin": here})
        with pytest.raises(urllib.error.HTTPError, match="404"):  # where it sends the browser is a page, which --api-only has not
            urllib.request.urlopen(asked, timeout=10)
    wait_until(lambda: list((data / "outbox").glob("*.eml")), 20, "mail")
    [mail] = (data / "outbox").glob("*.eml")
    assert f"http://localhost:{served.port}/reset/?token=" in mail.read_text()
    served.stop()
