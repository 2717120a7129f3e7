"""Where the bytes of photos and videos lie: originals and what is shown of them, and the pieces of uploads."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import anyio

from clinic_app.core.errors import ClinicError
from clinic_app.core.settings import settings
from clinic_app.core.storage import store

SHOWN, PIECES = "fotos", "fotos_partes"  # folders of the store; wiring.py names their columns
FILE_COLUMNS = {
    SHOWN: tuple(f"app.patient_media.{name}" for name in ("original", "thumbnail", "webp", "poster", "playable")),
    PIECES: ("app.media_part.file",),
}
OLD_SECONDS = 24 * 3600


def new_key(tenant_id: int, folder: str, extension: str) -> str:
    """A key that nobody can guess, below the clinic's own folder."""
    return f"{int(tenant_id)}/{folder}/{uuid4().hex}.{extension}"


@contextlib.contextmanager
def desk() -> Iterator[Path]:
    """A folder of this host for one large file at a time; gone afterwards."""
    place = settings().data_dir / "work"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def clear_desks() -> None:
    """What a killed process left behind."""
    place = settings().data_dir / "work"
    for each in place.iterdir() if place.exists() else ():
        if each.stat().st_mtime < time.time() - OLD_SECONDS:
            shutil.rmtree(each, ignore_errors=True)


async def gather(keys: Sequence[str], path: Path) -> None:
    """Write these files of the store into one of this host, in order. Raises NotFound, Unavailable."""
    async with await anyio.open_file(path, "wb") as file:
        for key in keys:
            async for chunk in (await store().get(key)).chunks:
                await file.write(chunk)


async def drop(keys: Sequence[str]) -> None:
    """Take files away that no row names any more. What cannot be reached now, the daily sweep takes."""
    for key in keys:
        with contextlib.suppress(ClinicError, OSError):
            await store().delete(key)
