"""Several periods a day: they rule bookings and free times, of the clinic or of one professional; the settings stay the simple case."""

from tests.agenda.conftest import URL

LUNCH = [{"hora_inicio": "08:00", "hora_fin": "13:00"}, {"hora_inicio": "15:00", "hora_fin": "19:00"}]
WEEK = f"{URL}horarios/"


def all_days(periods, days=range(1, 6)):
    return {"dias": [{"dia": day, "tramos": periods} for day in days]}


async def slots(client, agenda, nth, **more):
    asked = {"fecha": agenda.day(nth), "tipo_servicio": agenda.service, **more}
    return {
        slot["hora"]: slot["disponible"]
        for slot in (await client.get(f"{URL}disponibilidad/", params=asked, headers=agenda.mine)).json()["slots"]
    }


async def test_without_any_the_week_is_that_of_the_settings(client, agenda):
    week = (await client.get(WEEK, headers=agenda.mine)).json()
    assert week["propio"] is False and week["profesional"] is None
    assert [len(day["tramos"]) for day in week["dias"]] == [1, 1, 1, 1, 1, 0, 0]
    assert week["dias"][0] == {"dia": 1, "tramos": [{"hora_inicio": "08:00:00", "hora_fin": "18:00:00"}]}


async def test_a_lunch_break_is_offered_and_booked_around(client, agenda):
    changed = await client.put(WEEK, json=all_days(LUNCH), headers=agenda.mine)
    assert changed.status_code == 200 and changed.json()["propio"] is True
    found = await slots(client, agenda, 1)
    assert found["12:15"] and not found["12:30"] and "13:00" not in found and found["15:00"] and found["18:15"]
    refused = await client.post(f"{URL}citas/", json=agenda.body(1, "12:30"), headers=agenda.mine)
    assert (refused.status_code, refused.json()) == (400, {"hora_inicio": ["La cita no entra en el horario de atención."]})
    await agenda.book(1, "18:15")
    settings = (await client.get(f"{URL}configuracion/", headers=agenda.mine)).json()
    assert (settings["hora_inicio"], settings["hora_fin"], settings["dias_laborables"]) == ("08:00:00", "19:00:00", [1, 2, 3, 4, 5])


async def test_one_day_changes_alone_and_a_professional_has_her_own(client, agenda, cast):
    nurse = cast.nurse.membership_id
    hers = await client.put(
        WEEK, json={"profesional": nurse, **all_days([{"hora_inicio": "14:00", "hora_fin": "20:00"}])}, headers=agenda.mine
    )
    assert hers.json()["profesional"] == nurse
    assert (
        next(iter(await slots(client, agenda, 1, profesional=nurse))) == "14:00" and next(iter(await slots(client, agenda, 1))) == "08:00"
    )
    late = await client.post(f"{URL}citas/", json=agenda.body(1, "19:00", profesional=nurse), headers=agenda.mine)
    assert late.status_code == 201
    assert (await client.post(f"{URL}citas/", json=agenda.body(1, "19:00"), headers=agenda.mine)).status_code == 400
    off = agenda.date(1).isoweekday()
    await client.put(WEEK, json={"profesional": nurse, "dias": [{"dia": off, "tramos": []}]}, headers=agenda.mine)
    assert await slots(client, agenda, 1, profesional=nurse) == {}
    refused = await client.post(f"{URL}citas/", json=agenda.body(1, "15:00", profesional=nurse), headers=agenda.mine)
    assert refused.json() == {"fecha": ["El consultorio no atiende ese día."]}
    back = (await client.delete(f"{WEEK}?profesional={nurse}", headers=agenda.mine)).json()
    assert back["propio"] is False and next(iter(await slots(client, agenda, 1, profesional=nurse))) == "08:00"


async def test_periods_that_cannot_be(client, agenda):
    def said(*periods):
        return client.put(
            WEEK, json=all_days([dict(zip(("hora_inicio", "hora_fin"), each, strict=True)) for each in periods], [1]), headers=agenda.mine
        )

    assert (await said(("13:00", "08:00"))).json() == {"tramos": ["Lunes: El fin del tramo debe ser posterior a su inicio."]}
    assert (await said(("13:00", "13:00"))).status_code == 400
    assert (await said(("08:00", "13:00"), ("12:00", "15:00"))).json() == {"tramos": ["Lunes: El tramo se cruza con otro del mismo día."]}
    assert (await said(("08:00", "12:00"), ("12:00", "15:00"))).status_code == 200, "periods may touch"
    assert (await said(*[(f"{hour:02}:00", f"{hour:02}:30") for hour in range(8, 16)])).json() == {
        "tramos": ["Se admiten hasta 4 tramos por día."]
    }
    empty = await client.put(WEEK, json=all_days([], range(1, 8)), headers=agenda.mine)
    assert empty.json() == {"tramos": ["Indica al menos un día con horario de atención."]}
    for body in (
        {},
        {"dias": []},
        {"dias": 5},
        {"dias": [5]},
        {"dias": [{"dia": 8, "tramos": []}]},
        {"dias": [{"dia": 1, "tramos": [{"hora_inicio": "x"}]}]},
    ):
        answer = await client.put(WEEK, json=body, headers=agenda.mine)
        assert answer.status_code == 400 and "dias" in answer.json(), body
    unknown = await client.put(WEEK, json={"profesional": 999_999, **all_days(LUNCH)}, headers=agenda.mine)
    assert unknown.status_code == 400 and list(unknown.json()) == ["profesional"]


async def test_the_documented_settings_do_not_contradict_the_periods(client, agenda):
    await client.put(WEEK, json=all_days(LUNCH), headers=agenda.mine)
    url = f"{URL}configuracion/"
    shown = (await client.get(url, headers=agenda.mine)).json()
    same = await client.patch(
        url, json={**shown, "tiempo_entre_citas": 5, "minutos_traslado": 30, "minutos_reserva_espera": 60}, headers=agenda.mine
    )
    assert same.status_code == 200 and same.json() == {
        **shown,
        "tiempo_entre_citas": 5,
        "minutos_traslado": 30,
        "minutos_reserva_espera": 60,
    }
    other = await client.patch(url, json={"hora_inicio": "09:00"}, headers=agenda.mine)
    assert other.status_code == 400 and list(other.json()) == ["hora_inicio"]
    assert (await client.delete(WEEK, headers=agenda.mine)).json()["propio"] is False
    assert (await client.patch(url, json={"hora_inicio": "09:00"}, headers=agenda.mine)).json()["hora_inicio"] == "09:00:00"
    assert next(iter(await slots(client, agenda, 1))) == "09:00"
