"""What stops, fills up or is of another time under a running clinic, and what it says then. Real processes, real signals."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from test_process import ROOT, Served, alive, clean_env, data, free_port, left_of, refused, wait_until  # noqa: F401 - data is a fixture

from clinic_app.core import presence, settings

PERSON = {"email": "rosa@hampiq.pe", "password": "Consultorio-2026"}


def command(*words: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "clinic_app", *map(str, words)], cwd=ROOT, env=clean_env(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def post(served: Served, path: str, body: dict[str, Any]) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{served.port}{path}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_a_database_that_stands_still_is_told_within_seconds(data: Path) -> None:  # noqa: F811
    served = Served(data)
    postmaster = psutil.Process(served.postmaster())
    still = [postmaster, *postmaster.children()]
    for process in still:
        process.suspend()
    began = time.monotonic()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"http://127.0.0.1:{served.port}/health", timeout=20)
    took = time.monotonic() - began
    for process in still:
        process.resume()
    assert (refusal.value.code, took < 4) == (503, True) and refusal.value.headers["retry-after"]
    assert json.load(refusal.value)["database"] == "unavailable"
    wait_until(served.ready, what="healthy again")
    served.stop()


async def test_who_comes_while_the_database_is_away_waits_a_moment_and_then_no_more(monkeypatch: Any, database: str) -> None:
    """Once it is back everybody goes on at once: no pause that doubles up to minutes."""
    good = os.environ["DATABASE_URL"]
    monkeypatch.setenv("DATABASE_URL", good.replace("host=", "host=/nowhere"))
    settings.settings.cache_clear()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError):
        await presence.back()
    assert presence.PATIENCE <= time.monotonic() - began < presence.PATIENCE + 2 and presence.is_doubted()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError):
        await presence.back()
    assert time.monotonic() - began < 0.5
    waiting = asyncio.create_task(presence.back(patience=None))
    monkeypatch.setenv("DATABASE_URL", good)
    settings.settings.cache_clear()
    async with asyncio.timeout(5):
        await waiting
    assert not presence.is_doubted()


def test_a_database_of_a_newer_version_is_left_alone(data: Path) -> None:  # noqa: F811
    served = Served(data)
    with served.connect() as connection:
        connection.execute("update public.alembic_version set version_num = '9999'")
    served.stop()
    said = refused(data, "--api-only", "--port", str(free_port()), untouched=False)
    assert "another version" in said and "9999" in said


def test_a_backup_of_a_running_clinic_is_that_clinic_on_a_fresh_folder(data: Path) -> None:  # noqa: F811
    served, file, fresh = Served(data), data.with_name("clinic.tar"), data.with_name("data-fresh")
    form = PERSON | {"password_confirm": PERSON["password"], "first_name": "Rosa", "last_name": "Mamani", "practice_name": "Sonqo"}
    assert post(served, "/api/auth/register/", form) == 201
    photo = data / "media" / "1" / "fotos" / "a.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"photo")
    command("backup", file, "--data", data)
    assert served.ready() and file.stat().st_mode & 0o777 == 0o600
    served.stop()
    command("restore", file, "--data", fresh)
    again = Served(fresh)
    assert post(again, "/api/auth/login/", PERSON) == 200
    assert (fresh / "media/1/fotos/a.jpg").read_bytes() == b"photo" and not (fresh / "database.dump").exists()
    assert (fresh / "secret").read_text() == (data / "secret").read_text()
    again.stop()
    full = subprocess.run(
        [sys.executable, "-m", "clinic_app", "restore", str(file), "--data", str(fresh)], cwd=ROOT, env=clean_env(), capture_output=True, text=True
    )  # fmt: skip
    assert full.returncode == 1 and "not empty" in full.stderr and not left_of(fresh)


def test_a_secret_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: Any) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("CLINIC_DATA_DIR", str(tmp_path))
    settings.settings.cache_clear()
    uncached = settings.secret_key.__wrapped__
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            uncached()
    assert not list(tmp_path.iterdir())
    (tmp_path / "secret").touch()  # what an older version left behind on a full disk
    key = uncached()
    assert len(key) == 64 and uncached() == key and [path.name for path in tmp_path.iterdir()] == ["secret"]
    settings.settings.cache_clear()
