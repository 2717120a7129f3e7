"""Anamneses: saved in versions that nobody changes, compared, told to the profile; and the links by which patients answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from clinic_app.records import profile, requirements
from clinic_app.records.anamnesis import links as anamnesis_links
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.anamnesis.links import BadLink
from tests.records.conftest import add_patients

URL = "/api/anamnesis/"
CALM = {"motivo": "Control", "alergico": "no", "enfermo": "no", "toma_medicacion": "no"}
ALLERGIC = CALM | {"alergico": "si", "alergias": "Látex\nNinguna otra", "fuma": "si"}


@pytest.fixture
async def sheet(client, cast, headers):
    """The clinic's first questionnaire: `save(answers)`, `send(method, path, status, body)`."""
    mine = headers(cast.nurse)
    (patient,) = await add_patients(cast.owner)
    (first,) = (await client.get(f"{URL}cuestionarios/", headers=mine)).json()

    async def send(method, path, status=200, body=None, who=None):
        answer = await client.request(method, URL + path, headers=headers(who) if who else mine, **({} if body is None else {"json": body}))
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def save(answers, status=201, **more):
        body = {"paciente": patient, "cuestionario": first["id"], "profesional": cast.nurse.membership_id, "respuestas": answers}
        return await send("POST", "", status, body | more)

    async def link(**more):
        body = {"paciente": patient, "cuestionario": first["id"], "profesional": cast.nurse.membership_id}
        made = await send("POST", "enlaces/", 201, body | more)
        return made["id"], made["url"].partition("#")[2]

    return SimpleNamespace(patient=patient, first=first, send=send, save=save, link=link, mine=mine)


async def test_a_new_clinic_has_a_questionnaire_to_begin_with(sheet):
    assert sheet.first["nombre"] == "Anamnesis general" and sheet.first["consentimiento"]
    assert sheet.first["preguntas"][0]["texto"] == "¿Cuál es el motivo de la consulta?"


async def test_every_save_is_a_version_and_two_are_compared(sheet):
    made = await sheet.save(CALM)
    assert (made["version"], made["vigente"], made["llenado_por"]) == (1, True, "personal")
    again = await sheet.send("PATCH", f"{made['id']}/", 200, {"respuestas": ALLERGIC, "version": 1})
    assert (again["id"], again["version"]) == (made["id"], 2)
    assert [each["version"] for each in await sheet.send("GET", f"{made['id']}/versiones/")] == [2, 1]
    rows = (await sheet.send("GET", f"{made['id']}/comparar/?a=1&b=2"))["preguntas"]
    changed = {row["codigo"]: (row["antes"], row["despues"]) for row in rows if row["cambio"]}
    assert changed == {"alergico": ("No", "Sí"), "alergias": ("", "Látex\nNinguna otra"), "fuma": ("", "Sí")}
    await sheet.send("GET", f"{made['id']}/comparar/?a=1&b=9", 404)
    assert len(await sheet.send("GET", f"?paciente={sheet.patient}")) == 1


async def test_nobody_changes_what_was_saved(sheet, cast):
    await sheet.save(CALM)
    for statement in ("update app.anamnesis_version set answers = '{}'", "delete from app.anamnesis_version", "delete from app.anamnesis"):
        with pytest.raises(DBAPIError):
            async with start_work(cast.owner) as work:
                await work.session.execute(text(statement))


async def test_who_saw_an_older_version_is_told_so_and_two_at_once_make_two_versions(sheet, cast):
    await sheet.save(CALM)
    await sheet.save(ALLERGIC)
    assert "otra versión" in (await sheet.save(CALM, 409, version=1))["detail"]

    async def save():
        async with start_work(cast.nurse) as work:
            await anamnesis.save(work, anamnesis.Reply(sheet.patient, sheet.first["id"], cast.nurse.membership_id, CALM))

    await asyncio.gather(*[save() for _each in range(5)])
    (row,) = await sheet.send("GET", f"?paciente={sheet.patient}")
    assert row["version"] == 7


async def test_wrong_answers_and_a_missing_professional_have_their_sentences(sheet, cast):
    assert set(await sheet.save({"motivo": "x", "alergico": "tal vez"}, 400)) == {
        "respuestas.alergico",
        "respuestas.enfermo",
        "respuestas.toma_medicacion",
    }
    assert await sheet.save(CALM, 400, profesional=None) == {"profesional": ["Este campo no puede ser nulo."]}
    assert "profesional" in await sheet.save(CALM, 400, profesional=cast.receptionist.membership_id)
    assert "cuestionario" in await sheet.save(CALM, 400, cuestionario=2**70)
    assert "paciente" in await sheet.save(CALM, 400, paciente=999_999)
    assert "respuestas" in await sheet.save("x", 400)
    await sheet.send("GET", f"?paciente={sheet.patient}", 403, who=cast.receptionist)


async def test_the_profile_says_what_the_newest_version_says(sheet, cast):
    async def facts():
        async with start_work(cast.nurse) as work:
            return [(fact.kind, fact.text, fact.source) for fact in (await profile.of(work, sheet.patient)).facts]

    await sheet.save(ALLERGIC)
    assert await facts() == [("alergia", "Látex", "anamnesis"), ("habito", "Fuma", "anamnesis")]
    await sheet.save(CALM)
    assert await facts() == []


async def test_it_is_what_a_service_asks_for_that_requires_an_anamnesis(sheet, cast, client, headers):
    service = (await client.get("/api/agenda/servicios/", headers=sheet.mine)).json()[0]["id"]
    await client.patch(f"/api/agenda/servicios/{service}/", json={"requiere_anamnesis": True}, headers=headers(cast.owner))
    made = await client.post("/api/atendimientos/", json={"paciente": sheet.patient, "servicio": service}, headers=sheet.mine)
    assert made.json()["advertencias"] == ["Falta la anamnesis que pide Control CRED."]
    await sheet.save(CALM)
    async with start_work(cast.nurse) as work:
        assert await requirements.missing(work, sheet.patient, service, work.today()) == []


async def test_a_clinic_builds_its_questionnaires(sheet, cast):
    body = {"nombre": "Piel", "preguntas": [{"texto": "¿Usa bloqueador?", "tipo": "si_no", "obligatoria": True}]}
    await sheet.send("POST", "cuestionarios/", 403, body)
    made = await sheet.send("POST", "cuestionarios/", 201, body, cast.owner)
    assert made["preguntas"][0]["codigo"] == "usa_bloqueador"
    assert "nombre" in await sheet.send("POST", "cuestionarios/", 400, body, cast.owner)
    wrong = {"preguntas": [{"texto": "", "tipo": "opcion", "opciones": ["una"]}]}
    refused = await sheet.send("PATCH", f"cuestionarios/{made['id']}/", 400, wrong, cast.owner)
    assert set(refused) == {"preguntas.0.texto", "preguntas.0.opciones"}
    saved = await sheet.save({"usa_bloqueador": "si"}, cuestionario=made["id"])
    more = {
        "preguntas": [*made["preguntas"], {"texto": "¿Cuál?", "depende_de": "usa_bloqueador", "respuestas": ["si"]}],
        "version": made["version"],
    }
    await sheet.send("PATCH", f"cuestionarios/{made['id']}/", 200, more, cast.owner)
    await sheet.send("PATCH", f"cuestionarios/{made['id']}/", 409, more, cast.owner)
    assert len((await sheet.send("GET", f"{saved['id']}/"))["detalle"]) == 1  # what was answered keeps its questions
    await sheet.send("DELETE", f"cuestionarios/{made['id']}/", 204, who=cast.owner)
    assert "cuestionario" in await sheet.save({"usa_bloqueador": "si"}, 400, cuestionario=made["id"])


async def test_a_patient_answers_once_by_her_link(sheet, cast):
    _key, token = await sheet.link()
    offer = await anamnesis_links.look(token)
    assert offer.clinic == "Consultorio Sonqo" and offer.professional == "Nurse Sonqo"
    with pytest.raises(Invalid):
        await anamnesis_links.send(token, ALLERGIC, agreed=False)
    with pytest.raises(Invalid):
        await anamnesis_links.send(token, {}, agreed=True)
    sent = await asyncio.gather(*[anamnesis_links.send(token, ALLERGIC, agreed=True) for _each in range(4)], return_exceptions=True)
    assert [type(each) for each in sent].count(BadLink) == 3
    (row,) = await sheet.send("GET", f"?paciente={sheet.patient}")
    assert (row["llenado_por"], row["version"]) == ("paciente", 1)
    shown = await sheet.send("GET", f"{row['id']}/")
    assert shown["consentimiento"] == sheet.first["consentimiento"] and shown["respuestas"]["alergias"].startswith("Látex")
    with pytest.raises(BadLink) as used:
        await anamnesis_links.look(token)
    assert used.value.state == "usada"


async def test_an_old_a_revoked_and_a_made_up_link_open_nothing(sheet, cast):
    async def state(token):
        with pytest.raises(BadLink) as refused:
            await anamnesis_links.look(token)
        return refused.value.state

    _key, old = await sheet.link()
    async with start_work(cast.owner) as work:
        await work.session.execute(
            text("update app.anamnesis_link set expires_at = :past"), {"past": datetime.now(UTC) - timedelta(minutes=1)}
        )
    assert await state(old) == "vencida"
    key, gone = await sheet.link()
    await sheet.send("DELETE", f"enlaces/{key}/", 204)
    assert await state(gone) == "anulada"
    _key, good = await sheet.link(dias=1)
    for token in ("", "x", "1-" + "a" * 43, good[:-1] + "x", "999999-" + good.partition("-")[2], "0-" + "b" * 30, "9" * 30 + "-x"):
        assert await state(token) == "desconocida", token
    assert [row["estado"] for row in await sheet.send("GET", f"enlaces/?paciente={sheet.patient}")] == ["lista", "anulada", "vencida"]


async def test_the_trail_keeps_every_write_and_opening(sheet, cast):
    made = await sheet.save(CALM)
    await sheet.send("GET", f"{made['id']}/")
    _key, token = await sheet.link()
    await anamnesis_links.look(token)
    await anamnesis_links.send(token, CALM, agreed=True)
    async with start_work(cast.owner) as work:
        asked = "select action, entity, user_id is null from app.audit_entry where patient_id = :p and entity like 'anamnesis%' order by id"
        rows = [tuple(row) for row in await work.session.execute(text(asked), {"p": sheet.patient})]
    assert rows == [
        ("create", "anamnesis", False), ("open", "anamnesis", False), ("create", "anamnesis_link", False),
        ("open", "anamnesis_link", True), ("edit", "anamnesis", True),
    ]  # fmt: skip
