"""Sections 5.1 and 5.2 of the documented API: the clinical history and its number."""

import asyncio
from collections import Counter

from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.records.history import service as history
from tests.records.conftest import add_patients

DOCUMENTED = {
    "peso_nacimiento_gr": 3200, "talla_nacimiento_cm": 50.5, "perimetro_cefalico_nacimiento_cm": 34.0, "semanas_gestacion": 39, "tipo_parto": "vaginal",
    "apgar_1min": 8, "apgar_5min": 9, "antecedentes_personales": "Ninguno relevante", "antecedentes_familiares": "Padre asmático",
    "antecedentes_perinatales": "Embarazo sin complicaciones", "alergias": "Ninguna conocida", "grupo_sanguineo": "O+",
    "tipo_alimentacion": "Lactancia materna exclusiva", "observaciones": "",
}  # fmt: skip


async def test_a_history_has_the_documented_shape(client, cast, child):
    today = cast.nurse.today()
    made = await child.open(**DOCUMENTED)
    assert made == {
        "id": made["id"], "paciente": {"id": child.id, "nombre_completo": "García López, Juan Carlos"}, "numero": f"HC{today.year}-00001",
        "fecha_apertura": today.isoformat(), "peso_nacimiento_gr": 3200, "talla_nacimiento_cm": "50.50", "perimetro_cefalico_nacimiento_cm": "34.00",
        "semanas_gestacion": 39, "tipo_parto": "vaginal", "apgar_1min": 8, "apgar_5min": 9, "antecedentes_personales": "Ninguno relevante",
        "antecedentes_familiares": "Padre asmático", "antecedentes_perinatales": "Embarazo sin complicaciones", "alergias": "Ninguna conocida",
        "grupo_sanguineo": "O+", "grupo_sanguineo_display": "O+", "tipo_alimentacion": "Lactancia materna exclusiva", "observaciones": "", "total_notas": 0,
    }  # fmt: skip
    shown = (await client.get(child.url, headers=child.mine)).json()
    assert shown["count"] == 1 and shown["results"] == [made]
    assert {name: shown[name] for name in made} == made
    assert (await client.get(f"{child.url}{made['id']}/", headers=child.mine)).json() == made


async def test_without_a_history_the_answer_is_404_with_a_detail(client, child):
    for method in ("GET", "PATCH", "DELETE"):
        answer = await client.request(method, child.url, headers=child.mine, **({"json": {}} if method == "PATCH" else {}))
        assert answer.status_code == 404 and list(answer.json()) == ["detail"], method
    assert (await client.get("/api/pacientes/999999/historia/", headers=child.mine)).status_code == 404
    made = await child.open()
    for key in (made["id"] + 1, 0):
        assert (await client.get(f"{child.url}{key}/", headers=child.mine)).status_code == 404
    assert (await client.get(f"{child.url}notas-x/", headers=child.mine)).status_code == 404


async def test_a_patient_has_one_history(client, child):
    await child.open()
    again = await client.post(child.url, json={}, headers=child.mine)
    assert again.status_code == 400 and again.json() == {"detail": "El paciente ya tiene una historia clínica."}


async def test_untouched_fields_of_clients_are_absent(client, child):
    made = await child.open(**dict.fromkeys(DOCUMENTED) | {"grupo_sanguineo": "", "peso_nacimiento_gr": "", "tipo_parto": ""})
    assert (
        made["peso_nacimiento_gr"] is None
        and made["tipo_parto"] == ""
        and made["grupo_sanguineo"] == "ND"
        and made["grupo_sanguineo_display"] == "No determinado"
    )


async def test_the_blood_group_is_in_one_place(client, child):
    await child.open(grupo_sanguineo="O+")
    patient = f"/api/pacientes/{child.id}/"
    assert (await client.get(patient, headers=child.mine)).json()["grupo_sanguineo"] == "O+"
    assert (await client.patch(patient, json={"grupo_sanguineo": "A-"}, headers=child.mine)).status_code == 200
    assert (await client.get(child.url, headers=child.mine)).json()["grupo_sanguineo"] == "A-"
    assert (await client.patch(child.url, json={"grupo_sanguineo": "B+"}, headers=child.mine)).json()["grupo_sanguineo"] == "B+"
    assert (await client.get(patient, headers=child.mine)).json()["grupo_sanguineo"] == "B+"


async def test_impossible_values_are_refused_beside_their_fields(client, child):
    bad = {
        "peso_nacimiento_gr": 50, "talla_nacimiento_cm": "largo", "semanas_gestacion": 99, "tipo_parto": "x", "apgar_1min": 11, "apgar_5min": -1,
        "grupo_sanguineo": "C+", "alergias": "a" * 2001, "perimetro_cefalico_nacimiento_cm": 34.123,
    }  # fmt: skip
    answer = await client.post(child.url, json=bad, headers=child.mine)
    assert answer.status_code == 400 and set(answer.json()) == set(bad)
    assert all(isinstance(said, list) and said for said in answer.json().values())
    assert (await client.get(child.url, headers=child.mine)).status_code == 404  # nothing was kept, no number given
    assert (await child.open())["numero"].endswith("-00001")


async def test_both_paths_change_and_delete_and_a_deleted_one_keeps_its_number(client, child):
    made = await child.open(alergias="Huevo")
    one = f"{child.url}{made['id']}/"
    assert (await client.patch(child.url, json={"apgar_1min": 7}, headers=child.mine)).json()["apgar_1min"] == 7
    changed = (await client.patch(one, json={"antecedentes_personales": "Asma", "tipo_parto": "Cesárea"}, headers=child.mine)).json()
    assert changed["antecedentes_personales"] == "Asma" and changed["apgar_1min"] == 7 and changed["tipo_parto"] == "cesarea"
    assert (await client.delete(one, headers=child.mine)).status_code == 204
    assert (await client.get(child.url, headers=child.mine)).status_code == 404
    assert (await client.get(f"/api/pacientes/{child.id}/perfil-clinico/", headers=child.mine)).json()["datos"] == []
    again = await child.open()
    assert again["numero"] == made["numero"] and again["antecedentes_personales"] == ""
    assert (await client.delete(child.url, headers=child.mine)).status_code == 204


async def test_an_untouched_field_stays_and_a_whole_form_empties_it(client, child):
    await child.open(alergias="Huevo", peso_nacimiento_gr=3200)
    kept = (await client.patch(child.url, json={"alergias": "", "peso_nacimiento_gr": None}, headers=child.mine)).json()
    assert kept["alergias"] == "Huevo" and kept["peso_nacimiento_gr"] == 3200
    emptied = (await client.put(child.url, json={"alergias": "", "peso_nacimiento_gr": None}, headers=child.mine)).json()
    assert emptied["alergias"] == "" and emptied["peso_nacimiento_gr"] is None


async def test_fifty_at_once_get_fifty_numbers_without_gaps(cast):
    patients = await add_patients(cast.owner, 50)

    async def begin(key: int, fails: bool) -> str:
        async with start_work(cast.nurse) as work:
            found = await history.open_history(work, key, {})
            if fails:  # what is rolled back leaves no gap
                raise RuntimeError
            return found.row.number

    tries = (
        [begin(key, False) for key in patients] + [begin(key, True) for key in patients[:10]] + [begin(key, False) for key in patients[:10]]
    )
    given = [each for each in await asyncio.gather(*tries, return_exceptions=True) if isinstance(each, str)]
    year = cast.nurse.today().year
    assert sorted(given) == [f"HC{year}-{number:05d}" for number in range(1, 51)]


async def test_two_clinics_count_for_themselves(cast):
    numbers = []
    for actor in (cast.owner, cast.outsider):
        (key,) = await add_patients(actor)
        async with start_work(actor) as work:
            numbers.append((await history.open_history(work, key, {})).row.number)
    assert numbers[0] == numbers[1]


async def test_reading_and_writing_leave_their_line_without_the_content(client, cast, child):
    await child.open(alergias="Huevo secreto")
    await client.get(child.url, headers=child.mine)
    async with start_work(cast.owner) as work:
        rows = (
            await work.session.execute(
                text("select action, detail::text from app.audit_entry where entity = 'clinical_history' and patient_id = :p order by id"),
                {"p": child.id},
            )
        ).all()
    assert [row[0] for row in rows] == ["create", "open"] and "secreto" not in str(rows)


async def test_the_desk_and_another_clinic_read_nothing(client, cast, headers, child):
    made = await child.open(alergias="Huevo secreto")
    paths = (child.url, f"{child.url}{made['id']}/", f"/api/pacientes/{child.id}/perfil-clinico/")
    statuses = Counter([(await client.get(path, headers=headers(cast.receptionist))).status_code for path in paths])
    assert statuses == {403: 3}
    answers = [await client.get(path, headers=headers(cast.outsider)) for path in paths]
    assert {answer.status_code for answer in answers} == {404} and "secreto" not in "".join(answer.text for answer in answers)
    assert (await client.patch(child.url, json={}, headers=headers(cast.auditor))).status_code == 403
