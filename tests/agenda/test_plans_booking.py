"""Dates for the sessions of a plan, and their bookings: free times, clashes, the horizon, the clock changes, other clinics, the browser's cookie."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from clinic_app.access import actors
from clinic_app.agenda.plans import booking as plan_booking
from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.sweep import sweep
from tests.agenda.test_plans import PDF, URL, attend

REASON = "El horario seleccionado no está disponible."


async def settings(client, agenda, **values):
    answer = await client.patch("/api/agenda/configuracion/", json=values, headers=agenda.mine)
    assert answer.status_code == 200, answer.text


async def test_each_session_gets_the_free_time_nearest_to_the_wanted_hour(client, agenda, plan):
    made = await plan(total_sesiones=3)
    await agenda.book(2, "10:00")
    found = (await plan.get(made["id"], "fechas-sugeridas/?hora=10:00"))["sesiones"]
    assert [(one["numero"], one["fecha"], one["hora_inicio"], one["disponible"]) for one in found] == [
        (1, agenda.day(1), "10:00:00", True), (2, agenda.day(2), "09:15:00", True), (3, agenda.day(3), "10:00:00", True),
    ]  # fmt: skip


async def test_a_closed_day_moves_the_session_to_the_next_one(client, agenda, plan):
    made = await plan(total_sesiones=2)
    block = {"fecha_inicio": agenda.day(1), "fecha_fin": agenda.day(1), "motivo": "Guardia", "tipo": "PERSONAL", "titulo": "x"}
    assert (await client.post("/api/agenda/bloqueos/", json=block, headers=agenda.mine)).status_code == 201
    found = (await plan.get(made["id"], "fechas-sugeridas/"))["sesiones"]
    assert [(one["fecha_ideal"], one["fecha"]) for one in found] == [(agenda.day(1), agenda.day(2)), (agenda.day(2), agenda.day(3))]


async def test_all_sessions_are_booked_at_once_and_a_second_click_books_nothing(client, agenda, plan):
    made = await plan(total_sesiones=4)
    answer = await plan.post(made["id"], "agendar", hora="09:00")
    assert answer.status_code == 200 and answer.json()["agendadas"] == 4, answer.text
    assert [(one["estado"], one["fecha"], one["hora_inicio"]) for one in answer.json()["sesiones"]] == [
        ("agendada", agenda.day(nth), "09:00:00") for nth in range(1, 5)
    ]
    again = await plan.post(made["id"], "agendar", hora="09:00")
    assert again.status_code == 400 and again.json() == {"detail": "El plan no tiene sesiones por agendar."}
    assert (await plan.post(made["id"], "agendar", version=made["version"])).status_code == 409
    listed = (await client.get("/api/agenda/citas/", params={"paciente": agenda.patient}, headers=agenda.mine)).json()
    assert listed["count"] == 4


async def test_a_clash_is_shown_and_nothing_is_booked_unless_the_rest_is_wanted(client, agenda, plan):
    made = await plan(total_sesiones=3)
    await agenda.book(2, "09:00")
    wanted = [{"numero": nth, "fecha": agenda.day(nth), "hora_inicio": "09:00"} for nth in (1, 2, 3)]
    refused = await plan.post(made["id"], "agendar", sesiones=wanted)
    assert refused.status_code == 409, refused.text
    assert [one["motivo"] for one in refused.json()["sesiones"]] == ["", REASON, ""]
    assert {one["estado"] for one in (await plan.get(made["id"]))["sesiones"]} == {"pendiente"}
    some = await plan.post(made["id"], "agendar", sesiones=wanted, parcial=True)
    assert some.status_code == 200 and some.json()["agendadas"] == 2
    assert [one["motivo"] for one in some.json()["resultado"]] == ["", REASON, ""]
    assert [one["estado"] for one in some.json()["sesiones"]] == ["agendada", "pendiente", "agendada"]
    rest = await plan.post(made["id"], "agendar")
    assert [one["estado"] for one in rest.json()["sesiones"]] == ["agendada"] * 3


@pytest.mark.parametrize(
    "sessions",
    [
        [],
        "x",
        [{"numero": 1}],
        [{"numero": 9, "fecha": "2030-01-01", "hora_inicio": "09:00"}],
        [{"numero": 1, "fecha": "2030-01-01", "hora_inicio": "9"}],
        [5],
    ],
)
async def test_senseless_sessions_are_refused_beside_the_field(plan, sessions):
    made = await plan()
    answer = await plan.post(made["id"], "agendar", sesiones=sessions)
    assert answer.status_code == 400 and list(answer.json()) == ["sesiones"], answer.text


async def test_a_plan_longer_than_the_horizon_says_how_many_fit(client, agenda, plan):
    made = await plan(total_sesiones=8, frecuencia="semanal")
    said = (await plan.get(made["id"], "fechas-sugeridas/"))["aviso"]
    fits = int(said.split()[1])  # four or five: today may be a day before a weekend
    assert said == f"Solo {fits} de 8 sesiones caben en los próximos 30 días que admite la agenda." and fits in (4, 5)
    refused = await plan.post(made["id"], "agendar")
    assert refused.status_code == 400 and refused.json() == {"sesiones": [said]}
    some = (await plan.post(made["id"], "agendar", parcial=True)).json()
    assert some["agendadas"] == fits and [one["motivo"] for one in some["resultado"]][fits:] == [plan_booking.TOO_FAR] * (8 - fits)
    await settings(client, agenda, dias_anticipacion_maxima=365)
    assert (await plan.post(made["id"], "agendar")).json()["agendadas"] == 8 - fits


async def test_a_cancelled_session_can_be_booked_again_in_its_own_week(client, agenda, plan):
    made = await plan(total_sesiones=3, frecuencia="semanal")
    booked = (await plan.post(made["id"], "agendar", hora="10:00")).json()["sesiones"]
    await client.post(f"/api/agenda/citas/{booked[1]['cita']}/cancelar/", json={}, headers=agenda.mine)
    (found,) = (await plan.get(made["id"], "fechas-sugeridas/"))["sesiones"]
    assert (found["numero"], found["fecha"], found["hora_inicio"]) == (2, booked[1]["fecha"], "10:00:00")  # at the plan's usual hour
    await attend(client, agenda, booked[0]["cita"])
    assert len((await plan.get(made["id"], "fechas-sugeridas/"))["sesiones"]) == 1


async def test_two_who_book_the_same_plan_at_once_book_it_once(cast, agenda, plan):
    made = await plan(total_sesiones=5)

    async def book() -> str:
        try:
            async with start_work(cast.owner) as work:
                await plan_booking.book_all(work, made["id"], plan_booking.Wish(hour="09:00"))
        except ClinicError:
            return "refused"
        return "booked"

    assert Counter(await asyncio.gather(*(book() for _ in range(6)))) == {"booked": 1, "refused": 5}
    async with start_work(cast.owner) as work:
        assert (await work.session.execute(text("select count(*) from app.appointment"))).scalar_one() == 5


async def test_across_the_clock_change_the_wall_time_stays(client, cast, agenda, plan):
    """In Santiago the night to a Sunday of spring has no hour between 00:00 and 01:00."""
    zone = ZoneInfo("America/Santiago")
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.clinic set timezone = 'America/Santiago' where id = :me"), {"me": cast.owner.tenant_id})
    actors.forget()
    await settings(
        client, agenda, dias_anticipacion_maxima=400, dias_laborables=[1, 2, 3, 4, 5, 6, 7], hora_inicio="00:00", hora_fin="23:59"
    )
    change = next(
        day
        for day in (date.today() + timedelta(days=ahead) for ahead in range(1, 380))
        if _offset(day, zone) < _offset(day + timedelta(days=1), zone)
    )
    made = await plan(total_sesiones=3, fecha_inicio=str(change - timedelta(days=1)))
    answer = (await plan.post(made["id"], "agendar", hora="00:00")).json()
    assert answer["agendadas"] == 3, answer
    days = [one["fecha"] for one in answer["sesiones"]]
    assert days == [str(change + timedelta(days=ahead)) for ahead in (-1, 0, 1)]
    hours = [one["hora_inicio"] for one in answer["sesiones"]]
    assert hours.count("00:00:00") == 2 and all(
        "00:00:00" <= hour <= "01:00:00" for hour in hours
    )  # the hour that is skipped is never offered


def _offset(day, zone):
    return datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()


async def test_another_clinic_neither_sees_nor_books_a_plan(client, cast, agenda, headers, plan):
    made, foreign = await plan(), headers(cast.outsider)
    assert (await client.get(URL, headers=foreign)).json() == []
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "completar_sesion/"),
        ("POST", "agendar/"),
        ("GET", "fechas-sugeridas/"),
    ):
        answer = await client.request(
            method, f"{URL}{made['id']}/{path}", headers=foreign, **({"json": {}} if method in ("POST", "PATCH") else {})
        )
        assert answer.status_code == 404, (method, path, answer.text)
    for name, value in (("paciente", agenda.patient), ("tipo_servicio", agenda.service)):
        answer = await client.post(URL, json=plan.body(), headers=foreign)
        assert answer.status_code == 400 and name in answer.json(), (value, answer.text)


async def test_the_sweep_keeps_the_order_that_a_plan_has_and_takes_the_replaced_one(client, agenda, plan):
    made = await plan()
    links = [
        (await client.patch(f"{URL}{made['id']}/", files={"orden_medica": ("o.pdf", PDF)}, headers=agenda.mine)).json()["orden_medica"]
        for _ in range(2)
    ]
    assert await sweep(datetime.now(UTC) + timedelta(days=3)) >= 1
    assert [(await client.get(link)).status_code for link in links] == [404, 200]
