"""Services over the documented API (section 4.2)."""

import json

URL = "/api/agenda/servicios/"
NEW = {"nombre": "Estimulación Temprana", "duracion_minutos": 60, "precio": "80.00", "color": "#8B5CF6"}


async def test_a_new_clinic_has_services_in_the_documented_shape(client, cast, headers):
    answer = await client.get(URL, headers=headers(cast.owner))
    assert answer.status_code == 200
    first = answer.json()[0]
    assert {**first, "id": 1} == {
        "id": 1,
        "nombre": "Control CRED",
        "descripcion": "Control de Crecimiento y Desarrollo",
        "duracion_minutos": 45,
        "precio": "50.00",
        "color": "#10B981",
        "requiere_consentimiento": False,
        "instrucciones_previas": "Traer carnet de vacunación y DNI del niño",
        "categoria": "",
        "requiere_anamnesis": False,
        "intervalo_minimo_dias": 0,
        "cuidados_pos_procedimento": "",
        "orden": 1,
        "is_active": True,
    }
    assert [row["orden"] for row in answer.json()[:4]] == [1, 2, 3, 4]


async def test_life_of_a_service_and_the_limit_of_the_free_plan(client, cast, headers):
    mine = headers(cast.owner)
    made = [await client.post(URL, json={**NEW, "nombre": f"Servicio {number}"}, headers=mine) for number in range(4)]
    assert [answer.status_code for answer in made] == [201, 201, 201, 403]
    assert made[3].json() == {"detail": "Has alcanzado el límite de custom_services: 3/3. Actualiza tu plan para continuar."}
    one = f"{URL}{made[0].json()['id']}/"
    assert made[0].json()["precio"] == "80.00" and made[0].json()["orden"] == 5
    changed = await client.patch(one, json={"precio": 95, "descripcion": ""}, headers=mine)
    assert changed.status_code == 200 and changed.json()["precio"] == "95.00"
    assert (await client.delete(one, headers=mine)).status_code == 204
    assert (await client.delete(one, headers=mine)).status_code == 404
    listed = (await client.get(URL, headers=mine)).json()
    assert made[0].json()["id"] not in [row["id"] for row in listed]
    hidden = (await client.get(URL, params={"is_active": "false"}, headers=mine)).json()
    assert [row["id"] for row in hidden] == [made[0].json()["id"]]
    assert (await client.get(one, headers=mine)).json()["is_active"] is False
    assert (await client.post(URL, json=NEW, headers=mine)).status_code == 201  # the hidden one does not count


async def test_another_clinic_sees_nothing(client, cast, headers):
    mine = (await client.get(URL, headers=headers(cast.owner))).json()[0]["id"]
    one = f"{URL}{mine}/"
    assert (await client.get(one, headers=headers(cast.outsider))).status_code == 404
    assert (await client.patch(one, json={"precio": "1"}, headers=headers(cast.outsider))).status_code == 404
    assert (await client.delete(one, headers=headers(cast.outsider))).status_code == 404


async def test_roles(client, cast, headers):
    assert (await client.get(URL, headers=headers(cast.auditor))).status_code == 200
    assert (await client.post(URL, json=NEW, headers=headers(cast.auditor))).status_code == 403
    assert (await client.post(URL, json=NEW, headers=headers(cast.receptionist))).status_code == 403


BAD = (
    ("nombre", ""), ("nombre", None), ("nombre", "x" * 101), ("nombre", "a\u0000b"), ("nombre", ["x"]), ("nombre", "\ud800"), ("duracion_minutos", 0),
    ("duracion_minutos", "mucho"), ("duracion_minutos", 10**30), ("precio", "-1"), ("precio", "1.234"), ("precio", "NaN"), ("precio", 1e30),
    ("color", "red"), ("color", "#12345\n"), ("requiere_consentimiento", "quizás"), ("orden", -1),
)  # fmt: skip


async def test_bad_input_is_a_sentence_beside_the_field(client, cast, headers):
    mine, taken = {**headers(cast.outsider), "content-type": "application/json"}, []
    for field, value in BAD:
        answer = await client.post(URL, content=json.dumps({**NEW, field: value}), headers=mine)
        said = answer.json()
        if answer.status_code != 400 or list(said) != [field] or not isinstance(said[field][0], str):
            taken.append((field, value, answer.status_code, said))
    assert not taken


async def test_no_id_and_no_body(client, cast, headers):
    mine = headers(cast.owner)
    for key in ("0", "abc", "99999999999999999999999", "9" * 5000, "-1"):
        assert (await client.get(f"{URL}{key}/", headers=mine)).status_code == 404
    assert (await client.post(URL, json=[], headers=mine)).status_code == 400
    assert (await client.post(URL, json={}, headers=mine)).json() == {
        "nombre": ["Este campo es requerido."],
        "duracion_minutos": ["Este campo es requerido."],
    }


async def test_requirements_and_care_are_kept_and_judged(client, cast, headers):
    mine = headers(cast.owner)
    asked = {
        "categoria": "Piel",
        "requiere_anamnesis": True,
        "intervalo_minimo_dias": 28,
        "cuidados_pos_procedimento": "No mojar por 24 horas",
    }
    made = (await client.post(URL, json=NEW | asked, headers=mine)).json()
    assert {name: made[name] for name in asked} == asked
    one = f"{URL}{made['id']}/"
    assert (await client.patch(one, json={"cuidados_pos_procedimento": ""}, headers=mine)).json()["cuidados_pos_procedimento"] == ""
    for bad in ({"intervalo_minimo_dias": -1}, {"intervalo_minimo_dias": 731}, {"requiere_anamnesis": "quizás"}, {"categoria": "x" * 61}):
        answer = await client.patch(one, json=bad, headers=mine)
        assert answer.status_code == 400 and list(answer.json()) == list(bad), bad


def test_the_form_of_the_screen_reads_boxes_and_empty_days():
    from clinic_app.catalog.inputs import NEW_VALUES, from_form

    values = from_form(NEW_VALUES | {"nombre": "Limpieza", "precio": "45,50", "requiere_anamnesis": "on"})
    assert values["min_interval_days"] == 0 and values["requires_anamnesis"] is True and values["requires_consent"] is False
