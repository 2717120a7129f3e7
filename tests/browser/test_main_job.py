"""The main job as a nurse does it, on a desktop and on a phone."""

from datetime import date, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SHOTS = Path(__file__).parents[2] / "screenshots"
PASSWORD = "Consultorio-2026"


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}_{page.size}.png")  # type: ignore[attr-defined]


def no_violation(page: Page) -> None:
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    content = page.locator("#content")
    if content.count() and (box := content.bounding_box()):
        assert box["y"] < 120 and box["x"] < 240, "the frame does not hold its content where it belongs"
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


def sign_up(page: Page) -> None:
    page.goto("/signup")
    page.fill("[name=first_name]", "Rosa")
    page.fill("[name=last_name]", "Mamani")
    page.fill("[name=email]", f"rosa-{page.size}@hampiq.test")  # type: ignore[attr-defined]
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_confirm]", PASSWORD)
    page.fill("[name=practice_name]", "Consultorio Sonqo")
    no_violation(page)
    shot(page, "signup")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hoy no hay citas")).to_be_visible(timeout=15_000)


def add_patient(page: Page) -> None:
    page.goto("/patients")
    page.get_by_role("button", name="Nuevo paciente").first.click()
    page.fill("[name=numero_documento]", "12")
    page.fill("[name=nombres]", "Mateo")
    page.fill("[name=apellido_paterno]", "Quispe")
    page.fill("[name=apellido_materno]", "Ñahui")
    page.fill("[name=fecha_nacimiento]", "2025-05-20")
    page.select_option("[name=sexo]", "M")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("8 dígitos").first).to_be_visible()
    expect(page.locator("[name=nombres]")).to_have_value("Mateo")  # nothing typed is lost
    page.fill("[name=numero_documento]", "71234567")
    no_violation(page)
    shot(page, "new_patient")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Quispe Ñahui, Mateo").first).to_be_visible()


def book(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Nueva cita").click()
    page.fill("#booking-search", "nahui")
    page.get_by_role("button", name="Quispe Ñahui, Mateo").click()
    page.locator(".tile").first.click()
    day = date.today() + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    page.fill("[name=fecha]", day.isoformat())
    page.get_by_role("button", name="09:00", exact=True).click()
    shot(page, "booking")
    no_violation(page)
    page.get_by_role("button", name="Agendar").last.click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_nurse_signs_up_adds_a_patient_and_books(page: Page) -> None:
    sign_up(page)
    no_violation(page)
    shot(page, "today_empty")
    add_patient(page)
    no_violation(page)
    shot(page, "patient")
    book(page)
    page.goto("/agenda")
    expect(page.locator(".fc").first).to_be_visible()
    shot(page, "agenda")
    no_violation(page)


def test_a_stranger_is_sent_to_the_door(page: Page) -> None:
    for address in ("/", "/patients", "/agenda"):
        page.goto(address)
        page.wait_for_url("**/login**")
    page.fill("[name=email]", "nobody@hampiq.test")
    page.fill("[name=password]", "wrong-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="no coinciden").first).to_be_visible()
