"""The whole product in a real process and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from places import new_place
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "screenshots"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def serving(**extra: str) -> Iterator[str]:
    """The address of a fresh clinic server; the pages are built first when their sources changed. `extra`: its environment."""
    folder = new_place("hampiq-browser-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "CLINIC_DATA_DIR")}
    command = [sys.executable, "-m", "clinic_app", "serve", "--port", str(port), "--data", str(folder)]
    with open(folder / "server.log", "w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**clean, **extra}, stdout=log, stderr=log)
        try:
            url, end = f"http://localhost:{port}", time.monotonic() + 240
            while not _answers(f"{url}/health"):
                assert process.poll() is None and time.monotonic() < end, (folder / "server.log").read_text()[-3000:]
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(20)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serving(CLINIC_RATE_LIMITS="off") as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed after each file: while Playwright runs it holds the event loop that other tests need."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    """A page in each size; an error in its console fails the test."""
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="es-PE", timezone_id="America/Lima", base_url=site)
    opened = context.new_page()
    opened.size = request.param  # type: ignore[attr-defined]
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not problems
