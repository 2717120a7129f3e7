"""The settings, section by section: what is kept, what is refused beside its field, and who may do it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from clinic_app.access import actors
from clinic_app.access.tokens import COOKIE
from clinic_app.agenda.hours.state import HoursState
from clinic_app.clinics import service as clinics
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.shell.settings.practice_state import PracticeState
from clinic_app.shell.settings.profile_state import ProfileState
from clinic_app.shell.state import ShellState
from clinic_app.subscriptions.state import CANCEL, PlanState

PRACTICE = {
    "name": "Consultorio Sonqo",
    "address": "Av. El Sol 100",
    "phone": "084 123-456",
    "tax_id": "20512333797",
    "timezone": "America/Lima",
    "currency": "PEN",
    "language": "es",
}


def form(**changes: str) -> dict[str, str]:
    return {f"practice_{name}": value for name, value in {**PRACTICE, **changes}.items()}


async def clinic_row(actor: Any) -> Any:
    async with start_work(actor) as work:
        return await clinics.current(work)


async def test_a_district_brings_its_names_and_its_altitude(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    await page.click(ShellState, "load")
    state = await page.click(PracticeState, "load")
    assert state.can_write and state.values["practice_name"] == "Consultorio Sonqo"
    await page.click(PracticeState, "pick_department", "Cusco")
    assert "Urubamba" in [each.value for each in state.place.provinces] and state.place.districts == []
    await page.click(PracticeState, "pick_province", "Cusco")
    code = next(each.value for each in state.place.districts if each.label == "Wanchaq")
    await page.click(PracticeState, "pick_district", code)
    assert 3000 < int(state.place.altitude) < 4000
    await page.click(PracticeState, "save", form(altitude="3405"))
    assert state.errors == {}, state.errors
    row = await clinic_row(cast.owner)
    assert (row.department, row.province, row.district, row.ubigeo, row.altitude) == ("Cusco", "Cusco", "Wanchaq", code, 3405)
    assert (row.tax_id, row.phone) == ("20512333797", "084 123-456")
    assert await page.said() == ["Datos del consultorio guardados"]


async def test_another_country_brings_its_own_money_clock_and_tax_number(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PracticeState, "load")
    await page.click(PracticeState, "pick_country", "BR")
    assert (state.values["practice_currency"], state.values["practice_timezone"], state.zones[0]) == (
        "BRL",
        "America/Sao_Paulo",
        "America/Sao_Paulo",
    )
    body = form(
        tax_id="16.727.230/0001-97",
        timezone="America/Manaus",
        currency="BRL",
        language="pt-BR",
        department="Amazonas",
        province="Manaus",
        district="Centro",
        altitude="",
    )
    await page.click(PracticeState, "save", body)
    assert state.errors == {}
    row = await clinic_row(cast.owner)
    assert (row.country, row.tax_id, row.timezone, row.currency, row.language, row.ubigeo, row.altitude) == (
        "BR",
        "16727230000197",
        "America/Manaus",
        "BRL",
        "pt-BR",
        "",
        None,
    )
    assert (await actors.actor_of(cast.owner.user_id, cast.owner.tenant_id)).timezone == "America/Manaus"
    assert (await page.state(ShellState)).currency == "BRL"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "), ("name", "x" * 201), ("name", "a\0b"), ("phone", "<script>"), ("phone", "+ - ()"), ("tax_id", "20512333798"), ("tax_id", "x"), ("timezone", "Mars/Olympus"),
        ("timezone", "../etc/passwd"), ("currency", "XXX"), ("language", "qu"), ("altitude", "9000"), ("altitude", "-101"), ("altitude", "alto"), ("altitude", "9" * 40),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_beside_its_field(cast: Any, tab: Any, field: str, value: str) -> None:
    page = await tab(cast.owner)
    before = (await clinic_row(cast.owner)).model_dump()
    state = await page.click(PracticeState, "load")
    await page.click(PracticeState, "save", form(**{field: value}))
    assert list(state.errors) == [f"practice_{field}"]
    assert (await clinic_row(cast.owner)).model_dump() == before


async def test_an_unknown_district_or_country_is_refused(cast: Any) -> None:
    for given in ({"ubigeo": "999999"}, {"country": "XX"}):
        with pytest.raises(Invalid):
            async with start_work(cast.owner) as work:
                await clinics.change(work, given)


async def test_a_tax_number_that_the_api_took_does_not_lock_the_form(cast: Any, client: Any, headers: Any, tab: Any) -> None:
    await client.patch(
        "/api/auth/me/", json={"ruc": "10123456789"}, headers=headers(cast.owner)
    )  # the documented example; its last digit is wrong
    page = await tab(cast.owner)
    state = await page.click(PracticeState, "load")
    await page.click(PracticeState, "save", form(tax_id="10123456789", name="Otro nombre"))
    assert state.errors == {} and (await clinic_row(cast.owner)).name == "Otro nombre"


@pytest.mark.parametrize(
    ("kind", "handler", "body"),
    [
        (PracticeState, "save", form(name="Robado")),
        (HoursState, "save", {}),
        (PlanState, "cancel", None),
        (PracticeState, "remove_logo", None),
    ],
)
async def test_others_may_look_but_not_change(cast: Any, tab: Any, kind: Any, handler: str, body: Any) -> None:
    page = await tab(cast.nurse)
    await page.click(kind, "load")
    await page.click(kind, handler, *([] if body is None else [body]))
    assert await page.said() == ["Usted no tiene permiso para realizar esta acción."]
    assert (await clinic_row(cast.owner)).name == "Consultorio Sonqo"


async def test_the_hours_are_kept_and_a_day_that_ends_before_it_begins_is_refused(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(HoursState, "load")
    body = {**state.values, "agenda_hora_inicio": "07:30", "agenda_dia_6": "on"}
    await page.click(HoursState, "save", body)
    assert state.errors == {} and (state.values["agenda_hora_inicio"], state.values["agenda_dia_6"]) == ("07:30", "true")
    await page.click(HoursState, "save", {**body, "agenda_hora_fin": "06:00"})
    assert list(state.errors) == ["agenda_hora_fin"]


async def test_one_changes_ones_own_data_and_language(cast: Any, tab: Any) -> None:
    from clinic_app.ui.i18n import LangState

    page = await tab(cast.receptionist)
    state = await page.click(ProfileState, "load")
    body = {**state.values, "profile_first_name": "Maritza", "profile_especialidad": "uci", "profile_language": "pt-BR"}
    await page.click(ProfileState, "save", body)
    assert state.errors == {} and state.values["profile_first_name"] == "Maritza"
    assert (await page.state(LangState)).lang == "pt-BR" and (await page.state(ShellState)).person_name.startswith("Maritza")
    await page.click(ProfileState, "save", {**body, "profile_first_name": " "})
    assert list(state.errors) == ["profile_first_name"]


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGBA", (640, 320), (0, 90, 80, 255)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
async def browser(cast: Any) -> Any:
    """What a page sends along: the cookie, where it comes from, and the clinic it shows."""
    from clinic_app.access import service

    async def of(actor: Any, **more: str) -> dict[str, str]:
        return {
            "cookie": f"{COOKIE}={await service.open_session(actor)}",
            "origin": "http://testserver",
            "x-clinic": str(actor.tenant_id),
        } | more

    return of


async def test_a_picture_is_uploaded_from_our_own_page_shown_and_taken_away(cast: Any, client: Any, browser: Any, tab: Any) -> None:
    sent = await client.patch("/api/auth/me/", files={"foto": ("x.png", picture())}, headers=await browser(cast.nurse))
    assert sent.status_code == 200, sent.text
    page = await tab(cast.nurse)
    state = await page.click(ProfileState, "load")
    shown = await client.get(state.photo)
    assert shown.status_code == 200 and Image.open(io.BytesIO(shown.content)).size == (512, 256)
    await page.click(ProfileState, "remove_picture", "foto")
    assert state.photo == "" and state.stamp == ""


async def test_another_site_cannot_upload_nor_an_outdated_tab_nor_one_without_the_right(cast: Any, client: Any, browser: Any) -> None:
    mine = await browser(cast.owner)
    for odd in ({"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://testserver.evil.example"}):
        assert (await client.patch("/api/auth/me/", files={"logo": ("x", picture())}, headers=mine | odd)).status_code == 401
    no_origin = {name: value for name, value in mine.items() if name != "origin"}
    assert (await client.patch("/api/auth/me/", files={"logo": ("x", picture())}, headers=no_origin)).status_code == 401
    outdated = await client.patch(
        "/api/auth/me/", files={"logo": ("x", picture())}, headers=mine | {"x-clinic": str(cast.outsider.tenant_id)}
    )
    assert outdated.status_code == 409
    for path in ("/api/exportaciones/pacientes?formato=csv", "/api/audit/export/?format=csv"):  # links of a tab that shows another clinic
        there, here = (f"{path}&x-clinic={actor.tenant_id}" for actor in (cast.outsider, cast.owner))
        mine.pop("x-clinic", None)
        assert [(await client.get(link, headers=mine)).status_code for link in (there, here)] == [409, 200], path
    nurse = await client.patch("/api/auth/me/", files={"logo": ("x", picture())}, headers=await browser(cast.nurse))
    assert nurse.status_code == 403
    assert (await clinic_row(cast.owner)).logo == ""


async def test_what_is_no_picture_is_said_beside_its_field(cast: Any, client: Any, browser: Any) -> None:
    mine = await browser(cast.owner)
    for data, words in ((b"not a picture", "no es una imagen"), (bytes(6 * 1024**2), "5 MB")):
        answer = await client.patch("/api/auth/me/", files={"logo": ("x", data)}, headers=mine)
        assert answer.status_code == 400 and words in answer.json()["logo"][0]


async def test_a_plan_is_chosen_cancelled_and_taken_back(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PlanState, "load")
    assert (state.plan.code, state.plan.end_date, state.can_manage) == ("freemium", "", True)
    assert {row.feature: (row.used, row.limit) for row in state.usage} == {"max_patients": (0, 10), "custom_services": (0, 3)}
    await page.click(PlanState, "show_period", "yearly")
    await page.click(PlanState, "ask", "pro")
    assert state.asked == "pro"
    await page.click(PlanState, "choose")
    assert (state.plan.code, state.plan.period, state.plan.price, state.asked) == ("pro", "yearly", "599.00", "")
    assert [row.limit for row in state.usage] == [-1, -1]
    ends = state.plan.end_date
    await page.click(PlanState, "ask", CANCEL)
    await page.click(PlanState, "cancel")
    assert (state.plan.code, state.plan.cancelled, state.plan.end_date) == ("pro", True, ends)
    await page.click(PlanState, "resume")
    assert (state.plan.code, state.plan.cancelled, state.plan.end_date) == ("pro", False, ends)


async def end_the_plan(actor: Any) -> None:
    async with start_work(actor) as work:
        await work.session.execute(text("update app.subscription set end_date = :day"), {"day": work.today() - timedelta(days=1)})


@pytest.mark.parametrize("way", ["renew", "leave"])
async def test_an_expired_plan_lets_one_read_renew_or_leave(cast: Any, tab: Any, client: Any, headers: Any, way: str) -> None:
    page = await tab(cast.owner)
    await page.click(PlanState, "load")
    await page.click(PlanState, "ask", "initial")
    state = await page.click(PlanState, "choose")
    await end_the_plan(cast.owner)
    await page.click(PlanState, "load")
    assert not state.plan.valid
    await page.click(PracticeState, "load")
    await page.click(PracticeState, "save", form(name="Sin pagar"))
    assert (await page.said())[-1] == "Tu suscripción ha vencido. Renueva tu plan para continuar."
    by_api = await client.patch("/api/auth/me/", json={"nombre_consultorio": "Sin pagar"}, headers=headers(cast.owner))
    assert by_api.status_code == 402
    await page.click(PlanState, "ask", "initial" if way == "renew" else CANCEL)
    await page.click(PlanState, "choose" if way == "renew" else "cancel")
    assert state.plan.valid and state.plan.code == ("initial" if way == "renew" else "freemium")
    await page.click(PracticeState, "save", form(name="De nuevo"))
    assert (await clinic_row(cast.owner)).name == "De nuevo"


async def test_a_made_up_plan_is_not_asked_about(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PlanState, "ask", "platinum")
    assert state.asked == ""
    await page.click(PlanState, "choose")
    assert (await page.said()) == ["El plan no existe."]


async def test_the_tax_number_of_one_country_is_not_taken_for_another(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PracticeState, "load")
    await page.click(PracticeState, "save", form())
    await page.click(PracticeState, "pick_country", "CL")
    await page.click(PracticeState, "save", form(timezone="America/Santiago", currency="CLP"))
    assert list(state.errors) == ["practice_tax_id"] and (await clinic_row(cast.owner)).country == "PE"


async def test_what_is_not_cancelled_cannot_be_taken_back(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    await page.click(PlanState, "resume")
    assert await page.said() == ["El plan no está cancelado."]
