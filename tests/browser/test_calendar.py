"""The calendar of several people at once: columns of a day, a stale drag, a second browser, a phone's swipe."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from steps import PASSWORD, Clinic, no_violation, shot

MINUTE = 1.2  # pixels, see assets/columns.js
SLOW = 20_000  # a busy machine


def opened(chromium: Browser, site: str, width: int, height: int, **more: object) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="es-PE", timezone_id="America/Lima", base_url=site, **more
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.size = f"calendar{width}"  # type: ignore[attr-defined]
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)  # type: ignore[attr-defined]
    return page


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    page = opened(chromium, site, 1440, 900)
    yield page
    page.context.close()
    assert not page.problems  # type: ignore[attr-defined]


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    page = opened(chromium, site, 390, 844, has_touch=True, is_mobile=True)
    yield page
    page.context.close()
    assert not page.problems  # type: ignore[attr-defined]


def sign_in(page: Page, email: str) -> None:
    answer = page.request.post("/auth/sign-in", form={"email": email, "password": PASSWORD})
    assert answer.ok, answer.text()


def with_colleague(clinic: Clinic, other: BrowserContext) -> tuple[str, str]:
    """A second professional joins the clinic: the keys of both."""
    guest = other.new_page()
    guest.size = "guest"  # type: ignore[attr-defined]
    Clinic(guest, "Clínica Wayra")
    page = clinic.page
    page.goto("/settings/people")
    page.get_by_role("button", name="Invitar").first.click()
    page.locator("#people-invite input[value=nurse]").check()
    page.locator("#people-invite").get_by_role("button", name="Invitar").click()
    link = page.locator("#invitation-link")
    expect(link).to_have_value(re.compile("invitation"))
    guest.goto(link.input_value())
    guest.get_by_role("button", name=f"Aceptar y entrar en {clinic.practice}").click()
    expect(guest.get_by_text(clinic.practice).first).to_be_visible()
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)
    page.keyboard.press("d")
    columns = page.locator(".dc-column")
    expect(columns).to_have_count(2, timeout=SLOW)
    return columns.nth(0).get_attribute("data-column") or "", columns.nth(1).get_attribute("data-column") or ""


def box(locator: Locator) -> dict[str, float]:
    locator.scroll_into_view_if_needed()
    found = locator.bounding_box()
    assert found
    return found  # type: ignore[return-value]


def take(page: Page, event: Locator) -> tuple[float, float]:
    """Press on an appointment and begin to move."""
    event.evaluate("node => node.scrollIntoView({block: 'center'})")
    at = box(event)
    x, y = at["x"] + at["width"] / 2, at["y"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 2, steps=3)
    return x, y


def swipe(page: Page, target: Locator, across: float) -> None:
    """As a finger does."""
    at = box(target)
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 3
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 9):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + across * part / 8, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def appointment(page: Page, key: int) -> Locator:
    return page.locator(f'[data-event="{key}"]:not(.dc-ghost)')


def test_an_appointment_goes_to_another_professional_and_a_stale_drag_does_not(page: Page, chromium: Browser, site: str) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    other = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE", base_url=site)
    mine, hers = with_colleague(clinic, other)
    tomorrow = clinic.today() + timedelta(days=1)
    key = clinic.book(clinic.add_patient(), tomorrow, "10:00")
    page.keyboard.press("ArrowRight")
    event = appointment(page, key)
    expect(page.locator(f'[data-column="{mine}"]').locator(f'[data-event="{key}"]')).to_be_visible()
    expect(event).to_contain_text("Sin confirmar")
    no_violation(page)

    _, y = take(page, event)
    target = box(page.locator(f'[data-column="{hers}"]'))
    page.mouse.move(target["x"] + target["width"] / 2, y + 60 * MINUTE, steps=8)
    page.mouse.up()
    expect(page.get_by_text("Cita movida al").first).to_be_visible()
    expect(page.locator(f'[data-column="{hers}"] [data-event="{key}"]:not(.dc-ghost)')).to_be_visible()
    moved = clinic.api("GET", f"/api/agenda/citas/{key}/")
    assert (str(moved["profesional"]), moved["hora_inicio"]) == (hers, "11:00:00")

    _, y = take(page, appointment(page, key))  # in the hand while somebody else changes it
    clinic.api("POST", f"/api/agenda/citas/{key}/confirmar/")
    home = box(page.locator(f'[data-column="{mine}"]'))
    page.mouse.move(home["x"] + home["width"] / 2, y, steps=8)
    page.mouse.up()
    expect(page.get_by_text("Otra persona cambió esta cita").first).to_be_visible()
    expect(page.locator(f'[data-column="{hers}"] [data-event="{key}"]:not(.dc-ghost)')).to_contain_text("Confirmada")
    assert str(clinic.api("GET", f"/api/agenda/citas/{key}/")["profesional"]) == hers
    shot(page, "agenda_columns")
    other.close()


def test_a_block_appears_in_the_browser_of_a_colleague_at_once(page: Page, chromium: Browser, site: str) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    second = opened(chromium, site, 1440, 900)
    sign_in(second, clinic.email)
    second.goto("/agenda")
    expect(second.locator(".fc")).to_be_visible(timeout=SLOW)
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)  # two tabs, two calendars
    today = clinic.today().isoformat()
    body = {"fecha_inicio": today, "fecha_fin": today, "hora_inicio": "10:00", "hora_fin": "12:00", "tipo": "PERSONAL", "titulo": "Reunión"}
    clinic.api("POST", "/api/agenda/bloqueos/", body)
    expect(second.get_by_text("Reunión").first).to_be_visible(timeout=3000)
    expect(page.get_by_text("Reunión").first).to_be_visible(timeout=3000)
    second.context.close()


def test_every_view_has_its_key_and_a_move_needs_no_drag(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    day = clinic.today() + timedelta(days=1)
    key = clinic.book(clinic.add_patient(), day, "10:00")
    page.goto("/agenda")
    expect(page.locator(".fc-timeGridWeek-view")).to_be_visible(timeout=SLOW)
    for letter, seen in (("m", ".fc-dayGridMonth-view"), ("d", ".fc-timeGridDay-view"), ("l", ".dl-strip"), ("w", ".fc-timeGridWeek-view")):
        page.keyboard.press(letter)
        expect(page.locator(seen)).to_be_visible()
    page.keyboard.press("l")
    page.keyboard.press("t")
    page.keyboard.press("ArrowRight")
    appointment(page, key).get_by_role("button", name="Quispe").first.click()
    sheet = page.locator("#appointment")
    sheet.get_by_role("button", name="Cambiar hora").click()
    sheet.locator("[name=mueve_hora]").fill("12:30")
    no_violation(page)
    sheet.get_by_role("button", name="Mover la cita").click()
    expect(sheet.locator(".facts").get_by_text("12:30")).to_be_visible()
    assert clinic.api("GET", f"/api/agenda/citas/{key}/")["hora_inicio"] == "12:30:00"


def test_a_row_of_the_day_is_swiped_on_a_phone(phone: Page) -> None:
    clinic = Clinic(phone)
    clinic.open_all_day()
    patient = clinic.add_patient()
    clinic.api("PATCH", f"/api/pacientes/{patient}/", {"telefono": "984123456"})
    key = clinic.book(patient, clinic.today(), "23:00")
    phone.goto("/agenda")
    row = appointment(phone, key)
    expect(row).to_be_visible(timeout=SLOW)
    expect(row.get_by_role("link", name="WhatsApp")).to_have_attribute("href", "https://wa.me/51984123456")
    expect(row.get_by_role("link", name="Llamar")).to_have_attribute("href", "tel:+51984123456")
    no_violation(phone)
    swipe(phone, row.locator(".swipe-front"), 150)
    expect(row.get_by_text("En sala")).to_be_visible()
    shot(phone, "agenda_swiped")
    phone.get_by_role("button", name="Deshacer").click()
    expect(row.get_by_text(re.compile("^(Sin confirmar|Retrasada)$"))).to_be_visible()  # late in the evening her time is past
    expect(row.get_by_text("En sala")).to_be_hidden()
    swipe(phone, row.locator(".swipe-front"), -150)
    row.locator(".swipe-tray").get_by_role("button", name="Cancelar").click()
    expect(phone.get_by_text("Se cancela la cita de")).to_be_visible()
    phone.get_by_role("button", name="Deshacer").click()
    expect(phone.get_by_text("Se cancela la cita de")).to_be_hidden()
    assert clinic.api("GET", f"/api/agenda/citas/{key}/")["estado"] == "programada"
    before = phone.locator(".dl-day[aria-current=date]").get_attribute("aria-label")
    swipe(phone, phone.locator(".dl-strip"), -160)
    expect(phone.locator(".dl-day[aria-current=date]")).not_to_have_attribute("aria-label", before or "")
