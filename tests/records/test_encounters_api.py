"""Encounters over REST: opened with a time of the agenda or without, in step with it, and what is asked of them."""

# ruff: noqa: F811
from datetime import date, datetime, timedelta

from tests.agenda.conftest import URL as AGENDA
from tests.agenda.conftest import add_patient, working_day
from tests.records.encounter_tools import URL, desk  # noqa: F401  (its fixture)


async def test_one_without_a_time_of_the_agenda_begins_now(desk, cast):
    made = await desk.open(servicio=desk.service, observaciones="Llegó sin cita")
    assert made["estado"] == "EN_ATENCION" and not made["fecha_bloqueada"] and made["duracion_minutos"] == 45
    assert made["profesional"] == cast.nurse.membership_id and made["cantidad_fotos"] == 0
    later = await desk.open(servicio=desk.service, fecha_hora=f"{date.today() + timedelta(days=5)}T10:00")
    assert later["estado"] == "PROGRAMADO" and later["fecha_hora"].endswith("T10:00:00-05:00")
    assert (await desk.get(later["id"]))["id"] == later["id"]


async def test_an_appointment_fills_and_locks_the_date(desk):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"], fecha_hora="2030-01-01T00:00", duracion_minutos=5)
    assert made["fecha_bloqueada"] and made["fecha_hora"].startswith(f"{visit['fecha']}T09:00") and made["duracion_minutos"] == 45
    refused = await desk.patch(made["id"], 400, fecha_hora="2030-01-01T00:00")
    assert refused == {"fecha_hora": ["Lo fija la cita o el cupo. Quítalo para cambiarlo."]}
    cleared = await desk.patch(made["id"], cita=None, fecha_hora="2030-01-01T08:00")
    assert cleared["cita"] is None and cleared["fecha_hora"].startswith("2030-01-01T08:00") and not cleared["fecha_bloqueada"]
    assert (await desk.appointment(visit["id"]))["estado"] == "cancelada"  # its time is free again


async def test_an_appointment_has_one_encounter(desk):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    assert (await desk.open(200, cita=visit["id"]))["id"] == made["id"]
    other = await desk.open(servicio=desk.service, fecha_hora="2030-01-01T08:00")
    assert (await desk.patch(other["id"], 409, cita=visit["id"]))["detail"] == "Esa cita ya tiene su atención."


async def test_length_and_state_stay_in_step_both_ways(desk, client):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    assert (await desk.patch(made["id"], duracion_minutos=60))["duracion_minutos"] == 60
    assert (await desk.appointment(visit["id"]))["hora_fin"] == "10:00:00"
    await desk.patch(made["id"], estado="CONFIRMADO")
    assert (await desk.appointment(visit["id"]))["estado"] == "confirmada"
    answer = await client.post(f"{AGENDA}citas/{visit['id']}/iniciar/", headers=desk.mine)
    assert answer.status_code == 200, answer.text
    assert (await desk.get(made["id"]))["estado"] == "EN_ATENCION"
    await desk.patch(made["id"], estado="ATENDIDO")
    assert (await desk.appointment(visit["id"]))["estado"] == "atendida"
    refused = await desk.patch(made["id"], 400, estado="CANCELADO")
    assert refused == {"detail": "Una cita atendida no puede pasar a cancelada."}
    assert (await client.delete(f"{URL}{made['id']}/", headers=desk.mine)).status_code == 409


async def test_an_appointment_that_moves_takes_its_encounter_along(desk, cast):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    day = str(working_day(cast.owner, 5))
    await desk.send("PATCH", f"{AGENDA}citas/{visit['id']}/", 200, {"fecha": day, "hora_inicio": "11:00"})
    assert (await desk.get(made["id"]))["fecha_hora"].startswith(f"{day}T11:00")
    await desk.send("POST", f"{AGENDA}citas/{visit['id']}/cancelar/", 200, {"motivo": "Viajó"})
    seen = await desk.get(made["id"])
    assert (seen["estado"], seen["motivo_cancelacion"]) == ("CANCELADO", "Viajó")


async def test_a_place_in_a_group_is_taken_changed_and_given_back(desk):
    one, other = await desk.group(3), await desk.group(4)
    made = await desk.open(cupo=one["id"])
    assert made["cupo"] == one["id"] and made["fecha_hora"].startswith(f"{one['fecha']}T15:00") and made["duracion_minutos"] == 60
    assert (await desk.taken(one["id"]), await desk.taken(other["id"])) == (1, 0)
    moved = await desk.patch(made["id"], cupo=other["id"])
    assert moved["fecha_hora"].startswith(other["fecha"]) and moved["cita"] == made["cita"]
    assert (await desk.taken(one["id"]), await desk.taken(other["id"])) == (0, 1)
    assert "duracion_minutos" in await desk.patch(made["id"], 400, duracion_minutos=30)
    cleared = await desk.patch(made["id"], cupo=None)
    assert cleared["cupo"] is None and cleared["cita"] is None and cleared["estado"] == "PROGRAMADO"
    assert await desk.taken(other["id"]) == 0


async def test_a_full_group_leaves_everything_as_it_was(desk, cast):
    one, full = await desk.group(3), await desk.group(4, capacidad=1)
    stranger = await add_patient(cast.owner, "87654321")
    await desk.send("POST", f"{AGENDA}cupos/{full['id']}/reservar/", 201, {"paciente": stranger})
    made = await desk.open(cupo=one["id"])
    assert (await desk.patch(made["id"], 409, cupo=full["id"], observaciones="x"))["detail"] == "El grupo ya no tiene cupos libres."
    seen = await desk.get(made["id"])
    assert seen["cupo"] == one["id"] and seen["observaciones"] == ""
    assert (await desk.taken(one["id"]), await desk.taken(full["id"])) == (1, 1)
    visit = await desk.book(5)
    alone = await desk.open(cita=visit["id"])
    await desk.patch(alone["id"], 409, cupo=full["id"])
    assert (await desk.appointment(visit["id"]))["estado"] == "programada"


async def test_from_an_appointment_to_a_group_and_back(desk):
    visit, slot = await desk.book(3), await desk.group(4)
    made = await desk.open(cita=visit["id"])
    assert (await desk.patch(made["id"], cupo=slot["id"]))["cupo"] == slot["id"]
    assert (await desk.appointment(visit["id"]))["estado"] == "cancelada" and await desk.taken(slot["id"]) == 1
    again = await desk.book(5)
    assert (await desk.patch(made["id"], cita=again["id"]))["cita"] == again["id"]
    assert await desk.taken(slot["id"]) == 0
    assert "cupo" in await desk.patch(made["id"], 400, cita=(await desk.book(6))["id"], cupo=slot["id"])


async def test_a_form_that_sends_all_that_it_shows_changes_nothing(desk):
    slot = await desk.group(3)
    made = await desk.open(cupo=slot["id"])
    kept = await desk.patch(
        made["id"], **{name: made[name] for name in ("servicio", "profesional", "cita", "cupo", "fecha_hora", "duracion_minutos", "estado")}
    )
    assert {**kept, "version": 0, "updated_at": ""} == {**made, "version": 0, "updated_at": ""}
    assert await desk.taken(slot["id"]) == 1


async def test_what_the_service_requires_is_told_or_refused(desk, client, cast, headers):
    body = {"intervalo_minimo_dias": 30}
    await client.patch(f"{AGENDA}servicios/{desk.service}/", json=body, headers=headers(cast.owner))
    await desk.book(1)
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    assert "deben pasar 30 días" in made["advertencias"][0]
    from sqlalchemy import text

    from clinic_app.core.database import start_work

    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.clinic set refuse_missing = true where id = app.tenant()"))
    slot = await desk.group(5)
    assert "servicio" in await desk.open(400, cupo=slot["id"])
    assert await desk.taken(slot["id"]) == 0


async def test_lists_are_narrowed_and_paged(desk, cast):
    visit, slot = await desk.book(3), await desk.group(4)
    first, second = await desk.open(cita=visit["id"]), await desk.open(cupo=slot["id"])
    third = await desk.open(servicio=desk.service)

    async def ids(query=""):
        return [row["id"] for row in (await desk.send("GET", f"{URL}?{query}", 200))["results"]]

    assert await ids() == [second["id"], first["id"], third["id"]]
    assert await ids(f"cupo={slot['id']}") == [second["id"]]
    assert await ids(f"cita={visit['id']}") == [first["id"]]
    assert await ids("estado=en_atencion") == [third["id"]]
    assert await ids(f"fecha_desde={visit['fecha']}&fecha_hasta={visit['fecha']}") == [first["id"]]
    assert await ids(f"paciente={desk.patient + 1}") == [] and await ids(f"profesional={cast.outsider.membership_id}") == []
    frame = await desk.send("GET", f"{URL}?page_size=2", 200)
    assert frame["count"] == 3 and len(frame["results"]) == 2 and frame["total_pages"] == 2


async def test_wrong_input_has_a_sentence_beside_each_field(desk, cast):
    assert "servicio" in await desk.open(400)
    assert "paciente" in await desk.open(400, paciente=999_999, servicio=desk.service)
    assert "servicio" in await desk.open(400, servicio=2**70)
    assert "profesional" in await desk.open(400, servicio=desk.service, profesional=cast.receptionist.membership_id)
    assert "cita" in await desk.open(400, cita=999_999)
    assert "cupo" in await desk.open(400, cupo=999_999)
    assert set(await desk.open(400, servicio="x", fecha_hora="ayer", duracion_minutos=0)) == {"servicio", "fecha_hora", "duracion_minutos"}
    mine, other = await desk.book(3), await add_patient(cast.owner, "87654321")
    assert "cita" in await desk.open(400, paciente=other, cita=mine["id"])
    made = await desk.open(servicio=desk.service)
    assert (await desk.patch(made["id"], 409, version=made["version"] + 1, observaciones="x"))["detail"].startswith("La atención cambió")
    assert (await desk.patch(made["id"], 400, estado="PROGRAMADO"))["detail"].startswith("Una atención en atención")


async def test_a_removed_one_is_gone_and_its_time_free(desk, client):
    slot = await desk.group(3)
    made = await desk.open(cupo=slot["id"])
    assert (await client.delete(f"{URL}{made['id']}/", headers=desk.mine)).status_code == 204
    await desk.get(made["id"], 404)
    assert await desk.taken(slot["id"]) == 0
    assert (await desk.open(cupo=slot["id"]))["id"] != made["id"]


async def test_the_trail_keeps_every_write_and_opening(desk, cast):
    from sqlalchemy import text

    from clinic_app.core.database import start_work

    made = await desk.open(servicio=desk.service)
    await desk.patch(made["id"], observaciones="Nota")
    await desk.get(made["id"])
    await desk.patch(made["id"], estado="CANCELADO")
    async with start_work(cast.owner) as work:
        rows = await work.session.execute(
            text("select action from app.audit_entry where entity = 'encounter' and patient_id = :p order by id"), {"p": desk.patient}
        )
        assert [row[0] for row in rows] == ["create", "edit", "open", "cancel"]


async def test_the_timeline_tells_of_encounters(desk, cast):
    from clinic_app.core.database import start_work
    from clinic_app.records import timeline

    await desk.open(servicio=desk.service)
    async with start_work(cast.nurse) as work:
        (found,) = await timeline.read(work, desk.patient, "encounter", before=datetime.now(work.tz) + timedelta(days=1))
        assert (found.title, found.name) == ("Atención: {name}", "Control CRED")
    async with start_work(cast.receptionist) as work:
        assert await timeline.read(work, desk.patient, "encounter") == []
