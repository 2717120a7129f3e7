"""The curves of a child in Chromium: from the data's arrival in the page until Plotly has drawn them. Needs the built pages."""

import shutil
import statistics
from datetime import timedelta
from typing import Any

import psycopg

from benchmarks import clinics, servers
from benchmarks.report import Line
from benchmarks.sections import Bench, sign_in
from benchmarks.web import browser_cookie

POINTS, OPENINGS, REDRAWS, MOST = 100, 5, 12, 200
DAYS_BETWEEN = 7
CURVES = ("Talla/edad", "IMC", "Peso/edad")  # the buttons that draw another curve
# the page measures itself (assets/growthchart.js); `detail` is how many points were drawn
MEASURED = "points => performance.getEntriesByName('growth-chart').filter(one => one.detail === points).map(one => one.duration)"


def growth_chart(bench: Bench) -> list[Line]:
    """First drawing of a page that was just opened, then other curves of the same child; and the processor time of one drawing."""
    from playwright.sync_api import sync_playwright

    chromium = next((path for path in (shutil.which("chromium"), shutil.which("google-chrome")) if path), None)
    with servers.pages(bench.data) as server, sync_playwright() as tools:
        url, token = f"http://127.0.0.1:{server.port}", sign_in(server.port, 1)
        child = _child(bench, url, token)
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE")
        context.add_cookies([{"name": "sid", "value": browser_cookie(url).removeprefix("sid="), "url": url}])
        page = context.new_page()
        first, again, cpu = [], [], 0.0
        for _opening in range(OPENINGS):
            page.goto(f"{url}/patients/{child}/growth")
            page.wait_for_function(f"points => ({MEASURED})(points).length > 0", arg=POINTS, timeout=60_000)
            first.append(page.evaluate(MEASURED, POINTS)[0])
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")
        began = _busy(devtools)
        for turn in range(REDRAWS):
            page.get_by_role("button", name=CURVES[turn % len(CURVES)], exact=True).click()
            page.wait_for_function(f"count => ({MEASURED})({POINTS}).length > count", arg=turn + 1)
        cpu = (_busy(devtools) - began) / REDRAWS
        again = page.evaluate(MEASURED, POINTS)[1:]
        browser.close()
    return [
        Line("growth-chart", f"{POINTS} points, first drawing of a page, median of {OPENINGS}", statistics.median(first), most=MOST),
        Line("growth-chart", f"{POINTS} points, another curve, median of {REDRAWS}", statistics.median(again), most=MOST),
        Line("growth-chart", "the slowest of all", max(first + again)),
        Line("growth-chart", "page's main thread busy for another curve, all of it", cpu),
    ]


def _busy(devtools: Any) -> float:
    """Milliseconds in which the page's main thread did something."""
    return 1000 * next(one["value"] for one in devtools.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration")


def _child(bench: Bench, url: str, token: str) -> int:
    """A patient of clinic 1, two years old, with a check-up each week."""
    import httpx

    patient = clinics.patient_id(1, 0)
    born = bench.today() - timedelta(days=DAYS_BETWEEN * (POINTS + 2))
    with psycopg.connect(bench.superuser, autocommit=True) as connection:
        connection.execute("update app.patient set birth_date = %s, sex = 'M' where id = %s", (born, patient))
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for week in range(1, POINTS + 1):
            body = {
                "paciente": patient,
                "fecha": str(born + timedelta(days=DAYS_BETWEEN * week)),
                "peso_kg": round(3.4 + 9 * week / (week + 30), 2),
            }
            client.post(
                "/api/cred/", json={**body, "talla_cm": round(50 + 50 * week / (week + 45), 1), "confirmar": True}
            ).raise_for_status()
    return patient
