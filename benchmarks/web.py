"""The sections that need the built pages: websocket events, `make run`, the weight of the first page."""

import gzip
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import orjson

from benchmarks import clinics, servers
from benchmarks.report import Line
from benchmarks.sections import Bench

# open tabs, what they do, how many seconds they think in between, and the most the 95th percentile may be
TABS = ((1, "palette", 0.1, 80), (100, "search", 1, 30), (500, "pages", 1, 300), (500, "pages", 5, 300))
SECONDS = 12
RUN_PORT = 3000  # that of `make run`


def websocket(bench: Bench) -> list[Line]:
    """Searches in the palette and in the list of 20,000 patients by many open tabs, or turns of its pages by very many."""
    lines = []
    with servers.pages(bench.data) as server:
        url = f"http://127.0.0.1:{server.port}"
        cookie = browser_cookie(url)
        for tabs, what, think, most in TABS:
            command = [sys.executable, "-m", "benchmarks.browsers", url, cookie, str(tabs), str(SECONDS), what, str(think)]
            said = subprocess.run(command, cwd=servers.ROOT, stdout=subprocess.PIPE, check=True, timeout=180).stdout
            found = orjson.loads(said)
            if not found["latencies"]:
                raise RuntimeError(f"{found['failed']} of {tabs} tabs failed: {found['why']}")
            latencies = sorted(found["latencies"])
            who = f"{tabs} tabs ({what}, each {think} s)"
            lines += [
                Line("websocket", f"p50 of an event, {who}", latencies[len(latencies) // 2]),
                Line("websocket", f"p95 of an event, {who}", latencies[int(len(latencies) * 0.95)], most=most),
                Line("websocket", f"tabs without an answer, {who}", found["failed"], "", most=0),
            ]
        lines.append(Line("websocket", f"memory of pages and API after {TABS[-1][0]} tabs", server.memory_mib(), "MiB"))
    return lines


def browser_cookie(url: str) -> str:
    """The session of clinic 1's owner, as a browser gets it."""
    form = {"email": "p1@bench.test", "password": clinics.PASSWORD}
    answer = httpx.post(f"{url}/auth/sign-in", data=form, headers={"Origin": url}, follow_redirects=False)
    if "sid" not in answer.cookies:
        raise RuntimeError(f"no session: {answer.status_code} {answer.headers.get('location')}")
    return f"sid={answer.cookies['sid']}"


def run_from_nothing(bench: Bench) -> list[Line]:
    """`make run` on a clean copy until the first answer (the package caches are warm), and a second start of it."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", RUN_PORT)) == 0:
            raise RuntimeError(f"port {RUN_PORT} is taken: stop what runs there")
    with tempfile.TemporaryDirectory(prefix="hampiq-run-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        # what a fresh checkout would hold: nothing that was installed, built or kept
        made = shutil.ignore_patterns(".git", ".venv", ".web", ".states", "__pycache__", ".*_cache", ".hypothesis")
        shutil.copytree(servers.ROOT, folder, ignore=made, dirs_exist_ok=True)
        cold, warm = _seconds_to_run(folder, 600), _seconds_to_run(folder, 120)
    return [Line("run", "make run from nothing", cold, "s", most=90), Line("run", "make run again", warm, "s", most=8)]


def _seconds_to_run(folder: Path, patience: float) -> float:
    hidden = (*servers.OWN, "CLINIC_DATA_DIR", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if ".venv" not in part)
    began = time.monotonic()
    command = ["make", "run", f"PYTHON={Path(sys.base_prefix) / 'bin' / 'python3'}"]
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        servers.wait_until_ready(process, f"http://127.0.0.1:{RUN_PORT}/health", patience)
        return time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def first_page(bench: Bench) -> list[Line]:
    """What a browser fetches for the page of sign-in, each file gzipped as a server would."""
    from playwright.sync_api import sync_playwright

    weights = {"script": 0, "stylesheet": 0}
    with servers.pages(bench.data) as server, sync_playwright() as tools:
        chromium = next((path for path in (shutil.which("chromium"), shutil.which("google-chrome")) if path), None)
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page, files = browser.new_page(), []
        page.on("response", lambda answer: files.append(answer))  # it wants a function of ours
        page.goto(f"http://127.0.0.1:{server.port}/login", wait_until="networkidle")
        for answer in files:
            kind = answer.request.resource_type
            if kind in weights and answer.ok:
                weights[kind] += len(gzip.compress(answer.body(), 9))
        browser.close()
    script, style = (weights[kind] / 1000 for kind in ("script", "stylesheet"))
    return [
        Line("first-page", "JS and CSS, gzip", script + style, "kB", most=300),
        Line("first-page", "JS alone", script, "kB"),
        Line("first-page", "CSS alone", style, "kB"),
    ]


WEB_SECTIONS: dict[str, Callable[[Bench], list[Line]]] = {
    "websocket": websocket,
    "first-page": first_page,
    "run": run_from_nothing,
}
