"""People and patients as a user meets them: an invitation, a refusal above a dialog, a scan, a merge that is undone, an import that is corrected."""

import re
from pathlib import Path

import pytest
from conftest import SIZES
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from steps import PASSWORD, Clinic, no_violation, shot, working_day

TITLES = "Documento,Nombres,Apellido paterno,Fecha de nacimiento,Sexo\n"
phone_only = pytest.mark.parametrize("page", ["phone"], indirect=True)
desktop_only = pytest.mark.parametrize("page", ["desktop"], indirect=True)


@desktop_only
def test_an_invitation_serves_one_person_once(page: Page, chromium: Browser, site: str) -> None:
    Clinic(page, "Consultorio de nombre bastante largo en la sierra")
    page.goto("/settings/people")
    page.get_by_role("button", name="Invitar").first.click()
    page.fill("dialog[open] [name=email]", "nueva@hampiq.test")
    page.get_by_role("dialog").get_by_role("button", name="Invitar").click()
    expect(page.get_by_role("heading", name="Invitación lista")).to_be_visible(timeout=15_000)
    link = page.locator("dialog[open] input").first.input_value()
    assert link.startswith(site)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="es-PE", base_url=site)
    guest = context.new_page()
    guest.goto(link)
    for name, value in {"first_name": "Nina", "last_name": "Soto", "password": PASSWORD, "password_confirm": PASSWORD}.items():
        guest.fill(f"[name={name}]", value)
    no_violation(guest)
    guest.get_by_role("button", name="Crear mi cuenta y aceptar").click()
    expect(guest.get_by_role("heading", name="Hoy", exact=True)).to_be_visible(timeout=15_000)
    context.clear_cookies()
    guest.goto("about:blank")
    guest.goto(link)
    expect(guest.get_by_text("Esta invitación ya se usó")).to_be_visible(timeout=15_000)
    assert guest.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"][0]
    context.close()
    page.goto("/settings/people")
    expect(page.get_by_text("Nina Soto")).to_be_visible()


def test_a_message_above_an_open_dialog_can_be_closed(page: Page) -> None:
    Clinic(page)
    page.goto("/settings/people")
    page.get_by_role("button", name="Retirar a Rosa Mamani").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirar").click()
    message = page.locator(".toast", has_text="Es la única propietaria")
    expect(message).to_be_visible()
    shot(page, "message_above_dialog")
    message.get_by_role("button", name="Cerrar").click()
    expect(message).to_have_count(0)
    page.get_by_role("dialog").get_by_role("button", name="Retirar").click()
    expect(message).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    message.get_by_role("button", name="Cerrar").click()  # it went back to the page with the dialog's end
    expect(message).to_have_count(0)


@phone_only
def test_on_a_phone_a_scan_is_kept_and_every_menu_can_be_read(page: Page, tmp_path: Path) -> None:
    clinic = Clinic(page)
    patient = clinic.add_patient()
    Image.new("RGB", (600, 800), "#cde").save(tmp_path / "scan.jpg")
    page.goto(f"/patients/{patient}")
    page.get_by_role("button", name="Añadir un documento").click()
    page.set_input_files("#document-camera", tmp_path / "scan.jpg")
    page.fill("dialog[open] [name=titulo]", "Carnet de vacunas")
    page.get_by_role("button", name="Guardar documento").click()
    expect(page.get_by_role("button", name="Carnet de vacunas", exact=True)).to_be_visible()
    page.goto("/patients")
    page.locator(".page-head summary").click()
    panel = page.locator(".page-head .menu-panel").bounding_box()
    assert panel and panel["x"] >= 0 and panel["x"] + panel["width"] <= SIZES["phone"][0]


@desktop_only
def test_two_patients_of_one_time_cannot_be_merged_and_a_merge_is_undone(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    kept, other = clinic.add_patient(), clinic.add_patient("Mateo Andrés", "71234568")
    clinic.book(kept, working_day(3), "10:00")
    page.goto(f"/patients/merge?a={kept}&b={kept}")
    expect(page.get_by_text("Un paciente no se puede fusionar consigo mismo.")).to_be_visible()
    page.goto(f"/patients/merge?a={kept}&b={other}")
    no_violation(page)
    page.get_by_role("button", name="Fusionar", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/patients/{kept}/?$"))
    page.goto("/patients/duplicates")
    page.get_by_role("button", name=re.compile("Deshacer")).click()
    expect(page.get_by_text("Fusión deshecha")).to_be_visible()
    assert clinic.api("GET", "/api/pacientes/")["count"] == 2


@desktop_only
def test_a_refusal_with_a_value_is_said_in_the_language_of_the_screen(page: Page, site: str) -> None:
    Clinic(page)
    page.context.add_cookies([{"name": "lang", "value": "en", "url": site}])
    page.goto("/patients")
    page.get_by_role("button", name="New patient").first.click()
    for name, value in {"nombres": "Ana", "apellido_paterno": "Paz", "fecha_nacimiento": "1850-01-01", "numero_documento": "12"}.items():
        page.fill(f"dialog[open] [name={name}]", value)
    page.select_option("dialog[open] [name=sexo]", "F")
    page.locator("dialog[open] [type=submit]").click()
    expect(page.get_by_text("more than 130 years ago")).to_be_visible()
    expect(page.get_by_text("The DNI must have 8 digits.")).to_be_visible()
    page.goto("/settings/trail")
    expect(page.get_by_text("Registered").first).to_be_visible()


@desktop_only
def test_a_table_in_latin_1_is_tried_corrected_and_imported(page: Page, tmp_path: Path) -> None:
    clinic = Clinic(page)
    file = tmp_path / "lista.csv"
    file.write_bytes((TITLES + "71000001,Íñigo,Muñoz,20/05/2024,M\n71000002,Ana,Ñahui,31/31/2020,F\n").encode("latin-1"))
    page.goto("/patients/import")
    page.set_input_files("#upload-archivo", file)
    page.get_by_role("button", name="Revisar el archivo").click()
    expect(page.get_by_text("No se entiende esta fecha")).to_be_visible(timeout=15_000)
    no_violation(page)
    page.get_by_role("button", name="Importar 1 fila").click()
    expect(page.get_by_role("heading", name="Importación terminada")).to_be_visible(timeout=15_000)
    with page.expect_download() as errors:
        page.get_by_role("link", name="Descargar errores").click()
    assert errors.value.suggested_filename.endswith(".xlsx")
    assert clinic.api("GET", "/api/pacientes/?search=muñoz")["results"][0]["nombres"] == "Íñigo"
