"""Section 3 of the documented API, as a client written against it calls it."""

import re
from typing import Any

import pytest
import time_machine

from clinic_app.patients.api import GUARDIAN, PATIENT

URL = "/api/pacientes/"


async def post(client: Any, headers: Any, **more: Any) -> Any:
    return await client.post(URL, json=PATIENT | more, headers=headers)


async def test_create_answers_the_documented_shape(client: Any, cast: Any, headers: Any) -> None:
    answer = await post(client, headers(cast.nurse))
    assert answer.status_code == 201
    found = answer.json()
    assert {name: found[name] for name in PATIENT} == PATIENT
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["created_at"])
    documented = {
        "tipo_documento_display": "DNI", "nombre_completo": "García López, Juan Carlos", "es_menor": True, "clasificacion_etaria": "nino",
        "clasificacion_etaria_display": "Niño (0-11 años)", "sexo_display": "Masculino", "grupo_sanguineo_display": "O+", "responsables": [],
        "responsable_principal": None, "is_active": True,
    }  # fmt: skip
    assert {name: found[name] for name in documented} == documented
    assert set(found["edad"]) == {"years", "months", "days", "total_months"}
    same = await client.get(f"{URL}{found['id']}/", headers=headers(cast.receptionist))
    assert same.json() == found


async def test_list_pages_and_links(client: Any, cast: Any, headers: Any) -> None:
    for number in range(5):
        await post(client, headers(cast.nurse), numero_documento=f"1000000{number}", nombres=f"Niño {number}", sexo="MF"[number % 2])
    whole = (await client.get(URL, headers=headers(cast.nurse))).json()
    assert (whole["count"], whole["total_pages"], whole["current_page"], whole["next"], whole["previous"]) == (5, 1, 1, None, None)
    row = whole["results"][0]
    assert (row["nombre_completo"], row["telefono"], row["sexo_display"]) == ("García López, Niño 0", "987654321", "Masculino")
    first = (await client.get(URL, params={"search": "niño", "sexo": "M", "page_size": "2"}, headers=headers(cast.nurse))).json()
    assert (first["count"], first["total_pages"], len(first["results"])) == (3, 2, 2)
    assert re.fullmatch(r"http://[^/]+/api/pacientes/\?.*page=2", first["next"])
    assert (await client.get(f"{URL}?page=", headers=headers(cast.nurse))).json()["current_page"] == 1  # an untouched field of a form
    second = (await client.get(first["next"], headers=headers(cast.nurse))).json()
    assert (second["current_page"], len(second["results"]), second["next"]) == (2, 1, None)
    assert (await client.get(second["previous"], headers=headers(cast.nurse))).json() == first


@pytest.mark.parametrize("page", ["0", "-1", "x", "2", "99999999999999999999", "1e3"])
async def test_a_page_that_is_not_there(client: Any, cast: Any, headers: Any, page: str) -> None:
    answer = await client.get(URL, params={"page": page}, headers=headers(cast.nurse))
    assert (answer.status_code, answer.json()) == (404, {"detail": "Página inválida."})


async def test_an_empty_clinic_has_one_empty_page(client: Any, cast: Any, headers: Any) -> None:
    for params in ({}, {"search": "x\0"}, {"page_size": "0"}, {"page_size": "9" * 30}, {"search": "%" * 9000}, {"is_active": "false"}):
        answer = await client.get(URL, params=params, headers=headers(cast.nurse))
        assert answer.json() == {"count": 0, "total_pages": 1, "current_page": 1, "next": None, "previous": None, "results": []}


async def test_refusals_are_field_errors(client: Any, cast: Any, headers: Any) -> None:
    await post(client, headers(cast.nurse))
    again = await post(client, headers(cast.nurse))
    assert (again.status_code, again.json()) == (400, {"numero_documento": ["Ya existe un paciente con este documento."]})
    wrong = await post(client, headers(cast.nurse), sexo="X", fecha_nacimiento="mañana", nombres="")
    assert (wrong.status_code, set(wrong.json())) == (400, {"sexo", "fecha_nacimiento", "nombres"})
    for content in (b"[]", b"3", b'"x"', b"null"):
        answer = await client.post(URL, content=content, headers=headers(cast.nurse) | {"content-type": "application/json"})
        assert answer.status_code == 400, content
    assert (await client.get(URL, params={"sexo": "Z"}, headers=headers(cast.nurse))).status_code == 400


async def test_change_replace_and_delete(client: Any, cast: Any, headers: Any) -> None:
    nurse = headers(cast.nurse)
    url = f"{URL}{(await post(client, nurse)).json()['id']}/"
    changed = await client.patch(url, json={"telefono": "999888777", "grupo_sanguineo": "A+", "email": "", "distrito": None}, headers=nurse)
    assert changed.status_code == 200
    assert [changed.json()[name] for name in ("telefono", "grupo_sanguineo", "email", "distrito")] == [
        "999888777",
        "A+",
        "padres@email.com",
        "Lince",
    ]
    replaced = await client.put(url, json=PATIENT | {"email": "", "telefono": None}, headers=nurse)
    assert [replaced.json()[name] for name in ("telefono", "email", "grupo_sanguineo")] == ["", "", "O+"]
    gone = await client.delete(url, headers=nurse)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(URL, headers=nurse)).json()["count"] == 0
    assert (await client.get(url, headers=nurse)).json()["is_active"] is False


async def test_guardians(client: Any, cast: Any, headers: Any) -> None:
    nurse = headers(cast.nurse)
    url = f"{URL}{(await post(client, nurse)).json()['id']}/"
    added = await client.post(url + "responsables/", json=GUARDIAN, headers=nurse)
    assert added.status_code == 201
    mother = added.json()
    assert {name: mother[name] for name in GUARDIAN} == GUARDIAN
    assert (mother["parentesco_display"], mother["tipo_documento_display"]) == ("Madre", "DNI")
    father = (
        await client.post(url + "responsables/", json={"nombres": "Luis", "parentesco": "padre", "es_principal": True}, headers=nurse)
    ).json()
    listed = (await client.get(url + "responsables/", headers=nurse)).json()
    assert [(one["nombres"], one["es_principal"]) for one in listed] == [("Luis", True), ("Ana María", False)]
    assert (await client.get(url, headers=nurse)).json()["responsable_principal"]["id"] == father["id"]
    assert (await client.get(URL, headers=nurse)).json()["results"][0]["responsable_principal"] == listed[0]
    one = f"{url}responsables/{mother['id']}/"
    assert (await client.patch(one, json={"es_principal": True}, headers=nurse)).json()["es_principal"] is True
    assert (await client.get(one, headers=nurse)).json()["es_principal"] is True
    assert (await client.delete(one, headers=nurse)).status_code == 204
    assert (await client.get(one, headers=nurse)).status_code == 404


@pytest.mark.parametrize("number", ["999999", str(2**63), "9" * 40, "x", "-1", "1.0", "0x1"])
async def test_unknown_numbers(client: Any, cast: Any, headers: Any, number: str) -> None:
    for url in (f"{URL}{number}/", f"{URL}{number}/responsables/", f"{URL}{number}/responsables/1/"):
        answer = await client.get(url, headers=headers(cast.nurse))
        assert (answer.status_code, answer.json()) == (404, {"detail": "No encontrado."}), url


async def test_another_clinics_patient_is_not_found(client: Any, cast: Any, headers: Any) -> None:
    url = f"{URL}{(await post(client, headers(cast.nurse))).json()['id']}/"
    outsider = headers(cast.outsider)
    for method, where in (("GET", url), ("PATCH", url), ("DELETE", url), ("GET", url + "responsables/"), ("POST", url + "responsables/")):
        answer = await client.request(method, where, headers=outsider, json={} if method in ("PATCH", "POST") else None)
        assert answer.status_code == 404, (method, where)
    assert (await client.get(URL, headers=outsider)).json()["count"] == 0


async def test_who_may_do_what(client: Any, cast: Any, headers: Any) -> None:
    assert (await client.get(URL)).status_code == 401
    assert (await client.get(URL, headers=headers(cast.auditor))).status_code == 200
    assert (await post(client, headers(cast.auditor))).status_code == 403


async def test_the_free_plan_ends_at_ten(client: Any, cast: Any, headers: Any) -> None:
    answers = [await post(client, headers(cast.outsider), numero_documento=f"{number:08}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [403]
    assert answers[-1].json() == {"detail": "Has alcanzado el límite de max_patients: 10/10. Actualiza tu plan para continuar."}


async def test_ages_turn_at_the_clinics_midnight(client: Any, cast: Any, headers: Any) -> None:
    """At 03:00 UTC it is still the day before in Lima."""
    with time_machine.travel("2030-03-10T03:00:00Z", tick=False):
        young = (await post(client, headers(cast.nurse), fecha_nacimiento="2012-03-10")).json()
        assert (young["edad_texto"], young["es_menor"]) == ("17 años", True)
        early = await post(client, headers(cast.nurse), numero_documento="87654321", fecha_nacimiento="2030-03-10")
        assert list(early.json()) == ["fecha_nacimiento"]
    with time_machine.travel("2030-03-10T05:00:00Z", tick=False):
        grown = (await client.get(f"{URL}{young['id']}/", headers=headers(cast.nurse))).json()
        assert (grown["edad_texto"], grown["clasificacion_etaria"]) == ("18 años", "adulto")


async def test_stats(client: Any, cast: Any, headers: Any) -> None:
    await post(client, headers(cast.nurse))
    found = (await client.get(URL + "stats/", headers=headers(cast.nurse))).json()
    assert (found["total"], found["by_sex"]) == (1, {"masculino": 1, "femenino": 0})
    assert list(found["by_age"]) == ["0-11_meses", "1-2_anios", "2-5_anios", "5-18_anios", "adultos", "0-5"]
