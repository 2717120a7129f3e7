"""The agenda's parts together, in a browser: a series in the dialog, a break at noon, what was left open, a time kept for who waits."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from steps import Clinic, no_violation
from test_calendar import with_colleague

SLOW = 20_000  # a busy machine


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE", timezone_id="America/Lima", base_url=site)
    page = context.new_page()
    page.size = "whole"  # type: ignore[attr-defined]
    yield page
    context.close()


def monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def in_the_week_of(page: Page, day: date, today: date) -> None:
    """The calendar, so many weeks on."""
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)
    expect(page.locator(".fc-timegrid-col[data-date]").first).to_be_visible(timeout=SLOW)
    shown = date.fromisoformat(page.locator(".fc-timegrid-col[data-date]").first.get_attribute("data-date") or "")
    for _ in range((day - (shown - timedelta(days=shown.weekday()))).days // 7):
        page.get_by_role("button", name="Después", exact=True).click()
    expect(page.locator(f'.fc-timegrid-col[data-date="{day}"]')).to_be_visible(timeout=SLOW)


def test_a_series_is_booked_from_the_dialog_as_often_as_was_written(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    clinic.add_patient()
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)
    page.keyboard.press("n")
    dialog = page.locator("#booking")
    dialog.locator("#booking-search").fill("Quispe")
    dialog.locator(".picker-list .list-row", has_text="Mateo").click()
    dialog.locator(".tile").first.click()
    dialog.locator("[name=fecha]").fill((clinic.today() + timedelta(days=2)).isoformat())
    dialog.locator(".slots .chip:not([disabled])").filter(has_text="10:00").click()
    dialog.get_by_role("button", name="Repetir").click()
    dialog.locator("[name=veces]").fill("3")
    expect(dialog.locator("[name=veces]")).to_have_value("3")
    dialog.get_by_role("button", name="Ver las fechas").click()
    expect(dialog.locator(".repeat-days li")).to_have_count(3, timeout=SLOW)
    no_violation(page)
    dialog.get_by_role("button", name="Agendar la serie").click()
    expect(page.get_by_text("Se agendaron 3 citas").first).to_be_visible(timeout=SLOW)
    (series,) = clinic.api("GET", "/api/agenda/series/")
    assert len(clinic.api("GET", f"/api/agenda/series/{series['id']}/")["citas"]) == 3


def test_a_break_at_noon_is_drawn_at_once_and_a_sheet_left_open_is_gone_when_one_comes_back(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    today = clinic.today()
    day = monday_after(today)
    clinic.book(clinic.add_patient(), day, "10:00")
    in_the_week_of(page, day, today)
    shut = page.locator(f'.fc-timegrid-col[data-date="{day}"] .ev-off')
    page.locator(".fc-event", has_text="Quispe").first.click()
    expect(page.locator("#appointment")).to_be_visible()
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)
    expect(page.locator("#appointment")).to_be_hidden()
    in_the_week_of(page, day, today)
    expect(page.locator(".fc-event", has_text="Quispe").first).to_be_visible(
        timeout=SLOW
    )  # what is shown is loaded: the page hears of changes
    periods = [{"hora_inicio": "08:00", "hora_fin": "13:00"}, {"hora_inicio": "14:30", "hora_fin": "18:00"}]
    clinic.api("PUT", "/api/agenda/horarios/", {"dias": [{"dia": each, "tramos": periods} for each in range(1, 8)]})
    expect(shut.filter(visible=True)).to_have_count(1, timeout=5000)
    no_violation(page)


def test_a_cancelled_time_is_kept_for_who_waits_and_taken_by_one_click(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    today = clinic.today()
    day = today + timedelta(days=3)
    key = clinic.book(clinic.add_patient(), day, "10:00")
    service = clinic.api("GET", "/api/agenda/servicios/")[0]["id"]
    for name, document in (("Killa", "71234568"), ("Inti", "71234569")):
        body = {
            "paciente": clinic.add_patient(name, document),
            "tipo_servicio": service,
            "fecha_deseada": today.isoformat(),
            "fecha_hasta": day.isoformat(),
        }
        clinic.api("POST", "/api/agenda/lista-espera/", body)
    page.goto("/agenda")
    expect(page.locator(".fc")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Lista de espera").first.click()
    held = page.locator(".waiting-entry").filter(has=page.locator(".waiting-hold"))
    expect(held).to_have_count(0)
    clinic.api("POST", f"/api/agenda/citas/{key}/cancelar/", {"motivo": "Viaje"})
    expect(held).to_have_count(1, timeout=SLOW)
    first = held.locator("a").first.inner_text()
    no_violation(page)
    held.get_by_role("button", name="Rechazar").click()
    expect(held.locator("a").first).not_to_have_text(first, timeout=SLOW)
    expect(held).to_have_count(1)
    held.get_by_role("button", name="Agendar").click()
    expect(page.get_by_text("Cita agendada para el").first).to_be_visible(timeout=SLOW)
    expect(held).to_have_count(0, timeout=SLOW)


def test_an_open_sheet_shows_what_others_do_and_a_form_filled_in_meanwhile_is_refused(page: Page) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    today = clinic.today()
    day = monday_after(today)
    key = clinic.book(clinic.add_patient(), day, "10:00")
    in_the_week_of(page, day, today)
    page.locator(".fc-event", has_text="Quispe").first.click()
    sheet = page.locator("#appointment")
    sheet.get_by_role("button", name="Cambiar hora").click()
    sheet.locator("[name=mueve_hora]").fill("16:30")
    clinic.api("POST", f"/api/agenda/citas/{key}/confirmar/")
    expect(sheet.get_by_text("Confirmada")).to_be_visible(timeout=5000)
    expect(sheet.locator("[name=mueve_hora]")).to_have_value("16:30")
    sheet.get_by_role("button", name="Mover la cita").click()  # she filled it in before the other did that
    expect(page.get_by_text("La cita cambió mientras tanto").first).to_be_visible(timeout=SLOW)
    assert clinic.api("GET", f"/api/agenda/citas/{key}/")["hora_inicio"] == "10:00:00"
    expect(sheet.locator("[name=mueve_hora]")).to_have_value("16:30")
    sheet.get_by_role("button", name="Mover la cita").click()  # now she has seen it
    expect(sheet.locator(".facts").get_by_text("16:30")).to_be_visible(timeout=SLOW)
    clinic.api("POST", f"/api/agenda/citas/{key}/cancelar/", {"motivo": "Viaje"})
    expect(sheet.get_by_text("Viaje")).to_be_visible(timeout=5000)


def test_a_visit_of_two_services_is_done_by_two_professionals(page: Page, chromium: Browser, site: str) -> None:
    clinic = Clinic(page)
    clinic.open_all_day()
    other = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="es-PE", base_url=site)
    mine, hers = with_colleague(clinic, other)
    clinic.add_patient()
    page.keyboard.press("n")
    dialog = page.locator("#booking")
    dialog.locator("#booking-search").fill("Quispe")
    dialog.locator(".picker-list .list-row", has_text="Mateo").click()
    dialog.locator(".tile").first.click()
    dialog.locator("[name=fecha]").fill((clinic.today() + timedelta(days=2)).isoformat())
    dialog.get_by_label("Añadir otro servicio").select_option(index=2)
    dialog.get_by_label("Quién hace este servicio").select_option(hers)
    no_violation(page)
    slot = dialog.locator(".slots .chip:not([disabled])").filter(has_text="10:00")
    slot.click()
    expect(slot).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    dialog.locator("button[type=submit]").click()
    expect(page.get_by_text("Cita agendada para el").first).to_be_visible(timeout=SLOW)
    booked = clinic.api("GET", "/api/agenda/citas/?estado=programada")["results"]
    assert sorted((str(each["profesional"]), each["hora_inicio"] == "10:00:00") for each in booked) == sorted([(mine, True), (hers, False)])
    assert len({each["grupo"] for each in booked}) == 1
    other.close()
