"""Everything of the data folder in one file, taken while the clinic works, and put back into a fresh folder."""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from clinic_app.core import supervisor
from clinic_app.core.bootstrap import migrate, use_embedded
from clinic_app.core.postgres import EmbeddedServer
from clinic_app.core.settings import settings
from clinic_app.core.supervisor import Refused

DUMP, SECRET, MEDIA = "database.dump", "secret", "media"


def back_up(target: Path) -> int:
    """Write the database, the files and the secret into `target`; returns its size. Raises Refused, and what the database raises.

    The dump is one moment of the database. Files are copied after it: each is written before its row, and outlives it by a day.
    """
    _refuse_outside()
    if not (settings().data_dir / SECRET).exists():
        raise Refused(f"there is no clinic in {settings().data_dir.absolute()}; choose its folder with --data")
    part = target.with_name(f"{target.name}.part")
    try:
        with supervisor.database(), _only_for_its_owner(part) as file:
            _pack(EmbeddedServer(settings().data_dir / "database"), file)
        part.replace(target)
    except OSError as error:
        raise Refused(f"cannot write {target} ({error.strerror or error})") from error
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _only_for_its_owner(path: Path) -> IO[bytes]:
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _pack(server: EmbeddedServer, file: IO[bytes]) -> None:
    data = settings().data_dir
    with tarfile.open(fileobj=file, mode="w") as archive:
        with tempfile.TemporaryFile(dir=Path(file.name).absolute().parent) as dump:
            _postgres(server, "pg_dump", "--format=custom", "--dbname=clinic", output=dump)
            member = tarfile.TarInfo(DUMP)
            member.size, member.mode = os.fstat(dump.fileno()).st_size, 0o600
            dump.seek(0)
            archive.addfile(member, dump)
        archive.add(data / SECRET, SECRET)
        if (data / MEDIA).exists():
            archive.add(data / MEDIA, MEDIA)


def restore(source: Path) -> None:
    """Fill a fresh data folder from a file of `back_up`; one of an older version is brought to this one.

    Raises Refused (no such file, a folder in use), DatabaseNotReady for one of a newer version, and what the database raises.
    """
    _refuse_outside()
    data = settings().data_dir.absolute()
    if data.exists() and any(data.iterdir()):
        raise Refused(f"{data} is not empty: choose a fresh folder with --data, or move this one away first")
    try:
        with tarfile.open(source) as archive:
            if not {DUMP, SECRET} <= set(archive.getnames()):
                raise Refused(f"{source} is no backup of Hampiq")
            data.mkdir(parents=True, exist_ok=True, mode=0o711)
            archive.extractall(data, filter="data")
        _fill(EmbeddedServer(data / "database"), data / DUMP)
    except (tarfile.TarError, OSError) as error:
        raise Refused(f"cannot restore {source} into {data} ({error})") from error


def _fill(server: EmbeddedServer, dump: Path) -> None:
    server.start()
    try:
        use_embedded(server)
        with open(dump, "rb") as file:
            _postgres(server, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname=clinic", input_=file)
        migrate(settings().database_owner_url)
        dump.unlink()
    finally:
        server.release()


def _postgres(
    server: EmbeddedServer, command: str, *options: str, output: IO[bytes] | None = None, input_: IO[bytes] | None = None
) -> None:
    words = [server.bin / command, f"--host={server.socket}", "--username=postgres", *options]
    done = subprocess.run(words, stdin=input_, stdout=output, stderr=subprocess.PIPE)
    if done.returncode:
        raise Refused(f"{command} failed: {done.stderr.decode(errors='replace').strip()[:500]}")


def _refuse_outside() -> None:
    if settings().database_url:
        raise Refused("the database is that of DATABASE_URL: back it up and restore it with its own tools, and copy the data folder")
    if settings().media_s3_bucket:
        raise Refused(
            "the files are in a bucket: unset CLINIC_MEDIA_S3_BUCKET here for the rest, and back the bucket up with its own tools"
        )
