"""An appointment is linked to a treatment plan, to another one or to none, by PATCH."""

from tests.agenda.conftest import PLANS_URL, URL, add_patient
from tests.agenda.test_plans import attend


async def patch(client, agenda, key, **body):
    return await client.patch(f"{URL}citas/{key}/", json=body, headers=agenda.mine)


async def sessions(client, agenda, plan_id):
    found = (await client.get(f"{PLANS_URL}{plan_id}/", headers=agenda.mine)).json()
    return [each["cita"] for each in found["sesiones"]]


async def test_an_appointment_is_linked_moved_to_another_plan_and_let_go(client, agenda, plan):
    first, second = await plan(total_sesiones=2), await plan(total_sesiones=2)
    made = await agenda.book(1, "09:00")
    answer = await patch(client, agenda, made["id"], plan_tratamiento=first["id"], version=made["version"], notas="Primera")
    assert answer.status_code == 200 and answer.json()["plan_tratamiento"] == first["id"], answer.text
    assert await sessions(client, agenda, first["id"]) == [made["id"], None]
    assert (await patch(client, agenda, made["id"], plan_tratamiento=second["id"])).json()["plan_tratamiento"] == second["id"]
    assert (await sessions(client, agenda, first["id"]), await sessions(client, agenda, second["id"])) == ([None, None], [made["id"], None])
    assert (await patch(client, agenda, made["id"], notas="x")).json()["plan_tratamiento"] == second["id"]
    assert (await patch(client, agenda, made["id"], plan_tratamiento=None)).json()["plan_tratamiento"] is None
    assert await sessions(client, agenda, second["id"]) == [None, None]


async def test_a_linked_appointment_that_is_attended_completes_its_session(client, agenda, plan):
    made, one = await agenda.book(1, "09:00"), await plan(total_sesiones=1)
    await patch(client, agenda, made["id"], plan_tratamiento=one["id"])
    await attend(client, agenda, made["id"])
    assert (await plan.get(one["id"]))["estado"] == "completado"
    refused = await patch(client, agenda, made["id"], plan_tratamiento=None)
    assert refused.status_code == 400 and refused.json() == {"plan_tratamiento": ["La sesión del plan ya se completó con esta cita."]}


async def test_what_cannot_be_linked_is_said_beside_the_field_and_changes_nothing(client, agenda, plan):
    full = await plan(total_sesiones=1)
    await agenda.book(1, "09:00", plan_tratamiento=full["id"])
    suspended = await plan(total_sesiones=1)
    await plan.post(suspended["id"], "suspender")
    foreign = await plan(paciente=await add_patient(agenda.owner, "87654321"))
    made = await agenda.book(1, "11:00")
    for key in (full["id"], suspended["id"], foreign["id"], 10**9):
        answer = await patch(client, agenda, made["id"], plan_tratamiento=key, notas="Nada de esto")
        assert answer.status_code == 400 and list(answer.json()) == ["plan_tratamiento"], answer.text
    kept = (await client.get(f"{URL}citas/{made['id']}/", headers=agenda.mine)).json()
    assert (kept["plan_tratamiento"], kept["notas"]) == (None, "")
    over = await plan(total_sesiones=1)
    await client.post(f"{URL}citas/{made['id']}/cancelar/", json={}, headers=agenda.mine)
    assert (await patch(client, agenda, made["id"], plan_tratamiento=over["id"])).status_code == 400
    assert (await patch(client, agenda, 10**9, plan_tratamiento=over["id"])).status_code == 404
