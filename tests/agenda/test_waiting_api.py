"""The waiting list over the documented API (section 4.9), and what becomes of a time that is freed."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from clinic_app.core.database import start_work
from tests.agenda.conftest import add_patient
from tests.agenda.waiting_tools import URL, WAITING, freed_jobs, run_jobs

TAKEN = {"hora_inicio": ["El horario seleccionado no está disponible."]}


@pytest.fixture
def wait(client, agenda):
    async def put(**more):
        body = {
            "paciente": agenda.patient,
            "tipo_servicio": agenda.service,
            "fecha_deseada": agenda.day(1),
            "tipo_atencion": "consultorio",
            **more,
        }
        answer = await client.post(WAITING, json=body, headers=agenda.mine)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return put


async def test_an_entry_has_the_documented_shape(client, agenda, wait):
    made = await wait(notas="Esperando stock de vacuna SPR")
    expected = {
        "paciente": agenda.patient, "paciente_nombre": "García López, Juan Carlos", "tipo_servicio": agenda.service, "servicio_nombre": "Control CRED",
        "fecha_deseada": agenda.day(1), "tipo_atencion": "consultorio", "tipo_atencion_display": "Consultorio", "notas": "Esperando stock de vacuna SPR",
        "estado": "esperando", "estado_display": "Esperando", "fecha_hasta": None, "prioridad": 0, "profesional": None, "reserva": None,
    }  # fmt: skip
    assert {key: made[key] for key in expected} == expected and made["created_at"].endswith("Z")
    listed = (await client.get(WAITING, headers=agenda.mine)).json()
    assert listed == [made]
    assert (await client.get(f"{WAITING}{made['id']}/", headers=agenda.mine)).json() == made


async def test_the_list_is_filtered_and_in_the_order_of_service(client, agenda, wait):
    first, second, urgent = await wait(), await wait(), await wait(prioridad=2)
    assert (await client.delete(f"{WAITING}{first['id']}/", headers=agenda.mine)).status_code == 204

    async def ids(**params):
        answer = await client.get(WAITING, params=params, headers=agenda.mine)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()]

    assert await ids() == [urgent["id"], second["id"], first["id"]]
    assert await ids(estado="esperando") == [urgent["id"], second["id"]]
    assert await ids(estado="cancelado") == [first["id"]]
    assert await ids(paciente=agenda.patient, estado="esperando,cancelado") == [urgent["id"], second["id"], first["id"]]
    assert await ids(paciente=10**25) == []
    assert (await client.get(WAITING, params={"estado": "luna"}, headers=agenda.mine)).status_code == 400


async def test_states_change_only_in_legal_ways(client, agenda, wait):
    one = f"{WAITING}{(await wait())['id']}/"

    async def to(state):
        return await client.patch(one, json={"estado": state}, headers=agenda.mine)

    assert (await to("notificado")).json()["estado_display"] == "Notificado"
    assert (await to("notificado")).json()["estado"] == "notificado"  # a client that sends back what it got
    assert (await to("esperando")).json()["estado"] == "esperando"
    assert (await client.delete(one, headers=agenda.mine)).status_code == 204
    assert (await client.delete(one, headers=agenda.mine)).json() == {"detail": "La espera ya está en ese estado."}
    assert (await to("agendado")).json() == {"detail": "Una espera cancelada solo puede volver a esperar."}
    assert (await to("esperando")).json()["estado"] == "esperando"
    assert (await to("agendado")).json()["estado"] == "agendado"
    assert (await to("esperando")).status_code == 400
    assert (await client.post(f"{one}agendar/", headers=agenda.mine)).status_code == 409
    assert (await client.post(f"{one}rechazar/", headers=agenda.mine)).status_code == 409


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"paciente": 99999999}, "paciente"), ({"tipo_servicio": 10**25}, "tipo_servicio"), ({"profesional": 99999999}, "profesional"),
        ({"fecha_deseada": None}, "fecha_deseada"), ({"fecha_deseada": "mañana"}, "fecha_deseada"), ({"fecha_hasta": "2020-01-01"}, "fecha_hasta"),
        ({"tipo_atencion": "luna"}, "tipo_atencion"), ({"prioridad": 7}, "prioridad"), ({"notas": "x" * 2001}, "notas"),
    ],
)  # fmt: skip
async def test_bad_entries(client, agenda, wait, more, field):
    body = {"paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha_deseada": agenda.day(1), **more}
    answer = await client.post(WAITING, json=body, headers=agenda.mine)
    assert answer.status_code == 400 and list(answer.json()) == [field], answer.text
    made = await wait()
    if more[field] is not None:
        answer = await client.patch(f"{WAITING}{made['id']}/", json=more, headers=agenda.mine)
        assert answer.status_code == 400 and list(answer.json()) == [field], answer.text
    assert (await client.get(f"{WAITING}{made['id']}/", headers=agenda.mine)).json() == made  # nothing half-made


async def cancelled(client, agenda, nth=1, hour="10:00"):
    made = await agenda.book(nth, hour)
    await client.post(f"{URL}citas/{made['id']}/cancelar/", headers=agenda.mine)
    return made


async def is_free(client, agenda, nth=1, hour="10:00") -> bool:
    params = {"fecha": agenda.day(nth), "tipo_servicio": agenda.service}
    slots = (await client.get(f"{URL}disponibilidad/", params=params, headers=agenda.mine)).json()["slots"]
    return next(each["disponible"] for each in slots if each["hora"] == hour)


async def test_a_cancelled_time_is_kept_for_who_waits_and_booked_by_one_click(client, agenda, wait):
    entry = await wait()
    await cancelled(client, agenda)
    assert await run_jobs() == 1
    held = (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()
    assert held["estado"] == "notificado" and held["reserva"]["hora_inicio"] == "10:00:00" and held["reserva"]["fecha"] == agenda.day(1)
    assert (
        not await is_free(client, agenda)
        and not await is_free(client, agenda, hour="10:30")
        and await is_free(client, agenda, hour="10:45")
    )
    other = await add_patient_of(agenda)
    assert (await client.post(f"{URL}citas/", json=agenda.body(1, "10:00", paciente=other), headers=agenda.mine)).json() == TAKEN
    moved = await agenda.book(2, "10:00")
    assert (await client.patch(f"{URL}citas/{moved['id']}/", json={"fecha": agenda.day(1)}, headers=agenda.mine)).json() == TAKEN
    booked = await client.post(f"{WAITING}{entry['id']}/agendar/", headers=agenda.mine)
    assert booked.status_code == 201 and booked.json()["hora_inicio"] == "10:00:00" and booked.json()["paciente"]["id"] == agenda.patient
    done = (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()
    assert (done["estado"], done["cita"], done["reserva"]) == ("agendado", booked.json()["id"], None)
    assert not await is_free(client, agenda)


async def add_patient_of(agenda) -> int:
    return await add_patient(agenda.owner, "87654321")


async def test_a_refused_time_goes_to_the_next_and_never_to_the_same_again(client, agenda, wait):
    first = await wait(prioridad=1)
    second = await wait(paciente=await add_patient_of(agenda))
    await cancelled(client, agenda)
    await run_jobs()

    async def state(entry):
        return (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()

    assert ((await state(first))["estado"], (await state(second))["estado"]) == ("notificado", "esperando")
    refused = (await client.post(f"{WAITING}{first['id']}/rechazar/", headers=agenda.mine)).json()
    assert refused["estado"] == "esperando" and refused["ultima_oferta"]["resultado"] == "rechazada"
    await run_jobs()
    assert ((await state(first))["estado"], (await state(second))["estado"]) == ("esperando", "notificado")
    await client.post(f"{WAITING}{second['id']}/rechazar/", headers=agenda.mine)
    await run_jobs()
    assert ((await state(first))["estado"], (await state(second))["estado"]) == ("esperando", "esperando")
    assert await is_free(client, agenda)


async def test_moving_missing_and_opening_a_block_free_times_too(client, agenda, wait):
    made = await agenda.book(2, "11:00")
    await client.patch(f"{URL}citas/{made['id']}/", json={"hora_inicio": "16:00"}, headers=agenda.mine)
    assert len(await freed_jobs()) == 1
    await client.post(f"{URL}citas/{made['id']}/no-asistio/", headers=agenda.mine)
    assert len(await freed_jobs()) == 2
    body = {"fecha_inicio": agenda.day(3), "hora_inicio": "14:00", "hora_fin": "15:00", "tipo": "PERSONAL"}
    block = (await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)).json()
    entry = await wait(fecha_deseada=agenda.day(3), fecha_hasta=agenda.day(3))
    await run_jobs()
    assert (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()["estado"] == "esperando"
    assert (await client.delete(f"{URL}bloqueos/{block['id']}/", headers=agenda.mine)).status_code == 204
    await run_jobs()
    held = (await client.get(f"{WAITING}{entry['id']}/", headers=agenda.mine)).json()["reserva"]
    assert held and (held["fecha"], held["hora_inicio"]) == (agenda.day(3), "14:00:00")


async def test_another_wish_gives_the_kept_time_back(client, agenda, wait):
    entry = await wait()
    await cancelled(client, agenda)
    await run_jobs()
    later = str(agenda.date(1) + timedelta(days=20))
    changed = (await client.patch(f"{WAITING}{entry['id']}/", json={"fecha_deseada": later}, headers=agenda.mine)).json()
    assert (changed["estado"], changed["reserva"]) == ("esperando", None)
    assert await is_free(client, agenda)


async def test_a_foreign_clinic_neither_sees_nor_takes(client, agenda, wait, cast, headers):
    entry = await wait(notas="Secreta")
    await cancelled(client, agenda)
    await run_jobs()
    foreign = headers(cast.outsider)
    assert (await client.get(WAITING, headers=foreign)).json() == []
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "agendar/"), ("POST", "rechazar/")):
        sends = {"json": {"notas": "x"}} if method == "PATCH" else {}
        assert (await client.request(method, f"{WAITING}{entry['id']}/{path}", headers=foreign, **sends)).status_code == 404
    body = {"paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha_deseada": agenda.day(1)}
    assert set((await client.post(WAITING, json=body, headers=foreign)).json()) == {"paciente", "tipo_servicio"}
    async with start_work(cast.outsider) as work:
        assert (await work.session.execute(text("select count(*) from app.slot_hold"))).scalar_one() == 0


async def test_the_auditor_only_looks(client, agenda, wait, cast, headers):
    entry = await wait()
    auditor = headers(cast.auditor)
    assert (await client.get(WAITING, headers=auditor)).status_code == 200
    assert (await client.post(f"{WAITING}{entry['id']}/agendar/", headers=auditor)).status_code == 403
