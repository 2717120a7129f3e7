"""The database stops in mid-use and comes back; a person works in two clinics at once."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import serving
from playwright.sync_api import Browser, expect
from steps import Clinic, shot

from clinic_app.core.postgres import EmbeddedServer


@pytest.fixture(scope="module")
def stoppable() -> Iterator[EmbeddedServer]:
    """A database that the product does not own, so that nothing brings it back."""
    folder = Path(tempfile.mkdtemp(prefix="hampiq-db-"))
    folder.chmod(0o755)
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
        for name, value in typed.items():
            expect(page.locator(f"[name={name}]")).to_have_value(value)
        time.sleep(max(0, 10 - (time.monotonic() - stopped)))  # the outage itself, not a wait for something
        stoppable.start()
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("heading", name="Soto, Lucía")).to_be_visible(timeout=20_000)
        assert clinic.api("GET", "/api/pacientes/")["count"] == 1
        context.close()
