"""Appointments, availability, configuration and blocks over the documented API (sections 4.1, 4.3-4.7, 10.1)."""

import pytest

URL = "/api/agenda/"
TAKEN = {"hora_inicio": ["El horario seleccionado no está disponible."]}


async def free(client, agenda, nth: int, **more) -> dict[str, bool]:
    params = {"fecha": agenda.day(nth), "tipo_servicio": agenda.service, **more}
    answer = await client.get(f"{URL}disponibilidad/", params=params, headers=agenda.mine)
    assert answer.status_code == 200, answer.text
    assert answer.json()["fecha"] == agenda.day(nth) and answer.json()["laborable"] is True
    return {slot["hora"]: slot["disponible"] for slot in answer.json()["slots"]}


async def test_booking_answers_the_documented_shape(client, agenda):
    made = await agenda.book(1, "09:00:00", tipo_atencion="consultorio", notas="Control de los 18 meses")
    assert made["paciente"]["nombre_completo"] == "García López, Juan Carlos" and "año" in made["paciente"]["edad_texto"]
    assert {key: made["tipo_servicio"][key] for key in ("id", "nombre", "duracion_minutos", "precio")} == {
        "id": agenda.service,
        "nombre": "Control CRED",
        "duracion_minutos": 45,
        "precio": "50.00",
    }
    expected = {
        "fecha": agenda.day(1),
        "hora_inicio": "09:00:00",
        "hora_fin": "09:45:00",
        "tipo_atencion": "consultorio",
        "tipo_atencion_display": "Consultorio",
        "plan_tratamiento": None,
        "estado": "programada",
        "notas": "Control de los 18 meses",
    }
    assert {key: made[key] for key in expected} == expected
    assert (await client.get(f"{URL}citas/{made['id']}/", headers=agenda.mine)).json() == made
    slots = await free(client, agenda, 1)
    assert slots["08:15"] and slots["09:45"] and not any(slots[hour] for hour in ("08:30", "09:00", "09:30"))
    again = await client.post(f"{URL}citas/", json=agenda.body(1, "09:30"), headers=agenda.mine)
    assert again.status_code == 400 and again.json() == TAKEN


async def test_the_list_is_flat_paged_and_filtered(client, agenda):
    made = [await agenda.book(2, hour) for hour in ("11:00", "08:00", "09:00")]
    listed = (await client.get(f"{URL}citas/", params={"fecha": agenda.day(2), "page_size": 2}, headers=agenda.mine)).json()
    assert (listed["count"], listed["total_pages"], listed["current_page"], listed["previous"]) == (3, 2, 1, None)
    assert listed["next"].startswith("http") and "page=2" in listed["next"]
    row = listed["results"][0]
    expected = {
        "id": made[1]["id"], "paciente": agenda.patient, "paciente_nombre": "García López, Juan Carlos", "tipo_servicio": agenda.service,
        "servicio_nombre": "Control CRED", "servicio_color": "#10B981", "fecha": agenda.day(2), "hora_inicio": "08:00:00",
        "hora_fin": "08:45:00", "tipo_atencion": "consultorio", "tipo_atencion_display": "Consultorio", "estado": "programada",
        "estado_display": "Programada", "recordatorio_enviado": False, "motivo_cancelacion": "", "puede_cancelarse": True, "hora_llegada": None,
    }  # fmt: skip
    assert {key: row[key] for key in expected} == expected
    for params, count in (
        ({"fecha_inicio": agenda.day(2), "fecha_fin": agenda.day(3)}, 3),
        ({"fecha": agenda.day(2), "estado": "atendida"}, 0),
        ({"fecha": agenda.day(2), "estado": "programada,confirmada", "paciente": agenda.patient}, 3),
        ({"paciente": 10**25}, 0),
    ):
        assert (await client.get(f"{URL}citas/", params=params, headers=agenda.mine)).json()["count"] == count
    assert (await client.get(f"{URL}citas/", params={"page": 99, "fecha": agenda.day(2)}, headers=agenda.mine)).status_code == 404
    upcoming = (await client.get(f"{URL}proximas/", headers=agenda.mine)).json()
    assert isinstance(upcoming, list) and made[0]["id"] in [row["id"] for row in upcoming]


async def test_an_appointment_goes_its_way(client, agenda):
    one = f"{URL}citas/{(await agenda.book(3, '08:00'))['id']}/"

    async def act(action: str, **body):
        return await client.post(f"{one}{action}/", json=body or None, headers=agenda.mine)

    assert (await act("confirmar")).json()["estado"] == "confirmada"
    assert (await act("llegada")).json()["hora_llegada"]
    assert (await act("llegada")).json() == {"detail": "La llegada ya fue registrada."}
    assert (await act("iniciar")).json()["estado_display"] == "En atención"
    assert (await act("atender")).json()["estado"] == "atendida"
    repeated = await act("atender")
    assert (repeated.status_code, repeated.json()) == (400, {"detail": "La cita ya está atendida."})
    assert (await act("cancelar", motivo="x")).json() == {"detail": "Una cita atendida no puede pasar a cancelada."}
    assert (await client.delete(one, headers=agenda.mine)).status_code == 400


async def test_cancelling_and_missing_give_the_time_back(client, agenda):
    first = await agenda.book(3, "10:00")
    cancelled = await client.post(f"{URL}citas/{first['id']}/cancelar/", json={"motivo": "Paciente reprogramó"}, headers=agenda.mine)
    assert cancelled.json()["motivo_cancelacion"] == "Paciente reprogramó" and cancelled.json()["puede_cancelarse"] is False
    second = await agenda.book(3, "10:00")
    assert (await client.post(f"{URL}citas/{second['id']}/no-asistio/", headers=agenda.mine)).json()["estado"] == "no_asistio"
    third = await agenda.book(3, "10:00")
    reopened = await client.post(f"{URL}citas/{second['id']}/reabrir/", headers=agenda.mine)
    assert (reopened.status_code, reopened.json()) == (400, TAKEN)
    assert (await client.delete(f"{URL}citas/{third['id']}/", headers=agenda.mine)).status_code == 204
    assert (await client.post(f"{URL}citas/{second['id']}/reabrir/", headers=agenda.mine)).json()["estado"] == "programada"


async def test_moving(client, agenda, cast, headers):
    made, other = await agenda.book(4, "08:00"), await agenda.book(4, "12:00")
    one = f"{URL}citas/{made['id']}/"

    async def change(**body):
        return await client.patch(one, json=body, headers=agenda.mine)

    moved = (await change(hora_inicio="09:00", version=made["version"])).json()
    assert (moved["hora_inicio"], moved["hora_fin"], moved["version"]) == ("09:00:00", "09:45:00", 2)
    stale = await change(hora_inicio="10:00", version=made["version"])
    assert stale.status_code == 409 and "detail" in stale.json()
    assert (await change(hora_inicio="09:15")).json()["hora_inicio"] == "09:15:00"  # its own time is not in its way
    assert (await change(duracion_minutos=90)).json()["hora_fin"] == "10:45:00"
    assert (await change(hora_inicio=other["hora_inicio"])).json() == TAKEN
    assert (await change(hora_inicio="17:00")).json() == {"hora_inicio": ["La cita no entra en el horario de atención."]}
    assert (await change(fecha="2020-01-06")).json() == {"fecha": ["No se pueden agendar citas en fechas pasadas."]}
    assert (await change(paciente=agenda.patient + 1)).status_code == 400
    nurse = await change(hora_inicio="12:00", profesional=cast.nurse.membership_id)
    assert nurse.status_code == 200 and nurse.json()["profesional"] == cast.nurse.membership_id
    assert (await change(notas="Llamar antes")).json()["notas"] == "Llamar antes"
    assert (await change(estado="atendida")).json()["estado"] == "atendida"
    assert (await change(hora_inicio="15:00")).json() == {"detail": "Solo se puede mover una cita programada o confirmada."}
    assert (await client.patch(one, json={"hora_inicio": "15:00"}, headers=headers(cast.outsider))).status_code == 404


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"fecha": "2020-01-06"}, "fecha", "No se pueden agendar citas en fechas pasadas."),
        ({"fecha": "2190-01-05"}, "fecha", "Solo se puede agendar con hasta 30 días de anticipación."),
        ({"fecha": "0001-01-01"}, "fecha", None),
        ({"fecha": "9999-12-31"}, "fecha", None),
        ({"fecha": "31/12/2030"}, "fecha", "Fecha con formato erróneo. Use uno de los siguientes formatos en su lugar: YYYY-MM-DD."),
        ({"fecha": 20300101}, "fecha", None),
        ({"hora_inicio": "07:00"}, "hora_inicio", "La cita no entra en el horario de atención."),
        ({"hora_inicio": "25:00"}, "hora_inicio", None),
        ({"hora_inicio": None}, "hora_inicio", "Este campo no puede ser nulo."),
        ({"paciente": 99999999}, "paciente", 'Clave primaria "99999999" inválida - objeto no existe.'),
        ({"paciente": 10**25}, "paciente", None),
        ({"paciente": "'; drop table app.patient"}, "paciente", None),
        ({"paciente": True}, "paciente", None),
        ({"tipo_servicio": 99999999}, "tipo_servicio", 'Clave primaria "99999999" inválida - objeto no existe.'),
        ({"profesional": 99999999}, "profesional", 'Clave primaria "99999999" inválida - objeto no existe.'),
        ({"profesional": 0}, "profesional", 'Clave primaria "0" inválida - objeto no existe.'),
        ({"tipo_atencion": "luna"}, "tipo_atencion", '"luna" no es una elección válida.'),
        ({"tipo_atencion": {}}, "tipo_atencion", None),
        ({"notas": "a\u0000b"}, "notas", "Los caracteres nulos no están permitidos."),
        ({"notas": "x" * 2001}, "notas", "Asegúrese de que este campo no tenga más de 2000 caracteres."),
    ],
)
async def test_bad_bookings(client, agenda, more, field, sentence):
    answer = await client.post(f"{URL}citas/", json={**agenda.body(5, "09:00"), **more}, headers=agenda.mine)
    assert answer.status_code == 400 and list(answer.json()) == [field]
    assert sentence is None or answer.json()[field] == [sentence]


async def test_another_clinics_ids_do_not_exist(client, agenda, cast, headers):
    foreign = headers(cast.outsider)
    answer = await client.post(f"{URL}citas/", json=agenda.body(5, "09:00"), headers=foreign)
    assert answer.json() == {"paciente": [f'Clave primaria "{agenda.patient}" inválida - objeto no existe.']}
    made = await agenda.book(5, "16:00")
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "confirmar/"), ("POST", "atender/")):
        assert (await client.request(method, f"{URL}citas/{made['id']}/{path}", headers=foreign)).status_code == 404
    assert (await client.get(f"{URL}citas/", headers=foreign)).json()["count"] == 0


async def test_receptionist_books_for_the_owner_and_auditor_only_looks(client, agenda, cast, headers):
    made = await client.post(f"{URL}citas/", json=agenda.body(5, "14:00"), headers=headers(cast.receptionist))
    assert made.status_code == 201 and made.json()["profesional"] == cast.owner.membership_id
    assert (await client.post(f"{URL}citas/", json=agenda.body(5, "15:00"), headers=headers(cast.auditor))).status_code == 403
    assert (await client.get(f"{URL}citas/", headers=headers(cast.auditor))).status_code == 200


async def test_availability_of_bad_requests(client, agenda):
    for params, fields in (({}, {"fecha", "tipo_servicio"}), ({"fecha": agenda.day(1), "tipo_servicio": 10**20}, {"tipo_servicio"})):
        answer = await client.get(f"{URL}disponibilidad/", params=params, headers=agenda.mine)
        assert answer.status_code == 400 and set(answer.json()) == fields


async def test_blocks_close_the_agenda(client, agenda):
    body = {
        "fecha_inicio": agenda.day(6),
        "hora_inicio": "14:00:00",
        "hora_fin": "18:00:00",
        "tipo": "trabajo_principal",
        "titulo": "Guardia",
    }
    made = await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)
    assert made.status_code == 201
    assert (made.json()["tipo"], made.json()["tipo_display"], made.json()["fecha_fin"]) == (
        "TRABAJO_PRINCIPAL",
        "Trabajo Principal",
        agenda.day(6),
    )
    slots = await free(client, agenda, 6)
    assert slots["13:15"] and not slots["13:30"] and not slots["17:15"]
    refused = await client.post(f"{URL}citas/", json=agenda.body(6, "15:00"), headers=agenda.mine)
    assert refused.json() == {"hora_inicio": ["El horario está bloqueado en la agenda."]}
    one = f"{URL}bloqueos/{made.json()['id']}/"
    whole = await client.patch(one, json={"hora_inicio": None, "hora_fin": None}, headers=agenda.mine)
    assert whole.json()["hora_inicio"] is None and not any((await free(client, agenda, 6)).values())
    assert (await client.patch(one, json={"fecha_fin": "2020-01-01"}, headers=agenda.mine)).status_code == 400
    assert [row["id"] for row in (await client.get(f"{URL}bloqueos/", headers=agenda.mine)).json()] == [made.json()["id"]]
    assert (await client.delete(one, headers=agenda.mine)).status_code == 204
    assert (await client.get(f"{URL}bloqueos/", headers=agenda.mine)).json() == []
    assert (await free(client, agenda, 6))["15:00"]


async def test_todays_list_and_the_dashboard(client, agenda):
    listed = (await client.get(f"{URL}citas-hoy/", headers=agenda.mine)).json()
    assert {"fecha", "total", "pendientes", "atendidas", "citas"} == set(listed) and listed["total"] == len(listed["citas"])
    numbers = (await client.get("/api/reportes/dashboard/", headers=agenda.mine)).json()
    assert numbers["total_pacientes"] == 1 and numbers["citas_hoy"] == {"total": 0, "pendientes": 0, "atendidas": 0}
    assert numbers["alertas_nutricionales"] == numbers["pacientes_vacunas_pendientes"] == 0


async def test_configuration(client, agenda, cast, headers):
    mine = headers(cast.outsider)
    shown = (await client.get(f"{URL}configuracion/", headers=mine)).json()
    assert {**shown, "id": 1} == {
        "id": 1,
        "hora_inicio": "08:00:00",
        "hora_fin": "18:00:00",
        "dias_laborables": [1, 2, 3, 4, 5],
        "intervalo_minutos": 15,
        "tiempo_entre_citas": 0,
        "permite_citas_mismo_dia": True,
        "dias_anticipacion_maxima": 30,
        "cierra_feriados": False,
        "minutos_traslado": 0,
        "minutos_reserva_espera": 30,
    }
    changed = await client.patch(f"{URL}configuracion/", json={"dias_laborables": [0, 1, 6], "hora_inicio": "9:30"}, headers=mine)
    assert changed.json()["dias_laborables"] == [1, 6, 7] and changed.json()["hora_inicio"] == "09:30:00"
    for bad in (
        {"hora_fin": "08:00"},
        {"dias_laborables": []},
        {"dias_laborables": [8]},
        {"dias_laborables": "1"},
        {"intervalo_minutos": 0},
    ):
        assert (await client.patch(f"{URL}configuracion/", json=bad, headers=mine)).status_code == 400
    assert (await client.patch(f"{URL}configuracion/", json={}, headers=headers(cast.receptionist))).status_code == 403
