"""Series of section 4.8: what they close, their exceptions, and what is refused."""

from datetime import date, timedelta

import pytest

from clinic_app.core.database import start_work
from tests.agenda.conftest import URL

PATTERNS = f"{URL}patrones-recurrencia/"
CLOSED = {"hora_inicio": ["El horario está bloqueado en la agenda."]}


async def free(client, agenda, day):
    query = {"fecha": str(day), "tipo_servicio": agenda.service}
    answer = await client.get(f"{URL}disponibilidad/", params=query, headers=agenda.mine)
    return {slot["hora"]: slot["disponible"] for slot in answer.json()["slots"]}


@pytest.fixture
def block(client, agenda):
    """Make a block on the nth working day; the whole day unless hours are given."""

    async def make(nth=2, **more):
        body = {"fecha_inicio": agenda.day(nth), "tipo": "TRABAJO_PRINCIPAL", "titulo": "Guardia", "es_recurrente": True, **more}
        answer = await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return make


@pytest.fixture
def series(client, agenda, block):
    async def make(nth=2, hours=None, **pattern):
        times = {"hora_inicio": hours[0], "hora_fin": hours[1]} if hours else {}
        body = {"bloqueo": await block(nth, **times), "fecha_inicio_recurrencia": agenda.day(nth), **pattern}
        answer = await client.post(PATTERNS, json=body, headers=agenda.mine)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return make


async def test_a_recurring_block_without_pattern_closes_only_its_own_dates(client, agenda, block):
    await block(2)
    assert not any((await free(client, agenda, agenda.date(2))).values())
    assert any((await free(client, agenda, agenda.date(2) + timedelta(days=7))).values())


async def test_a_weekly_series_closes_its_hours_each_week_and_refuses_bookings(client, agenda, series):
    day = agenda.date(2)
    made = await series(hours=("14:00", "16:00"), tipo_recurrencia="semanal", dias_semana=[day.isoweekday() % 7])
    assert (made["dias_semana"], made["fecha_fin_recurrencia"], made["is_active"]) == ([day.isoweekday()], None, True)
    for week in (0, 1, 2):
        slots = await free(client, agenda, day + timedelta(days=7 * week))
        assert slots["13:15"] and not slots["13:30"] and not slots["15:45"] and slots["16:00"]
    body = agenda.body(2, "14:30") | {"fecha": str(day + timedelta(days=7))}
    refused = await client.post(f"{URL}citas/", json=body, headers=agenda.mine)
    assert (refused.status_code, refused.json()) == (400, CLOSED)
    booked = await agenda.book(3, "14:30")
    moved = await client.patch(f"{URL}citas/{booked['id']}/", json={"fecha": str(day), "hora_inicio": "15:00"}, headers=agenda.mine)
    assert (moved.status_code, moved.json()) == (400, CLOSED)


async def test_a_night_closes_the_next_morning(client, agenda, block, series):
    made = await series(hours=("22:00", "10:00"), tipo_recurrencia="diario", intervalo_dias=30)
    morning = agenda.date(2) + timedelta(days=1)
    while morning.isoweekday() > 5:
        await client.post(
            f"{PATTERNS}{made['id']}/excepciones/", json={"fecha": agenda.day(2), "mover_a": str(morning)}, headers=agenda.mine
        )
        morning += timedelta(days=1)
    slots = await free(client, agenda, morning)
    assert not slots["09:45"] and slots["10:00"]
    await block(8, hora_inicio="20:00", hora_fin="09:00", es_recurrente=False)
    after = agenda.date(8) + timedelta(days=1)
    if after.isoweekday() <= 5:
        slots = await free(client, agenda, after)
        assert not slots["08:45"] and slots["09:00"]


async def test_a_cycle_closes_by_its_own_hours(client, agenda, series):
    cycle = ["diurna", "DESCANSO", "DESCANSO", "DESCANSO", "DESCANSO", "DESCANSO", "DESCANSO"]
    made = await series(
        tipo_recurrencia="patron", patron_ciclo=cycle, horas_turno={"DIURNA": ["06:30", "12:00"]}, fecha_fin_recurrencia=None
    )
    assert made["patron_ciclo"][0] == "DIURNA" and made["horas_turno"] == {"DIURNA": ["06:30", "12:00"]}
    for week in (0, 2):
        slots = await free(client, agenda, agenda.date(2) + timedelta(days=7 * week))
        assert not slots["11:45"] and slots["12:00"]
    assert (await free(client, agenda, agenda.date(3)))["11:45"]


async def test_one_occurrence_is_dropped_moved_and_put_back(client, agenda, series):
    made = await series(tipo_recurrencia="diario", intervalo_dias=7)
    one, day, other = f"{PATTERNS}{made['id']}/", agenda.date(2) + timedelta(days=7), agenda.date(2) + timedelta(days=14)
    dropped = await client.post(f"{one}excepciones/", json={"fecha": str(day)}, headers=agenda.mine)
    assert dropped.status_code == 201 and dropped.json()["excepciones"] == [
        {"fecha": str(day), "mover_a": None, "hora_inicio": None, "hora_fin": None}
    ]
    assert (await free(client, agenda, day))["10:00"] and not (await free(client, agenda, other))["10:00"]
    moved = {"fecha": str(other), "mover_a": str(day), "hora_inicio": "09:00", "hora_fin": "11:00"}
    assert (await client.post(f"{one}excepciones/", json=moved, headers=agenda.mine)).status_code == 201
    slots = await free(client, agenda, day)
    assert (await free(client, agenda, other))["10:00"] and not slots["10:00"] and slots["11:00"]
    assert (await client.delete(f"{one}excepciones/{other}/", headers=agenda.mine)).status_code == 204
    assert (await client.delete(f"{one}excepciones/{other}/", headers=agenda.mine)).status_code == 404
    assert not (await free(client, agenda, other))["10:00"] and (await free(client, agenda, day))["10:00"]
    for body, field in (
        ({"fecha": str(day + timedelta(days=1))}, "fecha"), ({}, "fecha"), ({"fecha": str(day), "hora_inicio": "09:00"}, "hora_fin"),
        ({"fecha": str(day), "hora_inicio": "09:00", "hora_fin": "09:00"}, "hora_fin"),
    ):  # fmt: skip
        refused = await client.post(f"{one}excepciones/", json=body, headers=agenda.mine)
        assert refused.status_code == 400 and list(refused.json()) == [field], refused.text


async def test_a_series_ends_and_goes(client, agenda, series):
    made = await series(tipo_recurrencia="diario", intervalo_dias=7)
    one, day = f"{PATTERNS}{made['id']}/", agenda.date(2)
    early = await client.post(f"{one}terminar/", json={"fecha": str(day - timedelta(days=1))}, headers=agenda.mine)
    assert early.status_code == 400 and "fecha" in early.json()
    ended = await client.post(f"{one}terminar/", json={"fecha": str(day + timedelta(days=7))}, headers=agenda.mine)
    assert ended.json()["fecha_fin_recurrencia"] == str(day + timedelta(days=7))
    assert (
        not (await free(client, agenda, day + timedelta(days=7)))["10:00"]
        and (await free(client, agenda, day + timedelta(days=14)))["10:00"]
    )
    assert [row["id"] for row in (await client.get(PATTERNS, headers=agenda.mine)).json()] == [made["id"]]
    assert (await client.patch(one, json={"intervalo_dias": 14}, headers=agenda.mine)).json()["intervalo_dias"] == 14
    assert (await free(client, agenda, day + timedelta(days=7)))["10:00"]
    assert (await client.delete(one, headers=agenda.mine)).status_code == 204
    assert (await client.delete(one, headers=agenda.mine)).status_code == 404
    assert (await client.get(PATTERNS, headers=agenda.mine)).json() == []
    assert not (await free(client, agenda, day))["10:00"], "the block's own date is closed again by itself"


BAD = [
    ({"tipo_recurrencia": "diario"}, "intervalo_dias"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": 0}, "intervalo_dias"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": "x"}, "intervalo_dias"),
    ({"tipo_recurrencia": "semanal"}, "dias_semana"),
    ({"tipo_recurrencia": "semanal", "dias_semana": []}, "dias_semana"),
    ({"tipo_recurrencia": "semanal", "dias_semana": [8]}, "dias_semana"),
    ({"tipo_recurrencia": "semanal", "dias_semana": "lunes"}, "dias_semana"),
    ({"tipo_recurrencia": "patron"}, "patron_ciclo"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": []}, "patron_ciclo"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA", "LUNAR"]}, "patron_ciclo"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": ["DESCANSO"]}, "patron_ciclo"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA"] * 61}, "patron_ciclo"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA"], "horas_turno": {"DIURNA": "7-19"}}, "horas_turno"),
    ({"tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA"], "horas_turno": {"DIURNA": ["25:00", "19:00"]}}, "horas_turno"),
    ({"tipo_recurrencia": "mensual", "intervalo_dias": 1}, "tipo_recurrencia"),
    ({"intervalo_dias": 1}, "tipo_recurrencia"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": 1, "fecha_fin_recurrencia": "2020-01-01"}, "fecha_fin_recurrencia"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": 1, "fecha_inicio_recurrencia": None}, "fecha_inicio_recurrencia"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": 1, "bloqueo": 999999}, "bloqueo"),
    ({"tipo_recurrencia": "diario", "intervalo_dias": 1, "bloqueo": 2**80}, "bloqueo"),
]


async def test_bad_patterns_are_refused_beside_their_field_and_nothing_is_made(client, agenda, block):
    good = {"bloqueo": await block(2), "fecha_inicio_recurrencia": agenda.day(2)}
    for body, field in BAD:
        refused = await client.post(PATTERNS, json=good | body, headers=agenda.mine)
        assert refused.status_code == 400 and list(refused.json()) == [field], (body, refused.text)
    assert (await client.get(PATTERNS, headers=agenda.mine)).json() == []


async def test_another_clinics_block_is_unknown(client, cast, headers, agenda, block, series):
    made = await series(tipo_recurrencia="diario", intervalo_dias=7)
    body = {"bloqueo": made["bloqueo"], "tipo_recurrencia": "diario", "intervalo_dias": 1, "fecha_inicio_recurrencia": agenda.day(2)}
    foreign = headers(cast.outsider)
    refused = await client.post(PATTERNS, json=body, headers=foreign)
    unknown = await client.post(PATTERNS, json=body | {"bloqueo": 999999}, headers=foreign)
    assert refused.status_code == unknown.status_code == 400
    assert refused.text.replace(str(made["bloqueo"]), "N") == unknown.text.replace("999999", "N")
    for call in (client.get, client.delete):
        assert (await call(f"{PATTERNS}{made['id']}/", headers=foreign)).status_code == 404
    assert (await client.post(f"{PATTERNS}{made['id']}/terminar/", json={"fecha": agenda.day(3)}, headers=foreign)).status_code == 404


async def test_holidays_close_the_agenda_where_that_is_wished(client, cast, agenda):
    from clinic_app.agenda.blocks.holidays import holidays_between

    today = cast.owner.today()
    near = [day for day in holidays_between("PE", today + timedelta(days=1), today + timedelta(days=300)) if day.isoweekday() <= 5]
    day = near[0]
    wish = {"dias_anticipacion_maxima": 400}
    assert (await client.patch(f"{URL}configuracion/", json=wish, headers=agenda.mine)).json()["cierra_feriados"] is False
    assert any((await free(client, agenda, day)).values())
    assert (await client.patch(f"{URL}configuracion/", json={"cierra_feriados": True}, headers=agenda.mine)).json()[
        "cierra_feriados"
    ] is True
    assert not any((await free(client, agenda, day)).values())
    refused = await client.post(f"{URL}citas/", json=agenda.body(1, "10:00") | {"fecha": str(day)}, headers=agenda.mine)
    assert (refused.status_code, refused.json()) == (400, CLOSED)


async def test_what_is_offered_can_be_booked_and_what_is_closed_cannot(client, cast, agenda, series):
    """Against the database: no slot offered touches an occurrence, and a time inside one is refused with the documented sentence."""
    from clinic_app.agenda.blocks import closed_time as blocks_time

    cycle = ["NOCTURNA", "DESCANSO", "DIURNA", "TARDE", "MAÑANA"]
    made = await series(tipo_recurrencia="patron", patron_ciclo=cycle)
    await client.post(f"{PATTERNS}{made['id']}/excepciones/", json={"fecha": agenda.day(2), "mover_a": agenda.day(4)}, headers=agenda.mine)
    since, until = agenda.date(1), agenda.date(8)
    async with start_work(cast.owner) as work:
        (rows,) = await work.ask(blocks_time.range_query(work.actor, since, until))
    closed = [each.interval(cast.owner.tz) for each in blocks_time.closed_times([row for (row,) in rows], since, until)]
    assert len(closed) >= 6
    from datetime import datetime, time

    for nth in range(1, 9):
        for hour, is_free in (await free(client, agenda, agenda.date(nth))).items():
            begins = datetime.combine(agenda.date(nth), time.fromisoformat(hour), cast.owner.tz)
            inside = any(begins < end and begins + timedelta(minutes=45) > start for start, end in closed)
            assert not (is_free and inside)
            if inside and begins.hour < 17 and hour.endswith(":00"):
                refused = await client.post(f"{URL}citas/", json=agenda.body(nth, hour), headers=agenda.mine)
                assert (refused.status_code, refused.json()) == (400, CLOSED), (nth, hour)


def test_the_day_of_a_holiday_has_its_name():
    from clinic_app.agenda.blocks.holidays import holidays_between, holidays_of

    assert holidays_of("CL", 2027)[date(2027, 9, 18)] == "Día de la Independencia"
    assert holidays_of("XX", 2027) == {}
    assert list(holidays_between("BR", date(2026, 12, 25), date(2027, 1, 1))) == [date(2026, 12, 25), date(2027, 1, 1)]
