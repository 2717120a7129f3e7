"""Where private files lie: a folder of this host, or an S3-compatible bucket when several hosts share them."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import structlog

from clinic_app.core.errors import ClinicError, NotFound, Unavailable
from clinic_app.core.i18n import N_
from clinic_app.core.settings import settings

CHUNK = 256 * 1024
DISK_FULL = N_("No se pudo guardar el archivo: no hay espacio en el servidor. Lo demás no se perdió.")
STORE_AWAY = N_("El almacén de archivos no responde por un momento. Vuelve a intentarlo; lo demás no se perdió.")
log = structlog.get_logger("files")


@dataclass(frozen=True)
class Stored:
    """An open file: how long it is, and its bytes as they come."""

    size: int
    chunks: AsyncIterator[bytes]


class Store(Protocol):
    """Keys are made by files.py and never come from outside. Every method raises Unavailable when the place cannot be reached."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep the whole file or nothing of it."""

    async def put_file(self, key: str, path: Path) -> None:
        """Keep a file of this host as it is, however large: the whole of it or nothing."""

    async def get(self, key: str, first: int = 0, last: int | None = None) -> Stored:
        """The bytes from `first` to `last` (both included, within the file); `size` is that of the whole file. Raises NotFound."""
        ...

    async def delete(self, key: str) -> None:
        """A missing file is fine."""

    def everything(self) -> AsyncIterator[tuple[str, datetime]]:
        """Every key with the time of its writing."""
        ...


class FolderStore:
    """Files below one folder, for their owner's eyes only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, self.folder / key, data)

    def _write(self, path: Path, data: bytes | Path) -> None:
        part = path.with_name(f"{uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                if isinstance(data, Path):
                    with open(data, "rb") as source:
                        shutil.copyfileobj(source, file, CHUNK)
                else:
                    file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except OSError as error:  # a full disk leaves nothing half-written behind
            with contextlib.suppress(OSError):
                part.unlink()
            log.error("file not kept", error=type(error).__name__, code=error.errno)
            raise Unavailable(DISK_FULL) from error

    async def put_file(self, key: str, path: Path) -> None:
        await asyncio.to_thread(self._write, self.folder / key, path)

    async def get(self, key: str, first: int = 0, last: int | None = None) -> Stored:
        try:
            file = await asyncio.to_thread(open, self.folder / key, "rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound from None
        size = os.fstat(file.fileno()).st_size

        async def chunks() -> AsyncIterator[bytes]:
            with file:
                file.seek(first)
                left = (size if last is None else last + 1) - first
                while left > 0 and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk

        return Stored(size, chunks())

    async def delete(self, key: str) -> None:
        await asyncio.to_thread((self.folder / key).unlink, missing_ok=True)

    async def everything(self) -> AsyncIterator[tuple[str, datetime]]:
        for path in await asyncio.to_thread(lambda: [each for each in self.folder.rglob("*") if each.is_file()]):
            with contextlib.suppress(FileNotFoundError):
                yield path.relative_to(self.folder).as_posix(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


class BucketStore:
    """A private bucket; nobody but this server needs to reach it."""

    def __init__(self, store: Any) -> None:
        self.store = store

    @contextlib.contextmanager
    def _named(self, doing: str) -> Any:
        from obstore.exceptions import BaseError, NotFoundError

        try:
            yield
        except (NotFoundError, FileNotFoundError):
            raise NotFound from None
        except (BaseError, OSError, TimeoutError) as error:
            log.error("bucket failed", doing=doing, error=type(error).__name__)  # the text of the error may hold addresses and keys
            raise Unavailable(STORE_AWAY) from error

    async def put(self, key: str, data: bytes) -> None:
        with self._named("put"):
            await self.store.put_async(key, data, use_multipart=False)  # one request: all of it or nothing

    async def put_file(self, key: str, path: Path) -> None:
        with self._named("put"):
            await self.store.put_async(key, path)  # in parts when it is large; they count for nothing before the last one

    async def get(self, key: str, first: int = 0, last: int | None = None) -> Stored:
        part: dict[str, Any] = {} if last is None else {"options": {"range": (first, last + 1)}}
        if last is None and first:
            part = {"options": {"range": {"offset": first}}}
        with self._named("get"):
            found = await self.store.get_async(key, **part)
            return Stored(found.meta["size"], _bytes_of(found.stream(min_chunk_size=CHUNK)))

    async def delete(self, key: str) -> None:
        with contextlib.suppress(NotFound), self._named("delete"):
            await self.store.delete_async(key)

    async def everything(self) -> AsyncIterator[tuple[str, datetime]]:
        with self._named("list"):
            async for some in self.store.list():
                for each in some:
                    yield each["path"], each["last_modified"]


async def _bytes_of(stream: Any) -> AsyncIterator[bytes]:
    async for chunk in stream:
        yield bytes(chunk)


@cache
def store() -> Store:
    """The place that the settings name; `store.cache_clear()` after they changed."""
    here = settings()
    if not here.media_s3_bucket:
        return FolderStore(here.data_dir / "media")
    from obstore.store import S3Store

    config: dict[str, Any] = {
        "access_key_id": here.media_s3_access_key,
        "secret_access_key": here.media_s3_secret_key,
        "region": here.media_s3_region,
    }
    if here.media_s3_endpoint:
        config["endpoint"] = here.media_s3_endpoint
    bucket = S3Store(
        here.media_s3_bucket,
        **config,
        client_options={"allow_http": True, "connect_timeout": timedelta(seconds=3), "timeout": timedelta(seconds=30)},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=8)},
    )
    return BucketStore(bucket)


async def picture(key: str) -> bytes | None:
    """A picture for a paper that is printed; None without one, and when it cannot be had: the paper is printed all the same."""
    if not key:
        return None
    with contextlib.suppress(ClinicError):
        found = await store().get(key)
        return b"".join([chunk async for chunk in found.chunks])
    return None
