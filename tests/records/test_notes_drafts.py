"""Drafts and phrases: what is typed is kept, for its author alone, until it is signed; signing twice makes one note."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import translate
from clinic_app.records.notes import drafts as note_drafts
from clinic_app.records.notes import phrases as note_phrases
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes import service as notes
from clinic_app.records.notes.drafts import Saving
from clinic_app.records.notes.editor_state import _visits
from tests.agenda.conftest import working_day

PATIENT = {
    "tipo_documento": "dni", "numero_documento": "12345678", "nombres": "Juan", "apellido_paterno": "García", "apellido_materno": "López",
    "fecha_nacimiento": "2022-06-15", "sexo": "M",
}  # fmt: skip


@pytest.fixture
async def patient_id(client: Any, cast: Any, headers: Any) -> int:
    return (await client.post("/api/pacientes/", json=PATIENT, headers=headers(cast.nurse))).json()["id"]


async def do(actor: Any, doing: Any, *args: Any, **named: Any) -> Any:
    async with start_work(actor) as work:
        return await doing(work, *args, **named)


async def test_a_draft_is_saved_over_the_api_and_comes_back_to_its_author_only(
    client: Any, cast: Any, headers: Any, patient_id: int
) -> None:
    path = f"/api/pacientes/{patient_id}/historia/borrador/"
    body = {
        "valores": {"subjetivo": "Come bi", "temperatura": "36,", "inventado": "x"},
        "cita": None,
        "revision": 0,
        "ventana": "a",
        "clave": str(uuid4()),
    }
    saved = await client.put(path, json=body, headers=headers(cast.nurse))
    assert saved.status_code == 200 and saved.json()["revision"] == 1 and saved.json()["clave"] == body["clave"], saved.text
    assert (await client.get(path, headers=headers(cast.nurse))).json()["valores"] == {"subjetivo": "Come bi", "temperatura": "36,"}
    for other in (cast.professional, cast.owner):
        assert (await client.get(path, headers=headers(other))).json()["valores"] == {}
    assert (await client.put(path, json=body, headers=headers(cast.outsider))).status_code == 404
    assert (await client.put(path, json=body, headers=headers(cast.receptionist))).status_code == 403
    assert (await client.put(path, json=body | {"valores": {"subjetivo": "x" * 10_001}}, headers=headers(cast.nurse))).status_code == 400
    assert (await client.delete(path, headers=headers(cast.nurse))).status_code == 204
    assert (await client.get(path, headers=headers(cast.nurse))).json()["valores"] == {}


async def test_a_window_may_save_again_and_a_stale_one_may_not(cast: Any, patient_id: int) -> None:
    first = await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "a"}, tab="one"))
    token = first.token
    await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "ab"}, revision=1, tab="one", token=token))
    again = await do(
        cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "abc"}, revision=1, tab="one", token=token)
    )  # the answer was lost on the way
    assert again.content == {"subjetivo": "abc"}
    with pytest.raises(Conflict):
        await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "x"}, revision=1, tab="two", token=token))
    assert (await do(cast.nurse, note_drafts.find, patient_id, None)).content == {"subjetivo": "abc"}


async def test_signing_takes_the_draft_away_and_twice_makes_one_note(cast: Any, patient_id: int) -> None:
    draft = await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "a"}, tab="one"))
    one = await do(cast.nurse, notes.sign, patient_id, {"subjective": "a"}, token=draft.token)
    two = await do(cast.nurse, notes.sign, patient_id, {"subjective": "a"}, token=draft.token)
    assert one.id == two.id and len(await do(cast.nurse, notes_queries.of_patient, patient_id)) == 1
    assert await do(cast.nurse, note_drafts.any_of, patient_id) is None
    with pytest.raises(Conflict):  # what another window still held does not come back as a draft
        await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "a"}, tab="two", token=draft.token))


async def test_a_refused_note_keeps_its_draft(cast: Any, patient_id: int) -> None:
    draft = await do(cast.nurse, note_drafts.save, patient_id, Saving({"temperatura": "365"}, tab="one"))
    with pytest.raises(Invalid):
        await do(cast.nurse, notes.sign, patient_id, {"temperature": 365}, token=draft.token)
    assert (await do(cast.nurse, note_drafts.any_of, patient_id)).content == {"temperatura": "365"}


async def test_a_token_of_another_person_is_no_key_to_her_draft(cast: Any, patient_id: int) -> None:
    draft = await do(cast.nurse, note_drafts.save, patient_id, Saving({"subjetivo": "a"}, tab="one"))
    await do(cast.professional, note_drafts.discard_token, draft.token)
    assert (await do(cast.nurse, note_drafts.any_of, patient_id)).token == UUID(str(draft.token))


async def test_phrases_are_ones_own_and_take_the_place_of_the_common_ones(cast: Any) -> None:
    def say(text: str) -> str:
        return translate("es", text)

    before = {one.shortcut for one in await do(cast.nurse, note_phrases.at_hand, say)}
    assert {"ctl", "cred"} <= before
    made = await do(cast.nurse, note_phrases.save, {"atajo": ".CTL", "titulo": "Mío", "texto": "Control sin hallazgos."})
    mine = {one.shortcut: one.text for one in await do(cast.nurse, note_phrases.at_hand, say)}
    assert mine["ctl"] == "Control sin hallazgos." and set(mine) == before
    assert {one.shortcut: one.text for one in await do(cast.professional, note_phrases.at_hand, say)}["ctl"] != "Control sin hallazgos."
    with pytest.raises(NotFound):
        await do(cast.professional, note_phrases.remove, made.id)
    for wrong in ({"atajo": "a b", "texto": "x"}, {"atajo": "x", "texto": ""}, {"atajo": "ctl", "texto": "x"}, {"texto": "x"}):
        with pytest.raises(Invalid):
            await do(cast.nurse, note_phrases.save, wrong)
    template = await do(cast.nurse, note_phrases.save, {"atajo": "mio", "subjetivo": "S", "planificacion": "P"})
    assert template.sections == {"subjetivo": "S", "planificacion": "P"} and template.text == ""
    await do(cast.nurse, note_phrases.remove, made.id)
    assert {one.shortcut: one.text for one in await do(cast.nurse, note_phrases.at_hand, say)}["ctl"] != "Control sin hallazgos."


async def test_the_timeline_and_the_last_vital_signs_know_the_note(cast: Any, patient_id: int) -> None:
    from clinic_app.records.notes import told as notes_told

    await do(cast.nurse, notes.sign, patient_id, {"temperature": 37, "systolic": 110, "diastolic": 70})
    (told,) = await do(cast.nurse, notes_told.happenings, patient_id, None, 10)
    assert told.kind == "note" and told.name == "Nurse Sonqo" and f"/patients/{patient_id}/notes" in told.href
    vitals = await do(cast.nurse, notes_told.last_vitals, patient_id)
    assert vitals["Temperatura"] == "37 °C" and vitals["Presión arterial"] == "110/70 mmHg" and "at" in vitals
    assert await do(cast.receptionist, notes_told.happenings, patient_id, None, 10) == []
    assert await do(cast.nurse, notes_queries.count, patient_id) == 1


async def test_a_note_keeps_the_appointment_that_was_begun_before_its_day(client: Any, cast: Any, headers: Any, patient_id: int) -> None:
    mine = headers(cast.nurse)
    service = (await client.get("/api/agenda/servicios/", headers=mine)).json()[0]["id"]
    other = (await client.post("/api/pacientes/", json=PATIENT | {"numero_documento": "87654321"}, headers=mine)).json()["id"]
    visits = []
    for number, patient in enumerate((patient_id, other)):
        body = {
            "paciente": patient,
            "tipo_servicio": service,
            "fecha": str(working_day(cast.owner, 2)),
            "hora_inicio": f"{9 + number:02d}:00",
        }
        visits.append((await client.post("/api/agenda/citas/", json=body, headers=mine)).json()["id"])
    seen = {asked: [row.id for row in await do(cast.nurse, _visits, patient_id, asked)] for asked in (None, *visits, 999_999)}
    assert seen == {None: [], visits[0]: [visits[0]], visits[1]: [], 999_999: []}
