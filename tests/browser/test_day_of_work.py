"""A day of work: move by drag, check in, two browsers, two tabs, a double click, the back button."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from steps import PASSWORD, Clinic, no_violation, shot


def drag_by(page: Page, event: Locator, pixels: int) -> None:
    """As a hand does: press, move in steps, let go."""
    event.evaluate("node => node.scrollIntoView({block: 'center'})")  # the way down must be inside the window too
    box = event.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + pixels / 2, steps=5)
    page.mouse.move(x, y + pixels, steps=10)
    page.mouse.up()


def test_an_appointment_is_moved_by_drag(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    tomorrow = clinic.today() + timedelta(days=1)
    key = clinic.book(clinic.add_patient(), tomorrow, "10:00")
    page.goto("/agenda")
    page.get_by_role("button", name="Día", exact=True).click()
    page.get_by_role("button", name="Después").click()
    event = page.locator(".fc-event:not(.fc-event-dragging)", has_text="Quispe")
    expect(event).to_be_visible()
    row = page.locator('.fc-timegrid-slot-lane[data-time="11:00:00"]').first.bounding_box()
    other = page.locator('.fc-timegrid-slot-lane[data-time="11:30:00"]').first.bounding_box()
    assert row and other
    drag_by(page, event, round(other["y"] - row["y"]) * 2)  # two rows of half an hour
    expect(event).to_contain_text("11:00")
    expect(page.get_by_text("Cita movida al").first).to_be_visible()  # the calendar shows it there before the server has agreed
    shot(page, "agenda_day")
    assert clinic.api("GET", f"/api/agenda/citas/{key}/")["hora_inicio"] == "11:00:00"


def test_a_patient_is_checked_in_and_attended(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    key = clinic.book(clinic.add_patient(), clinic.today(), "23:00")
    page.goto("/")
    page.get_by_role("button", name="Llegó", exact=True).click()
    expect(page.locator(".day-row").get_by_text("En sala")).to_be_visible()
    page.get_by_role("button", name="Atender", exact=True).click()
    page.wait_for_url("**/notes**")  # attending begins with her note
    page.goto("/")
    expect(page.locator(".day-row").get_by_text("En atención")).to_be_visible()
    page.get_by_role("button", name="Terminar", exact=True).click()
    expect(page.locator(".day-row").get_by_text("Atendida")).to_be_visible()
    no_violation(page)
    shot(page, "today")
    assert clinic.api("GET", f"/api/agenda/citas/{key}/")["estado"] == "atendida"


def _fill_in_lucia(page: Page) -> None:
    """The form of a new patient, filled in and not saved."""
    page.goto("/patients")
    page.get_by_role("button", name="Nuevo paciente").first.click()
    for name, value in {
        "nombres": "Lucía",
        "apellido_paterno": "Soto",
        "fecha_nacimiento": "2024-02-29",
        "numero_documento": "70000001",
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=sexo]", "F")


def test_a_double_click_saves_one_patient(page: Page) -> None:
    clinic = Clinic(page)
    _fill_in_lucia(page)
    page.get_by_role("button", name="Guardar").dblclick()
    expect(page.get_by_text("Soto, Lucía").first).to_be_visible()
    assert clinic.api("GET", "/api/pacientes/")["count"] == 1


def test_the_back_button_leads_to_the_list(page: Page) -> None:
    clinic = Clinic(page)
    key = clinic.add_patient()
    page.goto("/patients")
    page.get_by_role("link", name="Quispe Ñahui, Mateo").first.click()
    expect(page).to_have_url(re.compile(f"/patients/{key}/?$"))
    expect(page.get_by_role("heading", name="Quispe Ñahui, Mateo")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Nuevo paciente").first).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Quispe Ñahui, Mateo")).to_be_visible()


@pytest.fixture
def colleague(page: Page, chromium: Browser, site: str) -> Iterator[Page]:
    """A second browser."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE", timezone_id="America/Lima", base_url=site)
    opened = context.new_page()
    opened.size = "second"  # type: ignore[attr-defined]
    yield opened
    context.close()


def test_a_booking_appears_in_the_browser_of_a_colleague(page: Page, colleague: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    patient = clinic.add_patient()
    colleague.goto("/login")
    colleague.fill("[name=email]", clinic.email)
    colleague.fill("[name=password]", PASSWORD)
    colleague.keyboard.press("Enter")
    expect(colleague.get_by_role("heading", name="Hoy no hay citas")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Hoy no hay citas")).to_be_visible()
    clinic.book(patient, clinic.today(), "23:00")
    for browser in (page, colleague):
        expect(browser.get_by_role("link", name="Quispe Ñahui, Mateo")).to_be_visible()
    page.get_by_role("button", name="Llegó", exact=True).click()
    expect(colleague.locator(".day-row").get_by_text("En sala")).to_be_visible()


def test_a_tab_of_another_clinic_never_writes_into_the_new_one(page: Page, colleague: Page) -> None:
    clinic, other = Clinic(page), Clinic(colleague, "Clínica Wayra")
    colleague.goto("/settings/people")
    colleague.get_by_role("button", name="Invitar").first.click()
    colleague.locator("#people-invite input[value=nurse]").check()
    colleague.locator("#people-invite").get_by_role("button", name="Invitar").click()
    link = colleague.locator("#invitation-link")
    expect(link).to_have_value(re.compile("invitation"))
    page.goto(link.input_value())
    page.get_by_role("button", name="Aceptar y entrar en Clínica Wayra").click()
    expect(page.get_by_text("Clínica Wayra").first).to_be_visible()
    _fill_in_lucia(page)
    second = page.context.new_page()
    second.goto("/")
    second.get_by_text("Clínica Wayra").first.click()
    second.get_by_role("button", name="Consultorio Sonqo").click()
    expect(second.get_by_text("Consultorio Sonqo").first).to_be_visible()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Cambiaste de consultorio en otra pestaña").first).to_be_visible()
    expect(page.locator("[name=nombres]")).to_have_value("Lucía")
    assert clinic.api("GET", "/api/pacientes/")["count"] == other.api("GET", "/api/pacientes/")["count"] == 0
