"""The database stops in mid-use and comes back; the server is killed while a form is filled in."""

import shutil
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest
from conftest import serving
from places import new_place
from playwright.sync_api import Browser, Page, expect
from steps import PASSWORD, Clinic, shot, working_day

from clinic_app.core.postgres import EmbeddedServer


@pytest.fixture(scope="module")
def stoppable() -> Iterator[EmbeddedServer]:
    """A database that the product does not own, so that nothing brings it back."""
    folder = new_place("hampiq-db-")
    server = EmbeddedServer(folder).start()
    yield server
    server.release()
    shutil.rmtree(folder, ignore_errors=True)


def test_the_database_is_away_for_ten_seconds_and_nothing_typed_is_lost(stoppable: EmbeddedServer, chromium: Browser) -> None:
    with serving(DATABASE_URL=stoppable.url("postgres", "postgres"), CLINIC_RATE_LIMITS="off") as url:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE", base_url=url)
        page = context.new_page()
        page.size = "desktop"  # type: ignore[attr-defined]
        clinic = Clinic(page)
        page.goto("/patients")
        page.get_by_role("button", name="Nuevo paciente").first.click()
        typed = {"nombres": "Lucía", "apellido_paterno": "Soto", "fecha_nacimiento": "2024-02-29", "numero_documento": "70000001"}
        for name, value in typed.items():
            page.fill(f"[name={name}]", value)
        page.select_option("[name=sexo]", "F")
        stoppable._run(stoppable.bin / "pg_ctl", "-D", stoppable.data, "-w", "-m", "fast", "stop")
        stopped = time.monotonic()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("No hay conexión con la base de datos").first).to_be_visible(timeout=20_000)
        shot(page, "database_away")
        late = context.new_page()
        late.goto("/patients")
        expect(late.get_by_text("No se pudo cargar")).to_be_visible(timeout=20_000)
        _refused_at_the_door(chromium.new_context(locale="es-PE", base_url=url).new_page(), clinic.email)
        for name, value in typed.items():
            expect(page.locator(f"[name={name}]")).to_have_value(value)
        time.sleep(max(0, 10 - (time.monotonic() - stopped)))  # the outage itself, not a wait for something
        stoppable.start()
        expect(late.get_by_text("Consultorio Sonqo").first).to_be_visible(timeout=20_000)  # by itself
        expect(late.get_by_text("No se pudo cargar")).to_be_hidden(timeout=20_000)
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("heading", name="Soto, Lucía")).to_be_visible(timeout=20_000)
        assert clinic.api("GET", "/api/pacientes/")["count"] == 1
        context.close()


def _refused_at_the_door(page: Page, email: str) -> None:
    """A form that the browser posts itself comes back with what was typed, and no JSON is shown."""
    page.goto("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("form").get_by_role("button", name="Entrar").click()
    expect(page.get_by_text("El servicio no está disponible por un momento").first).to_be_visible(timeout=20_000)
    expect(page.locator("[name=email]")).to_have_value(email)
    page.context.close()


def test_the_server_is_killed_and_what_was_being_typed_is_still_there_and_can_be_saved(chromium: Browser) -> None:
    with serving(CLINIC_RATE_LIMITS="off") as url:
        context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="es-PE", base_url=url)
        page = context.new_page()
        page.size = "phone"  # type: ignore[attr-defined]
        clinic = Clinic(page)
        clinic.open_all_day()
        clinic.add_patient()
        page.goto("/agenda?nueva=1")
        page.fill("#booking-search", "nahui")
        page.get_by_role("button", name="Quispe Ñahui, Mateo").click()
        page.locator(".tile").first.click()
        page.fill("[name=fecha]", working_day().isoformat())
        page.get_by_role("button", name="09:00", exact=True).click()
        page.fill("[name=notas]", "Viene con su abuela")
        page.wait_for_timeout(3000)  # what a tab shows is kept every two seconds
        [worker] = _workers(urlsplit(url).port)
        worker.kill()
        worker.wait(10)
        page.wait_for_function("() => fetch('/health').then(answer => answer.ok, () => false)", timeout=30_000)
        expect(page.get_by_text("Sin conexión.")).to_be_hidden(timeout=30_000)
        expect(page.locator("[name=notas]")).to_have_value("Viene con su abuela")
        page.get_by_role("button", name="Agendar").last.click()
        expect(page.get_by_role("dialog")).to_be_hidden(timeout=20_000)
        [visit] = clinic.api("GET", f"/api/agenda/citas/?fecha={working_day().isoformat()}")["results"]
        assert visit["hora_inicio"][:5] == "09:00"
        context.close()


def _workers(port: int | None) -> list[psutil.Process]:
    """The web workers of the server on that port: processes of its command whose parent is one too."""
    ours = {each.pid: each for each in psutil.process_iter(["cmdline"]) if f"--port {port}" in " ".join(each.info["cmdline"] or [])}
    return [each for each in ours.values() if each.ppid() in ours and each.name() != "postgres"]
