"""What opens again when blocks and series change: exactly that is told to the waiting list, and a reopened no-show respects what was kept."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.waiting import freeing
from tests.agenda.waiting_tools import URL, WAITING, freed_jobs, run_jobs

SERIES = f"{URL}patrones-recurrencia/"
START = datetime(2026, 11, 23, tzinfo=UTC)
hours = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(
    lambda pair: (START + timedelta(hours=pair[0]), START + timedelta(hours=sum(pair)))
)


@given(st.lists(hours, max_size=8), st.lists(hours, max_size=8))
def test_what_is_left_is_in_the_whole_and_in_nothing_that_is_taken(whole, taken):
    def covered(intervals, hour):
        at = START + timedelta(hours=hour, minutes=30)
        return any(begins <= at < ends for begins, ends in intervals)

    left = freeing.without(freeing.joined(whole), freeing.joined(taken))
    for hour in range(49):
        assert covered(left, hour) == (covered(whole, hour) and not covered(taken, hour))


def test_many_times_are_told_together():
    many = [(START + timedelta(days=each), START + timedelta(days=each, hours=1)) for each in range(95)]
    told = freeing.told(many)
    assert len(told) <= freeing.MOST_TOLD and told[0][0] == many[0][0] and told[-1][1] == many[-1][1]
    assert freeing.told([]) == [] and freeing.told(many[:3]) == many[:3]


@pytest.fixture
async def series(client, agenda):
    """A guard from 14:00 to 18:00 on every day from the next working day on, without end."""
    body = {"fecha_inicio": agenda.day(1), "hora_inicio": "14:00", "hora_fin": "18:00", "tipo": "TRABAJO_PRINCIPAL"}
    block = (await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)).json()
    pattern = {"bloqueo": block["id"], "tipo_recurrencia": "diario", "intervalo_dias": 1, "fecha_inicio_recurrencia": agenda.day(1)}
    made = (await client.post(SERIES, json=pattern, headers=agenda.mine)).json()
    assert await freed_jobs() == []
    return made


def span(agenda, nth: int, start: int, end: int) -> tuple[datetime, datetime]:
    return tuple(datetime.combine(agenda.date(nth), time(hour), agenda.owner.tz).astimezone(UTC) for hour in (start, end))  # type: ignore[return-value]


async def told() -> list[tuple[datetime, datetime]]:
    return [tuple(datetime.fromisoformat(each[name]) for name in ("since", "until")) for each in await freed_jobs(take=True)]  # type: ignore[misc]


async def test_a_dropped_a_moved_and_a_restored_occurrence_tell_their_own_time(client, agenda, series):
    path = f"{SERIES}{series['id']}/excepciones/"
    assert (await client.post(path, json={"fecha": agenda.day(2)}, headers=agenda.mine)).status_code == 201
    assert await told() == [span(agenda, 2, 14, 18)]
    moved = {"fecha": agenda.day(3), "hora_inicio": "16:00", "hora_fin": "20:00"}
    assert (await client.post(path, json=moved, headers=agenda.mine)).status_code == 201
    assert await told() == [span(agenda, 3, 14, 16)]
    assert (await client.delete(f"{path}{agenda.day(3)}/", headers=agenda.mine)).status_code == 204
    assert await told() == [span(agenda, 3, 18, 20)]
    assert (await client.delete(f"{path}{agenda.day(2)}/", headers=agenda.mine)).status_code == 204
    assert await told() == []


async def test_the_end_of_a_series_tells_what_comes_after_it(client, agenda, series):
    answer = await client.post(f"{SERIES}{series['id']}/terminar/", json={"fecha": agenda.day(2)}, headers=agenda.mine)
    assert answer.status_code == 200
    found = await told()
    after = agenda.date(2) + timedelta(days=1)
    assert found[0][0] == datetime.combine(after, time(14), agenda.owner.tz) and len(found) <= freeing.MOST_TOLD
    assert (await client.delete(f"{SERIES}{series['id']}/", headers=agenda.mine)).status_code == 204
    assert [each for each in await told() if each[0] > span(agenda, 2, 14, 18)[1]] == []


async def test_the_first_who_waits_gets_a_freed_day_of_the_guard(client, agenda, series):
    wish = {"paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha_deseada": agenda.day(2), "fecha_hasta": agenda.day(2)}
    settings = {"hora_inicio": "14:00", "hora_fin": "18:00"}
    assert (await client.patch(f"{URL}configuracion/", json=settings, headers=agenda.mine)).status_code == 200
    entry = (await client.post(WAITING, json=wish, headers=agenda.mine)).json()
    await client.post(f"{SERIES}{series['id']}/excepciones/", json={"fecha": agenda.day(2)}, headers=agenda.mine)
    await run_jobs()
    held = (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()["reserva"]
    assert held and (held["fecha"], held["hora_inicio"]) == (agenda.day(2), "14:00:00")


async def test_a_change_that_closes_more_or_nothing_tells_nothing(client, agenda, series):
    block = f"{URL}bloqueos/{series['bloqueo']}/"
    for body in ({"titulo": "Guardia"}, {"hora_fin": "19:00"}):
        assert (await client.patch(block, json=body, headers=agenda.mine)).status_code == 200
    assert await told() == []


async def test_a_missed_appointment_is_not_reopened_into_a_time_that_is_kept(client, agenda):
    made = await agenda.book(1, "10:00")
    wish = {"paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha_deseada": agenda.day(1), "fecha_hasta": agenda.day(1)}
    entry = (await client.post(WAITING, json=wish, headers=agenda.mine)).json()
    path = f"{URL}citas/{made['id']}/"
    assert (await client.post(f"{path}no-asistio/", headers=agenda.mine)).status_code == 200
    await run_jobs()
    assert (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()["reserva"]["hora_inicio"] == "10:00:00"
    for answer in (
        await client.post(f"{path}reabrir/", headers=agenda.mine),
        await client.patch(path, json={"estado": "programada"}, headers=agenda.mine),
    ):
        assert answer.status_code == 400 and answer.json() == {"hora_inicio": ["El horario seleccionado no está disponible."]}
    await client.post(f"{WAITING}{entry['id']}/rechazar/", headers=agenda.mine)
    assert (await client.post(f"{path}reabrir/", headers=agenda.mine)).status_code == 200
