"""The main job as a nurse does it, on a desktop and on a phone."""

from playwright.sync_api import Page, expect
from steps import PASSWORD, Clinic, no_violation, shot, working_day


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
    expect(page.get_by_role("heading", name="Tu consultorio está listo")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="Agenda tu primera cita")).to_be_visible()


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


def add_guardian(page: Page) -> None:
    page.get_by_role("button", name="Añadir un responsable").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nombres").fill("Ana María")
    dialog.get_by_label("Apellidos").fill("Ñahui Soto")
    dialog.get_by_label("Parentesco").select_option("madre")
    dialog.locator("[name=responsable_telefono]").fill("987654321")
    no_violation(page)
    dialog.get_by_role("button", name="Guardar responsable").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Ana María Ñahui Soto").first).to_be_visible()


def begin_from_the_record(page: Page) -> None:
    """The record's own button opens the dialog with that patient already chosen."""
    page.get_by_role("link", name="Agendar").first.click()
    expect(page.get_by_role("dialog").get_by_text("Quispe Ñahui, Mateo")).to_be_visible()


def book(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Nueva cita").click()
    page.fill("#booking-search", "nahui")
    page.get_by_role("button", name="Quispe Ñahui, Mateo").click()
    page.locator(".tile").first.click()
    page.fill("[name=fecha]", working_day().isoformat())
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
    add_guardian(page)
    shot(page, "patient")
    begin_from_the_record(page)
    book(page)
    page.goto("/agenda")
    expect(page.locator(".fc, .dl").first).to_be_visible()  # a phone begins with the list of the day
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


def test_a_child_who_is_no_patient_yet_is_booked_with_the_keyboard_alone(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    page.goto("/")
    expect(page.get_by_role("heading", name="Tu consultorio está listo")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#booking-search")).to_be_focused()
    page.keyboard.type("Thiago Huanca Quispe")
    expect(page.get_by_text("Nadie con esos datos.")).to_be_visible()
    page.keyboard.press("Enter")  # into what was found, the form is not sent
    expect(page.get_by_role("button", name="Crear paciente nuevo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=numero_documento]")).to_be_focused()
    expect(page.locator("[name=apellido_paterno]")).to_have_value("Huanca")
    page.keyboard.type("71234568")
    page.fill("[name=fecha_nacimiento]", "2025-05-20")
    page.locator(".slots .chip:enabled").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".slots .chip[aria-pressed=true]")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=sexo]")).to_be_focused()  # what is missing
    page.select_option("[name=sexo]", "M")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Nueva cita")).to_be_focused()
